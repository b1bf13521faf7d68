package report

import (
	"math"
	"slices"
	"strings"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/words"
)

// tenSteps follows the network through the steps after the first: how the
// layers throw each other, what dies meanwhile, and how it ends.
func (n *narrative) tenSteps() []typeset.Block {
	if len(n.Results) == 0 {
		return nil
	}
	return blocks(
		heading("damage", n.tenStepsTitle()),
		n.chain(),
		n.stepsFigure(),
		n.chainTable(),
		n.bothEndings(),
	)
}

// stepsFigure follows the first batches: loss and dead units of the pair, or of
// a study without one the dead units alone.
func (n *narrative) stepsFigure() []typeset.Block {
	if n.has("ten-steps") {
		return n.figure("ten-steps", n.deadTitle(),
			when(n.Seeds() > 1, sentence(figures.LineWords(n.Seeds()))+"."),
			n.crosses("ten-steps", "A cross ends a run that overflowed, at its last finite loss."))
	}
	return n.figure("dead-units", n.deadTitle(),
		say("Share of the units of %s that are dead after each of the first steps%s.", figures.LayerWords(n.layers()-1), n.ofSeveral(figures.LineWords)),
		n.laterLayersCounted(),
		when(n.many() && len(n.Outcome(n.Broken).Overflowed) > 0, "A run that overflowed counts as far as it goes."),
		n.crosses("dead-units", "A cross ends a run that overflowed, at its last finite loss."))
}

// laterLayersCounted says after which of the steps that are drawn the units of
// the later hidden layers are counted.
func (n *narrative) laterLayersCounted() string {
	var steps []int
	for _, r := range n.Results {
		for _, p := range r.Trace.Points {
			if p.Step <= figures.EarlySteps && len(p.Dead) > 1 {
				steps = append(steps, p.Step)
			}
		}
	}
	if len(steps) == 0 {
		return ""
	}
	slices.Sort(steps)
	var said []string
	for _, step := range slices.Compact(steps) {
		said = append(said, integer(step))
	}
	return say("Above the first layer they are counted after %s %s.", words.Plural(len(said), "step", "steps"), list(said...))
}

func (n *narrative) tenStepsTitle() string {
	if n.Broken == "" || n.Outcome(n.Broken).Collapsed() == 0 {
		return "The steps that follow"
	}
	return "The ten steps that follow"
}

// chainBatches is how many batches the table of the chain has.
const chainBatches = 5

// A chainStep is what the broken network's layers did on one batch, medians
// over the seeds that came so far. Layers count from the first.
type chainStep struct {
	loss                     float64
	gradient, output, length []float64 // ‖∇L‖, rms of the outputs, ‖ΔW‖/‖W‖, by layer
	dead                     float64   // share of the first hidden layer after the step
}

// chainOf follows a scenario through its first batches; it ends where half of
// the seeds have.
func (n *narrative) chainOf(scenario string) []chainStep {
	diagnosed := n.Diagnosed(scenario)
	var chain []chainStep
	for k := range chainBatches {
		step := chainStep{
			loss: n.medianOver(diagnosed, func(r evidence.Result) float64 {
				if k >= len(r.Trace.Loss) {
					return math.NaN()
				}
				return float64(r.Trace.Loss[k])
			}),
			dead: n.medianOver(diagnosed, func(r evidence.Result) float64 { return deadAt(r, k+1) }),
		}
		for layer := range n.layers() {
			at := func(of func(*record.Course) [][]record.Float) float64 {
				return n.medianOver(diagnosed, func(r evidence.Result) float64 { return ofLayer(of(&r.Run.Diagnostics.Course), layer, k) })
			}
			step.gradient = append(step.gradient, at(func(c *record.Course) [][]record.Float { return c.Gradient }))
			step.output = append(step.output, at(func(c *record.Course) [][]record.Float { return c.OutputRMS }))
			step.length = append(step.length, n.medianOver(diagnosed, func(r evidence.Result) float64 {
				c := &r.Run.Diagnostics.Course
				return ofLayer(c.DeltaNorm, layer, k) / ofLayer(c.WeightNorm, layer, k)
			}))
		}
		if math.IsNaN(step.loss) || math.IsNaN(step.gradient[0]) {
			break
		}
		chain = append(chain, step)
	}
	return chain
}

