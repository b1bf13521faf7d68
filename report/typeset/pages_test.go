package typeset

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"firststep/report/typeset/box"

	"gonum.org/v1/plot/vg"
)

// paginated sets a document's pages.
func paginated(t *testing.T, doc *Document) (*setter, []*page) {
	t.Helper()
	s, err := newSetter(doc, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.number(doc.Blocks); err != nil {
		t.Fatal(err)
	}
	list, err := s.document()
	if err != nil {
		t.Fatal(err)
	}
	return s, s.paginate(list)
}

// set sets a document and returns the text of each page, a line a row.
func set(t *testing.T, doc *Document) [][]string {
	t.Helper()
	s, pages := paginated(t, doc)
	s.fillContents(pages)
	var text [][]string
	for _, p := range pages {
		text = append(text, rows(p.box))
		if deepest := -foot(p.box, 0); deepest > s.paper.textHeight+box.Point/100 {
			t.Errorf("a page is %v high, of %v", deepest, s.paper.textHeight)
		}
	}
	return text
}

// rows is the text of a box from top to bottom.
func rows(b *box.Box) []string {
	var ys []box.Length
	text := map[box.Length]string{}
	var walk func(b *box.Box, y box.Length)
	walk = func(b *box.Box, y box.Length) {
		for _, item := range b.Items {
			switch c := item.Content.(type) {
			case *box.Box:
				walk(c, y+item.Y)
			case *box.Run:
				at := y + item.Y
				if _, ok := text[at]; !ok {
					ys = append(ys, at)
				}
				for _, g := range c.Glyphs {
					text[at] += g.Text
				}
			}
		}
	}
	walk(b, 0)
	for i := range ys { // sort downwards
		for j := i; j > 0 && ys[j] > ys[j-1]; j-- {
			ys[j], ys[j-1] = ys[j-1], ys[j]
		}
	}
	var lines []string
	for _, y := range ys {
		lines = append(lines, text[y])
	}
	return lines
}

// foot is the lowest point of a box.
func foot(b *box.Box, y box.Length) box.Length {
	lowest := y - b.Depth
	for _, item := range b.Items {
		if c, ok := item.Content.(*box.Box); ok {
			lowest = min(lowest, foot(c, y+item.Y))
		}
	}
	return lowest
}

const filler = "The quick brown fox jumps over the lazy dog, and the five boxing wizards jump quickly beside it. "

// A figure gives a few millimetres, so that the text around it fills the page.
func TestFiguresFillPages(t *testing.T) {
	for lines := range 6 {
		elastic := figure("one")
		elastic.Stretch, elastic.Shrink = 40, 20
		drawn := map[vg.Length]bool{}
		elastic.Draw = func(_ vg.Canvas, height vg.Length) { drawn[height] = true }
		doc := &Document{Title: "T", Blocks: []Block{Paragraph{Text: strings.Repeat(filler, 4+lines) + "@fig:one"}, elastic}}
		for range 12 {
			doc.Blocks = append(doc.Blocks, Paragraph{Text: strings.Repeat(filler, 5)})
		}
		s, pages := paginated(t, doc)
		if deepest := -foot(pages[0].box, 0); deepest < s.paper.textHeight-bodySize.leading {
			t.Errorf("with %d lines more the first page ends %v above its foot", lines, s.paper.textHeight-deepest)
		}
		if err := Compose(io.Discard, doc, Options{}); err != nil {
			t.Fatal(err)
		}
		for height := range drawn {
			if height > elastic.Height+elastic.Stretch || height < elastic.Height-elastic.Shrink {
				t.Errorf("the figure is drawn %v high", height)
			}
		}
	}
}

func TestNoHeadingAtTheFoot(t *testing.T) {
	for lines := range 12 {
		doc := &Document{Title: "T"}
		for range 9 {
			doc.Blocks = append(doc.Blocks, Paragraph{Text: strings.Repeat(filler, 7)})
		}
		doc.Blocks = append(doc.Blocks, Paragraph{Text: strings.Repeat(filler, lines+1)})
		doc.Blocks = append(doc.Blocks, Heading{Level: 1, Text: "Heading"}, Paragraph{Text: strings.Repeat(filler, 7)})
		for _, page := range set(t, doc) {
			for i, line := range page {
				if strings.HasSuffix(line, "Heading") && i > len(page)-3 {
					t.Errorf("with %d lines before it the heading stands at the foot of its page", lines)
				}
			}
		}
	}
}

func TestNoWidowsAndOrphans(t *testing.T) {
	doc := &Document{Title: "T"}
	for i := range 60 {
		doc.Blocks = append(doc.Blocks, Paragraph{Text: fmt.Sprintf("Begin%d ", i) + strings.Repeat(filler, 3) + fmt.Sprintf("end%d", i)})
	}
	for n, page := range set(t, doc) {
		first, last := page[0], page[len(page)-1]
		if n > 0 && strings.Contains(first, "end") {
			t.Errorf("page %d starts with the last line of a paragraph: %q", n+1, first)
		}
		if strings.Contains(last, "Begin") {
			t.Errorf("page %d ends with the first line of a paragraph: %q", n+1, last)
		}
	}
}

// A display stays with the paragraph that it ends, and all its lines together.
func TestNoPageBreaksAtADisplay(t *testing.T) {
	for lines := range 12 {
		doc := &Document{Title: "T"}
		for range 9 {
			doc.Blocks = append(doc.Blocks, Paragraph{Text: strings.Repeat(filler, 7)})
		}
		doc.Blocks = append(doc.Blocks,
			Paragraph{Text: strings.Repeat(filler, lines+3) + "Leading in"},
			Equation{Lines: []EquationLine{{Source: "A = B"}, {Source: "C = D"}}},
			Paragraph{Text: "Going on. " + strings.Repeat(filler, 9)})
		pages := set(t, doc)
		on := pageOf(pages, "Leading in")
		for _, text := range []string{"A=B", "C=D", "Going on"} {
			if pageOf(pages, text) != on {
				t.Errorf("with %d lines before it, %q is on page %d, the sentence before it on %d", lines, text, pageOf(pages, text)+1, on+1)
			}
		}
	}
}

func TestPagesFill(t *testing.T) {
	doc := &Document{Title: "T"}
	for i := range 40 {
		if i%7 == 3 {
			doc.Blocks = append(doc.Blocks, Heading{Level: 1, Text: "Heading"})
		}
		doc.Blocks = append(doc.Blocks, Paragraph{Text: strings.Repeat(filler, 2+i%4)})
	}
	pages := set(t, doc)
	for n, page := range pages[:len(pages)-1] {
		if len(page) < 45 {
			t.Errorf("page %d has only %d lines", n+1, len(page))
		}
	}
}

func figure(label string) Figure {
	return Figure{Label: label, Title: "Picture " + label, Width: 300, Height: 200, Draw: func(vg.Canvas, vg.Length) {}}
}

func pageOf(pages [][]string, text string) int {
	for n, page := range pages {
		for _, line := range page {
			if strings.Contains(line, text) {
				return n
			}
		}
	}
	return -1
}

func TestFloatsKeepTheirOrderAndStayNear(t *testing.T) {
	doc := &Document{Title: "T"}
	for i := range 6 {
		label := string(rune('a' + i))
		doc.Blocks = append(doc.Blocks,
			Paragraph{Text: "Mention" + label + " of @fig:" + label + ". " + strings.Repeat(filler, 9)},
			figure(label), Paragraph{Text: strings.Repeat(filler, 9)})
	}
	pages := set(t, doc)
	before := 0
	for i := range 6 {
		label := string(rune('a' + i))
		mention, picture := pageOf(pages, "Mention"+label), pageOf(pages, "Picture "+label)
		if picture < before {
			t.Errorf("figure %s is on page %d, before the one before it", label, picture+1)
		}
		before = picture
		if picture < mention || picture > mention+1 {
			t.Errorf("figure %s is on page %d, mentioned on page %d", label, picture+1, mention+1)
		}
	}
}

func TestTablesDoNotPassTheReferences(t *testing.T) {
	doc := &Document{Title: "T", Blocks: []Block{
		Paragraph{Text: strings.Repeat(filler, 20) + "See @tab:x."},
		Table{Label: "x", Title: "Last table", Columns: []Column{{}}, Rows: []Row{{Cells: []Cell{{Text: "cell"}}}}},
		Heading{Level: 1, Text: "References", Unnumbered: true},
		Paragraph{Text: "A source."},
	}}
	page := set(t, doc)[0]
	table, references := -1, -1
	for i, line := range page {
		if strings.Contains(line, "Last table") {
			table = i
		}
		if line == "References" {
			references = i
		}
	}
	if table < 0 || references < table {
		t.Errorf("the table is in row %d, the references in %d", table, references)
	}
}

// A figure of the appendix stands behind its heading, on whatever page.
func TestFiguresStandBehindTheAppendixsHeading(t *testing.T) {
	for lines := range 6 {
		pages := set(t, &Document{Title: "T", Blocks: []Block{
			Paragraph{Text: strings.Repeat(filler, 40+4*lines)},
			Heading{Level: 1, Text: "Appendix", Unnumbered: true},
			Heading{Level: 2, Text: "Further"},
			Paragraph{Text: "Opening. See @fig:one."},
			figure("one"),
			Paragraph{Text: strings.Repeat(filler, 9)},
		}})
		at := pageOf(pages, "Appendix")
		for _, line := range pages[at] {
			if strings.Contains(line, "Picture one") {
				t.Errorf("with %d lines more the figure stands before the heading", 4*lines)
			}
			if line == "Appendix" {
				break
			}
		}
		if pageOf(pages, "Picture one") < at {
			t.Errorf("with %d lines more the figure stands on a page before the heading", 4*lines)
		}
	}
}

// The text goes on below a page of floats where a paragraph begins.
func TestNoPageOfFloatsAmidAParagraph(t *testing.T) {
	for lines := range 12 {
		tall := figure("one")
		tall.Height = 650
		doc := &Document{Title: "T", Blocks: []Block{Paragraph{Text: "Begin @fig:one. " + strings.Repeat(filler, 2+lines)}, tall}}
		for range 30 {
			doc.Blocks = append(doc.Blocks, Paragraph{Text: "Begin " + strings.Repeat(filler, 4)})
		}
		pages := set(t, doc)
		if after := pageOf(pages, "Picture one") + 1; after > 1 && !strings.HasPrefix(pages[after][0], "Begin") {
			t.Errorf("with %d lines more a paragraph goes on behind the floats: %q", lines, pages[after][0])
		}
	}
}

func TestLongTableGoesOn(t *testing.T) {
	table := Table{Title: "Long", Columns: []Column{{}, {Align: Decimal}}, Head: [][]Cell{{{Text: "Seed"}, {Text: "Value"}}}}
	for i := range 150 {
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: fmt.Sprintf("row%d", i)}, {Text: "0.5"}}})
	}
	pages := set(t, &Document{Title: "T", Blocks: []Block{Paragraph{Text: filler}, table, Paragraph{Text: filler}}})
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	for n, page := range pages[:3] {
		if pageOf(pages[n:n+1], "SeedValue") != 0 {
			t.Errorf("page %d does not repeat the head: %q", n+1, page[:3])
		}
		if n > 0 && !strings.Contains(page[0], "(continued)") {
			t.Errorf("page %d does not say that the table is continued: %q", n+1, page[0])
		}
	}
	all := strings.Join(append(append(pages[0], pages[1]...), pages[2]...), "\n")
	for i := range 150 {
		if strings.Count(all, fmt.Sprintf("row%d0.5", i)) != 1 {
			t.Errorf("row %d is not there once", i)
		}
	}
}

