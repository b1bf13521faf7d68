package kernel

import (
	"fmt"
	"math"
	"slices"
)

// Subnormals is, by loop, the number of operations with a subnormal operand or
// result.
type Subnormals map[string]int

// CountSubnormals calls train with a kernel that computes what the portable
// one does and counts.
func CountSubnormals(train func()) Subnormals {
	before := active
	defer func() { active = before }()
	s := Subnormals{}
	active = s.counting()
	train()
	return s
}

func isSubnormal(x float32) bool { return math.Float32bits(x)<<1-1 < 1<<24-1 }

func (s Subnormals) counting() implementation {
	i := portable
	i.forward = func(z, x, w Matrix, _ *bitmap) {
		for i := range x.Rows {
			for k := range x.Cols {
				if value := x.at(i, k); value != 0 {
					s.accumulate("forward", z.Row(i), w.Row(k), value)
				}
			}
		}
	}
	i.gradient = func(w, x, delta Matrix, low int, _ *bitmap, end epilogue) {
		g := make([]float32, w.Cols)
		for k := range w.Rows {
			clear(g)
			for i := range x.Rows {
				if value := x.at(i, low+k); value != 0 {
					s.accumulate("gradient", g, delta.Row(i), value)
				}
			}
			if end.update {
				s.accumulate("sgd", w.Row(k), g, end.scale)
			} else {
				copy(w.Row(k), g)
			}
		}
	}
	i.accumulate = func(dst, src []float32, x float32) { s.accumulate("accumulate", dst, src, x) }
	i.rectify = func(a, b []float32) {
		s.accumulate("rectify", slices.Clone(a), b, 1)
		portable.rectify(a, b)
	}
	i.momentum = func(w, g, m []float32, r *Momentum) {
		want := slices.Clone(w)
		portable.momentum(want, g, slices.Clone(m), r)
		for j := range w {
			floored := floor(g[j], tiny)
			sum := s.fma("momentum", r.Decay, m[j], floored)
			m[j] = floor(sum, tiny)
			w[j] = s.fma("momentum", -r.Rate, m[j], w[j])
		}
		mustEqual(w, want)
	}
	i.adam = func(w, g, m, v []float32, a *Adam) {
		want := slices.Clone(w)
		portable.adam(want, g, slices.Clone(m), slices.Clone(v), a)
		for j := range w {
			g := floor(g[j], tiny)
			m[j] = floor(s.fma("adam", a.Decay1, m[j], s.note("adam", a.Fresh1*g)), tiny)
			v[j] = floor(s.fma("adam", a.Decay2, v[j], s.note("adam", s.note("adam", a.Fresh2*g)*g)), tinySquare)
			root := s.note("adam", float32(math.Sqrt(float64(v[j]))))
			w[j] = s.fma("adam", a.Scale, s.note("adam", m[j]/s.fma("adam", a.Correction, root, a.Epsilon)), w[j])
		}
		mustEqual(w, want)
	}
	return i
}

// note counts a result, which is the operand of what comes next.
func (s Subnormals) note(loop string, x float32) float32 {
	if isSubnormal(x) {
		s[loop]++
	}
	return x
}

func (s Subnormals) fma(loop string, x, y, z float32) float32 {
	if isSubnormal(x) || isSubnormal(y) || isSubnormal(z) {
		s[loop]++
	}
	return s.note(loop, fma32(x, y, z))
}

func (s Subnormals) accumulate(loop string, dst, src []float32, x float32) {
	for j, y := range src[:len(dst)] {
		dst[j] = s.fma(loop, x, y, dst[j])
	}
}

func mustEqual(got, want []float32) {
	for j := range want {
		if !same(got[j], want[j]) {
			panic(fmt.Sprintf("the counting update makes %v, the portable one %v", got[j], want[j]))
		}
	}
}
