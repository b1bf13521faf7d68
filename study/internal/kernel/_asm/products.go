// Command _asm writes the amd64 assembly of package kernel: its matrix
// products for panels of columns (products.go), the updates of optimizers
// (updates.go), and a transposition of bits (tile.go).
//
// A product is written out for panels of 1, 2 … cache lines, whose sums stay
// in registers, and jumps to the right one at its start. What each computes is
// said at forwardPanel and gradientPanel in panel.go.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const lineBytes = 64

// An isa is an instruction set with its vectors.
type isa struct {
	name    string // ending of the functions' names
	bytes   int    // of a vector
	vectors []reg.VecPhysical
	lines   int  // width of the widest panel, in cache lines
	pairs   bool // its pixels are streamed into two rows at a time
}

var isas = []isa{
	{
		name: "AVX512", bytes: 64, lines: 10, pairs: true,
		vectors: []reg.VecPhysical{
			reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
			reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
			reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23,
			reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
		},
	},
	{
		name: "AVX2", bytes: 32, lines: 7,
		vectors: []reg.VecPhysical{
			reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
			reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
		},
	},
}

// A factor is the kind of the streamed factor, x.
type factor struct {
	name string // in the functions' names
	size int    // of an element, in bytes
}

var (
	floats = factor{"Floats", 4}
	pixels = factor{"Pixels", 1} // each stands for a float32 in a table of 256
)

// The bits of which terms take part come in words. For a forward product, all
// rows of z pass the 64 rows of W that belong to a word before the next ones
// do, so that these stay in the first-level cache.
const (
	wordBits  = 64
	wordBytes = 8
)

// A panel is what the code of one panel width needs.
type panel struct {
	isa
	factor
	prefix string // of labels
	n      int    // vectors of a row
	value  reg.GPVirtual
}

func (p panel) label(name string) string       { return p.prefix + name }
func (p panel) ref(name string) LabelRef       { return LabelRef(p.prefix + name) }
func (p panel) last(i int) reg.VecPhysical     { return p.vectors[len(p.vectors)-1-i] }
func (p panel) at(m Mem, i int) Mem            { return m.Offset(i * p.bytes) }
func (p panel) sums(row int) []reg.VecPhysical { return p.vectors[row*p.n : (row+1)*p.n] }

// zero sets vectors to +0.
func zero(vectors []reg.VecPhysical) {
	for _, v := range vectors {
		if v.Size() == 64 {
			VPXORD(v, v, v)
		} else {
			VXORPS(v, v, v)
		}
	}
}

func (p panel) load(vectors []reg.VecPhysical, from Mem) {
	for i, v := range vectors {
		VMOVUPS(p.at(from, i), v)
	}
}

func (p panel) store(vectors []reg.VecPhysical, to Mem) {
	for i, v := range vectors {
		VMOVUPS(v, p.at(to, i))
	}
}

// spread copies the element of x at m to all of v. It uses scratch.
func (p panel) spread(m Mem, scratch reg.GPVirtual, v reg.VecPhysical) {
	if p.factor == pixels {
		MOVBQZX(m, scratch)
		m = Mem{Base: p.value, Index: scratch, Scale: 4}
	}
	VBROADCASTSS(m, v)
}

// next sets i to the lowest bit of set, which it takes away.
func next(set, i reg.GPVirtual) {
	TZCNTQ(set, i)
	BLSRQ(set, set)
}

// dispatch jumps to the code of the panel width that the parameter lines
// says, which emit writes.
func dispatch(s isa, f factor, emit func(p panel)) {
	lines := Load(Param("lines"), GP64())
	for n := 1; n <= s.lines; n++ {
		CMPQ(lines, U8(n))
		JEQ(LabelRef(fmt.Sprintf("lines%d", n)))
	}
	RET()
	for n := 1; n <= s.lines; n++ {
		prefix := fmt.Sprintf("lines%d", n)
		Label(prefix)
		p := panel{isa: s, factor: f, prefix: prefix, n: n * lineBytes / s.bytes, value: GP64()}
		if f == pixels {
			Load(Param("value"), p.value)
		}
		emit(p)
		VZEROUPPER()
		RET()
	}
}

func param(name string) Mem {
	m, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return m.Addr
}

