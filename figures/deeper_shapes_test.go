package figures_test

import (
	"math"
	"reflect"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
)

// undiagnosed has measurements beside its runs, but no diagnostics in them.
func undiagnosed(d evidence.Data) evidence.Data {
	var results []evidence.Result
	for _, r := range d.Results {
		run := *r.Run
		run.Diagnostics = nil
		results = append(results, evidence.Result{Run: &run, Trace: r.Trace})
	}
	return evidence.NewData(d.Definition, d.Dataset, results).With(d.Measurements)
}

// spoiledDeeper has one value in place of every number of diagnostics and
// measurements, but for the places where they were measured; and nothing that
// can be null.
func spoiledDeeper(d evidence.Data, value float64) evidence.Data {
	for _, r := range d.Results {
		t := r.Run.Diagnostics.Line.T
		r.Run.Diagnostics.Line.T = nil
		spoil(reflect.ValueOf(r.Run.Diagnostics).Elem(), record.Float(value))
		r.Run.Diagnostics.Line.T = t
	}
	for _, m := range d.Measurements {
		switch {
		case m.Sweep != nil:
			factors := m.Sweep.Factors
			m.Sweep.Factors = nil
			spoil(reflect.ValueOf(m.Sweep).Elem(), record.Float(value))
			m.Sweep.Factors = factors
		case m.Stability != nil:
			s := *m.Stability
			spoil(reflect.ValueOf(&s.Loss).Elem(), record.Float(value))
			m.Stability.Slope, m.Stability.Untrained = record.Float(value), record.Float(value)
			clear(m.Stability.Border)
		case m.Controls != nil:
			spoil(reflect.ValueOf(m.Controls).Elem(), record.Float(value))
		case m.Curvature != nil:
			spoil(reflect.ValueOf(m.Curvature).Elem(), record.Float(value))
		}
	}
	return d
}

// spoil sets every number in a value, and takes away what may be null.
func spoil(v reflect.Value, value record.Float) {
	switch v.Kind() {
	case reflect.Float64:
		v.SetFloat(float64(value))
	case reflect.Pointer:
		v.SetZero()
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i), value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			spoil(v.Field(i), value)
		}
	}
}

// smallest has a sweep of one factor and a map of one cell.
func smallest(d evidence.Data) evidence.Data {
	definition := *d.Definition
	definition.Sweep = &study.Sweep{Factors: []float64{255}, Optimizers: []string{"sgd"}}
	definition.Stability = &study.Stability{Steps: 1, Factors: []float64{2}, RateFactors: []float64{1}}
	for _, m := range d.Measurements {
		switch {
		case m.Sweep != nil:
			m.Sweep.Factors = m.Sweep.Factors[2:]
			for i := range m.Sweep.Series {
				m.Sweep.Series[i].XdWRMS = m.Sweep.Series[i].XdWRMS[2:]
			}
		case m.Stability != nil:
			s := m.Stability
			s.Factors, s.Rates, s.Border = s.Factors[1:2], s.Rates[:1], s.Border[1:2]
			s.Loss = [][]record.Float{s.Loss[1][:1]}
			s.Slope = record.Float(math.NaN())
		}
	}
	return evidence.NewData(&definition, d.Dataset, d.Results).With(d.Measurements)
}

// untrainable has maps in which no training goes on for long enough to learn.
func untrainable(d evidence.Data) evidence.Data {
	for _, m := range d.Measurements {
		if s := m.Stability; s != nil {
			for i := range s.Loss {
				for j, loss := range s.Loss[i] {
					if loss < s.Untrained {
						s.Loss[i][j] = s.Dead + (s.Untrained-s.Dead)*loss/s.Untrained
					}
				}
			}
			clear(s.Border)
			s.Slope = record.Float(math.NaN())
		}
	}
	return d
}
