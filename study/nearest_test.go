package study

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"learning_rate", "learning_rate_divisor", "batch", "epochs", "init"}
	for word, want := range map[string]string{
		"learning_rat":         "learning_rate",
		"learningrate":         "learning_rate",
		"Batch":                "batch",
		"btach":                "batch",
		"epoch":                "epochs",
		"inti":                 "init",
		"learnig_rate_divisor": "learning_rate_divisor",
		"x":                    "",
		"":                     "",
		"colour":               "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%q: got %q want %q", word, got, want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0},
		{"abc", "acb", 1}, {"abc", "axc", 1}, {"abc", "ac", 1}, {"abc", "abxc", 1},
		{"ca", "abc", 3}, // 2 if the swapped pair could be edited again
		{"é", "e", 1},
	} {
		if got := editDistance(test.a, test.b); got != test.want {
			t.Errorf("%q, %q: got %d want %d", test.a, test.b, got, test.want)
		}
	}
}
