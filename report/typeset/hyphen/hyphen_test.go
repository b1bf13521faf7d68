package hyphen_test

import (
	"fmt"
	"strings"
	"testing"

	"firststep/report/typeset/hyphen"
)

// divided is a word with hyphens where it may be divided.
func divided(word string) string {
	var parts []string
	at := 0
	for _, p := range hyphen.Points(word) {
		parts = append(parts, word[at:p])
		at = p
	}
	return strings.Join(append(parts, word[at:]), "-")
}

func ExamplePoints() {
	fmt.Println(hyphen.Points("hyphenation"))
	// Output: [2 6 7]
}

func TestDivision(t *testing.T) {
	for _, want := range []string{
		"hy-phen-a-tion", "math-em-at-ics", "ac-tiv-a-tion", "Ac-tiv-a-tion", "gradi-ent", "des-cent",
		"ma-nu-script", "uni-ver-sity", // exceptions
		"step", "a", "", "naïve", "float32", "weights", "learn-ing",
	} {
		word := strings.ReplaceAll(want, "-", "")
		if got := divided(word); got != want {
			t.Errorf("%q is divided %q, not %q", word, got, want)
		}
	}
}

func TestLettersAroundAHyphen(t *testing.T) {
	for _, word := range []string{"experiment", "regularisation", "initialisation", "understanding", "measurement", "overflow"} {
		for _, p := range hyphen.Points(word) {
			if p < 2 || p > len(word)-3 {
				t.Errorf("%q may be divided after %d letters", word, p)
			}
		}
	}
}
