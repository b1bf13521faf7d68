//go:build !purego

#include "textflag.h"

// Loops over matrices with their padding: whole cache lines.

// func rectifyAVX2(a, b []float32)
//
//	a[j] = a[j] + b[j] if that is positive or NaN, else +0
TEXT ·rectifyAVX2(SB), NOSPLIT, $0-48
	MOVQ   a_base+0(FP), DI
	MOVQ   a_len+8(FP), CX
	MOVQ   b_base+24(FP), SI
	VXORPS Y0, Y0, Y0
	TESTQ  CX, CX
	JZ     rectifyDone

rectifyLoop:
	VMOVUPS (DI), Y1
	VMOVUPS 32(DI), Y2
	VADDPS  (SI), Y1, Y1
	VADDPS  32(SI), Y2, Y2
	VCMPPS  $18, Y0, Y1, Y3 // Y1 ≤ 0, false for NaN
	VCMPPS  $18, Y0, Y2, Y4
	VANDNPS Y1, Y3, Y1
	VANDNPS Y2, Y4, Y2
	VMOVUPS Y1, (DI)
	VMOVUPS Y2, 32(DI)
	ADDQ    $64, DI
	ADDQ    $64, SI
	SUBQ    $16, CX
	JNZ     rectifyLoop

rectifyDone:
	VZEROUPPER
	RET

// func gateAVX2(delta, a []float32)
//
//	delta[j] = +0 unless a[j] > 0
TEXT ·gateAVX2(SB), NOSPLIT, $0-48
	MOVQ   delta_base+0(FP), DI
	MOVQ   delta_len+8(FP), CX
	MOVQ   a_base+24(FP), SI
	VXORPS Y0, Y0, Y0
	TESTQ  CX, CX
	JZ     gateDone

gateLoop:
	VMOVUPS (SI), Y1
	VMOVUPS 32(SI), Y2
	VCMPPS  $30, Y0, Y1, Y1 // Y1 > 0, false for NaN
	VCMPPS  $30, Y0, Y2, Y2
	VANDPS  (DI), Y1, Y1
	VANDPS  32(DI), Y2, Y2
	VMOVUPS Y1, (DI)
	VMOVUPS Y2, 32(DI)
	ADDQ    $64, DI
	ADDQ    $64, SI
	SUBQ    $16, CX
	JNZ     gateLoop

gateDone:
	VZEROUPPER
	RET

// func markFloatsAVX2(bits *uint64, x *float32, rows, bitsStride, xStride, lines int)
//
//	bit j of bits[i] = x[i][j] ≠ 0, true for NaN
TEXT ·markFloatsAVX2(SB), NOSPLIT, $0-48
	MOVQ   bits+0(FP), DI
	MOVQ   x+8(FP), SI
	MOVQ   rows+16(FP), CX
	MOVQ   bitsStride+24(FP), R8
	MOVQ   xStride+32(FP), R9
	MOVQ   lines+40(FP), R10
	VXORPS Y0, Y0, Y0

markFloatsRow:
	MOVQ SI, R11
	XORQ DX, DX

markFloatsLine:
	VCMPPS    $4, (R11), Y0, Y1
	VCMPPS    $4, 32(R11), Y0, Y2
	VMOVMSKPS Y1, AX
	VMOVMSKPS Y2, BX
	SHLL      $8, BX
	ORL       BX, AX
	MOVW      AX, (DI)(DX*2)
	ADDQ      $64, R11
	INCQ      DX
	CMPQ      DX, R10
	JNE       markFloatsLine
	ADDQ      R8, DI
	ADDQ      R9, SI
	DECQ      CX
	JNZ       markFloatsRow
	VZEROUPPER
	RET

