package figures

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// A block is a few lines of text beside what they are about.
type block struct {
	middle vg.Length // where it would stand best
	head   string    // semibold, may be empty
	lines  []string
	colour Colour
}

// leading is the distance of lines in a block.
const leading = 9.4

func (b block) height() vg.Length {
	lines := len(b.lines)
	if b.head != "" {
		lines++
	}
	return leading * vg.Length(lines)
}

// spread moves blocks apart so that a gap is between them and they stay
// between two heights, each as near to where it would stand best as that
// allows when they are placed from the top.
func spread(blocks []block, gap, bottom, top vg.Length) {
	slices.SortStableFunc(blocks, func(a, b block) int {
		switch {
		case a.middle > b.middle:
			return -1
		case a.middle < b.middle:
			return 1
		}
		return 0
	})
	for i := range blocks {
		upper := top
		if i > 0 {
			upper = blocks[i-1].middle - blocks[i-1].height()/2 - gap
		}
		blocks[i].middle = min(blocks[i].middle, upper-blocks[i].height()/2)
	}
	for i := len(blocks) - 1; i >= 0; i-- {
		lower := bottom
		if i+1 < len(blocks) {
			lower = blocks[i+1].middle + blocks[i+1].height()/2 + gap
		}
		blocks[i].middle = max(blocks[i].middle, lower+blocks[i].height()/2)
	}
}

// draw writes a block from its left edge on. Without a head its lines take
// the colour.
func (b block) draw(s sheet, x vg.Length) {
	y := b.middle + b.height()/2 - 0.75*leading
	l := note.in(b.colour.Type)
	if b.head != "" {
		s.write(label.semibold().in(b.colour.Type), x, y, b.head)
		y -= leading
		l = note
	}
	for _, txt := range b.lines {
		s.write(l, x, y, txt)
		y -= leading
	}
}
