package report

import (
	"io"
	"strings"
	"testing"

	"firststep/report/typeset"
	"firststep/study/evidence/fixture"
)

// Of many seeds the report counts endings and gives quantiles; how long its
// tables are does not depend on how many there are.
func TestManySeeds(t *testing.T) {
	d := fixture.New(strings.Replace(fixture.Everything, "seeds = [1, 2, 3]", `seeds = "1-36"`, 1))
	doc, _ := reported(d)
	checkDocument(t, doc)
	checkFigures(t, d, doc)
	rows := map[string]int{}
	for _, b := range doc.Blocks {
		if figure, ok := b.(typeset.Figure); ok && strings.Contains(figure.Caption, "from the lowest to the highest") {
			t.Errorf("figure %s has a band over all seeds: %s", figure.Label, figure.Caption)
		}
		if table, ok := b.(typeset.Table); ok {
			rows[table.Label] = len(table.Rows)
		}
	}
	scenarios := len(d.Definition.Scenarios)
	if want := scenarios * (1 + len(tableQuantiles)); rows["seeds-step"] != want || rows["seeds-end"] != want {
		t.Errorf("%d and %d rows over the seeds, want %d", rows["seeds-step"], rows["seeds-end"], want)
	}
	if rows["endings"] == 0 || rows["endings"] > 3*scenarios {
		t.Errorf("%d rows of endings", rows["endings"])
	}
	said := textsOf(doc).all()
	for _, want := range []string{"{divided|*weights/255*}: 36 seeds, 18 overflowed, 18 died", "How many runs overflowed", "Every number over the seeds"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if err := typeset.Compose(io.Discard, doc, typeset.Options{Strict: true}); err != nil {
		t.Error(err)
	}
}
