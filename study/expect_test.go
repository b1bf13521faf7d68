package study

import "testing"

func TestParseExpectation(t *testing.T) {
	for _, test := range []struct {
		text string
		want Expectation
	}{
		{"", Expectation{}},
		{"learns", Expectation{Kind: Learns}},
		{"collapses", Expectation{Kind: Collapses}},
		{"same as a", Expectation{SameAs, "a"}},
		{"identical to a-b", Expectation{IdenticalTo, "a-b"}},
		{"worse than a", Expectation{WorseThan, "a"}},
	} {
		got, err := parseExpectation(test.text)
		if err != nil || got != test.want || got.String() != test.text {
			t.Errorf("%q: got %v, %v", test.text, got, err)
		}
	}
	for _, text := range []string{"learn", "Learns", " learns", "learns ", "same", "same as", "same as ", "same  as a", "identical", "equal to a", "worse than "} {
		if got, err := parseExpectation(text); err == nil {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}
