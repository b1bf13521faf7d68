package dataset

import (
	"math"

	"firststep/study"
)

// The images a summary shows: enough of each class to see its variety, few
// enough for a file that is read by people, and of so many bytes at most.
const (
	shownOfEach  = 4
	shownClasses = 10
	shownPixels  = 12<<20 - 1<<16 // in base64 and with all else, what dataset.json may hold
)

// A Summary describes the training images of a set, and how many there are of
// each class to validate with.
type Summary struct {
	Counts    []int         // images of each class
	Validated []int         // validation images of each class
	Mean      float64       // of the pixels, 0 to 255
	Deviation float64       // standard deviation of the pixels, 0 to 255
	Zeros     float64       // share of the pixels that are zero
	Maximum   int           // of the pixels
	Images    []study.Image // the first four of each of the first ten classes, class by class; fewer of large ones
}

// Summary describes the set. Sums are made in integers, so they
// are exact.
func (s *Set) Summary() Summary {
	sum := Summary{Counts: make([]int, len(s.Classes)), Validated: make([]int, len(s.Classes))}
	for _, label := range s.Validation.Labels {
		sum.Validated[label]++
	}
	shown, ofEach := s.shown()
	for i, label := range s.Train.Labels {
		sum.Counts[label]++
		if int(label) < len(shown) && len(shown[label]) < ofEach {
			pixels := s.Train.Images[i*s.Pixels() : (i+1)*s.Pixels()]
			shown[label] = append(shown[label], study.Image{Label: int(label), Pixels: pixels})
		}
	}
	for _, images := range shown {
		sum.Images = append(sum.Images, images...)
	}
	var shades [256]uint64
	for _, pixel := range s.Train.Images {
		shades[pixel]++
	}
	sum.Mean, sum.Deviation = moments(&shades)
	sum.Zeros = float64(shades[0]) / float64(len(s.Train.Images))
	for value, count := range shades {
		if count > 0 {
			sum.Maximum = value
		}
	}
	return sum
}

// shown makes room for the images of each class that is shown, and says of how
// many: where four of each of ten classes are more than shownPixels, of fewer
// images, then of fewer classes.
func (s *Set) shown() (classes [][]study.Image, ofEach int) {
	fit := shownPixels / s.Pixels()
	n := min(len(s.Classes), shownClasses, fit)
	if n == 0 {
		return nil, 0
	}
	return make([][]study.Image, n), min(shownOfEach, fit/n)
}

// moments returns mean and standard deviation of values given by how often
// each occurs.
func moments(counts *[256]uint64) (mean, deviation float64) {
	var n, sum, squares uint64
	for value, count := range counts {
		v := uint64(value)
		n += count
		sum += v * count
		squares += v * v * count
	}
	mean = float64(sum) / float64(n)
	variance := float64(squares)/float64(n) - float64(mean*mean)
	return mean, math.Sqrt(max(0, variance))
}
