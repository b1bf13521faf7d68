package claim

import (
	"strings"
	"testing"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
	"firststep/study/words"
)

// Every rival can be refuted and can stand, by what the records say of it.
func TestRivals(t *testing.T) {
	const pair = fixture.Common + fixture.Tables + fixture.Reference + fixture.Divided255 + fixture.EveryRate255
	training := func(scenario string, loss float64) fixture.Change {
		return func(d evidence.Data) {
			for _, r := range d.Of(scenario) {
				r.Run.Epochs[len(r.Run.Epochs)-1].TrainingLoss = record.Float(loss)
			}
		}
	}
	each := func(scenario string, change func(*evidence.Result)) fixture.Change {
		return func(d evidence.Data) {
			for _, r := range d.Of(scenario) {
				change(&r)
			}
		}
	}
	slope := func(s float64) fixture.Change {
		return fixture.Measured(study.StabilityKind, study.GlobalMap, 0, func(m *record.Measurement) { m.Stability.Slope = record.Float(s) })
	}
	attribution := func(rest float64) fixture.Change {
		return fixture.Diagnosed("divided", 0, func(d *record.Diagnostics) { d.Attribution.AllButLayer[0] = record.Float(rest) })
	}
	dead := func(scenario string, units int) fixture.Change {
		return each(scenario, func(r *evidence.Result) { r.Run.FirstStep.DeadUnits.After[0] = units })
	}
	for _, c := range []struct {
		rival   string
		changes []fixture.Change
		refuted bool
		found   string
	}{
		{"Every rate", []fixture.Change{training("reference", 0.4), training("every-rate", 0.5), slope(-2)}, true, "higher by 0.1000"},
		{"Every rate", []fixture.Change{training("reference", 0.4), training("every-rate", 0.4), slope(-1)}, true, "the slope is −1.00"},
		{"Every rate", []fixture.Change{training("reference", 0.4), training("every-rate", 0.4), slope(-2)}, false, "no higher"},
		{"Dead units", []fixture.Change{dead("divided", 11), dead("every-rate", 12)}, true, "every-rate learns with no fewer than divided, 40"},
		{"Dead units", []fixture.Change{dead("divided", 11), dead("every-rate", 1)}, false, "divided has 37"},
		{"Dead units", []fixture.Change{dead("divided", 0)}, true, "none is dead"},
		{"It is float32", []fixture.Change{each("divided", func(r *evidence.Result) { r.Run.Diagnostics.Attribution.All = r.Run.FirstStep.LossAfter })}, true, "the same to within"},
		{"It is float32", []fixture.Change{each("divided", func(r *evidence.Result) { r.Run.Diagnostics.Attribution.All = 3 })}, false, "by up to"},
		{"The later layers", []fixture.Change{attribution(2)}, true, " to 2.00"},
		{"The later layers", []fixture.Change{attribution(900)}, false, " to 900"},
		{"It is only slower", nil, true, "of three runs two overflow and one dies"},
		{"It is only slower", []fixture.Change{func(d evidence.Data) {
			r, _ := d.Find("divided", 2)
			r.Run.Events = record.Events{}
		}}, false, "of three runs two overflow"},
	} {
		found := false
		for _, r := range Rivals(evidence.Gather(fixture.Deeper(pair, c.changes...)), func(scenario string) string { return scenario }) {
			if !strings.HasPrefix(r.Name, c.rival) {
				continue
			}
			found = true
			if r.Refuted != c.refuted || !strings.Contains(strings.ReplaceAll(r.Found, words.NoBreak, " "), c.found) {
				t.Errorf("%+v, want %t: %s", r, c.refuted, c.found)
			}
		}
		if !found {
			t.Errorf("no rival %q", c.rival)
		}
	}
}
