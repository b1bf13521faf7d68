package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firststep/study"
	"firststep/study/testenv"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sampleTrace is the course of a run that overflows at its third step.
func sampleTrace() *Trace {
	return &Trace{
		Loss:    []float32{2.3437219, 6924.5, float32(math.Inf(1))},
		Correct: []int{3, 2, 0},
		Points: []Point{
			{Step: 1, Dead: []int{111, 40}, XdWRMS: 5453.25, RelativeDelta: 541.6},
			{Step: 2, Dead: []int{120}, XdWRMS: Float(math.Inf(1)), RelativeDelta: Float(math.NaN())},
		},
	}
}

// sampleRun is the record of that run, with every kind of value in it.
func sampleRun() *Run {
	sum := func(text string) string { return Sum([]byte(text)) }
	one, three := 1, 3
	layer := LayerStep{0.081736, 44.27, 541.6, 0.0913, 3.25, 0.0625}
	trace := EncodeTrace(sampleTrace(), 2)
	counts := make([]int, 60)
	for i := range counts {
		counts[i] = i * i
	}
	cells := make([][3]int, 30)
	for i := range cells {
		cells[i] = [3]int{i/6 - 20, i%6 + 12, i + 1}
	}
	return &Run{
		Schema: Schema, Key: sum("key"), Scenario: "scaled-weights", Seed: 3,
		Definition: Definition{{Name: "training.batch", Value: "32"}, {Name: "scenario.weight_divisor", Value: "255"}, {Name: "seed", Value: "3"}},
		FirstStep: FirstStep{
			LossBefore: 2.3437218971, LossAfter: 6924.5,
			Layers: []LayerStep{layer, layer, layer},
			PreActivation: PreActivation{
				XWRMS: 0.519, XWMax: 3.5, XWQuantiles: Quantiles{0.01, 0.1, 0.3, 0.6, 1.2},
				XdWRMS: 5453.25, XdWMax: 1e22, XdWQuantiles: Quantiles{1, 2, 3, 4, Float(math.Inf(1))},
				Ratio: 5453.25 / 0.519, Exceeds: 0.99, Flips: 0.5,
				XWHistogram:  Histogram{10, -60, counts, 2, 0},
				XdWHistogram: Histogram{10, 0, nil, 0, 9600},
				Joint:        Joint{5, cells},
			},
			DeadUnits: DeadUnits{Probe: 1000, Units: []int{300, 100}, Before: []int{0, 1}, After: []int{111, 40}},
		},
		Start:  Evaluation{2.35, 0.0912, 0.31},
		Epochs: []Epoch{{1, 2, 3463.4, 0.078125, Evaluation{Float(math.NaN()), 0.1, 1}}},
		Events: Events{LossAboveStart: &one, LossNotFinite: &three},
		Ending: Ending{Overflowed, 3, []int{120, 41}, Evaluation{Float(math.NaN()), 0.1, 1}},
		Print:  Fingerprint{sum("i"), sum("f"), sum("l"), sum("v"), sum("s")},
		Trace:  TraceFile{Rows: 3, SHA256: Sum(trace)},
	}
}

func sampleDataset() *Dataset {
	pixels := bytes.Repeat([]byte{0, 128, 255, 7}, 4)
	return &Dataset{
		Name: "Synthetic garments", Source: "synthetic", SHA256: Sum([]byte("data")),
		Rows: 4, Columns: 4, Train: 8, Validation: 2,
		Classes: []string{"shirt", "bag"}, Counts: []int{5, 3},
		Mean: 72.94, Deviation: 90.02, Zeros: 0.5,
		Images: []study.Image{{Label: 0, Pixels: pixels}, {Label: 1, Pixels: pixels}},
	}
}

func sampleEnvironment() *Environment {
	return &Environment{
		System: "linux/amd64", CPU: "Some & Other CPU", Cores: 2, Features: []string{"avx2", "fma"},
		Kernel: "avx2", Go: "go1.26.0", Updated: "2000-01-02T03:04:05Z",
		Timings: []Timing{{"scaled-weights-seed3", 1.25, 123.9}},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: differs from what is written now; -update shows how\n%s", path, got)
	}
}