// func markPixelsAVX2(bits *uint64, x *byte, rows, bitsStride, xStride, lines int)
//
//	bit j of bits[i] = x[i][j] ≠ 0
TEXT ·markPixelsAVX2(SB), NOSPLIT, $0-48
	MOVQ  bits+0(FP), DI
	MOVQ  x+8(FP), SI
	MOVQ  rows+16(FP), CX
	MOVQ  bitsStride+24(FP), R8
	MOVQ  xStride+32(FP), R9
	MOVQ  lines+40(FP), R10
	VPXOR Y0, Y0, Y0

markPixelsRow:
	MOVQ SI, R11
	XORQ DX, DX

markPixelsLine:
	VPCMPEQB  (R11), Y0, Y1
	VPCMPEQB  32(R11), Y0, Y2
	VPMOVMSKB Y1, AX
	VPMOVMSKB Y2, BX
	SHLQ      $32, BX
	ORQ       BX, AX
	NOTQ      AX
	MOVQ      AX, (DI)(DX*8)
	ADDQ      $64, R11
	INCQ      DX
	CMPQ      DX, R10
	JNE       markPixelsLine
	ADDQ      R8, DI
	ADDQ      R9, SI
	DECQ      CX
	JNZ       markPixelsRow
	VZEROUPPER
	RET

// func nearestAVX2(bits, row *uint64, others *int, n, words int) int
//
// The j < n for which popcnt(row ⊕ bits[others[j]]) is least, the first of
// equal ones.
TEXT ·nearestAVX2(SB), NOSPLIT, $0-48
	MOVQ bits+0(FP), DI
	MOVQ row+8(FP), SI
	MOVQ others+16(FP), DX
	MOVQ n+24(FP), CX
	MOVQ words+32(FP), R8
	LEAQ (SI)(R8*8), SI
	LEAQ (DI)(R8*8), DI
	MOVQ $-1, R9        // the least, unsigned
	XORQ R10, R10       // j
	XORQ R11, R11       // its best

nearestOther:
	MOVQ  (DX)(R10*8), R12
	IMULQ R8, R12
	LEAQ  (DI)(R12*8), R12
	MOVQ  R8, BX
	NEGQ  BX
	XORQ  AX, AX

nearestWord:
	MOVQ    (R12)(BX*8), R13
	XORQ    (SI)(BX*8), R13
	POPCNTQ R13, R13
	ADDQ    R13, AX
	INCQ    BX
	JNZ     nearestWord
	CMPQ    AX, R9
	CMOVQCS AX, R9
	CMOVQCS R10, R11
	INCQ    R10
	CMPQ    R10, CX
	JNE     nearestOther
	MOVQ    R11, ret+40(FP)
	RET

