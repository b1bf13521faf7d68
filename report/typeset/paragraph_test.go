package typeset

import (
	"strings"
	"testing"

	"firststep/report/typeset/box"
)

// broken is a text as lines of a width.
func broken(t *testing.T, source string, width box.Length) []*box.Box {
	t.Helper()
	s, err := newSetter(&Document{Palette: map[string]Colour{"name": {R: 1}}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.paragraph(source, textStyle{size: bodySize.size})
	if err != nil {
		t.Fatal(err)
	}
	return p.lines(width, 0)
}

// runs lists the runs of a box.
func runs(b *box.Box) []*box.Run {
	var found []*box.Run
	for _, item := range b.Items {
		switch c := item.Content.(type) {
		case *box.Box:
			found = append(found, runs(c)...)
		case *box.Run:
			found = append(found, c)
		}
	}
	return found
}

// A line's glyphs are all set wider or narrower by the same, and by no more
// than cannot be seen; code keeps its width.
func TestLinesExpandAsOne(t *testing.T) {
	source := strings.Repeat(filler+"With `code` in it. ", 4)
	expanded := 0
	lines := broken(t, source, textWidth)
	for n, line := range lines {
		of := map[int]bool{}
		for _, r := range runs(line) {
			if r.Face == mono() {
				if r.Expansion != 0 {
					t.Errorf("line %d has code expanded by %d", n, r.Expansion)
				}
				continue
			}
			of[r.Expansion] = true
			if r.Expansion > mostExpansion || r.Expansion < -mostExpansion {
				t.Errorf("line %d is expanded by %d", n, r.Expansion)
			}
			if r.Expansion != 0 {
				expanded++
			}
		}
		if len(of) != 1 {
			t.Errorf("line %d has the expansions %v", n, of)
		}
		if off := line.Width - textWidth; n < len(lines)-1 && (off > bodySize.size/3 || off < 0) { // but for what hangs out
			t.Errorf("line %d is %v wide, of %v", n, line.Width, textWidth)
		}
	}
	if expanded == 0 {
		t.Error("no line is expanded")
	}
}

// Names are not divided, nor ranges of numbers, commands and short formulas.
func TestWhatStaysTogether(t *testing.T) {
	for width := box.Mm(70); width < box.Mm(144); width += box.Mm(3) {
		for _, kept := range []string{"{name|unscaled-representations}", "12,000–18,000", "`sum *.json`", "$W=V/a$"} {
			source := filler + filler + "and of " + kept + " it is said that " + filler
			whole := strings.Join(rows(broken(t, kept, textWidth)[0]), "")
			found := false
			for _, line := range broken(t, source, width) {
				found = found || strings.Contains(strings.Join(rows(line), ""), strings.TrimSpace(whole))
			}
			if !found {
				t.Errorf("%s is broken in lines of %v", kept, width)
			}
		}
	}
}
