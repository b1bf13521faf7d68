package text

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/record"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// madeUp is a run of a network with one hidden layer in which everything that
// is compared has some value.
func madeUp(scenario string, seed int64, effect float64) compare.Run {
	wobble := float64(seed*seed%7) / 64
	r := &record.Run{Scenario: scenario, Seed: seed, Definition: record.Definition{
		{Name: "training.batch", Value: "32"},
		{Name: "scenario.weight_divisor", Value: map[bool]string{true: "255", false: "1"}[effect > 0]},
		{Name: "seed", Value: fmt.Sprint(seed)},
	}}
	r.FirstStep = record.FirstStep{
		LossBefore: record.Float(2.25 + wobble), LossAfter: record.Float(2 + wobble + 1000*effect),
		Layers: []record.LayerStep{
			{WeightNorm: 20, DeltaNorm: record.Float(0.25 + wobble), RelativeDelta: record.Float(0.0125 + wobble/8 + effect)},
			{WeightNorm: 4, DeltaNorm: 0.125, RelativeDelta: 0.03125},
		},
		PreActivation: record.PreActivation{XWRMS: 0.5, XdWRMS: record.Float(0.125 + wobble/16 + 512*effect)},
		DeadUnits:     record.DeadUnits{Units: []int{30}, Before: []int{0}, After: []int{int(seed) % 3}},
	}
	r.Epochs = []record.Epoch{{Epoch: 1, Steps: 3, TrainingLoss: record.Float(0.5 + wobble/4 + effect/64), TrainingAccuracy: record.Float(0.875 - wobble/4)}}
	r.Ending = record.Ending{Kind: record.Completed, Step: 3, DeadUnits: []int{int(seed*3) % 4}}
	r.Ending.Final = record.Evaluation{Loss: record.Float(0.4375 + wobble/2 - effect/32), Accuracy: record.Float(0.859375 - wobble/8 + float64(seed%3)*effect/64)}
	t := &record.Trace{Loss: []float32{2.25, float32(1.5 + effect), 0.75}, Correct: []int{3, 9, 20}}
	if effect > 0 && seed == 4 {
		r.Ending.Kind, r.Ending.Step = record.Overflowed, 2
		t.Loss, t.Correct = []float32{2.25, float32(math.Inf(1))}, []int{3, 4}
	}
	r.Print.Losses = fmt.Sprint(t.Loss)
	return compare.Run{Record: r, Trace: t}
}

func madeUpSide(scenario string, from, to int64, effect float64) []compare.Run {
	var runs []compare.Run
	for seed := from; seed <= to; seed++ {
		runs = append(runs, madeUp(scenario, seed, effect))
	}
	return runs
}

// diffs to show: each a kind of sides.
func madeUpDiffs(t *testing.T) map[string]*compare.Diff {
	t.Helper()
	both := func(effect float64) []compare.Run {
		return append(madeUpSide("scaled-features", 1, 5, 0), madeUpSide("scaled-weights", 1, 5, effect)...)
	}
	diffs := map[string]*compare.Diff{}
	for _, sides := range []struct {
		name string
		a, b []compare.Run
		o    compare.Options
	}{
		{"scenarios", madeUpSide("scaled-features", 1, 5, 0), madeUpSide("scaled-weights", 1, 5, 8), compare.Options{Parameters: true}},
		{"many", madeUpSide("scaled-features", 1, 30, 0), madeUpSide("scaled-weights", 5, 34, 0.25), compare.Options{}},
		{"seeds", madeUpSide("scaled-features", 1, 4, 0), madeUpSide("scaled-features", 6, 10, 0), compare.Options{Quantities: []string{"validation_loss", "validation_accuracy", "overflowed"}}},
		{"studies", both(8), both(0.25), compare.Options{Quantities: []string{"loss_after"}}},
		{"runs", madeUpSide("scaled-features", 1, 1, 0), madeUpSide("scaled-features", 2, 2, 0), compare.Options{Quantities: []string{"loss_after"}}},
	} {
		d, err := compare.Sides(sides.a, sides.b, sides.o)
		if err != nil {
			t.Fatal(err)
		}
		d.A, d.B = "old", "new"
		diffs[sides.name] = d
	}
	diffs["studies"].Definition = []study.Change{{Key: "training.epochs", Old: "1", New: "2"}, {Key: "scenario.scaled-weights.expect", New: `"collapses"`}}
	diffs["studies"].Claims = []compare.Claim{{Claim: "scaled-features learns", A: "holds", B: "holds"}, {Claim: "scaled-weights collapses", A: "holds", B: "fails"}}
	return diffs
}

func TestDiffGolden(t *testing.T) {
	for name, d := range madeUpDiffs(t) {
		for _, width := range []int{60, 80, 120, 200} {
			var text bytes.Buffer
			Write(&text, d, width)
			if width == 80 || width == 120 {
				golden(t, fmt.Sprintf("%s-%d.txt", name, width), text.Bytes())
			}
			for line := range strings.Lines(text.String()) {
				if utf8.RuneCountInString(line) > width+1 {
					t.Errorf("%s: a line is wider than %d: %s", name, width, line)
				}
			}
		}
		var markdown, table bytes.Buffer
		Markdown(&markdown, d)
		golden(t, name+".md", markdown.Bytes())
		if err := CSV(&table, d); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".csv", table.Bytes())
	}
}

// golden compares with a file in testdata/diff.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was; look at it, and if it is right: go test ./study/compare/text -run Golden -update\n%s", path, got)
	}
}

func TestConditions(t *testing.T) {
	diffs := madeUpDiffs(t)
	for _, test := range []struct {
		diff, condition string
		want            bool
	}{
		{"scenarios", "any", true},
		{"scenarios", "definition", true},
		{"scenarios", "significant", false}, // with five seeds nothing can be
		{"many", "significant", true},
		{"scenarios", "claim", false},
		{"studies", "claim", true},
		{"studies", "definition", true},
		{"runs", "definition", false},
		{"scenarios", "loss_after>100", true},
		{"scenarios", "loss_after>10000", false},
		{"scenarios", "validation_loss>10", true}, // one side has a run more that overflowed
		{"scenarios", "loss_before>0", false},
		{"seeds", "validation_accuracy > 0.5", false},
	} {
		conditions, err := compare.ParseConditions([]string{test.condition})
		if err != nil {
			t.Errorf("%s: %v", test.condition, err)
			continue
		}
		if got, err := conditions.Met(diffs[test.diff]); err != nil || got != test.want {
			t.Errorf("%s on %s: %v (%v), want %v", test.condition, test.diff, got, err, test.want)
		}
	}
}

func TestDecimal(t *testing.T) {
	for _, test := range []struct {
		v           float64
		uncertainty float64
		want        string
	}{
		{0.86824, 0.0031, "0.8682"}, {8103.4, 3228, "8,103"}, {12, 0.5, "12.00"}, {-3.73e-9, 1.4e-8, "-3.7e-09"},
		{1.5e11, 1e10, "1.500e+11"}, {2.3125, 0, "2.3125"}, {65025, 0, "65,025"}, {0, 0, "0"}, {-0.00001, 0.1, "0.00"}, {0.54182, 3e-9, "0.5418200"},
	} {
		if got := decimal(test.v, decimalsFor(test.uncertainty)); got != test.want {
			t.Errorf("%v ±%v: %q, want %q", test.v, test.uncertainty, got, test.want)
		}
	}
}
