package report

import (
	"io"
	"math"
	"strings"
	"testing"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/claim"
	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
)

// tables are those of the fixture, with as many controls as tell something of
// three seeds.
var tables = strings.Replace(fixture.Tables, "controls = 4", "controls = 20", 1)

// measuredPair is the story's pair and its cure, with what is measured beside the runs.
var measuredPair = fixture.Common + tables + fixture.Reference + fixture.Divided255 + fixture.Restored255

// withEndings counts those of the pair's broken scenario.
var withEndings = strings.Replace(measuredPair, "[dataset]", "[endings]\nscenario = \"divided\"\nseeds = \"1-30\"\n[dataset]", 1)

// remedies255 are ways to train that only studies of remedies have.
const remedies255 = `
[[scenario]]
name = "rate-1"
weight_divisor = 255
learning_rate = 0.001
[[scenario]]
name = "rate-2"
weight_divisor = 255
learning_rate = 0.0001
[[scenario]]
name = "clip"
weight_divisor = 255
clip_norm = 1
[[scenario]]
name = "warm-up"
weight_divisor = 255
warmup_steps = 10
[[scenario]]
name = "rmsprop"
weight_divisor = 255
optimizer = "rmsprop"
[[scenario]]
name = "standardised"
standardise = true
expect = "learns"
[[scenario]]
name = "normalised"
weight_divisor = 255
first_layer_trust_coefficient = 0.00390625
expect = "learns"
`

// Changes of the measurements that tests combine.
var (
	criticalTimes = func(factor float64) func(*record.Diagnostics) {
		return func(d *record.Diagnostics) {
			rate := *d.Line.CriticalRate * record.Float(factor)
			d.Line.CriticalRate = &rate
		}
	}
	noCritical = func(d *record.Diagnostics) {
		d.Line.CriticalRate, d.Line.FirstWeights.Critical, d.Line.FirstLayer.Critical, d.Line.All.Critical = nil, nil, nil, nil
	}
	blockTimes = func(factor record.Float) func(*record.Measurement) {
		return func(m *record.Measurement) { m.Curvature.Block.Value *= factor }
	}
	slopeIs = func(slope float64) func(*record.Measurement) {
		return func(m *record.Measurement) { m.Stability.Slope = record.Float(slope) }
	}
	nothingLearns = func(m *record.Measurement) {
		m.Stability.Slope, m.Stability.Dead = record.Float(math.NaN()), 0.5
		m.Stability.Border = make([]*record.Float, len(m.Stability.Factors))
	}
	restoredJumps = func(step int) func(*record.Measurement) {
		return func(m *record.Measurement) {
			m.Controls.Restored[0].Jump = &step
			if step == 0 {
				m.Controls.Restored[0].Jump = nil
			}
		}
	}
	noJumps = func(m *record.Measurement) {
		for i := range m.Controls.Controls {
			m.Controls.Controls[i].Jump = nil
		}
		m.Controls.Restored[0].Jump = nil
	}
)

