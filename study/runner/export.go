package runner

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/mlp"
	"firststep/study/record"
	"firststep/study/regular"
)

// ExportOptions say what [Export] writes.
type ExportOptions struct {
	Plan  *study.Plan // the whole or a part; its runs have to be up to date
	Store *record.Store
	Data  dataset.Options

	Folder string // for the files; empty: the study's own

	// Judge, if not nil, is asked once, if there is something to export, for
	// what says what came of the expectation of a scenario.
	Judge func() (Judged, error)
}

// Judged says what came of what is expected of a scenario: of all its seeds,
// and of one of them. Both are empty where nothing is expected.
type Judged func(scenario string, seed int64) (ofAll, ofSeed string)

// Export writes, for NumPy and R, the tensors of each run's first step as
// <scenario>-seed<n>.npz, all traces as one traces.csv, and a row a run as
// runs.csv, into the study's exports folder. It returns the paths written.
//
// The first step is computed again. The rest is taken from the records.
func Export(ctx context.Context, o ExportOptions) (files []string, err error) {
	var measurements []*record.Measurement
	for _, item := range Status(o.Plan, o.Store) {
		name := item.Job.Name()
		switch {
		case item.State == UpToDate && !item.Job.IsRun():
			m, err := o.Store.Measurement(name)
			if err != nil {
				return nil, err
			}
			measurements = append(measurements, m)
		case item.State != UpToDate && item.Job.IsRun():
			return nil, fmt.Errorf("%s is %s and has to be trained first", name, item.State)
		}
	}
	judged := Judged(func(string, int64) (ofAll, ofSeed string) { return "", "" })
	if o.Judge != nil {
		if judged, err = o.Judge(); err != nil {
			return nil, err
		}
	}
	set, err := dataset.Open(ctx, source(o.Plan.Definition, o.Store.Path()), o.Data)
	if err != nil {
		return nil, err
	}
	folder := o.Folder
	if folder == "" {
		folder, err = o.Store.MakeExportsFolder()
	} else if err = regular.Folder(folder); err == nil {
		err = os.MkdirAll(folder, 0o777)
	}
	if err != nil {
		return nil, err
	}
	for _, run := range o.Plan.Runs() {
		if err := context.Cause(ctx); err != nil {
			return files, err
		}
		path := filepath.Join(folder, run.Name()+".npz")
		if err := o.writeFirstStep(ctx, path, set, run, measurements); err != nil {
			return files, err
		}
		files = append(files, path)
	}
	for _, table := range []struct {
		name  string
		write func(io.Writer) error
	}{{"traces.csv", o.writeTraces}, {"runs.csv", func(w io.Writer) error { return o.writeRuns(w, judged, measurements) }}} {
		path := filepath.Join(folder, table.name)
		if err := record.WriteAtomic(path, table.write); err != nil {
			return files, err
		}
		files = append(files, path)
	}
	return files, nil
}

// writeFirstStep writes the .npz of a run.
func (o ExportOptions) writeFirstStep(ctx context.Context, path string, set *dataset.Set, run study.Job, measurements []*record.Measurement) error {
	r, trace, err := o.Store.RunAndTrace(run.Name())
	if err != nil {
		return err
	}
	tensors, err := firstStep(set, o.Plan.Definition, run)
	if err != nil {
		return err
	}
	if mlp.Fingerprint([]float32{float32(tensors.LossBefore)}) != mlp.Fingerprint(trace.Loss[:1]) {
		return fmt.Errorf("%s: the first loss is %v on this machine and %v in the record: one of the two computes wrongly",
			run.Name(), float32(tensors.LossBefore), trace.Loss[0])
	}
	course, err := o.course(ctx, set, run, r)
	if err != nil {
		return err
	}
	return record.WriteAtomic(path, func(w io.Writer) error {
		return writeNPZ(w, slices.Concat(exported(tensors, run, trace), o.measured(run, r, measurements), course))
	})
}

// exported names the tensors as they are known in NumPy: X (batch × inputs),
// y, W1, b1 … before and W1_after, b1_after … after the step, XW and XdW of
// the first layer without bias, the logits, the losses, and what the step was
// made with.
func exported(t *mlp.Tensors, run study.Job, trace *record.Trace) []array {
	labels := make([]int64, len(t.Labels))
	for i, label := range t.Labels {
		labels[i] = int64(label)
	}
	arrays := []array{
		{"X", []int{t.Batch, t.Sizes[0]}, t.X},
		{"y", []int{t.Batch}, labels},
	}
	arrays = append(arrays, parameters(t.Before, t.Sizes, "")...)
	arrays = append(arrays, parameters(t.After, t.Sizes, "_after")...)
	rate, firstLayer := run.Rates()
	return append(arrays,
		array{"XW", []int{t.Batch, t.Sizes[1]}, t.XW},
		array{"XdW", []int{t.Batch, t.Sizes[1]}, t.XdW},
		array{"logits_before", []int{t.Batch, t.Sizes[len(t.Sizes)-1]}, t.LogitsBefore},
		array{"loss_before", nil, []float64{t.LossBefore}},
		array{"loss_after", nil, []float64{t.LossAfter}},
		array{"losses", []int{len(trace.Loss)}, trace.Loss},
		array{"optimizer", []int{len(run.Scenario.Optimizer)}, []uint8(run.Scenario.Optimizer)}, // as a string, no reader but NumPy's takes it
		array{"learning_rate", nil, []float64{rate}},
		array{"first_layer_learning_rate", nil, []float64{firstLayer}},
		array{"clip_norm", nil, []float64{run.Scenario.ClipNorm}},
		array{"weight_decay", nil, []float64{run.Scenario.WeightDecay}},
		array{"first_layer_weight_decay", nil, []float64{run.Scenario.FirstLayerDecay()}},
	)
}

// parameters names the layers' weights and biases W1, b1, W2, …
func parameters(layers []mlp.Layer, sizes []int, suffix string) []array {
	var arrays []array
	for l, layer := range layers {
		arrays = append(arrays,
			array{fmt.Sprintf("W%d%s", l+1, suffix), []int{sizes[l], sizes[l+1]}, layer.W},
			array{fmt.Sprintf("b%d%s", l+1, suffix), []int{sizes[l+1]}, layer.B})
	}
	return arrays
}

// writeTraces writes the traces of all runs one below the other, with the
// scenario and the seed before their own columns.
func (o ExportOptions) writeTraces(w io.Writer) error {
	for i, run := range o.Plan.Runs() {
		r, trace, err := o.Store.RunAndTrace(run.Name())
		if err != nil {
			return err
		}
		header, rows, _ := bytes.Cut(record.EncodeTrace(trace, len(r.Ending.DeadUnits)), []byte("\n"))
		if i == 0 {
			fmt.Fprintf(w, "scenario,seed,%s\n", header)
		}
		for row := range bytes.Lines(rows) {
			if _, err := fmt.Fprintf(w, "%s,%d,%s", run.Scenario.Name, run.Seed, row); err != nil {
				return err
			}
		}
	}
	return nil
}
