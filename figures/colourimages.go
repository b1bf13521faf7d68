package figures

import (
	"image/color"
	"maps"
	"slices"

	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/canvas"
)

// planes are what the pixels of an image fill, one after the other: one, or in
// colour red, green and blue.
func (f *images) planes() int {
	if f.IsColoured() {
		return f.Channels
	}
	return 1
}

// shades is how many steps of red, green and blue a pixel is drawn in.
const shades = 16

// drawColours draws images in colour, all pixels of one shade together. Each
// reaches a little under its right and lower neighbours, so that no seams show
// between them.
func (f *images) drawColours(s sheet, height vg.Length) {
	const under = 0.15 // of a pixel
	paths := map[int]vg.Path{}
	for i, column := range f.columns {
		for j, image := range column.images {
			corner := vg.Point{X: f.left(i), Y: height - mm(5.5) - f.pitch*vg.Length(j)}
			for _, b := range f.shadeBlocks(image.Pixels) {
				path := paths[b.shade]
				left, top := corner.X+f.pixel*vg.Length(b.from), corner.Y-f.pixel*vg.Length(b.top)
				right, bottom := left+f.pixel*(vg.Length(b.to-b.from)+under), top-f.pixel*(1+under)
				path.Move(vg.Point{X: left, Y: top})
				path.Line(vg.Point{X: right, Y: top})
				path.Line(vg.Point{X: right, Y: bottom})
				path.Line(vg.Point{X: left, Y: bottom})
				path.Close()
				paths[b.shade] = path
			}
		}
	}
	for _, shade := range slices.Sorted(maps.Keys(paths)) {
		level := func(channel int) uint8 { return uint8(channel % shades * 255 / (shades - 1)) }
		s.SetColor(canvas.Picture{NRGBA: color.NRGBA{R: level(shade / shades / shades), G: level(shade / shades), B: level(shade), A: 0xFF}})
		s.Fill(paths[shade])
	}
}

// A shadeBlock is a run of pixels of one shade in a row.
type shadeBlock struct {
	pixelBlock
	shade int
}

func (f *images) shadeBlocks(pixels []byte) (blocks []shadeBlock) {
	plane := f.Rows * f.Columns
	for at := range plane {
		shade := 0
		for channel := range f.planes() {
			shade = shade*shades + (int(pixels[channel*plane+at])*(shades-1)+127)/255
		}
		x, y := at%f.Columns, at/f.Columns
		if last := len(blocks) - 1; x > 0 && blocks[last].shade == shade {
			blocks[last].to++
			continue
		}
		blocks = append(blocks, shadeBlock{pixelBlock{x, x + 1, y}, shade})
	}
	return blocks
}
