//go:build amd64 && !purego

package kernel

import "golang.org/x/sys/cpu"

// available lists the implementations this processor can run, fastest first.
func available() []implementation {
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		return []implementation{avx2, portable}
	}
	return []implementation{portable}
}

var avx2 = implementation{"avx2", accumulateAVX2, adamAVX2, squaresAVX2, subtractAVX2}

// Each does what the field of implementation of that name says, for the
// length of its first slice (squaresAVX2: of x), and touches no memory
// outside.

//go:noescape
func accumulateAVX2(dst, src []float32, x float32)

//go:noescape
func adamAVX2(w, g, m, v []float32, a *Adam)

//go:noescape
func squaresAVX2(lanes *[8]float64, x []float32)

//go:noescape
func subtractAVX2(dst, a, b []float32)
