package report

import (
	"math"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/claim"
	"firststep/study/evidence"
)

// subtitle says in a line what the study compares.
func (n *narrative) subtitle() string {
	switch {
	case n.Broken != "" && n.comparesRemedies():
		return "What makes the first step of training too long, and which remedies set it right"
	case n.Broken != "":
		return "Where the first step of training takes two networks that start as one"
	case len(n.pairs()) > 0:
		return "What scaling does to the first step of training, predicted and measured"
	default:
		return "The first step of training and what comes of it, measured"
	}
}

// frontPage is the first page: the abstract, the answer in one picture, and
// the contents.
func (n *narrative) frontPage() []typeset.Block {
	return blocks(
		[]typeset.Block{typeset.Abstract{Text: n.abstract()}},
		inPlace(n.figure("answer", "The answer in one picture.", n.answerCaption())),
		[]typeset.Block{typeset.Contents{}},
	)
}

func (n *narrative) answerCaption() string {
	return text(
		"Left to right: the network; its first step, in grey the sizes of the pre-activations of the first batch before it and in colour the sizes of what it adds to them, on one logarithmic axis;",
		say("its training loss, smoothed%s; and its validation accuracy at the end.", n.meanAndBand()),
		when(n.Broken != "", say("What the step meets is the same in each row. What it adds is %s times as large in %s as in %s.",
			n.brokenFactor(), n.name(n.Broken), n.name(n.Reference))),
	)
}

// brokenFactor is what theory predicts of the broken scenario's step.
func (n *narrative) brokenFactor() string { return n.squareAndValue(n.Prediction(n.Broken).XdW) }

// abstract tells the report in one paragraph, what fails first.
func (n *narrative) abstract() string {
	if n.Broken == "" {
		return text(n.warning(), n.abstractOverview(), n.abstractSteps(), n.abstractControls(), n.abstractVerdict())
	}
	return text(n.warning(), n.abstractPair(), n.abstractFates(), n.abstractLaw(), n.abstractDamage(),
		n.abstractCure(), n.abstractControls(), n.abstractAllRates(), n.abstractRemedies(), n.abstractAdam(), n.abstractVerdict())
}

// warning says what fails and what is missing, before anything else.
func (n *narrative) warning() string {
	return text(n.failures(), n.gaps())
}

func (n *narrative) failures() string {
	failing := n.verdicts.With(claim.Fails)
	switch {
	case len(failing) == 0:
		return ""
	case len(n.verdicts.Claims) == 1:
		return say("**The one claim fails:** %s.", n.claimList(failing))
	}
	return say("**%s of %s %s:** %s.", sentence(inWords(len(failing))), count(len(n.verdicts.Claims), "claim"),
		plural(len(failing), "fails", "fail"), n.claimList(failing))
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
	missing := n.Missing()
	if missing == 0 {
		return ""
	}
	unmeasured := n.verdicts.Count(claim.NotMeasured)
	return say("**%s of %s %s missing;** what follows rests on the others%s.", sentence(inWords(missing)),
		count(missing+len(n.Results), "run"), plural(missing, "is", "are"),
		when(unmeasured > 0, say(", and %s %s not measured", count(unmeasured, "claim"), plural(unmeasured, "is", "are"))))
}

func (n *narrative) abstractPair() string {
	return say("One network reads %s %s, a second one %s. They start as the same function, with a loss of %s on the first batch.",
		n.dataName(), input(n.Scenario(n.Reference)), input(n.Scenario(n.Broken)), rounded(n.Sample(n.Reference, evidence.LossBefore)))
}

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

func (n *narrative) abstractFates() string {
	rates := "Trained"
	if r, b := n.Scenario(n.Reference), n.Scenario(n.Broken); r.LearningRate == b.LearningRate && n.Prediction(n.Broken).Rate == 1 {
		rates = say("Trained at the same learning rate of %s", exact(r.LearningRate))
	}
	return say("%s, %s; %s.", rates, n.fates("the first", n.Outcome(n.Reference)), n.fates("the second", n.Outcome(n.Broken)))
}

func (n *narrative) abstractLaw() string {
	p := n.Prediction(n.Broken)
	return text(
		say("Theory finds the difference in the first step: %s, so that it moves the pre-activations %s times as far.", n.lawInWords(p), n.squareAndValue(p.XdW)),
		n.abstractAgreement(n.claim(claim.FirstStep, n.Broken)),
		say("It is %s the pre-activations' own size in the first network and %s times their size in the second.",
			multipleOf(n.Sample(n.Reference, evidence.XdWRatio), 2), spread(n.Sample(n.Broken, evidence.XdWRatio), 2)),
	)
}

func (n *narrative) abstractAgreement(c *claim.Claim) string {
	worst := c.Against()
	switch {
	case worst == nil:
		return ""
	case c.Holding() < len(c.Seeds):
		return say("The measurement does not agree: in seed~%s the factor is %s.", seedName(worst.Seed), significant(worst.Factors[claim.XdW], 5))
	case len(c.Seeds) == 1 || len(c.Silent) > 0:
		return say("The measured step agrees to within %s%s.", bound(worst.Off), when(len(c.Silent) > 0, ", where there is one to measure"))
	}
	if aside := claim.FlippedIn(c.Seeds); len(aside) > 0 && !worst.Flipped {
		return say("The measured step agrees to within %s in every seed but %s, in which rounding changed the sign of a hidden unit.",
			bound(worst.Off), inWords(len(aside)))
	}
	return say("The measured step agrees to within %s in every seed.", bound(worst.Off))
}

