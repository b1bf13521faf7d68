package evidence

import (
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/record"
)

// EndingCounts are how the short trainings of the table [endings] ended, over
// the seeds that were measured.
type EndingCounts struct {
	Scenario string
	Float32  EndingCount // of every seed
	Float64  EndingCount // of those that overflowed, where they were trained again in float64
}

// An EndingCount sorts trainings by their endings. What did not overflow ended,
// over its last steps, at an accuracy of no more than CollapsesTo (Guessing),
// of no less than LearnsFrom (Learned), or between.
type EndingCount struct {
	Seeds, Steps, Last                     int // trainings, steps of each, and the last ones of these
	Overflowed, Guessing, Between, Learned []ShortEnding
}

// A ShortEnding is how one training ended. Loss, accuracy and Unreached are of
// its last steps, and not numbers where it overflowed.
type ShortEnding struct {
	Seed        int64
	Step        int // of the overflow; 0: none
	LargestLoss float64
	Loss        float64 // median
	Accuracy    float64 // on the batches
	Unreached   float64 // share of the steps without a gradient in the first layer
}

// EndingCounts counts them; ok is false where none were measured.
func (d Data) EndingCounts() (c EndingCounts, ok bool) {
	if d.Definition.Endings == nil {
		return c, false
	}
	c.Scenario = d.Definition.Endings.Scenario
	for _, m := range d.Measured(study.EndingsKind, c.Scenario) {
		e := m.Endings
		c.Float32.Steps, c.Float32.Last = e.Steps, min(e.Last, e.Steps)
		c.Float64.Steps, c.Float64.Last = e.Float64Steps, min(e.Last, e.Float64Steps)
		d.count(&c.Float32, &e.Float32)
		d.count(&c.Float64, &e.Float64)
	}
	return c, c.Float32.Seeds > 0
}

func (d Data) count(c *EndingCount, trainings *record.ShortTrainings) {
	for i, seed := range trainings.Seeds {
		c.Seeds++
		end := ShortEnding{Seed: seed, LargestLoss: float64(trainings.LargestLoss[i]), Loss: float64(trainings.Loss[i]),
			Accuracy: float64(trainings.Accuracy[i]), Unreached: float64(trainings.Unreached[i])}
		group := &c.Between
		switch step := trainings.Overflow[i]; {
		case step != nil:
			end.Step = *step
			group = &c.Overflowed
		case end.Accuracy >= d.LearnsFrom():
			group = &c.Learned
		case end.Accuracy <= d.CollapsesTo():
			group = &c.Guessing
		}
		*group = append(*group, end)
	}
}

// Share is how many of the trainings ended in one way, with the interval of
// its probability.
func (c EndingCount) Share(ends []ShortEnding) compare.Proportion {
	return compare.ProportionOf(len(ends), c.Seeds)
}

// SeedsForBoth is how many seeds a study needs to see overflows and other
// endings with compare.Confidence, if they are as frequent as here; 0 where
// there is one of the two alone.
func (c EndingCount) SeedsForBoth() int {
	return compare.SeedsForBoth(float64(len(c.Overflowed)) / float64(c.Seeds))
}

// SampleOf describes one number of each of some endings, such as its loss.
func SampleOf(ends []ShortEnding, of func(ShortEnding) float64) compare.Sample {
	var values []float64
	for _, e := range ends {
		values = append(values, of(e))
	}
	return compare.Of(values)
}
