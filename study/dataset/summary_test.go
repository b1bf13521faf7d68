package dataset

import (
	"math"
	"testing"
)

func TestSummary(t *testing.T) {
	set := &Set{
		Rows: 1, Columns: 2, Classes: []string{"a", "b", "c"},
		Train: Split{Images: []byte{0, 10, 0, 20, 0, 30, 40, 0}, Labels: []byte{1, 0, 1, 1}},
	}
	sum := set.Summary()
	if sum.Counts[0] != 1 || sum.Counts[1] != 3 || sum.Counts[2] != 0 {
		t.Errorf("counts %v, want 1, 3 and 0", sum.Counts)
	}
	if sum.Mean != 12.5 || sum.Zeros != 0.5 || sum.Maximum != 40 {
		t.Errorf("mean %v, share of zeros %v and maximum %v, want 12.5, 0.5 and 40", sum.Mean, sum.Zeros, sum.Maximum)
	}
	if want := math.Sqrt(3000./8 - 12.5*12.5); sum.Deviation != want {
		t.Errorf("standard deviation %v, want %v", sum.Deviation, want)
	}
	var labels []int
	for _, image := range sum.Images {
		labels = append(labels, image.Label)
	}
	if len(labels) != 4 || labels[0] != 0 || labels[3] != 1 || sum.Images[1].Pixels[1] != 10 {
		t.Errorf("images of the classes %v, want one of 0 and three of 1, in their order", labels)
	}
}

// Four images of each class, class by class, are what a sheet shows.
func TestSummaryImages(t *testing.T) {
	images := synthesize(400)
	set := &Set{Rows: side, Columns: side, Classes: fashionClasses, Train: images}
	sum := set.Summary()
	if len(sum.Images) != 40 {
		t.Fatalf("%d images, want 40", len(sum.Images))
	}
	for i, image := range sum.Images {
		if image.Label != i/4 || len(image.Pixels) != side*side {
			t.Errorf("image %d is of class %d with %d pixels", i, image.Label, len(image.Pixels))
		}
	}
}
