package study

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func ExampleParseSeeds() {
	seeds, err := ParseSeeds("1-5, 8")
	fmt.Println([]int64(seeds), seeds, err)
	// Output: [1 2 3 4 5 8] 1-5,8 <nil>
}

// A list and a range of the same seeds are the same definition.
func TestSeedRanges(t *testing.T) {
	withSeeds := func(text string) *Definition {
		t.Helper()
		d, err := Parse("study.toml", []byte(strings.Replace(minimal, "[1]", text, 1)), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if a, b := withSeeds("[1, 2, 3, 9]"), withSeeds(`"1-3, 9"`); !reflect.DeepEqual(a, b) {
		t.Errorf("%+v and %+v", a, b)
	}
	for text, encoded := range map[string]string{
		"[3, 1, 2]": "seeds = [3, 1, 2]\n",
		`"1-5"`:     "seeds = [1, 2, 3, 4, 5]\n",
		`"1-1000"`:  "seeds = \"1-1000\"\n",
	} {
		d := withSeeds(text)
		if !strings.Contains(string(d.Encode()), encoded) {
			t.Errorf("%s is encoded as\n%s", text, d.Encode())
		}
		again, err := Parse("study.toml", d.Encode(), Limits{})
		if err != nil || !reflect.DeepEqual(d, again) {
			t.Errorf("%s became %+v, %v", text, again, err)
		}
	}
}

func TestSeedsAsText(t *testing.T) {
	for _, seeds := range []Seeds{{}, {7}, {1, 2}, {5, 4, 3}, {1, 3, 5, 6, 7}, {9223372036854775806, 9223372036854775807, 0}} {
		again, err := ParseSeeds(seeds.String())
		if len(seeds) > 0 && (err != nil || !slices.Equal(seeds, again)) {
			t.Errorf("%v became %v, %v", seeds, again, err)
		}
	}
	for _, text := range []string{"", ",", "a", "-1", "3-1", "1--2", "1-2-3", "0-1000000", "1-9223372036854775807", "9223372036854775808"} {
		if seeds, err := ParseSeeds(text); err == nil {
			t.Errorf("%q is %d seeds", text, len(seeds))
		}
	}
}

// However many scenarios have however many seeds, they are counted before they
// are made.
func TestSeedsOfScenariosAreBounded(t *testing.T) {
	var text strings.Builder
	text.WriteString("title = \"Many\"\nseeds = \"0-99999\"\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "[[scenario]]\nname = \"s%d\"\nseeds = \"0-99998\"\n", i)
	}
	_, err := Parse("study.toml", []byte(text.String()), Limits{})
	if err == nil || !strings.Contains(err.Error(), "more seeds than the 100000 runs") {
		t.Errorf("a study of a hundred million runs: %.300v", err)
	}
}
