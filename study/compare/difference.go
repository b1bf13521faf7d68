package compare

import (
	"math"
	"slices"

	"firststep/study/record"
)

// A Number is left out of JSON where it does not apply, which is NaN, or is not
// finite.
type Number float64

// IsFinite reports whether there is a number.
func (n Number) IsFinite() bool { return finite(float64(n)) }

// IsZero reports whether there is nothing to write.
func (n Number) IsZero() bool { return !n.IsFinite() }

// MarshalJSON writes a number as records have it.
func (n Number) MarshalJSON() ([]byte, error) { return record.Float(n).MarshalJSON() }

// A Summary describes a quantity on one side.
type Summary struct {
	N         int    `json:"n"`          // finite values
	NonFinite int    `json:"non_finite"` // runs counted apart
	Median    Number `json:"median,omitzero"`
	Mean      Number `json:"mean,omitzero"` // or interquartile mean
	Low       Number `json:"low,omitzero"`  // of the interval of the mean
	High      Number `json:"high,omitzero"`
	Method    string `json:"method,omitempty"` // of the interval
}

// A Verdict is what is shown of a difference.
type Verdict string

// Verdicts on a quantity.
const (
	Equal       Verdict = "equal"       // in every bit on every pair
	Within      Verdict = "within"      // the interval contains 0
	Rounding    Verdict = "rounding"    // the interval does not contain 0, but lies within 2⁻²⁰ of the means
	Apart       Verdict = "apart"       // the interval does not contain 0, and the adjusted p is below Significance
	Unconfirmed Verdict = "unconfirmed" // the interval does not contain 0, but the adjusted p is not below Significance
	Ends        Verdict = "ends"        // more runs are not finite on one side; of other seeds, all of one side and not of the other
	Unknown     Verdict = "undecided"   // too few finite values for an interval
)

// Sign is what stands for the verdict in tables and figures.
func (v Verdict) Sign() string {
	return map[Verdict]string{Equal: "=", Within: "~", Rounding: "≈", Apart: "≠", Unconfirmed: "≠?", Ends: "∞", Unknown: "?"}[v]
}

// roundings is how far, relative to their size, quantities may differ that
// would be equal but for a few roundings of float32.
const roundings = 0x1p-20

// A Difference is a quantity compared. P and Adjusted are there where something
// was tested: two pairs or more of finite values, of which any two differ.
type Difference struct {
	Quantity string  `json:"quantity"`
	A        Summary `json:"a"`
	B        Summary `json:"b"`
	N        int     `json:"n"`             // pairs of finite values; 0 where runs are not paired
	Mean     Number  `json:"mean,omitzero"` // of B − A
	Low      Number  `json:"low,omitzero"`
	High     Number  `json:"high,omitzero"`
	Method   string  `json:"method,omitempty"`
	Ratio    *Ratio  `json:"ratio,omitempty"` // of a quantity with a scale
	Verdict  Verdict `json:"verdict"`
	P        Number  `json:"p,omitzero"`
	Adjusted Number  `json:"p_adjusted,omitzero"`

	// The values themselves, in the order of the pairs or, where runs are not
	// paired, of each side's seeds; those that are counted apart are NaN.
	ValuesA []record.Float `json:"values_a"`
	ValuesB []record.Float `json:"values_b"`
}

// A Ratio is how many times as large a quantity is on side B as on side A: the
// geometric mean over the pairs or, where runs are not paired, the ratio of the
// geometric means. Its interval is that of the difference of logarithms. Zeros
// and what is not finite are left out.
type Ratio struct {
	N      int    `json:"n"`              // pairs; 0 where runs are not paired
	Mean   Number `json:"geometric_mean"` // or interquartile, of the logarithms
	Low    Number `json:"low,omitzero"`
	High   Number `json:"high,omitzero"`
	Method string `json:"method,omitempty"`
}

// Reach is what the seeds of a comparison can show at all.
type Reach struct {
	Tests    int    `json:"tests"`            // over which p is adjusted
	Smallest Number `json:"smallest_p"`       // after adjustment, for the most values that a test had
	Needed   int    `json:"needed,omitempty"` // seeds for a p below Significance after adjustment; left out where no number is enough
}

// Significant reports whether the adjusted p is below Significance.
func (d Difference) Significant() bool { return float64(d.Adjusted) < Significance }

// Exceeds reports whether the means differ by more than a tolerance, or by
// what no tolerance covers: finite values of which no two can be compared, or
// of pairs more that are not finite on one side than on the other.
func (d Difference) Exceeds(tolerance float64) bool {
	if !d.Mean.IsFinite() {
		return d.A.N+d.B.N > 0
	}
	return math.Abs(float64(d.Mean)) > tolerance || d.N > 0 && d.A.NonFinite != d.B.NonFinite
}

