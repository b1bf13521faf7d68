package figures

import (
	"math"
	"strings"
	"testing"
)

func ticksOf(a axis) string {
	var labels []string
	for _, t := range a.ticks {
		if t.Label == "" {
			labels = append(labels, "·")
			continue
		}
		labels = append(labels, t.Label)
	}
	return strings.Join(labels, " ")
}

func TestAxes(t *testing.T) {
	for _, test := range []struct {
		name     string
		axis     axis
		min, max float64
		ticks    string
	}{
		{"factors", logAxis([]float64{0.013, 860, math.NaN(), math.Inf(1), 0}, 3, 5), 0.01, 1000, "10$^{-2}$ · 1 · 10$^{2}$ ·"},
		{"losses to overflow", logAxis([]float64{2.3, 3e38}, 2, 6), 1, math.Pow10(39), "1 10$^{10}$ 10$^{20}$ 10$^{30}$"},
		{"nothing", logAxis(nil, 2, 5), 1, 100, "1 10 10$^{2}$"},
		{"accuracies", linearAxis(0, 1, 5), 0, 1, "0 0.2 0.4 0.6 0.8 1"},
		{"epochs", linearAxis(0, 2, 2), 0, 2, "0 1 2"},
		{"one value", linearAxis(3, 3, 4), 3, 4, "3"},
	} {
		if test.axis.min != test.min || test.axis.max != test.max {
			t.Errorf("%s: from %v to %v, want %v to %v", test.name, test.axis.min, test.axis.max, test.min, test.max)
		}
		if got := ticksOf(test.axis); got != test.ticks {
			t.Errorf("%s: ticks %s, want %s", test.name, got, test.ticks)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{plainNumber(65025), "65,025"},
		{plainNumber(9600), "9,600"},
		{plainNumber(-0.25), "−0.25"},
		{plainNumber(-12345678), "−12,345,678"},
		{percent(0.936), "94\u2009%"},
		{percent(0.9968), "above 99\u2009%"},
		{percent(0, 0.002), "below 1\u2009%"},
		{percent(0.25, 0.36), "25–36\u2009%"},
		{over([]float64{2.2, 2.4}, 2), "2.3"},
		{over([]float64{2.3, 4100}, 2), "2.3–4,100"},
		{over([]float64{1.7e-5, 4.2e-5, math.NaN()}, 2), "(1.7–4.2)\u2005×\u200510$^{-5}$"},
		{factorText(65025), "255²"},
		{factorText(1 / (1.0 / 65536)), "256²"},
		{factorText(256), "256"},
		{factorNumber(1.0 / 65025), "1/65,025"},
		{factorText(2.5), "2.5"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}