// medianOver is a median over runs; not a number where fewer than half have a
// finite one.
func (n *narrative) medianOver(results []evidence.Result, of func(evidence.Result) float64) float64 {
	var values []float64
	for _, r := range results {
		values = append(values, of(r))
	}
	s := compare.Of(values)
	if 2*len(s.Values) < len(results) || len(s.Values) == 0 {
		return math.NaN()
	}
	return medianOf(s)
}

// ofLayer is a number of a layer on a batch, counted from 0.
func ofLayer(byLayer [][]record.Float, layer, batch int) float64 {
	if layer >= len(byLayer) || batch >= len(byLayer[layer]) {
		return math.NaN()
	}
	return float64(byLayer[layer][batch])
}

// deadAt is the share of the first hidden layer that is dead after a step.
func deadAt(r evidence.Result, step int) float64 {
	units := r.Run.FirstStep.DeadUnits.Units
	for _, p := range r.Trace.Points {
		if p.Step == step && len(p.Dead) > 0 && len(units) > 0 && units[0] > 0 {
			return float64(p.Dead[0]) / float64(units[0])
		}
	}
	return math.NaN()
}

// chain tells how the long step of the first layer throws the others, as far
// as the broken network's batches show it.
func (n *narrative) chain() []typeset.Block {
	if n.Broken == "" {
		return paragraph(n.deadInFigure())
	}
	steps := n.chainOf(n.Broken)
	if len(steps) < 2 || n.layers() < 2 {
		return paragraph(n.explosion(), n.deadInFigure())
	}
	return paragraph(
		say("@tab:chain follows %s through its first batches.", n.name(n.Broken)),
		n.thrownFirst(steps[0]),
		n.laterLayersFollow(steps),
		n.firstLayerAgain(steps),
		n.product(steps),
		n.deadInFigure(),
	)
}

// thrownFirst is batch 1: the first layer moves, the others as in the
// reference.
func (n *narrative) thrownFirst(first chainStep) string {
	reference := n.chainOf(n.Reference)
	if len(reference) == 0 || !(first.length[0] > manyTimes*reference[0].length[0]) {
		return ""
	}
	later := ""
	if alike(first.gradient[1:], reference[0].gradient[1:]) {
		later = say("; the gradients of the later layers are those of %s", n.name(n.Reference))
	}
	return say("On the first, $W_1$ takes a step of %s times its own norm%s.", significant(first.length[0], 2), later)
}

func alike(a, b []float64) bool {
	for i := range a {
		if !(claim.RelativeDifference(a[i], b[i]) <= claim.StepTolerance) {
			return false
		}
	}
	return true
}

// laterLayersFollow is batch 2: the later gradients carry the first layer's
// output.
func (n *narrative) laterLayersFollow(steps []chainStep) string {
	first, second := steps[0], steps[1]
	last := len(second.gradient) - 1
	if !(second.gradient[last] > manyTimes*first.gradient[last]) || !(second.output[0] > manyTimes*first.output[0]) {
		return ""
	}
	return say("On the second the gradients of the later layers carry outputs of the first layer that are %s times as large, and these layers too take steps of %s times their norm.",
		significant(second.output[0]/first.output[0], 2), fromTo(second.length[1:]))
}

// firstLayerAgain is batch 3: the first layer's gradient carries the later
// weights.
func (n *narrative) firstLayerAgain(steps []chainStep) string {
	if len(steps) < 3 || !(steps[2].gradient[0] > manyTimes*steps[1].gradient[0]) {
		return ""
	}
	return say("On the third the gradient of $W_1$, which carries the later weights, is %s times that of the second.",
		significant(steps[2].gradient[0]/steps[1].gradient[0], 2))
}

// product is the sentence that explains the explosion, where the table shows
// it.
func (n *narrative) product(steps []chainStep) string {
	if n.laterLayersFollow(steps) == "" || n.firstLayerAgain(steps) == "" {
		return ""
	}
	return text("The error at the output is bounded, so one layer cannot explode by itself. Several can, because each one's step grows in proportion to the product of the others.",
		n.firstLayerAlone())
}

