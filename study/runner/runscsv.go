package runner

import (
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"firststep/study"
	"firststep/study/record"
)

// A cell is a named value of a row of runs.csv.
type cell struct{ name, value string }

// writeRuns writes a row a run: what it was made with, every number of its
// record that is not one of a series, and what came of what is expected of it.
func (o ExportOptions) writeRuns(w io.Writer, judged Judged, measurements []*record.Measurement) error {
	out := csv.NewWriter(w)
	var names []string
	for _, run := range o.Plan.Runs() {
		r, err := o.Store.Run(run.Name())
		if err != nil {
			return err
		}
		ofAll, ofSeed := judged(run.Scenario.Name, run.Seed)
		cells := append(settings(run, r), cell{"expect", run.Scenario.Expect}, cell{"verdict", ofAll}, cell{"verdict_of_seed", ofSeed})
		cells = append(cells, scalars(r)...)
		if o.Plan.Definition.Curvature != nil {
			cells = append(cells, eigenvalues(run, measurements)...)
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = c.value
		}
		if names == nil {
			for _, c := range cells {
				names = append(names, c.name)
			}
			out.Write(names) // whose error stays, as all of a csv.Writer do
		}
		if len(row) != len(names) {
			return fmt.Errorf("%s: %d values, where the first run has %d", run.Name(), len(row), len(names))
		}
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// settings are what a run was made with, the training's where the scenario has
// none of its own.
func settings(run study.Job, r *record.Run) []cell {
	s := run.Scenario
	return []cell{
		{"scenario", s.Name}, {"seed", strconv.FormatInt(run.Seed, 10)}, {"label", s.Label},
		{"optimizer", s.Optimizer}, {"learning_rate", number(s.LearningRate)},
		{"feature_divisor", number(s.FeatureDivisor)}, {"weight_divisor", number(s.WeightDivisor)},
		{"learning_rate_divisor", number(s.LearningRateDivisor)}, {"first_layer_rate_divisor", number(s.FirstLayerRateDivisor)},
		{"rate_divisor_steps", s.RateDivisorSteps}, {"standardise", strconv.FormatBool(s.Standardise)},
		{"first_layer_trust_coefficient", number(s.FirstLayerTrustCoefficient)},
		{"clip_norm", number(s.ClipNorm)}, {"weight_decay", number(s.WeightDecay)}, {"first_layer_weight_decay", number(s.FirstLayerDecay())},
		{"warmup_steps", strconv.Itoa(s.WarmupSteps)}, {"first_layer_init", s.FirstLayerInit}, {"init", s.Init}, {"key", r.Key},
	}
}

// scalars are the numbers of a record that are not one of a series.
func scalars(r *record.Run) (cells []cell) {
	add := func(prefix string, value any) { cells = appendScalars(cells, prefix, reflect.ValueOf(value)) }
	add("first_step", r.FirstStep)
	add("start", r.Start)
	add("last_epoch", r.Epochs[len(r.Epochs)-1])
	add("events", r.Events)
	add("ending", r.Ending)
	if r.Diagnostics != nil {
		add("diagnostics", r.Diagnostics)
	}
	add("fingerprint", r.Print)
	return cells
}

// eigenvalues are those of the Hessian, empty where a scenario's were not asked
// for.
func eigenvalues(run study.Job, measurements []*record.Measurement) []cell {
	cells := []cell{{"eigenvalue_whole", ""}, {"eigenvalue_block", ""}}
	for _, m := range measurements {
		if m.Curvature != nil && m.Subject == run.Scenario.Name && m.Seed == run.Seed {
			cells[0].value, cells[1].value = number(float64(m.Curvature.Whole.Value)), number(float64(m.Curvature.Block.Value))
		}
	}
	return cells
}

// series are the lists of a record that are no list of layers: their numbers
// are in the record, in traces.csv or in the .npz.
var series = []reflect.Type{
	reflect.TypeFor[record.Histogram](), reflect.TypeFor[record.Joint](), reflect.TypeFor[record.Course](),
}

// appendScalars appends the values below one of a record, named by their path
// in its JSON, those of a list by layer with the layer's number from 1 on. What
// is null there has empty cells.
func appendScalars(cells []cell, name string, v reflect.Value) []cell {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return appendEmpty(cells, name, reflect.Zero(v.Type().Elem()))
		}
		return appendScalars(cells, name, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			path := name
			if !field.Anonymous {
				key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				path += "_" + key
			}
			if !isSeries(v.Type(), field) {
				cells = appendScalars(cells, path, v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			cells = appendScalars(cells, fmt.Sprintf("%s_%d", name, i+1), v.Index(i))
		}
	case reflect.Float64:
		cells = append(cells, cell{name, number(v.Float())})
	case reflect.Int:
		cells = append(cells, cell{name, strconv.FormatInt(v.Int(), 10)})
	case reflect.String:
		cells = append(cells, cell{name, v.String()})
	default:
		panic(fmt.Sprintf("%s: a %v in a record", name, v.Type()))
	}
	return cells
}

// appendEmpty appends an empty cell for each value that there would be.
func appendEmpty(cells []cell, name string, v reflect.Value) []cell {
	for _, c := range appendScalars(nil, name, v) {
		cells = append(cells, cell{c.name, ""})
	}
	return cells
}

// isSeries reports whether a field is a list that does not go by layer.
func isSeries(of reflect.Type, field reflect.StructField) bool {
	for _, t := range series {
		if field.Type == t {
			return true
		}
	}
	return of == reflect.TypeFor[record.Line]() && field.Name == "T" || of == reflect.TypeFor[record.LineCurve]() && field.Name == "Loss"
}

// number writes a number as traces do.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
