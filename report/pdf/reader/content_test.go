package reader

import (
	"fmt"
	"testing"
)

func TestOperations(t *testing.T) {
	read, err := operations([]byte("q 1.50 0 0 +1.5 0 0 cm\n[<0041>-20(\\000B)]TJ true x BI /W 1 ID 00 EI Q % end"), &budget{maxWork})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"q", "1.5 0 0 1.5 0 0 cm", "[<0041> -20 <0042> ] TJ", "true x", "BI", "/W 1 <20303020> ID", "EI", "Q"}
	if fmt.Sprint(read) != fmt.Sprint(want) {
		t.Errorf("read as %q, want %q", read, want)
	}
	if read, err := operations([]byte("9.3e1 0 Td"), &budget{maxWork}); err == nil {
		t.Errorf("a number with an exponent, which PDF does not have: %v", read)
	}
}
