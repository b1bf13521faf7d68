package runner

import (
	"archive/zip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/record"
	"firststep/study/testenv"
)

// realStudy is the flagship on synthetic images, a small network, one seed and
// ten steps.
func realStudy(t *testing.T) *study.Definition {
	t.Helper()
	d, err := study.Load(filepath.Join("..", "..", "studies", "fashion-mnist", "study.toml"), study.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	d.Seeds = d.Seeds[:1]
	for i := range d.Scenarios {
		d.Scenarios[i].Seeds = nil
	}
	d.Endings = nil
	d.Dataset = study.Dataset{Source: dataset.Synthetic, Train: 320, Validation: 50}
	d.Network.Hidden = []int{60, 20}
	d.Training.Epochs = 1
	d.Diagnostics.Controls = 2
	d.Sweep.Factors = []float64{1, 16, 255}
	d.Stability = &study.Stability{Steps: 3, Factors: []float64{1, 256}, RateFactors: []float64{1, 4}}
	return d
}

// TestWorkers trains for real: the number of workers changes no byte.
func TestWorkers(t *testing.T) {
	d := realStudy(t)
	var folders [2]map[string]string
	for i := range folders {
		store := open(t, t.TempDir())
		summary, err := Run(t.Context(), Options{Plan: plan(t, d), Store: store, Workers: i + 1})
		if err != nil || summary.Trained != len(d.Scenarios) {
			t.Fatalf("%+v, %v", summary, err)
		}
		folders[i] = results(t, store.Path())
	}
	sameResults(t, folders[1], folders[0])
}

// TestExport has the script that users are given recompute the first step of
// every scenario of the flagship.
func TestExport(t *testing.T) {
	d := realStudy(t)
	store, p := open(t, t.TempDir()), plan(t, d)
	o := ExportOptions{Plan: p, Store: store, Judge: func() (Judged, error) {
		return func(scenario string, seed int64) (ofAll, ofSeed string) { return "fails", fmt.Sprint("of ", seed) }, nil
	}}
	if _, err := Export(t.Context(), o); err == nil || !strings.Contains(err.Error(), "scaled-features-seed1 is missing") {
		t.Errorf("without records: %v", err)
	}
	if _, err := Run(t.Context(), Options{Plan: p, Store: store}); err != nil {
		t.Fatal(err)
	}
	files, err := Export(t.Context(), o)
	if err != nil || len(files) != len(p.Runs())+2 {
		t.Fatalf("%v, %v", files, err)
	}
	csv, err := os.ReadFile(files[len(p.Runs())])
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(csv)), "\n")
	if lines[0] != "scenario,seed,step,loss,correct,dead_1,dead_2,xdw_rms,relative_delta" || !strings.HasPrefix(lines[1], "scaled-features,1,1,2.") {
		t.Errorf("traces.csv begins with\n%s\n%s", lines[0], lines[1])
	}

	checkDictionary(t, files, len(p.Runs()))
	checkRuns(t, store, files[len(p.Runs())+1])

	script := filepath.Join("..", "..", "studies", "check_first_step.py")
	out, err := exec.Command(testenv.PythonWithNumPy(t), append([]string{script}, files[:len(p.Runs())]...)...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}

	diagnostics := filepath.Join("..", "..", "studies", "check_diagnostics.py")
	out, err = exec.Command(testenv.PythonWithNumPy(t), append([]string{diagnostics}, files[:3]...)...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "eigenvalue_whole") || !strings.Contains(string(out), "sweep, adam") {
		t.Errorf("%v\n%s", err, out)
	}

	wrong := filepath.Join(t.TempDir(), "wrong.npz")
	writeWrongStep(t, wrong, p)
	out, err = exec.Command(testenv.PythonWithNumPy(t), script, wrong).CombinedOutput()
	if failed, ok := errors.AsType[*exec.ExitError](err); !ok || failed.ExitCode() != 1 || !strings.Contains(string(out), "exceeds 1e-5") {
		t.Errorf("a wrong step passes: %v\n%s", err, out)
	}
}

