package compare

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// References are what SciPy and R say of testdata/samples.csv; the scripts
// beside it made them.
type reference struct {
	TA             [2]float64  `json:"t_a"`
	TB             [2]float64  `json:"t_b"`
	TPaired        *[2]float64 `json:"t_paired"`
	PPaired        *float64    `json:"p_paired"`
	PUnpaired      *float64    `json:"p_unpaired"`
	InterquartileA float64     `json:"interquartile_a"`
	MedianA        float64     `json:"median_a"`
	BCa            *bcaResult  `json:"bca"`
	BCaIQM         *bcaResult  `json:"bca_interquartile"`
	BCaUnpaired    *bcaResult  `json:"bca_unpaired"`
	Many           *[2]float64 `json:"bca_many"`
	ManyUnpaired   *[2]float64 `json:"bca_many_unpaired"`
}

type bcaResult struct {
	Replicates []float64  `json:"replicates"`
	Interval   [2]float64 `json:"interval"`
}

type samplePair struct{ a, b []float64 }

func (s samplePair) paired() bool { return len(s.a) == len(s.b) }

func readSamples(t *testing.T) map[string]samplePair {
	t.Helper()
	samples := map[string]samplePair{}
	for _, row := range readCSV(t, "samples.csv") {
		s, v := samples[row[0]], number(t, row[2])
		if row[1] == "a" {
			s.a = append(s.a, v)
		} else {
			s.b = append(s.b, v)
		}
		samples[row[0]] = s
	}
	return samples
}

func readCSV(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// deviations collects the largest relative deviation from a reference.
type deviations struct {
	t       *testing.T
	largest float64
}

// equal compares values; scale is what the deviation is relative to.
func (d *deviations) equal(what string, got, want, scale, tolerance float64) {
	d.t.Helper()
	deviation := math.Abs(got-want) / scale
	if !(deviation <= tolerance) {
		d.t.Errorf("%s: got %v, want %v", what, got, want)
	}
	d.largest = math.Max(d.largest, deviation)
}

// interval compares ends relative to the width.
func (d *deviations) interval(what string, got interval, want [2]float64, tolerance float64) {
	d.t.Helper()
	width := want[1] - want[0]
	d.equal(what+" low", got.Low, want[0], width, tolerance)
	d.equal(what+" high", got.High, want[1], width, tolerance)
}

func readReferences(t *testing.T) map[string]reference {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "scipy.json"))
	if err != nil {
		t.Fatal(err)
	}
	var references map[string]reference
	if err := json.Unmarshal(data, &references); err != nil {
		t.Fatal(err)
	}
	return references
}

func TestSciPy(t *testing.T) {
	references := readReferences(t)
	d := &deviations{t: t}
	for name, s := range readSamples(t) {
		r, ok := references[name]
		if !ok {
			t.Errorf("%s: SciPy was not asked; run reference.py", name)
			continue
		}
		d.interval(name+" t", studentOf(s.a), r.TA, 1e-9)
		d.interval(name+" t", studentOf(s.b), r.TB, 1e-9)
		d.equal(name+" median", median(s.a), r.MedianA, 1, 1e-14)
		d.equal(name+" interquartile mean", interquartileOf(s.a), r.InterquartileA, math.Abs(r.InterquartileA), 1e-13)
		if r.TPaired != nil {
			d.interval(name+" paired t", studentOf(differencesOf(s)), *r.TPaired, 1e-9)
		}
		if r.PPaired != nil {
			d.equal(name+" paired p", pairedTest(differencesOf(s)), *r.PPaired, 1, 1e-14)
		}
		if r.PUnpaired != nil {
			d.equal(name+" p", unpairedTest(s.a, s.b), *r.PUnpaired, 1, 1e-14)
		}
		if r.BCa != nil {
			d.bca(name+" BCa", r.BCa, meanOf, s.a)
			d.bca(name+" BCa of the interquartile mean", r.BCaIQM, interquartileMean, s.a)
			d.bca(name+" BCa of two samples", r.BCaUnpaired, meanOf, s.a, s.b)
		}
	}
	t.Logf("largest deviation: %.1g", d.largest)
}

