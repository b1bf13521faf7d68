package record

import "fmt"

// Diagnostics are what a run measures where the definition has a table
// [diagnostics]: how its first step came about and what it did, and how the
// first hundred steps went. Everything is float64 from float32 tensors.
//
// θ are all parameters before the first update, Δθ is the first update, new −
// old; "on the batch" is on the first batch, whose mean loss is L(θ).
type Diagnostics struct {
	Layers      []LayerDiagnostics `json:"layers"`
	Attribution Attribution        `json:"attribution"`
	Line        Line               `json:"line"`
	Course      Course             `json:"course"`
	Frozen      *Frozen            `json:"frozen"` // null where the first layer's gradient is not zero to the end
}

// LayerDiagnostics are of one layer's first update. X is what the layer gets
// as input on the batch (the features, or activations of the layer below), Z
// its pre-activations with bias. The change of Z is taken apart exactly:
//
//	Z' − Z = (XΔW + Δb) + ΔX·W + ΔX·ΔW
//	          own          below   joint
//
// each as root mean square over images and units.
type LayerDiagnostics struct {
	WeightSpectral   Float `json:"weight_spectral" range:"0.."`    // ‖W‖₂, the largest singular value
	DeltaSpectral    Float `json:"delta_spectral" range:"0.."`     // ‖ΔW‖₂
	WeightStableRank Float `json:"weight_stable_rank" range:"0.."` // ‖W‖²/‖W‖₂², Frobenius over spectral
	DeltaStableRank  Float `json:"delta_stable_rank" range:"0.."`  // of ΔW; NaN where it is zero
	InputNorm        Float `json:"input_norm" range:"0.."`         // ‖X‖, Frobenius
	OutputDelta      Float `json:"output_delta" range:"0.."`       // ‖XΔW‖, Frobenius
	Alignment        Float `json:"alignment" range:"0.."`          // ‖XΔW‖/(‖X‖‖ΔW‖): the share of the step that the inputs see, 1 where all of it
	ZRMS             Float `json:"z_rms" range:"0.."`              // of Z
	ChangeRMS        Float `json:"change_rms" range:"0.."`         // of Z' − Z
	OwnRMS           Float `json:"own_rms" range:"0.."`
	BelowRMS         Float `json:"below_rms" range:"0.."` // zero in the first layer, as joint
	JointRMS         Float `json:"joint_rms" range:"0.."`
}

// Attribution is the loss on the batch after a part of the first update.
type Attribution struct {
	None           Float   `json:"none"`                        // L(θ), in float64 as all of these
	All            Float   `json:"all"`                         // L(θ+Δθ)
	OnlyLayer      []Float `json:"only_layer"`                  // by layer: its weights and its bias
	AllButLayer    []Float `json:"all_but_layer"`               // by layer
	OnlyWeights    []Float `json:"only_weights"`                // by layer: its weights
	OnlyBias       []Float `json:"only_bias"`                   // by layer: its bias
	AllButWeights  []Float `json:"all_but_weights"`             // by layer: all but its weights
	EveryWeights   Float   `json:"every_weights"`               // the weights of every layer, no bias
	EveryBias      Float   `json:"every_bias"`                  // the bias of every layer, no weights
	ReferenceScale Float   `json:"reference_scale" range:"0.."` // what ΔW₁ is multiplied by so that rms XΔW is that of the study's reference, same seed
	ReferenceSize  Float   `json:"at_reference_size"`           // all, but with ΔW₁ times reference_scale
}

// Line is the loss on the batch along the first update, L(θ + t·Δθ), where Δθ
// is the whole of it or only that of some parameters.
type Line struct {
	T            []Float   `json:"t" range:">0"`  // 10⁻⁶ to 10³, four a decade
	FirstWeights LineCurve `json:"first_weights"` // the first layer's weights alone, without its bias: the one that is judged
	FirstLayer   LineCurve `json:"first_layer"`   // its weights and its bias
	All          LineCurve `json:"all"`           // every parameter

	// CriticalRate is the first layer's rate times the critical t of
	// FirstWeights: under SGD the least rate at which a step of these weights
	// does not lower the loss. Null where there is no critical t.
	CriticalRate *Float `json:"critical_rate" range:">0"`
}

// A LineCurve is the loss along one direction with its prediction to second
// order, L(θ) + t·slope + t²/2·curvature. The network is linear in pieces, so
// the curvature is that of the piece on which it starts.
type LineCurve struct {
	Loss      []Float `json:"loss"`      // at Line.T
	Slope     Float   `json:"slope"`     // ⟨g, Δθ⟩, g the gradient of the loss on the batch
	Curvature Float   `json:"curvature"` // ⟨Δθ, HΔθ⟩, H its Hessian

	// Critical is the first t at which the loss crosses L(θ) upwards, between
	// two points of the grid, bisected to a relative width of 10⁻⁷ (10⁻⁴ for
	// the curves that are not judged); null where
	// the loss stays below on the grid, or is above from its first point on.
	Critical *Float `json:"critical" range:">0"`
}

