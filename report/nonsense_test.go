package report

import (
	"io"
	"math"
	"reflect"
	"slices"
	"testing"

	"firststep/figures"
	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/testenv"
)

// soundStudy is a part of the flagship, with its records as they were read: two
// seeds, and every kind of measurement.
func soundStudy(t testing.TB) evidence.Data {
	t.Helper()
	whole := committed(t, "fashion-mnist")
	definition, err := whole.Definition.Select(study.Selection{Seeds: []int64{1, 2}, Scenarios: []string{"scaled-features", "scaled-weights", "scaled-weights-rescaled", "adam-weights"}})
	if err != nil {
		t.Fatal(err)
	}
	return evidence.NewData(definition, whole.Dataset, whole.Results).With(whole.Measurements)
}

// extremes are values that no training gives, or that few do.
var extremes = []float64{0, 1, -1, 5e-324, 1e-310, 1e-160, 1e-30, 1e30, 1e160, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(), 0.5, 1e15, 3}

// A mutation says, byte by byte, which way to go into a record and what to put
// there.
type mutation []byte

func (m *mutation) next() byte {
	if len(*m) == 0 {
		return 0
	}
	b := (*m)[0]
	*m = (*m)[1:]
	return b
}

// apply changes one number, list or pointer in v.
func (m *mutation) apply(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		m.apply(v.Field(int(m.next()) % v.NumField()))
	case reflect.Pointer:
		switch way := m.next(); {
		case v.IsNil():
			v.Set(reflect.New(v.Type().Elem()))
		case way == 0:
			v.SetZero()
		default:
			m.apply(v.Elem())
		}
	case reflect.Slice:
		n, way := v.Len(), int(m.next())
		switch {
		case n == 0 || way == 0:
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		case way == 1:
			v.SetLen(int(m.next()) % n)
		default:
			m.apply(v.Index((way - 2) * (1 + n/254) % n))
		}
	case reflect.Float64, reflect.Float32:
		v.SetFloat(extremes[int(m.next())%len(extremes)])
	case reflect.Int:
		v.SetInt(int64(math.Max(-1e18, math.Min(extremes[int(m.next())%len(extremes)], 1e18))))
	}
}

// mutated is a study whose records were changed as often as m says, each sealed
// again. A change that is refused when the record is read is left out.
func mutated(d evidence.Data, m mutation) evidence.Data {
	results, measured, dataset := slices.Clone(d.Results), slices.Clone(d.Measurements), d.Dataset
	for len(m) > 0 {
		switch n := int(m.next()) % (2*len(results) + 2*len(measured) + 1); {
		case n < len(results):
			results[n].Run = changedFile(&m, results[n].Run)
		case n < 2*len(results):
			r := &results[n-len(results)]
			r.Trace = changed(&m, r.Trace, func(t *record.Trace) []byte {
				if len(t.Correct) != len(t.Loss) {
					return nil // which no file can say
				}
				return record.EncodeTrace(t, len(r.Run.Ending.DeadUnits))
			}, func(data []byte) (*record.Trace, error) {
				return record.DecodeTrace(data, record.TraceFile{Rows: r.Run.Trace.Rows, SHA256: record.Sum(data)})
			})
		case n < 2*(len(results)+len(measured)):
			at := &measured[(n-2*len(results))/2]
			*at = changedFile(&m, *at)
		default:
			dataset = changedFile(&m, dataset)
		}
	}
	return evidence.NewData(d.Definition, dataset, results).With(measured)
}

func changedFile[T any, P interface {
	*T
	record.Sealed
}](m *mutation, was *T) *T {
	return changed(m, was, func(is *T) []byte { return record.Encode(P(is)) }, record.Decode[T, P])
}

// changed is what is read of a record that was changed and sealed again, or the
// one that it was where that is refused.
func changed[T any](m *mutation, was *T, encode func(*T) []byte, decode func([]byte) (*T, error)) *T {
	copied, err := decode(encode(was)) // which shares nothing with it
	if err != nil {
		return was
	}
	m.apply(reflect.ValueOf(copied).Elem())
	is, err := decode(encode(copied))
	if err != nil {
		return was
	}
	return is
}

// FuzzSealed: whatever a sealed record, trace, measurement or description of
// the data says, it is refused when it is read, or figures are drawn and the
// report is composed of it.
func FuzzSealed(f *testing.F) {
	d := soundStudy(f)
	f.Add([]byte{})
	for _, input := range testenv.Corpus(f, "testdata/FuzzSealed.txtar") {
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, m []byte) {
		d := mutated(d, m[:min(len(m), 256)])
		for _, figure := range figures.All(d) {
			if err := figures.WriteSVG(io.Discard, figure); err != nil {
				t.Error(err)
			}
		}
		if _, err := compose(io.Discard, d, Options{}); err != nil {
			t.Error(err)
		}
	})
}
