package runner

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/record"
)

// trainable has a scenario that learns, one that overflows and the pair that
// is identical, on a network small enough for the portable kernel.
func trainable() *study.Definition {
	scenario := func(name string, features, weights, firstLayer float64) study.Scenario {
		return study.Scenario{
			Name: name, FeatureDivisor: features, WeightDivisor: weights,
			LearningRateDivisor: 1, FirstLayerRateDivisor: firstLayer,
		}
	}
	return &study.Definition{
		Title: "Trainable", Seeds: []int64{1}, Reference: "features",
		Dataset:  study.Dataset{Source: dataset.Synthetic, Train: 1200, Validation: 250},
		Network:  study.Network{Hidden: []int{30, 13}, FirstLayerInit: "glorot-normal", Init: "glorot-uniform"},
		Training: study.Training{Optimizer: "sgd", LearningRate: 0.1, Batch: 9, Epochs: 2, ShuffleBuffer: 100},
		Scenarios: []study.Scenario{
			scenario("features", 256, 1, 1),
			scenario("weights", 1, 256, 65536),
			scenario("overflows", 1, 256, 1e-20),
		},
	}
}

func openSet(t *testing.T, d *study.Definition) *dataset.Set {
	t.Helper()
	set, err := dataset.Open(t.Context(), source(d, ""), dataset.Options{Data: os.Getenv("FIRSTSTEP_DATA")})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// trainRun trains run i of the plan.
func trainRun(t *testing.T, set *dataset.Set, d *study.Definition, i int) (*record.Run, *record.Trace) {
	t.Helper()
	run := plan(t, d).Runs()[i]
	r, trace, err := train(t.Context(), set, d, run, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Identify(run)
	return r, trace
}

// A scenario whose divisors apply from step three on takes two steps as one
// without them, and every step as the one with them where they always apply.
func TestRateDivisorSteps(t *testing.T) {
	d := trainable()
	late := d.Scenarios[1]
	late.Name, late.RateDivisorSteps = "late", "3-"
	plain := d.Scenarios[1]
	plain.Name, plain.FirstLayerRateDivisor = "plain", 1
	d.Scenarios = append(d.Scenarios, late, plain)
	set := openSet(t, d)
	_, always := trainRun(t, set, d, 1)
	_, from3 := trainRun(t, set, d, 3)
	_, never := trainRun(t, set, d, 4)
	if from3.Loss[2] != never.Loss[2] || from3.Loss[1] == always.Loss[1] {
		t.Errorf("losses %v, without divisors %v, with them %v", from3.Loss[:3], never.Loss[:3], always.Loss[:3])
	}
	if from3.Loss[3] == never.Loss[3] {
		t.Errorf("step 3 is as without the divisors: %v", from3.Loss[3])
	}
}

func TestTrain(t *testing.T) {
	d := trainable()
	r, trace := trainRun(t, openSet(t, d), d, 0)
	const stepsPerEpoch = 1200 / 9
	if len(trace.Loss) != 2*stepsPerEpoch || len(trace.Correct) != len(trace.Loss) || r.Trace.Rows != len(trace.Loss) {
		t.Errorf("%d losses, %d counts, %d rows, want %d", len(trace.Loss), len(trace.Correct), r.Trace.Rows, 2*stepsPerEpoch)
	}
	var points []int
	for _, p := range trace.Points {
		points = append(points, p.Step)
		if layers := map[int]int{1: 2, 10: 2, 100: 2}[p.Step]; len(p.Dead) != max(1, layers) {
			t.Errorf("step %d: dead units %v", p.Step, p.Dead)
		}
	}
	if want := append(upTo(10), 20, 30, 40, 50, 60, 70, 80, 90, 100, 200); !reflect.DeepEqual(points, want) {
		t.Errorf("points are at %v", points)
	}
	if len(r.Epochs) != 2 || r.Epochs[0].Steps != stepsPerEpoch || r.Epochs[1].Epoch != 2 {
		t.Errorf("epochs are %+v", r.Epochs)
	}
	if got, want := float64(r.Epochs[1].TrainingLoss), mean(trace.Loss[stepsPerEpoch:]); got != want {
		t.Errorf("training loss of epoch 2 is %v, that of its trace %v", got, want)
	}
	if r.Ending.Kind != record.Completed || r.Ending.Step != 2*stepsPerEpoch || r.Ending.Final != r.Epochs[1].Evaluation {
		t.Errorf("ending is %+v", r.Ending)
	}
	if r.Epochs[1].Accuracy < 0.5 || r.Epochs[1].Loss > r.Start.Loss/2 {
		t.Errorf("it did not learn: %+v after %+v", r.Epochs[1].Evaluation, r.Start)
	}
	if first := r.FirstStep; float32(first.LossBefore) != trace.Loss[0] || first.DeadUnits.Probe != 250 ||
		!reflect.DeepEqual(first.DeadUnits.After, trace.Points[0].Dead) || len(first.Layers) != 3 {
		t.Errorf("first step is %+v", first)
	}
	if e := r.Events; e.GradientZero != nil || e.LossNotFinite != nil || e.WeightNotFinite != nil {
		t.Errorf("events are %+v", e)
	}
	checkEncodes(t, r, trace)
}

func TestTrainOverflow(t *testing.T) {
	d := trainable()
	r, trace := trainRun(t, openSet(t, d), d, 2)
	last := len(trace.Loss)
	if r.Ending.Kind != record.Overflowed || r.Ending.Step != last || r.Events.LossNotFinite == nil || *r.Events.LossNotFinite != last {
		t.Fatalf("ending is %+v after %d steps, events %+v", r.Ending, last, r.Events)
	}
	for i, loss := range trace.Loss {
		if finite := loss-loss == 0; finite != (i+1 < last) {
			t.Errorf("loss %d of %d is %v", i+1, last, loss)
		}
	}
	if n := len(trace.Points); n == 0 || trace.Points[n-1].Step >= last {
		t.Errorf("points %+v in %d updates", trace.Points, last-1)
	}
	if len(r.Epochs) != 1 || r.Epochs[0].Steps != last-1 {
		t.Errorf("epochs are %+v, want one of %d steps", r.Epochs, last-1)
	}
	if loss := float64(r.Epochs[0].TrainingLoss); math.IsNaN(loss) || math.IsInf(loss, 0) {
		t.Errorf("training loss of the updates made is %v", loss)
	}
	if above := r.Events.LossAboveStart; above == nil || *above < 2 || *above > last {
		t.Errorf("events are %+v", r.Events)
	}
	checkEncodes(t, r, trace)
}

// The pair of 256: losses and logits are the same in every bit, the weights
// are not.
func TestTrainIdenticalPair(t *testing.T) {
	d := trainable()
	comparePair(t, openSet(t, d), d)
}

// The same with the network of the study and the real images, for an epoch.
func TestTrainIdenticalPairOnFashionMNIST(t *testing.T) {
	if os.Getenv("FIRSTSTEP_DATA") == "" {
		t.Skip("FIRSTSTEP_DATA names no folder with the Fashion-MNIST files")
	}
	if testing.Short() {
		t.Skip("two epochs of the real network take seconds")
	}
	d := trainable()
	d.Dataset = study.Dataset{Source: dataset.FashionMNIST, Train: 55000, Validation: 5000}
	d.Network.Hidden = []int{300, 100}
	d.Training.Batch, d.Training.Epochs, d.Training.ShuffleBuffer = 32, 1, 5000
	comparePair(t, openSet(t, d), d)
}

func comparePair(t *testing.T, set *dataset.Set, d *study.Definition) {
	t.Helper()
	features, _ := trainRun(t, set, d, 0)
	weights, _ := trainRun(t, set, d, 1)
	if a, b := features.Print, weights.Print; a.Losses != b.Losses || a.ValidationLogits != b.ValidationLogits || a.FirstSigns != b.FirstSigns {
		t.Errorf("fingerprints differ:\n%+v\n%+v", a, b)
	} else if a.FinalWeights == b.FinalWeights {
		t.Error("the weights are the same, so nothing was compared")
	}
	if a, b := features.FirstStep.PreActivation, weights.FirstStep.PreActivation; !reflect.DeepEqual(a, b) {
		t.Errorf("pre-activations differ:\n%+v\n%+v", a, b)
	}
}

// TestTrainOnEveryKernel trains in two processes, one with the portable
// kernel, and compares the bytes of records and traces.
func TestTrainOnEveryKernel(t *testing.T) {
	if testing.Short() {
		t.Skip("the portable kernel takes a while")
	}
	const variable = "FIRSTSTEP_TEST_RECORDS"
	d := trainable()
	if os.Getenv(variable) != "" {
		set := openSet(t, d)
		for i := range d.Scenarios {
			r, trace := trainRun(t, set, d, i)
			fmt.Printf("%s %x %x\n", variable, sha256.Sum256(record.Encode(r)), sha256.Sum256(record.EncodeTrace(trace, 2)))
		}
		return
	}
	var want []string
	for _, kernel := range []string{"", "portable"} {
		child := exec.Command(os.Args[0], "-test.run=^TestTrainOnEveryKernel$")
		child.Env = append(os.Environ(), variable+"=1", "FIRSTSTEP_KERNEL="+kernel)
		out, err := child.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		var lines []string
		for line := range strings.Lines(string(out)) {
			if strings.HasPrefix(line, variable) {
				lines = append(lines, line)
			}
		}
		if want == nil {
			want = lines
		}
		if len(lines) != len(d.Scenarios) || !reflect.DeepEqual(lines, want) {
			t.Errorf("kernel %q: records are\n%v, want\n%v", kernel, lines, want)
		}
	}
}

func TestTrainRefusesUnknownKernel(t *testing.T) {
	const variable = "FIRSTSTEP_TEST_KERNEL"
	d := trainable()
	if os.Getenv(variable) != "" {
		_, _, err := train(t.Context(), openSet(t, d), d, plan(t, d).Runs()[0], nil, nil)
		fmt.Println(variable, err)
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^TestTrainRefusesUnknownKernel$")
	child.Env = append(os.Environ(), variable+"=1", "FIRSTSTEP_KERNEL=abacus")
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "FIRSTSTEP_KERNEL=abacus: this machine and build have no such kernel; use ") {
		t.Errorf("%v\n%s", err, out)
	}
}

// A run that is told to stop does so between two steps.
func TestTrainStops(t *testing.T) {
	d := trainable()
	ctx, stop := context.WithCancel(t.Context())
	last := 0
	_, _, err := train(ctx, openSet(t, d), d, plan(t, d).Runs()[0], func(step int) {
		if last = step; step == 7 {
			stop()
		}
	}, nil)
	if !errors.Is(err, context.Canceled) || last != 7 {
		t.Errorf("err = %v after step %d", err, last)
	}
}

// A network without hidden layers and a batch of everything are ordinary.
func TestTrainDegenerate(t *testing.T) {
	d := trainable()
	d.Network.Hidden = nil
	d.Dataset.Train, d.Training.Batch = 50, 50
	r, trace := trainRun(t, openSet(t, d), d, 0)
	if r.Ending.Step != 2 || len(trace.Points) != 2 || len(r.Ending.DeadUnits) != 0 || len(r.FirstStep.Layers) != 1 {
		t.Errorf("record is %+v", r)
	}
}

// checkEncodes checks that a record is as the store wants it.
func checkEncodes(t *testing.T, r *record.Run, trace *record.Trace) {
	t.Helper()
	sum := sha256.Sum256(record.EncodeTrace(trace, 2))
	r.Trace.SHA256 = fmt.Sprintf("%x", sum)
	data := record.Encode(r)
	back, err := record.Decode[record.Run](data)
	if err != nil {
		t.Fatalf("record does not decode: %v", err)
	}
	if !bytes.Equal(record.Encode(back), data) {
		t.Error("record changes when it is read and written")
	}
}

func upTo(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i + 1
	}
	return numbers
}

func mean(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v)
	}
	return sum / float64(len(x))
}

// flagship is the trainable study of the flagship's size.
func flagship() *study.Definition {
	d := trainable()
	d.Dataset = study.Dataset{Source: dataset.FashionMNIST, Train: 55000, Validation: 5000}
	d.Network.Hidden = []int{300, 100}
	d.Training = study.Training{Optimizer: "sgd", LearningRate: 0.1, Batch: 32, Epochs: 2, ShuffleBuffer: 5000}
	return d
}

// BenchmarkTrain trains the flagship's reference run on one core.
func BenchmarkTrain(b *testing.B) {
	if os.Getenv("FIRSTSTEP_DATA") == "" {
		b.Skip("FIRSTSTEP_DATA names no folder with the Fashion-MNIST files")
	}
	d := flagship()
	set, err := dataset.Open(b.Context(), source(d, ""), dataset.Options{Data: os.Getenv("FIRSTSTEP_DATA")})
	if err != nil {
		b.Fatal(err)
	}
	run := d.Plan(study.Identity{}).Runs()[0]
	for b.Loop() {
		if _, _, err := train(b.Context(), set, d, run, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(run.FLOPs*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}
