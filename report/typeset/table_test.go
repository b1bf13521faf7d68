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
		found = append(found, fitted.place(row[1])+row[1].point)
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

// In the last column, as in others, words and numbers share their middle, and
// the widest ends where the table does.
func TestTextInADecimalColumn(t *testing.T) {
	s, _ := newSetter(&Document{}, Options{})
	fitted, err := s.fitTable(Table{
		Columns: []Column{{}, {Align: Decimal}},
		Rows:    []Row{{Cells: []Cell{{Text: "a"}, {Text: "10.25"}}}, {Cells: []Cell{{Text: "b"}, {Text: "none"}}}},
	}, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	number, none := fitted.rows[0][1], fitted.rows[1][1]
	if right := fitted.place(number) + number.natural.Width; right != fitted.width {
		t.Errorf("10.25 ends at %v, not at the right edge %v", right, fitted.width)
	}
	middle := func(c cell) box.Length { return fitted.place(c) + c.natural.Width/2 }
	if off := middle(number) - middle(none); off > 1 || off < -1 {
		t.Errorf("the middles are %v apart", off)
	}
}

// A head stands over most of its numbers, and not over the middle of the widest
// that there are.
func TestAHeadStandsOverItsNumbers(t *testing.T) {
	s, _ := newSetter(&Document{}, Options{})
	table := Table{Columns: []Column{{}, {Align: Decimal}, {}}, Head: [][]Cell{{{Text: "name"}, {Text: "x"}, {Text: "end"}}}}
	for _, number := range []string{"0.1234", "0.1235", "0.1236", "797,000,000"} {
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: "row"}, {Text: number}, {Text: "end"}}})
	}
	fitted, err := s.fitTable(table, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	head, most := fitted.head[0][1], fitted.rows[0][1]
	left, middle := fitted.place(most), fitted.place(head)+head.natural.Width/2
	if middle < left || middle > left+most.natural.Width {
		t.Errorf("the head's middle is %v, most numbers go from %v to %v", middle, left, left+most.natural.Width)
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
	middle := func(c cell) box.Length { return fitted.place(c) + c.natural.Width/2 }
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

// A group that is too long for a page says on the next one that it goes on.
func TestLongGroupNamesItself(t *testing.T) {
	headed := Table{Title: "Headed", Columns: []Column{{}, {Align: Right}}, Rows: []Row{
		{Cells: []Cell{{Text: "first"}, {Text: "0"}}}, {Cells: []Cell{{Text: "second"}, {Text: "0"}}},
		{Gap: true, Cells: []Cell{{Text: "group", Span: 2}}},
	}}
	beside := headed
	beside.Rows = []Row{{Gap: true, Cells: []Cell{{Text: "group"}, {Text: "0"}}}}
	for i := range 150 {
		headed.Rows = append(headed.Rows, Row{Cells: []Cell{{Text: fmt.Sprint("row", i)}, {Text: "1"}}})
		beside.Rows = append(beside.Rows, Row{Cells: []Cell{{}, {Text: fmt.Sprint("row", i)}}})
	}
	for _, table := range []Table{headed, beside} {
		pages := set(t, &Document{Title: "T", Blocks: []Block{table}})
		for n, page := range pages[1:] {
			if text := strings.Join(page[:3], "|"); !strings.Contains(text, "group (continued)|row") {
				t.Errorf("page %d starts with %q", n+2, text)
			}
		}
	}
}

// Neither side of a break within a group has one or two rows, nor one of a table
// fewer than four beside a group's name; few rows are not parted from the others at the price of a
// break between groups.
func TestGroupsLeaveNoRowAlone(t *testing.T) {
	fitted := &table{columns: make([]Column, 2)}
	add := func(gap bool, span int) {
		fitted.rows = append(fitted.rows, []cell{{last: span - 1, natural: &box.Box{}}})
		fitted.grouped = append(fitted.grouped, gap)
	}
	for range 5 {
		add(len(fitted.rows) > 0, 2)
		for range 7 {
			add(false, 1)
		}
	}
	for i := range fitted.rows {
		want := map[int]int{0: tableBreak, 4: groupBreak, 5: groupBreak}[i%8]
		apart := min(i, len(fitted.rows)-i) - 1
		if apart < fewRows {
			want = tornBreak
		}
		if apart < leastRows || want == 0 || i%8 != 0 && i%8 != 4 && i%8 != 5 {
			want = noBreak
		}
		if got := fitted.breakBefore(i); got != want {
			t.Errorf("a break before row %d costs %d, not %d", i, got, want)
		}
	}
}

// A table of two short columns is not drawn apart.
func TestNarrowTablesStayNarrow(t *testing.T) {
	s, _ := newSetter(&Document{}, Options{})
	fitted, err := s.fitTable(Table{
		Columns: []Column{{Align: Right}, {}},
		Rows:    []Row{{Cells: []Cell{{Text: "1"}, {Text: "a command"}}}},
	}, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	if gap := fitted.lefts[1] - fitted.widths[0]; gap != compactGap.Scale(gapParts+1, gapParts) {
		t.Errorf("its columns are %v apart", gap)
	}
	if rule := fitted.top().Width; rule != fitted.width || rule > textWidth/2 {
		t.Errorf("its rules are %v wide", rule)
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
	if text := strings.Join(rows(fitted.row(fitted.rows[0])), ""); !strings.HasPrefix(text, "short") {
		t.Errorf("the row is %q; it does not fit but by its short form", text)
	}

	fitted, err = s.fitTable(Table{Columns: columns, Rows: []Row{row(Cell{Text: strings.Repeat("long ", 30)})}}, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(rows(fitted.row(fitted.rows[0]))); n < 2 {
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

// Of several columns of text those wrap that then make the fewest lines, and
// what turns over in the first is indented.
func TestColumnsWrapInFewestLines(t *testing.T) {
	table := Table{Columns: []Column{{Wrap: true}, {Wrap: true}}}
	for range 5 {
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: strings.Repeat("many words ", 7)}, {Text: "few words"}}})
	}
	table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: "name"}, {Text: strings.Repeat("here is more ", 9)}}})
	s, _ := newSetter(&Document{}, Options{})
	fitted, err := s.fitTable(table, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	if n := fitted.rowLines(fitted.rows[0]); n > 1 {
		t.Errorf("five rows take %d lines each for the sake of one row", n)
	}
	narrow := fitted.rows[0][0].paragraph.hanging(box.Mm(40), fitted.turnover(0))
	if first, second := narrow[0].Items[0].X, narrow[1].Items[0].X; second-first != fitted.size.size {
		t.Errorf("what turns over is indented by %v", second-first)
	}
}

