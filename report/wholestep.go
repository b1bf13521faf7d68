package report

import (
	"math"
	"slices"

	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
)

// told are the scenarios that diagnostics are told of: the
// reference and the one that breaks, of a study without such a pair the first
// few, as far as they have diagnostics.
func (n *narrative) told() []string {
	const few = 3
	candidates := []string{n.Reference, n.Broken}
	if n.Broken == "" {
		candidates = n.Ran()
	}
	var names []string
	for _, s := range candidates {
		if s != "" && len(n.Diagnosed(s)) > 0 && len(names) < few {
			names = append(names, s)
		}
	}
	return names
}

// bothTold reports whether the reference and the scenario that breaks have
// diagnostics.
func (n *narrative) bothTold() bool {
	return n.Broken != "" && len(n.Diagnosed(n.Reference)) > 0 && len(n.Diagnosed(n.Broken)) > 0
}

// diagnosed describes a number of the diagnostics over a scenario's seeds.
func (e *findings) diagnosed(scenario string, of func(*record.Diagnostics) record.Float) compare.Sample {
	var values []float64
	for _, r := range e.Diagnosed(scenario) {
		values = append(values, float64(of(r.Run.Diagnostics)))
	}
	return compare.Of(values)
}

// layerOf chooses a number of one layer.
func layerOf(layer int, of func(record.LayerDiagnostics) record.Float) func(*record.Diagnostics) record.Float {
	return func(d *record.Diagnostics) record.Float {
		if layer >= len(d.Layers) {
			return record.Float(math.NaN())
		}
		return of(d.Layers[layer])
	}
}

// Numbers of a layer's first step that multiplying features and dividing
// weights does not change.
var scaleFree = []func(record.LayerDiagnostics) record.Float{
	func(l record.LayerDiagnostics) record.Float { return l.WeightStableRank },
	func(l record.LayerDiagnostics) record.Float { return l.DeltaStableRank },
	func(l record.LayerDiagnostics) record.Float { return l.Alignment },
}

// wholeStep says what kind of matrix the step is, and how it passes through
// the layers.
func (n *narrative) wholeStep() []typeset.Block {
	told := n.told()
	if len(told) == 0 {
		return nil
	}
	first := told[0]
	rank := func(of func(record.LayerDiagnostics) record.Float) compare.Sample {
		return n.diagnosed(first, layerOf(0, of))
	}
	if len(rank(scaleFree[1]).Values) == 0 { // of a step that is zero
		return blocks(paragraph("@tab:layers lists the first step of every layer."), n.layerTable(told))
	}
	return blocks(
		runIn("What kind of step.",
			n.scaleFreeWords(),
			say(`Its rank is low: the stable rank, $\|\Delta W\|^2$ over the square of the largest singular value, is %s, where that of the weights is %s (%s).`,
				spread(rank(scaleFree[1]), 3), spread(rank(scaleFree[0]), 3), n.name(first)),
			say(`And it points to where the data are: %s is %s of $\|X\|\,\|\Delta W\|$, which bounds it.`,
				`$\|X\Delta W\|$`, spread(rank(scaleFree[2]), 3)),
			"@tab:layers lists every layer.",
		),
		paragraph(n.passedOn()),
		n.layerTable(told),
	)
}

// scaleFreeWords compares what scale should leave alone.
func (n *narrative) scaleFreeWords() string {
	if !n.bothTold() {
		return ""
	}
	largest, compared := 0.0, false
	for _, r := range n.Diagnosed(n.Broken) {
		o, ok := n.Find(n.Reference, r.Run.Seed)
		if !ok || o.Run.Diagnostics == nil {
			continue
		}
		for _, of := range scaleFree {
			mine, other := layerOf(0, of)(r.Run.Diagnostics), layerOf(0, of)(o.Run.Diagnostics)
			largest, compared = max(largest, claim.RelativeDifference(float64(mine), float64(other))), true
		}
	}
	if !compared {
		return ""
	}
	prediction := "Scale changes how long the step is and not what it looks like: the ranks of the first layer's weights and of their step, and how the step lies to the data, should be the same in both networks."
	if largest <= scaleFreeTolerance {
		return text(prediction, say("They are, to within %s%s.", errorBound(largest), when(n.Prediction(n.Broken).Exponent == 2, ": by @eq:step the two steps differ in their length alone")))
	}
	return text(prediction, say("They differ, by up to %s.", errorBound(largest)))
}

// passedOn says how the change of the first layer reaches the later ones.
func (n *narrative) passedOn() string {
	if !n.bothTold() || n.layers() < 2 {
		return ""
	}
	share := func(scenario string) float64 { // of the means, which @tab:layers lists
		below := n.diagnosed(scenario, layerOf(1, func(l record.LayerDiagnostics) record.Float { return l.BelowRMS }))
		own := n.diagnosed(scenario, layerOf(1, func(l record.LayerDiagnostics) record.Float { return l.OwnRMS }))
		return below.Mean / own.Mean
	}
	broken := share(n.Broken)
	return text(
		say("A later layer's pre-activations change for two reasons, its own step and that of the layers below. In the second layer of %s what comes from below is %s times what its own step does; in %s it is %s times that.",
			n.name(n.Reference), significant(share(n.Reference), 2), n.name(n.Broken), significant(broken, 2)),
		when(broken > 1, "The later layers are carried along by the first."))
}

