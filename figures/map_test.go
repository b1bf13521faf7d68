package figures_test

import (
	"strings"
	"testing"

	"firststep/study/evidence"
)

// A map's key explains what is drawn, and nothing else.
func TestKeyOfTheMap(t *testing.T) {
	for _, study := range []struct {
		name        string
		data        evidence.Data
		says, never []string
	}{
		{"a border", deeper(of(3)),
			[]string{"blue has learned, near-white has not, hatched is broken.", "joined seed by seed"}, nil},
		{"one seed", deeper(of(1)), []string{"dashes a line fitted to it"}, []string{"seed by seed"}},
		{"nothing learned", untrainable(deeper(of(2))),
			[]string{"near-white has not learned, hatched is broken."}, []string{"blue", "dots", "dashes"}},
	} {
		f := figure(t, study.data, "map")
		for _, words := range study.says {
			if !strings.Contains(f.Key, words) {
				t.Errorf("%s: the key does not say %q: %s", study.name, words, f.Key)
			}
		}
		for _, words := range study.never {
			if strings.Contains(f.Key, words) {
				t.Errorf("%s: the key says %q: %s", study.name, words, f.Key)
			}
		}
	}
}
