package tag_test

import (
	"testing"

	"firststep/report/typeset/tag"
)

// What is added to the block level stands in the order of the source, what is
// within a line where its content first stands.
func TestAdoption(t *testing.T) {
	root := tag.New(tag.Document)
	first, second := root.Add(tag.Paragraph), root.Add(tag.Paragraph)
	link := tag.New(tag.Link)
	second.Adopt(link)
	first.Adopt(link) // it goes on elsewhere, and stays where it is
	if link.Parent != second || len(first.Kids) != 0 || len(second.Kids) != 1 {
		t.Errorf("the link's parent is the %v, which has %d kids", link.Parent, len(second.Kids))
	}
	if root.Kids[0] != tag.Kid(first) || root.Kids[1] != tag.Kid(second) {
		t.Error("the paragraphs are out of order")
	}
}

func TestBounds(t *testing.T) {
	e := tag.New(tag.Figure)
	e.Include(tag.Rectangle{Page: 2, Left: 10, Bottom: 10, Right: 20, Top: 20})
	e.Include(tag.Rectangle{Page: 2, Left: 15, Bottom: 5, Right: 30, Top: 15})
	if want := (tag.Rectangle{Page: 2, Left: 10, Bottom: 5, Right: 30, Top: 20}); *e.Bounds != want {
		t.Errorf("the bounds are %v, not %v", *e.Bounds, want)
	}
	e.Include(tag.Rectangle{Page: 3, Right: 1, Top: 1})
	e.Include(tag.Rectangle{Page: 2, Right: 1, Top: 1})
	if e.Bounds.Page != -1 {
		t.Errorf("what stands on two pages has the bounds %v", *e.Bounds)
	}
}
