package runner

import (
	"math"
	"slices"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/internal/numeric"
	"firststep/study/mlp"
	"firststep/study/record"
)

// courseDigits is how many significant digits a course keeps: it is drawn,
// not compared.
const courseDigits = 6

// A diagnosis collects what the table [diagnostics] asks for during a run.
// Of a nil diagnosis nothing is collected.
type diagnosis struct {
	run       study.Job
	reference *float64 // rms XΔW of the reference's first step; nil: the run is trained like it
	result    record.Diagnostics

	frozenFrom  int // step from which the gradient has been zero; 0: it is not
	images, top int // of the batches since then: all, and those given their batch's most frequent prediction
}

// newDiagnosis begins one. Initial are the run's initial weights before they
// are divided, from which all scenarios with its initialisers start.
func newDiagnosis(set *dataset.Set, d *study.Definition, run study.Job, initial *mlp.Initial) (*diagnosis, error) {
	if d.Diagnostics == nil {
		return nil, nil
	}
	hidden := len(d.Network.Hidden)
	diagnosis := &diagnosis{run: run}
	c := &diagnosis.result.Course
	c.Silent, c.Saturated = make([][]int, hidden), make([][]int, hidden)
	c.UnitGradient = make([][]record.Float, hidden)
	for _, lists := range []*[][]record.Float{&c.Gradient, &c.WeightNorm, &c.DeltaNorm, &c.OutputRMS} {
		*lists = make([][]record.Float, hidden+1)
	}
	return diagnosis, diagnosis.measureReference(set, d, initial)
}

// measureReference takes the first step of the study's reference, unless the
// run is trained like it.
func (d *diagnosis) measureReference(set *dataset.Set, definition *study.Definition, initial *mlp.Initial) error {
	reference, ok := definition.Scenario(definition.Reference)
	reference = definition.Resolve(reference)
	if !ok || study.TrainedAlike(reference, d.run.Scenario) {
		return nil
	}
	c := config(set, definition, study.Job{Scenario: reference, Seed: d.run.Seed})
	c.Initial = initial
	network, err := mlp.New(c)
	if err != nil {
		return err
	}
	_, change := network.ObservedStep(trainingImages(set), firstBatch(set, definition, d.run.Seed))
	d.reference = &change.XdWRMS
	return nil
}

// firstBatch returns the indices of the images that a seed's first step is
// made from.
func firstBatch(set *dataset.Set, d *study.Definition, seed int64) []int32 {
	return dataset.First(d.Training.Batch, seed, 1, set.Train.Len(), d.Training.ShuffleBuffer)
}

// firstStep adds what the tensors of the first step tell.
func (d *diagnosis) firstStep(t *mlp.Tensors) {
	if d == nil {
		return
	}
	scale := 1.0
	if d.reference != nil {
		scale = *d.reference / t.XdWRMS()
	}
	found := t.Diagnostics(scale)
	for _, l := range found.Layers {
		d.result.Layers = append(d.result.Layers, layerDiagnostics(l))
	}
	d.result.Attribution = attribution(found.Attribution)
	d.result.Line = line(found.Line)
	if critical := d.result.Line.FirstWeights.Critical; critical != nil {
		rate := record.Float(float64(*critical) * d.firstLayerRate(t))
		d.result.Line.CriticalRate = &rate
	}
}

// firstLayerRate is the rate that the first layer's weights took their first
// step with: as the optimizer narrows it, or as a trust coefficient or the
// clipping of the gradient sets it.
func (d *diagnosis) firstLayerRate(t *mlp.Tensors) float64 {
	if s := d.run.Scenario; s.FirstLayerTrustCoefficient != 0 || s.ClipNorm != 0 {
		return t.LayerSteps()[0].DeltaNorm / t.Flow.Gradient[0]
	}
	_, rate := d.run.Rates()
	return float64(float32(rate))
}

// follows reports whether a step is one of the first, whose change is asked
// for.
func (d *diagnosis) follows(number int) bool { return d != nil && number <= record.CourseSteps }