// firstLayerAlone names the broken network with small steps of all later layers,
// where none of its runs overflows and the broken one's do.
func (n *narrative) firstLayerAlone() string {
	a := n.Prediction(n.Broken).A
	s := n.Sibling(1, a*a)
	if s == "" || !n.HasRun(s) || len(n.Outcome(s).Overflowed) > 0 || len(n.Outcome(n.Broken).Overflowed) == 0 {
		return ""
	}
	return say("With small steps of the later layers, in %s, no run overflows.", n.name(s))
}

// chainTable has the first batches of the broken network, and the first and
// last of these of the reference.
func (n *narrative) chainTable() []typeset.Block {
	const most = 3 // layers that a row has room for
	if n.Broken == "" || len(n.chainOf(n.Broken)) < 2 || n.layers() < 2 {
		return nil
	}
	layers := min(most, n.layers())
	head := cells("Batch", "loss")
	over := cells("", "")
	for _, group := range []string{`gradient, $\|\nabla_{W}L\|$`, "rms output", `step, $\|\Delta W\|/\|W\|$`} {
		over = append(over, typeset.Cell{Text: group, Span: layers})
		for layer := range layers {
			head = append(head, cell(integer(layer+1)))
		}
	}
	table := typeset.Table{
		Label: "chain",
		Title: "The first batches, layer by layer.",
		Caption: text(
			say("%s, from %s on as the nearest power of ten: the loss before each update; by layer the gradient, the output and the step; the share of the first hidden layer that is dead after it.",
				n.oneOrMany("Numbers", "Medians over the seeds"), orderOfMagnitude(math.Pow10(chainDigits))),
			when(layers < n.layers(), "The first three layers are shown.")),
		Columns: append(columns(typeset.Right), slices.Repeat(columns(typeset.Right), 1+3*layers+1)...),
		Head:    [][]typeset.Cell{append(over, cell("")), append(head, cell("dead"))},
	}
	for _, s := range []string{n.Broken, n.Reference} {
		chain := n.chainOf(s)
		for k, step := range chain {
			if k == 0 {
				table.Rows = append(table.Rows, typeset.Row{Gap: true, Cells: cells(n.name(s)).over(len(table.Columns))})
			}
			if s == n.Reference && k > 0 && k < len(chain)-1 {
				continue
			}
			r := cells(integer(k+1), chainNumber(step.loss))
			for _, of := range [][]float64{step.gradient, step.output, step.length} {
				for layer := range layers {
					r = append(r, cell(chainNumber(of[layer])))
				}
			}
			table.Rows = append(table.Rows, typeset.Row{Cells: append(r, cell(emptyIfNaN(tableShare)(step.dead)))})
		}
	}
	return []typeset.Block{table}
}

// chainDigits is how many digits before its point a number has at the most that
// the table of the first batches writes in full.
const chainDigits = 5

// chainNumber writes a number to two digits, a large one as the nearest power
// of ten.
func chainNumber(x float64) string {
	if words.Exponent(x, 2) >= chainDigits {
		return orderOfMagnitude(x * math.Sqrt(10))
	}
	return finiteCell(x, 2)
}

// deadAndWell names a scenario that loses about as many units in its first step
// as the broken one, and learns: of several the one that loses most in the end.
func (n *narrative) deadAndWell() string {
	if n.Broken == "" || n.Outcome(n.Broken).Collapsed() == 0 {
		return ""
	}
	broken, told, most := n.Sample(n.Broken, evidence.DeadAfter), "", manyDead
	for _, s := range n.Ran() {
		o, dead, end := n.Outcome(s), n.Sample(s, evidence.DeadAfter), n.Sample(s, evidence.DeadAtEnd)
		if s != n.Broken && len(o.Learned) == len(o.All) && len(dead.Values) > 0 && dead.Mean >= broken.Mean*2/3 && end.Mean > most {
			told, most = s, end.Mean
		}
	}
	if told == "" {
		return ""
	}
	noCause := slices.ContainsFunc(n.rivals(), func(r claim.Rival) bool { return r.Name == claim.DeadUnits && r.Refuted })
	return say("Units die alongside the explosion%s: in %s %s of the layer is dead after step one and %s at the end, and the network learns (%s).",
		when(noCause, ", but dead units alone do not break a network"), n.name(told), share(n.Sample(told, evidence.DeadAfter)), share(n.Sample(told, evidence.DeadAtEnd)), accuraciesOf(n.Outcome(told).All))
}

