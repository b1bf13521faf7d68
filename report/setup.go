package report

import (
	"math"
	"slices"
	"strings"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/record"
	"firststep/study/theory"
	"firststep/study/words"
)

// setUp says what was trained on what and how; a study of remedies lists its
// scenarios in the appendix, for it has a table of them already.
func (n *narrative) setUp() []typeset.Block {
	lists, table := "@tab:scenarios lists the scenarios of the study's input file, its *definition*.", n.scenarioTable
	if n.ComparesRemedies() {
		lists, table = "@tab:scenarios in the appendix lists the scenarios of the study's input file, its *definition*.", func() []typeset.Block { return nil }
	}
	return blocks(
		heading("setup", "Set-up"),
		paragraph(n.networkWords(), n.trainingWords(), n.endWords(), lists),
		n.dataParagraph(),
		paragraph(n.shortNames()),
		inPlace(n.namesTable()),
		table(),
	)
}

// initialWeights says what the weights are drawn from.
func (n *narrative) initialWeights() string {
	first, others := n.Definition.Network.FirstLayerInit, n.Definition.Network.Init
	if first == others {
		return say("Weights are drawn from %s of variance %s.", distribution(first), n.variance(first))
	}
	if n.variance(first) == n.variance(others) {
		return say("The first layer's weights are drawn from %s, the others from %s, both of variance %s.", distribution(first), distribution(others), n.variance(first))
	}
	return say("The first layer's weights are drawn from %s of variance %s, the others from %s of variance %s.", distribution(first), n.variance(first), distribution(others), n.variance(others))
}

// optimizers names the optimizer of [training], where a scenario has that.
func (n *narrative) optimizers() string {
	var named []string
	for _, s := range n.Definition.Scenarios {
		if o := optimizerInFull(n, n.Scenario(s.Name).Optimizer); !slices.Contains(named, o) {
			named = append(named, o)
		}
	}
	return list(named...)
}

// sweptOptimizers names those that take first steps alone, over factors, and
// train no scenario.
func (n *narrative) sweptOptimizers() string {
	var alone []string
	for _, l := range theory.Laws(n.Definition) {
		if !slices.ContainsFunc(n.Definition.Scenarios, func(s study.Scenario) bool { return n.Scenario(s.Name).Optimizer == l.Optimizer }) {
			alone = append(alone, optimizerInFull(n, l.Optimizer))
		}
	}
	return when(len(alone) > 0, say("First steps alone are taken with %s too.", list(alone...)))
}

// layerSizes writes "784, 300, 100 and 10".
func (n *narrative) layerSizes() string {
	var sizes []string
	if n.Dataset != nil {
		sizes = append(sizes, integer(n.Dataset.Rows*n.Dataset.Columns))
	}
	for _, h := range n.Definition.Network.Hidden {
		sizes = append(sizes, integer(h))
	}
	if n.Dataset != nil {
		sizes = append(sizes, integer(len(n.Dataset.Counts)))
	}
	return list(sizes...)
}

// dataName is what the data are called in a sentence.
func (n *narrative) dataName() string {
	switch {
	case n.Dataset == nil || n.Dataset.Name == "":
		return "images"
	case n.Dataset.Source == "synthetic":
		return "drawn garments"
	}
	return plain(n.Dataset.Name)
}

func (n *narrative) dataParagraph() []typeset.Block {
	d := n.Dataset
	if d == nil {
		return nil
	}
	source := ""
	switch d.Source {
	case "fashion-mnist":
		source = say("%s shows clothing, shoes and bags %s.", n.dataName(), n.cite("fashion-mnist"))
	case "synthetic":
		source = "The images are garments that the program draws from a seed, so that the study needs no files."
	}
	return paragraph(
		source,
		say("There are %s classes, and each image has %s%s%s.", inWords(n.Classes()), imageSize(d), pixelValues(d), n.mentions("images", " (@fig:images)")),
		n.absentLabels(),
		say("Guessing one class has an accuracy of up to %s, the share of the most frequent in the %s set; to favour no class has a loss of %s.",
			words.Document.Share(n.Chance()), n.chanceOf(), significant(n.GuessingLoss(), 4)),
	)
}

