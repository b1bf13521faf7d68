package study_test

import (
	"fmt"

	"firststep/study"
)

// Every problem of a definition is listed, in the order of the file.
func ExampleParse() {
	_, err := study.Parse("study.toml", []byte(`
title = "Two scales"
seeds = [1, 2]

[training]
learning_rat = 0.1
batch = 0

[[scenario]]
name = "divided"
feature_divisor = 255
expect = "same as raw-features"
`), study.Limits{})
	fmt.Println(err)
	// Output:
	// study.toml:6:1: training.learning_rat: is no key of a definition; nearest is learning_rate
	// study.toml:7:1: training.batch: is 0; write an integer of 1 or more
	// study.toml:12:1: scenario.expect: names "raw-features", which is no scenario; write one of divided
}

// A plan lists scenario by scenario, and seed by seed, what is to be trained.
func ExampleDefinition_Plan() {
	definition, err := study.Parse("study.toml", []byte(`
title = "Two scales"
seeds = [1, 2]

[[scenario]]
name = "divided"
feature_divisor = 255

[[scenario]]
name = "adam"
optimizer = "adam"
learning_rate = 0.001
`), study.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	plan := definition.Plan(study.Identity{Dataset: "8c4b…", Numerics: 1})
	for _, run := range plan.Runs() {
		fmt.Printf("%s: %s at %g, %d steps, %.1f GFLOP\n",
			run.Name(), run.Scenario.Optimizer, run.Scenario.LearningRate, run.Steps, run.FLOPs/1e9)
	}
	// Output:
	// divided-seed1: sgd at 0.1, 3436 steps, 123.9 GFLOP
	// divided-seed2: sgd at 0.1, 3436 steps, 123.9 GFLOP
	// adam-seed1: adam at 0.001, 3436 steps, 123.9 GFLOP
	// adam-seed2: adam at 0.001, 3436 steps, 123.9 GFLOP
}
