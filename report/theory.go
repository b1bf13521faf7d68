package report

import (
	"slices"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/theory"
)

// theory derives the law of the first step and lists what it predicts of the
// study's scenarios. No measurement enters it. It says nothing of a study of
// one network.
func (n *narrative) theory() []typeset.Block {
	if len(n.Definition.Scenarios) == 1 && n.Definition.Sweep == nil && n.Definition.Stability == nil {
		return nil
	}
	return blocks(
		heading("theory", "What theory predicts"),
		n.derivation(),
		n.cure(),
		n.corollaries(),
		n.consequences(),
	)
}

// derivation goes from the chain rule to the three factors.
func (n *narrative) derivation() []typeset.Block {
	return blocks(
		paragraph(
			when(n.Broken == "", say("Let %s be a batch of features, one image a row, %s the weights of the first layer, one unit a column, and let a second network have the features $X' = aX$ and the weights $W' = W/a$.", mX, mW)),
			`Let $Z = XW + \mathbf{1}b^{\top}$ be the pre-activations of the first layer, $L$ the mean loss of the batch and $\delta = \partial L/\partial Z$. The biases $b$ start at zero, so that $Z = XW$; their step is left out. Both networks have the same $Z$, and so the same loss, $\delta$ and gradients of the later layers. The gradient of the first layer's weights differs, because the chain rule multiplies $\delta$ by the features:`,
		),
		[]typeset.Block{equation("the gradient of W prime is X prime transposed times delta, which is a times the gradient of W",
			line("gradient", `\nabla_{W'}L = X'^{\top}\delta = a\,X^{\top}\delta = a\,\nabla_{W}L.`))},
		paragraph(
			`Gradient descent with the rates $\eta_1$ and $\eta_1'$ for these weights takes the steps`,
		),
		[]typeset.Block{equation("Delta W prime is a times the ratio of rates times Delta W; relative to the weights it is a squared times that ratio; and X prime Delta W prime is a squared times that ratio times X Delta W",
			line("step", `\Delta W' &= -\eta_1'\,a\,X^{\top}\delta = a\,\frac{\eta_1'}{\eta_1}\,\Delta W,`),
			line("relative", `\frac{\|\Delta W'\|}{\|W'\|} &= a^2\,\frac{\eta_1'}{\eta_1}\,\frac{\|\Delta W\|}{\|W\|},`),
			line("law", `X'\Delta W' &= a^2\,\frac{\eta_1'}{\eta_1}\,X\Delta W.`))},
		paragraph(
			`In @eq:law one factor $a$ comes from the gradient, the other from the features that the step acts through.`,
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
	return say("At one rate the step moves what the layer computes %s times as far.", n.squareAndValue(p.XdW))
}

// cure solves the law for the rate that makes the two one function.
func (n *narrative) cure() []typeset.Block {
	return blocks(
		paragraph(`The factor goes away with the rate`),
		[]typeset.Block{equation("the rate of the first layer's weights divided by a squared", line("cure", `\eta_1' = \eta_1/a^2\colon`))},
		paragraph(
			`then $\Delta W' = \Delta W/a$, and after each step the second network is again the first with $W' = W/a$. The gradients of the bias and of the later layers hold no $a$; their rates must stay as they are.`,
			say("This is a known symmetry of parametrizations %s.", n.cite("yang")),
		),
	)
}

// corollaries are what the law says of Adam and momentum, as far as the study
// can test it.
func (n *narrative) corollaries() []typeset.Block {
	return blocks(n.adamCorollary(), n.momentumCorollary())
}

func (n *narrative) adamCorollary() []typeset.Block {
	if !n.predicts(func(p theory.Prediction) bool { return p.Exponent == 1 }) && !n.adamAlone() && !n.sweeps("adam") {
		return nil
	}
	return blocks(
		runIn("Adam.", say(`Adam divides each entry of the gradient by its own size %s, so that the factor in @eq:gradient cancels and one of the two in @eq:law is left, up to the small $\varepsilon$ that Adam adds to the divisor%s:`, n.cite("adam"), n.rmspropToo())),
		[]typeset.Block{equation("under Adam, X prime Delta W prime is a times the ratio of rates times X Delta W",
			line("adam", `X'\Delta W' = a\,\frac{\eta_1'}{\eta_1}\,X\Delta W \qquad \text{(Adam)}.`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: `Here $\eta_1' = \eta_1/a$ gives the second network, up to $\varepsilon$, the training of the first.`}},
	)
}

// rmspropToo says whose law Adam's is as well, where it plays a part.
func (n *narrative) rmspropToo() string {
	if !slices.ContainsFunc(n.Definition.Scenarios, func(s study.Scenario) bool { return n.Scenario(s.Name).Optimizer == "rmsprop" }) {
		return ""
	}
	return say("; so it is for RMSprop %s, which divides by a like size", n.cite("rmsprop"))
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

func (n *narrative) predicts(what func(theory.Prediction) bool) bool {
	for _, p := range n.pairs() {
		if what(p) {
			return true
		}
	}
	return false
}

// theoryInShort is what a study of remedies says of the pair, whose story is in
// the appendix.
func (n *narrative) theoryInShort() []typeset.Block {
	if n.Broken == "" {
		return blocks(heading("question", "Why scale matters"), paragraph(n.openQuestion(), n.mentions("answer", "@fig:answer shows what became of them.")))
	}
	return blocks(
		heading("question", "Why the first step is too long"),
		paragraph(say("With $X' = aX$ and $W' = W/a$ the layer computes the same, for $X'W' = XW$. Here $a$ = %s: in %s the features are $X$ and the weights $W$, in %s they are $X'$ and $W'$. The gradient of the weights is $a$ times as large in the second, and the step acts through features $a$ times as large; with the rates $\\eta_1$ and $\\eta_1'$ of these weights gradient descent changes what the layer computes by",
			exact(n.pairFactor()), n.name(n.Reference), n.name(n.Broken))),
		[]typeset.Block{equation("X prime Delta W prime is a squared times the ratio of rates times X Delta W", line("short", `X'\Delta W' = a^2\,\frac{\eta_1'}{\eta_1}\,X\Delta W.`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: text(
			`The rate $\eta_1' = \eta_1/a^2$ makes both the same at every step.`,
			"Other remedies divide or standardise the features, divide each entry of the gradient by its size, which leaves one factor $a$, or bound the step.",
			say("The appendix derives this (@sec:theory), and tests it%s.", n.mentions("rate", "; @fig:rate shows the rate that mends it")))}},
	)
}