// imageSize says how many pixels an image has; of several channels each counts.
func imageSize(d *record.Dataset) string {
	pixels := integer(d.Rows*d.Columns) + " pixels"
	if d.Channels > 0 {
		pixels += say(" (%s in each of %s channels)", integer(d.Rows*d.Columns/d.Channels), inWords(d.Channels))
	}
	return pixels
}

// pixelValues says what values the training pixels have, and their largest where
// dataset.json has it: that of pixels which were divided by 255 before they were
// saved as bytes is 0 or 1.
func pixelValues(d *record.Dataset) string {
	upTo := ""
	switch {
	case d.Maximum == nil:
	case *d.Maximum == 0:
		return ", all of them black"
	case *d.Maximum == math.MaxUint8:
		upTo = " with values up to the full range of a byte"
	default:
		upTo = say(" with values up to %s, where a byte holds up to %s", integer(*d.Maximum), integer(math.MaxUint8))
	}
	return say("%s, of which %s are zero", upTo, percent(float64(d.Zeros), 2))
}

// chanceOf names the set whose most frequent class chance is the share of.
func (n *narrative) chanceOf() string {
	if len(n.Dataset.ValidationCounts) == 0 {
		return "training"
	}
	return "validation"
}

// absentLabels names the labels that the network has an output for and no image
// has.
func (n *narrative) absentLabels() string {
	absent := n.AbsentLabels()
	switch {
	case len(absent) == 0:
		return ""
	case len(absent) > mostNamed:
		return say("The network has an output for each of %s labels, of which %s never occur.", integer(len(n.Dataset.Classes)), integer(len(absent)))
	}
	var labels []string
	for _, label := range absent {
		labels = append(labels, plain(label))
	}
	return say("The network has an output for each of %s labels, of which %s%s never %s.", integer(len(n.Dataset.Classes)), plural(len(absent), "label~", "labels~"), list(labels...), plural(len(absent), "occurs", "occur"))
}

// countSteps writes a number of steps in digits.
func countSteps(steps int) string { return integer(steps) + " " + plural(steps, "step", "steps") }

func optimizerInFull(n *narrative, optimizer string) string {
	switch optimizer {
	case "sgd":
		return "stochastic gradient descent (SGD)"
	case "momentum":
		return say("gradient descent with momentum %s", exact(momentum))
	case "adam":
		return say("Adam %s with its published defaults", n.cite("adam"))
	case "rmsprop":
		return say("RMSprop %s with PyTorch's defaults", n.cite("rmsprop"))
	}
	return plain(optimizer)
}

// seedRanges writes "1–5, 8".
func seedRanges(seeds study.Seeds) string {
	return strings.NewReplacer("-", "–", ",", ", ").Replace(seeds.String())
}

// predictsSteps reports whether the first step of some scenario is predicted.
func (n *narrative) predictsSteps() bool {
	return slices.ContainsFunc(n.Definition.Scenarios, func(s study.Scenario) bool { return n.stepCell(s.Name) != "" })
}

// scenarioTitle names what the table of scenarios has.
func (n *narrative) scenarioTitle() string {
	expects := slices.ContainsFunc(n.Definition.Scenarios, func(s study.Scenario) bool { return s.Expectation().Kind != study.NoExpectation })
	switch predicts := n.predictsSteps(); {
	case predicts && expects:
		return "Scenarios, what theory predicts of them, and what the definition expects."
	case predicts:
		return "Scenarios, and what theory predicts of them."
	case expects:
		return "Scenarios, and what the definition expects of them."
	}
	return "What is trained."
}