func TestSomethingTallerThanAPage(t *testing.T) {
	tall := figure("tall")
	tall.Height = 2000
	for _, inline := range []bool{true, false} {
		tall.Inline = inline
		doc := &Document{Title: "T", Blocks: []Block{Paragraph{Text: filler}, tall, Paragraph{Text: "After @fig:tall."}}}
		s, _ := newSetter(doc, Options{})
		if err := s.number(doc.Blocks); err != nil {
			t.Fatal(err)
		}
		list, err := s.document()
		if err != nil {
			t.Fatal(err)
		}
		if n := len(s.paginate(list)); n < 2 || n > 4 {
			t.Errorf("%d pages", n)
		}
	}
}

func TestContentsHavePageNumbers(t *testing.T) {
	doc := &Document{Title: "T", Blocks: []Block{Contents{}}}
	for i := range 5 {
		doc.Blocks = append(doc.Blocks, Heading{Level: 1, Text: fmt.Sprintf("Section %c", 'A'+i)}, Paragraph{Text: strings.Repeat(filler, 30)})
	}
	pages := set(t, doc)
	for i := range 5 {
		title := fmt.Sprintf("Section %c", 'A'+i)
		on := -1
		for n, page := range pages {
			for _, line := range page {
				if strings.HasSuffix(line, title) && strings.HasPrefix(line, fmt.Sprint(i+1)) {
					on = n + 1
				}
			}
		}
		listed := false
		for _, line := range pages[0] {
			listed = listed || strings.Contains(line, fmt.Sprintf("%s %d", title, on))
		}
		if !listed {
			t.Errorf("the contents do not say that %s is on page %d: %q", title, on, pages[0][:8])
		}
	}
}