func (n *narrative) abstractDamage() string {
	dead, after := n.Sample(n.Broken, evidence.DeadAfter), n.Sample(n.Broken, evidence.LossAfter)
	if len(dead.Values) == 0 {
		return ""
	}
	loss := "takes the loss " + toLoss(after, 2)
	if dead.Max == 0 {
		return say("In the second network that one step %s.", loss)
	}
	if n.Sample(n.Broken, evidence.DeadBefore).Max > 0 {
		return say("In the second network that one step leaves %s of the first hidden layer dead and %s.", share(dead), loss)
	}
	return say("In the second network that one step kills %s of the first hidden layer and %s.", share(dead), loss)
}

func (n *narrative) abstractCure() string {
	if n.Restored == "" {
		return ""
	}
	p := n.Prediction(n.Restored)
	mine, others := n.Sample(n.Restored, evidence.FinalAccuracy), n.Sample(n.Reference, evidence.FinalAccuracy)
	cure := sentence(n.scaling(p.Rate, "the learning rate of its first layer's weights"))
	if gap := mine.Mean - others.Mean; math.Abs(gap) <= claim.SameAccuracy {
		if roundedAccuracy(others) == roundedAccuracy(mine) {
			return say("%s makes the two one again: both end at %s.", cure, roundedAccuracy(mine))
		}
		return say("%s makes the two one again: they end at %s and %s.", cure, roundedAccuracy(others), roundedAccuracy(mine))
	}
	return say("%s should make the two one again, but they end at %s and %s.", cure, roundedAccuracy(others), roundedAccuracy(mine))
}

func (n *narrative) abstractControls() string {
	if len(n.Controls) == 0 {
		return ""
	}
	p := n.Controls[0]
	same, compared := n.identicalSeeds(p.Scenario, p.Baseline)
	opening := say("With the factor %s, which does not round, ", exact(max(p.A, 1/p.A)))
	if same == compared {
		return opening + say("every loss and logit agrees in every bit, in %s.", outOf(same, compared, "seed"))
	}
	return opening + say("every loss and logit should agree in every bit, but they do so in %s.", outOf(same, compared, "seed"))
}

func (n *narrative) abstractAllRates() string {
	if n.AllRates == "" {
		return ""
	}
	gap := n.Paired(n.AllRates, n.Reference, evidence.FinalAccuracy)
	what := sentence(n.scaling(1/n.rateDivisor(n.AllRates), "every rate"))
	if math.Abs(gap.Mean) <= claim.SameAccuracy/2 || math.IsNaN(gap.Mean) {
		return say("%s is not the same, but ends close to it, at %s.", what, roundedAccuracy(n.Sample(n.AllRates, evidence.FinalAccuracy)))
	}
	return say("%s does not: the second then ends at %s.", what,
		roundedAccuracy(n.Sample(n.AllRates, evidence.FinalAccuracy)))
}

func (n *narrative) abstractAdam() string {
	if n.Prediction(n.Broken).Exponent == 1 {
		return "" // the whole abstract is about Adam
	}
	for _, p := range n.Adam {
		c := n.claim(claim.FirstStep, p.Scenario)
		if c.Verdict == claim.Holds && p.Rate == 1 && p.A > 1 {
			return say("Under Adam the factor is %s and not its square.", exact(p.A))
		}
	}
	return ""
}

func (n *narrative) abstractVerdict() string {
	claims, holding := len(n.verdicts.Claims), n.verdicts.Count(claim.Holds)
	switch {
	case holding == 0 || !n.verdicts.Hold():
		return ""
	case claims == 1:
		return "The one claim made beforehand holds."
	case holding < claims:
		return sentence(say("%s made beforehand %s; of the %s the study can say nothing.", outOf(holding, claims, "claim"),
			plural(holding, "holds", "hold"), plural(claims-holding, "other", "others")))
	}
	return sentence(say("%s made beforehand hold.", outOf(claims, claims, "claim")))
}

// abstractOverview stands in for the story of two networks where the study
// has no such pair.
func (n *narrative) abstractOverview() string {
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
	if !n.HasRun(n.Reference) {
		return opening
	}
	return text(opening,
		say("In %s, the first step %s and takes the loss on its batch from %s %s.", n.name(n.Reference), n.movesInWords(),
			spread(n.Sample(n.Reference, evidence.LossBefore), 3), toLoss(n.Sample(n.Reference, evidence.LossAfter), 3)),
		sentence(n.fates("the network", n.Outcome(n.Reference)))+".")
}

// movesInWords says how far the reference's first step moves the
// pre-activations.
func (n *narrative) movesInWords() string {
	ratio := n.Sample(n.Reference, evidence.XdWRatio)
	if ratio.Max == 0 {
		return "does not move the first layer"
	}
	return say("is %s the pre-activations' own size", multipleOf(ratio, 2))
}

// abstractSteps says in a sentence whether theory was right, where there is
// no pair to say it of.
func (n *narrative) abstractSteps() string {
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