// A head over one column stands on the last row of the head: at its foot where
// it has that for itself, and a leading above what else stands there.
func TestHeadsStandLow(t *testing.T) {
	s, _ := newSetter(&Document{}, Options{})
	fitted, err := s.fitTable(Table{
		Columns: make([]Column, 4),
		Head: [][]Cell{
			{{Text: "above both", Span: 2}, {Text: "alone"}, {Text: "over"}},
			{{Text: "left"}, {Text: "right"}, {}, {Text: "under"}},
		},
		Rows: []Row{{Cells: []Cell{{Text: "a"}, {Text: "b"}, {Text: "c"}, {Text: "d"}}}},
	}, textWidth)
	if err != nil {
		t.Fatal(err)
	}
	heights := map[string]box.Length{}
	for i, y := 0, box.Length(0); i < len(fitted.head); i++ {
		row := fitted.headRow(i)
		for _, item := range row.Items {
			if c, ok := item.Content.(*box.Box); ok {
				heights[strings.Join(rows(c), "")] = y + item.Y
			}
		}
		y -= row.Depth
	}
	if heights["alone"] != heights["left"] {
		t.Errorf("a head by itself stands at %v, those beside it at %v", heights["alone"], heights["left"])
	}
	if apart := heights["over"] - heights["under"]; apart != fitted.size.leading {
		t.Errorf("two heads over one column are %v apart", apart)
	}
}