const forwardSignature = "func(z, w *float32, x *%s, value *[256]float32, nonzero *uint64, rows, words, zStride, wStride, xStride, nonzeroStride, lines int)"

func forward(s isa, f factor) {
	TEXT("forward"+f.name+s.name, NOSPLIT, fmt.Sprintf(forwardSignature, elements[f]))
	Pragma("noescape")
	Doc("forward" + f.name + s.name + " is a forwardPanel: one row of z at a time.")
	dispatch(s, f, func(p panel) {
		w, z, x, nonzero, rows := GP64(), GP64(), GP64(), GP64(), GP64()
		set, k, t, wStride := GP64(), GP64(), GP64(), GP64()
		Load(Param("w"), w)
		Load(Param("wStride"), wStride)

		Label(p.label("block"))
		Load(Param("z"), z)
		Load(Param("x"), x)
		Load(Param("nonzero"), nonzero)
		Load(Param("rows"), rows)

		Label(p.label("row"))
		MOVQ(Mem{Base: nonzero}, set)
		TESTQ(set, set)
		JZ(p.ref("next"))
		p.load(p.sums(0), Mem{Base: z})
		Label(p.label("term"))
		next(set, k)
		p.spread(Mem{Base: x, Index: k, Scale: uint8(p.size)}, t, p.last(0))
		IMULQ(wStride, k)
		for i, sum := range p.sums(0) {
			VFMADD231PS(p.at(Mem{Base: w, Index: k, Scale: 1}, i), p.last(0), sum)
		}
		TESTQ(set, set)
		JNZ(p.ref("term"))
		p.store(p.sums(0), Mem{Base: z})
		Label(p.label("next"))
		ADDQ(param("zStride"), z)
		ADDQ(param("xStride"), x)
		ADDQ(param("nonzeroStride"), nonzero)
		DECQ(rows)
		JNZ(p.ref("row"))

		advanceBlock(p, w, wStride)
	})
}

// advanceBlock goes on with the next rows of W, or leaves the loop.
func advanceBlock(p panel, w, wStride reg.GPVirtual) {
	t := GP64()
	MOVQ(wStride, t)
	IMUL3Q(U8(wordBits), t, t)
	ADDQ(t, w)
	ADDQ(U32(wordBits*p.size), param("x"))
	ADDQ(U8(wordBytes), param("nonzero"))
	DECQ(param("words"))
	JNZ(p.ref("block"))
}

const forwardPairsSignature = "func(z, w *float32, x *%s, value *[256]float32, nonzero *uint64, order *int, pairs, words, zStride, wStride, xStride, nonzeroStride, lines int)"

func forwardPairs(s isa, f factor) {
	TEXT("forward"+f.name+s.name, NOSPLIT, fmt.Sprintf(forwardPairsSignature, elements[f]))
	Pragma("noescape")
	Doc("forward" + f.name + s.name + " is a forwardPairs.")
	dispatch(s, f, func(p panel) {
		w, order, pairs := GP64(), GP64(), GP64()
		set := GP64() // bits of either row
		k, t, wStride := GP64(), GP64(), GP64()
		var x, z [2]reg.GPVirtual
		for r := range 2 {
			x[r], z[r] = GP64(), GP64()
		}
		Load(Param("w"), w)
		Load(Param("wStride"), wStride)
		zero([]reg.VecPhysical{p.last(2)})

		Label(p.label("block"))
		Load(Param("order"), order)
		Load(Param("pairs"), pairs)

		Label(p.label("pair"))
		XORQ(set, set)
		for r := range 2 {
			MOVQ(Mem{Base: order, Disp: 8 * r}, k)
			at := func(base, stride string, to reg.GPVirtual) {
				MOVQ(param(stride), to)
				IMULQ(k, to)
				ADDQ(param(base), to)
			}
			at("nonzero", "nonzeroStride", t)
			ORQ(Mem{Base: t}, set)
			at("x", "xStride", x[r])
			at("z", "zStride", z[r])
		}
		TESTQ(set, set)
		JZ(p.ref("next"))
		for r := range 2 {
			p.load(p.sums(r), Mem{Base: z[r]})
		}
		element := func(x reg.GPVirtual) Mem { return Mem{Base: x, Index: k, Scale: uint8(p.size)} }
		row := func() Mem {
			IMULQ(wStride, k)
			return Mem{Base: w, Index: k, Scale: 1}
		}
		Label(p.label("term"))
		next(set, k)
		p.both(element(x[0]), element(x[1]), t, row)
		TESTQ(set, set)
		JNZ(p.ref("term"))
		for r := range 2 {
			p.store(p.sums(r), Mem{Base: z[r]})
		}

		Label(p.label("next"))
		ADDQ(U8(16), order)
		DECQ(pairs)
		JNZ(p.ref("pair"))

		advanceBlock(p, w, wStride)
	})
}

