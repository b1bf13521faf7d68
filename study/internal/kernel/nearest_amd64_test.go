//go:build !purego

package kernel

import (
	"math/bits"
	"math/rand/v2"
	"testing"
)

// The row that a pair is completed with differs in the fewest bits, and is the
// first of such.
func TestNearest(t *testing.T) {
	if len(available()) == 1 {
		t.Skip("this processor has no AVX2")
	}
	random := rand.New(rand.NewPCG(4, 4))
	for _, words := range []int{1, 2, 13} {
		rows := make([]uint64, passRows*words)
		for i := range rows {
			rows[i] = random.Uint64() & random.Uint64()
		}
		row := rows[:words]
		others := random.Perm(passRows)
		for n := 1; n <= len(others); n++ {
			want, least := 0, words*wordBits+1
			for j, other := range others[:n] {
				different := 0
				for w, x := range rows[other*words:][:words] {
					different += bits.OnesCount64(x ^ row[w])
				}
				if different < least {
					want, least = j, different
				}
			}
			if got := nearestAVX2(&rows[0], &row[0], &others[0], n, words); got != want {
				t.Fatalf("of %d rows of %d words %d is the nearest, got %d", n, words, want, got)
			}
		}
	}
}