// bothEndings says how runs end that do not learn.
func (n *narrative) bothEndings() []typeset.Block {
	said := paragraph(n.deadInEach(), n.deadAndWell(), n.partingOfSeeds(), n.countedEndings(), n.endingsInShort())
	if n.many() {
		return blocks(said, n.endingsSummary())
	}
	return said
}

// countedEndings refers to the table of endings where there is one.
func (n *narrative) countedEndings() string {
	if len(n.notLived()) == 0 {
		return "No run of the study overflowed, and none died."
	}
	return when(n.many(), "@tab:endings counts the endings.")
}

func (n *narrative) deadInFigure() string {
	if n.has("ten-steps") {
		return "@fig:ten-steps follows loss and dead units" + when(n.Seeds() > 1, ", seed by seed") + "."
	}
	return n.mentions("dead-units", "@fig:dead-units follows the dead units over the first steps.")
}

// deadInEach says of scenarios without parts how many units die.
func (n *narrative) deadInEach() string {
	if n.Broken != "" {
		return ""
	}
	var said []string
	most := 0.0
	for _, s := range n.Ran() {
		dead := n.Sample(s, evidence.DeadAfter)
		said, most = append(said, say("%s in %s", share(dead), n.name(s))), max(most, dead.Max)
	}
	switch {
	case most == 0:
		return "After step one no unit of the first hidden layer is dead."
	case len(said) > mostNamed:
		return ""
	}
	return say("After step one the dead units of the first hidden layer are %s.", list(said...))
}

func (n *narrative) deadTitle() string {
	switch {
	case n.Broken == "" && n.has("ten-steps"):
		return "Loss and dead units in the first steps."
	case n.Broken == "":
		return "Dead units in the first steps."
	}
	dead := n.Sample(n.Broken, evidence.DeadAfter)
	if len(dead.Values) == 0 || dead.Max == 0 {
		return "The first step leaves the units alive; what becomes of them then."
	}
	return say("After one step %s of the first hidden layer of %s is dead.", share(dead), n.name(n.Broken))
}

// explosion says where the first step takes the loss, where no diagnostics
// follow the layers.
func (n *narrative) explosion() string {
	before, after := n.Sample(n.Broken, evidence.LossBefore), n.Sample(n.Broken, evidence.LossAfter)
	beyond := toLoss(after, 2)
	if after.Mean < before.Mean {
		return say("On its own batch the step takes the loss from %s %s, so it is not too long to lower it.", spread(before, 3), beyond)
	}
	return text(say("The loss on the batch goes from %s %s in one step%s.", spread(before, 3), beyond, n.peak()), n.referenceAfter())
}

// toLoss says where a step takes a loss.
func toLoss(after compare.Sample, digits int) string {
	if len(after.Values) == 0 {
		return "beyond float32"
	}
	return "to " + spread(after, digits)
}

// referenceAfter is the loss of the reference after its first step.
func (n *narrative) referenceAfter() string {
	after := n.Sample(n.Reference, evidence.LossAfter)
	if len(after.Values) == 0 {
		return say("In %s it is not finite after the same step either.", n.name(n.Reference))
	}
	return say("In %s the same batch is at %s after the same step.", n.name(n.Reference), spread(after, 3))
}

// peak says how large the loss grows before it is no longer finite.
func (n *narrative) peak() string {
	least := math.Inf(1)
	for _, r := range n.Of(n.Broken) {
		highest := 0.0
		for _, loss := range r.Trace.Loss {
			if l := float64(loss); !math.IsNaN(l) && !math.IsInf(l, 0) {
				highest = max(highest, l)
			}
		}
		least = min(least, highest)
	}
	after := n.Sample(n.Broken, evidence.LossAfter)
	if math.IsInf(least, 0) || len(after.Values) == 0 || least < manyTimes*after.Max {
		return ""
	}
	return say(" and past %s %s later on", orderOfMagnitude(least), plural(len(n.Of(n.Broken)), "", "in every seed"))
}

