package dataset

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"testing"
)

// The same pixels on every machine. When the drawing is changed on purpose,
// syntheticSample takes the new sum, and with it every identity changes.
func TestSyntheticSample(t *testing.T) {
	s := synthesize(1000)
	if sum := fmt.Sprintf("%x", sha256.Sum256(append(s.Images, s.Labels...))); sum != syntheticSample {
		t.Errorf("the first thousand images have SHA-256\n%s, not\n%s", sum, syntheticSample)
	}
}

// The synthetic set stands in for Fashion-MNIST: half of its pixels are
// background, the mean is 0.286, and every class has its share.
func TestSyntheticResemblesFashionMNIST(t *testing.T) {
	set, err := Open(context.Background(), Source{Kind: Synthetic, Train: 2000, Validation: 10}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	sum := set.Summary()
	if math.Abs(sum.Mean/255-0.286) > 0.01 {
		t.Errorf("mean %.3f, want about 0.286", sum.Mean/255)
	}
	if math.Abs(sum.Deviation/255-0.353) > 0.01 {
		t.Errorf("standard deviation %.3f, want about 0.353", sum.Deviation/255)
	}
	if math.Abs(sum.Zeros-0.5) > 0.04 {
		t.Errorf("%.1f %% of the pixels are zero, want about half", 100*sum.Zeros)
	}
	for class, n := range sum.Counts {
		if n < 150 || n > 250 {
			t.Errorf("%d of 2000 images are of class %q, want about 200", n, set.Classes[class])
		}
	}
}

// How many images are asked for does not change them.
func TestSyntheticImagesStay(t *testing.T) {
	some, more := synthesize(20), synthesize(40)
	if !slices.Equal(some.Images, more.Images[:len(some.Images)]) || !slices.Equal(some.Labels, more.Labels[:20]) {
		t.Error("the first images of a larger set differ from those of a smaller one")
	}
}
