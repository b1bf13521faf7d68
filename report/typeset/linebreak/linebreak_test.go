package linebreak

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"firststep/report/typeset/box"
)

// words is a paragraph of words of given widths, in points, with spaces of
// three points that stretch by one and a half and shrink by one.
func words(widths ...float64) []Item {
	var items []Item
	for i, w := range widths {
		if i > 0 {
			items = append(items, Item{Kind: Glue, Width: box.Pt(3), Stretch: box.Pt(1.5), Shrink: box.Pt(1)})
		}
		items = append(items, Item{Kind: Box, Width: box.Pt(w)})
	}
	return items
}

func ExampleBreaks() {
	items := Finish(words(20, 30, 25, 35, 10, 28, 20))
	for _, at := range Breaks(items, Standard(box.Pt(80))) {
		fmt.Println("a line ends at item", at)
	}
	// Output:
	// a line ends at item 5
	// a line ends at item 11
	// a line ends at item 15
}

// A first line that takes what fits leaves a second one too loose; the best
// paragraph takes one word fewer.
func TestLooksAhead(t *testing.T) {
	items := words(20, 20, 20, 20, 44, 20, 19, 19, 19, 19)
	p := Standard(box.Pt(90))
	p.PreTolerance, p.Tolerance = 10000, 10000
	got := Breaks(Finish(items), p)
	best, _ := exhaustive(Finish(items), p)
	if !slices.Equal(got, best) {
		t.Errorf("breaks at %v; %v have the least demerits", got, best)
	}
}

func TestLeastDemerits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		widths := make([]float64, 4+rng.IntN(9))
		for i := range widths {
			widths[i] = float64(4 + rng.IntN(40))
		}
		items := words(widths...)
		for i := range items { // some words may be divided
			if items[i].Kind == Box && rng.IntN(3) == 0 {
				half := items[i].Width / 2
				items = slices.Insert(items, i, Item{Kind: Box, Width: half},
					Item{Kind: Penalty, Width: box.Pt(2), Cost: 50, Hyphen: true, Right: box.Pt(1)})
				items[i+2].Width -= half
				break
			}
		}
		items = Finish(items)
		p := Standard(box.Pt(60))
		p.PreTolerance = -1
		p.Tolerance = 10000
		best, demerits := exhaustive(items, p)
		if best == nil {
			continue // some line cannot shrink enough
		}
		got := Breaks(items, p)
		if d := total(items, p, got); d != demerits {
			t.Fatalf("widths %v: breaks %v have %d demerits, %v have %d", widths, got, d, best, demerits)
		}
	}
}

// exhaustive tries all sequences of breaks.
func exhaustive(items []Item, p Parameters) (best []int, least int64) {
	b := newBreaker(items, p)
	b.pass = pass{hyphens: true}
	var try func(from int, breaks []int)
	try = func(from int, breaks []int) {
		for i := from; i < len(items); i++ {
			if !b.legal(i) {
				continue
			}
			next := append(slices.Clone(breaks), i)
			if i == len(items)-1 {
				if d := total(items, p, next); d >= 0 && (best == nil || d < least) {
					best, least = next, d
				}
			} else {
				try(i+1, next)
			}
		}
	}
	try(0, nil)
	return best, least
}

// total is the demerits of a sequence of breaks, −1 where a line is too wide.
func total(items []Item, p Parameters, breaks []int) int64 {
	b := newBreaker(items, p)
	n := &node{at: -1, start: b.starts[0], fit: decent}
	for _, i := range breaks {
		badness, fit, overfull := b.line(n, i)
		if overfull {
			return -1
		}
		n = b.extend(n, i, badness, fit)
	}
	return n.demerits
}

func TestWordThatDoesNotFit(t *testing.T) {
	breaks := Breaks(Finish(words(20, 200, 20)), Standard(box.Pt(80)))
	if len(breaks) < 2 {
		t.Errorf("breaks %v; the long word should have a line of its own", breaks)
	}
}

func TestForcedBreak(t *testing.T) {
	items := append(words(20), Item{Kind: Penalty, Cost: Never}, Item{Kind: Glue, Stretch: Fill}, Item{Kind: Penalty, Cost: Always})
	items = append(items, words(20)...)
	if breaks := Breaks(Finish(items), Standard(box.Pt(80))); !slices.Equal(breaks, []int{3, 7}) {
		t.Errorf("breaks %v; a line should end at 3, where it must", breaks)
	}
}

func TestHyphenOnlyIfNeeded(t *testing.T) {
	items := words(30, 14, 30, 44, 30, 44)
	divided := slices.Insert(slices.Clone(items), 3,
		Item{Kind: Penalty, Cost: 50, Width: box.Pt(2), Hyphen: true}, Item{Kind: Box})
	for _, at := range Breaks(Finish(divided), Standard(box.Pt(80))) {
		if divided := Finish(divided); divided[at].Hyphen {
			t.Error("a word is divided although the lines are good without")
		}
	}
}

func TestBadness(t *testing.T) {
	for _, c := range []struct {
		spare, give float64
		want        int
	}{{0, 1, 0}, {1, 1, 100}, {2, 1, 800}, {1, 2, 13}, {1, 0, 10000}, {100, 1, 10000}} {
		if got := badnessOf(box.Pt(c.spare), box.Pt(c.give)); got < c.want-1 || got > c.want+1 {
			t.Errorf("badness of %v over %v is %d, not about %d", c.spare, c.give, got, c.want)
		}
	}
}

// Glyphs give before space does: a line that they fill is as good as one that
// needs nothing.
func TestGlyphsGiveFirst(t *testing.T) {
	p := Standard(box.Pt(84))
	width := func(give float64) int {
		items := words(20, 25, 30)
		for i := range items {
			if items[i].Kind == Box {
				items[i].Stretch, items[i].Shrink = box.Pt(give), box.Pt(give)
			}
		}
		b := newBreaker(append(items, Item{Kind: Penalty}), p)
		badness, _, _ := b.line(&node{at: -1}, len(items))
		return badness
	}
	if without, with := width(0), width(1); without == 0 || with != 0 {
		t.Errorf("badness is %d, and %d where glyphs give", without, with)
	}
}

// A break of great cost is not made where looser lines will do.
func TestReluctantBreaks(t *testing.T) {
	var widths []float64
	for i := range 60 {
		widths = append(widths, float64(12+i*7%11))
	}
	p := Standard(box.Pt(200))
	p.Emergency = box.Pt(20)
	free := words(widths...)
	for _, at := range Breaks(Finish(slices.Clone(free)), p)[:5] {
		items := Finish(slices.Insert(slices.Clone(free), at, Item{Kind: Penalty, Cost: Reluctant}))
		if slices.Contains(Breaks(items, p), at) {
			t.Errorf("a line breaks at %d, where it should only if nothing else helps", at)
		}
	}
}
