package report

import (
	"firststep/report/typeset"
	"firststep/study/theory"
)

// question says what the pair of networks is, and why it is a question.
func (n *narrative) question() []typeset.Block {
	if n.Broken == "" {
		return blocks(heading("question", "The question"), paragraph(n.openQuestion(), n.mentions("answer", say("@fig:answer shows what became of %s.", plural(len(n.Ran()), "it", "them"))), n.definitions()))
	}
	return blocks(
		heading("question", "The question"),
		paragraph(
			say("Inputs are scaled before a network sees them %s; the usual reason is the size of what the first layer computes. If that were all, the weights could be scaled instead.", n.cite("lecun")),
			n.definitions(),
		),
		paragraph("Let $X$ be a batch of features, one image a row, and $W$ the weights of the first layer, one unit a column. With"),
		[]typeset.Block{equation("X prime is a times X, W prime is W over a, so X prime W prime is X W",
			line("same", `X' = aX, \qquad W' = W/a, \qquad X'W' = XW,`))},
		paragraph(
			say("the two networks are one function. Here $a$ = %s: in %s the features are $X$ and the weights $W$, in %s they are $X'$ and $W'$%s.",
				exact(n.pairFactor()), n.name(n.Reference), n.name(n.Broken), n.mentions("answer", " (@fig:answer)")),
		),
	)
}

// definitions of what is written throughout.
func (n *narrative) definitions() string {
	if len(n.Results) == 0 {
		return ""
	}
	return `Throughout, $\|\cdot\|$ is the root of the sum of a matrix's squared entries (Frobenius norm) and rms that of their mean; the loss after the first step is that of the same batch.`
}

// openQuestion is what a study without the pair asks.
func (n *narrative) openQuestion() string {
	pairs := n.pairs()
	if len(pairs) == 0 {
		return text(
			say("How a network is scaled decides how far one step of training moves it. This study measures that step %s: what it does to the weights, to the pre-activations of the first layer and to the loss, and what comes of it.", n.inScenarios()),
			"Nothing in its definition starts as the same function as something else, so there is no prediction to hold the step against.",
		)
	}
	return text(
		"Networks that start as the same function need not be trained alike: a step of training moves the weights, and how much of that reaches the function depends on how the features and the weights share their scale, and on the learning rate.",
		say("This study compares such networks: %s. %s; the question is whether it is taken as predicted, and what comes of it.", n.pairList(pairs),
			plural(len(pairs), "The first step of the one can be predicted from that of the other", "For each the first step can be predicted from that of another")),
	)
}

func (n *narrative) inScenarios() string {
	if len(n.Definition.Scenarios) == 1 {
		return "in one scenario"
	}
	return say("in %s scenarios", inWords(len(n.Definition.Scenarios)))
}

func (n *narrative) pairList(pairs []theory.Prediction) string {
	if len(pairs) > mostNamed {
		return count(len(pairs), "pair")
	}
	var items []string
	for _, p := range pairs {
		items = append(items, say("%s with %s", n.name(p.Scenario), n.name(p.Baseline)))
	}
	return list(items...)
}

// pairs are the predictions that say something: those of scenarios with a
// baseline other than themselves.
func (n *narrative) pairs() []theory.Prediction {
	var pairs []theory.Prediction
	for _, p := range n.Predictions {
		if !p.IsBaseline() {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

func equation(spoken string, lines ...typeset.EquationLine) typeset.Block {
	return typeset.Equation{Lines: lines, Spoken: spoken}
}

func line(label, source string) typeset.EquationLine {
	return typeset.EquationLine{Source: source, Label: label}
}
