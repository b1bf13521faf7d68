package report

import (
	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/theory"
	"slices"
)

// theory derives the law of the first step and lists what it predicts of the
// study's scenarios. No measurement enters it.
func (n *narrative) theory() []typeset.Block {
	return blocks(
		heading("theory", "What theory predicts"),
		n.derivation(),
		n.cure(),
		n.corollaries(),
		n.consequences(),
		inPlace(n.predictionTable()),
	)
}

// derivation goes from the chain rule to the three factors.
func (n *narrative) derivation() []typeset.Block {
	return blocks(
		paragraph(
			"Nothing in this section was measured; it follows from the definition of the study.",
			when(n.Broken == "", say("Let %s be a batch of features, one image a row, %s the weights of the first layer, one unit a column, and let a second network have the features $X' = aX$ and the weights $W' = W/a$.", mX, mW)),
			`Let $Z = XW + \mathbf{1}b^{\top}$ be the pre-activations of the first layer, $L$ the mean loss of the batch and $\delta = \partial L/\partial Z$.`,
			`Both networks have the same $Z$, so all that follows from $Z$ is the same too: the loss, $\delta$, and the gradients of every later layer.`,
			`The gradient of the first layer's weights is not, because the last link of the chain rule multiplies $\delta$ by the features:`,
		),
		[]typeset.Block{equation("the gradient of W prime is X prime transposed times delta, which is a times the gradient of W",
			line("gradient", `\nabla_{W'}L = X'^{\top}\delta = a\,X^{\top}\delta = a\,\nabla_{W}L.`))},
		paragraph(
			`Weights that are $a$ times smaller receive a gradient that is $a$ times larger. Gradient descent with the rate $\eta_1'$ for these weights, where the first network has $\eta_1$, takes the steps`,
		),
		[]typeset.Block{equation("Delta W prime is a times the ratio of rates times Delta W; relative to the weights it is a squared times that ratio; and X prime Delta W prime is a squared times that ratio times X Delta W",
			line("step", `\Delta W' &= -\eta_1'\,a\,X^{\top}\delta = a\,\frac{\eta_1'}{\eta_1}\,\Delta W,`),
			line("relative", `\frac{\|\Delta W'\|}{\|W'\|} &= a^2\,\frac{\eta_1'}{\eta_1}\,\frac{\|\Delta W\|}{\|W\|},`),
			line("law", `X'\Delta W' &= a^2\,\frac{\eta_1'}{\eta_1}\,X\Delta W.`))},
		paragraph(
			`@eq:law is the one that counts for the function: it says how far the step moves what the layer computes. One factor $a$ is in the gradient; the other comes in because the step is seen through the features.`,
			n.sameRate(),
		),
	)
}

// sameRate puts the study's own factor into the law.
func (n *narrative) sameRate() string {
	if n.Broken == "" || n.Prediction(n.Broken).Rate != 1 || n.Prediction(n.Broken).Exponent != 2 {
		return ""
	}
	p := n.Prediction(n.Broken)
	return say("With one rate for both and %s = %s the step in the pre-activations is %s times as long, although neither network's function, loss nor rate tells them apart.",
		mA, exact(p.A), n.squareAndValue(p.XdW))
}

// cure solves the law for the rate that makes the two one function.
func (n *narrative) cure() []typeset.Block {
	return blocks(
		paragraph(`The same equation names the rate that takes the factor away. With`),
		[]typeset.Block{equation("the rate of the first layer's weights divided by a squared", line("cure", `\eta_1' = \eta_1/a^2,`))},
		paragraph(
			`$X'\Delta W' = X\Delta W$ and $\Delta W' = \Delta W/a$: after the step the second network is again the first with $W' = W/a$, and so, step by step, for all of the training.`,
			`The gradient of the bias, $\mathbf{1}^{\top}\delta$, and those of the later layers hold no $a$; their rates must stay as they are.`,
			say("That scale can be moved between a layer's input, its weights and its learning rate is known as a symmetry of parametrizations %s.", n.cite("yang")),
			n.reverse(),
		),
	)
}

func (n *narrative) reverse() string {
	if n.Raised == "" {
		return ""
	}
	return say("Read the other way, %s must throw its pre-activations just as far: the theory can also be tested by breaking what works.",
		n.scaling(n.Prediction(n.Raised).Rate, "the first layer's rate of "+n.name(n.Reference)))
}

// corollaries are what the law says of Adam, momentum and rounding, as far as
// the study can test it.
func (n *narrative) corollaries() []typeset.Block {
	return blocks(n.adamCorollary(), n.momentumCorollary(), n.exactCorollary())
}

