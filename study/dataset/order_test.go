package dataset

import (
	"slices"
	"testing"
)

// Whatever the buffer, every image comes once, and none before the buffer
// can have reached it.
func TestOrderIsAPermutation(t *testing.T) {
	const n = 1000
	for _, buffer := range []int{0, 1, 2, 50, n - 1, n, n + 1} {
		order := Order(7, 1, n, buffer)
		for _, count := range []int{0, 1, n / 2, n, n + 1} {
			if first := First(count, 7, 1, n, buffer); !slices.Equal(first, order[:min(count, n)]) {
				t.Fatalf("buffer %d: the first %d are not those of the order", buffer, count)
			}
		}
		for position, image := range order {
			if buffer > 0 && position < int(image)-buffer+1 {
				t.Fatalf("buffer %d: image %d comes at position %d", buffer, image, position)
			}
		}
		slices.Sort(order)
		for i, image := range order {
			if int(image) != i {
				t.Fatalf("buffer %d: not a permutation at %d", buffer, i)
			}
		}
	}
}

func TestOrderOfOneIsTheFile(t *testing.T) {
	if order := Order(1, 1, 5, 1); !slices.Equal(order, []int32{0, 1, 2, 3, 4}) {
		t.Errorf("a buffer of one gives %v", order)
	}
}

func TestOrderDependsOnSeedAndEpoch(t *testing.T) {
	order := Order(1, 1, 100, 20)
	if !slices.Equal(order, Order(1, 1, 100, 20)) {
		t.Error("the same seed and epoch give another order")
	}
	if slices.Equal(order, Order(2, 1, 100, 20)) {
		t.Error("seeds 1 and 2 give the same order")
	}
	if slices.Equal(order, Order(1, 2, 100, 20)) {
		t.Error("epochs 1 and 2 give the same order")
	}
}

// A full permutation is uniform: over many seeds every image is first equally
// often. Each count is binomial, mean 1000 and standard deviation 30; six of
// those leave room for no surprise.
func TestOrderIsUniform(t *testing.T) {
	const n, seeds = 10, 10000
	var first, last [n]int
	for seed := range int64(seeds) {
		order := Order(seed, 1, n, 0)
		first[order[0]]++
		last[order[n-1]]++
	}
	for image := range n {
		if min(first[image], last[image]) < 820 || max(first[image], last[image]) > 1180 {
			t.Errorf("image %d is first %d and last %d times of %d", image, first[image], last[image], seeds)
		}
	}
}

// The order is part of every record: it may not change.
func TestOrderGolden(t *testing.T) {
	for _, test := range []struct {
		buffer int
		want   []int32
	}{
		{0, []int32{9, 7, 11, 0, 10, 5, 2, 3, 4, 6, 1, 8}},
		{4, []int32{3, 2, 4, 0, 6, 5, 1, 9, 8, 11, 10, 7}},
	} {
		if order := Order(1, 1, 12, test.buffer); !slices.Equal(order, test.want) {
			t.Errorf("buffer %d: %v, want %v", test.buffer, order, test.want)
		}
	}
}
