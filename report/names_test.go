package report

import "testing"

func TestLabel(t *testing.T) {
	for text, want := range map[string]string{
		"features/255":                 "features/255",
		"features/255, ‖ΔW‖ = ‖W‖/256": `features/255, $\|\Delta W\|$ = $\|W\|$/256`,
		"weights/255, η₁/255²":         `weights/255, $\eta_1$/255²`,
		"a*b $x$":                      `a\*b \$x\$`,
		"‖all of it‖":                  "‖all of it‖",
	} {
		if got := label(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestSentence(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"it learns":                  "It learns",
		"{a|*neither divided*} dies": "{a|*neither divided*} dies",
		"{a|*η₁* by norms}":          "{a|*η₁* by norms}",
		"{a|":                        "{a|",
	} {
		if got := sentence(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
