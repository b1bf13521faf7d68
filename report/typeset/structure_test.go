package typeset

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"firststep/report/typeset/tag"

	"gonum.org/v1/plot/vg"
)

// outlined is an element in a line: its role, what it spans, and its kids;
// those of a cell are how many header cells it names.
func outlined(e *tag.Element) string {
	said := string(e.Role)
	if e.Columns > 1 {
		said += fmt.Sprint("→", e.Columns)
	}
	if e.Rows > 1 {
		said += fmt.Sprint("↓", e.Rows)
	}
	if len(e.Headers) > 0 {
		said += fmt.Sprint("#", len(e.Headers))
	}
	var kids []string
	for _, kid := range e.Kids {
		if child, ok := kid.(*tag.Element); ok {
			kids = append(kids, outlined(child))
		}
	}
	if len(kids) > 0 {
		said += "(" + strings.Join(kids, " ") + ")"
	}
	return said
}

func TestTablesByEar(t *testing.T) {
	columns := []Column{{}, {Align: Right}, {Align: Right}}
	row := func(texts ...string) Row {
		var r Row
		for _, text := range texts {
			r.Cells = append(r.Cells, Cell{Text: text})
		}
		return r
	}
	gapped := row("c", "1", "2")
	gapped.Gap = true
	for name, test := range map[string]struct {
		table Table
		want  string
	}{
		"a head of two rows": {
			Table{Head: [][]Cell{{{}, {Text: "loss", Span: 2}}, {{Text: "Scenario"}, {Text: "before"}, {Text: "after"}}}, Rows: []Row{row("a", "1", "2")}},
			"THead(TR(TH↓2 TH→2) TR(TH TH)) TBody(TR(TH TD TD))",
		},
		"a corner without a word": {
			Table{Head: [][]Cell{{{}, {Text: "x"}, {Text: "y"}}}, Rows: []Row{row("a", "1", "2")}},
			"THead(TR(TD TH TH)) TBody(TR(TH TD TD))",
		},
		"a name that is said once": {
			Table{Rows: []Row{row("a", "1", "2"), row("", "3", "4"), row("", "5"), gapped, row("", "7", "8")}},
			"TBody(TR(TH↓3 TD TD) TR(TD TD) TR(TD TD) TR(TH↓2 TD TD) TR(TD TD))",
		},
		"names over groups": {
			Table{Head: [][]Cell{{{Text: "Seed"}, {Text: "x"}, {Text: "y"}}}, Rows: []Row{{Cells: []Cell{{Text: "a", Span: 3}}}, row("1", "2", "3")}},
			"THead(TR(TH TH TH)) TBody(TR(TH→3) TR(TH#2 TD#3 TD#3))",
		},
	} {
		test.table.Title, test.table.Columns = "T", columns
		s, _ := paginated(t, &Document{Title: "T", Blocks: []Block{test.table}})
		said := outlined(s.structure)
		if !strings.Contains(said, "Table(Caption "+test.want+")") {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// What stands before the first heading is a section too, for a caption may not
// stand in the document itself; rows of the contents refer to what they list.
func TestStructureOfTheFirstPage(t *testing.T) {
	s, pages := paginated(t, &Document{Title: "T", Blocks: []Block{
		Figure{Title: "Seen", Width: 100, Height: 100, Draw: func(vg.Canvas, vg.Length) {}}, Contents{}, Heading{Level: 1, Text: "One"},
		Heading{Level: 3, Text: "Run in."}, Paragraph{Text: "Text."},
	}})
	s.fillContents(pages)
	said := outlined(s.structure)
	if want := "Document(Sect(Title Div(Figure Caption) TOC(TOCI(Reference))) Sect(H1 H2 P))"; said != want {
		t.Errorf("the structure is %s, not %s", said, want)
	}
	var titles []string
	for a := range s.bookmarks {
		titles = append(titles, a.Title)
	}
	slices.Sort(titles)
	if want := []string{"1 One", "Run in"}; !slices.Equal(titles, want) {
		t.Errorf("the outline has %q, not %q", titles, want)
	}
}
