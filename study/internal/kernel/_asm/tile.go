package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transposeTile transposes bytes first, 32 of each of the 8 columns to a
// register, whose highest bits are then taken one after another.
func transposeTile() {
	TEXT("transposeTileAVX2", NOSPLIT, "func(dst *uint32, src *uint64, dstStride, srcStride int)")
	Pragma("noescape")
	Doc("transposeTileAVX2 transposes 32 × 64 bits. Strides are in bytes.",
		"",
		"\tbit i of dst[j] = bit j of src[i]")
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	dstStride, srcStride := Load(Param("dstStride"), GP64()), Load(Param("srcStride"), GP64())

	// Bytes of two rows of 8, column by column; the same for either half.
	interleave := GLOBL("interleave", RODATA|NOPTR)
	for i, shuffle := range []uint64{
		0x0b030a0209010800, 0x0f070e060d050c04,
		0x0b030a0209010800, 0x0f070e060d050c04,
	} {
		DATA(8*i, U64(shuffle))
	}
	order := YMM()
	VMOVDQU(interleave, order)

	// rows[i] has rows 2i and 2i+1 in its lower half, 16 rows further in the
	// upper one, as eight words, a column each.
	rows := make([]reg.VecVirtual, 8)
	for i := range rows {
		rows[i] = YMM()
	}
	row := func(to reg.VecVirtual) {
		VMOVQ(Mem{Base: src}, to.AsX())
		VPINSRQ(U8(1), Mem{Base: src, Index: srcStride, Scale: 1}, to.AsX(), to.AsX())
		LEAQ(Mem{Base: src, Index: srcStride, Scale: 2}, src)
	}
	for _, r := range rows {
		row(r)
	}
	for _, r := range rows {
		upper := YMM()
		row(upper)
		VINSERTI128(U8(1), upper.AsX(), r, r)
		VPSHUFB(order, r, r)
	}
	words := unpack(rows, VPUNPCKLWD, VPUNPCKHWD)
	pairs := unpack([]reg.VecVirtual{
		words[0], words[2], words[1], words[3], words[4], words[6], words[5], words[7],
	}, VPUNPCKLDQ, VPUNPCKHDQ)
	columns := unpack([]reg.VecVirtual{
		pairs[0], pairs[4], pairs[1], pairs[5], pairs[2], pairs[6], pairs[3], pairs[7],
	}, VPUNPCKLQDQ, VPUNPCKHQDQ)

	end := GP64()
	for _, column := range columns {
		LEAQ(Mem{Base: dst, Index: dstStride, Scale: 8}, end)
		MOVQ(end, dst)
		for bit := 7; bit >= 0; bit-- {
			SUBQ(dstStride, dst)
			taken := GP32()
			VPMOVMSKB(column, taken)
			MOVL(taken, Mem{Base: dst})
			if bit > 0 {
				VPADDB(column, column, column)
			}
		}
		MOVQ(end, dst)
	}
	VZEROUPPER()
	RET()
}

// unpack interleaves neighbours, the lower halves and the upper ones.
func unpack(in []reg.VecVirtual, low, high func(ops ...Op)) []reg.VecVirtual {
	var out []reg.VecVirtual
	for i := 0; i < len(in); i += 2 {
		l, h := YMM(), YMM()
		low(in[i+1], in[i], l)
		high(in[i+1], in[i], h)
		out = append(out, l, h)
	}
	return out
}
