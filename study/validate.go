package study

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
)

// fashionMNISTImages is the size of Fashion-MNIST's training set, which
// training and validation share.
const fashionMNISTImages = 60_000

// validate checks how values fit together, and fills in the defaults that
// depend on other values. A check is left out where a value it needs has a
// problem of its own.
func (r *reader) validate(limits Limits) {
	r.checkReference()
	r.checkExpectations()
	r.checkDataset()
	r.checkBatch()
	r.checkRates()
	r.checkRateSteps()
	r.checkWarmup()
	r.checkSeeds()
	r.checkPlan()
	r.checkMemory(limits)
	r.checkTexts(limits)
	r.checkLabels()
	r.checkScenarios()
	r.checkCurvature()
	r.checkSweep()
	r.checkMapSize()
	r.checkEndings()
	if d := &r.definition; d.Training.ShuffleBuffer > d.Dataset.Train {
		d.Training.ShuffleBuffer = 0
	}
}

// key is a key of a table, or of the top level where the table's name is
// empty. Where the file does not have it, its place is that of its table.
func (r *reader) key(tableName, key string) element {
	n := r.root
	if tableName != "" {
		n = n.field(tableName, n.offset)
	}
	return element{table: table{reader: r, name: tableName}, key: key, node: n.field(key, n.offset)}
}

// scenarioKey is a key of the i-th scenario.
func (r *reader) scenarioKey(i int, key string) element {
	n := r.key("", "scenario").node.item(i)
	return element{table: table{reader: r, name: "scenario"}, key: key, node: n.field(key, n.offset)}
}

// sound reports whether keys of a table may be relied on.
func (r *reader) sound(tableName string, keys ...string) bool {
	if tableName != "" && r.key("", tableName).node.faulty {
		return false
	}
	for _, key := range keys {
		if !r.key(tableName, key).node.sound() {
			return false
		}
	}
	return true
}

