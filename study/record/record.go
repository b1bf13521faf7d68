package record

import "firststep/study"

// Schema is the version of the record's shape. A reader refuses a newer one
// and says of an older one that the run has to be trained again.
const Schema = 4

// A Run is what one training leaves behind: the content of
// records/<scenario>-seed<n>.json. Layers are counted from the input, the
// first entry of every per-layer slice is the first layer. A quantity "on
// the batch" is of the first batch, before or after the first update.
type Run struct {
	Schema     int        `json:"schema"`
	Key        string     `json:"key"`
	Scenario   string     `json:"scenario"`
	Seed       int64      `json:"seed"`
	Definition Definition `json:"definition"` // the fields that determined the run
	FirstStep  FirstStep  `json:"first_step"`
	Start      Evaluation `json:"start"`  // on the validation set, before training
	Epochs     []Epoch    `json:"epochs"` // the last one may be partial: see Ending
	Events     Events     `json:"events"`
	Ending     Ending     `json:"ending"`
	// Diagnostics is nil where the definition has no table [diagnostics].
	Diagnostics *Diagnostics `json:"diagnostics"`
	Print       Fingerprint  `json:"fingerprint"`
	Trace       TraceFile    `json:"trace"`
	Checksum    string       `json:"checksum"` // SHA-256 of the file with this value empty
}

// A Definition is the ordered list of fields a run was made with; in JSON an
// object that keeps the order.
type Definition []study.Field

// FirstStep describes the first update, in float64 from the float32 tensors.
// ΔW is new − old, exactly.
type FirstStep struct {
	LossBefore    Float         `json:"loss_before"` // on the batch
	LossAfter     Float         `json:"loss_after"`  // on the same batch, after the update
	Layers        []LayerStep   `json:"layers"`
	PreActivation PreActivation `json:"pre_activation"`
	DeadUnits     DeadUnits     `json:"dead_units"`
}

// LayerStep is the first update of one layer's weights.
type LayerStep struct {
	WeightNorm    Float `json:"weight_norm" range:"0.."`    // ‖W‖, Frobenius
	DeltaNorm     Float `json:"delta_norm" range:"0.."`     // ‖ΔW‖, Frobenius
	RelativeDelta Float `json:"relative_delta" range:"0.."` // ‖ΔW‖/‖W‖
	DeltaRMS      Float `json:"delta_rms" range:"0.."`
	DeltaMax      Float `json:"delta_max" range:"0.."` // largest |ΔW|
	Unmoved       Float `json:"unmoved" range:"0..1"`  // share of entries with ΔW = 0
}

// PreActivation compares XW of the first layer over the first batch, without
// the bias, with what the update adds to it, XΔW (batch × units of layer 1).
type PreActivation struct {
	XWRMS        Float     `json:"xw_rms" range:"0.."`
	XWMax        Float     `json:"xw_max" range:"0.."` // of absolute values, as all below
	XWQuantiles  Quantiles `json:"xw_quantiles"`
	XdWRMS       Float     `json:"xdw_rms" range:"0.."`
	XdWMax       Float     `json:"xdw_max" range:"0.."`
	XdWQuantiles Quantiles `json:"xdw_quantiles"`
	Ratio        Float     `json:"ratio" range:"0.."`    // xdw_rms / xw_rms
	Exceeds      Float     `json:"exceeds" range:"0..1"` // share of entries with |XΔW| > |XW|
	Flips        Float     `json:"flips" range:"0..1"`   // share of entries whose sign XΔW changes
	XWHistogram  Histogram `json:"xw_histogram"`
	XdWHistogram Histogram `json:"xdw_histogram"`
	Joint        Joint     `json:"joint"`
}

// Quantiles of absolute values, by linear interpolation between order
// statistics (type 7 of Hyndman and Fan 1996); NaN counts as the largest.
type Quantiles struct {
	P05 Float `json:"p05" range:"0.."`
	P25 Float `json:"p25" range:"0.."`
	P50 Float `json:"p50" range:"0.."`
	P75 Float `json:"p75" range:"0.."`
	P95 Float `json:"p95" range:"0.."`
}

// A Histogram counts absolute values by decade: bin i holds
// [10^((First+i)/BinsPerDecade), 10^((First+i+1)/BinsPerDecade)).
type Histogram struct {
	BinsPerDecade int   `json:"bins_per_decade"`
	First         int   `json:"first"`
	Counts        []int `json:"counts" range:"0.."`
	Zeros         int   `json:"zeros" range:"0.."`
	NonFinite     int   `json:"non_finite" range:"0.."`
}

// Joint counts entries by |XW| and |XΔW| at once, on the grid that Histogram
// describes: each cell is {x bin, y bin, count} with x for |XW|, sorted by x
// and then y. Entries where either is zero or not finite are left out.
type Joint struct {
	BinsPerDecade int      `json:"bins_per_decade"`
	Cells         [][3]int `json:"cells"`
}

// DeadUnits counts, for each hidden layer, the units that are zero on every
// image of the probe set.
type DeadUnits struct {
	Probe  int   `json:"probe" range:"1.."` // images in the probe set
	Units  []int `json:"units" range:"1.."`
	Before []int `json:"before" range:"0.."`
	After  []int `json:"after" range:"0.."` // after the first update
}

