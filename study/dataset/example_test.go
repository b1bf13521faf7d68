package dataset_test

import (
	"context"
	"fmt"
	"log"

	"firststep/study/dataset"
)

// The synthetic garments need neither network nor files.
func ExampleOpen() {
	source := dataset.Source{Kind: dataset.Synthetic, Train: 90, Validation: 10}
	set, err := dataset.Open(context.Background(), source, dataset.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %d images of %d × %d pixels train, %d validate\n", set.Name, set.Train.Len(), set.Rows, set.Columns, set.Validation.Len())
	fmt.Println("the first is of class", set.Classes[set.Train.Labels[0]])
	// Output:
	// Synthetic garments: 90 images of 28 × 28 pixels train, 10 validate
	// the first is of class Ankle boot
}

// A buffer of three lets an image come at most two places early.
func ExampleOrder() {
	fmt.Println(dataset.Order(1, 1, 10, 3))
	fmt.Println(dataset.Order(1, 2, 10, 3))
	// Output:
	// [2 3 4 0 5 7 1 9 8 6]
	// [1 3 2 4 0 6 5 9 7 8]
}
