package record

import (
	"fmt"
	"math"
)

// maxPixels bounds an image, as a file of images does.
const maxPixels = math.MaxInt32

func (d Dataset) sealed() any {
	d.Schema, d.Checksum = Schema, ""
	return d
}

// check returns an error where who draws the images would have to fear for
// an index or an allocation.
func (d *Dataset) check() error {
	if !isSum(d.SHA256) {
		return fmt.Errorf("sha256: %.80q is no SHA-256 in hexadecimal", d.SHA256)
	}
	if d.Rows > maxPixels/d.Columns {
		return fmt.Errorf("rows, columns: %d × %d is no size of an image", d.Rows, d.Columns)
	}
	if len(d.Counts) != len(d.Classes) {
		return fmt.Errorf("counts: %d entries for %d classes", len(d.Counts), len(d.Classes))
	}
	counted := 0
	for _, n := range d.Counts { // of which chance is made
		if n < 0 || n > d.Train {
			return fmt.Errorf("counts: %d of %d images", n, d.Train)
		}
		counted += n
	}
	if counted != d.Train {
		return fmt.Errorf("counts: %d together, of %d images", counted, d.Train)
	}
	for i, image := range d.Images {
		if len(image.Pixels) != d.Rows*d.Columns {
			return fmt.Errorf("images[%d]: %d pixels, where %d × %d belong", i, len(image.Pixels), d.Rows, d.Columns)
		}
		if image.Label < 0 || image.Label >= len(d.Classes) {
			return fmt.Errorf("images[%d]: label %d is none of the %d classes", i, image.Label, len(d.Classes))
		}
	}
	return nil
}
