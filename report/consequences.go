package report

import (
	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/theory"
)

// consequences says in a few lines what follows from the law for the
// measurements that the definition asks for; derivations has the formulas.
func (n *narrative) consequences() []typeset.Block {
	return blocks(n.rateConsequence(), n.powerConsequence(), n.roundingConsequence())
}

func (n *narrative) rateConsequence() []typeset.Block {
	critical, curved := len(theory.CriticalRates(n.Definition)) > 0, len(theory.BlockEigenvalues(n.Definition)) > 0
	if !critical && !curved {
		return nil
	}
	return runIn("How far is too far.",
		when(critical, `From a critical rate $\hat\eta_1$ on, a step of the first layer's weights no longer lowers the loss. Scaling does not tell that rate, but the ratio of two: $\hat\eta_1' = \hat\eta_1/a^2$ (@eq:critical).`),
		when(curved, `The first layer's block of the Hessian is $a^2$ times as large (@eq:hessian).`))
}

func (n *narrative) powerConsequence() []typeset.Block {
	laws := theory.Laws(n.Definition)
	border, mapped := n.border(study.FirstLayerMap)
	if len(laws) == 0 && !mapped {
		return nil
	}
	var slopes []string
	for _, l := range laws {
		slopes = append(slopes, say("%s under %s", exact(l.Exponent), optimizerName(l.Optimizer)))
	}
	return runIn("Every factor.",
		when(len(laws) > 0, say("Over $a$, on logarithmic axes, the first step follows a line of slope %s (@eq:exponent).", list(slopes...))),
		when(mapped && border.Claimed, say(`Networks with the same $a^2\eta_1$ are one function at every step, so the border between rates that train and rates that do not falls with slope %s.`, decimal(border.Slope, 0))),
		when(mapped && !border.Claimed, say("If the factor decided through the first step alone, the border between rates that train and rates that do not would have the slope %s.", decimal(border.Slope, 0))))
}

func (n *narrative) roundingConsequence() []typeset.Block {
	exactly := ""
	for _, p := range n.pairs() {
		if p.Exact && p.SameTrajectory && p.A != 1 {
			exactly = say("Multiplying by a power of two rounds nothing, so with $a$ = %s one differing bit would show an error of the program.", exact(max(p.A, 1/p.A)))
			break
		}
	}
	controls := ""
	if judged := theory.RoundingClaims(n.Definition); len(judged) > 0 {
		with := "In float32"
		if exactly != "" {
			with = n.otherFactors()
		}
		controls = say("%s the two networks differ by roundings; a ReLU that switches in only one of them would part them at once. Controls are %s with each first-layer weight moved by one unit in the last place.",
			with, n.name(n.Definition.Reference))
	}
	if exactly+controls == "" {
		return nil
	}
	return runIn("Rounding.", exactly, controls)
}

// derivations has the formulas of what follows from the law, for the appendix.
func (n *narrative) derivations() []typeset.Block {
	parts := blocks(n.criticalTheory(), n.curvatureTheory(), n.exponentTheory(), n.borderTheory())
	if len(parts) == 0 {
		return nil
	}
	return blocks([]typeset.Block{typeset.Heading{Level: 2, Label: "derivations", Text: "Derivations"}}, parts)
}

