package evidence

import (
	"math"
	"slices"
	"strconv"
)

// How far from guessing a network is to end for the definition's words.
const (
	LearnsTimesChance    = 5
	CollapsesTimesChance = 2
)

// Classes is how many there are to tell apart: the labels that occur. It is 0
// where nothing is known of the data.
func (d Data) Classes() int {
	if d.Dataset == nil {
		return 0
	}
	return len(d.Dataset.Counts) - len(d.AbsentLabels())
}

// AbsentLabels names the classes of no image, though the network has an output
// for each: labels are those up to the largest.
func (d Data) AbsentLabels() []string {
	if d.Dataset == nil {
		return nil
	}
	var absent []string
	for label, n := range d.Dataset.Counts {
		if n == 0 && (len(d.Dataset.ValidationCounts) == 0 || d.Dataset.ValidationCounts[label] == 0) {
			absent = append(absent, d.className(label))
		}
	}
	return absent
}

// className is what a class is called; its number where it has no name.
func (d Data) className(label int) string {
	if label < len(d.Dataset.Classes) {
		return d.Dataset.Classes[label]
	}
	return strconv.Itoa(label)
}

// Chance is the accuracy of a network that has learned nothing of the images:
// of giving all of them the class that is the most frequent in the validation
// set; in the training set where a dataset.json does not count the others. It is
// not a number where nothing is known of the data.
func (d Data) Chance() float64 {
	if d.Classes() == 0 {
		return math.NaN()
	}
	if counts := d.Dataset.ValidationCounts; len(counts) > 0 {
		return float64(slices.Max(counts)) / float64(d.Dataset.Validation)
	}
	return float64(slices.Max(d.Dataset.Counts)) / float64(d.Dataset.Train)
}

// GuessingLoss is the loss of a network that gives every class the same
// probability, ln(classes); not a number where nothing is known of the data.
// Its last digit may differ from one machine to the next; nothing prints that
// many.
func (d Data) GuessingLoss() float64 {
	if d.Classes() == 0 {
		return math.NaN()
	}
	return math.Log(float64(d.Classes()))
}

// LearnsFrom is the accuracy from which on a network counts as one that
// learns: several times that of guessing, or midway between guessing and
// certainty where that is less.
func (d Data) LearnsFrom() float64 {
	return min(LearnsTimesChance*d.Chance(), (1+d.Chance())/2)
}

// CollapsesTo is the accuracy up to which a network counts as collapsed: twice
// that of guessing, or a quarter of the way from guessing to certainty.
func (d Data) CollapsesTo() float64 {
	return min(CollapsesTimesChance*d.Chance(), (1+3*d.Chance())/4)
}