func (n *narrative) adamCorollary() []typeset.Block {
	if !n.predicts(func(p theory.Prediction) bool { return p.Exponent == 1 }) && !n.adamAlone() {
		return nil
	}
	return blocks(
		runIn("Adam.", say(`Adam divides each entry of the gradient by its own size %s. The factor in @eq:gradient cancels, $\Delta W'$ is $\Delta W$ but for the rates, and of the two factors in @eq:law the one in the features is left:`, n.cite("adam"))),
		[]typeset.Block{equation("under Adam, X prime Delta W prime is a times the ratio of rates times X Delta W",
			line("adam", `X'\Delta W' = a\,\frac{\eta_1'}{\eta_1}\,X\Delta W \qquad \text{(Adam)}.`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: text(
			`This leaves out the small $\varepsilon$ that Adam adds to the divisor, so it is an approximation, which fails where gradients are as small as that.`,
			`Up to $\varepsilon$ it is $\eta_1' = \eta_1/a$ that gives the second network the training of the first.`)}},
	)
}

// adamAlone reports whether every scenario is trained with Adam.
func (n *narrative) adamAlone() bool {
	return !slices.ContainsFunc(n.Definition.Scenarios, func(s study.Scenario) bool { return n.Scenario(s.Name).Optimizer != "adam" })
}

func (n *narrative) momentumCorollary() []typeset.Block {
	for _, s := range n.Definition.Scenarios {
		if n.Scenario(s.Name).Optimizer == "momentum" {
			return runIn("Momentum.", "The first step with momentum is that of gradient descent, since there is no earlier one to carry on; and momentum is linear in the gradients, so @eq:cure holds for it as well.")
		}
	}
	return nil
}

func (n *narrative) exactCorollary() []typeset.Block {
	for _, p := range n.pairs() {
		if p.Exact && p.SameTrajectory && p.A != 1 {
			return runIn("Rounding.", say(`In floating point @eq:cure holds up to rounding, with one exception: multiplying by a power of two rounds nothing. With $a$ = %s the two networks must agree in every bit, at every step. If scale is the whole cause, there is no room for less.`, exact(max(p.A, 1/p.A))))
		}
	}
	return nil
}

func (n *narrative) predicts(what func(theory.Prediction) bool) bool {
	for _, p := range n.pairs() {
		if what(p) {
			return true
		}
	}
	return false
}

// predictionTable lists the predictions of every scenario that has one.
func (n *narrative) predictionTable() []typeset.Block {
	pairs := n.pairs()
	switch {
	case len(n.Definition.Scenarios) == 1:
		return paragraph("The study has one scenario, so there is nothing to predict of one from another.")
	case len(pairs) == 0:
		return paragraph("No two scenarios of this study start as the same function, so there is nothing to predict of one from another.")
	}
	table := typeset.Table{
		Label: "predictions",
		Title: "What is predicted before any run.",
		Caption: text(
			say("Factors are multiples of the first step of the scenario that is named in the second column; %s and %s are multiples of its features and of its first layer's rate.", mA, `$\eta_1'/\eta_1$`),
			say("The last column says what follows after the first step: the same function at every step, up to rounding%s or in every bit, or another course.",
				when(n.predicts(func(p theory.Prediction) bool { return p.UpToEpsilon }), ", up to the "+mEpsilon+" of Adam"))),
		Columns: columns(typeset.Left, typeset.Left, typeset.Decimal, typeset.Decimal, typeset.Decimal, typeset.Decimal, typeset.Decimal, typeset.Left),
		Head: [][]typeset.Cell{
			cells("", "", "", "", "predicted factor of", "", "", "").span(4, 3),
			cells("Scenario", "compared with", mA, `$\eta_1'/\eta_1$`, mNormDW, mRelative, "rms "+mXdW, "after that"),
		},
	}
	for _, p := range pairs {
		table.Rows = append(table.Rows, typeset.Row{Cells: n.cellsFor(p.Scenario, n.nameCell(p.Baseline),
			cell(factor(p.A)), cell(n.fraction(p.Rate)), cell(factor(p.Delta)), cell(factor(p.Relative)), cell(factor(p.XdW)), cell(afterwards(p)))})
	}
	return []typeset.Block{table}
}

func afterwards(p theory.Prediction) string {
	switch {
	case p.SameTrajectory && p.Exact:
		return "same, every bit"
	case p.SameTrajectory:
		return "same"
	case p.UpToEpsilon:
		return "same, up to " + mEpsilon
	}
	return "another"
}

// lawInWords says why the step is larger.
func (n *narrative) lawInWords(p theory.Prediction) string {
	a := exact(nearInteger(p.A))
	var why string
	if p.Exponent == 1 {
		why = say("the optimizer makes the step as long in the weights, and it is seen through features %s times as large", a)
	} else {
		why = say("features %s times as large make the gradient %s times as large, and the step is seen through the same features", a, a)
	}
	if p.Rate != 1 {
		why += say(", at a rate %s times that of the first", n.fraction(p.Rate))
	}
	return why
}