// difference compares one quantity.
func (c *Comparison) difference(q quantity, a, b []Run, of centre) Difference {
	va, vb := valuesOf(q, a), valuesOf(q, b)
	d := Difference{Quantity: q.name, A: summary(va, of), B: summary(vb, of), ValuesA: record.Floats(va), ValuesB: record.Floats(vb)}
	var r result
	if c.Paired {
		r = ofPairs(pairedDifferences(va, vb), of)
		d.N = r.n
	} else {
		r = ofSamples(Of(va).Values, Of(vb).Values, of)
	}
	d.Mean, d.P = Number(r.mean), Number(r.p)
	d.Low, d.High, d.Method = Number(r.Low), Number(r.High), r.Method
	if q.scaled {
		d.Ratio = c.ratio(va, vb, of)
	}
	switch {
	case c.endsDiffer(d):
		d.Verdict = Ends
	case r.equal:
		d.Verdict = Equal
	case r.Method == NoInterval:
		d.Verdict = Unknown
	case r.contains(0):
		d.Verdict = Within
	case max(math.Abs(r.Low), math.Abs(r.High)) <= roundings*float64(max(d.A.Mean, -d.A.Mean)):
		d.Verdict = Rounding
	default:
		d.Verdict = Apart
	}
	return d
}

// ratio compares the sizes of a quantity; nil where no two can be.
func (c *Comparison) ratio(a, b []float64, of centre) *Ratio {
	a, b = logarithms(a), logarithms(b)
	r := Ratio{}
	var between interval
	if c.Paired {
		differences := pairedDifferences(a, b)
		r.N, r.Mean, between = len(differences), Number(center(differences, of)), intervalOf(differences, of)
	} else {
		a, b = Of(a).Values, Of(b).Values
		r.Mean, between = Number(center(b, of)-center(a, of)), differenceOf(a, b, of)
	}
	if !r.Mean.IsFinite() {
		return nil
	}
	r.Mean = Number(math.Exp(float64(r.Mean)))
	r.Low, r.High, r.Method = Number(math.Exp(between.Low)), Number(math.Exp(between.High)), between.Method
	return &r
}

// logarithms are those of positive finite values, and NaN in the place of others.
func logarithms(values []float64) []float64 {
	logs := make([]float64, len(values))
	for i, v := range values {
		logs[i] = math.NaN()
		if v > 0 {
			logs[i] = math.Log(v)
		}
	}
	return logs
}

// endsDiffer reports whether runs that are not finite make the sides differ:
// of the same seeds any such run more, of others only if one side has nothing
// else.
func (c *Comparison) endsDiffer(d Difference) bool {
	if c.Paired {
		return d.A.NonFinite != d.B.NonFinite
	}
	return (d.A.N == 0) != (d.B.N == 0)
}

// A result is what two samples say of a difference.
type result struct {
	interval
	n     int // pairs
	mean  float64
	p     float64 // NaN where nothing was tested
	equal bool    // no two values differ
}

func ofPairs(differences []float64, of centre) result {
	r := result{interval: intervalOf(differences, of), n: len(differences), mean: center(differences, of), p: math.NaN()}
	r.equal = r.n > 0 && isConstant(differences) && differences[0] == 0
	if r.n > 1 && !r.equal {
		r.p = pairedTest(differences)
	}
	return r
}

func ofSamples(a, b []float64, of centre) result {
	r := result{interval: differenceOf(a, b, of), mean: center(b, of) - center(a, of), p: math.NaN()}
	r.equal = len(a) > 0 && len(b) > 0 && isConstant(slices.Concat(a, b))
	if len(a) > 1 && len(b) > 1 && !r.equal {
		r.p = unpairedTest(a, b)
	}
	return r
}

func valuesOf(q quantity, runs []Run) []float64 {
	values := make([]float64, len(runs))
	for i, r := range runs {
		values[i] = q.of(r.Record)
	}
	return values
}

// pairedDifferences are b − a where both are finite.
func pairedDifferences(a, b []float64) []float64 {
	var differences []float64
	for i := range a {
		if finite(a[i]) && finite(b[i]) {
			differences = append(differences, b[i]-a[i])
		}
	}
	return differences
}

func summary(values []float64, of centre) Summary {
	s := Of(values)
	interval := intervalOf(s.Values, of)
	return Summary{
		N: len(s.Values), NonFinite: s.NonFinite,
		Median: Number(median(s.Values)), Mean: Number(center(s.Values, of)),
		Low: Number(interval.Low), High: Number(interval.High), Method: interval.Method,
	}
}

func center(values []float64, of centre) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return of(sorted, once(len(sorted)))
}

// adjust fills in the adjusted p and what the seeds can show. Where no two
// values differ there is nothing to test, whatever the seeds, so such a
// quantity is not adjusted for (Tarone, "A modified Bonferroni method for
// discrete data", 1990).
func (c *Comparison) adjust() {
	p := make([]float64, len(c.Quantities))
	smallest := 1.0
	for i, d := range c.Quantities {
		p[i] = float64(d.P)
		if math.IsNaN(p[i]) {
			continue
		}
		c.Reach.Tests++
		a, b := d.A.N, d.B.N
		if c.Paired {
			a, b = d.N, d.N
		}
		smallest = min(smallest, SmallestP(c.Paired, a, b))
	}
	for i, v := range holm(p) {
		d := &c.Quantities[i]
		if d.Adjusted = Number(v); d.Verdict == Apart && !d.Significant() {
			d.Verdict = Unconfirmed
		}
	}
	c.Reach.Smallest = Number(min(1, smallest*float64(max(1, c.Reach.Tests))))
	c.Reach.Needed = needed(c.Paired, max(1, c.Reach.Tests))
}