// scenarioTable says what each scenario divides, what theory predicts of its
// first step, what it is expected to do, and with which seeds, where not all
// have the same.
func (n *narrative) scenarioTable() []typeset.Block {
	wide := typeset.Column{Wrap: slices.ContainsFunc(n.Definition.Scenarios, func(s study.Scenario) bool { return len(n.Rules(s.Name)) > 0 })}
	table := typeset.Table{
		Label: "scenarios",
		Title: n.scenarioTitle(),
		Caption: text(
			when(n.predictsSteps(), say("The first step is the predicted rms %s as a multiple of that of the reference%s", mXdW, n.whichReference())),
			n.blankKey(),
			when(!n.ComparesRemedies(), n.clippedKey()), n.otherKeys()),
		Columns: []typeset.Column{wide, {Align: typeset.Right}, {Align: typeset.Right}, wide, wide, wide, {Align: typeset.Decimal}, wide},
		Head: [][]typeset.Cell{
			cells("", "divided by", "", "", "", "", "first", "").span(1, 2),
			cells("Scenario", "features", "weights", "optimizer", mEta, mEta1, "step", "expected"),
		},
	}
	someSeeds := slices.ContainsFunc(n.Definition.Scenarios, func(s study.Scenario) bool { return len(s.Seeds) > 0 })
	if someSeeds {
		table.Columns = append(table.Columns, typeset.Column{})
		table.Head[0], table.Head[1] = append(table.Head[0], cell("")), append(table.Head[1], cell("seeds"))
	}
	var optimizer, rate string // of the first row
	for i, s := range n.Definition.Scenarios {
		s = n.Scenario(s.Name)
		by, every, first := withItsNumber(strings.Join(append([]string{optimizerName(s.Optimizer)}, n.Rules(s.Name)...), ", ")), n.dividedRate(s, s.LearningRateDivisor), n.firstLayerRate(s)
		r := n.cellsFor(s.Name,
			unless(featureDivisor(s), exact(1)), unless(exact(s.WeightDivisor), exact(1)), unless(by, optimizer),
			unless(every, rate), unless(first, every), cell(n.stepCell(s.Name)), n.expectationCell(s))
		if i == 0 {
			optimizer, rate = by, every
		}
		if someSeeds {
			r = append(r, cell(seedRanges(n.Definition.SeedsOf(s.Name))))
		}
		table.Rows = append(table.Rows, typeset.Row{Cells: r})
	}
	for _, column := range []int{expectedColumn, stepColumn} {
		withoutIfEmpty(&table, column)
	}
	return []typeset.Block{table}
}

// Columns of the table of scenarios that a study may have nothing in.
const stepColumn, expectedColumn = 6, 7

// withoutIfEmpty takes a column out of the table of scenarios whose cells are all
// empty; a cell of its upper head spans two columns.
func withoutIfEmpty(table *typeset.Table, column int) {
	if slices.ContainsFunc(table.Rows, func(r typeset.Row) bool { return r.Cells[column].Text != "" }) {
		return
	}
	table.Columns = slices.Delete(table.Columns, column, column+1)
	table.Head[0] = slices.Delete(table.Head[0], column-1, column)
	table.Head[1] = slices.Delete(table.Head[1], column, column+1)
	for i, r := range table.Rows {
		table.Rows[i].Cells = slices.Delete(r.Cells, column, column+1)
	}
}

// blankKey says what is left blank in the table of scenarios, and what is short.
func (n *narrative) blankKey() string {
	blanks := say("Blank: not divided; rate %s of the first layer's weights as %s", mEta1, mEta)
	if len(n.Definition.Scenarios) > 1 {
		blanks = say("Blank: not divided; optimizer and rate %s as in the first row; rate %s of the first layer's weights as %s; nothing predicted or expected", mEta, mEta1, mEta)
	}
	var words []string
	for _, kind := range []study.ExpectationKind{study.SameAs, study.WorseThan, study.IdenticalTo} {
		if !slices.ContainsFunc(n.Definition.Scenarios, func(s study.Scenario) bool { return s.Expectation().Kind == kind }) {
			continue
		}
		words = append(words, map[study.ExpectationKind]string{study.SameAs: "same", study.WorseThan: "worse", study.IdenticalTo: "identical (in every bit)"}[kind])
	}
	return text(blanks+".", when(len(words) > 0, say("%s %s meant beside the reference (@tab:verdicts).", sentence(list(words...)), plural(len(words), "is", "are"))))
}

