package words_test

import (
	"fmt"
	"time"

	"firststep/study/words"
)

func ExampleStyle_Significant() {
	for _, x := range []float64{0.08394, 18160, 6.81e-4} {
		fmt.Println(words.Document.Significant(x, 2), "or", words.Label.Significant(x, 2))
	}
	// Output:
	// 0.084 or 0.084
	// 18,000 or 18,000
	// 6.8 × 10⁻⁴ or 0.00068
}

func ExampleStyle_Exact() {
	fmt.Println(words.Document.Exact(0.1), words.Document.Exact(255*255), words.Document.Exact(1./3))
	// Output: 0.1 65,025 0.33333
}

// What a text says that errors are within is never below them.
func ExampleStyle_Bound() {
	fmt.Println(words.Label.Bound(8.41e-8))
	// Output: 8.5 × 10$^{-8}$
}

func ExampleStyle_Interval() {
	fmt.Println(words.Document.Interval(6315, 19704, 2))
	fmt.Println(words.Document.Interval(352_000, 5.85e6, 3))
	// Output:
	// 6,300–20,000
	// (0.352–5.85) × 10⁶
}

func ExampleOutOf() {
	for k := range 3 {
		fmt.Println(words.OutOf(k, 2, "seed"))
	}
	// Output:
	// none of the two seeds
	// one of two seeds
	// both seeds
}

func ExampleList() {
	fmt.Println(words.List("one", "two", "three"))
	fmt.Println(words.List("features/255, weights/255", "Adam"))
	// Output:
	// one, two and three
	// features/255, weights/255, and Adam
}

func ExampleDuration() {
	for _, seconds := range []time.Duration{0, 3, 42, 243, 9000, 400_000} {
		fmt.Println(words.Duration(seconds * time.Second))
	}
	// Output:
	// 0.1 s
	// 3 s
	// 42 s
	// 4 min
	// 2.5 h
	// 5 days
}