// step adds what a step's passes were like, if it is one of the first, and
// counts predictions while the first layer's gradient is zero. flow is nil
// where it has to be asked of the network.
func (d *diagnosis) step(network *mlp.Network, number int, s mlp.Step, change mlp.Change, flow *mlp.Flow) {
	if d == nil {
		return
	}
	if flow == nil && d.follows(number) {
		f := network.Flow(s)
		flow = &f
	}
	if d.follows(number) {
		d.course(*flow, change)
	}
	switch {
	case !s.Updated: // the gradient was not computed
	case !s.ZeroGradient:
		d.frozenFrom, d.images, d.top = 0, 0, 0
	case flow != nil:
		d.frozen(number, flow.Predicted)
	default:
		d.frozen(number, network.Predictions())
	}
}

func (d *diagnosis) course(f mlp.Flow, change mlp.Change) {
	c := &d.result.Course
	for l := range f.Silent {
		c.Silent[l] = append(c.Silent[l], f.Silent[l])
		c.Saturated[l] = append(c.Saturated[l], f.Saturated[l])
		c.UnitGradient[l] = append(c.UnitGradient[l], rounded(f.UnitGradient[l]))
	}
	for l, of := range change.Layers {
		c.Gradient[l] = append(c.Gradient[l], rounded(f.Gradient[l]))
		c.WeightNorm[l] = append(c.WeightNorm[l], rounded(of.Weight))
		c.DeltaNorm[l] = append(c.DeltaNorm[l], rounded(of.Delta))
		c.OutputRMS[l] = append(c.OutputRMS[l], rounded(f.Output[l]))
	}
	c.Reached = append(c.Reached, rounded(f.Reached))
	c.LogitSpread = append(c.LogitSpread, rounded(f.LogitSpread))
}

func rounded(x float64) record.Float { return record.Float(numeric.Significant(x, courseDigits)) }

func (d *diagnosis) frozen(number int, predicted []int) {
	if d.frozenFrom == 0 {
		d.frozenFrom = number
	}
	for _, count := range predicted {
		d.images += count
	}
	d.top += slices.Max(predicted)
}

// end returns what was collected, nil where nothing was asked for.
func (d *diagnosis) end() *record.Diagnostics {
	if d == nil {
		return nil
	}
	if d.frozenFrom > 0 {
		d.result.Frozen = &record.Frozen{
			Step: d.frozenFrom, Images: d.images, TopClassShare: record.Float(float64(d.top) / float64(d.images)),
		}
	}
	return &d.result
}

func layerDiagnostics(l mlp.LayerDiagnostics) record.LayerDiagnostics {
	return record.LayerDiagnostics{
		WeightSpectral:   record.Float(l.WeightSpectral),
		DeltaSpectral:    record.Float(l.DeltaSpectral),
		WeightStableRank: record.Float(l.WeightStableRank),
		DeltaStableRank:  record.Float(l.DeltaStableRank),
		InputNorm:        record.Float(l.InputNorm),
		OutputDelta:      record.Float(l.OutputDelta),
		Alignment:        record.Float(l.Alignment),
		ZRMS:             record.Float(l.Z),
		ChangeRMS:        record.Float(l.Change),
		OwnRMS:           record.Float(l.Own),
		BelowRMS:         record.Float(l.Below),
		JointRMS:         record.Float(l.Joint),
	}
}

func attribution(a mlp.Attribution) record.Attribution {
	return record.Attribution{
		None: record.Float(a.None), All: record.Float(a.All),
		OnlyLayer: record.Floats(a.OnlyLayer), AllButLayer: record.Floats(a.AllButLayer),
		OnlyWeights: record.Floats(a.OnlyWeights), OnlyBias: record.Floats(a.OnlyBias), AllButWeights: record.Floats(a.AllButWeights),
		EveryWeights: record.Float(a.EveryWeights), EveryBias: record.Float(a.EveryBias),
		ReferenceScale: record.Float(a.Scale), ReferenceSize: record.Float(a.AtScale),
	}
}

func line(l mlp.Line) record.Line {
	return record.Line{
		T:            record.Floats(l.T),
		FirstWeights: lineCurve(l.FirstWeights), FirstLayer: lineCurve(l.FirstLayer), All: lineCurve(l.All),
	}
}

func lineCurve(c mlp.LineCurve) record.LineCurve {
	curve := record.LineCurve{Loss: record.Floats(c.Loss), Slope: record.Float(c.Slope), Curvature: record.Float(c.Curvature)}
	if !math.IsNaN(c.Critical) {
		critical := record.Float(c.Critical)
		curve.Critical = &critical
	}
	return curve
}