// names lists the names of the scenarios, each once.
func (d *Definition) names() (names []string) {
	for _, s := range d.Scenarios {
		if s.Name != "" && !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}

// checkScenario reports a name that none of the scenarios has, unless it is
// near a malformed one, which is a problem already.
func (e element) checkScenario(verb, name string, names []string) {
	near := nearestScenario(name, names)
	if slices.Contains(names, name) || near != "" && !isSlug(near) {
		return
	}
	e.report(verb+" "+quote(name)+", which is no scenario", suggestScenario(name, names))
}

func (r *reader) checkReference() {
	d := &r.definition
	if !r.sound("", "reference") || len(d.Scenarios) == 0 {
		return
	}
	if d.Reference == "" {
		d.Reference = d.Scenarios[0].Name
		return
	}
	r.key("", "reference").checkScenario("is", d.Reference, d.names())
}

func (r *reader) checkExpectations() {
	names := r.definition.names()
	for i, s := range r.definition.Scenarios {
		e := r.scenarioKey(i, "expect")
		switch of := s.Expectation().Of; of {
		case "":
		case s.Name:
			e.report("compares the scenario with itself", "name another scenario")
		default:
			e.checkScenario("names", of, names)
		}
	}
}

// suggestScenario is the hint for a name that no scenario has.
func suggestScenario(name string, names []string) string {
	if near := nearestScenario(name, names); near != "" {
		return "nearest is " + near
	}
	if len(names) == 0 {
		return "give a scenario that name"
	}
	const few = 12
	if len(names) > few {
		names = append(names[:few:few], "…")
	}
	return "write one of " + strings.Join(names, ", ")
}

// nearestScenario is [Nearest], for names of which there may be so many that
// comparing each with each would take a minute.
func nearestScenario(name string, names []string) string {
	const most = 100
	if len(names) > most {
		return ""
	}
	return Nearest(name, names)
}

func (r *reader) checkDataset() {
	d := r.definition.Dataset
	if !r.sound("dataset", "source") {
		return
	}
	if sum := d.Train + d.Validation; d.Source == "fashion-mnist" && sum > fashionMNISTImages && r.sound("dataset", "train", "validation") {
		r.key("dataset", "train").report(fmt.Sprintf("and validation are %d images together", sum),
			fmt.Sprintf("Fashion-MNIST has %d; lower one of them", fashionMNISTImages))
	}
	if d.Source == "idx" {
		r.checkFiles()
		return
	}
	for _, key := range datasetFiles {
		e := r.key("dataset", key)
		if e.node.sound() && r.filePath(key) != "" {
			e.report("names a file, but the source is "+quote(d.Source), `remove it, or write source = "idx"`)
		}
	}
	for key, given := range map[string]bool{"name": d.Name != "", "classes": len(d.Classes) > 0} {
		if e := r.key("dataset", key); e.node.sound() && given {
			e.report("is for files of your own, but the source is "+quote(d.Source), `remove it, or write source = "idx"`)
		}
	}
}

// datasetFiles are the keys of [dataset] that hold paths.
var datasetFiles = []string{"train_images", "train_labels", "validation_images", "validation_labels"}

// checkFiles asks for the paths that "idx" needs: the training pair, and both
// or neither of the validation pair.
func (r *reader) checkFiles() {
	for _, key := range []string{"train_images", "train_labels"} {
		if e := r.key("dataset", key); e.node.sound() && r.filePath(key) == "" {
			e.report("is missing", fmt.Sprintf(`the source "idx" needs it; write %s = "…", a path relative to the study's folder`, key))
		}
	}
	const images, labels = "validation_images", "validation_labels"
	if !r.sound("dataset", images, labels) || (r.filePath(images) == "") == (r.filePath(labels) == "") {
		return
	}
	missing, present := images, labels
	if r.filePath(images) != "" {
		missing, present = labels, images
	}
	r.key("dataset", present).report("comes without "+missing, "write both, or neither to validate on the last images of the training pair")
}

// filePath is the path that a key of [dataset] holds.
func (r *reader) filePath(key string) string {
	d := r.definition.Dataset
	return map[string]string{
		"train_images": d.TrainImages, "train_labels": d.TrainLabels,
		"validation_images": d.ValidationImages, "validation_labels": d.ValidationLabels,
	}[key]
}

func (r *reader) checkBatch() {
	d := r.definition
	if r.sound("training", "batch") && r.sound("dataset", "train") && d.Training.Batch > d.Dataset.Train {
		r.key("training", "batch").report(fmt.Sprintf("is %d, more than the %d training images", d.Training.Batch, d.Dataset.Train),
			fmt.Sprintf("write at most %d", d.Dataset.Train))
	}
}

// checkRates refuses divisors and rates whose quotients float32, in which the
// network is trained, would turn into 0 or infinity.
func (r *reader) checkRates() {
	if !r.sound("training", "learning_rate") {
		return
	}
	for i, s := range r.definition.Scenarios {
		if !r.key("", "scenario").node.item(i).sound() {
			continue
		}
		s = r.definition.Resolve(s)
		rate := s.LearningRate / s.LearningRateDivisor
		undivided, firstLayer := rate, rate/s.FirstLayerRateDivisor
		if s.RateDivisorSteps != "" {
			undivided = s.LearningRate
		}
		for _, c := range []struct {
			key, what string
			value     float64
		}{
			{"feature_divisor", "turns a pixel of 255 into", 255 / s.FeatureDivisor},
			{"feature_divisor", "turns a pixel of 1 into", 1 / s.FeatureDivisor},
			{"weight_divisor", "turns a weight of 1 into", 1 / s.WeightDivisor},
			{"learning_rate_divisor", "turns the learning rate into", rate},
			{"first_layer_rate_divisor", "turns the first layer's learning rate into", firstLayer},
			{"rate_divisor_steps", "leaves other steps a learning rate of", undivided},
			{"warmup_steps", "turns the first layer's first learning rate into", firstLayer / max(1, float64(s.WarmupSteps))},
			{"warmup_steps", "turns the first learning rate into", min(rate, undivided) / max(1, float64(s.WarmupSteps))},
			{"clip_norm", "clips the gradient to", cmp.Or(s.ClipNorm, 1)},
			{"weight_decay", "is", cmp.Or(s.WeightDecay, 1)},
			{"first_layer_decay_factor", "turns the first layer's decay into", cmp.Or(s.FirstLayerDecay(), 1)},
		} {
			if v := math.Abs(float64(float32(c.value))); v < smallestNormal || math.IsInf(v, 0) {
				r.scenarioKey(i, c.key).report(fmt.Sprintf("%s %.3g, beyond what float32 holds", c.what, c.value),
					"choose it so that the result lies between 1.2e-38 and 3.4e38")
				break
			}
		}
	}
}

// smallestNormal is the smallest float32 with full precision, 2^-126.
const smallestNormal = 0x1p-126

// checkScenarios refuses a scenario that says two things of one quantity.
func (r *reader) checkScenarios() {
	for i, s := range r.definition.Scenarios {
		if !r.key("", "scenario").node.item(i).sound() {
			continue
		}
		if s.Standardise && s.FeatureDivisor != 1 {
			r.scenarioKey(i, "standardise").report("goes with a feature_divisor",
				"remove one of them: standardised features are divided by their deviation")
		}
		if s.FirstLayerTrustCoefficient != 0 && s.FirstLayerRateDivisor != 1 {
			r.scenarioKey(i, "first_layer_trust_coefficient").report("goes with a first_layer_rate_divisor",
				"remove one of them: the coefficient sets the first layer's rate at every step")
		}
		resolved := r.definition.Resolve(s)
		if s.FirstLayerTrustCoefficient != 0 && resolved.Optimizer != "sgd" {
			r.scenarioKey(i, "first_layer_trust_coefficient").report("goes with an optimizer other than SGD",
				`write optimizer = "sgd", or remove it`)
		}
		if s.FirstLayerTrustCoefficient != 0 && (resolved.ClipNorm != 0 || resolved.WarmupSteps != 0 || resolved.WeightDecay != 0) {
			r.scenarioKey(i, "first_layer_trust_coefficient").report("goes with a clip_norm, warmup_steps or a weight_decay",
				"remove one of them: the coefficient sets the length of the first layer's step whatever these do")
		}
		if s.FirstLayerDecayFactor != 0 && resolved.WeightDecay == 0 {
			r.scenarioKey(i, "first_layer_decay_factor").report("multiplies a weight decay, and there is none", "give a weight_decay, or remove it")
		}
	}
}

// checkWarmup refuses a warm-up that no training reaches the end of.
func (r *reader) checkWarmup() {
	d := &r.definition
	if !r.sound("training", "batch", "epochs") || !r.sound("dataset", "train") || d.Training.Batch > d.Dataset.Train {
		return
	}
	check := func(e element, warmup int) {
		if e.node.sound() && warmup > d.steps() {
			e.report(fmt.Sprintf("is %d, and a training has %d steps", warmup, d.steps()), "lower it: the rate would not be reached")
		}
	}
	check(r.key("training", "warmup_steps"), d.Training.WarmupSteps)
	for i, s := range d.Scenarios {
		check(r.scenarioKey(i, "warmup_steps"), s.WarmupSteps)
	}
}

// checkPlan bounds the number of runs and of steps.
func (r *reader) checkPlan() {
	d := &r.definition
	if !r.sound("", "seeds") {
		return
	}
	runs := d.runs()
	if runs > maxRuns {
		r.key("", "seeds").report(fmt.Sprintf("and scenarios make %d runs", runs), fmt.Sprintf("a study has at most %d; split it", maxRuns))
	}
	if !r.sound("training", "batch", "epochs") || !r.sound("dataset", "train") {
		return
	}
	if steps := d.allSteps(); steps > maxSteps {
		r.key("training", "epochs").report(fmt.Sprintf("makes a plan of %.3g steps", steps), "a plan has at most 1e9; lower epochs, train or the number of runs")
	}
}

// allSteps is of all runs together, which an int may not hold.
func (d *Definition) allSteps() float64 {
	return float64(d.runs()) * float64(d.Training.Epochs) * float64(d.Dataset.Train/d.Training.Batch)
}

// checkLabels refuses a label given twice, by which a report could not tell two
// scenarios apart.
func (r *reader) checkLabels() {
	named := map[string]string{}
	for i, s := range r.definition.Scenarios {
		e := r.scenarioKey(i, "label")
		if s.Label == "" || !e.node.sound() {
			continue
		}
		if other, taken := named[s.Label]; taken && other != s.Name {
			e.report("is "+quote(s.Label)+", as that of scenario "+quote(other), "give each scenario a label of its own")
			continue
		}
		named[s.Label] = s.Name
	}
}

// checkTexts refuses a title, labels and names of files that the report cannot
// be set with.
func (r *reader) checkTexts(limits Limits) {
	check := func(e element, text string, say func(string) (what, hint string)) {
		if say == nil || !e.node.sound() {
			return
		}
		if what, hint := say(text); what != "" {
			e.report(what, hint)
		}
	}
	check(r.key("", "title"), r.definition.Title, limits.Title)
	check(r.key("dataset", "name"), r.definition.Dataset.Name, limits.Label)
	for i, name := range r.definition.Dataset.Classes {
		e := r.key("dataset", "classes")
		e.node = e.node.item(i)
		check(e, name, limits.Label)
	}
	for i, s := range r.definition.Scenarios {
		check(r.scenarioKey(i, "label"), s.Label, limits.Label)
	}
	for _, key := range datasetFiles {
		check(r.key("dataset", key), path.Base(r.filePath(key)), limits.Label)
	}
}

// checkMemory refuses sizes that one run alone could not be trained with, at
// the key that most of the memory is due to.
func (r *reader) checkMemory(limits Limits) {
	if !r.sound("dataset", "train", "validation") || !r.sound("network", "hidden") || !r.sound("training", "batch", "epochs") {
		return
	}
	limit := limits.Memory
	if limit == 0 {
		limit = DefaultMemory
	}
	images, parameters, activations, trace := r.definition.memory(r.definition.defaultSize())
	total := r.definition.Memory(1)
	if total <= limit {
		return
	}
	e := r.key("network", "hidden")
	switch max(images, parameters, activations, trace) {
	case images:
		e = r.key("dataset", "train")
	case activations:
		e = r.key("training", "batch")
	case trace:
		if r.definition.allSteps() > maxSteps {
			return // which checkPlan has said
		}
		e = r.key("training", "epochs")
	}
	e.report(fmt.Sprintf("makes training take %s of memory, more than the limit of %s", formatBytes(total), formatBytes(limit)),
		"lower it, or raise --memory-limit")
}

// formatBytes writes an amount of memory with three digits.
func formatBytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	value, unit := float64(n)/(1<<20), "MiB"
	for _, larger := range []string{"GiB", "TiB", "PiB", "EiB"} {
		if value < 1000 {
			break
		}
		value, unit = value/1024, larger
	}
	return fmt.Sprintf("%.3g %s", value, unit)
}
