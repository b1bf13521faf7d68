package text

import (
	"fmt"
	"io"
	"strconv"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/record"
	"firststep/study/words"
)

const noSeedInCommon = "The sides have no seed in common, so no runs are compared bit by bit."

// bitsLines say which runs were compared bit by bit, and whether they are
// identical.
func bitsLines(c *compare.Comparison) []string {
	if !c.Paired {
		return []string{noSeedInCommon}
	}
	var lines []string
	for _, only := range []struct {
		side  string
		seeds study.Seeds
	}{{"A", c.OnlyA}, {"B", c.OnlyB}} {
		if len(only.seeds) > 0 {
			lines = append(lines, fmt.Sprintf("In %s alone: %s %s.", only.side, words.Plural(len(only.seeds), "seed", "seeds"), only.seeds))
		}
	}
	pairs := words.Counted(len(c.Pairs), "pair of runs", "pairs of runs")
	switch identical, functions := c.Count(compare.Identical), c.Count(compare.Function); {
	case identical == len(c.Pairs):
		return append(lines, fmt.Sprintf("Identical in every bit: %s.", pairs))
	case identical+functions == len(c.Pairs):
		return append(lines, fmt.Sprintf("Identical functions: every loss and every validation logit of %s is equal in every bit.", pairs))
	case identical+functions == 0:
		return append(lines, fmt.Sprintf("The functions part in %s.", allOf(len(c.Pairs))))
	}
	return append(lines, fmt.Sprintf("The functions part in %d of %s.", c.Count(compare.Different), pairs))
}

func allOf(pairs int) string {
	if pairs == 1 {
		return "the one pair of runs"
	}
	return fmt.Sprintf("all %d pairs of runs", pairs)
}

// mostPartings is how many seeds are listed.
const mostPartings = 10

// writePartings lists where runs part.
func writePartings(w io.Writer, c *compare.Comparison, width int) {
	parted, left := partedPairs(c)
	if len(parted) == 0 {
		return
	}
	fmt.Fprintln(w)
	t := console.Table{Groups: []console.Group{
		{Columns: []console.Column{{Head: "seed", Right: true}}},
		{Title: "first difference", Columns: []console.Column{{Head: "step", Right: true}, {Head: "quantity"}, {Head: "distance", Right: true}}},
		{Title: "in the losses", Columns: []console.Column{{Head: "step", Right: true}, {Head: "distance", Right: true}}},
	}}
	for _, p := range parted {
		first, losses := partingCells(p.Parting), partingCells(p.Losses)
		t.Add(pairName(p), first[0], first[1], first[2], losses[0], losses[2])
	}
	t.Write(w, width)
	if left > 0 {
		fmt.Fprintf(w, "and %s more\n", words.Counted(left, "seed", "seeds"))
	}
}

// partedPairs are the pairs that part, as far as they are listed, and how many
// are left.
func partedPairs(c *compare.Comparison) (parted []compare.Pair, left int) {
	for _, p := range c.Pairs {
		switch {
		case p.Parting == nil:
		case len(parted) == mostPartings:
			left++
		default:
			parted = append(parted, p)
		}
	}
	return parted, left
}

// pairName is the seed of a pair, or both.
func pairName(p compare.Pair) string {
	if p.SeedA == p.SeedB {
		return strconv.FormatInt(p.SeedA, 10)
	}
	return fmt.Sprintf("%d/%d", p.SeedA, p.SeedB)
}

// partingCells are the step, the quantity and the distance of a parting.
func partingCells(p *compare.Parting) [3]string {
	if p == nil {
		return [3]string{"never", "", ""}
	}
	cells := [3]string{strconv.Itoa(p.Step), p.Quantity, ""}
	if p.Step == 0 {
		cells[0] = "start"
	}
	switch {
	case p.ULPs >= 0:
		cells[2] = fmt.Sprintf("%s ulp (%s)", steps(int64(p.ULPs)), p.Format)
	case p.Quantity == "steps":
		cells[2] = fmt.Sprintf("%s → %s steps", p.A, p.B)
	case p.A.IsFinite() || p.B.IsFinite():
		cells[2] = fmt.Sprintf("%s → %s", shortest(p.A, p.Format), shortest(p.B, p.Format))
	}
	return cells
}

// shortest writes a value with the digits that its format needs.
func shortest(v record.Float, format string) string {
	if format == "float32" {
		return strconv.FormatFloat(float64(v), 'g', -1, 32)
	}
	return v.String()
}

// steps writes a number of units in the last place, a very large one in short.
func steps(n int64) string {
	if n >= 1e9 {
		return strconv.FormatFloat(float64(n), 'e', 2, 64)
	}
	return strconv.FormatInt(n, 10)
}
