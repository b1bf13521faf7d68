//go:build !purego

package numeric

import "golang.org/x/sys/cpu"

var hasExpsAVX2 = cpu.X86.HasAVX2

// expsAVX2 is Exps for a multiple of four numbers.
//
//go:noescape
func expsAVX2(x []float64, least float64)