// criticalTheory predicts the rate from which on a step does not lower the
// loss.
func (n *narrative) criticalTheory() []typeset.Block {
	if len(theory.CriticalRates(n.Definition)) == 0 {
		return nil
	}
	return blocks(
		runIn("Critical rate.",
			`Move the first layer's weights alone along their gradient, without the bias. To second order the loss on the batch is then`),
		[]typeset.Block{equation("the loss along the gradient of W is L minus the rate times the squared norm of the gradient, plus half the squared rate times the curvature along it",
			line("line", `\ell(\eta_1) = L(W-\eta_1\nabla_{W}L) \approx L - \eta_1\,\|\nabla_{W}L\|^2 + `+mHalf+`\,\eta_1^2\,\langle\nabla_{W}L, H\,\nabla_{W}L\rangle,`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: text(
			`with the Hessian $H$ in these weights: it falls, turns, and comes back to where it started at a critical rate $\hat\eta_1$, from which on a step does not lower the loss.`,
			`The second network passes through the same pre-activations, so that to all orders`)}},
		[]typeset.Block{equation("X prime times the moved W prime is X W minus a squared times the rate times X X transposed delta, so the second loss at a rate is the first at a squared times that rate",
			line("valley", `X'(W'-\eta_1\nabla_{W'}L) &= XW - a^2\eta_1\,XX^{\top}\delta,`),
			line("critical", `\ell'(\eta_1) &= \ell(a^2\eta_1), \qquad \hat\eta_1' = \hat\eta_1/a^2.`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: text(
			`The two losses are one curve, $a^2$ times narrower for the second network.`,
			`Along the whole step they are different curves, for the gradients of the bias and of the later layers hold no $a$.`)}},
	)
}

// curvatureTheory predicts the block of the Hessian.
func (n *narrative) curvatureTheory() []typeset.Block {
	if len(theory.BlockEigenvalues(n.Definition)) == 0 {
		return nil
	}
	return blocks(
		runIn("Curvature.", `The Hessian with respect to the pre-activations is the same in both networks. That of the first layer's weights takes a factor of the features on either side:`),
		[]typeset.Block{equation("the second derivative of L by two weights is a sum over pairs of images of a feature, the second derivative by two pre-activations, and another feature; so H prime is a squared H, and each eigenvalue is a squared times as large",
			line("hessian", `\frac{\partial^2 L}{\partial W_{ij}\,\partial W_{kl}} = \sum_{m,n} X_{mi}\,\frac{\partial^2 L}{\partial Z_{mj}\,\partial Z_{nl}}\,X_{nk}, \qquad H' = a^2H, \qquad \lambda' = a^2\lambda.`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: text(
			say(`On a quadratic loss, gradient descent is stable at rates below %s for the largest eigenvalue $\lambda$. For a network that is only a guide: training often settles near it %s.`, mStableRate, n.cite("cohen")),
			`The other blocks of the Hessian stay as they are, so theory predicts no factor for the largest eigenvalue of the whole network.`)}},
	)
}

// exponentTheory is the law over many factors.
func (n *narrative) exponentTheory() []typeset.Block {
	laws := theory.Laws(n.Definition)
	if len(laws) == 0 {
		return nil
	}
	var powers string
	for _, l := range laws {
		powers += say(`,\quad p = %s \text{ (%s)}`, exact(l.Exponent), optimizerName(l.Optimizer))
	}
	return blocks(
		runIn("Power of the factor.", `At one rate for all factors, @eq:law is a straight line on logarithmic axes, whose slope is the power of $a$ in it:`),
		[]typeset.Block{equation("the logarithm of rms X prime Delta W prime is p times log a plus log rms X Delta W",
			line("exponent", `\log\text{rms}\,X'\Delta W' = p\log a + \log\text{rms}\,X\Delta W`+powers+`.`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: text(
			when(n.sweeps("momentum"), `The first step with momentum is that of gradient descent, and grows with its power.`),
			`This is about features times $a$ together with weights over $a$. Where only one of the two is scaled the network is another function from the start, with another $\delta$, and the law does not apply.`)}},
	)
}

// sweeps reports whether the sweep takes an optimizer.
func (n *narrative) sweeps(optimizer string) bool {
	for _, l := range theory.Laws(n.Definition) {
		if l.Optimizer == optimizer {
			return true
		}
	}
	return false
}

// borderTheory predicts where training breaks, over factors and rates.
func (n *narrative) borderTheory() []typeset.Block {
	b, ok := n.border(study.FirstLayerMap)
	if !ok {
		return nil
	}
	global := `Where every rate is varied, the later layers and the biases, whose gradients hold no $a$, are slowed together with the first layer. The product does not decide then, and theory predicts no slope.`
	if !b.Claimed {
		return runIn("The border.", say(`If the factor decided through the first step alone, the border between rates that train and rates that do not would have the slope %s over $a$, on logarithmic axes. Later steps follow no such law here, so the line is drawn for comparison.`, decimal(b.Slope, 0)))
	}
	return blocks(
		runIn("The border.", `Networks with the same $a^2\eta_1$ are one function at every step, by @eq:cure. Whether their training breaks can depend on $a$ and $\eta_1$ through that product alone, so in a map of the two the border is`),
		[]typeset.Block{equation("the critical first-layer rate at a is that at one, over a squared",
			line("border", `\hat\eta_1(a) = \hat\eta_1/a^2,`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: text(
			say(`a straight line of slope %s on logarithmic axes.`, decimal(b.Slope, 0)), global)}},
	)
}

// border finds the prediction of a map.
func (n *narrative) border(subject string) (theory.Border, bool) {
	for _, b := range theory.Borders(n.Definition) {
		if b.Map == subject {
			return b, true
		}
	}
	return theory.Border{}, false
}
