package figures

import (
	"fmt"
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/words"
)

// imagesFigure is a sheet of the training set's first images of each class, a
// column a class; of many classes it has the first one of each.
func imagesFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	if d.Dataset == nil || len(d.Dataset.Images) == 0 || d.Dataset.Rows == 0 || d.Dataset.Columns == 0 {
		return Figure{}, false
	}
	f := images{Dataset: drawable(d.Dataset)}
	f.arrange()
	height := f.pitch*vg.Length(f.deepest) + mm(6)
	return Figure{
		Name:   "images",
		Title:  "The first images of " + f.which(),
		Key:    "The first training " + words.Plural(f.deepest, "image", "images") + " of " + f.which() + words.When(!f.IsColoured(), ", dark where a pixel is bright") + ".",
		Alt:    fmt.Sprintf("Images of %s in %d columns, a column a class.", d.Dataset.Name, len(f.columns)),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}, true
}

// Bounds of what is drawn pixel by pixel.
const (
	mostImages   = 400
	finestSide   = 128 // pixels
	finestColour = 48  // in colour, where few neighbours are alike
)

// drawable is a dataset of images that can be drawn: not too many, and of large
// ones the means of square blocks. Its rows are those of an image as it is seen:
// of images in colour each channel has as many.
func drawable(d *record.Dataset) *record.Dataset {
	out := *d
	finest := finestSide
	if d.IsColoured() {
		out.Rows, finest = d.Rows/d.Channels, finestColour
	}
	out.Images = out.Images[:min(len(out.Images), mostImages)]
	rows := out.Rows
	by := (max(rows, d.Columns) + finest - 1) / finest
	if by == 1 {
		return &out
	}
	out.Rows, out.Columns = (rows+by-1)/by, (d.Columns+by-1)/by
	coarse := make([]study.Image, len(out.Images))
	for i, image := range out.Images {
		coarse[i].Label = image.Label
		for channel := range slices.Chunk(image.Pixels, rows*d.Columns) {
			for at := range out.Rows * out.Columns {
				coarse[i].Pixels = append(coarse[i].Pixels, blockMean(channel, rows, d.Columns, at/out.Columns*by, at%out.Columns*by, by))
			}
		}
	}
	out.Images = coarse
	return &out
}

// blockMean is the mean of a block of pixels, as far as there are any.
func blockMean(pixels []byte, rows, columns, top, left, side int) byte {
	sum, n := 0, 0
	for y := top; y < min(top+side, rows); y++ {
		for x := left; x < min(left+side, columns); x++ {
			sum, n = sum+int(pixels[y*columns+x]), n+1
		}
	}
	return byte(sum / n)
}

// greys is how many steps a pixel is drawn in, white among them.
const greys = 8

type images struct {
	*record.Dataset
	columns []imageColumn
	deepest int       // images of the class that has most
	pitch   vg.Length // from one image to the next
	pixel   vg.Length // a whole number of 64ths of a point
}

// An imageColumn is the images of a class.
type imageColumn struct {
	class  int
	images []study.Image
}

// arrange sorts the images into columns, one for every class that has some.
func (f *images) arrange() {
	byClass := make([][]study.Image, max(1, len(f.Classes)))
	for _, image := range f.Images {
		if image.Label >= 0 && image.Label < len(byClass) && len(image.Pixels) == f.Rows*f.Columns*f.planes() {
			byClass[image.Label] = append(byClass[image.Label], image)
		}
	}
	for class, images := range byClass {
		if len(images) > 0 && manyClasses(byClass) {
			images = images[:1] // a row says enough
		}
		if len(images) > 0 {
			f.columns = append(f.columns, imageColumn{class, images})
			f.deepest = max(f.deepest, len(images))
		}
	}
	f.pitch = sheetWidth / vg.Length(max(10, len(f.columns)))
	f.pixel = max(1, vg.Length(int(64*0.9*f.pitch/vg.Length(max(f.Rows, f.Columns))))) / 64
}

// manyClasses reports whether a row of images, one of each class, fills the
// width of a page.
func manyClasses(byClass [][]study.Image) bool {
	classes := 0
	for _, images := range byClass {
		if len(images) > 0 {
			classes++
		}
	}
	return classes >= 8
}

// which classes are shown.
func (f *images) which() string {
	if len(f.columns) >= len(f.Classes) {
		return "each class"
	}
	return fmt.Sprintf("%d of the %s classes", len(f.columns), words.Integer(len(f.Classes)))
}

func (f *images) draw(s sheet, height vg.Length) {
	for i, column := range f.columns {
		left := f.left(i)
		if column.class < len(f.Classes) {
			s.write(note.centred(), left+f.pixel*vg.Length(f.Columns)/2, height-mm(3.2), note.fitted(f.pitch, quoted(f.Classes[column.class])))
		}
	}
	if f.IsColoured() {
		f.drawColours(s, height)
		return
	}
	// A grey covers all that is as dark or darker, and the next is drawn on
	// it, so that no seams show between them.
	for grey := 1; grey < greys; grey++ {
		var path vg.Path
		for i, column := range f.columns {
			for j, image := range column.images {
				at := vg.Point{X: f.left(i), Y: height - mm(5.5) - f.pitch*vg.Length(j)}
				f.trace(&path, image.Pixels, at, byte(256*grey/greys))
			}
		}
		level := uint8(255 - 255*grey/(greys-1))
		s.SetColor(color.RGBA{R: level, G: level, B: level, A: 0xFF})
		s.Fill(path)
	}
}

// left is where the images of a column begin: those that are higher than wide
// stand in its middle.
func (f *images) left(column int) vg.Length {
	return f.pitch*vg.Length(column) + f.pixel*vg.Length(max(0, f.Rows-f.Columns))/2
}

// A block of pixels: columns from–to, rows from top on.
type pixelBlock struct{ from, to, top int }

// trace adds the pixels that reach a threshold, as blocks: runs in a row, and
// runs that are the same in rows below each other as one.
func (f *images) trace(path *vg.Path, pixels []byte, corner vg.Point, threshold byte) {
	var open []pixelBlock
	for y := 0; y <= f.Rows; y++ {
		var runs []pixelBlock
		if y < f.Rows {
			runs = brightRuns(pixels[y*f.Columns:(y+1)*f.Columns], threshold, y)
		}
		for _, o := range open {
			i := slices.IndexFunc(runs, func(r pixelBlock) bool { return r.from == o.from && r.to == o.to })
			if i >= 0 {
				runs[i].top = o.top
				continue
			}
			f.add(path, corner, o, y)
		}
		open = runs
	}
}

// brightRuns are the runs of pixels in a row that reach a threshold.
func brightRuns(row []byte, threshold byte, y int) []pixelBlock {
	var runs []pixelBlock
	for x := 0; x < len(row); x++ {
		from := x
		for x < len(row) && row[x] >= threshold {
			x++
		}
		if x > from {
			runs = append(runs, pixelBlock{from, x, y})
		}
	}
	return runs
}

// add makes a block that ends above a row into a rectangle of the path.
func (f *images) add(path *vg.Path, corner vg.Point, b pixelBlock, bottom int) {
	at := func(x, y int) vg.Point {
		return vg.Point{X: corner.X + f.pixel*vg.Length(x), Y: corner.Y - f.pixel*vg.Length(y)}
	}
	path.Move(at(b.from, b.top))
	path.Line(at(b.to, b.top))
	path.Line(at(b.to, bottom))
	path.Line(at(b.from, bottom))
	path.Close()
}
