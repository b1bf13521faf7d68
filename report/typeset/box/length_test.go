package box_test

import (
	"fmt"
	"testing"

	"firststep/report/typeset/box"
)

func ExampleLength_AppendPoints() {
	fmt.Println(string(box.Pt(-12.3456).AppendPoints(nil)), string(box.Mm(25.4).AppendPoints(nil)), box.Point/3)
	// Output: -12.346 72 0.333pt
}

func TestScale(t *testing.T) {
	for _, c := range []struct {
		l    box.Length
		n, d int64
		want box.Length
	}{
		{7, 1, 2, 4}, {-7, 1, 2, -4}, {7, -1, 2, -4}, {6, 1, 4, 2}, {5, 1, 4, 1}, {0, 5, 3, 0},
		{1 << 40, 1 << 30, 1 << 30, 1 << 40}, // the product needs more than 64 bits
		{10, 3, -1, -30},
	} {
		if got := c.l.Scale(c.n, c.d); got != c.want {
			t.Errorf("%d·%d/%d = %d, not %d", int64(c.l), c.n, c.d, int64(got), int64(c.want))
		}
	}
}
