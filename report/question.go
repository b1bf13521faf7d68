package report

import (
	"firststep/report/typeset"
	"firststep/study/theory"
)

// question says what is asked, and why it is a question.
func (n *narrative) question() []typeset.Block {
	if n.Broken == "" {
		return blocks(heading("question", "The question"), paragraph(n.openQuestion(), n.answerFirst()))
	}
	p := n.Prediction(n.Broken)
	return blocks(
		heading("question", "The question"),
		paragraph(
			say("Inputs are scaled before a network sees them. The advice is old %s, and the usual reason for it is the size of what the first layer computes.", n.cite("lecun")),
			"If that size were all that counts, the weights could set it as well as the features, for a layer sees the two only through their product.",
			say("Let %s be a batch of features, one image a row, and %s the weights of the first layer, one unit a column. Then with", mX, mW),
		),
		[]typeset.Block{equation("X prime is a times X, W prime is W over a, so X prime W prime is X W",
			line("same", `X' = aX, \qquad W' = W/a, \qquad X'W' = XW,`))},
		paragraph(
			say("features multiplied by %s and weights divided by it leave the network the function that it was, on every input.", mA),
			say("The two networks of this report are such a pair, with %s = %s: in %s the features are %s and the weights %s, in %s they are %s and %s.",
				mA, exact(p.A), n.name(n.Reference), mX, mW, n.name(n.Broken), `$X'$`, `$W'$`),
			n.contrast(),
		),
		paragraph("Three questions follow. What does training see of the two that the function does not show? How far does the first step move each, and what becomes of the network then? And which learning rate makes them one again?", n.practicalQuestion(), n.answerFirst()),
	)
}

// practicalQuestion is what a study of remedies asks besides.
func (n *narrative) practicalQuestion() string {
	return when(n.comparesRemedies(), "A fourth is practical: what else sets the step right, what does it cost, and how far does it get (@sec:remedies)?")
}

// answerFirst points to the first page.
func (n *narrative) answerFirst() string {
	return n.mentions("answer", "@fig:answer has the answer; what follows derives and measures it.")
}

// contrast says whether the pair fares differently.
func (n *narrative) contrast() string {
	reference, broken := n.Outcome(n.Reference), n.Outcome(n.Broken)
	learned := len(reference.Learned) == len(reference.All)
	switch collapsed := broken.Collapsed(); {
	case learned && collapsed == len(broken.All):
		return "Yet the first learns and the second collapses."
	case learned && collapsed > 0:
		return say("Yet the first learns, and the second collapses in %s.", outOf(collapsed, len(broken.All), "seed"))
	case learned && len(broken.Learned) == len(broken.All) && n.oneCurve(n.Broken):
		return "Both learn, and by one course."
	case learned && len(broken.Learned) == len(broken.All):
		return "Both learn, but by different courses."
	}
	return "They are not trained alike."
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
		say("This study compares such networks: %s. For each the first step can be predicted from that of another; the question is whether it is taken as predicted, and what comes of it.", n.pairList(pairs)),
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
