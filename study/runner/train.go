package runner

import (
	"context"
	"math"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/mlp"
	"firststep/study/record"
)

// maxProbe is how many validation images dead units are looked for on, at
// most.
const maxProbe = 1000

// train trains one run from its initial weights to its end and returns what
// it measured. The record lacks what says which run it is of, the checksum and
// the trace's hash. progress, if not nil, is called after
// each step.
func train(ctx context.Context, set *dataset.Set, d *study.Definition, run study.Job, progress func(step int), keep *course) (*record.Run, *record.Trace, error) {
	t, err := newTraining(set, d, run)
	if err != nil {
		return nil, nil, err
	}
	t.course = keep
	for epoch := 1; epoch <= d.Training.Epochs && !t.overflowed; epoch++ {
		order := dataset.Order(run.Seed, epoch, t.images.Len(), d.Training.ShuffleBuffer)
		first := len(t.trace.Loss)
		for ; len(order) >= d.Training.Batch && !t.overflowed; order = order[d.Training.Batch:] {
			if err := context.Cause(ctx); err != nil {
				return nil, nil, err
			}
			t.step(order[:d.Training.Batch])
			if progress != nil {
				progress(len(t.trace.Loss))
			}
		}
		t.endEpoch(epoch, first)
	}
	t.end()
	return t.record, t.trace, nil
}

// A training is a run while it is trained.
type training struct {
	network    *mlp.Network
	images     mlp.Images
	validation mlp.Images
	batch      int

	record     *record.Run
	trace      *record.Trace
	evaluation mlp.Evaluation // the latest
	overflowed bool

	diagnosis *diagnosis // nil where the definition asks for none
	course    *course    // nil where it need not be kept
}

func newTraining(set *dataset.Set, d *study.Definition, run study.Job) (*training, error) {
	c := config(set, d, run)
	var err error
	if c.Initial, err = mlp.DrawInitial(c); err != nil {
		return nil, err
	}
	network, err := mlp.New(c)
	if err != nil {
		return nil, err
	}
	t := &training{
		network:    network,
		images:     trainingImages(set),
		validation: mlp.Images{Pixels: set.Validation.Images, Labels: set.Validation.Labels},
		batch:      d.Training.Batch,
		record:     &record.Run{},
		trace:      &record.Trace{},
	}
	if t.diagnosis, err = newDiagnosis(set, d, run, c.Initial); err != nil {
		return nil, err
	}
	probe := min(maxProbe, t.validation.Len())
	network.Watch(mlp.Images{
		Pixels: t.validation.Pixels[:probe*set.Pixels()],
		Labels: t.validation.Labels[:probe],
	})
	t.record.Print.InitialWeights = network.Fingerprint()
	t.record.Start = evaluation(network.Evaluate(t.validation))
	t.record.FirstStep.DeadUnits = record.DeadUnits{Probe: probe, Units: d.Network.Hidden, Before: network.Dead(len(d.Network.Hidden))}
	return t, nil
}

func trainingImages(set *dataset.Set) mlp.Images {
	return mlp.Images{Pixels: set.Train.Images, Labels: set.Train.Labels}
}

// newNetwork returns the network of a run, ready for its first step.
func newNetwork(set *dataset.Set, d *study.Definition, run study.Job) (*mlp.Network, error) {
	return mlp.New(config(set, d, run))
}

func config(set *dataset.Set, d *study.Definition, run study.Job) mlp.Config {
	sizes := append([]int{set.Pixels()}, d.Network.Hidden...)
	rate, firstLayer := run.Rates()
	c := mlp.Config{
		Sizes:           append(sizes, len(set.Classes)),
		FirstLayerInit:  run.Scenario.FirstLayerInit,
		Init:            run.Scenario.Init,
		FeatureDivisor:  run.Scenario.FeatureDivisor,
		WeightDivisor:   run.Scenario.WeightDivisor,
		Optimizer:       run.Scenario.Optimizer,
		Rate:            rate,
		FirstLayerRate:  firstLayer,
		FirstLayerTrust: run.Scenario.FirstLayerTrustCoefficient,
		Decay:           run.Scenario.WeightDecay,
		FirstLayerDecay: run.Scenario.FirstLayerDecay(),
		Clip:            run.Scenario.ClipNorm,
		RatesAt:         run.Scenario.RatesAt,
		Batch:           d.Training.Batch,
		Seed:            run.Seed,
	}
	if run.Scenario.Standardise {
		summary := set.Summary()
		c.FeatureMean = summary.Mean
		c.FeatureDivisor *= summary.Deviation
	}
	return c
}