// checkDictionary compares the names in studies/README.md with those that were
// written: every column and array is explained, and nothing else is.
func checkDictionary(t *testing.T, files []string, runs int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "studies", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	written := map[string][]string{"SCENARIO-seedN.npz": arraysOf(t, files[:runs])}
	for _, file := range files[runs:] {
		csv, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		header, _, _ := strings.Cut(string(csv), "\n")
		written[filepath.Base(file)] = strings.Split(header, ",")
	}
	placeholder := strings.NewReplacer("⟨l⟩", "[0-9]+", "⟨p⟩", "p[0-9]+", "⟨o⟩", "(sgd|momentum|adam)")
	for file, names := range written {
		_, section, found := strings.Cut(string(text), "\n### "+file+"\n")
		if !found {
			t.Errorf("studies/README.md has no section on %s", file)
		}
		section, _, _ = strings.Cut(section, "\n###")
		used := map[string]bool{}
		for line := range strings.Lines(section) {
			cell, isRow := strings.CutPrefix(line, "| `")
			if !isRow {
				continue
			}
			cell, _, _ = strings.Cut("`"+cell, " | ")
			for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
				pattern := regexp.MustCompile("^" + placeholder.Replace(name[1]) + "$")
				used[name[1]] = slices.ContainsFunc(names, pattern.MatchString)
				names = slices.DeleteFunc(slices.Clone(names), pattern.MatchString)
			}
		}
		for name, ok := range used {
			if !ok {
				t.Errorf("studies/README.md explains %s, which is not in %s", name, file)
			}
		}
		if len(names) > 0 {
			t.Errorf("studies/README.md does not explain %q of %s", names, file)
		}
	}
}

// arraysOf lists the names of arrays in .npz files.
func arraysOf(t *testing.T, files []string) (names []string) {
	t.Helper()
	for _, file := range files {
		z, err := zip.OpenReader(file)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		for _, f := range z.File {
			names = append(names, strings.TrimSuffix(f.Name, ".npy"))
		}
	}
	return names
}

// checkRuns compares cells of runs.csv with the records they are of, that of a
// run that overflowed among them.
func checkRuns(t *testing.T, store *record.Store, file string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll() // which refuses a row of another length
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, name := range rows[0] {
			cells[name] = row[i]
		}
		r, err := store.Run(cells["scenario"] + "-seed" + cells["seed"])
		if err != nil {
			t.Fatal(err)
		}
		notFinite := ""
		if r.Events.LossNotFinite != nil {
			notFinite = strconv.Itoa(*r.Events.LossNotFinite)
		}
		for name, want := range map[string]string{
			"key": r.Key, "verdict": "fails", "verdict_of_seed": "of 1", "ending_kind": r.Ending.Kind, "events_loss_not_finite": notFinite,
			"first_step_layers_2_delta_norm":      number(float64(r.FirstStep.Layers[1].DeltaNorm)),
			"ending_final_validation_accuracy":    number(float64(r.Ending.Final.Accuracy)),
			"last_epoch_training_loss":            number(float64(r.Epochs[len(r.Epochs)-1].TrainingLoss)),
			"diagnostics_attribution_only_bias_3": number(float64(r.Diagnostics.Attribution.OnlyBias[2])),
		} {
			if cells[name] != want {
				t.Errorf("%s of %s: %q, want %q", name, cells["scenario"], cells[name], want)
			}
		}
	}
}

// writeWrongStep exports a first run whose step was a thousandth too long in
// one layer.
func writeWrongStep(t *testing.T, path string, p *study.Plan) {
	t.Helper()
	set, err := dataset.Open(t.Context(), source(p.Definition, ""), dataset.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tensors, err := firstStep(set, p.Definition, p.Runs()[0])
	if err != nil {
		t.Fatal(err)
	}
	before, after := tensors.Before[1].W, tensors.After[1].W
	for i := range after {
		after[i] += 0.001 * (after[i] - before[i])
	}
	err = record.WriteAtomic(path, func(w io.Writer) error {
		return writeNPZ(w, exported(tensors, p.Runs()[0], &record.Trace{Loss: []float32{float32(tensors.LossBefore)}}))
	})
	if err != nil {
		t.Fatal(err)
	}
}
