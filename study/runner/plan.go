package runner

import (
	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/mlp"
)

// NewPlan expands a definition whose folder is given to its runs. Of the data
// it needs the hash alone, which is known for Fashion-MNIST and synthetic
// images; only the files of an "idx" study have to be there.
func NewPlan(d *study.Definition, folder string) (*study.Plan, error) {
	hash, err := dataset.Identity(source(d, folder))
	if err != nil {
		return nil, err
	}
	return d.Plan(study.Identity{Dataset: hash, Numerics: mlp.Numerics}), nil
}

// source is the definition's [dataset], for the package that opens it.
func source(d *study.Definition, folder string) dataset.Source {
	s := d.Dataset
	return dataset.Source{
		Kind: s.Source, Train: s.Train, Validation: s.Validation,
		TrainImages: s.TrainImages, TrainLabels: s.TrainLabels,
		ValidationImages: s.ValidationImages, ValidationLabels: s.ValidationLabels,
		Folder: folder,
	}
}