// firstStep computes the first step of a run again and returns its tensors.
func firstStep(set *dataset.Set, d *study.Definition, run study.Job) (*mlp.Tensors, error) {
	network, err := newNetwork(set, d, run)
	if err != nil {
		return nil, err
	}
	_, _, tensors := network.FirstStep(trainingImages(set), firstBatch(set, d, run.Seed))
	return tensors, nil
}

// traced reports whether the trace has a point at a step: at 1 to 10, at every
// tenth up to 100, and at 200, 500, 1,000 and so on.
func traced(step int) bool {
	if step <= 10 || step <= 100 && step%10 == 0 {
		return true
	}
	digit := firstDigit(step)
	return digit == 1 || digit == 2 || digit == 5
}

// countedLayers is in how many of the hidden layers dead units are counted at a
// point of the trace: in all at 1, 10, 100 and so on, in the first at the
// others. Above the first layer a count takes as long as some twenty steps, for a
// unit is known to be silent only when all images of the probe set have gone
// through the layers below it.
func countedLayers(step, hidden int) int {
	if firstDigit(step) == 1 {
		return hidden
	}
	return min(1, hidden)
}

// firstDigit is the digit of a number that has no other but zeros; of others it
// is no digit.
func firstDigit(number int) int {
	for number%10 == 0 {
		number /= 10
	}
	return number
}

// step makes the next step from the images of batch, and measures it where
// the trace asks for that.
func (t *training) step(batch []int32) {
	number := len(t.trace.Loss) + 1
	var s mlp.Step
	var change mlp.Change
	var flow *mlp.Flow // of the first step: later ones can be asked for it
	switch {
	case number == 1:
		var tensors *mlp.Tensors
		s, change, tensors = t.network.FirstStep(t.images, batch)
		flow = &tensors.Flow
		t.firstStep(tensors)
	case traced(number):
		s, change = t.network.ObservedStep(t.images, batch)
	case t.diagnosis.follows(number):
		s, change = t.network.SizedStep(t.images, batch)
	default:
		s = t.network.Step(t.images, batch)
	}
	t.trace.Loss = append(t.trace.Loss, float32(s.Loss))
	t.trace.Correct = append(t.trace.Correct, s.Correct)
	t.overflowed = !s.Updated
	t.noteStep(number, s)
	t.course.note(t.network, number, s.Loss)
	t.diagnosis.step(t.network, number, s, change, flow)
	if s.Updated && traced(number) {
		t.notePoint(number, change)
	}
}

// noteStep keeps the events that every step tells of.
func (t *training) noteStep(number int, s mlp.Step) {
	events := &t.record.Events
	if !s.Updated {
		events.LossNotFinite = &number
	}
	// Also true of NaN, unless the run started with it.
	if start := t.trace.Loss[0]; events.LossAboveStart == nil && start == start && !(float32(s.Loss) <= start) {
		events.LossAboveStart = &number
	}
	switch {
	case !s.Updated: // the gradient was not computed
	case !s.ZeroGradient:
		events.GradientZero = nil
	case events.GradientZero == nil:
		events.GradientZero = &number
	}
}

// notePoint adds a point to the trace, and keeps the events it tells of.
func (t *training) notePoint(number int, change mlp.Change) {
	events, units := &t.record.Events, t.record.FirstStep.DeadUnits.Units
	dead := t.network.Dead(countedLayers(number, len(units)))
	t.trace.Points = append(t.trace.Points, record.Point{
		Step:          number,
		Dead:          dead,
		XdWRMS:        record.Float(change.XdWRMS),
		RelativeDelta: record.Float(change.RelativeDelta),
	})
	if number == 1 {
		t.record.FirstStep.DeadUnits.After = dead
	}
	if events.HalfDead == nil && len(units) > 0 && 2*dead[0] >= units[0] {
		events.HalfDead = &number
	}
	if events.WeightNotFinite == nil && !change.Finite {
		events.WeightNotFinite = &number
	}
}

