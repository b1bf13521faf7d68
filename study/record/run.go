package record

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"math"
	"regexp"
	"strings"

	"firststep/study"
)

// LastEpoch is the last epoch that the run began; of a run that has none, one
// whose means are not numbers.
func (r *Run) LastEpoch() Epoch {
	if n := len(r.Epochs); n > 0 {
		return r.Epochs[n-1]
	}
	nan := Float(math.NaN())
	return Epoch{TrainingLoss: nan, TrainingAccuracy: nan}
}

func (r Run) sealed() any {
	r.Schema, r.Checksum = Schema, ""
	return r
}

// Shape is what the run left, as a plan knows it beforehand.
func (r *Run) Shape() study.Shape {
	return study.Shape{
		Hidden: r.FirstStep.DeadUnits.Units, Epochs: len(r.Epochs), Steps: r.Trace.Rows, Overflowed: r.Ending.Kind == Overflowed,
	}
}

// maxSteps bounds the steps of a run, and so the rows of its trace.
const maxSteps = 1_000_000_000

var namePattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// isSum reports whether a text is a SHA-256 in hexadecimal.
func isSum(text string) bool {
	return len(text) == 2*sha256.Size && strings.Trim(text, "0123456789abcdef") == ""
}

// check returns an error where readers of a run would have to fear for an
// index or an allocation.
func (r *Run) check() error {
	if !namePattern.MatchString(r.Scenario) || len(r.Scenario) > 200 {
		return fmt.Errorf("scenario: %.60q is no name of a scenario", r.Scenario)
	}
	if r.Seed < 0 {
		return fmt.Errorf("seed: %d is negative", r.Seed)
	}
	sums := []struct{ key, value string }{
		{"key", r.Key},
		{"fingerprint.initial_weights", r.Print.InitialWeights},
		{"fingerprint.final_weights", r.Print.FinalWeights},
		{"fingerprint.losses", r.Print.Losses},
		{"fingerprint.validation_logits", r.Print.ValidationLogits},
		{"fingerprint.first_signs", r.Print.FirstSigns},
		{"trace.sha256", r.Trace.SHA256},
	}
	for _, s := range sums {
		if !isSum(s.value) {
			return fmt.Errorf("%s: %.80q is no SHA-256 in hexadecimal", s.key, s.value)
		}
	}
	if r.Trace.Rows < 1 || r.Trace.Rows > maxSteps {
		return fmt.Errorf("trace.rows: %d is not between 1 and %d", r.Trace.Rows, maxSteps)
	}
	if r.Ending.Kind != Completed && r.Ending.Kind != Overflowed {
		return fmt.Errorf("ending.kind: %.60q is neither %q nor %q", r.Ending.Kind, Completed, Overflowed)
	}
	if err := cmp.Or(r.checkSteps(), r.checkLayers()); err != nil {
		return err
	}
	if err := r.FirstStep.PreActivation.check(); err != nil {
		return err
	}
	if r.Diagnostics == nil {
		return nil
	}
	return r.Diagnostics.check(len(r.FirstStep.Layers)-1, r.Trace.Rows)
}

// checkSteps holds what is said of steps to the trace, which has a row for each.
func (r *Run) checkSteps() error {
	rows := r.Trace.Rows
	if r.Ending.Step != rows {
		return fmt.Errorf("ending.step: %d, where trace.rows is %d", r.Ending.Step, rows)
	}
	for i, e := range r.Epochs {
		if e.Epoch != i+1 || e.Steps > rows {
			return fmt.Errorf("epochs[%d]: number %d, of %d steps of %d", i, e.Epoch, e.Steps, rows)
		}
	}
	e := r.Events
	for _, step := range []*int{e.LossAboveStart, e.HalfDead, e.GradientZero, e.WeightNotFinite, e.LossNotFinite} {
		if step != nil && *step > rows {
			return fmt.Errorf("events: something happened at step %d of %d", *step, rows)
		}
	}
	return nil
}

func (r *Run) checkLayers() error {
	layers := len(r.FirstStep.Layers)
	if layers < 1 {
		return fmt.Errorf("first_step.layers: a network has at least one layer")
	}
	dead := r.FirstStep.DeadUnits
	perHidden := []struct {
		key    string
		counts []int
	}{
		{"first_step.dead_units.units", dead.Units},
		{"first_step.dead_units.before", dead.Before},
		{"first_step.dead_units.after", dead.After},
		{"ending.dead_units", r.Ending.DeadUnits},
	}
	for _, h := range perHidden {
		if len(h.counts) != layers-1 {
			return fmt.Errorf("%s: %d entries, where the network has %d hidden layers", h.key, len(h.counts), layers-1)
		}
		for i, n := range h.counts {
			if n < 0 || n > dead.Units[i] {
				return fmt.Errorf("%s: %d is not between 0 and the layer's %d units", h.key, n, dead.Units[i])
			}
		}
	}
	return nil
}

func (p *PreActivation) check() error {
	histograms := []struct {
		key string
		h   Histogram
	}{{"xw_histogram", p.XWHistogram}, {"xdw_histogram", p.XdWHistogram}}
	for _, h := range histograms {
		if err := h.h.check(); err != nil {
			return fmt.Errorf("first_step.pre_activation.%s.%w", h.key, err)
		}
	}
	limit := decades * p.Joint.BinsPerDecade
	if p.Joint.BinsPerDecade < 1 || p.Joint.BinsPerDecade > maxBinsPerDecade {
		return fmt.Errorf("first_step.pre_activation.joint.bins_per_decade: %d is not between 1 and %d",
			p.Joint.BinsPerDecade, maxBinsPerDecade)
	}
	for _, c := range p.Joint.Cells {
		if max(c[0], -c[0], c[1], -c[1]) > limit || c[2] < 1 || c[2] > maxCount {
			return fmt.Errorf("first_step.pre_activation.joint.cells: no cell is %v", c)
		}
	}
	return nil
}

// A float64 lies within 10^±decades; finer bins than maxBinsPerDecade are not
// used.
const (
	decades          = 330
	maxBinsPerDecade = 100
)

func (h Histogram) check() error {
	if h.BinsPerDecade < 1 || h.BinsPerDecade > maxBinsPerDecade {
		return fmt.Errorf("bins_per_decade: %d is not between 1 and %d", h.BinsPerDecade, maxBinsPerDecade)
	}
	limit := decades * h.BinsPerDecade
	if h.First < -limit || h.First+len(h.Counts) > limit {
		return fmt.Errorf("first: bins %d to %d are beyond float64", h.First, h.First+len(h.Counts))
	}
	return nil
}
