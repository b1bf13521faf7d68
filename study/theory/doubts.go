package theory

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"firststep/study"
)

// A Doubt is a setting that may stand but is probably not what was meant.
type Doubt struct {
	Scenario, Key string // the scenario's name; empty for a key of the study
	What, Hint    string // "is …", "write …"
}

// Doubts lists what a definition says that theory speaks against, or its own
// values do: two scenarios that are to be the same and cannot, a reference that
// is to break where another is to learn, and a label with another factor than
// its scenario has.
func Doubts(d *study.Definition) (doubts []Doubt) {
	if at := betterReference(d); at != "" {
		doubts = append(doubts, Doubt{Key: "reference",
			What: fmt.Sprintf("is %q, which is to break, where %q is to learn: the report tells of the others as they differ from the reference", d.Reference, at),
			Hint: fmt.Sprintf("write reference = %q", at)})
	}
	for _, s := range d.Scenarios {
		if what, hint := otherCourse(d, d.Resolve(s)); what != "" {
			doubts = append(doubts, Doubt{Scenario: s.Name, Key: "expect", What: what, Hint: hint})
		}
		if number := strangeNumber(d, s); number != "" {
			doubts = append(doubts, Doubt{Scenario: s.Name, Key: "label",
				What: fmt.Sprintf("is %q, and nothing in the scenario is divided or multiplied by %s", s.Label, number),
				Hint: "mend one of the two, or remove the label: by default it says what the scenario does"})
		}
	}
	return doubts
}

// breakingStep is how many times the first step of another scenario that starts
// as the same function is to be, for it to be the one that breaks.
const breakingStep = 100

// betterReference names a scenario that is to learn where the reference is to
// collapse, or is thrown much further by the same rates; the one that starts as
// the same function comes first. It is empty where there is none.
func betterReference(d *study.Definition) string {
	declared, ok := d.Scenario(d.Reference)
	if !ok || declared.Expectation().Kind == study.Learns {
		return ""
	}
	reference, other := d.Resolve(declared), ""
	for _, s := range d.Scenarios {
		kind := s.Expectation().Kind
		s = d.Resolve(s)
		if comparable(s, reference) && s.Name != reference.Name && (kind == study.Learns || kind == study.NoExpectation) {
			if p := compare(s, reference); p.Rate == 1 && p.XdW <= 1./breakingStep {
				return s.Name
			}
		}
		if kind == study.Learns && other == "" {
			other = s.Name
		}
	}
	if declared.Expectation().Kind == study.Collapses {
		return other
	}
	return ""
}

// otherCourse says why a scenario that is to be the same as another cannot be
// expected to: it is trained with another optimizer or at other rates, and not
// such that theory makes the two one.
func otherCourse(d *study.Definition, s study.Scenario) (what, hint string) {
	e := s.Expectation()
	declared, ok := d.Scenario(e.Of)
	if !ok || e.Kind != study.SameAs && e.Kind != study.IdenticalTo {
		return "", ""
	}
	of := d.Resolve(declared)
	p := compare(s, of)
	rate, firstLayer := s.RatesAt(1)
	ofRate, ofFirstLayer := of.RatesAt(1)
	predicted := comparable(s, of) && (p.SameTrajectory || p.UpToEpsilon)
	switch {
	case predicted:
	case s.Optimizer != of.Optimizer:
		return fmt.Sprintf("is %q, but that is trained with %s and this with %s, which theory does not make one course",
				s.Expect, of.Optimizer, s.Optimizer),
			"compare it with a scenario of its own optimizer, or expect no more than that it learns"
	case rate != ofRate:
		return fmt.Sprintf("is %q, but that has the learning rate %s and this %s, which theory does not make one course", s.Expect, plain(ofRate), plain(rate)),
			"give both one rate, and divide that of the first layer's weights alone: first_layer_rate_divisor"
	case !comparable(s, of) && firstLayer == ofFirstLayer:
	case comparable(s, of) && !isOne(p.XdW):
		return fmt.Sprintf("is %q, but by theory its first step changes what the first layer computes %s times as much", s.Expect, plain(p.XdW)),
			fmt.Sprintf("theory makes the two one course with first_layer_rate_divisor = %s", plain(s.FirstLayerRateDivisor*p.XdW))
	case !comparable(s, of) && comparable(matched(s, of), of):
		return fmt.Sprintf("is %q, but the two do not start as one function: features and weights are divided by %s together, there by %s",
				s.Expect, plain(s.FeatureDivisor*s.WeightDivisor), plain(of.FeatureDivisor*of.WeightDivisor)),
			fmt.Sprintf("they do with weight_divisor = %s", plain(matched(s, of).WeightDivisor))
	default:
		return fmt.Sprintf("is %q, but its rates are others than those of %s, and theory does not make the two one course", s.Expect, of.Name),
			"expect no more than that it learns"
	}
	return "", ""
}

// matched is a scenario with weights that are divided so that with its features
// it starts as another one does.
func matched(s, of study.Scenario) study.Scenario {
	s.WeightDivisor = of.FeatureDivisor * of.WeightDivisor / s.FeatureDivisor
	return s
}

// plain writes a number without the rounding of a few divisions.
func plain(v float64) string {
	const digits = 12
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// factorPattern finds in a label what something is divided or multiplied by.
var factorPattern = regexp.MustCompile(`(?:[/÷×]|\bby)[\s\pZ]*(\d[\d,]*(?:\.\d+)?)([²³⁴-⁹]?)`)

// strangeNumber is a factor in a label that the scenario does not have, empty
// where there is none. A number of the label may be rounded.
func strangeNumber(d *study.Definition, s study.Scenario) string {
	for _, found := range factorPattern.FindAllStringSubmatchIndex(s.Label, -1) {
		number, power := s.Label[found[2]:found[3]], s.Label[found[4]:found[5]]
		before := strings.TrimRight(s.Label[:found[0]], " \u00a0\u2005\u2009")
		if strings.HasPrefix(s.Label[found[1]:], "⁻") || number == "10" && power != "" && endsInDigit(before) {
			continue // 3 × 10⁴
		}
		if !hasFactor(d, s, number, power) {
			return number + power
		}
	}
	return ""
}

func endsInDigit(s string) bool {
	return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9'
}

// hasFactor reports whether a scenario divides or multiplies by a number, or by
// its power, as a label writes them; its rate may be a multiple of that of
// [training].
func hasFactor(d *study.Definition, s study.Scenario, number, power string) bool {
	digits := strings.ReplaceAll(number, ",", "")
	value, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return true
	}
	_, fraction, _ := strings.Cut(digits, ".")
	tolerance := 0.5 * math.Pow10(-len(fraction))
	exponent := 1.0
	if i := strings.Index("²³⁴⁵⁶⁷⁸⁹", power); power != "" && i >= 0 {
		exponent = float64(2 + len([]rune("²³⁴⁵⁶⁷⁸⁹"[:i])))
	}
	rate := d.Resolve(s).LearningRate / d.Training.LearningRate
	for _, factor := range []float64{s.FeatureDivisor, s.WeightDivisor, s.LearningRateDivisor, s.FirstLayerRateDivisor,
		s.LearningRateDivisor * s.FirstLayerRateDivisor, s.FirstLayerDecayFactor, rate} {
		for _, f := range []float64{factor, 1 / factor} {
			if f > 0 && math.Abs(math.Pow(f, 1/exponent)-value) <= tolerance {
				return true
			}
		}
	}
	return false
}
