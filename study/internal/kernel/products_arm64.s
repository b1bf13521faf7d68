//go:build !purego

#include "textflag.h"

// The matrix products (see panel.go), for panels of one cache line of columns
// and of four.
//
// Registers: the sums are in V0 to V15, four for each line, x[i][k] is spread
// over V31, and lines of W or δ pass through V16 to V19.

// TERM adds V31 times the line at R13, which moves on, to four sums.
#define TERM(a, b, c, d) \
	VLD1.P 64(R13), [V16.S4, V17.S4, V18.S4, V19.S4] \
	VFMLA  V31.S4, V16.S4, a \
	VFMLA  V31.S4, V17.S4, b \
	VFMLA  V31.S4, V18.S4, c \
	VFMLA  V31.S4, V19.S4, d

#define TERM1 TERM(V0.S4, V1.S4, V2.S4, V3.S4)

#define TERM4 \
	TERM(V0.S4, V1.S4, V2.S4, V3.S4) \
	TERM(V4.S4, V5.S4, V6.S4, V7.S4) \
	TERM(V8.S4, V9.S4, V10.S4, V11.S4) \
	TERM(V12.S4, V13.S4, V14.S4, V15.S4)

// LOAD and STORE pass the sums from and to R13, which moves on.
#define LOAD1 VLD1.P 64(R13), [V0.S4, V1.S4, V2.S4, V3.S4]

#define LOAD4 \
	VLD1.P 64(R13), [V0.S4, V1.S4, V2.S4, V3.S4] \
	VLD1.P 64(R13), [V4.S4, V5.S4, V6.S4, V7.S4] \
	VLD1.P 64(R13), [V8.S4, V9.S4, V10.S4, V11.S4] \
	VLD1.P 64(R13), [V12.S4, V13.S4, V14.S4, V15.S4]

#define STORE1 VST1.P [V0.S4, V1.S4, V2.S4, V3.S4], 64(R13)

#define STORE4 \
	VST1.P [V0.S4, V1.S4, V2.S4, V3.S4], 64(R13) \
	VST1.P [V4.S4, V5.S4, V6.S4, V7.S4], 64(R13) \
	VST1.P [V8.S4, V9.S4, V10.S4, V11.S4], 64(R13) \
	VST1.P [V12.S4, V13.S4, V14.S4, V15.S4], 64(R13)

#define ZERO(a, b, c, d) \
	VEOR a, a, a \
	VEOR b, b, b \
	VEOR c, c, c \
	VEOR d, d, d

#define ZERO1 ZERO(V0.B16, V1.B16, V2.B16, V3.B16)

#define ZERO4 \
	ZERO(V0.B16, V1.B16, V2.B16, V3.B16) \
	ZERO(V4.B16, V5.B16, V6.B16, V7.B16) \
	ZERO(V8.B16, V9.B16, V10.B16, V11.B16) \
	ZERO(V12.B16, V13.B16, V14.B16, V15.B16)

// UPDATE sets four sums to V30 times them plus the line at R13, which moves on.
#define UPDATE(a, b, c, d) \
	VLD1.P 64(R13), [V16.S4, V17.S4, V18.S4, V19.S4] \
	VFMLA  V30.S4, a.S4, V16.S4 \
	VFMLA  V30.S4, b.S4, V17.S4 \
	VFMLA  V30.S4, c.S4, V18.S4 \
	VFMLA  V30.S4, d.S4, V19.S4 \
	VMOV   V16.B16, a.B16 \
	VMOV   V17.B16, b.B16 \
	VMOV   V18.B16, c.B16 \
	VMOV   V19.B16, d.B16

#define UPDATE1 UPDATE(V0, V1, V2, V3)

#define UPDATE4 \
	UPDATE(V0, V1, V2, V3) \
	UPDATE(V4, V5, V6, V7) \
	UPDATE(V8, V9, V10, V11) \
	UPDATE(V12, V13, V14, V15)

// NEXT sets R12 to the lowest bit of R10, which it takes away.
#define NEXT \
	RBIT R10, R12 \
	CLZ  R12, R12 \
	SUB  $1, R10, R13 \
	AND  R13, R10, R10

// SPREAD copies the element of x at R13, or its value in the table R3, to V31.
#define SPREADFLOAT VLD1R (R13), [V31.S4]

#define SPREADPIXEL \
	MOVBU (R13), R13 \
	ADD   R13<<2, R3, R13 \
	VLD1R (R13), [V31.S4]

// FORWARD is forwardPanel; shift is that of an element of x.
#define FORWARD(block, row, term, next, shift, SPREAD, LOAD, TERMS, STORE) \
	MOVD w+8(FP), R1 \
	MOVD x+16(FP), R2 \
	MOVD value+24(FP), R3 \
	MOVD nonzero+32(FP), R4 \
	MOVD words+48(FP), R6 \
	MOVD zStride+56(FP), R7 \
	MOVD wStride+64(FP), R8 \
	MOVD xStride+72(FP), R9 \
	MOVD nonzeroStride+80(FP), R19 \
block: \
	MOVD z+0(FP), R0 \
	MOVD rows+40(FP), R5 \
	MOVD R2, R11 \
	MOVD R4, R20 \
row: \
	MOVD (R20), R10 \
	CBZ  R10, next \
	MOVD R0, R13 \
	LOAD \
term: \
	NEXT \
	ADD  R12<<shift, R11, R13 \
	SPREAD \
	MADD R12, R1, R8, R13 \
	TERMS \
	CBNZ R10, term \
	MOVD R0, R13 \
	STORE \
