package figures

import "testing"

func TestSpoken(t *testing.T) {
	for written, want := range map[string]string{
		"by 0.19–0.28 times their own size": "by 0.19 to 0.28 times their own size",
		"25–36 % of the units":              "25 to 36 % of the units",
		"a deviation of 8.5 × 10⁻⁸.":        "a deviation of 8.5 times 10 to the minus 8.",
		"4.3–5.6 × 10²⁰":                    "4.3 to 5.6 times 10 to the 20",
		"10⁻⁵–10⁻³":                         "10 to the minus 5 to 10 to the minus 3",
		"weights/255, first rate/255²":      "weights/255, first rate/255 squared",
		"first rate × 255²":                 "first rate times 255 squared",
		"slope −0.04 to 0.00, predicted −2": "slope minus 0.04 to 0.00, predicted minus 2",
		"‖ΔW‖ = ‖W‖/256":                    "the norm of Delta W = the norm of W/256",
		"weights / a alone":                 "weights over a alone",
		"|XΔW| at η₁":                       "the size of XDelta W at eta 1",
	} {
		if got := spoken(written); got != want {
			t.Errorf("%q is said as\n%q, not\n%q", written, got, want)
		}
	}
}