// Course is how units and gradients fare in the first steps. Entry i belongs
// to step i+1: to its own batch, before its update. So entry 0 is the start.
// The lists have 100 entries, fewer where the run ends sooner; the counts of
// dead units on the probe set, after some of these steps, are in the trace.
// Measured numbers are rounded to six significant digits.
type Course struct {
	Silent    [][]int `json:"silent" range:"0.."`    // by hidden layer: units that are zero on every image of the batch
	Saturated [][]int `json:"saturated" range:"0.."` // by hidden layer: units that are positive on every image of the batch

	// UnitGradient is ‖δ‖ by hidden layer: the Frobenius norm over images and
	// units of the loss's gradient with respect to the pre-activations.
	UnitGradient [][]Float `json:"unit_gradient" range:"0.."`

	// By layer, of its weights, in Frobenius norms. The gradient and the step
	// are NaN where the loss was not finite, for there was no update then.
	Gradient   [][]Float `json:"gradient" range:"0.."`    // ‖∂L/∂W‖
	WeightNorm [][]Float `json:"weight_norm" range:"0.."` // ‖W‖
	DeltaNorm  [][]Float `json:"delta_norm" range:"0.."`  // ‖ΔW‖, ΔW the step's update

	// OutputRMS is, by layer, the root mean square of its outputs over images
	// and units: of activations, behind the ReLU, and of the logits last.
	OutputRMS [][]Float `json:"output_rms" range:"0.."`

	Reached []Float `json:"reached" range:"0..1"` // share of the batch's images with a gradient in the first layer that is not zero

	// LogitSpread is how much the logits differ between images: the root mean
	// square over images and classes of a logit minus its class's mean over
	// the batch. A constant classifier has 0.
	LogitSpread []Float `json:"logit_spread" range:"0.."`
}

// Frozen says how constant the classifier is once the first layer's gradient
// is exactly zero, from Events.GradientZero to the end.
type Frozen struct {
	Step          int   `json:"step" range:"1.."`
	Images        int   `json:"images" range:"0.."`           // of the batches from that step to the end
	TopClassShare Float `json:"top_class_share" range:"0..1"` // mean over the batches of the share that is given the batch's most frequent prediction
}

// check returns an error where a list does not have the length that its
// readers rely on. hidden is the number of hidden layers, rows that of the
// trace.
func (d *Diagnostics) check(hidden, rows int) error {
	if len(d.Layers) != hidden+1 {
		return fmt.Errorf("diagnostics.layers: %d entries, where the network has %d layers", len(d.Layers), hidden+1)
	}
	a := d.Attribution
	for _, list := range [][]Float{a.OnlyLayer, a.AllButLayer, a.OnlyWeights, a.OnlyBias, a.AllButWeights} {
		if len(list) != hidden+1 {
			return fmt.Errorf("diagnostics.attribution: %d entries, where the network has %d layers", len(list), hidden+1)
		}
	}
	if err := increasing("diagnostics.line.t", d.Line.T); err != nil {
		return err
	}
	for _, c := range []LineCurve{d.Line.FirstWeights, d.Line.FirstLayer, d.Line.All} {
		if len(c.Loss) != len(d.Line.T) {
			return fmt.Errorf("diagnostics.line: %d losses at %d points", len(c.Loss), len(d.Line.T))
		}
	}
	return d.Course.check(hidden, rows)
}

// CourseSteps is how many steps a [Course] has at most.
const CourseSteps = 100

func (c *Course) check(hidden, rows int) error {
	steps := min(rows, CourseSteps)
	short := func(key string, n int) error {
		return fmt.Errorf("diagnostics.course.%s: %d entries, where %d belong", key, n, steps)
	}
	for _, counts := range [][][]int{c.Silent, c.Saturated} {
		if len(counts) != hidden {
			return fmt.Errorf("diagnostics.course: units of %d hidden layers, where the network has %d", len(counts), hidden)
		}
		for _, list := range counts {
			if len(list) != steps {
				return short("silent, saturated", len(list))
			}
		}
	}
	for _, lists := range []struct {
		key    string
		by     [][]Float
		layers int
	}{
		{"unit_gradient", c.UnitGradient, hidden},
		{"gradient", c.Gradient, hidden + 1},
		{"weight_norm", c.WeightNorm, hidden + 1},
		{"delta_norm", c.DeltaNorm, hidden + 1},
		{"output_rms", c.OutputRMS, hidden + 1},
		{"reached", [][]Float{c.Reached}, 1},
		{"logit_spread", [][]Float{c.LogitSpread}, 1},
	} {
		if len(lists.by) != lists.layers {
			return fmt.Errorf("diagnostics.course.%s: %d layers, where it has %d", lists.key, len(lists.by), lists.layers)
		}
		for _, list := range lists.by {
			if len(list) != steps {
				return short(lists.key, len(list))
			}
		}
	}
	return nil
}
