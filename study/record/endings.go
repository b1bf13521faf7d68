package record

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"firststep/study"
)

// Endings are how short trainings of one scenario ended, for some seeds.
type Endings struct {
	Steps int `json:"steps" range:"1.."` // of each training in float32

	// Float64Steps is for how many steps the trainings that overflowed were
	// made again, from the same start on the same batches, in float64; 0 where
	// they were not.
	Float64Steps int `json:"float64_steps" range:"0.."`

	Last    int            `json:"last" range:"1.."` // how many steps the last ones of a training are, at most
	Float32 ShortTrainings `json:"float32"`          // of every seed
	Float64 ShortTrainings `json:"float64"`          // of those that overflowed in float32
}

// ShortTrainings are listed by seed. A loss is of a step's own batch before its
// update. What is measured is rounded to six significant digits.
type ShortTrainings struct {
	Seeds    []int64 `json:"seeds"`
	Overflow []*int  `json:"overflow" range:"1.."` // step whose loss was not finite, which ended it, or null

	// GradientZero is the step from which on the gradient of the first layer is
	// exactly zero, to the last step; null where there is none.
	GradientZero []*int `json:"gradient_zero" range:"1.."`

	LargestLoss []Float `json:"largest_loss" range:"0.."` // of those that are finite; NaN where none is

	// Of the last steps; NaN where it overflowed.
	Unreached []Float `json:"unreached" range:"0..1"` // share of them whose gradient in the first layer is exactly zero
	Loss      []Float `json:"loss" range:"0.."`       // median
	Accuracy  []Float `json:"accuracy" range:"0..1"`  // over their batches, before their updates
}

// overflowed are the seeds whose loss was not finite.
func (t *ShortTrainings) overflowed() (seeds []int64) {
	for i, seed := range t.Seeds {
		if t.Overflow[i] != nil {
			seeds = append(seeds, seed)
		}
	}
	return seeds
}

func (e *Endings) check(first int64) error {
	if err := e.Float32.check("float32", e.Steps); err != nil {
		return err
	}
	if err := e.Float64.check("float64", e.Float64Steps); err != nil {
		return err
	}
	if len(e.Float32.Seeds) == 0 || e.Float32.Seeds[0] != first {
		return fmt.Errorf("endings.float32.seeds: the first is not %d, of which the measurement is", first)
	}
	want := e.Float32.overflowed()
	if e.Float64Steps == 0 {
		want = nil
	}
	if !slices.Equal(e.Float64.Seeds, want) {
		return errors.New("endings.float64.seeds: they are not those that overflowed")
	}
	return nil
}

func (t *ShortTrainings) check(key string, steps int) error {
	n := len(t.Seeds)
	for _, m := range []int{len(t.Overflow), len(t.GradientZero), len(t.LargestLoss), len(t.Unreached), len(t.Loss), len(t.Accuracy)} {
		if m != n {
			return fmt.Errorf("endings.%s: a list of %d entries for %d seeds", key, m, n)
		}
	}
	for i, seed := range t.Seeds {
		if seed < 0 {
			return fmt.Errorf("endings.%s.seeds: %d is negative", key, seed)
		}
		for _, step := range []*int{t.Overflow[i], t.GradientZero[i]} {
			if step != nil && *step > steps {
				return fmt.Errorf("endings.%s: something happened at step %d of %d", key, *step, steps)
			}
		}
		if over := t.Overflow[i] != nil; over && t.GradientZero[i] != nil || over == t.Loss[i].IsFinite() {
			return fmt.Errorf("endings.%s: seed %d both overflowed and ended, or did neither", key, seed)
		}
	}
	return nil
}

// checkEndings is checkDefinition of endings.
func (m *Measurement) checkEndings() error {
	e := m.Endings
	return cmp.Or(
		m.checkValue("endings.seeds", study.Seeds(e.Float32.Seeds).String()),
		m.checkValue("endings.steps", strconv.Itoa(e.Steps)),
		m.checkValue("endings.float64_steps", strconv.Itoa(e.Float64Steps)),
	)
}