// func transposeBlocksAVX2(dst, src *float32, rows, cols, dstStride, srcStride int)
//
//	dst[j][i] = src[i][j]  for i of 8·rows, for j of 8·cols
TEXT ·transposeBlocksAVX2(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ rows+16(FP), CX
	MOVQ dstStride+32(FP), R10
	MOVQ srcStride+40(FP), R11
	LEAQ (R10)(R10*2), R12
	LEAQ (R11)(R11*2), R13

transposeRows:
	MOVQ cols+24(FP), DX
	MOVQ DI, R8
	MOVQ SI, R9

transposeCols:
	// Rows 0 to 3 and 4 to 7 of the block: left halves in Y0 to Y3, right
	// halves in Y4 to Y7.
	LEAQ        (R9)(R11*4), AX
	VMOVUPS     (R9), X0
	VMOVUPS     (R9)(R11*1), X1
	VMOVUPS     (R9)(R11*2), X2
	VMOVUPS     (R9)(R13*1), X3
	VINSERTF128 $1, (AX), Y0, Y0
	VINSERTF128 $1, (AX)(R11*1), Y1, Y1
	VINSERTF128 $1, (AX)(R11*2), Y2, Y2
	VINSERTF128 $1, (AX)(R13*1), Y3, Y3
	VMOVUPS     16(R9), X4
	VMOVUPS     16(R9)(R11*1), X5
	VMOVUPS     16(R9)(R11*2), X6
	VMOVUPS     16(R9)(R13*1), X7
	VINSERTF128 $1, 16(AX), Y4, Y4
	VINSERTF128 $1, 16(AX)(R11*1), Y5, Y5
	VINSERTF128 $1, 16(AX)(R11*2), Y6, Y6
	VINSERTF128 $1, 16(AX)(R13*1), Y7, Y7

	// 4 × 4 transposes in each half of the registers.
	VUNPCKLPS Y1, Y0, Y8
	VUNPCKHPS Y1, Y0, Y9
	VUNPCKLPS Y3, Y2, Y10
	VUNPCKHPS Y3, Y2, Y11
	VUNPCKLPS Y5, Y4, Y12
	VUNPCKHPS Y5, Y4, Y13
	VUNPCKLPS Y7, Y6, Y14
	VUNPCKHPS Y7, Y6, Y15
	VUNPCKLPD Y10, Y8, Y0
	VUNPCKHPD Y10, Y8, Y1
	VUNPCKLPD Y11, Y9, Y2
	VUNPCKHPD Y11, Y9, Y3
	VUNPCKLPD Y14, Y12, Y4
	VUNPCKHPD Y14, Y12, Y5
	VUNPCKLPD Y15, Y13, Y6
	VUNPCKHPD Y15, Y13, Y7

	VMOVUPS Y0, (R8)
	VMOVUPS Y1, (R8)(R10*1)
	VMOVUPS Y2, (R8)(R10*2)
	VMOVUPS Y3, (R8)(R12*1)
	LEAQ    (R8)(R10*4), R8
	VMOVUPS Y4, (R8)
	VMOVUPS Y5, (R8)(R10*1)
	VMOVUPS Y6, (R8)(R10*2)
	VMOVUPS Y7, (R8)(R12*1)
	LEAQ    (R8)(R10*4), R8

	ADDQ $32, R9
	DECQ DX
	JNZ  transposeCols

	ADDQ $32, DI
	LEAQ (SI)(R11*8), SI
	DECQ CX
	JNZ  transposeRows
	VZEROUPPER
	RET

// func finiteAVX2(x []float32) bool
//
// The largest exponent is that of infinities and NaN, and of no other number.
TEXT ·finiteAVX2(SB), NOSPLIT, $0-25
	MOVQ         x_base+0(FP), SI
	MOVQ         x_len+8(FP), CX
	MOVL         $0x7f800000, DX
	VMOVD        DX, X0
	VPBROADCASTD X0, Y0
	VPXOR        Y1, Y1, Y1
	SUBQ         $8, CX
	JLT          finite1

finite8loop:
	VPAND    (SI), Y0, Y2
	VPCMPEQD Y0, Y2, Y2
	VPOR     Y2, Y1, Y1
	ADDQ     $32, SI
	SUBQ     $8, CX
	JGE      finite8loop

finite1:
	VPMOVMSKB Y1, AX
	ADDQ      $8, CX
	JLE       finiteDone

finite1loop:
	MOVL (SI), BX
	ANDL DX, BX
	CMPL BX, DX
	JEQ  finiteNot
	ADDQ $4, SI
	DECQ CX
	JNZ  finite1loop

finiteDone:
	TESTL AX, AX
	SETEQ ret+24(FP)
	VZEROUPPER
	RET

finiteNot:
	MOVB $0, ret+24(FP)
	VZEROUPPER
	RET

// func prefetchAMD64(x []byte)
TEXT ·prefetchAMD64(SB), NOSPLIT, $0-24
	MOVQ  x_base+0(FP), SI
	MOVQ  x_len+8(FP), CX
	TESTQ CX, CX
	JLE   prefetchDone

prefetchLoop:
	PREFETCHT0 (SI)
	ADDQ       $64, SI
	SUBQ       $64, CX
	JG         prefetchLoop

prefetchDone:
	RET
