package compare

import (
	"bytes"
	"fmt"
	"math"

	"firststep/study/record"
)

// Sameness says how far two runs agree in every bit.
type Sameness string

// Degrees of sameness.
const (
	Identical Sameness = "identical" // in everything that was measured
	Function  Sameness = "function"  // in every loss and every validation logit
	Different Sameness = "different"
)

// A Parting is the first value in which two runs differ.
type Parting struct {
	Step     int          `json:"step"`     // 0: before training
	Quantity string       `json:"quantity"` // as the trace or the record calls it
	A        record.Float `json:"a"`
	B        record.Float `json:"b"`
	// ULPs is how many numbers of the format lie from A to B: the distance in
	// units in the last place. It is left out where one of them is no number, or
	// where the value is no floating-point number.
	ULPs   ULPs   `json:"ulps,omitzero"`
	Format string `json:"format"` // "float32" or "float64"; "integer" for counts, "sha256" where only fingerprints tell
}

// ULPs are a distance in units in the last place; negative, and left out of
// JSON, where there is none.
type ULPs int64

// IsZero reports whether there is nothing to write.
func (d ULPs) IsZero() bool { return d < 0 }

// Formats of what parts.
const (
	float32Format = "float32"
	float64Format = "float64"
	integerFormat = "integer"
	hashFormat    = "sha256"
)

// sameness compares what two runs measured.
func sameness(a, b *record.Run) Sameness {
	switch {
	case bytes.Equal(measured(a), measured(b)):
		return Identical
	case a.Print.Losses == b.Print.Losses && a.Print.ValidationLogits == b.Print.ValidationLogits:
		return Function
	}
	return Different
}

// measured is a run's record without what names the run.
func measured(r *record.Run) []byte {
	only := *r
	only.Key, only.Scenario, only.Seed, only.Definition = "", "", 0, nil
	return record.Encode(&only)
}

// parting returns the first value in which the courses of two runs differ, in
// the order of time; parameters are not looked at. It is nil where they do not
// differ, and where traces are missing it knows only of what the records hold.
func parting(a, b Run) *Parting {
	c := course{}
	c.evaluation(0, a.Record.Start, b.Record.Start)
	c.steps(a, b)
	c.end(a.Record, b.Record)
	return c.first
}

// lossParting is parting of the losses alone.
func lossParting(a, b Run) *Parting {
	c := course{}
	if a.Trace != nil && b.Trace != nil {
		for i := 0; i < max(len(a.Trace.Loss), len(b.Trace.Loss)) && c.first == nil; i++ {
			c.loss(i+1, a.Trace, b.Trace)
		}
	}
	return c.first
}

// A course walks through two runs and stops at the first difference.
type course struct {
	first *Parting
}

func (c *course) steps(a, b Run) {
	if a.Trace == nil || b.Trace == nil {
		c.firstStep(a.Record, b.Record)
		c.epochs(a.Record, b.Record, math.MaxInt)
		return
	}
	next := [2]int{}
	for i := 0; i < max(len(a.Trace.Loss), len(b.Trace.Loss)) && c.first == nil; i++ {
		step := i + 1
		c.loss(step, a.Trace, b.Trace)
		if i < len(a.Trace.Correct) && i < len(b.Trace.Correct) {
			c.count(step, "correct", a.Trace.Correct[i], b.Trace.Correct[i])
		}
		if step == 1 {
			c.firstStep(a.Record, b.Record)
		}
		pa, oka := pointAt(a.Trace, &next[0], step)
		pb, okb := pointAt(b.Trace, &next[1], step)
		if oka && okb {
			c.point(pa, pb)
		}
		c.epochs(a.Record, b.Record, step)
	}
}

// loss compares a step's losses. Where one run has ended, it is the number of
// steps that differs.
func (c *course) loss(step int, a, b *record.Trace) {
	stepsA, stepsB := len(a.Loss), len(b.Loss)
	if step > min(stepsA, stepsB) {
		c.part(Parting{step, "steps", record.Float(stepsA), record.Float(stepsB), -1, integerFormat})
		return
	}
	la, lb := a.Loss[step-1], b.Loss[step-1]
	if !same(float64(la), float64(lb)) {
		c.part(Parting{step, "loss", record.Float(la), record.Float(lb), ulps32(la, lb), float32Format})
	}
}

// firstStep compares what the record has of the first step's function.
func (c *course) firstStep(a, b *record.Run) {
	const step = 1
	fa, fb := &a.FirstStep, &b.FirstStep
	c.float(step, "loss_before", fa.LossBefore, fb.LossBefore)
	c.float(step, "xw_rms", fa.PreActivation.XWRMS, fb.PreActivation.XWRMS)
	c.float(step, "xdw_rms", fa.PreActivation.XdWRMS, fb.PreActivation.XdWRMS)
	c.counts(step, "dead", fa.DeadUnits.After, fb.DeadUnits.After)
	c.float(step, "loss_after", fa.LossAfter, fb.LossAfter)
}