next: \
	ADD  R7, R0 \
	ADD  R9, R11 \
	ADD  R19, R20 \
	SUB  $1, R5 \
	CBNZ R5, row \
	ADD  R8<<6, R1 \
	ADD  $(64<<shift), R2 \
	ADD  $8, R4 \
	SUB  $1, R6 \
	CBNZ R6, block \
	RET

// GRADIENT is gradientPanel; size is that of an element of x.
#define GRADIENT(row, word, term, summed, store, size, SPREAD, ZEROS, TERMS, UPDATES, STORE) \
	MOVD  w+0(FP), R0 \
	MOVD  x+16(FP), R2 \
	MOVD  value+24(FP), R3 \
	MOVD  nonzero+32(FP), R4 \
	MOVD  rows+40(FP), R5 \
	MOVD  wStride+56(FP), R7 \
	MOVD  deltaStride+64(FP), R8 \
	MOVD  xStride+72(FP), R9 \
	MOVD  $scale+80(FP), R13 \
	VLD1R (R13), [V30.S4] \
	MOVBU update+84(FP), R21 \
row: \
	MOVD  delta+8(FP), R1 \
	MOVD  words+48(FP), R6 \
	MOVD  R2, R11 \
	ZEROS \
word: \
	MOVD.P 8(R4), R10 \
	CBZ   R10, summed \
term: \
	NEXT \
	MADD  R12, R11, R9, R13 \
	SPREAD \
	MADD  R12, R1, R8, R13 \
	TERMS \
	CBNZ  R10, term \
summed: \
	ADD   R9<<6, R11 \
	ADD   R8<<6, R1 \
	SUB   $1, R6 \
	CBNZ  R6, word \
	CBZ   R21, store \
	MOVD  R0, R13 \
	UPDATES \
store: \
	MOVD  R0, R13 \
	STORE \
	ADD   R7, R0 \
	ADD   $size, R2 \
	SUB   $1, R5 \
	CBNZ  R5, row \
	RET

// func forwardFloatsNEON(z, w, x *float32, value *[256]float32, nonzero *uint64, rows, words, zStride, wStride, xStride, nonzeroStride, lines int)
TEXT ·forwardFloatsNEON(SB), NOSPLIT, $0-96
	MOVD lines+88(FP), R5
	CMP  $4, R5
	BEQ  four
	FORWARD(block1, row1, term1, next1, 2, SPREADFLOAT, LOAD1, TERM1, STORE1)

four:
	FORWARD(block4, row4, term4, next4, 2, SPREADFLOAT, LOAD4, TERM4, STORE4)

// func forwardPixelsNEON(z, w *float32, x *byte, value *[256]float32, nonzero *uint64, rows, words, zStride, wStride, xStride, nonzeroStride, lines int)
TEXT ·forwardPixelsNEON(SB), NOSPLIT, $0-96
	MOVD lines+88(FP), R5
	CMP  $4, R5
	BEQ  four
	FORWARD(block1, row1, term1, next1, 0, SPREADPIXEL, LOAD1, TERM1, STORE1)

four:
	FORWARD(block4, row4, term4, next4, 0, SPREADPIXEL, LOAD4, TERM4, STORE4)

// func gradientFloatsNEON(w, delta, x *float32, value *[256]float32, nonzero *uint64, rows, words, wStride, deltaStride, xStride int, scale float32, update bool, lines int)
TEXT ·gradientFloatsNEON(SB), NOSPLIT, $0-96
	MOVD lines+88(FP), R5
	CMP  $4, R5
	BEQ  four
	GRADIENT(row1, word1, term1, summed1, store1, 4, SPREADFLOAT, ZERO1, TERM1, UPDATE1, STORE1)

four:
	GRADIENT(row4, word4, term4, summed4, store4, 4, SPREADFLOAT, ZERO4, TERM4, UPDATE4, STORE4)

// func gradientPixelsNEON(w, delta *float32, x *byte, value *[256]float32, nonzero *uint64, rows, words, wStride, deltaStride, xStride int, scale float32, update bool, lines int)
TEXT ·gradientPixelsNEON(SB), NOSPLIT, $0-96
	MOVD lines+88(FP), R5
	CMP  $4, R5
	BEQ  four
	GRADIENT(row1, word1, term1, summed1, store1, 1, SPREADPIXEL, ZERO1, TERM1, UPDATE1, STORE1)

four:
	GRADIENT(row4, word4, term4, summed4, store4, 1, SPREADPIXEL, ZERO4, TERM4, UPDATE4, STORE4)

// func accumulateNEON(dst, src []float32, x float32)
//
//	dst[j] = fma(x, src[j], dst[j])
TEXT ·accumulateNEON(SB), NOSPLIT, $0-52
	MOVD  dst_base+0(FP), R0
	MOVD  dst_len+8(FP), R2
	MOVD  src_base+24(FP), R1
	MOVD  $x+48(FP), R3
	VLD1R (R3), [V31.S4]
	FMOVS x+48(FP), F30
	SUBS  $4, R2
	BLT   rest

four:
	VLD1.P 16(R1), [V1.S4]
	VLD1   (R0), [V0.S4]
	VFMLA  V31.S4, V1.S4, V0.S4
	VST1.P [V0.S4], 16(R0)
	SUBS   $4, R2
	BGE    four

rest:
	ADDS $4, R2
	BEQ  done

one:
	FMOVS.P 4(R1), F1
	FMOVS   (R0), F0
	FMADDS  F30, F0, F1, F0
	FMOVS.P F0, 4(R0)
	SUBS    $1, R2
	BNE     one

done:
	RET