// TestMeasuredNarrative writes the report of studies whose measurements
// are as theory has them, and of such where they are not or are missing.
func TestMeasuredNarrative(t *testing.T) {
	for _, c := range []struct {
		name         string
		definition   string // measuredPair if empty
		changes      []fixture.Change
		missing      string // kind of measurement
		says         []string
		never        []string
		fails, lacks int  // claims that fail, and that were not measured
		undecided    int  // of which no seed says anything
		set          bool // set it as a PDF as well
	}{
		{name: "as theory has it", set: true,
			says: []string{
				"the first layer's step raises the loss on the batch, and no other does.",
				"The critical rate of a step of the first layer's weights alone",
				"The same valley, 65,025 times narrower.",
				"The first layer's curvature grows with the square of the factor.",
				"Under SGD no step is off the line of slope 2 by more than",
				"The power is 2 under SGD and 1 under Adam.",
				"between the rates 0.10 and 1.6, 0.070–1.2 times the critical rate of @fig:line; the grid, with steps of a factor 16, does not tell seeds apart.", "Where training breaks; with every rate varied the slope",
				"The jump lies outside the range of the same seed's controls, whose ends count as inside, in none of the three seeds. If it were drawn as theirs are, it would do so with a chance of at most 2/21 a seed, and in more than two with a chance of at most one in a thousand.",
				"Of all 60 controls 21 jump earlier, 9 at the very same step and 30 later. More of them jump later than earlier in all three seeds (sign test over seeds: $p$ = 0.25).",
				"It is float32",
			},
			never: []string{"fails", "otherwise than the controls"}},
		{name: "everything", definition: strings.Replace(fixture.Everything, "[dataset]", tables+"[dataset]", 1), fails: 1,
			says: []string{"where no factor rounds, every loss of all"}},
		{name: "one seed", set: true, definition: oneSeed(measuredPair), undecided: 1,
			says:  []string{"seeds and controls are so few that all seeds may lie outside the controls' range by chance"},
			never: []string{"thin lines are seeds", "means over seeds", "Means over seeds", "all one"}},
		{name: "one scenario", definition: fixture.Common + fixture.Tables + fixture.Reference,
			says:  []string{"@fig:law"},
			never: []string{"It is float32", "critical rate of {"}},
		{name: "reference under Adam", set: true, definition: fixture.Common + fixture.Tables + fixture.AdamPair,
			says:  []string{"the line is drawn for comparison"},
			never: []string{"training breaks within"}},
		{name: "no scenario is restored", definition: fixture.Common + fixture.Tables + fixture.Reference + fixture.Divided255,
			never: []string{"What rounding leaves", "departs from"}},
		{name: "endings", definition: withEndings,
			says: []string{
				"Of 30 seeds of {divided|*weights/255*}, 400 steps each, 20 (47–83 %) overflow between steps 6 and 10, half of them by step 8, and 10 (17–53 %) end no better than by guessing; in parentheses are",
				"extremely slow",
				"on the same batches, 4 (6–44 %) overflow at step 15 and 16 (56–94 %) end no better than by guessing. So float32 explains most of these overflows, not the collapse.",
				"takes eight seeds; the runs of this study have three"}},
		{name: "endings of which all are overflows, in float64 too", definition: withEndings, changes: []fixture.Change{fixture.Measured(study.EndingsKind, "divided", 0, func(m *record.Measurement) {
			step := 7
			for _, list := range []*record.ShortTrainings{&m.Endings.Float32, &m.Endings.Float64} {
				for i := range list.Overflow {
					list.Overflow[i] = &step
				}
			}
		})},
			says:  []string{"30 (88–100 %) overflow at step 7", "20 (83–100 %) overflow at step 7"},
			never: []string{"extremely slow", "the doing of float32", "To see an overflow"}},
		{name: "endings of which some learn", definition: withEndings, changes: []fixture.Change{fixture.Measured(study.EndingsKind, "divided", 0, func(m *record.Measurement) {
			list := &m.Endings.Float32
			m.Endings.Float64, m.Endings.Float64Steps = record.ShortTrainings{}, 0
			for i := range list.Overflow {
				list.Overflow[i], list.Accuracy[i] = nil, record.Float(0.25+0.05*float64(i))
			}
		})},
			says:  []string{"15 (31–69 %) end between guessing and learning and 15 (31–69 %) learn"},
			never: []string{"overflow (", "extremely slow", "in float64 from", "To see an overflow"}},
		{name: "diagnostics alone", definition: fixture.Common + "[diagnostics]\ncontrols = 0\n" + fixture.Reference + fixture.Divided255 + fixture.Restored255,
			never: []string{"@fig:law", "@fig:map", "@fig:same", "Lanczos"}},
		{name: "measurements alone", definition: strings.Replace(measuredPair, "[diagnostics]\ncontrols = 20", "", 1), set: true,
			changes: []fixture.Change{func(d evidence.Data) {
				for _, r := range d.Results {
					r.Run.Diagnostics = nil
				}
			}},
			says:  []string{"goes through the middle of the measured border"},
			never: []string{"@fig:line", "It is float32"}},

		{name: "another critical rate", changes: []fixture.Change{fixture.Diagnosed("divided", 2, criticalTimes(1.5))}, fails: 1,
			says: []string{"The prediction fails for {divided|*weights/255*}: in seed 2 the ratio is 1/43,350.00, where 1/65,025 was predicted.",
				"that the critical rate of {divided|*weights/255*} is 1/65,025 times that of {reference|*features/255*}"},
			never: []string{"The same valley"}},
		{name: "no critical rate in one", changes: []fixture.Change{fixture.Diagnosed("divided", 0, noCritical)}, fails: 1,
			says: []string{"no critical rate was found"}},
		{name: "no critical rate at all", changes: []fixture.Change{fixture.Diagnosed("divided", 0, noCritical), fixture.Diagnosed("reference", 0, noCritical), fixture.Diagnosed("restored", 0, noCritical)}, undecided: 2,
			says:  []string{"Nothing can be said of the claim that the critical rate of {divided|*weights/255*} is 1/65,025 times that of {reference|*features/255*} and that the critical rate of {restored|*weights/255, $\\eta_1$/255²*} is 1/65,025 times that of {reference|*features/255*}, since along the step neither loss comes back to its start within the rates that are tried."},
			never: []string{"for lack of runs", "not a number"}},
		{name: "a critical rate out of reach", changes: []fixture.Change{fixture.Diagnosed("divided", 2, noCritical), fixture.Diagnosed("divided", 2, func(d *record.Diagnostics) { d.Line.T = []record.Float{1, 1000} })},
			says: []string{"in the rest the rate that is predicted of one of the two lies beyond those that are tried"}},
		{name: "no critical rate in one seed", changes: []fixture.Change{fixture.Diagnosed("divided", 2, noCritical), fixture.Diagnosed("reference", 2, noCritical), fixture.Diagnosed("restored", 2, noCritical)},
			says: []string{"is judged by two of three seeds; in the rest along the step neither loss comes back to its start"}},
		{name: "another curvature", changes: []fixture.Change{fixture.Measured(study.CurvatureKind, "divided", 3, blockTimes(0.9))}, fails: 1,
			says:  []string{"in seed 3 the ratio is 58,522.5", "The curvature at the start."},
			never: []string{"The first layer's curvature grows"}},
		{name: "an eigenvalue that did not converge", changes: []fixture.Change{fixture.Measured(study.CurvatureKind, "divided", 1, func(m *record.Measurement) {
			m.Curvature.Whole.Converged, m.Curvature.Whole.Residual = false, 0.25
		})}, says: []string{"one did not converge"}},
		{name: "a wrong power expected", definition: strings.Replace(measuredPair, "sgd = 2,", "sgd = 3,", 1), fails: 1,
			says: []string{"of slope 2, where the study expects 3, by more than", "The slope that the definition expects is missed, under SGD by 1 in every seed."}},
		{name: "no power expected", definition: strings.Replace(measuredPair, "expect = { sgd = 2, adam = 1 }", "", 1),
			never: []string{"Exponent of the first step"}},
		{name: "momentum in the sweep", definition: strings.Replace(measuredPair, `"sgd", "adam"]`, `"sgd", "momentum", "adam"]`, 1),
			says: []string{"The first step with momentum is that of gradient descent in every bit, and is not drawn again."}},
		{name: "one factor", definition: strings.Replace(strings.Replace(measuredPair, "factors = [1, 16, 255]", "factors = [255]", 1), "expect = { sgd = 2, adam = 1 }", "", 1),
			says: []string{"One factor has no slope."}},
		{name: "another border", changes: []fixture.Change{fixture.Measured(study.StabilityKind, study.FirstLayerMap, 3, slopeIs(-1.5))}, fails: 1,
			says: []string{"in seed 3 it is off by more than 0.15, and the claim fails"}, never: []string{"training breaks within"}},
		{name: "no border", changes: []fixture.Change{fixture.Measured(study.StabilityKind, study.FirstLayerMap, 0, slopeIs(math.NaN()))}, undecided: 1,
			says:  []string{"the grid holds no border that would have a slope", "no border", "since the grid holds the border at fewer than two of its factors"},
			never: []string{"for lack of runs", "missing;**"}},
		{name: "a border in one seed alone", changes: []fixture.Change{fixture.Measured(study.StabilityKind, study.FirstLayerMap, 1, slopeIs(math.NaN())), fixture.Measured(study.StabilityKind, study.FirstLayerMap, 3, slopeIs(math.NaN()))},
			says:  []string{"in the one seed of three that shows borders at several factors", "is judged by one of three seeds; in the rest the grid holds the border"},
			never: []string{"not measured"}},
		{name: "a jump before all controls", changes: []fixture.Change{fixture.Measured(study.ControlsKind, "", 1, restoredJumps(2))},
			says: []string{"in one of three seeds. If it were drawn as theirs are", "and in more than two with a chance of at most one in a thousand. Of all 60 controls"}},
		{name: "jumps before all controls", changes: []fixture.Change{fixture.Measured(study.ControlsKind, "", 0, restoredJumps(2))}, fails: 1,
			says: []string{"in all three seeds. If it were drawn as theirs are", "Of all 60 controls 0 jump earlier, 0 at the very same step and 60 later. More of them jump later than earlier in all three seeds (sign test over seeds: $p$ = 0.25). It departs otherwise than the controls do."}},
		{name: "never a jump", changes: []fixture.Change{fixture.Measured(study.ControlsKind, "", 0, noJumps)}, undecided: 1,
			says:  []string{"Neither {restored|*weights/255, $\\eta_1$/255²*} nor any control jumps at any of the 20 steps, so nothing can be said.", "no departure"},
			never: []string{"rounding by itself does", "What is left between the two is rounding.", "within the range of steps in which"}},
		{name: "few controls, of which one jumps", definition: strings.Replace(measuredPair, "controls = 20", "controls = 4", 1), undecided: 1,
			changes: []fixture.Change{fixture.Measured(study.ControlsKind, "", 0, noJumps), fixture.Measured(study.ControlsKind, "", 1, func(m *record.Measurement) { m.Controls.Controls[0].Jump = new(5) })},
			says:    []string{"1 jumps earlier, 0 at the very same step and 0 later; 3 jump no more than it does.", "since seeds and controls are so few that all seeds may lie outside the controls' range by chance."},
			never:   []string{"is judged by one", "0 of 1 (seed", "by chance and"}},
		{name: "a jump later than the controls'", changes: []fixture.Change{fixture.Measured(study.ControlsKind, "", 0, restoredJumps(0))}, fails: 1,
			says: []string{"jump at none of the 20 steps", "3 of 3"}},

		{name: "two layers to blame", changes: []fixture.Change{fixture.Diagnosed("divided", 0, func(d *record.Diagnostics) { d.Attribution.OnlyLayer[1] = 900 })},
			says: []string{"The steps of the first and second layers raise the loss by themselves, that of the third does not."}},
		{name: "no layer to blame", changes: []fixture.Change{fixture.Diagnosed("divided", 0, func(d *record.Diagnostics) { d.Attribution.OnlyLayer[0] = 1 })},
			says: []string{"No layer's step raises the loss by itself."}},
		{name: "the later layers break it", changes: []fixture.Change{fixture.Diagnosed("divided", 0, func(d *record.Diagnostics) { d.Attribution.AllButLayer[0] = 900 })},
			says: []string{"the first layer's step raises the loss.", "not refuted"}},
		{name: "a loss that is not finite", changes: []fixture.Change{fixture.Diagnosed("divided", 0, func(d *record.Diagnostics) {
			d.Attribution.All, d.Attribution.OnlyLayer[0], d.Attribution.EveryWeights = record.Float(math.Inf(1)), record.Float(math.NaN()), record.Float(math.Inf(1))
		})}, says: []string{"the first layer's step raises the loss on the batch, and no other does."}},
		{name: "shortening does not help", changes: []fixture.Change{fixture.Diagnosed("divided", 0, func(d *record.Diagnostics) { d.Attribution.ReferenceSize = 9 })},
			says: []string{"does not explain all"}},
		{name: "dead but not constant", changes: []fixture.Change{fixture.Diagnosed("divided", 2, func(d *record.Diagnostics) { d.Frozen.TopClassShare = 0.97 })},
			says:  []string{"From there to the end 97 % of every batch are given one class."},
			never: []string{"every image of a batch"}},

		{name: "remedies", set: true, definition: fixture.Common + "[diagnostics]\ncontrols = 0\n" + fixture.Reference + fixture.Divided255 + fixture.Restored255 + remedies255,
			changes: []fixture.Change{fixture.Run("clip", 0, fixture.FirstStepTimes(65025/math.Hypot(255*0.5, math.Sqrt(0.5))))},
			says: []string{"which remedies set it right", "Which ways to train on raw pixels set that right", "What people try", "divided by their deviation once their mean is taken off", "two norms a step", "mean and deviation of the training set",
				"Of what leaves the pixels as they are, ", "[@you]", "The simplest remedy is a lower rate for every layer: the best of two rates that were tried", "SGD, clip 1", "6,502.5"}},

		{name: "the broken network under Adam", definition: measuredPair + `
[[scenario]]
name = "adam"
label = "Adam, weights/255"
weight_divisor = 255
optimizer = "adam"
learning_rate = 0.001
`},
		{name: "one slope in both maps", changes: []fixture.Change{fixture.Measured(study.StabilityKind, study.GlobalMap, 0, slopeIs(-2))},
			says: []string{"the slope is −2.00."}, never: []string{"what would explode does not"}},
		{name: "a broken network that learns", changes: []fixture.Change{fixture.Run("divided", 0, fixture.LearnAfterAll)}, fails: 1,
			says:  []string{"the first layer's step raises the loss on the batch, and no other does."},
			never: []string{"breaks the network", "three of three", "It is only slower"}},
		{name: "a first step that raises no loss", changes: []fixture.Change{fixture.Run("divided", 0, fixture.LearnAfterAll), fixture.Diagnosed("divided", 0, func(d *record.Diagnostics) { d.Attribution.All = 2 })}, fails: 1,
			never: []string{"The later layers' first step"}},
		{name: "the same is expected of what theory parts", definition: measuredPair + `
[[scenario]]
name = "half"
weight_divisor = 255
first_layer_rate_divisor = 2
expect = "same as reference"
`, fails: 1, never: []string{"Theory does not have them as one"}},
		{name: "the same is expected of what theory parts alone", definition: strings.Replace(measuredPair, "first_layer_rate_divisor = 65025", "first_layer_rate_divisor = 2", 1), fails: 1,
			says: []string{"How far apart they are.", "Theory does not have them as one"}},
		{name: "a grid that is not aligned", definition: strings.Replace(measuredPair, "[0.00390625, 0.0625, 1, 16, 256]", "[0.1, 0.5, 1, 2, 7]", 1), undecided: 1,
			says: []string{"unaligned grid", "since the rates of the grid do not lie the squares of its factors apart", "where −2 was predicted; but the rates of the grid"}, never: []string{"That is an identity"}},
		{name: "overflow in float32", changes: []fixture.Change{fixture.Run("divided", 0, func(r *evidence.Result) { r.Run.FirstStep.LossAfter = record.Float(math.Inf(1)) })},
			never: []string{"is the same in float64"}},
		{name: "both networks collapse", changes: []fixture.Change{fixture.Run("reference", 0, fixture.OverflowAt(6)), fixture.Run("restored", 0, fixture.OverflowAt(6))}, fails: 1,
			says:  []string{"@fig:line moves the first layer's weights of {reference|*features/255*} and of {divided|*weights/255*} along their first step"},
			never: []string{"It is float32", "So it is the first layer"}},
		{name: "a map in which nothing learns", changes: []fixture.Change{fixture.Measured(study.StabilityKind, study.FirstLayerMap, 0, nothingLearns), fixture.Measured(study.StabilityKind, study.GlobalMap, 0, nothingLearns)}, undecided: 1,
			says: []string{"None of these trainings has learned", "near-white has not learned, hatched is broken."}, never: []string{"Blue has learned", "red dots"}},

		{name: "no sweep", missing: study.SweepKind, lacks: 2, says: []string{" measurements are missing;** what follows"}, never: []string{"@fig:law"}},
		{name: "no map", missing: study.StabilityKind, lacks: 1, never: []string{"@fig:map"}},
		{name: "no curvature", missing: study.CurvatureKind, lacks: 1, never: []string{"@fig:curvature"}},
		{name: "no controls", missing: study.ControlsKind, lacks: 1, set: true, never: []string{"@fig:same"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.definition == "" {
				c.definition = measuredPair
			}
			d := fixture.Deeper(c.definition, c.changes...)
			if c.missing != "" {
				d = fixture.Unmeasured(d, c.missing, 0)
			}
			doc, verdicts := reported(d)
			checkDocument(t, doc)
			checkFigures(t, d, doc)
			if fails, lacks, undecided := verdicts.Count(claim.Fails), verdicts.Count(claim.NotMeasured), verdicts.Count(claim.Undecided); fails != c.fails || lacks != c.lacks || undecided != c.undecided {
				t.Errorf("%d claims fail, %d are not measured and %d undecided, want %d, %d and %d: %v", fails, lacks, undecided, c.fails, c.lacks, c.undecided, verdicts.With(claim.Fails))
			}
			if verdicts.Hold() != (c.fails+c.lacks == 0) {
				t.Errorf("whether all claims hold: %t", verdicts.Hold())
			}
			if c.fails > 0 && !strings.Contains(firstPageOf(t, doc), "Not as claimed") {
				t.Errorf("the abstract does not say what fails: %s", firstPageOf(t, doc))
			}
			said := textsOf(doc).all()
			for _, s := range c.says {
				if !strings.Contains(said, s) {
					t.Errorf("the document does not say %q", s)
				}
			}
			for _, s := range c.never {
				if strings.Contains(said, s) {
					t.Errorf("the document says %q", s)
				}
			}
			if c.set {
				if err := typeset.Compose(io.Discard, doc, typeset.Options{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// A seed that lacks a measurement leaves the claim open and is named.
func TestMeasuredClaimWithoutASeed(t *testing.T) {
	d := fixture.Unmeasured(fixture.Deeper(measuredPair), study.SweepKind, 2)
	for _, c := range claim.Judge(evidence.Gather(d)).Claims {
		if c.Kind != claim.Exponent {
			continue
		}
		if c.Verdict != claim.NotMeasured || len(c.Missing) != 1 || c.Missing[0] != 2 || len(c.Seeds) != 2 {
			t.Errorf("%s: %s with %d seeds, missing %v", c, c.Verdict, len(c.Seeds), c.Missing)
		}
	}
}

// A seed in which rounding flipped a sign at the start is judged more widely.
func TestMeasuredClaimOfAFlippedSeed(t *testing.T) {
	d := fixture.Deeper(measuredPair, fixture.Diagnosed("divided", 3, criticalTimes(1.001)))
	if claim.Judge(evidence.Gather(d)).Hold() {
		t.Fatal("a critical rate that is off by a thousandth holds")
	}
	r, _ := d.Find("divided", 3)
	r.Run.Print.FirstSigns = "other"
	if v := claim.Judge(evidence.Gather(d)); !v.Hold() {
		t.Errorf("with a flipped sign: %v", v.With(claim.Fails))
	}
}

func TestMeasuredClaimsAsText(t *testing.T) {
	d := fixture.Deeper(measuredPair, fixture.Diagnosed("divided", 2, criticalTimes(1.5)), fixture.Measured(study.CurvatureKind, "divided", 3, blockTimes(0.9)),
		fixture.Measured(study.StabilityKind, study.FirstLayerMap, 3, slopeIs(-1.5)), fixture.Measured(study.ControlsKind, "", 0, restoredJumps(2)),
		fixture.Measured(study.SweepKind, "", 2, func(m *record.Measurement) { m.Sweep.Series[0].Slope = 2.5 }))
	want := []string{
		"the critical rate of divided is 1/65,025 times that of reference: fails (seed 2: measured 1/43,350.00)",
		"the first layer's curvature in divided is 65,025 times that in reference: fails (seed 3: measured 58,522.50)",
		"the first step grows with the power 2 of the factor under SGD: fails (seed 2: measured 2.500000)",
		"the border of the map of the first layer's rate has the slope −2: fails (seed 3: measured −1.50)",
		"restored departs from reference when controls do: fails (seed 3: departs at step 2, controls do at steps 7 to 13; so outside their range in 3 of 3 seeds)",
	}
	var got []string
	for _, c := range claim.Judge(evidence.Gather(d)).With(claim.Fails) {
		got = append(got, spaced(c.String()))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
