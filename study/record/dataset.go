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
	if d.Channels > 0 && d.Rows%d.Channels != 0 {
		return fmt.Errorf("channels: %d rows are not those of %d channels", d.Rows, d.Channels)
	}
	if len(d.Counts) != len(d.Classes) {
		return fmt.Errorf("counts: %d entries for %d classes", len(d.Counts), len(d.Classes))
	}
	if err := checkCounts("counts", d.Counts, d.Train); err != nil {
		return err
	}
	if len(d.ValidationCounts) > 0 {
		if len(d.ValidationCounts) != len(d.Classes) {
			return fmt.Errorf("validation_counts: %d entries for %d classes", len(d.ValidationCounts), len(d.Classes))
		}
		if err := checkCounts("validation_counts", d.ValidationCounts, d.Validation); err != nil {
			return err
		}
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

// IsColoured reports whether images are of three channels, red, green and blue.
func (d *Dataset) IsColoured() bool { return d.Channels == 3 }

// checkCounts returns an error where counts, of which chance is made, are not
// those of so many images.
func checkCounts(name string, counts []int, images int) error {
	counted := 0
	for _, n := range counts {
		if n < 0 || n > images {
			return fmt.Errorf("%s: %d of %d images", name, n, images)
		}
		counted += n
	}
	if counted != images {
		return fmt.Errorf("%s: %d together, of %d images", name, counted, images)
	}
	return nil
}
