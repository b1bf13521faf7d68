package report

import (
	"slices"
	"strings"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/words"
)

// setUp says what was trained on what and how.
func (n *narrative) setUp() []typeset.Block {
	return blocks(
		heading("setup", "Set-up"),
		paragraph(
			say("The network has %s units with ReLU, softmax and cross-entropy, in float32; its biases start at zero. @tab:setup has the rest, @tab:scenarios what differs between scenarios.", n.layerSizes()),
			"For one seed every scenario draws the same initial weights, before they are divided, and the same batches in the same order, so that scenarios are compared seed by seed.",
			n.deadDefinition(),
			"A run ends early at the first step whose loss is not finite: it has *overflowed*. A run has *died* if from some step to its end the gradient of the first layer's weights is exactly zero.",
		),
		n.dataParagraph(),
		n.figure("images", "What the network reads.", n.drawings["images"].Key),
		paragraph(n.shortNames()),
		inPlace(n.namesTable()),
		inPlace(n.setupTable()),
		inPlace(n.scenarioTable()),
	)
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

func (n *narrative) deadDefinition() string {
	if len(n.Results) == 0 {
		return ""
	}
	images := "the first image"
	if probe := n.Results[0].Run.FirstStep.DeadUnits.Probe; probe != 1 {
		images = say("each of the first %s images", integer(probe))
	}
	return say("A hidden unit is *dead* while its output is zero on %s of the validation set.", images)
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
		source = say("%s is a set of photographs of clothing, shoes and bags %s.", n.dataName(), n.cite("fashion-mnist"))
	case "synthetic":
		source = "The images are garments that the program draws from a seed, so that the study needs no files."
	}
	return paragraph(
		source,
		say("There are %s classes, and each image has %s pixels with values up to the full range of a byte, of which %s are zero; the mean is %s and the standard deviation %s.",
			inWords(len(d.Counts)), integer(d.Rows*d.Columns), percent(float64(d.Zeros), 2),
			significant(float64(d.Mean), 3), significant(float64(d.Deviation), 3)),
		n.mentions("images", "@fig:images shows some."),
		say("Guessing has an accuracy of %s, and a loss of %s when it favours no class.", exact(n.Chance()), significant(n.GuessingLoss(), 4)),
	)
}

func (n *narrative) setupTable() []typeset.Block {
	t := n.Definition.Training
	wide := typeset.Column{Wrap: true}
	return []typeset.Block{typeset.Table{
		Label:   "setup",
		Title:   "Set-up.",
		Caption: "The same in all scenarios but for what @tab:scenarios says.",
		Columns: []typeset.Column{{}, wide, {Names: true}, wide},
		Rows: []typeset.Row{
			{Cells: cells("Data", n.dataSplit(), "Rate, batch", say("%s = %s; %s, the last partial batch left out", mEta, exact(t.LearningRate), count(t.Batch, "image")))},
			{Cells: cells("First layer", n.initialiser(n.Definition.Network.FirstLayerInit), "Length", say("%s, that is %s", n.epochs(), countSteps(n.Steps())))},
			{Cells: cells("Other layers", n.initialiser(n.Definition.Network.Init), "Order", n.order())},
			{Cells: cells("Optimizer", optimizerInFull(n, t.Optimizer), "Seeds", n.seedList())},
		},
	}}
}

func (n *narrative) dataSplit() string {
	d := n.Definition.Dataset
	return say("%s images to train, %s to validate", integer(d.Train), integer(d.Validation))
}

// countSteps writes a number of steps in digits.
func countSteps(steps int) string { return integer(steps) + " " + plural(steps, "step", "steps") }

// initialiser describes the distribution of initial weights.
func (n *narrative) initialiser(name string) string {
	variance, source := `$2/(\text{inputs}+\text{outputs})$`, "glorot"
	if strings.HasPrefix(name, "he-") {
		variance, source = `$2/\text{inputs}$`, "he"
	}
	if strings.HasSuffix(name, "-normal") {
		return say(`normal %s, not truncated, of variance %s`, n.cite(source), variance)
	}
	return say(`uniform %s, of variance %s`, n.cite(source), variance)
}