// point compares what was measured after a step.
func (c *course) point(a, b record.Point) {
	c.counts(a.Step, "dead", a.Dead, b.Dead)
	c.float(a.Step, "xdw_rms", a.XdWRMS, b.XdWRMS)
	c.float(a.Step, "relative_delta", a.RelativeDelta, b.RelativeDelta)
}

// pointAt moves next to the point of a step.
func pointAt(t *record.Trace, next *int, step int) (record.Point, bool) {
	for *next < len(t.Points) && t.Points[*next].Step < step {
		*next++
	}
	if *next < len(t.Points) && t.Points[*next].Step == step {
		return t.Points[*next], true
	}
	return record.Point{}, false
}

// epochs compares the epochs that end with a step; with the largest of all
// integers, every epoch.
func (c *course) epochs(a, b *record.Run, step int) {
	end := 0
	for i := range min(len(a.Epochs), len(b.Epochs)) {
		ea, eb := a.Epochs[i], b.Epochs[i]
		end += ea.Steps
		if step != math.MaxInt && end != step || ea.Steps != eb.Steps {
			continue
		}
		c.float(end, "training_loss", ea.TrainingLoss, eb.TrainingLoss)
		c.float(end, "training_accuracy", ea.TrainingAccuracy, eb.TrainingAccuracy)
		c.evaluation(end, ea.Evaluation, eb.Evaluation)
	}
}

func (c *course) end(a, b *record.Run) {
	c.count(a.Ending.Step, "steps", a.Ending.Step, b.Ending.Step)
	c.evaluation(a.Ending.Step, a.Ending.Final, b.Ending.Final)
	c.counts(a.Ending.Step, "dead", a.Ending.DeadUnits, b.Ending.DeadUnits)
	c.hash(a.Ending.Step, "losses", a.Print.Losses, b.Print.Losses)
	c.hash(a.Ending.Step, "validation_logits", a.Print.ValidationLogits, b.Print.ValidationLogits)
}

func (c *course) evaluation(step int, a, b record.Evaluation) {
	c.float(step, "validation_loss", a.Loss, b.Loss)
	c.float(step, "validation_accuracy", a.Accuracy, b.Accuracy)
	c.float(step, "top_class_share", a.TopClassShare, b.TopClassShare)
}

func (c *course) float(step int, name string, a, b record.Float) {
	if !same(float64(a), float64(b)) {
		c.part(Parting{step, name, a, b, ulps64(float64(a), float64(b)), float64Format})
	}
}

func (c *course) count(step int, name string, a, b int) {
	if a != b {
		c.part(Parting{step, name, record.Float(a), record.Float(b), -1, integerFormat})
	}
}

func (c *course) counts(step int, name string, a, b []int) {
	for i := range min(len(a), len(b)) {
		c.count(step, fmt.Sprintf("%s_%d", name, i+1), a[i], b[i])
	}
}

func (c *course) hash(step int, name, a, b string) {
	if a != b {
		nan := record.Float(math.NaN())
		c.part(Parting{step, name, nan, nan, -1, hashFormat})
	}
}

func (c *course) part(p Parting) {
	if c.first == nil {
		c.first = &p
	}
}

// same reports whether two values are the same number, or both none.
func same(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}

// ulps32 is how many float32 numbers lie from one to the other, the second
// counted; negative where one of them is not finite.
func ulps32(a, b float32) ULPs {
	if !finite(float64(a)) || !finite(float64(b)) {
		return -1
	}
	ordinal := func(v float32) int64 {
		bits := int64(math.Float32bits(v))
		if bits >= 1<<31 {
			return 1<<31 - bits
		}
		return bits
	}
	return distance(ordinal(a), ordinal(b))
}

// ulps64 is ulps32 of float64 numbers. A distance beyond int64 is the largest
// of these.
func ulps64(a, b float64) ULPs {
	if !finite(a) || !finite(b) {
		return -1
	}
	ordinal := func(v float64) int64 {
		bits := math.Float64bits(v)
		if bits>>63 == 1 {
			return -int64(bits & math.MaxInt64)
		}
		return int64(bits)
	}
	return distance(ordinal(a), ordinal(b))
}

func distance(a, b int64) ULPs {
	d := max(a, b) - min(a, b)
	if d < 0 {
		return math.MaxInt64
	}
	return ULPs(d)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