func TestGolden(t *testing.T) {
	golden(t, "scaled-weights-seed3.json", Encode(sampleRun()))
	golden(t, "scaled-weights-seed3.csv", EncodeTrace(sampleTrace(), 2))
	golden(t, "dataset.json", Encode(sampleDataset()))
	golden(t, "stability-first-layer-seed3.json", Encode(sampleStability()))
}

// TestRoundTrip shows that nothing is lost, NaN and infinities included:
// what is decoded encodes to the same bytes.
func TestRoundTrip(t *testing.T) {
	data := Encode(sampleRun())
	r, err := Decode[Run](data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(Encode(r), data) {
		t.Error("record changed")
	}
	if got := r.FirstStep.PreActivation.XdWQuantiles.P95; !math.IsInf(float64(got), 1) {
		t.Errorf("p95 is %v, not +Inf", got)
	}
	if r.Events.HalfDead != nil || *r.Events.LossNotFinite != 3 {
		t.Error("events changed")
	}
	if v, ok := r.Definition.Value("training.batch"); !ok || v != "32" {
		t.Errorf("training.batch is %q, %t", v, ok)
	}

	csv := EncodeTrace(sampleTrace(), 2)
	trace, err := DecodeTrace(csv, r.Trace)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(EncodeTrace(trace, 2), csv) {
		t.Error("trace changed")
	}

	d, err := Decode[Dataset](Encode(sampleDataset()))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(d.Images[0].Pixels, sampleDataset().Images[0].Pixels) {
		t.Error("pixels changed")
	}
	if _, err := Decode[Environment](Encode(sampleEnvironment())); err != nil {
		t.Error(err)
	}
}

// TestEveryByteCounts flips each byte of a record, of a trace and of the
// dataset in turn, and cuts the files at each place: all of it is noticed as
// damage.
func TestEveryByteCounts(t *testing.T) {
	run := sampleRun()
	files := map[string]struct {
		data   []byte
		decode func([]byte) error
	}{
		"record":      {Encode(run), func(b []byte) error { _, err := Decode[Run](b); return err }},
		"trace":       {EncodeTrace(sampleTrace(), 2), func(b []byte) error { _, err := DecodeTrace(b, run.Trace); return err }},
		"measurement": {Encode(sampleStability()), func(b []byte) error { _, err := Decode[Measurement](b); return err }},
		"dataset":     {Encode(sampleDataset()), func(b []byte) error { _, err := Decode[Dataset](b); return err }},
		"environment": {Encode(sampleEnvironment()), func(b []byte) error { _, err := Decode[Environment](b); return err }},
	}
	for name, f := range files {
		for i := range f.data {
			flipped := bytes.Clone(f.data)
			flipped[i] ^= 1 << (i % 8)
			for _, damaged := range [][]byte{flipped, f.data[:i]} {
				if _, ok := errors.AsType[*CorruptError](f.decode(damaged)); !ok {
					t.Fatalf("%s: byte %d: damage is not noticed: %v", name, i, f.decode(damaged))
				}
			}
		}
	}
}

// reseal gives edited JSON a checksum that fits, so that the checks behind it
// are reached.
func reseal(data string) []byte {
	open := data[:len(data)-sealLength]
	return []byte(open + Sum([]byte(open+closeSeal)) + closeSeal)
}

// manyFields are more values than any study has.
func manyFields() string {
	var text strings.Builder
	for i := range maxFields {
		fmt.Fprintf(&text, "\"field%d\": \"\", ", i)
	}
	return text.String() + `"seed": "3"`
}

func TestDecodeRefuses(t *testing.T) {
	data := string(Encode(sampleRun()))
	tests := []struct{ name, old, new, want string }{
		{"unknown key", `"seed": 3,`, "\"seed\": 3,\n  \"sede\": 3,", `unknown field "sede"`},
		{"missing key", "  \"seed\": 3,\n", "", "line 5"},
		{"doubled key", `"seed": 3,`, "\"seed\": 3,\n  \"seed\": 3,", "line 6"},
		{"wrong case", `"seed": 3,`, `"Seed": 3,`, `"\"Seed\": 3,"`},
		{"null", `"ratio": 10507.225433526011`, `"ratio": null`, "null where a number"},
		{"other word", `"ratio": 10507.225433526011`, `"ratio": "Infinity"`, `"Infinity" is not`},
		{"beyond float64", `"ratio": 10507.225433526011`, `"ratio": 1e999`, "1e999 is not"},
		{"not the shortest", `"ratio": 10507.225433526011`, `"ratio": 10507.2254335260110`, "stands where"},
		{"a path for a name", `"scenario": "scaled-weights"`, `"scenario": "../weights"`, "no name of a scenario"},
		{"layers that do not match", `"before": [0, 1]`, `"before": [0]`, "2 hidden layers"},
		{"more dead than there are", `"before": [0, 1]`, `"before": [0, 101]`, "100 units"},
		{"ending", `"kind": "overflowed"`, `"kind": "exploded"`, "neither"},
		{"definition of numbers", `"seed": "3"`, `"seed": 3`, "not a string"},
		{"doubled field", `"seed": "3"`, `"training.batch": "3"`, "stands twice"},
		{"a field within another", `"seed": "3"`, `"seed": "3\noptimizer=adam"`, "would end its line"},
		{"a field in a name", `"seed": "3"`, `"seed=3": ""`, "would end its line"},
		{"fields without end", `"seed": "3"`, manyFields(), "more than 10000 values"},
		{"a share of two", `"exceeds": 0.99`, `"exceeds": 2`, "first_step.pre_activation.exceeds: 2 is not in the range 0..1"},
		{"a negative norm", `"delta_norm": 44.27`, `"delta_norm": -44.27`, "first_step.layers[0].delta_norm: -44.27 is not in the range 0.."},
		{"a negative count", `"zeros": 2`, `"zeros": -2`, "first_step.pre_activation.xw_histogram.zeros"},
		{"a count beyond counting", `"zeros": 2`, `"zeros": 999999999999999999`, "first_step.pre_activation.xw_histogram.zeros"},
		{"no probe set", `"probe": 1000`, `"probe": 0`, "first_step.dead_units.probe: 0 is not in the range 1.."},
		{"an epoch out of order", `"epoch": 1`, `"epoch": 2`, "epochs[0]: number 2"},
		{"an event behind the end", `"loss_not_finite": 3`, `"loss_not_finite": 4`, "step 4 of 3"},
		{"an end at another step", `"step": 3`, `"step": 2`, "where trace.rows is 3"},
		{"endless bins", `"bins_per_decade": 5`, `"bins_per_decade": 0`, "bins_per_decade: 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			edited := strings.Replace(data, test.old, test.new, 1)
			if edited == data {
				t.Fatalf("%s does not stand in the sample", test.old)
			}
			_, err := Decode[Run](reseal(edited))
			if _, ok := errors.AsType[*CorruptError](err); !ok || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, which does not say %q", err, test.want)
			}
		})
	}
}

