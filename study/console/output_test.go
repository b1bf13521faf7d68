package console

import (
	"fmt"
	"strings"
	"testing"
)

// An output escapes what steers a terminal, however the text is cut, and lets
// lines and its own colours through.
func TestOutputEscapes(t *testing.T) {
	const want = `a\u001b[2J\u009b2J\u202e\u007f\xff\r` + "\nFORGED: all is well" + `\udb40\udc41` + "\t ‖ΔW‖ 3.6 × 10⁻¹"
	const hostile = "a\x1b[2J\u009b2J\u202e\x7f\xff\r\nFORGED: all is well\U000e0041\t"
	text := hostile + " ‖ΔW‖ 3.6 × 10⁻¹"
	for size := 1; size <= len(text); size++ {
		var out strings.Builder
		o := NewOutput(&out)
		for at := 0; at < len(text); at += size {
			if _, err := o.Write([]byte(text[at:min(at+size, len(text))])); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.End(); err != nil || out.String() != want {
			t.Errorf("in pieces of %d: %v\n%q, want\n%q", size, err, out.String(), want)
		}
	}
	var out strings.Builder
	terminal := &Output{To: &out, Coloured: true}
	fmt.Fprint(terminal, Red.of("no"), "\x1b[2J\xe2\x80")
	if err := terminal.End(); err != nil || out.String() != "\x1b[31mno\x1b[0m"+`\u001b[2J\xe2\x80` {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// Off a terminal nothing is coloured.
func TestNoColourOffATerminal(t *testing.T) {
	var out strings.Builder
	if got := NewOutput(&out).In(Red, "fails"); got != "fails" {
		t.Errorf("%q", got)
	}
}
