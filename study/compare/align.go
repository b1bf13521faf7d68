package compare

import (
	"slices"

	"firststep/study"
)

// A pair of runs, A's first.
type pair [2]Run

// align pairs runs by their seeds.
func (c *Comparison) align(a, b []Run) []pair {
	if len(a) == 1 && len(b) == 1 {
		c.Paired = true
		return []pair{{a[0], b[0]}}
	}
	bySeed := map[int64]Run{}
	for _, r := range b {
		bySeed[r.Record.Seed] = r
	}
	var pairs []pair
	for _, r := range a {
		other, ok := bySeed[r.Record.Seed]
		if !ok {
			c.OnlyA = append(c.OnlyA, r.Record.Seed)
			continue
		}
		pairs = append(pairs, pair{r, other})
		delete(bySeed, r.Record.Seed)
	}
	for _, r := range b {
		if _, left := bySeed[r.Record.Seed]; left {
			c.OnlyB = append(c.OnlyB, r.Record.Seed)
		}
	}
	if c.Paired = len(pairs) > 0; !c.Paired {
		c.OnlyA, c.OnlyB = []int64{}, []int64{} // there is nothing that they are beside
	}
	return pairs
}

func firsts(pairs []pair) []Run  { return column(pairs, 0) }
func seconds(pairs []pair) []Run { return column(pairs, 1) }

func column(pairs []pair, side int) []Run {
	runs := make([]Run, len(pairs))
	for i, p := range pairs {
		runs[i] = p[side]
	}
	return runs
}

func compareBits(p pair) Pair {
	a, b := p[0], p[1]
	same := Pair{SeedA: a.Record.Seed, SeedB: b.Record.Seed, Same: sameness(a.Record, b.Record)}
	if same.Same != Identical {
		same.Parting = parting(a, b)
	}
	if same.Same == Different {
		same.Losses = lossParting(a, b)
	}
	return same
}

// hidden is how many hidden layers the runs of a side all have.
func hidden(runs []Run) int {
	least := len(runs[0].Record.Ending.DeadUnits)
	for _, r := range runs {
		least = min(least, len(r.Record.Ending.DeadUnits))
	}
	return least
}

// changes lists the fields that have another value in b's runs than in a's:
// those of a's first run in its order, then those that b's alone has. The
// seeds, by which runs are paired, are left out. A field that differs within
// a side has its values in a list.
func changes(a, b []Run) []study.Change {
	var list []study.Change
	seen := map[string]bool{"seed": true}
	for _, r := range slices.Concat(a, b) {
		for _, f := range r.Record.Definition {
			if seen[f.Name] {
				continue
			}
			seen[f.Name] = true
			if was, is := fieldOf(a, f.Name), fieldOf(b, f.Name); was != is {
				list = append(list, study.Change{Key: f.Name, Old: was, New: is})
			}
		}
	}
	return list
}

// fieldOf is a field's value in the runs of a side; several, where they differ.
func fieldOf(runs []Run, name string) string {
	var values []string
	for _, r := range runs {
		if v, _ := r.Record.Definition.Value(name); !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	text := values[0]
	for _, v := range values[1:] {
		text += " | " + v
	}
	return text
}
