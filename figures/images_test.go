package figures

import (
	"bytes"
	"testing"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"

	"gonum.org/v1/plot/vg"
)

// Large images are drawn as the means of blocks, and no more than some: what is
// drawn has a bound, whatever a dataset.json holds.
func TestDrawableImages(t *testing.T) {
	small := &record.Dataset{Rows: 2, Columns: 128, Images: make([]study.Image, 1000)}
	if got := drawable(small); got.Rows != 2 || got.Columns != 128 || len(got.Images) != mostImages {
		t.Errorf("%d images of %d × %d", len(got.Images), got.Rows, got.Columns)
	}
	large := &record.Dataset{Rows: 3, Columns: 129, Images: []study.Image{{Label: 1, Pixels: bytes.Repeat([]byte{10, 20, 30}, 129)}}}
	got := drawable(large)
	if got.Rows != 2 || got.Columns != 65 || got.Images[0].Label != 1 {
		t.Fatalf("%d × %d", got.Rows, got.Columns)
	}
	if p := got.Images[0].Pixels; p[0] != 15 || p[64] != 30 || p[65] != 15 {
		t.Errorf("the means are %v", p)
	}
}

// imagesFigure of three channels are drawn in their colours, in every style; large ones
// by the means of each channel.
func TestColourImages(t *testing.T) {
	red := bytes.Repeat([]byte{255}, 96*96)
	pixels := append(red, make([]byte, 2*96*96)...)
	d := &record.Dataset{Rows: 3 * 96, Columns: 96, Channels: 3, Classes: []string{"a"}, Images: []study.Image{{Pixels: pixels}}}
	if got := drawable(d); got.Rows != 48 || got.Columns != 48 || len(got.Images[0].Pixels) != 3*48*48 || got.Images[0].Pixels[48*48-1] != 255 || got.Images[0].Pixels[48*48] != 0 {
		t.Errorf("%d × %d, %d pixels", got.Rows, got.Columns, len(got.Images[0].Pixels))
	}
	for _, style := range []string{"", DarkSlides} {
		f, _ := imagesFigure(evidence.Data{Dataset: d})
		var svg bytes.Buffer
		if err := WriteSVG(&svg, f.Styled(style)); err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(svg.Bytes(), []byte(`fill="#ff0000"`)); n != 1 || bytes.Contains(svg.Bytes(), []byte(`fill="#000000"`)) {
			t.Errorf("style %q: %d areas of red:\n%s", style, n, svg.Bytes())
		}
	}
}

// imagesFigure that are higher than wide, as channels below each other are, stand in
// the middle of the place that a square one has.
func TestNarrowImages(t *testing.T) {
	middle := func(rows, columns int) vg.Length {
		f := images{Dataset: &record.Dataset{Rows: rows, Columns: columns, Images: []study.Image{{Pixels: make([]byte, rows*columns)}}}}
		f.arrange()
		return f.left(1) + f.pixel*vg.Length(columns)/2
	}
	if narrow, square := middle(96, 32), middle(96, 96); narrow != square {
		t.Errorf("the middle of a narrow image is at %v, that of a square one at %v", narrow, square)
	}
}
