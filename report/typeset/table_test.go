package typeset

import (
	"fmt"
	"strings"
	"testing"

	"firststep/report/typeset/box"
)

// points lists where the decimal points of a column stand: the x of the first
// full stop of each row, or of its last digit's right edge.
func points(t *testing.T, texts ...string) []box.Length {
	t.Helper()
	b := Table{Columns: []Column{{}, {Align: Decimal}, {}}}
	for _, text := range texts {
		b.Rows = append(b.Rows, Row{Cells: []Cell{{Text: "row"}, {Text: text}, {Text: "end"}}})
	}
	s, err := newSetter(&Document{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	fitted, err := s.fitTable(b, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	var found []box.Length
	for _, row := range fitted.rows {
		found = append(found, fitted.place(row[1], false)+row[1].point)
	}
	return found
}

func TestDecimalPointsAlign(t *testing.T) {
	found := points(t, "0.277 (20)", "1.01 (11) × 10⁴", "65,025", "−3.5", "152 (17)", `$1.9\times 10^{-5}$`, "12.5", "1/255.00002", "1/255")
	for i, x := range found {
		if x != found[0] {
			t.Errorf("row %d has its decimal point at %v, row 0 at %v", i, x, found[0])
		}
	}
}

func TestTextInADecimalColumnIsRightAligned(t *testing.T) {
	s, _ := newSetter(&Document{}, Options{})
	fitted, err := s.fitTable(Table{
		Columns: []Column{{}, {Align: Decimal}},
		Rows:    []Row{{Cells: []Cell{{Text: "a"}, {Text: "10.25"}}}, {Cells: []Cell{{Text: "b"}, {Text: "none"}}}},
	}, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	none := fitted.rows[1][1]
	if right := fitted.place(none, false) + none.natural.Width; right != textWidth {
		t.Errorf("“none” ends at %v, not at the right edge %v", right, textWidth)
	}
}

// "1 of 5 not finite" is text, and stands in the middle of the numbers.
func TestWordsWithANumberAreNoNumber(t *testing.T) {
	s, _ := newSetter(&Document{}, Options{})
	fitted, err := s.fitTable(Table{
		Columns: []Column{{}, {Align: Decimal}, {}},
		Rows: []Row{
			{Cells: []Cell{{Text: "a"}, {Text: "10.25"}, {Text: "end"}}},
			{Cells: []Cell{{Text: "b"}, {Text: "1 of 5 not finite"}, {Text: "end"}}},
		},
	}, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	number, words := fitted.rows[0][1], fitted.rows[1][1]
	if words.point >= 0 {
		t.Error("it is taken for a number")
	}
	middle := func(c cell) box.Length { return fitted.place(c, false) + c.natural.Width/2 }
	if off := middle(number) - middle(words); off > 1 || off < -1 {
		t.Errorf("the middles are %v apart", off)
	}
}

// No page ends within a group of rows where the pages can end between groups.
func TestGroupsOfRowsStayTogether(t *testing.T) {
	table := Table{Title: "Groups", Columns: []Column{{}, {Align: Right}}}
	for g := range 30 {
		table.Rows = append(table.Rows, Row{Gap: true, Cells: []Cell{{Text: fmt.Sprintf("group%d", g), Span: 2}}})
		for range 5 {
			table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: "row"}, {Text: "1"}}})
		}
	}
	pages := set(t, &Document{Title: "T", Blocks: []Block{table}})
	for n, page := range pages {
		first := 0
		for first < len(page) && !strings.HasPrefix(page[first], "group") && page[first] != "row1" {
			first++
		}
		if first < len(page) && page[first] == "row1" {
			t.Errorf("page %d starts within a group", n+1)
		}
	}
}

func TestWideTables(t *testing.T) {
	long := strings.Repeat("wide ", 12)
	row := func(c Cell) Row { return Row{Cells: []Cell{c, {Text: long}, {Text: "1"}}} }
	columns := []Column{{}, {}, {Align: Right}}
	s, _ := newSetter(&Document{}, Options{})

	fitted, err := s.fitTable(Table{Columns: columns, Rows: []Row{row(Cell{Text: strings.Repeat("long ", 20), Short: "short"})}}, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(rows(fitted.row(fitted.rows[0], false)), ""); !strings.HasPrefix(text, "short") {
		t.Errorf("the row is %q; it does not fit but by its short form", text)
	}

	fitted, err = s.fitTable(Table{Columns: columns, Rows: []Row{row(Cell{Text: strings.Repeat("long ", 30)})}}, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(rows(fitted.row(fitted.rows[0], false))); n < 2 {
		t.Error("a column of text that is too wide is not wrapped")
	}

	many := make([]Column, 60)
	cells := make([]Cell, 60)
	for i := range cells {
		many[i].Align, cells[i].Text = Right, "12345"
	}
	if _, err := s.fitTable(Table{Columns: many, Rows: []Row{{Cells: cells}}}, textWidth); err == nil {
		t.Error("sixty columns are said to fit")
	}
}

func TestRowWithTooManyCells(t *testing.T) {
	s, _ := newSetter(&Document{}, Options{})
	_, err := s.fitTable(Table{Columns: []Column{{}}, Rows: []Row{{Cells: []Cell{{Text: "a"}, {Text: "bee"}}}}}, textWidth)
	if err == nil || !strings.Contains(err.Error(), "bee") {
		t.Errorf("error is %v; it should quote the cell", err)
	}
}
