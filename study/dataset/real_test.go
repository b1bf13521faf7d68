package dataset

import (
	"context"
	"math"
	"os"
	"slices"
	"testing"
)

// realOptions returns Options that find the published files, and skips the
// test where they are not at hand.
func realOptions(t *testing.T) Options {
	t.Helper()
	folder := os.Getenv("FIRSTSTEP_DATA")
	if folder == "" {
		t.Skip("set FIRSTSTEP_DATA to the folder with the files of Fashion-MNIST to run this test")
	}
	return Options{Data: folder, Cache: t.TempDir()}
}

// The published properties of the data set: 6,000 images of each class, and
// the statistics that its users normalise with (mean 0.2860, standard
// deviation 0.3530 of 1).
func TestFashionMNIST(t *testing.T) {
	source := Source{Kind: FashionMNIST, Train: 55000, Validation: 5000}
	set, err := Open(context.Background(), source, realOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	if set.Rows != 28 || set.Columns != 28 || len(set.Classes) != 10 {
		t.Errorf("%d × %d pixels, %d classes; want 28 × 28 and 10", set.Rows, set.Columns, len(set.Classes))
	}
	if identity, err := Identity(source); err != nil || set.SHA256 != identity {
		t.Errorf("identity %s (%v), that of the set %s", identity, err, set.SHA256)
	}
	if first := []byte{9, 0, 0, 3, 0, 2, 7, 2, 5, 5}; !slices.Equal(set.Train.Labels[:10], first) {
		t.Errorf("first labels %v, want %v", set.Train.Labels[:10], first)
	}
	var perClass [10]int
	for _, split := range []Split{set.Train, set.Validation} {
		for _, label := range split.Labels {
			perClass[label]++
		}
	}
	for class, n := range perClass {
		if n != 6000 {
			t.Errorf("class %d: %d images, want 6000", class, n)
		}
	}
	sum := set.Summary()
	if mean, deviation := sum.Mean/255, sum.Deviation/255; math.Abs(mean-0.2860) > 0.001 || math.Abs(deviation-0.3530) > 0.001 {
		t.Errorf("mean %.4f, standard deviation %.4f; published 0.2860 and 0.3530", mean, deviation)
	}
}

// The two splits are the ends of the training file.
func TestFashionMNISTSmallSplits(t *testing.T) {
	options := realOptions(t)
	open := func(train, validation int) *Set {
		set, err := Open(context.Background(), Source{Kind: FashionMNIST, Train: train, Validation: validation}, options)
		if err != nil {
			t.Fatal(err)
		}
		return set
	}
	all, some := open(55000, 5000), open(100, 50)
	if !slices.Equal(some.Train.Images, all.Train.Images[:100*784]) || !slices.Equal(some.Train.Labels, all.Train.Labels[:100]) {
		t.Error("training images are not the first ones")
	}
	if !slices.Equal(some.Validation.Images, all.Validation.Images[4950*784:]) || !slices.Equal(some.Validation.Labels, all.Validation.Labels[4950:]) {
		t.Error("validation images are not the last ones")
	}
	if all.SHA256 != some.SHA256 {
		t.Error("the identity depends on how many images are used")
	}
}
