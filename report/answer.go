package report

import (
	"math"
	"strings"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// subtitle says in a line what the study compares.
func (n *narrative) subtitle() string {
	switch {
	case n.Broken != "" && n.ComparesRemedies():
		return "What makes the first step of training too long, and which remedies set it right"
	case n.Broken != "":
		return "Where the first step of training takes two networks that start as one"
	case len(n.pairs()) > 0:
		return "What scaling does to the first step of training, predicted and measured"
	default:
		return "The first step of training and what comes of it, measured"
	}
}

// frontPage is the question as it was asked, its answer in a box, the answer in
// one picture, and the contents.
func (n *narrative) frontPage() []typeset.Block {
	return blocks(
		paragraph(n.warning(), n.asked()),
		n.answer(),
		inPlace(n.figure("answer", "The answer in one picture.", n.answerCaption())),
		[]typeset.Block{typeset.Contents{}},
	)
}

// warning says what the report leaves out, what fails and what is missing, before
// anything else.
func (n *narrative) warning() string {
	return text(n.partial(), n.failures(), n.gaps())
}

func (n *narrative) failures() string {
	failing := n.verdicts.With(claim.Fails)
	if len(failing) == 0 {
		return ""
	}
	return say("**Not as claimed:** %s %s.", n.claimList(failing), plural(len(failing), "does not hold", "do not hold"))
}

// claimList writes "that A learns and that B is the same as A".
func (n *narrative) claimList(claims []claim.Claim) string {
	var clauses []string
	for i, c := range claims {
		if i == mostNamed {
			clauses = append(clauses, say("%s more in @tab:verdicts", inWords(len(claims)-i)))
			break
		}
		clauses = append(clauses, "that "+c.Statement(n.name))
	}
	return list(clauses...)
}

func (n *narrative) gaps() string {
	runs, planned := n.Missing(), len(n.Definition.Plan(study.Identity{}).Measurements())
	var missing []string
	if runs > 0 {
		missing = append(missing, say("%s of %s", inWords(runs), count(runs+len(n.Results), "run")))
	}
	measurements := planned - len(n.Measurements)
	if measurements > 0 {
		missing = append(missing, say("%s of %s", inWords(measurements), count(planned, "measurement")))
	}
	if len(missing) == 0 {
		return ""
	}
	return say("**%s %s missing;** what follows rests on the others%s.", sentence(list(missing...)), plural(runs+measurements, "is", "are"),
		when(n.verdicts.Count(claim.NotMeasured) > 0, ", and what needs them is not judged"))
}

// asked is the question, with its source where the study is of the pair that
// it was asked of.
func (n *narrative) asked() string {
	switch {
	case n.Broken == "":
		return "" // the first section asks
	case n.ComparesRemedies():
		return say("A network that reads raw pixels learns if the pixels are divided by %s, and it seems that the weights of its first layer could be divided instead: the two compute the same function. They are not trained alike. Which ways to train on raw pixels set that right, what does each ask for, and how far does it get?",
			exact(n.pairFactor()))
	case n.isPairAsked():
		return text(
			say("The question was asked on Cross Validated %s: one network reads Fashion-MNIST with its features divided by %s; in a second one the weights of the first layer are divided by %s instead. The first “converges fast”, the second “does not converge (or rather converges extremly slow)”.", n.cite("question"), exact(asked), exact(asked)),
			"“Should the convergence behaviour of the network not be the same in both scenarios?” A comment asks whether “similar scale adjustments to the learning rate would produce consistent results”.",
			n.askedElsewhere())
	}
	return say("One network reads %s %s, a second one %s. They compute the same function. Should they not be trained alike, and would another learning rate make them the same?",
		n.dataName(), input(n.Scenario(n.Reference)), input(n.Scenario(n.Broken)))
}

// isPairAsked reports whether the study's pair is that of the question: in one
// network the features are divided, in the other the first layer's weights.
func (n *narrative) isPairAsked() bool {
	r, b := n.Scenario(n.Reference), n.Scenario(n.Broken)
	return r.FeatureDivisor == asked && r.WeightDivisor == 1 && b.FeatureDivisor == 1 && b.WeightDivisor == asked && !r.Standardise && !b.Standardise
}

// askedElsewhere says that the study reads other images than the asker's.
func (n *narrative) askedElsewhere() string {
	if n.Dataset == nil || n.Dataset.Source == "fashion-mnist" {
		return ""
	}
	return say("Here the networks read %s.", n.dataName())
}

// pairFactor is what the broken network's features are multiples of the
// reference's by.
func (n *narrative) pairFactor() float64 { return nearInteger(n.Prediction(n.Broken).A) }

// input says what a network does to the pixels and to its first layer.
func input(s study.Scenario) string {
	switch {
	case s.Standardise:
		return "with its pixels standardised"
	case s.FeatureDivisor != 1 && s.WeightDivisor != 1:
		return say("with its pixels divided by %s and the weights of the first layer by %s", exact(s.FeatureDivisor), exact(s.WeightDivisor))
	case s.FeatureDivisor != 1:
		return say("with its pixels divided by %s", exact(s.FeatureDivisor))
	case s.WeightDivisor != 1:
		return say("with the pixels as they are and the weights of its first layer divided by %s", exact(s.WeightDivisor))
	}
	return "with neither pixels nor weights divided"
}

// answer is the box with the answer.
func (n *narrative) answer() []typeset.Block {
	var said []typeset.Block
	switch {
	case n.Broken == "":
		said = paragraph(n.overview(), n.stepsInShort())
	case n.ComparesRemedies():
		said = blocks(paragraph(n.tooLong()), paragraph(n.recommendation()))
	default:
		said = blocks(paragraph(n.alike()), paragraph(n.rateInShort()))
	}
	if len(said) == 0 {
		return nil
	}
	return []typeset.Block{typeset.Box{Title: "The answer", Blocks: said}}
}

// tooLong says in a sentence what a study of remedies sets right.
func (n *narrative) tooLong() string {
	return say("In %s the first step changes what the first layer computes %s times as much as in %s%s.",
		n.name(n.Broken), n.squareAndValue(n.Prediction(n.Broken).XdW), n.name(n.Reference), n.fateInShort())
}

// alike answers whether the pair is trained alike, and why not.
func (n *narrative) alike() string {
	return text("**Should the two train alike?**", n.whyNot(), n.howFar(), n.stepDisagrees())
}

func (n *narrative) whyNot() string {
	p, a := n.Prediction(n.Broken), exact(n.pairFactor())
	moved := say("the first step changes what the layer computes %s times as much", n.squareAndValue(p.XdW))
	if p.Exponent == 1 {
		return say("No. They compute the same function, but training changes $W$ and not $XW$. Under %s the step of $W$ is as long in both networks, and it acts through features %s times as large: %s.",
			optimizerName(n.Scenario(n.Broken).Optimizer), a, moved)
	}
	if p.Rate != 1 {
		return say("No. They compute the same function, but gradient descent changes $W$ and not $XW$. Features %s times as large make the gradient of $W$ %s times as large, and the step, at a rate %s times that of the first, acts through the same features: %s.",
			a, a, n.fraction(p.Rate), moved)
	}
	return say("No. They compute the same function, but gradient descent changes $W$ and not $XW$. Features $a$ = %s times as large make the gradient of $W$ %s times as large, and that step acts through the same features: %s.", a, a, moved)
}

// howFar sets the step of both networks against what it moves, and says what
// becomes of the second.
func (n *narrative) howFar() string {
	if !n.HasRun(n.Reference) || !n.HasRun(n.Broken) {
		return ""
	}
	if n.HasNoSignal(n.Reference) {
		return say("Here %s is zero, so that neither step changes anything%s.", mXW, n.fateInShort())
	}
	return say("In %s the change is %s what was there; in %s it is %s what was there%s.",
		n.name(n.Reference), roughly(n.Sample(n.Reference, evidence.XdWRatio)), n.name(n.Broken),
		roughly(n.Sample(n.Broken, evidence.XdWRatio)), n.fateInShort())
}

// roughly writes the mean of ratios to two digits, as what goes before the size
// that it is a multiple of.
func roughly(ratio compare.Sample) string {
	switch {
	case len(ratio.Values) == 0:
		return "not a finite multiple of"
	case ratio.Mean >= 1:
		return significant(ratio.Mean, 2) + " times"
	}
	return significant(ratio.Mean, 2) + " of"
}

func (n *narrative) fateInShort() string {
	o := n.Outcome(n.Broken)
	switch collapsed := o.Collapsed(); {
	case collapsed > 0:
		return say(", and the network collapses in %s", outOf(collapsed, len(o.All), "seed"))
	case len(o.Learned) == len(o.All):
		if gap := n.Paired(n.Broken, n.Reference, evidence.FinalAccuracy); gap.Mean >= 0 {
			return say("; it learns too, to an accuracy of %s", accuraciesOf(o.All))
		}
		return say("; it learns all the same, to an accuracy of %s", accuraciesOf(o.All))
	}
	return say("; it ends at an accuracy of %s", accuraciesOf(o.All))
}

// stepDisagrees says where the measured factor is not the predicted one.
func (n *narrative) stepDisagrees() string {
	c := n.claim(claim.FirstStep, n.Broken)
	if worst := c.Against(); worst != nil && c.Holding() < len(c.Seeds) {
		return say("The measurement does not agree: in seed~%s the factor is %s.", seedName(worst.Seed), significant(worst.Factors[claim.XdW], 5))
	}
	return ""
}

// rateInShort answers whether another rate makes the two the same.
func (n *narrative) rateInShort() string {
	question := "**Would another learning rate make them the same?**"
	if n.Restored == "" {
		return text(question, n.untestedRate(), n.otherRates())
	}
	p := n.Prediction(n.Restored)
	cure := say("%s the learning rate of the first layer's weights by %s, and leave all other rates as they are", when(p.Rate < 1, "divide")+when(p.Rate >= 1, "multiply"), n.square(max(p.Rate, 1/p.Rate)))
	gap := n.Paired(n.Restored, n.Reference, evidence.FinalAccuracy)
	mine, others := n.accuracyBeside(n.Reference, n.Restored), n.accuracyBeside(n.Restored, n.Reference)
	switch {
	case len(gap.Values) == 0:
		return text(question, say("By theory yes: %s.", cure), n.otherRates())
	case !(math.Abs(gap.Mean) <= claim.SameAccuracy):
		return text(question, say("By theory yes: %s. But the accuracies, %s and %s, do not bear it out.", cure, others, mine), n.otherRates())
	case mine == others:
		return text(question, say("Yes: %s. Both then end at an accuracy of %s%s.", cure, mine, n.onTheSameSeeds(gap)), n.otherRates())
	}
	return text(question, say("Yes: %s. The two then end at accuracies of %s and %s.", cure, others, mine), n.otherRates())
}

// onTheSameSeeds says of how many seeds a difference is, where some were run in
// one of the two networks alone.
func (n *narrative) onTheSameSeeds(gap compare.Sample) string {
	if len(gap.Values) == len(n.Of(n.Reference)) {
		return ""
	}
	return say(" on the same %s", count(len(gap.Values), "seed"))
}

// untestedRate is the rate that would make the two the same, of which the study
// has no network.
func (n *narrative) untestedRate() string {
	p := n.Prediction(n.Broken)
	cure := 1 / (p.A * p.A)
	if p.Exponent == 1 {
		cure = 1 / p.A
	}
	if words.Near(p.Rate, 1) && cure < 1 {
		said := say("By theory yes, if the learning rate of the first layer's weights alone is divided by %s; this study does not test it.", n.squareAndValue(1/cure))
		return text(said, when(p.Exponent == 2 && n.Sibling(p.A, 1) == "", say("Dividing it by %s leaves a factor %s.", exact(n.pairFactor()), exact(n.pairFactor()))))
	}
	return "Which rate does, this study does not test."
}

// accuracyBeside is the mean final accuracy of a scenario over the seeds that
// another was run with as well.
func (n *narrative) accuracyBeside(other, scenario string) string {
	return roundedAccuracy(n.SampleBeside(other, scenario, evidence.FinalAccuracy))
}

// otherRates says how the pair fares at other rates that people would try: of
// the first layer divided by the factor and not by its square, and of every
// layer.
func (n *narrative) otherRates() string {
	a := n.Prediction(n.Broken).A
	var said []string
	if s := n.Sibling(a, 1); s != "" && n.HasRun(s) && n.Prediction(n.Broken).Exponent == 2 {
		if o := n.Outcome(s); o.Collapsed() == len(o.All) {
			said = append(said, say("Dividing the first layer's by %s is not enough (%s).", exact(n.pairFactor()), accuraciesOf(o.All)))
		} else {
			said = append(said, say("Dividing the first layer's by %s gives %s.", exact(n.pairFactor()), accuraciesOf(o.All)))
		}
	}
	if s := n.Sibling(a, 1); n.Restored != "" && (s == "" || !n.HasRun(s)) && n.Prediction(n.Broken).Exponent == 2 && n.Prediction(n.Broken).Rate == 1 {
		said = append(said, say("By theory dividing the first layer's by %s leaves a factor %s; that was not tested here.", exact(n.pairFactor()), exact(n.pairFactor())))
	}
	return text(append(said, n.allRates(a*a, a))...)
}

// allRates says what came of dividing the rates of all layers by each divisor.
func (n *narrative) allRates(divisors ...float64) string {
	var said []string
	for _, by := range divisors {
		s := n.Sibling(by, by)
		if s == "" || !n.HasRun(s) {
			continue
		}
		what, o := "slows the other layers too", n.Outcome(s)
		switch {
		case len(o.Learned) < len(o.All):
			what = "does not make them the same"
		case n.Prediction(s).XdW > 1 && !words.Near(n.Prediction(s).XdW, 1):
			what = say("leaves the first step %s times too long", factor(n.Prediction(s).XdW))
		}
		said = append(said, say("%s %s (%s)", n.square(by), what, accuraciesOf(o.All)))
	}
	return when(len(said) > 0, say("Dividing every rate by %s.", strings.Join(said, "; dividing by ")))
}

func (n *narrative) answerCaption() string {
	if n.ComparesRemedies() {
		return text(
			say("(a) Validation accuracy at the end%s; runs that overflow have none. The grey line is guessing.", n.ofSeveral(figures.DotWords)),
			say("(b) How far the mean is above that of %s, paired by seed, with its interval of %s where there are %s seeds or more. Arrows point to what is beyond the axis; what overflows is not compared.", n.name(n.Reference), percent(compare.Confidence, 2), inWords(fewestForInterval)))
	}
	return text(
		"Grey are the first batch's pre-activations, coloured what the first step adds.",
		say("Losses are smoothed%s%s.", n.meanAndBand(), when(n.drawings["answer"].Key != "", "; "+n.drawings["answer"].Key)),
	)
}

// overview says of a study without the pair what was trained, and how up to
// four scenarios ended: the one that learns best and one that collapses are
// among them.
func (n *narrative) overview() string {
	measured := n.Ran()
	if len(measured) == 0 {
		return "No run has been made, so there is nothing to report but what theory predicts."
	}
	opening := say("A network reads %s in %s, each trained for %s with %s.", n.dataName(),
		plural(len(measured), "one scenario", say("%s scenarios", inWords(len(measured)))), n.epochs(), count(n.Seeds(), "seed"))
	if len(measured) == 1 {
		opening = say("A network reads %s %s and is trained for %s, with %s.", n.dataName(),
			input(n.Scenario(measured[0])), n.epochs(), count(n.Seeds(), "seed"))
	}
	said := []string{opening}
	for _, s := range n.FirstPage() {
		said = append(said, say("In %s the first step %s; %s.", n.name(s), n.movesInWords(s), n.fates("the network", n.Outcome(s))))
	}
	return text(said...)
}

// movesInWords says how far a first step moves the pre-activations.
func (n *narrative) movesInWords(scenario string) string {
	ratio := n.Sample(scenario, evidence.XdWRatio)
	switch {
	case n.HasNoSignal(scenario):
		return say("moves nothing, for rms %s is zero", mXW)
	case len(ratio.Values) == 0:
		return "is not finite"
	case ratio.Max == 0:
		return "does not move the first layer"
	}
	return say("is %s the pre-activations' own size", multipleOf(ratio, 2))
}

// stepsInShort says in a sentence whether theory was right, where there is no
// pair to say it of.
func (n *narrative) stepsInShort() string {
	claims := n.claims(claim.FirstStep)
	counts := map[claim.Verdict]int{}
	for _, c := range claims {
		counts[c.Verdict]++
	}
	judged := counts[claim.Holds] + counts[claim.Fails]
	switch {
	case len(claims) == 0:
		return ""
	case judged == 0:
		return say("Theory predicts the first step of %s from that of another, but what was measured says nothing of it.", count(len(claims), "scenario"))
	case len(claims) == 1 && counts[claim.Holds] == 1:
		return say("The first step that theory predicts for %s is the one that was measured.", n.name(claims[0].Scenario))
	case len(claims) == 1:
		return say("The first step that theory predicts for %s is not the one that was measured.", n.name(claims[0].Scenario))
	case counts[claim.Holds] == 0:
		return say("Theory predicts the first step of %s from that of another; in none it was measured so.", count(len(claims), "scenario"))
	}
	of := outOf(counts[claim.Holds], len(claims), "scenario")
	if counts[claim.Holds] == len(claims) {
		of = plural(len(claims)-1, "both", "all")
	}
	return say("Theory predicts the first step of %s from that of another; in %s it was measured so.", count(len(claims), "scenario"), of)
}
