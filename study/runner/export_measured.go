package runner

import (
	"firststep/study"
	"firststep/study/record"
)

// measured names what was measured of a run, so that it can be computed again
// from the tensors beside it: what its record holds under diagnostics, and the
// measurements of its seed that begin with its scenario. Each is left out
// where it was not asked for.
func (o ExportOptions) measured(run study.Job, r *record.Run, measurements []*record.Measurement) []array {
	var arrays []array
	if d := r.Diagnostics; d != nil {
		arrays = append(arrays, diagnosed(d)...)
	}
	for _, m := range measurements {
		switch {
		case m.Seed != run.Seed:
		case m.Curvature != nil && m.Subject == run.Scenario.Name:
			arrays = append(arrays,
				array{"eigenvalue_whole", nil, []float64{float64(m.Curvature.Whole.Value)}},
				array{"eigenvalue_block", nil, []float64{float64(m.Curvature.Block.Value)}})
		case m.Sweep != nil && run.Scenario.Name == o.Plan.Definition.Reference:
			arrays = append(arrays, swept(m.Sweep)...)
		}
	}
	return arrays
}

// diagnosed names the numbers of a first step by their names in the record,
// with those by layer as vectors.
func diagnosed(d *record.Diagnostics) []array {
	arrays := []array{
		vector("line_t", d.Line.T),
		vector("line_first_weights", d.Line.FirstWeights.Loss),
		vector("line_first_layer", d.Line.FirstLayer.Loss),
		vector("line_all", d.Line.All.Loss),
		vector("only_layer", d.Attribution.OnlyLayer),
		vector("all_but_layer", d.Attribution.AllButLayer),
		vector("only_weights", d.Attribution.OnlyWeights),
		vector("only_bias", d.Attribution.OnlyBias),
		vector("all_but_weights", d.Attribution.AllButWeights),
		scalar("every_weights", d.Attribution.EveryWeights),
		scalar("every_bias", d.Attribution.EveryBias),
		scalar("reference_scale", d.Attribution.ReferenceScale),
		scalar("at_reference_size", d.Attribution.ReferenceSize),
	}
	if c := d.Line.FirstWeights.Critical; c != nil {
		arrays = append(arrays, scalar("line_first_weights_critical", *c))
	}
	for _, column := range []struct {
		name string
		of   func(l record.LayerDiagnostics) record.Float
	}{
		{"weight_spectral", func(l record.LayerDiagnostics) record.Float { return l.WeightSpectral }},
		{"delta_spectral", func(l record.LayerDiagnostics) record.Float { return l.DeltaSpectral }},
		{"alignment", func(l record.LayerDiagnostics) record.Float { return l.Alignment }},
		{"own_rms", func(l record.LayerDiagnostics) record.Float { return l.OwnRMS }},
		{"below_rms", func(l record.LayerDiagnostics) record.Float { return l.BelowRMS }},
		{"joint_rms", func(l record.LayerDiagnostics) record.Float { return l.JointRMS }},
	} {
		var values []record.Float
		for _, l := range d.Layers {
			values = append(values, column.of(l))
		}
		arrays = append(arrays, vector(column.name, values))
	}
	return arrays
}

// swept names the series of a sweep in which both are scaled:
// "sweep_sgd_xdw_rms" at "sweep_factors", with "sweep_sgd_learning_rate".
func swept(s *record.Sweep) []array {
	arrays := []array{vector("sweep_factors", s.Factors)}
	for _, series := range s.Series {
		if series.Arm == record.BothArm {
			arrays = append(arrays,
				vector("sweep_"+series.Optimizer+"_xdw_rms", series.XdWRMS),
				scalar("sweep_"+series.Optimizer+"_learning_rate", series.LearningRate))
		}
	}
	return arrays
}

func vector(name string, values []record.Float) array {
	elements := make([]float64, len(values))
	for i, v := range values {
		elements[i] = float64(v)
	}
	return array{name, []int{len(values)}, elements}
}

func scalar(name string, value record.Float) array {
	return array{name, nil, []float64{float64(value)}}
}