// Headings of one level below one heading are siblings, be there levels between
// them or not, and the outline goes down one level at a time.
func TestDepthsOfHeadings(t *testing.T) {
	for _, test := range []struct{ levels, depths []int }{
		{[]int{1, 3, 2, 3, 1}, []int{0, 1, 1, 2, 0}},
		{[]int{1, 3, 3, 3}, []int{0, 1, 1, 1}},
		{[]int{1, 2, 3, 3, 2, 3}, []int{0, 1, 2, 2, 1, 2}},
		{[]int{3, 3, 1, 2, 1}, []int{0, 0, 0, 1, 0}},
	} {
		s, _ := newSetter(&Document{}, Options{})
		var blocks []Block
		for _, level := range test.levels {
			blocks = append(blocks, Heading{Level: level})
		}
		if err := s.number(blocks); err != nil {
			t.Fatal(err)
		}
		for i, want := range test.depths {
			if got := s.headings[i].depth; got != want {
				t.Errorf("of the levels %v, heading %d is at depth %d, not %d", test.levels, i, got, want)
			}
		}
	}
}

// A report of a thousand seeds still is set in seconds.
func TestThousandsOfRows(t *testing.T) {
	doc := &Document{Title: "T"}
	for n := range 5 {
		table := Table{Title: fmt.Sprint(n), Columns: []Column{{}, {Align: Decimal}}}
		for i := range 1000 {
			table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: fmt.Sprint(i)}, {Text: "0.5"}}})
		}
		doc.Blocks = append(doc.Blocks, Paragraph{Text: filler}, table)
	}
	if n := len(set(t, doc)); n < 50 {
		t.Errorf("%d pages", n)
	}
}
