package pdfdiff

import (
	"slices"
	"testing"
)

func pagesOf(contents ...string) []page {
	var pages []page
	for _, c := range contents {
		pages = append(pages, page{operations: []string{c}, shown: []string{c}})
	}
	return pages
}

func TestComparePages(t *testing.T) {
	should := pagesOf("a", "b", "c", "d")
	for _, c := range []struct {
		is   []page
		want []string
	}{
		{pagesOf("a", "b", "c", "d"), nil},
		{pagesOf("a", "c", "d"), []string{"page 2 of 4 is missing"}},
		{pagesOf("a", "b", "c"), []string{"page 4 of 4 is missing"}},
		{pagesOf("a", "d"), []string{"page 2 of 4 is missing", "page 3 of 4 is missing"}},
		{pagesOf("a", "x", "c", "d"), []string{"page 2: “x” stands where “b” belongs"}},
		{pagesOf("a", "x", "d"), []string{"page 2: “x” stands where “b” belongs", "page 3 of 4 is missing"}},
		{pagesOf("a", "x", "b", "c", "d"), []string{"a page does not belong in front of page 2"}},
		{pagesOf("a", "b", "c", "d", "x", "y"), []string{"2 pages do not belong behind the last"}},
		{nil, []string{"page 1 of 4 is missing", "page 2 of 4 is missing", "page 3 of 4 is missing", "page 4 of 4 is missing"}},
	} {
		if got := comparePages(c.is, should); !slices.Equal(got, c.want) {
			t.Errorf("%d pages: %q, want %q", len(c.is), got, c.want)
		}
	}
	titles := comparePages(pagesOf("new title", "new title: b", "d"), pagesOf("old title", "old title: b", "c"))
	if want := []string{"pages 1 to 2: “new” stands where “old” belongs", "page 3: “d” stands where “c” belongs"}; !slices.Equal(titles, want) {
		t.Errorf("%q, want %q", titles, want)
	}
}

func TestCompareText(t *testing.T) {
	const wanted = "\nthe loss is\n2.0838 after\nstep one"
	for _, c := range []struct{ text, want string }{
		{"\nthe loss is\n1.8 after\nstep one", "“is 1.8” stands where “is 2.0838” belongs"},
		{"\nthe loss is\n2.0838 after\n", "“after” stands where “after step” belongs"},
		{"\nthe loss is 2.0838 after\nstep one", "behind “loss is 2.0838” lines are broken otherwise"},
		{"", "“the” is missing"},
	} {
		at := 0
		for at < min(len(c.text), len(wanted)) && c.text[at] == wanted[at] {
			at++
		}
		if got := compareText(c.text, wanted, at); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

// TestCodesOfGlyphs: of what shows text a message has the text.
func TestCodesOfGlyphs(t *testing.T) {
	set := func(operation, text string) page {
		return page{operations: []string{"BT", operation}, shown: []string{"\n", text}}
	}
	for _, c := range []struct {
		is, should page
		want       string
	}{
		{set("<00410042> Tj", "Hi"), set("[<0041> -20 <0042>] TJ", "Hi"), "its text is right, but it is drawn otherwise: the text “Hi” is set in another way"},
		{set("1 0 0 rg", ""), set("0 0 0 rg", ""), "its text is right, but it is drawn otherwise: “1 0 0 rg” stands where “0 0 0 rg” belongs"},
	} {
		if got := comparePage(c.is, c.should); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}
