package mlp

import (
	"math"
	"reflect"
	"testing"
)

func TestPreActivation(t *testing.T) {
	inf := math.Inf(1)
	tensors := Tensors{
		XW:  []float64{1, -2, 0.5, 0, 3, -1},
		XdW: []float64{-2, 1, 0, 4, inf, 1},
	}
	p := tensors.PreActivation()
	if want := math.Sqrt((1 + 4 + 0.25 + 9 + 1) / 6.); p.XWRMS != want {
		t.Errorf("rms XW is %v, want %v", p.XWRMS, want)
	}
	if p.XWMax != 3 || p.XdWMax != inf || p.XdWRMS != inf || p.Ratio != inf {
		t.Errorf("maxima, rms XΔW and ratio are %v, %v, %v, %v", p.XWMax, p.XdWMax, p.XdWRMS, p.Ratio)
	}
	if want := 3. / 6; p.Exceeds != want { // −2 over 1, 4 over 0, ∞ over 3
		t.Errorf("exceeds %v, want %v", p.Exceeds, want)
	}
	if want := 1. / 6; p.Flips != want { // 1 − 2 alone; −1 + 1 is zero
		t.Errorf("flips %v, want %v", p.Flips, want)
	}
	// |XW|: 0, 0.5, 1, 1, 2, 3; at p = 0.05 a quarter of the way from 0 to 0.5.
	if want := [5]float64{0.125, 0.625, 1, 1.75, 2.75}; p.XWQuantiles != want {
		t.Errorf("quantiles of |XW| are %v, want %v", p.XWQuantiles, want)
	}
	if got := p.XdWQuantiles[4]; got != inf {
		t.Errorf("the 95 %% quantile of |XΔW| is %v, want +Inf", got)
	}
	want := Histogram{First: -4, Counts: []int{1, 0, 0, 0, 2, 0, 0, 1, 1}, Zeros: 1}
	if !reflect.DeepEqual(p.XWHistogram, want) {
		t.Errorf("histogram of |XW| is %+v, want %+v", p.XWHistogram, want)
	}
	if h := p.XdWHistogram; h.Zeros != 1 || h.NonFinite != 1 {
		t.Errorf("histogram of |XΔW| is %+v", h)
	}
	if want := [][3]int{{0, 0, 1}, {0, 3, 1}, {3, 0, 1}}; !reflect.DeepEqual(p.Joint, want) {
		t.Errorf("joint histogram is %v, want %v", p.Joint, want)
	}
}

func TestQuantilesHaveNaNLargest(t *testing.T) {
	nan := math.NaN()
	_, _, q, h := describe([]float64{nan, 4, 3, nan, 1, 2, math.Inf(-1), math.Inf(1), 0})
	if q[1] != 2 || q[2] != 4 || !math.IsNaN(q[4]) {
		t.Errorf("quantiles are %v", q)
	}
	if h.NonFinite != 4 || h.Zeros != 1 {
		t.Errorf("histogram is %+v", h)
	}
}

func TestDescribeStep(t *testing.T) {
	got := describeStep([]float32{3, 4, 0, 0}, []float32{3, 5, -2, 0})
	want := LayerStep{
		WeightNorm: 5, DeltaNorm: math.Sqrt(5), RelativeDelta: math.Sqrt(5) / 5,
		DeltaRMS: math.Sqrt(5. / 4), DeltaMax: 2, Unmoved: 0.5,
	}
	if got != want {
		t.Errorf("describeStep = %+v, want %+v", got, want)
	}
}