// partingOfSeeds says which seeds overflow and which die.
func (n *narrative) partingOfSeeds() string {
	if n.Broken == "" {
		return ""
	}
	o := n.Outcome(n.Broken)
	switch {
	case o.Collapsed() == 0:
		return say("The network does not collapse: %s.", n.fates("it", o))
	case len(o.All) == 1:
		return say("The run %s.", n.fateOfOne(o.All[0]))
	}
	return text(
		say("The network %s.", n.fates("of "+n.name(n.Broken), o)),
		when(len(o.Overflowed) > 0 && len(o.Overflowed) < len(o.All),
			"What decides between these ends is not explained here."),
	)
}

// notLived are the scenarios in which some run overflowed or died.
func (n *narrative) notLived() []string {
	var scenarios []string
	for _, s := range n.Ran() {
		if o := n.Outcome(s); len(o.Overflowed)+countFate(o.All, evidence.Died) > 0 {
			scenarios = append(scenarios, s)
		}
	}
	return scenarios
}

// constancy says what is left of networks that have died.
func (n *narrative) constancy() string {
	var died []evidence.Ending
	var scenarios []string
	for _, s := range n.Ran() {
		if o := n.Outcome(s); len(o.Died) > 0 {
			died = append(died, o.Died...)
			scenarios = append(scenarios, s)
		}
	}
	if len(died) == 0 {
		return ""
	}
	top := sampleOf(died, func(e evidence.Ending) float64 { return e.TopShare })
	loss := sampleOf(died, func(e evidence.Ending) float64 { return e.Loss })
	classifier := "a nearly constant classifier"
	if top.Min == 1 {
		classifier = "a constant classifier"
	}
	where := say("in %s", count(len(scenarios), "scenario"))
	if len(scenarios) == 1 {
		where = say("in %s", n.name(scenarios[0]))
	}
	said := say("What is left of a run that has died (%s) is %s, which gives one class to %s of the validation images, at a loss of %s.",
		where, classifier, share(top), spreadOrMedian(loss, 3))
	that := "that of guessing"
	if heavyTailed(loss) {
		that = "that" // which is named
	}
	return text(said, n.lossesOfTheDead(died, that))
}

// lossesOfTheDead explains losses far above that of guessing where no unit is
// left that fires.
func (n *narrative) lossesOfTheDead(died []evidence.Ending, that string) string {
	var dead []float64
	for _, e := range died {
		if r, ok := n.Find(e.Scenario, e.Seed); ok && e.Loss > 2*n.GuessingLoss() {
			dead = append(dead, evidence.DeadAtEnd(r))
		}
	}
	return when(compare.Of(dead).Min == 1, say("A loss far above %s comes from the biases, for no unit of the first hidden layer lives.", that))
}

func sampleOf(ends []evidence.Ending, of func(evidence.Ending) float64) compare.Sample {
	var values []float64
	for _, e := range ends {
		values = append(values, of(e))
	}
	return compare.Of(values)
}

// endingsTitle is "Which runs overflowed, and which died", as far as some did.
func (n *narrative) endingsTitle(which string) string {
	switch overflowed, died := n.metFates(); {
	case overflowed && died:
		return say("%s runs overflowed, and %s died.", which, strings.ToLower(which))
	case died:
		return which + " runs died."
	}
	return which + " runs overflowed."
}

// endingSteps says what the steps in a table of endings are.
func (n *narrative) endingSteps() string {
	overflow, death := "that of the first loss that is not finite", "the one from which on the first layer's gradient is exactly zero"
	switch overflowed, died := n.metFates(); {
	case overflowed && died:
		return overflow + ", or " + death + "."
	case died:
		return death + "."
	}
	return overflow + "."
}

// metFates reports whether any run overflowed, and whether any died.
func (n *narrative) metFates() (overflowed, died bool) {
	for _, s := range n.notLived() {
		o := n.Outcome(s)
		overflowed = overflowed || countFate(o.All, evidence.Overflowed) > 0
		died = died || countFate(o.All, evidence.Died) > 0
	}
	return overflowed, died
}

func countFate(ends []evidence.Ending, fate evidence.Fate) int {
	k := 0
	for _, e := range ends {
		if e.Fate == fate {
			k++
		}
	}
	return k
}

// finiteCell writes a number in a table, and that it is none.
func finiteCell(x float64, digits int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "not finite"
	}
	return significant(x, digits)
}

// fromTo writes the least and the greatest of some numbers.
func fromTo(x []float64) string {
	return words.Document.Spread(slices.Min(x), slices.Max(x), compare.Of(x).Mean, 2)
}
