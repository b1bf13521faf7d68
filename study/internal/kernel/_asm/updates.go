package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The updates of momentum and Adam (rule.go), of so many cache lines. Stores
// and loads are of aligned memory, but need not be.

// tiny and tinySquare are those of rule.go.
const (
	tiny       = 0x1p-58
	tinySquare = tiny * tiny
)

// constant copies x to all of v.
func (s isa) constant(x float32, v reg.VecPhysical) {
	s.constantBits(math.Float32bits(x), v)
}

func (s isa) constantBits(bits uint32, v reg.VecPhysical) {
	t := GP32()
	MOVL(U32(bits), t)
	VMOVD(t, v.AsX())
	VBROADCASTSS(v.AsX(), v)
}

// floor clears the elements of x that are smaller than least; NaN is not. It
// uses scratch.
func (s isa) floor(x, least, magnitude, scratch reg.VecPhysical) {
	const notLess = 0x15 // true for NaN
	if s.bytes == 64 {
		VPANDD(x, magnitude, scratch)
		VCMPPS(U8(notLess), least, scratch, reg.K1)
		VMOVAPS_Z(x, reg.K1, x)
		return
	}
	VANDPS(x, magnitude, scratch)
	VCMPPS(U8(notLess), least, scratch, scratch)
	VANDPS(x, scratch, x)
}

// eachVector runs body for every vector of the rows that start at the
// pointers, which move on.
func (s isa) eachVector(body func(), pointers ...reg.GPVirtual) {
	n := Load(Param("lines"), GP64())
	Label("line")
	for range lineBytes / s.bytes {
		body()
		for _, p := range pointers {
			ADDQ(U8(s.bytes), p)
		}
	}
	DECQ(n)
	JNZ(LabelRef("line"))
	VZEROUPPER()
	RET()
}

func pointer(name string) reg.GPVirtual {
	return Load(Param(name), GP64()).(reg.GPVirtual)
}

func momentum(s isa) {
	TEXT("momentum"+s.name, NOSPLIT, "func(w, gradient, m *float32, lines int, decay, scale float32)")
	Pragma("noescape")
	Doc("momentum" + s.name + " is the update of Momentum for at least one line; scale is −Rate.")
	w, g, m := pointer("w"), pointer("gradient"), pointer("m")
	x, y, scratch := s.vectors[0], s.vectors[1], s.vectors[2]
	decay, scale, least, magnitude := s.vectors[3], s.vectors[4], s.vectors[5], s.vectors[6]
	VBROADCASTSS(param("decay"), decay)
	VBROADCASTSS(param("scale"), scale)
	s.constant(tiny, least)
	s.constantBits(math.MaxInt32, magnitude)
	s.eachVector(func() {
		VMOVUPS(Mem{Base: g}, x)
		s.floor(x, least, magnitude, scratch)
		VFMADD231PS(Mem{Base: m}, decay, x)
		s.floor(x, least, magnitude, scratch)
		VMOVUPS(x, Mem{Base: m})
		VMOVUPS(Mem{Base: w}, y)
		VFMADD231PS(x, scale, y)
		VMOVUPS(y, Mem{Base: w})
	}, w, g, m)
}

func adam(s isa) {
	TEXT("adam"+s.name, NOSPLIT, "func(w, gradient, m, v, a *float32, lines int)")
	Pragma("noescape")
	Doc("adam" + s.name + " is the update of Adam, whose fields a points to, for at least one line.")
	w, g, m, v, a := pointer("w"), pointer("gradient"), pointer("m"), pointer("v"), pointer("a")
	x, first, second, scratch := s.vectors[0], s.vectors[1], s.vectors[2], s.vectors[3]
	constants := s.vectors[4:14]
	decay1, fresh1, decay2, fresh2 := constants[0], constants[1], constants[2], constants[3]
	scale, correction, epsilon := constants[4], constants[5], constants[6]
	least, leastSquare, magnitude := constants[7], constants[8], constants[9]
	for i, c := range constants[:7] {
		VBROADCASTSS(Mem{Base: a, Disp: 4 * i}, c)
	}
	s.constant(tiny, least)
	s.constant(tinySquare, leastSquare)
	s.constantBits(math.MaxInt32, magnitude)
	s.eachVector(func() {
		VMOVUPS(Mem{Base: g}, x)
		s.floor(x, least, magnitude, scratch)
		VMULPS(x, fresh1, first)
		VFMADD231PS(Mem{Base: m}, decay1, first)
		s.floor(first, least, magnitude, scratch)
		VMOVUPS(first, Mem{Base: m})
		VMULPS(x, fresh2, second)
		VMULPS(x, second, second)
		VFMADD231PS(Mem{Base: v}, decay2, second)
		s.floor(second, leastSquare, magnitude, scratch)
		VMOVUPS(second, Mem{Base: v})
		VSQRTPS(second, second)
		VFMADD213PS(epsilon, correction, second)
		VDIVPS(second, first, first)
		VMOVUPS(Mem{Base: w}, x)
		VFMADD231PS(first, scale, x)
		VMOVUPS(x, Mem{Base: w})
	}, w, g, m, v)
}