// unless is a cell that is left blank where it would say the usual.
func unless(text, usual string) typeset.Cell {
	if text == usual {
		return cell("")
	}
	return cell(text)
}

// stepCell is the predicted factor of a first step, or says that others are
// multiples of it.
func (n *narrative) stepCell(scenario string) string {
	if slices.ContainsFunc(n.pairs(), func(p theory.Prediction) bool { return p.Baseline == scenario }) && n.Prediction(scenario).IsBaseline() {
		return "reference"
	}
	return n.predictedOrClipped(scenario)
}

// whichReference ends a sentence about the reference of a row of the table of
// scenarios: the one next above, where that is so in every row. The table of
// remedies has said it already.
func (n *narrative) whichReference() string {
	above := ""
	for _, s := range n.Definition.Scenarios {
		switch p := n.Prediction(s.Name); {
		case n.stepCell(s.Name) == "reference":
			above = s.Name
		case !p.IsBaseline() && p.Baseline != above && n.ComparesRemedies():
			return ", as in @tab:remedies."
		case !p.IsBaseline() && p.Baseline != above:
			return text(".", n.otherReferences())
		}
	}
	return " above it."
}

// predictedStep is the factor of a scenario's first step, empty where nothing
// is predicted.
func (n *narrative) predictedStep(scenario string) string {
	p := n.Prediction(scenario)
	if p.IsBaseline() {
		return ""
	}
	if x := nearInteger(p.XdW); x > 1 && x != math.Round(x) {
		return significant(x, 3)
	}
	return factor(p.XdW)
}

// otherReferences names the references that are not the study's own.
func (n *narrative) otherReferences() string {
	of := map[string][]string{}
	var references []string
	for _, p := range n.pairs() {
		if p.Baseline != n.Definition.Reference {
			if of[p.Baseline] == nil {
				references = append(references, p.Baseline)
			}
			of[p.Baseline] = append(of[p.Baseline], p.Scenario)
		}
	}
	var said []string
	for _, r := range references {
		said = append(said, say("that of %s is %s", n.names(of[r]), n.name(r)))
	}
	if len(said) == 0 || len(said) > mostNamed {
		return ""
	}
	return say("The reference is %s, but %s.", n.name(n.Definition.Reference), list(said...))
}

// otherKeys explain what few studies have.
func (n *narrative) otherKeys() string {
	standardised := false
	for _, s := range n.Definition.Scenarios {
		standardised = standardised || s.Standardise
	}
	normalised := ""
	switch shares := n.stepShares(); len(shares) {
	case 0:
	case 1:
		normalised = say("A rate by norms %s is the one that makes %s at every step %s.", n.cite("you"), mRelative, factor(shares[0]))
	default:
		normalised = say("A rate by norms %s is the one that makes %s at every step the share beside it.", n.cite("you"), mRelative)
	}
	return text(
		when(standardised, "Standardised features are divided by their deviation once their mean is taken off, both over all pixels of the training set."),
		normalised)
}

// stepShares are the shares of the weights' norm that first-layer steps are
// made to have, each once.
func (n *narrative) stepShares() []float64 {
	var shares []float64
	for _, s := range n.Definition.Scenarios {
		if c := s.FirstLayerTrustCoefficient; c != 0 && !slices.Contains(shares, c) {
			shares = append(shares, c)
		}
	}
	return shares
}

// featureDivisor says what the features are divided by.
func featureDivisor(s study.Scenario) string {
	if s.Standardise {
		return "deviation"
	}
	return exact(s.FeatureDivisor)
}

// firstLayerRate says what the first layer's rate is, or what sets it.
func (n *narrative) firstLayerRate(s study.Scenario) string {
	if s.FirstLayerTrustCoefficient != 0 {
		if len(n.stepShares()) == 1 {
			return "by norms"
		}
		return "by norms, " + factor(s.FirstLayerTrustCoefficient)
	}
	return n.dividedRate(s, s.LearningRateDivisor*s.FirstLayerRateDivisor)
}

