package figures

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/study"
)

// Label is what figures and tables call a scenario: its label, else its name
// with blanks for hyphens. It is plain text; figures set it with quoted.
func (d Data) Label(scenario string) string {
	if label := d.Scenario(scenario).Label; label != "" {
		return label
	}
	return strings.ReplaceAll(scenario, "-", " ")
}

// Short says in symbols what a scenario does, for where its label has no
// room: "weights/255, η₁/255²", with η the rate and η₁ the first layer's. No
// two scenarios of a study have the same.
func (d Data) Short(scenario string) string {
	s := d.Scenario(scenario)
	parts := d.inSymbols(s)
	rates, norms, passed, same := false, false, false, 0
	for _, other := range d.Definition.Scenarios {
		switch other = d.Definition.Resolve(other); {
		case other.Name == s.Name:
			passed = true
		case !alike(s, other):
		case other.LearningRate != s.LearningRate:
			rates = true
		case other.FirstLayerTrustCoefficient != s.FirstLayerTrustCoefficient:
			norms = true
		case !passed:
			same++
		}
	}
	if rates {
		parts = append(parts, "η = "+factorText(s.LearningRate))
	}
	if norms {
		parts = append(parts, "share "+factorText(s.FirstLayerTrustCoefficient))
	}
	if same > 0 { // of those that stand before it
		parts = append(parts, "no. "+strconv.Itoa(same+1))
	}
	return strings.Join(parts, ", ")
}

// alike reports whether two scenarios have the same symbols, whatever their
// rates are before they are divided, and the shares of norms.
func alike(s, other study.Scenario) bool {
	if (s.FirstLayerTrustCoefficient == 0) != (other.FirstLayerTrustCoefficient == 0) {
		return false
	}
	s.Name, s.Label, s.Expect = other.Name, other.Label, other.Expect
	s.LearningRate, s.FirstLayerTrustCoefficient = other.LearningRate, other.FirstLayerTrustCoefficient
	return s == other
}

// inSymbols is what a scenario does, part by part.
func (d Data) inSymbols(s study.Scenario) []string {
	var parts []string
	if s.Optimizer != d.Scenario(d.Definition.Reference).Optimizer && s.Optimizer != "" {
		parts = append(parts, optimizerName(s.Optimizer))
	}
	switch f, w := divisor(s.FeatureDivisor), divisor(s.WeightDivisor); {
	case f != 1 && w != 1 && f == w:
		parts = append(parts, "both/"+factorText(f))
	case f != 1 && w != 1:
		parts = append(parts, "features/"+factorText(f), "weights/"+factorText(w))
	case f != 1:
		parts = append(parts, "features/"+factorText(f))
	case w != 1 && s.Standardise:
		parts = append(parts, "standardised", "weights/"+factorText(w))
	case w != 1:
		parts = append(parts, "weights/"+factorText(w))
	case s.Standardise:
		parts = append(parts, "standardised")
	default:
		parts = append(parts, "undivided")
	}
	parts = append(parts, rateText("η", divisor(s.LearningRateDivisor))...)
	parts = append(parts, rateText("η₁", divisor(s.FirstLayerRateDivisor))...)
	if s.FirstLayerTrustCoefficient != 0 {
		parts = append(parts, "η₁ by norms")
	}
	return parts
}

// divisor takes one that is not given for 1.
func divisor(v float64) float64 {
	if v == 0 {
		return 1
	}
	return v
}

// rateText says what a rate is divided by, or multiplied if that is below 1.
func rateText(rate string, divisor float64) []string {
	switch {
	case divisor > 1:
		return []string{rate + "/" + factorText(divisor)}
	case divisor < 1:
		return []string{rate + " × " + factorText(1/divisor)}
	}
	return nil
}

// factorText writes a factor, a large square number as a square: "255²".
func factorText(v float64) string {
	root := math.Round(math.Sqrt(v))
	if near(v, root*root) && root >= 100 {
		return strconv.FormatFloat(root, 'f', -1, 64) + "²"
	}
	if near(v, math.Round(v)) && math.Round(v) != 0 {
		v = math.Round(v)
	}
	return thousands(strconv.FormatFloat(v, 'g', 6, 64))
}

// near takes numbers for equal that differ by the rounding of 1/divisor.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }

func optimizerName(optimizer string) string {
	switch optimizer {
	case "sgd":
		return "SGD"
	case "":
		return ""
	}
	return strings.ToUpper(optimizer[:1]) + optimizer[1:]
}

// quoted protects what an author wrote from being read as mathematics.
func quoted(label string) string { return strings.ReplaceAll(label, "$", `\$`) }

// fitted is the first of some labels that is not wider than the given width;
// if none is, the last one, cut short.
func (l lettering) fitted(width vg.Length, labels ...string) string {
	for _, label := range labels {
		if l.width(label) <= width {
			return label
		}
	}
	last := []rune(labels[len(labels)-1])
	for len(last) > 1 && l.width(string(last)+"…") > width {
		last = last[:len(last)-1]
	}
	return strings.TrimRight(string(last), " ,") + "…"
}

// name is how a scenario is called where there is so much room.
func (d Data) name(l lettering, width vg.Length, scenario string) string {
	return l.fitted(width, quoted(d.Label(scenario)), d.symbols(scenario), quoted(d.Label(scenario)))
}

// nameLines is how a scenario is called where lines are short: on one line if
// label or symbols fit, else the symbols broken at their commas.
func (d Data) nameLines(l lettering, width vg.Length, scenario string) []string {
	for _, name := range []string{quoted(d.Label(scenario)), d.symbols(scenario)} {
		if l.width(name) <= width {
			return []string{name}
		}
	}
	if !strings.Contains(d.symbols(scenario), ", ") {
		return []string{l.fitted(width, quoted(d.Label(scenario)))}
	}
	lines := strings.SplitAfter(d.symbols(scenario), ", ")
	for i := range lines {
		lines[i] = l.fitted(width, strings.TrimRight(lines[i], " "))
	}
	return lines
}

// symbols is Short as mathematics.
func (d Data) symbols(scenario string) string {
	return strings.NewReplacer("η₁", "$η_1$", "η", "$η$", " × ", times).Replace(d.Short(scenario))
}