// Evaluation is the network on the whole validation set.
type Evaluation struct {
	Loss          Float `json:"validation_loss"`
	Accuracy      Float `json:"validation_accuracy" range:"0..1"`
	TopClassShare Float `json:"top_class_share" range:"0..1"` // share of the images given the most frequent prediction
}

// Epoch is one pass over the training set. Training values are those of the
// batches as they came, before each update.
type Epoch struct {
	Epoch            int   `json:"epoch" range:"1.."` // from 1
	Steps            int   `json:"steps" range:"0.."` // updates made in it
	TrainingLoss     Float `json:"training_loss"`
	TrainingAccuracy Float `json:"training_accuracy" range:"0..1"`
	Evaluation
}

// Events are steps, counted from 1, at which something first happened; null
// where it never did.
type Events struct {
	LossAboveStart  *int `json:"loss_above_start" range:"1.."`  // the batch's loss exceeds that of step 1
	HalfDead        *int `json:"half_dead" range:"1.."`         // half the first hidden layer's units are dead; seen at the trace's points
	GradientZero    *int `json:"gradient_zero" range:"1.."`     // from it on the first layer's gradient is exactly zero, to the end
	WeightNotFinite *int `json:"weight_not_finite" range:"1.."` // seen at the trace's points
	LossNotFinite   *int `json:"loss_not_finite" range:"1.."`
}

// Kinds of ending.
const (
	Completed  = "completed"
	Overflowed = "overflowed" // the loss was no longer finite
)

// Ending is how the run ended, and the state it ended in.
type Ending struct {
	Kind      string     `json:"kind"`
	Step      int        `json:"step" range:"1.."` // the last step taken, or the one whose loss was not finite
	DeadUnits []int      `json:"dead_units"`
	Final     Evaluation `json:"final"`
}

// Fingerprint holds SHA-256 sums, in hexadecimal, over float32 bits in
// little-endian order, every NaN made 0x7fc00000. Tensors are row-major,
// weights before biases, layer by layer.
type Fingerprint struct {
	InitialWeights   string `json:"initial_weights"`
	FinalWeights     string `json:"final_weights"`
	Losses           string `json:"losses"`
	ValidationLogits string `json:"validation_logits"`
	// FirstSigns is over one byte a unit and image of the first batch, layer
	// by layer: 1 where the hidden unit is positive. It tells whether two
	// runs start on the same linear piece of the network.
	FirstSigns string `json:"first_signs"`
}

// TraceFile names the CSV beside the record by its content.
type TraceFile struct {
	Rows   int    `json:"rows"`
	SHA256 string `json:"sha256"`
}

// A Trace is the course of a run, step by step: the CSV file with the columns
// step, loss, correct, dead_1 … dead_n, xdw_rms, relative_delta. The columns
// from dead_1 on are those of the points, and empty elsewhere; those from dead_2
// to dead_n are empty at the points where later layers are not counted.
type Trace struct {
	Loss    []float32 // of step i+1, on its batch before the update
	Correct []int     // of the same batch, images classified rightly
	Points  []Point   // at steps 1 to 10, 20, 30 … 100, 200, 500, 1,000 …
}

// A Point is what is measured after the update of a step.
type Point struct {
	Step          int
	Dead          []int // on the probe set: of each hidden layer at steps 1, 10, 100, 1,000 …, of the first alone at the others
	XdWRMS        Float // of the step's own batch and update
	RelativeDelta Float // ‖ΔW‖/‖W‖ of the first layer, W before the update
}

// A Dataset is dataset.json: what figures and report show of the data
// without the data.
type Dataset struct {
	Schema     int          `json:"schema"`
	Name       string       `json:"name"`             // "Fashion-MNIST"
	Source     string       `json:"source"`           // "fashion-mnist", "synthetic", "idx"
	SHA256     string       `json:"sha256"`           // identity of the data, part of every run's key
	Files      []study.File `json:"files"`            // the files it was read from, none for synthetic data
	Rows       int          `json:"rows" range:"1.."` // of all channels, which lie one below the other
	Columns    int          `json:"columns" range:"1.."`
	Channels   int          `json:"channels,omitempty" range:"0.."` // of an image, where there are several
	Train      int          `json:"train" range:"1.."`
	Validation int          `json:"validation" range:"1.."`
	Classes    []string     `json:"classes"`
	Counts     []int        `json:"counts" range:"0.."` // training images of each class

	// ValidationCounts are validation images of each class; none in files of
	// versions before 0.1.0.
	ValidationCounts []int `json:"validation_counts,omitempty" range:"0.."`

	Mean      Float         `json:"mean" range:"0.."` // of the training pixels, 0 to 255
	Deviation Float         `json:"deviation" range:"0.."`
	Zeros     Float         `json:"zeros" range:"0..1"`               // share of training pixels that are zero
	Maximum   *int          `json:"maximum,omitempty" range:"0..255"` // of the training pixels; none in files of versions before 0.1.0
	Images    []study.Image `json:"images"`
	Checksum  string        `json:"checksum"`
}
