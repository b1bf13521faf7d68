package console

import (
	"bytes"
	"testing"
)

// A table follows the width that there is: the last column is broken, and
// what still has no room goes below.
func TestTableFollowsTheWidth(t *testing.T) {
	for _, c := range []struct {
		width int
		want  string
	}{
		{0, `run        loss   state
features   2.3    up to date
weights-2  6,924  stale: training.batch: 32 → 64
`},
		{40, `run        loss   state
features   2.3    up to date
weights-2  6,924  stale: training.batch:
                  32 → 64
`},
		{24, `run        loss
features   2.3
weights-2  6,924

run        state
features   up to date
weights-2  stale:
           training.batch: 32 →
           64
`},
	} {
		var out bytes.Buffer
		table := NewTable("run", "loss", "state")
		table.Add("features", 2.3, "up to date")
		table.Add("weights-2", "6,924", "stale: training.batch: 32 → 64")
		table.Write(&out, c.width)
		if out.String() != c.want {
			t.Errorf("%d wide:\n%s\nwant\n%s", c.width, out.String(), c.want)
		}
	}
}

// A group that is wider than the line stands in parts below each other.
func TestTableTakesGroupsApart(t *testing.T) {
	table := Table{Groups: []Group{{Columns: []Column{{Head: "run"}}}, {Title: "both", Columns: []Column{{Head: "before", Right: true}, {Head: "after", Right: true}}}}}
	table.Add("a", "2.30259", "1.89690")
	var out bytes.Buffer
	table.Write(&out, 16)
	const want = `      both
run    before
a     2.30259

      both
run     after
a     1.89690
`
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
}

// A title that is wider than the line is broken too.
func TestTableBreaksTitles(t *testing.T) {
	table := Table{Groups: []Group{{Columns: []Column{{Head: "run"}}}, {Title: "of the first step of training", Columns: []Column{{Head: "before", Right: true}}}}}
	table.Add("a", "2.30259")
	var out bytes.Buffer
	table.Write(&out, 30)
	const want = `      of the first step of
      ───── training ─────
run    before
a     2.30259
`
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
}
