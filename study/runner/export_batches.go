package runner

import (
	"context"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/mlp"
	"firststep/study/record"
)

// exportedBatches is how many of the first batches are written, with what the
// record's course has of each.
const exportedBatches = 5

// course names the first batches, batches × images × inputs, with the rates of
// their steps and what the record has of them, batches × layers; and where the
// run ended in its first steps, the parameters before the step of its ending
// and that step's batch, as "X_end", "W1_end" …
func (o ExportOptions) course(ctx context.Context, set *dataset.Set, run study.Job, r *record.Run) ([]array, error) {
	s := run.Scenario
	if r.Diagnostics == nil || s.Optimizer == mlp.RMSprop || s.ClipNorm != 0 || s.WeightDecay != 0 { // rules that check_diagnostics.py does not know
		return nil, nil
	}
	network, err := newNetwork(set, o.Plan.Definition, run)
	if err != nil {
		return nil, err
	}
	course := &r.Diagnostics.Course
	count := min(exportedBatches, len(course.Reached))
	ending := endingStep(r)
	var x []float32
	var y []int64
	var rates, firstLayer []float64
	var end []array
	for step, batch := range batches(ctx, set, o.Plan.Definition, run.Seed, max(count, ending)) {
		if step <= count {
			x, y = append(x, network.Features(trainingImages(set), batch)...), append(y, labelsOf(set, batch)...)
			rate, first := run.Scenario.RatesAt(step)
			rates, firstLayer = append(rates, rate), append(firstLayer, first)
		}
		if step == ending {
			end = []array{
				{"X_end", []int{len(batch), set.Pixels()}, network.Features(trainingImages(set), batch)},
				{"y_end", []int{len(batch)}, labelsOf(set, batch)},
			}
			sizes := append(append([]int{set.Pixels()}, o.Plan.Definition.Network.Hidden...), len(set.Classes))
			end = append(end, parameters(network.Parameters(), sizes, "_end")...)
		}
		network.Step(trainingImages(set), batch)
	}
	arrays := []array{
		{"batch_X", []int{count, o.Plan.Definition.Training.Batch, set.Pixels()}, x},
		{"batch_y", []int{count, o.Plan.Definition.Training.Batch}, y},
		{"batch_learning_rate", []int{count}, rates},
		{"batch_first_layer_learning_rate", []int{count}, firstLayer},
		{"first_layer_trust_coefficient", nil, []float64{run.Scenario.FirstLayerTrustCoefficient}},
	}
	for _, column := range []struct {
		name string
		by   [][]record.Float
	}{
		{"batch_gradient", course.Gradient}, {"batch_weight_norm", course.WeightNorm},
		{"batch_delta_norm", course.DeltaNorm}, {"batch_output_rms", course.OutputRMS},
	} {
		values := make([]float64, 0, count*len(column.by))
		for step := range count {
			for _, of := range column.by {
				values = append(values, float64(of[step]))
			}
		}
		arrays = append(arrays, array{column.name, []int{count, len(column.by)}, values})
	}
	return append(arrays, end...), context.Cause(ctx)
}

// endingStep is the step at which a run overflowed, or from which on its first
// layer had no gradient, if that is one of those that a course follows; else 0.
func endingStep(r *record.Run) int {
	for _, step := range []*int{r.Events.LossNotFinite, r.Events.GradientZero} {
		if step != nil && *step <= record.CourseSteps {
			return *step
		}
	}
	return 0
}

func labelsOf(set *dataset.Set, batch []int32) []int64 {
	labels := make([]int64, len(batch))
	for i, index := range batch {
		labels[i] = int64(set.Train.Labels[index])
	}
	return labels
}