func TestOtherSchemas(t *testing.T) {
	data := string(Encode(sampleRun()))
	for schema, want := range map[string]string{
		"99": "file: has schema 99, newer than the 4 that this program knows: use a newer firststep",
		"0":  "file: has schema 0, older than this program's 4: it has to be made again",
	} {
		_, err := Decode[Run](reseal(strings.Replace(data, `"schema": 4`, `"schema": `+schema, 1)))
		if other, ok := errors.AsType[*SchemaError](err); !ok || err.Error() != want || other.Newer() != (schema == "99") {
			t.Errorf("schema %s: %v", schema, err)
		}
	}
}

func TestTraceRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no header":         "",
		"foreign header":    "step,loss,correct,dead_2,xdw_rms,relative_delta\n1,2,3,,,\n",
		"a step left out":   "step,loss,correct,xdw_rms,relative_delta\n2,1.5,3,,\n",
		"half a point":      "step,loss,correct,dead_1,xdw_rms,relative_delta\n1,1.5,3,,0.5,0.5\n",
		"half the layers":   "step,loss,correct,dead_1,dead_2,dead_3,xdw_rms,relative_delta\n1,1.5,3,1,,3,0.5,0.5\n",
		"no first layer":    "step,loss,correct,dead_1,dead_2,xdw_rms,relative_delta\n1,1.5,3,,,0.5,0.5\n",
		"a longer form":     "step,loss,correct,xdw_rms,relative_delta\n1,1.50,3,,\n",
		"no last newline":   "step,loss,correct,xdw_rms,relative_delta\n1,1.5,3,,",
		"negative count":    "step,loss,correct,xdw_rms,relative_delta\n1,1.5,-3,,\n",
		"too many columns":  "step,loss,correct,xdw_rms,relative_delta\n1,1.5,3,,,\n",
		"beyond float32":    "step,loss,correct,xdw_rms,relative_delta\n1,1e39,3,,\n",
		"hexadecimal float": "step,loss,correct,xdw_rms,relative_delta\n1,0x1p3,3,,\n",
	} {
		data := []byte(text)
		if _, err := DecodeTrace(data, TraceFile{Rows: 1, SHA256: Sum(data)}); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// TestSize holds the record and trace of a run of the flagship's length under
// 120 kB, with losses as long as float32 gets.
func TestSize(t *testing.T) {
	const steps = 3436
	trace := &Trace{Loss: make([]float32, steps), Correct: make([]int, steps)}
	for i := range steps {
		trace.Loss[i] = 0.12345679
		trace.Correct[i] = 28
		if step := i + 1; step <= 100 || step%25 == 0 {
			trace.Points = append(trace.Points, Point{step, []int{111, 40}, 0.01234567890123456, 0.00012345678901234567})
		}
	}
	run := sampleRun()
	run.Diagnostics = fullDiagnostics()
	if size := len(EncodeTrace(trace, 2)) + len(Encode(run)); size > 120_000 {
		t.Errorf("record and trace take %d bytes", size)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode(sampleRun()))
	f.Add(Encode(sampleStability()))
	f.Add([]byte(`{"schema": 1}`))
	for _, corpus := range []string{"testdata/FuzzDecode.txtar", "testdata/FuzzMeasurement.txtar"} {
		for _, input := range testenv.Corpus(f, corpus) {
			f.Add(input)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > sealLength {
			data = reseal(string(data)) // past the checksum, into the checks behind it
		}
		r, errRun := Decode[Run](data)
		m, errMeasurement := Decode[Measurement](data)
		d, errDataset := Decode[Dataset](data)
		if errRun == nil && !bytes.Equal(Encode(r), data) || errMeasurement == nil && !bytes.Equal(Encode(m), data) ||
			errDataset == nil && !bytes.Equal(Encode(d), data) {
			t.Error("what was accepted encodes to other bytes")
		}
	})
}

func FuzzTrace(f *testing.F) {
	f.Add(EncodeTrace(sampleTrace(), 2))
	f.Add([]byte("step,loss,correct,xdw_rms,relative_delta\n"))
	for _, input := range testenv.Corpus(f, "testdata/FuzzTrace.txtar") {
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		trace, err := parseTrace(data)
		if err == nil && len(trace.Loss) != len(trace.Correct) {
			t.Error("losses and counts differ in number")
		}
	})
}

// Numbers are written as encoding/json writes them.
func TestNumbersAsJSON(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	numbers := []float64{0, math.Copysign(0, -1), 1, -1, 1e-6, 9.99e-7, 1e-7, 1e-10, 1e20, 1e21, 1.5e-300, 5e-324, math.MaxFloat64}
	for range 10_000 {
		numbers = append(numbers, math.Float64frombits(random.Uint64()))
	}
	for _, x := range numbers {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		want, err := json.Marshal(x)
		if got := string(appendNumber(nil, x)); err != nil || got != string(want) {
			t.Errorf("%g is written %s, want %s, %v", x, got, want, err)
		}
	}
}

// Chance is the share of the most frequent class: counts that are not of the
// images would move it, and with it what counts as learning.
func TestDatasetCounts(t *testing.T) {
	for _, counts := range [][]int{{5, 4}, {8}, {-1, 9}, {1 << 62, -1<<62 + 8}} {
		d := sampleDataset()
		d.Counts = counts
		if _, err := Decode[Dataset](Encode(d)); !isCorrupt(err) {
			t.Errorf("counts of %v of %d images: %v", counts, d.Train, err)
		}
	}
}