// both adds a term to the sums of both rows of a pair, under masks: a row whose
// element is zero keeps its sums. That costs more multiply-adds than leaving
// such terms out by branches, and still less time.
func (p panel) both(xa, xb Mem, t reg.GPVirtual, row func() Mem) {
	const notEqual = 4 // true for NaN
	none := p.last(2)
	p.spread(xa, t, p.last(0))
	VCMPPS(U8(notEqual), none, p.last(0), reg.K1)
	p.spread(xb, t, p.last(1))
	VCMPPS(U8(notEqual), none, p.last(1), reg.K2)
	m := row()
	for i := range p.n {
		shared := p.last(3 + i%4)
		VMOVUPS(p.at(m, i), shared)
		VFMADD231PS(shared, p.last(0), reg.K1, p.sums(0)[i])
		VFMADD231PS(shared, p.last(1), reg.K2, p.sums(1)[i])
	}
}

const gradientSignature = "func(w, delta *float32, x *%s, value *[256]float32, nonzero *uint64, rows, words, wStride, deltaStride, xStride int, scale float32, update bool, lines int)"

func gradient(s isa, f factor) {
	TEXT("gradient"+f.name+s.name, NOSPLIT, fmt.Sprintf(gradientSignature, elements[f]))
	Pragma("noescape")
	Doc("gradient" + f.name + s.name + " is a gradientPanel: one row of W at a time.")
	dispatch(s, f, func(p panel) {
		w, delta, x, nonzero, rows, words := GP64(), GP64(), GP64(), GP64(), GP64(), GP64()
		set, i, t := GP64(), GP64(), GP64()
		xi, xStride, deltaStride := GP64(), GP64(), GP64()
		Load(Param("w"), w)
		Load(Param("nonzero"), nonzero)
		Load(Param("rows"), rows)
		Load(Param("xStride"), xStride)
		Load(Param("deltaStride"), deltaStride)

		Label(p.label("row"))
		Load(Param("x"), x)
		Load(Param("delta"), delta)
		Load(Param("words"), words)
		zero(p.sums(0))
		Label(p.label("word"))
		MOVQ(Mem{Base: nonzero}, set)
		TESTQ(set, set)
		JZ(p.ref("summed"))
		Label(p.label("term"))
		next(set, i)
		MOVQ(i, xi)
		IMULQ(xStride, xi)
		p.spread(Mem{Base: x, Index: xi, Scale: 1}, t, p.last(0))
		IMULQ(deltaStride, i)
		for j, sum := range p.sums(0) {
			VFMADD231PS(p.at(Mem{Base: delta, Index: i, Scale: 1}, j), p.last(0), sum)
		}
		TESTQ(set, set)
		JNZ(p.ref("term"))
		Label(p.label("summed"))
		p.advanceWord(nonzero, words, x, delta)

		p.finish(p.sums(0), Mem{Base: w}, "")
		ADDQ(param("wStride"), w)
		ADDQ(U8(p.size), param("x"))
		DECQ(rows)
		JNZ(p.ref("row"))
	})
}

// advanceWord goes on with the next 64 samples, or leaves the loop.
func (p panel) advanceWord(nonzero, words, x, delta reg.GPVirtual) {
	ADDQ(U8(wordBytes), nonzero)
	DECQ(words)
	JZ(p.ref("complete"))
	for _, pointer := range []struct {
		reg.GPVirtual
		stride string
	}{{x, "xStride"}, {delta, "deltaStride"}} {
		step := GP64()
		MOVQ(param(pointer.stride), step)
		IMUL3Q(U8(wordBits), step, step)
		ADDQ(step, pointer.GPVirtual)
	}
	JMP(p.ref("word"))
	Label(p.label("complete"))
}

