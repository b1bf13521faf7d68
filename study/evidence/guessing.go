package evidence

import "math"

// How far from guessing a network is to end for the definition's words.
const (
	LearnsTimesChance    = 5
	CollapsesTimesChance = 2
)

// Classes is how many there are to tell apart; 0 where nothing is known of the
// data.
func (d Data) Classes() int {
	if d.Dataset == nil {
		return 0
	}
	return len(d.Dataset.Counts)
}

// Chance is the accuracy of guessing; not a number where nothing is known of
// the data.
func (d Data) Chance() float64 {
	if d.Classes() == 0 {
		return math.NaN()
	}
	return 1 / float64(d.Classes())
}

// GuessingLoss is the loss of a network that gives every class the same
// probability, ln(classes); not a number where nothing is known of the data.
// Its last digit may differ from one machine to the next; nothing prints that
// many.
func (d Data) GuessingLoss() float64 { return -math.Log(d.Chance()) }

// LearnsFrom is the accuracy from which on a network counts as one that
// learns: several times that of guessing, or midway between guessing and
// certainty where classes are so few that this is less.
func (d Data) LearnsFrom() float64 {
	return min(LearnsTimesChance*d.Chance(), (1+d.Chance())/2)
}

// CollapsesTo is the accuracy up to which a network counts as collapsed: twice
// that of guessing, or a quarter of the way from guessing to certainty.
func (d Data) CollapsesTo() float64 {
	return min(CollapsesTimesChance*d.Chance(), (1+3*d.Chance())/4)
}
