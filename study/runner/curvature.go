package runner

import (
	"context"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/mlp"
	"firststep/study/record"
)

// measureCurvature finds the largest eigenvalues of the Hessian before the
// first step of a scenario.
func measureCurvature(ctx context.Context, set *dataset.Set, d *study.Definition, m study.Job, b bench) (*record.Measurement, error) {
	network, err := newNetwork(set, d, m)
	if err != nil {
		return nil, err
	}
	products := 0
	found := network.Curvature(trainingImages(set), firstBatch(set, d, m.Seed), func() bool {
		products++
		b.progress(products)
		return ctx.Err() == nil
	})
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return &record.Measurement{Curvature: &record.Curvature{Whole: eigenvalue(found.Whole), Block: eigenvalue(found.Block)}}, nil
}

func eigenvalue(r mlp.Ritz) record.Eigenvalue {
	return record.Eigenvalue{
		Value: record.Float(r.Value), Residual: record.Float(r.Residual),
		Iterations: r.Iterations, Converged: r.Converged,
	}
}