func (n *narrative) order() string {
	buffer := n.Definition.Training.ShuffleBuffer
	if buffer == 0 || buffer >= n.Definition.Dataset.Train {
		return "a full permutation, anew each epoch"
	}
	return say("shuffled through a buffer of %s, anew each epoch", integer(buffer))
}

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

func (n *narrative) seedList() string {
	const most = 12
	seeds := n.Definition.Seeds
	if len(seeds) > most {
		return say("%s, from %s to %s", integer(len(seeds)), seedName(seeds[0]), seedName(seeds[len(seeds)-1]))
	}
	var items []string
	for _, s := range seeds {
		items = append(items, seedName(s))
	}
	return strings.Join(items, ", ")
}

// scenarioTable says what each scenario divides, and what it is expected to do.
func (n *narrative) scenarioTable() []typeset.Block {
	table := typeset.Table{
		Label: "scenarios",
		Title: "Scenarios.",
		Caption: text(
			say("What features and first-layer weights are divided by; the optimizer; the learning rate %s, and that of the first layer's weights, %s; and what the study expects of the runs.", mEta, mEta1),
			n.otherKeys()),
		Columns: columns(typeset.Left, typeset.Right, typeset.Right, typeset.Left, typeset.Right, typeset.Right, typeset.Left),
		Head: [][]typeset.Cell{
			cells("", "divided by", "", "", "", "", "").span(1, 2),
			cells("Scenario", "features", "weights", "optimizer", mEta, mEta1, "expected"),
		},
	}
	for _, s := range n.Definition.Scenarios {
		s = n.Scenario(s.Name)
		table.Rows = append(table.Rows, typeset.Row{Cells: n.cellsFor(s.Name,
			cell(featureDivisor(s)), cell(exact(s.WeightDivisor)), cell(strings.Join(append([]string{optimizerName(s.Optimizer)}, n.Rules(s.Name)...), ", ")),
			cell(n.dividedRate(s, s.LearningRateDivisor)), cell(n.firstLayerRate(s)),
			n.expectationCell(s))})
	}
	return []typeset.Block{table}
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
		normalised = say("A rate by norms is the one that makes %s at every step %s.", mRelative, factor(shares[0]))
	default:
		normalised = say("A rate by norms is the one that makes %s at every step the share beside it.", mRelative)
	}
	return text(
		n.fewerSeeds(),
		when(standardised, "Standardised features are divided by their deviation once their mean is taken off, both over all pixels of the training set."),
		normalised)
}

// fewerSeeds say which scenarios are trained with some of the seeds only.
func (n *narrative) fewerSeeds() string {
	var seeds []string
	with := map[string][]string{}
	for _, s := range n.Definition.Scenarios {
		if key := s.Seeds.String(); key != "" {
			if with[key] == nil {
				seeds = append(seeds, key)
			}
			with[key] = append(with[key], s.Name)
		}
	}
	var said []string
	for _, key := range seeds {
		names, own := with[key], n.Definition.SeedsOf(with[key][0])
		said = append(said, say("%s %s trained with %s %s alone.", sentence(n.names(names)), plural(len(names), "is", "are"),
			plural(len(own), "seed", "seeds"), strings.NewReplacer("-", "–", ",", ", ").Replace(own.String())))
	}
	return text(said...)
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
		divided += " " + words.Steps(steps.First, steps.Last)
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

func (n *narrative) expectationCell(s study.Scenario) typeset.Cell {
	e := s.Expectation()
	if e.Of == "" {
		return cell(e.String())
	}
	return typeset.Cell{Text: e.Words() + n.name(e.Of), Short: e.Words() + n.shortName(e.Of)}
}
