//go:build unix

package kernel

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"unsafe"
)

// fenced returns n bytes that start (or end, with atEnd) a page next to one
// that can't be touched.
func fenced(t *testing.T, n int, atEnd bool) []byte {
	t.Helper()
	page := syscall.Getpagesize()
	inner := max(1, ceil(n, page)) * page
	all, err := syscall.Mmap(-1, 0, inner+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Munmap(all) })
	for _, fence := range [][]byte{all[:page], all[page+inner:]} {
		if err := syscall.Mprotect(fence, syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	if atEnd {
		return all[page+inner-n : page+inner]
	}
	return all[page : page+n]
}

// fencedFloats is fenced for n floats, which are set to values.
func fencedFloats(t *testing.T, values []float32, atEnd bool) []float32 {
	t.Helper()
	if len(values) == 0 {
		return nil
	}
	b := fenced(t, len(values)*floatBytes, atEnd)
	x := unsafe.Slice((*float32)(unsafe.Pointer(&b[0])), len(values))
	copy(x, values)
	return x
}

// fence moves the elements of m to fenced memory.
func fence(t *testing.T, m Matrix, atEnd bool) Matrix {
	t.Helper()
	if m.pixels != nil {
		pixels := fenced(t, len(m.pixels), atEnd)
		copy(pixels, m.pixels)
		m.pixels = pixels
		return m
	}
	m.data = fencedFloats(t, m.data, atEnd)
	return m
}

// Products stay within their matrices, on either side, and write no row that
// they should not.
func TestProductsStayInside(t *testing.T) {
	for _, s := range productShapes {
		if s.batch == 0 {
			continue
		}
		for _, atEnd := range []bool{false, true} {
			forEach(t, func(t *testing.T) {
				random := rand.New(rand.NewPCG(7, uint64(s.in)))
				fresh := func(rows, cols int) Matrix {
					return fence(t, matrixOf(rows, cols, numbers(random, rows*cols)), atEnd)
				}
				delta, w := fresh(s.batch, s.out), fresh(s.in, s.out)
				transposed := fresh(s.out, s.in)
				for _, x := range []Matrix{
					fresh(s.batch, s.in),
					fence(t, features(random, s.batch, s.in, tables(random)["scaled"]), atEnd),
				} {
					z, dx, g := fresh(s.batch, s.out), fresh(s.batch, s.in), fresh(s.in, s.out)
					weights := &Weights{m: w, transposed: transposed}
					Forward(z, x, weights)
					Backward(dx, delta, weights)
					Gradient(&Weights{m: g}, x, delta)
					Descend(weights, &SGD{0.1}, x, delta)
					bias := &Weights{m: fresh(1, s.out)}
					Rectify(z, bias)
					Gate(delta, z)
					DescendBias(bias, &SGD{0.1}, delta)
					w.isFinite()
					w.SumSquares()
					for _, m := range []Matrix{z, dx, g, w, delta} {
						checkRowsBeyond(t, m)
					}
				}
			})
		}
	}
}

// checkRowsBeyond checks that rows which m has room for are still NaN, as
// matrixOf made them.
func checkRowsBeyond(t *testing.T, m Matrix) {
	t.Helper()
	for i, x := range m.data[m.Rows*m.stride:] {
		if x == x {
			t.Fatalf("element %d beyond the last row of %d × %d is %v", i, m.Rows, m.Cols, x)
		}
	}
}

// So do the loops over slices, of any length and alignment.
func TestLoopsStayInside(t *testing.T) {
	forEach(t, func(t *testing.T) {
		for _, n := range lengths {
			for _, atEnd := range []bool{false, true} {
				random := rand.New(rand.NewPCG(8, uint64(n)))
				fresh := func() []float32 { return fencedFloats(t, numbers(random, n), atEnd) }
				active.accumulate(fresh(), fresh(), 2)
				if n%lineFloats == 0 {
					active.momentum(fresh(), fresh(), fresh(), &Momentum{Decay: 0.9})
					active.adam(fresh(), fresh(), fresh(), fresh(), &Adam{Decay1: 0.9})
				}
				active.subtract(fresh(), fresh(), fresh())
				active.squares(new([8]float64), fresh())
				active.finite(fresh())
				active.magnitudes(fresh())
				wide := func(n int) []float64 {
					if n == 0 {
						return nil
					}
					return unsafe.Slice((*float64)(unsafe.Pointer(&fenced(t, 8*n, atEnd)[0])), n)
				}
				AddScaled(wide(n), 2, wide(n))
				AddSelected(wide(n), wide(4), wide(4*n), []int32{0, 3})
				Dots(new([4]float64), wide(n), wide(4*n))
				AddScaledDot(wide(n), 2, wide(n), wide(n))
				if n > 0 {
					active.prefetch(fenced(t, n, atEnd))
				}
			}
		}
	})
}
