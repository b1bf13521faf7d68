package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/study"
	"firststep/study/theory"
	"firststep/study/words"
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
// two scenarios have the same: where they would, it says also in what else they
// differ, or at last which of them it is.
func (d Data) Short(scenario string) string {
	short := d.shortOf(scenario)
	var same []string
	for _, s := range d.Definition.Scenarios {
		if d.shortOf(s.Name) == short {
			same = append(same, s.Name)
		}
	}
	if len(same) < 2 {
		return short
	}
	own := d.Scenario(scenario)
	differs := func(of func(study.Scenario) float64) bool {
		return slices.ContainsFunc(same, func(name string) bool { return of(d.Scenario(name)) != of(own) })
	}
	if differs(func(s study.Scenario) float64 { return s.FirstLayerTrustCoefficient }) {
		short += " to " + factorText(own.FirstLayerTrustCoefficient)
	}
	if differs(func(s study.Scenario) float64 { return s.LearningRate }) {
		short += ", η = " + factorText(own.LearningRate)
	}
	alike := slices.DeleteFunc(same, func(name string) bool {
		s := d.Scenario(name)
		return s.LearningRate != own.LearningRate || s.FirstLayerTrustCoefficient != own.FirstLayerTrustCoefficient
	})
	if len(alike) > 1 {
		short += fmt.Sprintf(", no. %d", 1+slices.Index(alike, scenario))
	}
	return short
}

// shortOf is what a scenario is scaled by.
func (d Data) shortOf(scenario string) string {
	s := d.Scenario(scenario)
	var parts []string
	if s.Optimizer != d.Scenario(d.Definition.Reference).Optimizer && s.Optimizer != "" {
		parts = append(parts, optimizerName(s.Optimizer))
	}
	switch f, w := divisor(s.FeatureDivisor), divisor(s.WeightDivisor); {
	case f != 1 && w != 1 && f == w:
		parts = append(parts, "both/"+d.squareText(f))
	case f != 1 && w != 1:
		parts = append(parts, "features/"+d.squareText(f), "weights/"+d.squareText(w))
	case f != 1:
		parts = append(parts, "features/"+d.squareText(f))
	case w != 1 && s.Standardise:
		parts = append(parts, "standardised", "weights/"+d.squareText(w))
	case w != 1:
		parts = append(parts, "weights/"+d.squareText(w))
	case s.Standardise:
		parts = append(parts, "standardised")
	default:
		parts = append(parts, "undivided")
	}
	parts = append(parts, d.rateText("η", divisor(s.LearningRateDivisor))...)
	parts = append(parts, d.rateText("η₁", divisor(s.FirstLayerRateDivisor))...)
	if s.FirstLayerTrustCoefficient != 0 {
		parts = append(parts, "η₁ by norms")
	}
	return strings.Join(parts, ", ")
}

// divisor takes one that is not given for 1.
func divisor(v float64) float64 {
	if v == 0 {
		return 1
	}
	return v
}

// rateText says what a rate is divided by, or multiplied if that is below 1.
func (d Data) rateText(rate string, divisor float64) []string {
	switch {
	case divisor > 1:
		return []string{rate + "/" + d.squareText(divisor)}
	case divisor < 1:
		return []string{rate + " × " + d.squareText(1/divisor)}
	}
	return nil
}

// squareText writes a factor as factorText does, and as a square too what is
// that of a factor of the study: "16²".
func (d Data) squareText(v float64) string {
	if root, ok := d.Root(v); ok {
		return plainNumber(root) + "²"
	}
	return factorText(v)
}

// Root is the factor of the study, a divisor or one of its predictions', whose
// square a number is but for the rounding of divisions.
func (d Data) Root(v float64) (root float64, ok bool) {
	root = math.Sqrt(words.NearInteger(v))
	return root, root > 1 && (slices.ContainsFunc(d.Definition.Scenarios, func(s study.Scenario) bool {
		return s.FeatureDivisor == root || s.WeightDivisor == root
	}) || slices.ContainsFunc(d.Predictions, func(p theory.Prediction) bool { return words.NearInteger(p.A) == root }))
}

// factorText writes a factor, a large square number as a square: "255²".
func factorText(v float64) string {
	if root := math.Round(math.Sqrt(v)); root >= 100 && words.Near(v, root*root) {
		return plainNumber(root) + "²"
	}
	return shortest(words.NearInteger(v), 6)
}

// optimizerName begins a label.
func optimizerName(optimizer string) string { return words.Capital(words.Optimizer(optimizer)) }

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
	return l.cut(width, "", labels[len(labels)-1])
}

// cut is as much of a label, behind an opening, as is not wider than the given
// width.
func (l lettering) cut(width vg.Length, opening, label string) string {
	rest := []rune(label)
	for len(rest) > 1 && l.width(opening+string(rest)+"…") > width {
		rest = rest[:len(rest)-1]
	}
	return opening + strings.TrimRight(string(rest), " ,") + "…"
}

// name is how a scenario is called where there is so much room.
func (d Data) name(l lettering, width vg.Length, scenario string) string {
	for _, name := range []string{quoted(d.Label(scenario)), d.symbols(scenario)} {
		if l.width(name) <= width {
			return name
		}
	}
	return d.cutName(l, width, scenario)
}

// cutName is a label cut short: its beginning, or if that is another label's
// too, what follows from the word on in which it differs from all others.
func (d Data) cutName(l lettering, width vg.Length, scenario string) string {
	label := []rune(d.Label(scenario))
	shared := 0 // so many letters begin another label too
	for _, s := range d.Definition.Scenarios {
		if other := []rune(d.Label(s.Name)); s.Name != scenario {
			shared = max(shared, sharedLetters(label, other))
		}
	}
	cut := l.cut(width, "", quoted(string(label)))
	if shared+2 < len([]rune(cut)) || shared == len(label) {
		return cut
	}
	word := shared
	for word > 0 && label[word-1] != ' ' {
		word--
	}
	if rest := quoted("…" + string(label[word:])); l.width(rest) <= width {
		return rest
	}
	return l.cut(width, "…", quoted(string(label[word:])))
}

// sharedLetters is how many letters two labels begin with alike.
func sharedLetters(a, b []rune) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
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
		return []string{d.cutName(l, width, scenario)}
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
