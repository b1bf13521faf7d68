package runner

import (
	"fmt"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/mlp"
)

// NewPlan expands a definition whose folder is given to its runs. Of the data
// it needs the hash, which is known for Fashion-MNIST and synthetic images, and
// the size of an image; only the files of an "idx" study have to be there.
func NewPlan(d *study.Definition, folder string) (*study.Plan, error) {
	from := source(d, folder)
	hash, err := dataset.Identity(from)
	if err != nil {
		return nil, err
	}
	pixels, _, err := dataset.Size(from) // 0 but for IDX files
	if err != nil {
		return nil, err
	}
	return d.Plan(study.Identity{Dataset: hash, Numerics: mlp.Numerics, Inputs: pixels}), nil
}

// CheckMemory returns an error where the files of an "idx" study, whose folder is
// given, hold more than training with them may take: by what their headers say,
// before anything is read. A limit of 0 is none.
func CheckMemory(d *study.Definition, folder string, limit int64) error {
	_, err := dataSize(d, folder, limit)
	return err
}

// dataSize is that of the files of an "idx" study, if they fit into the limit;
// of other data it is nil.
func dataSize(d *study.Definition, folder string, limit int64) (*study.DataSize, error) {
	pixels, bytes, err := dataset.Size(source(d, folder))
	if err != nil || pixels == 0 {
		return nil, err
	}
	size := &study.DataSize{Inputs: pixels, Bytes: bytes}
	if err := d.CheckData(*size, limit); err != nil {
		return nil, fmt.Errorf("%s: %w", d.Dataset.TrainImages, err)
	}
	return size, nil
}

// source is the definition's [dataset], for the package that opens it.
func source(d *study.Definition, folder string) dataset.Source {
	s := d.Dataset
	return dataset.Source{
		Kind: s.Source, Train: s.Train, Validation: s.Validation,
		TrainImages: s.TrainImages, TrainLabels: s.TrainLabels,
		ValidationImages: s.ValidationImages, ValidationLabels: s.ValidationLabels,
		Name: s.Name, Classes: s.Classes,
		Folder: folder,
	}
}
