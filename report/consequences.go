package report

import (
	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/theory"
)

// consequences derive what is predicted of measurements beside the first step, as far
// as the definition asks for them.
func (n *narrative) consequences() []typeset.Block {
	return blocks(n.criticalTheory(), n.curvatureTheory(), n.exponentTheory(), n.borderTheory(), n.roundingTheory())
}

// criticalTheory predicts the rate from which on a step does not lower the
// loss.
func (n *narrative) criticalTheory() []typeset.Block {
	if len(theory.CriticalRates(n.Definition)) == 0 {
		return nil
	}
	return blocks(
		runIn("How far is too far.",
			`Move the first layer's weights alone along their gradient, without the bias. To second order the loss on the batch is then`),
		[]typeset.Block{equation("the loss along the gradient of W is L minus the rate times the squared norm of the gradient, plus half the squared rate times the curvature along it",
			line("line", `\ell(\eta_1) = L(W-\eta_1\nabla_{W}L) \approx L - \eta_1\,\|\nabla_{W}L\|^2 + `+mHalf+`\,\eta_1^2\,\langle\nabla_{W}L, H\,\nabla_{W}L\rangle,`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: text(
			`with the Hessian $H$ in these weights: it falls, turns, and comes back to where it started at a critical rate $\hat\eta_1$, from which on a step does not lower the loss.`,
			`No theory of scale can say where that is. But it can say what scale does to it, to all orders, since the second network passes through the same pre-activations:`)}},
		[]typeset.Block{equation("X prime times the moved W prime is X W minus a squared times the rate times X X transposed delta, so the second loss at a rate is the first at a squared times that rate",
			line("valley", `X'(W'-\eta_1\nabla_{W'}L) &= XW - a^2\eta_1\,XX^{\top}\delta,`),
			line("critical", `\ell'(\eta_1) &= \ell(a^2\eta_1), \qquad \hat\eta_1' = \hat\eta_1/a^2.`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: text(
			`It is the same valley, $a^2$ times narrower.`,
			`That is claimed of the weights alone: the gradient of the bias holds no $a$, nor do those of the later layers, so along the whole step the two losses are different curves.`)}},
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
			say(`On a quadratic loss, gradient descent is stable at rates below %s for the largest eigenvalue $\lambda$; on the loss of a network it is a yardstick, at which training often settles %s, and no claim.`, mStableRate, n.cite("cohen")),
			`The other blocks of the Hessian stay as they are, so of the whole network's largest eigenvalue nothing is claimed either.`)}},
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
		runIn("Every factor.", `Nothing in the law is particular to one factor. At one rate for all of them, @eq:law is a straight line on logarithmic axes, whose slope is the power of $a$ in it:`),
		[]typeset.Block{equation("the logarithm of rms X prime Delta W prime is p times log a plus log rms X Delta W",
			line("exponent", `\log\text{rms}\,X'\Delta W' = p\,\log a + \log\text{rms}\,X\Delta W`+powers+`.`))},
		[]typeset.Block{typeset.Paragraph{NoIndent: true, Text: text(
			when(n.sweeps("momentum"), `The first step with momentum is that of gradient descent, and has its power.`),
			`All of this is about features times $a$ together with weights over $a$. Where only one of the two is scaled the network is another function from the start, with another $\delta$, and the law does not speak of it.`)}},
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
	global := `Where every rate is varied, the later layers and the biases, whose gradients hold no $a$, are slowed together with the first layer. The product does not decide then, and no slope is claimed.`
	if !b.Claimed {
		return runIn("The border.", say(`If the factor decided through the first step alone, the border between rates that train and rates that do not would have the slope %s over $a$, on logarithmic axes. Later steps follow no such law here, so this is drawn and not claimed.`, decimal(b.Slope, 0)))
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

// roundingTheory says what a difference must do if rounding is all that is
// left.
func (n *narrative) roundingTheory() []typeset.Block {
	judged := theory.RoundingClaims(n.Definition)
	if len(judged) == 0 {
		return nil
	}
	return runIn("What rounding leaves.",
		say(`With other factors than powers of two, @eq:cure holds up to roundings, each of at most %s of a number.`, powerOfTwo(float32Bits)),
		`The network is linear in pieces: while no pre-activation has another sign in one network than in the other, such a difference stays a rounding; once one has, on some image, it jumps.`,
		say(`If rounding is all that tells %s from %s, then the reference with each of its first-layer weights moved by one unit in the last place, up or down, departs from itself in the same way.`,
			n.names(judged), n.name(n.Definition.Reference)),
		say(`The step of the jump is then one more draw from what those of %s are drawn from: it lies outside their range with a chance of at most %s a seed. What speaks against it is more seeds outside than that chance gives in one of a thousand studies.`,
			count(n.Definition.Diagnostics.Controls, "such control"), significant(outsideByChance(n.Definition.Diagnostics.Controls), 2)))
}