// layers is how many layers of weights the network has.
func (n *narrative) layers() int { return len(n.Definition.Network.Hidden) + 1 }

// layerTable has the first step of every layer.
func (n *narrative) layerTable(told []string) []typeset.Block {
	table := typeset.Table{
		Label: "layers",
		Title: "The first step, layer by layer.",
		Caption: text(
			when(n.Seeds() > 1, "Means over seeds."),
			`Largest singular values of the weights $W$ and of their step; stable ranks; how much of the step the layer's inputs $X$ see, $\|X\Delta W\|/(\|X\|\,\|\Delta W\|)$;`,
			`and, on the first batch, the rms of the pre-activations $Z$ and of their change, in all and taken apart into that from the layer's own step, that from the change of its inputs, and what only both together do.`),
		Columns: append(columns(typeset.Left), slices.Repeat(columns(typeset.Decimal), len(layerColumns))...),
		Head: [][]typeset.Cell{
			cells("", "spectral norm", "", "stable rank", "", "seen", "rms", "rms of the change", "", "", "").span(7, 4).span(3, 2).span(1, 2),
			cells("Layer", mW, `$\Delta W$`, mW, `$\Delta W$`, "", "$Z$", "all", "own", "below", "joint"),
		},
	}
	for _, s := range told {
		table.Rows = append(table.Rows, typeset.Row{Gap: true, Cells: cells(n.name(s)).over(len(table.Columns))})
		for layer := range n.layers() {
			row := cells(ordinal(layer + 1))
			for _, of := range layerColumns {
				row = append(row, cell(n.layerCell(s, layer, of)))
			}
			table.Rows = append(table.Rows, typeset.Row{Cells: row})
		}
	}
	return []typeset.Block{table}
}

// layerColumns are the numbers of layerTable.
var layerColumns = []func(record.LayerDiagnostics) record.Float{
	func(l record.LayerDiagnostics) record.Float { return l.WeightSpectral },
	func(l record.LayerDiagnostics) record.Float { return l.DeltaSpectral },
	func(l record.LayerDiagnostics) record.Float { return l.WeightStableRank },
	func(l record.LayerDiagnostics) record.Float { return l.DeltaStableRank },
	func(l record.LayerDiagnostics) record.Float { return l.Alignment },
	func(l record.LayerDiagnostics) record.Float { return l.ZRMS },
	func(l record.LayerDiagnostics) record.Float { return l.ChangeRMS },
	func(l record.LayerDiagnostics) record.Float { return l.OwnRMS },
	func(l record.LayerDiagnostics) record.Float { return l.BelowRMS },
	func(l record.LayerDiagnostics) record.Float { return l.JointRMS },
}

// layerCell is a number of layerTable; of a layer without a step there are
// neither its rank nor how much of it the inputs see.
func (n *narrative) layerCell(scenario string, layer int, of func(record.LayerDiagnostics) record.Float) string {
	mean := n.diagnosed(scenario, layerOf(layer, of))
	step := n.diagnosed(scenario, layerOf(layer, func(l record.LayerDiagnostics) record.Float { return l.DeltaSpectral }))
	if len(mean.Values) == 0 && step.Max == 0 {
		return "no step"
	}
	return meanCell(mean, 3)
}

// meanCell is a mean in a table, or that there is none.
func meanCell(s compare.Sample, digits int) string {
	switch {
	case s.NonFinite > 0:
		return "not finite"
	case len(s.Values) == 0:
		return ""
	}
	return significant(s.Mean, digits)
}

// ratioCell is rms XΔW / rms XW of a scenario in a table.
func (n *narrative) ratioCell(scenario string) string {
	if n.HasNoSignal(scenario) {
		return "no signal"
	}
	return spread(n.Sample(scenario, evidence.XdWRatio), 2)
}

// lossAfterPart describes the loss after a part of the first step.
func (n *narrative) lossAfterPart(scenario string, of func(*record.Attribution) record.Float) compare.Sample {
	return n.diagnosed(scenario, func(d *record.Diagnostics) record.Float { return of(&d.Attribution) })
}

// criticalRates describes the critical rates of a scenario's seeds.
func (n *narrative) criticalRates(scenario string) compare.Sample {
	var rates []float64
	for _, r := range n.Diagnosed(scenario) {
		if rate := evidence.CriticalRate(r); !math.IsNaN(rate) {
			rates = append(rates, rate)
		}
	}
	return compare.Of(rates)
}