// dividedRate says what a rate is, and in which steps it is divided.
func (n *narrative) dividedRate(s study.Scenario, divisor float64) string {
	divided := n.times(divisor)
	if steps := s.DividedSteps(); divided != "" && s.RateDivisorSteps != "" {
		divided += " " + withItsNumber(words.Steps(steps.First, steps.Last))
	}
	return exact(s.LearningRate) + divided
}

// times writes what follows a rate that is divided: nothing where it is not.
func (e *findings) times(divisor float64) string {
	if divisor = nearInteger(divisor); divisor == 1 {
		return ""
	}
	return e.divided(divisor)
}

// expectationCell is what the definition expects; beside the scenario's own
// reference in a word.
func (n *narrative) expectationCell(s study.Scenario) typeset.Cell {
	e := s.Expectation()
	switch e.Of {
	case "":
		return cell(e.String())
	case n.Prediction(s.Name).Baseline:
		word, _, _ := strings.Cut(e.Words(), " ")
		return cell(word)
	}
	return cell(e.Words() + n.name(e.Of))
}

func (n *narrative) networkWords() string {
	return text(
		say("The network has %s units with ReLU, softmax and cross-entropy, in float32; its biases start at zero.", n.layerSizes()),
		n.initialWeights())
}

func (n *narrative) trainingWords() string {
	t := n.Definition.Training
	return text(
		say("It is trained with %s, for %s (%s) over %s images, in batches of %s; %s more validate. Accuracy, where nothing else is said, is theirs at the end%s.", n.optimizers(), n.epochs(), countSteps(n.Steps()),
			integer(n.Definition.Dataset.Train), integer(t.Batch), integer(n.Definition.Dataset.Validation),
			when(n.Dataset != nil && n.Dataset.Source == "fashion-mnist", "; the test set is not used")),
		n.sweptOptimizers(),
		n.seedWords())
}

// seedWords say what scenarios have in common, and what the seeds are.
func (n *narrative) seedWords() string {
	seeds := plural(len(n.Definition.Seeds), "seed~", "seeds~") + seedRanges(n.Definition.Seeds)
	if len(n.Definition.Scenarios) == 1 {
		return say("Its weights and batches are drawn with %s.", seeds)
	}
	return say("With one seed every scenario has the same initial weights, before they are divided, and the same batches (%s).", seeds)
}

// endWords define what may become of units and of runs.
func (n *narrative) endWords() string {
	dead := ""
	if len(n.Results) > 0 {
		images := "the first validation image"
		if probe := n.Results[0].Run.FirstStep.DeadUnits.Probe; probe != 1 {
			images = say("each of the first %s validation images", integer(probe))
		}
		dead = say("A hidden unit is *dead* while it is zero on %s.", images)
	}
	return text(dead,
		"A run *overflows*, and ends, at the first loss that is not finite. It has *died* if the gradient of the first layer's weights is exactly zero from some step to its end, be that a few steps.",
		n.thresholds())
}

// distribution is what an initialiser draws from.
func distribution(initialiser string) string {
	if strings.HasSuffix(initialiser, "-normal") {
		return "a normal distribution"
	}
	return "a uniform distribution"
}

// variance is that of an initialiser's weights, with its source.
func (n *narrative) variance(initialiser string) string {
	if strings.HasPrefix(initialiser, "he-") {
		return `$2/\text{inputs}$ ` + n.cite("he")
	}
	return `$2/(\text{inputs}+\text{outputs})$ ` + n.cite("glorot")
}

// imagesFigure is for the appendix.
func (n *narrative) imagesFigure() []typeset.Block {
	brightness := ""
	if d := n.Dataset; d != nil {
		brightness = say("The pixels have the mean %s and the standard deviation %s.", significant(float64(d.Mean), 3), significant(float64(d.Deviation), 3))
	}
	return n.figure("images", "What the network reads.", n.drawings["images"].Key, brightness)
}

// scenarioSection has the scenarios of a study of remedies, in the appendix.
func (n *narrative) scenarioSection() []typeset.Block {
	return blocks(
		[]typeset.Block{typeset.Heading{Level: 2, Text: "Scenarios"}},
		paragraph("@tab:scenarios lists what each scenario divides, its rates, and what is predicted and expected of it."),
		n.scenarioTable())
}
