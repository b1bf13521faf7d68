package report

import (
	"regexp"
	"strings"

	"firststep/report/typeset"
	"firststep/study"
)

// What the report calls a scenario: its label, in its colour and in italics,
// since labels are made of words that sentences are made of; of a long one, what
// the scenario does in symbols.

// name is a scenario's name, in text as in tables: its label, or what the
// scenario does in symbols where that is long.
func (n *narrative) name(scenario string) string {
	if s := n.Scenario(scenario); n.HasLongLabel(scenario) {
		return "{" + scenario + "|*" + n.symbols(s) + "*}"
	}
	return n.labelled(scenario)
}

// names lists scenarios, or says how many they are.
func (n *narrative) names(scenarios []string) string {
	if len(scenarios) > mostNamed {
		return count(len(scenarios), "scenario")
	}
	var names []string
	for _, s := range scenarios {
		names = append(names, n.name(s))
	}
	return list(names...)
}

// shortNames introduces the symbols that stand for long labels.
func (n *narrative) shortNames() string {
	var meanings []string
	for _, s := range n.longNamed() {
		meanings = append(meanings, say("%s for %s", n.name(s.Name), n.labelled(s.Name)))
	}
	if len(meanings) == 0 {
		return ""
	}
	rates := say("Scenarios with long names are called by symbols, with %s for every rate and %s for that of the first layer's weights", mEta, mEta1)
	if len(meanings) > mostNamed {
		return say("%s; @tab:names lists them.", rates)
	}
	return say("%s: %s.", rates, list(meanings...))
}

// longNamed are the scenarios whose labels are long.
func (n *narrative) longNamed() []study.Scenario {
	var some []study.Scenario
	for _, s := range n.Definition.Scenarios {
		if n.HasLongLabel(s.Name) {
			some = append(some, n.Scenario(s.Name))
		}
	}
	return some
}

// namesTable has the symbols for long labels, where these are too many for a
// sentence.
func (n *narrative) namesTable() []typeset.Block {
	long := n.longNamed()
	if len(long) <= mostNamed {
		return nil
	}
	table := typeset.Table{
		Label:   "names",
		Title:   "Long names, in symbols.",
		Columns: []typeset.Column{{}, wrapping},
		Head:    [][]typeset.Cell{cells("Symbols", "scenario")},
	}
	for _, s := range long {
		table.Rows = append(table.Rows, typeset.Row{Cells: cells(n.name(s.Name), n.labelled(s.Name))})
	}
	return []typeset.Block{table}
}

// symbols is what figures call a scenario where its label has no room:
// "weights/255, η₁/255²".
func (n *narrative) symbols(s study.Scenario) string {
	return label(n.Short(s.Name))
}

// label is a label as markup. A label is plain text, but norms and rates in it
// are set as the formulas of the text are.
func label(text string) string {
	return formulaInLabel.ReplaceAllStringFunc(plain(withItsNumber(text)), func(formula string) string {
		return "$" + inFormulas.Replace(formula) + "$"
	})
}

// withItsNumber keeps a word and the number behind it on one line, and a factor
// with its sign: "step 2", "η₁ × 64".
func withItsNumber(text string) string {
	return strings.ReplaceAll(numbered.ReplaceAllString(text, "${word}"+noBreak+"${number}"), " × ", noBreak+"×"+noBreak)
}

var (
	numbered       = regexp.MustCompile(`(?P<word>\pL) (?P<number>\d)`)
	formulaInLabel = regexp.MustCompile(`‖[Δ∇]?\p{Lu}‖|η₁?`)
	inFormulas     = strings.NewReplacer("‖", `\|`, "Δ", `\Delta `, "∇", `\nabla `, "η", `\eta`, "₁", "_1")
)

// labelled is a scenario's label, however long.
func (n *narrative) labelled(scenario string) string {
	return "{" + scenario + "|*" + label(n.Label(scenario)) + "*}"
}
