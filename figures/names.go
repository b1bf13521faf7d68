package figures

import (
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/study/words"
)

// optimizerName begins a label.
func optimizerName(optimizer string) string { return words.Capital(words.Optimizer(optimizer)) }

// quoted protects what an author wrote from being read as mathematics, but for
// rates, which are set as the text has them.
func quoted(label string) string { return withRates(protected(label)) }

func protected(label string) string { return strings.ReplaceAll(label, "$", `\$`) }

// withRates sets the symbols of rates in italics.
func withRates(label string) string {
	return strings.NewReplacer("η₁", "$η_1$", "η", "$η$").Replace(label)
}

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

// names are what a scenario is called: what the report calls it, and symbols
// where there is no room for that.
func (d data) names(scenario string) []string {
	if d.HasLongLabel(scenario) {
		return []string{d.symbols(scenario)}
	}
	return []string{quoted(d.Label(scenario)), d.symbols(scenario)}
}

// name is how a scenario is called where there is so much room.
func (d data) name(l lettering, width vg.Length, scenario string) string {
	for _, name := range d.names(scenario) {
		if l.width(name) <= width {
			return name
		}
	}
	return d.cutName(l, width, scenario)
}

// cutName is a label cut short: its beginning, or if that is another label's
// too, what follows from the word on in which it differs from all others.
func (d data) cutName(l lettering, width vg.Length, scenario string) string {
	label := []rune(d.Label(scenario))
	shared := 0 // so many letters begin another label too
	for _, s := range d.Definition.Scenarios {
		if other := []rune(d.Label(s.Name)); s.Name != scenario {
			shared = max(shared, sharedLetters(label, other))
		}
	}
	cut := l.cut(width, "", protected(string(label)))
	if shared+2 < len([]rune(cut)) || shared == len(label) {
		return withRates(cut)
	}
	word := shared
	for word > 0 && label[word-1] != ' ' {
		word--
	}
	if rest := quoted("…" + string(label[word:])); l.width(rest) <= width {
		return rest
	}
	return withRates(l.cut(width, "…", protected(string(label[word:]))))
}

// sharedLetters is how many letters two labels begin with alike.
func sharedLetters(a, b []rune) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// nameLines is how a scenario is called where lines are short: on one or two if
// its name fits, else the symbols broken at their commas.
func (d data) nameLines(l lettering, width vg.Length, scenario string) []string {
	for _, name := range d.names(scenario) {
		if lines := l.broken(width, name); lines != nil {
			return lines
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

// twoLines is a scenario's name where a line is short: on one or two, in smaller
// type where that has to be, cut short only where even that is too long.
func (d data) twoLines(l lettering, width vg.Length, scenario string) (lettering, []string) {
	const smallest = 6
	for ; l.font.Size >= smallest; l.font.Size -= 0.5 {
		for _, name := range d.names(scenario) {
			if lines := l.broken(width, name); lines != nil {
				return l, lines
			}
		}
	}
	l.font.Size = smallest
	return l, []string{d.cutName(l, width, scenario)}
}

// broken is a name on a line, or broken after a comma or else at a blank; nil if
// it doesn't fit.
func (l lettering) broken(width vg.Length, name string) []string {
	if l.width(name) <= width {
		return []string{name}
	}
	for _, at := range []string{", ", " "} {
		for i := strings.LastIndex(name, at); i > 0; i = strings.LastIndex(name[:i], at) {
			first, second := name[:i+len(at)-1], name[i+len(at):]
			if l.width(first) <= width && l.width(second) <= width {
				return []string{first, second}
			}
		}
	}
	return nil
}

// symbols is Short as mathematics.
func (d data) symbols(scenario string) string {
	return withRates(strings.ReplaceAll(d.Short(scenario), " × ", times))
}
