package study

import (
	"fmt"
	"io/fs"
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Bounds on what a definition may hold. They are far above any use, keep
// products of sizes inside an int64, and keep a hostile file cheap.
const (
	maxImages    = 100_000_000
	maxUnits     = 1_000_000
	maxLayers    = 64
	maxEpochs    = 1_000_000_000
	maxTitle     = 200 // characters
	maxLabel     = 80
	maxName      = 64
	maxPath      = 1000
	maxScenarios = 1000
	maxRuns      = 100_000
	maxSteps     = 1_000_000_000
	maxSeed      = math.MaxInt64
)

var (
	sources      = []string{"fashion-mnist", "synthetic", "idx"}
	initialisers = []string{"glorot-normal", "glorot-uniform", "he-normal", "he-uniform"}
	papers       = []string{"a4", "letter"}
	optimizers   = []string{"sgd", "momentum", "adam", "rmsprop"}
)

// tables are those of a definition, by name; the top is one too.
var tables = map[string]any{
	"":         Definition{},
	"dataset":  Dataset{},
	"network":  Network{},
	"training": Training{},
	"scenario": Scenario{},

	"diagnostics": Diagnostics{},
	"curvature":   Curvature{},
	"sweep":       Sweep{},
	"stability":   Stability{},
	"endings":     Endings{},
}

// knownKeys lists the keys of each table, as the types declare them.
var knownKeys = func() map[string][]string {
	keys := map[string][]string{}
	for name, table := range tables {
		keys[name] = keysOf(table)
	}
	return keys
}()

func keysOf(table any) []string {
	var keys []string
	for field := range reflect.TypeOf(table).Fields() {
		key, _, _ := strings.Cut(field.Tag.Get("toml"), ",")
		keys = append(keys, key)
	}
	return keys
}

// A reader turns decoded values into a definition and collects what is wrong
// with them.
type reader struct {
	definition Definition
	root       *node
	found      []finding
	seedsRead  int // by ranges, of the study, of scenarios and of [endings]
}

// defaults is the definition of a file that says nothing.
func defaults() Definition {
	return Definition{
		Dataset:  Dataset{Source: "fashion-mnist", Train: 55000, Validation: 5000},
		Network:  Network{Hidden: []int{300, 100}, FirstLayerInit: "glorot-normal", Init: "glorot-uniform"},
		Training: Training{Optimizer: "sgd", LearningRate: 0.1, Batch: 32, Epochs: 2, ShuffleBuffer: 5000},
	}
}

// read takes every value on its own. How they fit together is for validate.
func (r *reader) read(values map[string]any) {
	r.definition = defaults()
	d := &r.definition
	top := table{r, "", values, r.root}
	top.refuseUnknown()
	top.require("title", `write title = "…" at the top`)
	top.text("title", &d.Title, maxTitle)
	top.require("seeds", "write at least one, as seeds = [1, 2, 3]")
	top.seeds(&d.Seeds)
	top.slug("reference", &d.Reference)
	top.word("paper", &d.Paper, papers)
	if t, ok := top.table("dataset"); ok {
		t.dataset(&d.Dataset)
	}
	if t, ok := top.table("network"); ok {
		t.network(&d.Network)
	}
	if t, ok := top.table("training"); ok {
		t.training(&d.Training)
	}
	top.diagnostics(d)
	top.curvature(d)
	top.sweep(d)
	top.stability(d)
	top.endings(d)
	top.require("scenario", "begin at least one with a line [[scenario]]")
	d.Scenarios = top.scenarios()
}

func (t table) dataset(d *Dataset) {
	t.refuseUnknown()
	t.word("source", &d.Source, sources)
	t.count("train", &d.Train, 1, maxImages)
	t.count("validation", &d.Validation, 1, maxImages)
	t.path("train_images", &d.TrainImages)
	t.path("train_labels", &d.TrainLabels)
	t.path("validation_images", &d.ValidationImages)
	t.path("validation_labels", &d.ValidationLabels)
	if t.values["name"] != "" { // which counts as absent, as an empty path does
		t.text("name", &d.Name, maxLabel)
	}
	if list, ok := t.values["classes"].([]any); !ok || len(list) > 0 {
		t.strings("classes", &d.Classes, func(e element, s string) { e.checkText(s, maxLabel) })
	}
}

// path moves the path of a file in the study's folder. Empty counts as
// absent, so that a definition can show every key.
func (t table) path(key string, to *string) {
	if t.values[key] == "" {
		return
	}
	t.text(key, to, maxPath)
	if *to == "" {
		return
	}
	if !fs.ValidPath(*to) || strings.ContainsAny(*to, `\:`) {
		e, _ := t.get(key)
		e.refuse("is "+quote(*to)+", which is not a path inside the study's folder",
			"copy or link the file there and write its path relative to the folder, with forward slashes")
	}
}

func (t table) network(n *Network) {
	t.refuseUnknown()
	t.counts("hidden", &n.Hidden, 1, maxUnits)
	if e, ok := t.get("hidden"); ok && !e.node.faulty && (len(n.Hidden) == 0 || len(n.Hidden) > maxLayers) {
		e.refuse(fmt.Sprintf("lists %d layers", len(n.Hidden)), fmt.Sprintf("write from 1 to %d", maxLayers))
	}
	t.word("first_layer_init", &n.FirstLayerInit, initialisers)
	t.word("init", &n.Init, initialisers)
}

func (t table) training(r *Training) {
	t.refuseUnknown()
	t.word("optimizer", &r.Optimizer, optimizers)
	t.number("learning_rate", &r.LearningRate)
	t.count("batch", &r.Batch, 1, maxImages)
	t.count("epochs", &r.Epochs, 1, maxEpochs)
	t.count("shuffle_buffer", &r.ShuffleBuffer, 0, math.MaxInt32)
	t.option("clip_norm", &r.ClipNorm)
	t.count("warmup_steps", &r.WarmupSteps, 0, maxSteps)
	t.option("weight_decay", &r.WeightDecay)
}

// option moves a finite number above zero. Zero counts as absent, so that a
// definition can show every key.
func (t table) option(key string, to *float64) {
	if value := t.values[key]; value != int64(0) && value != 0.0 {
		t.number(key, to)
	}
}

// scenarios reads all scenarios and refuses a name given twice.
func (t table) scenarios() []Scenario {
	tables := t.tables("scenario")
	if e, ok := t.get("scenario"); ok && !e.node.faulty && len(tables) == 0 {
		e.refuse("is empty", "begin at least one with a line [[scenario]]")
	}
	if len(tables) > maxScenarios {
		e, _ := t.get("scenario")
		e.refuse(fmt.Sprintf("is there %d times", len(tables)), fmt.Sprintf("write at most %d scenarios", maxScenarios))
		return nil
	}
	var list []Scenario
	seen := make(map[string]bool)
	for _, t := range tables {
		s := t.scenario()
		if e, ok := t.get("name"); ok && !e.node.faulty && seen[s.Name] {
			e.report("is "+quote(s.Name)+", as that of a scenario above", "give each scenario a name of its own")
		}
		seen[s.Name] = true
		list = append(list, s)
	}
	return list
}

func (t table) scenario() Scenario {
	s := Scenario{FeatureDivisor: 1, WeightDivisor: 1, LearningRateDivisor: 1, FirstLayerRateDivisor: 1}
	t.refuseUnknown()
	t.require("name", `write name = "…" under [[scenario]]`)
	t.slug("name", &s.Name)
	t.text("label", &s.Label, maxLabel)
	t.number("feature_divisor", &s.FeatureDivisor)
	t.number("weight_divisor", &s.WeightDivisor)
	t.word("optimizer", &s.Optimizer, optimizers)
	t.number("learning_rate", &s.LearningRate)
	t.number("learning_rate_divisor", &s.LearningRateDivisor)
	t.number("first_layer_rate_divisor", &s.FirstLayerRateDivisor)
	t.rateSteps(&s.RateDivisorSteps)
	t.option("clip_norm", &s.ClipNorm)
	t.count("warmup_steps", &s.WarmupSteps, 0, maxSteps)
	t.option("weight_decay", &s.WeightDecay)
	t.option("first_layer_decay_factor", &s.FirstLayerDecayFactor)
	t.refuseOff(map[string]float64{
		"clip_norm": t.definition.Training.ClipNorm, "warmup_steps": float64(t.definition.Training.WarmupSteps), "weight_decay": t.definition.Training.WeightDecay,
	})
	t.initialiser("first_layer_init", &s.FirstLayerInit)
	t.initialiser("init", &s.Init)
	t.flag("standardise", &s.Standardise)
	t.option("first_layer_trust_coefficient", &s.FirstLayerTrustCoefficient)
	t.scenarioSeeds(&s.Seeds)
	t.expectation(&s.Expect)
	return s
}

// refuseOff refuses a zero of what [training] sets for all: it would count as
// absent.
func (t table) refuseOff(shared map[string]float64) {
	for _, key := range slices.Sorted(maps.Keys(shared)) {
		if e, ok := t.get(key); ok && shared[key] != 0 && (e.value == int64(0) || e.value == 0.0) {
			e.refuse("is 0, and [training] sets it to "+formatNumber(shared[key]), "remove it there, and give it to the scenarios that have it")
		}
	}
}

// initialiser moves the name of one. Empty counts as absent, so that a
// definition can show every key.
func (t table) initialiser(key string, to *string) {
	if t.values[key] != "" {
		t.word(key, to, initialisers)
	}
}

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// slug moves a scenario's name, which is part of file names. A malformed one is
// moved too, for what refers to it.
func (t table) slug(key string, to *string) {
	e, ok := t.get(key)
	if !ok {
		return
	}
	s, ok := e.string()
	if !ok {
		return
	}
	*to = s
	if !isSlug(s) {
		e.refuse("is "+quote(s)+", which is no name of a scenario",
			fmt.Sprintf("write lower-case letters, digits and single dashes between them, %d at most", maxName))
	}
}

func isSlug(s string) bool { return len(s) <= maxName && slugPattern.MatchString(s) }

func (t table) expectation(to *string) {
	e, ok := t.get("expect")
	if !ok {
		return
	}
	s, ok := e.string()
	if !ok {
		return
	}
	if _, err := parseExpectation(s); err != nil {
		e.refuse("is "+quote(s)+", which is no expectation", "write "+expectationForms)
		return
	}
	*to = s
}