// studentOf is Student's interval also where a sample is large enough for the
// bootstrap.
func studentOf(values []float64) interval {
	s := Of(values)
	n := float64(len(values))
	return student(s.Mean, s.Deviation/math.Sqrt(n), n-1)
}

func differencesOf(s samplePair) []float64 {
	differences := make([]float64, len(s.a))
	for i := range differences {
		differences[i] = s.b[i] - s.a[i]
	}
	return differences
}

// bca reads the interval off SciPy's own replicates, so that nothing is left
// to chance.
func (d *deviations) bca(what string, r *bcaResult, of centre, samples ...[]float64) {
	d.t.Helper()
	all := newDraw(of, samples)
	low, high := bca(r.Replicates, all.estimate(), all.acceleration())
	d.interval(what, interval{Low: low, High: high}, r.Interval, 1e-9)
}

// With resamples of our own the ends are those of SciPy's many, as far as
// chance allows.
func TestBootstrapAgreesWithSciPy(t *testing.T) {
	references := readReferences(t)
	d := &deviations{t: t}
	for name, s := range readSamples(t) {
		if r := references[name]; r.Many != nil {
			d.interval(name, bootstrap(meanOf, s.a), *r.Many, 0.03)
			d.interval(name+" unpaired", bootstrap(meanOf, s.a, s.b), *r.ManyUnpaired, 0.03)
		}
	}
	t.Logf("largest deviation: %.1g of the interval's width", d.largest)
}

func TestR(t *testing.T) {
	values := map[string]float64{}
	for _, row := range readCSV(t, "r.csv") {
		values[row[0]] = number(t, row[1])
	}
	d := &deviations{t: t}
	for name, s := range readSamples(t) {
		welchs := [2]float64{values[name+".welch.1"], values[name+".welch.2"]}
		d.interval(name+" Welch", welch(Of(s.a), Of(s.b)), welchs, 1e-9)
		if s.paired() {
			d.interval(name+" paired", studentOf(differencesOf(s)), [2]float64{values[name+".paired.1"], values[name+".paired.2"]}, 1e-9)
		}
	}
	for name, s := range readSamples(t) {
		for _, paired := range []bool{true, false} {
			key := map[bool]string{true: name + ".ratio", false: name + ".ratio.unpaired"}[paired]
			mean, ok := values[key+".1"]
			if !ok {
				continue
			}
			r := (&Comparison{Paired: paired}).ratio(s.a, s.b, meanOf)
			d.equal(key, float64(r.Mean), mean, mean, 1e-12)
			if r.Method == Student {
				d.equal(key+" low", float64(r.Low), values[key+".2"], mean, 1e-12)
				d.equal(key+" high", float64(r.High), values[key+".3"], mean, 1e-12)
			}
		}
	}
	for i, got := range holm([]float64{0.01, 0.04, 0.03, 0.005, 0.0625, 1, 0.04, 0.5}) {
		d.equal("Holm", got, values["holm."+strconv.Itoa(i+1)], 1, 1e-15)
	}
	for name, p := range map[string]Proportion{
		"0": ProportionOf(0, 100), "1": ProportionOf(1, 100), "3": ProportionOf(3, 100), "70": ProportionOf(70, 100),
		"99": ProportionOf(99, 100), "100": ProportionOf(100, 100), "of.3": ProportionOf(2, 3),
	} {
		d.equal("binomial "+name+" low", p.Low, values["binomial."+name+".1"], 1, 1e-9)
		d.equal("binomial "+name+" high", p.High, values["binomial."+name+".2"], 1, 1e-9)
	}
	t.Logf("largest deviation: %.1g", d.largest)
}