// endEpoch adds an epoch whose first loss is that of the given index. A batch
// whose loss was not finite made no update and is not counted.
func (t *training) endEpoch(epoch, first int) {
	steps := len(t.trace.Loss) - first
	if t.overflowed {
		steps--
	}
	loss, correct := 0.0, 0
	for i := first; i < first+steps; i++ {
		loss += float64(t.trace.Loss[i])
		correct += t.trace.Correct[i]
	}
	t.evaluation = t.network.Evaluate(t.validation)
	t.record.Epochs = append(t.record.Epochs, record.Epoch{
		Epoch: epoch, Steps: steps,
		TrainingLoss:     record.Float(ratio(loss, steps)),
		TrainingAccuracy: record.Float(ratio(float64(correct), steps*t.batch)),
		Evaluation:       evaluation(t.evaluation),
	})
}

// ratio is sum/count, NaN where nothing was counted.
func ratio(sum float64, count int) float64 {
	if count == 0 {
		return math.NaN()
	}
	return sum / float64(count)
}

// end completes the record.
func (t *training) end() {
	kind := record.Completed
	if t.overflowed {
		kind = record.Overflowed
	}
	t.record.Ending = record.Ending{
		Kind:      kind,
		Step:      len(t.trace.Loss),
		DeadUnits: t.network.Dead(len(t.record.FirstStep.DeadUnits.Units)),
		Final:     evaluation(t.evaluation),
	}
	t.record.Print.FinalWeights = t.network.Fingerprint()
	t.record.Print.Losses = mlp.Fingerprint(t.trace.Loss)
	t.record.Print.ValidationLogits = t.evaluation.Logits
	t.record.Diagnostics = t.diagnosis.end()
	t.record.Trace.Rows = len(t.trace.Loss)
}

func evaluation(e mlp.Evaluation) record.Evaluation {
	return record.Evaluation{
		Loss:          record.Float(e.Loss),
		Accuracy:      record.Float(e.Accuracy),
		TopClassShare: record.Float(e.TopClassShare),
	}
}

// firstStep adds what the tensors of the first step tell.
func (t *training) firstStep(tensors *mlp.Tensors) {
	t.diagnosis.firstStep(tensors)
	t.record.Print.FirstSigns = tensors.FirstSigns()
	step := &t.record.FirstStep
	step.LossBefore = record.Float(tensors.LossBefore)
	step.LossAfter = record.Float(tensors.LossAfter)
	step.DeadUnits.After = step.DeadUnits.Before // unless an update changes it
	for _, l := range tensors.LayerSteps() {
		step.Layers = append(step.Layers, record.LayerStep{
			WeightNorm:    record.Float(l.WeightNorm),
			DeltaNorm:     record.Float(l.DeltaNorm),
			RelativeDelta: record.Float(l.RelativeDelta),
			DeltaRMS:      record.Float(l.DeltaRMS),
			DeltaMax:      record.Float(l.DeltaMax),
			Unmoved:       record.Float(l.Unmoved),
		})
	}
	p := tensors.PreActivation()
	step.PreActivation = record.PreActivation{
		XWRMS:        record.Float(p.XWRMS),
		XWMax:        record.Float(p.XWMax),
		XWQuantiles:  quantiles(p.XWQuantiles),
		XdWRMS:       record.Float(p.XdWRMS),
		XdWMax:       record.Float(p.XdWMax),
		XdWQuantiles: quantiles(p.XdWQuantiles),
		Ratio:        record.Float(p.Ratio),
		Exceeds:      record.Float(p.Exceeds),
		Flips:        record.Float(p.Flips),
		XWHistogram:  histogram(p.XWHistogram),
		XdWHistogram: histogram(p.XdWHistogram),
		Joint:        record.Joint{BinsPerDecade: mlp.BinsPerDecade, Cells: p.Joint},
	}
}

func quantiles(q [5]float64) record.Quantiles {
	return record.Quantiles{
		P05: record.Float(q[0]), P25: record.Float(q[1]), P50: record.Float(q[2]),
		P75: record.Float(q[3]), P95: record.Float(q[4]),
	}
}

func histogram(h mlp.Histogram) record.Histogram {
	return record.Histogram{
		BinsPerDecade: mlp.BinsPerDecade,
		First:         h.First,
		Counts:        h.Counts,
		Zeros:         h.Zeros,
		NonFinite:     h.NonFinite,
	}
}