// finish stores a row of the gradient or updates W by it.
func (p panel) finish(sums []reg.VecPhysical, w Mem, suffix string) {
	CMPB(param("update"), U8(0))
	JEQ(p.ref("store" + suffix))
	VBROADCASTSS(param("scale"), p.last(0))
	for i, sum := range sums {
		VFMADD213PS(p.at(w, i), p.last(0), sum)
	}
	Label(p.label("store" + suffix))
	p.store(sums, w)
}

func gradientPairs(s isa, f factor) {
	TEXT("gradient"+f.name+s.name, NOSPLIT, fmt.Sprintf(gradientSignature, elements[f]))
	Pragma("noescape")
	Doc("gradient" + f.name + s.name + " is a gradientPanel: pairs of neighbouring rows of W, which load a row of δ once for both.")
	dispatch(s, f, func(p panel) {
		w, delta, x, nonzero, words := GP64(), GP64(), GP64(), GP64(), GP64()
		set, i, xi, t := GP64(), GP64(), GP64(), GP64()
		xStride, deltaStride := GP64(), GP64()
		Load(Param("w"), w)
		Load(Param("nonzero"), nonzero)
		Load(Param("xStride"), xStride)
		Load(Param("deltaStride"), deltaStride)
		zero([]reg.VecPhysical{p.last(2)})

		Label(p.label("pair"))
		Load(Param("x"), x)
		Load(Param("delta"), delta)
		Load(Param("words"), words)
		zero(p.sums(0))
		zero(p.sums(1))
		Label(p.label("word"))
		MOVQ(Mem{Base: nonzero}, set)
		CMPQ(param("rows"), U8(1))
		JEQ(p.ref("alone"))
		MOVQ(param("words"), t)
		ORQ(Mem{Base: nonzero, Index: t, Scale: wordBytes}, set)
		Label(p.label("alone"))
		TESTQ(set, set)
		JZ(p.ref("summed"))
		element := func(disp int) Mem { return Mem{Base: x, Index: xi, Scale: 1, Disp: disp * p.size} }
		rowOf := func() Mem {
			IMULQ(deltaStride, i)
			return Mem{Base: delta, Index: i, Scale: 1}
		}
		column := func() {
			MOVQ(i, xi)
			IMULQ(xStride, xi)
		}
		Label(p.label("term"))
		next(set, i)
		column()
		p.both(element(0), element(1), t, rowOf)
		TESTQ(set, set)
		JNZ(p.ref("term"))
		Label(p.label("summed"))
		p.advanceWord(nonzero, words, x, delta)

		p.finish(p.sums(0), Mem{Base: w}, "First")
		CMPQ(param("rows"), U8(1))
		JEQ(p.ref("end"))
		ADDQ(param("wStride"), w)
		p.finish(p.sums(1), Mem{Base: w}, "Second")
		ADDQ(param("wStride"), w)
		MOVQ(param("words"), t)
		LEAQ(Mem{Base: nonzero, Index: t, Scale: wordBytes}, nonzero)
		ADDQ(U8(2*p.size), param("x"))
		SUBQ(U8(2), param("rows"))
		JGT(p.ref("pair"))
		Label(p.label("end"))
	})
}

const peakTerms = 12 // enough chains to hide the latency of each

func peak(s isa) {
	TEXT("peak"+s.name, NOSPLIT, "func(rounds int)")
	Doc("peak" + s.name + " does nothing but 12 fused multiply-adds of vectors a round.")
	rounds := Load(Param("rounds"), GP64())
	zero(s.vectors[:peakTerms+1])
	Label("round")
	for _, sum := range s.vectors[:peakTerms] {
		VFMADD231PS(s.vectors[peakTerms], s.vectors[peakTerms], sum)
	}
	DECQ(rounds)
	JNZ(LabelRef("round"))
	VZEROUPPER()
	RET()
}

var elements = map[factor]string{floats: "float32", pixels: "uint8"}

func main() {
	ConstraintExpr("!purego")
	transposeTile()
	for _, s := range isas {
		peak(s)
		momentum(s)
		adam(s)
		for _, f := range []factor{floats, pixels} {
			if f == pixels && s.pairs {
				forwardPairs(s, f)
				gradientPairs(s, f)
			} else {
				forward(s, f)
				gradient(s, f)
			}
		}
	}
	Generate()
}
