//go:build !purego

#include "textflag.h"

// func accumulateAVX2(dst, src []float32, x float32)
//
//	dst[j] = fma(x, src[j], dst[j])
TEXT ·accumulateAVX2(SB), NOSPLIT, $0-52
	MOVQ         dst_base+0(FP), DI
	MOVQ         dst_len+8(FP), CX
	MOVQ         src_base+24(FP), SI
	VBROADCASTSS x+48(FP), Y0

	SUBQ $32, CX
	JLT  accumulate8

accumulate32loop:
	VMOVUPS     (DI), Y1
	VMOVUPS     32(DI), Y2
	VMOVUPS     64(DI), Y3
	VMOVUPS     96(DI), Y4
	VFMADD231PS (SI), Y0, Y1
	VFMADD231PS 32(SI), Y0, Y2
	VFMADD231PS 64(SI), Y0, Y3
	VFMADD231PS 96(SI), Y0, Y4
	VMOVUPS     Y1, (DI)
	VMOVUPS     Y2, 32(DI)
	VMOVUPS     Y3, 64(DI)
	VMOVUPS     Y4, 96(DI)
	ADDQ        $128, DI
	ADDQ        $128, SI
	SUBQ        $32, CX
	JGE         accumulate32loop

accumulate8:
	ADDQ $24, CX
	JLT  accumulate4

accumulate8loop:
	VMOVUPS     (DI), Y1
	VFMADD231PS (SI), Y0, Y1
	VMOVUPS     Y1, (DI)
	ADDQ        $32, DI
	ADDQ        $32, SI
	SUBQ        $8, CX
	JGE         accumulate8loop

accumulate4:
	ADDQ        $4, CX
	JLT         accumulate1
	VMOVUPS     (DI), X1
	VFMADD231PS (SI), X0, X1
	VMOVUPS     X1, (DI)
	ADDQ        $16, DI
	ADDQ        $16, SI
	SUBQ        $4, CX

accumulate1:
	ADDQ $4, CX
	JLE  accumulateDone

accumulate1loop:
	VMOVSS      (DI), X1
	VFMADD231SS (SI), X0, X1
	VMOVSS      X1, (DI)
	ADDQ        $4, DI
	ADDQ        $4, SI
	DECQ        CX
	JNZ         accumulate1loop

accumulateDone:
	VZEROUPPER
	RET

// func squaresAVX2(lanes *[8]float64, x []float32)
//
//	lanes[j mod 8] += x[j]²
//
// The square is exact in float64, so that fusing it changes nothing.
TEXT ·squaresAVX2(SB), NOSPLIT, $0-32
	MOVQ    lanes+0(FP), DI
	MOVQ    x_base+8(FP), SI
	MOVQ    x_len+16(FP), CX
	VMOVUPD (DI), Y0
	VMOVUPD 32(DI), Y1

	SUBQ $8, CX
	JLT  squares1

squares8loop:
	VCVTPS2PD   (SI), Y2
	VCVTPS2PD   16(SI), Y3
	VFMADD231PD Y2, Y2, Y0
	VFMADD231PD Y3, Y3, Y1
	ADDQ        $32, SI
	SUBQ        $8, CX
	JGE         squares8loop

squares1:
	VMOVUPD Y0, (DI)
	VMOVUPD Y1, 32(DI)
	ADDQ    $8, CX
	JLE     squaresDone

squares1loop:
	VXORPS      X2, X2, X2
	VCVTSS2SD   (SI), X2, X2
	VMOVSD      (DI), X0
	VFMADD231SD X2, X2, X0
	VMOVSD      X0, (DI)
	ADDQ        $4, SI
	ADDQ        $8, DI
	DECQ        CX
	JNZ         squares1loop

squaresDone:
	VZEROUPPER
	RET

// func subtractAVX2(dst, a, b []float32)
//
//	dst[j] = a[j] − b[j]
TEXT ·subtractAVX2(SB), NOSPLIT, $0-72
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), CX
	MOVQ a_base+24(FP), SI
	MOVQ b_base+48(FP), DX

	SUBQ $8, CX
	JLT  subtract1

subtract8loop:
	VMOVUPS (SI), Y0
	VSUBPS  (DX), Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	ADDQ    $32, DX
	SUBQ    $8, CX
	JGE     subtract8loop

subtract1:
	ADDQ $8, CX
	JLE  subtractDone

subtract1loop:
	VMOVSS (SI), X0
	VSUBSS (DX), X0, X0
	VMOVSS X0, (DI)
	ADDQ   $4, DI
	ADDQ   $4, SI
	ADDQ   $4, DX
	DECQ   CX
	JNZ    subtract1loop

subtractDone:
	VZEROUPPER
	RET

// BOTH folds lanes of least and largest onto those that a permutation puts
// there.
#define BOTH(permute, how) \
	permute how, X2, X4 \
	VPMINUD X4, X2, X2  \
	permute how, X3, X4 \
	VPMAXUD X4, X3, X3

// func magnitudesAVX2(x []float32) (least, largest uint32)
TEXT ·magnitudesAVX2(SB), NOSPLIT, $0-32
	MOVQ     x_base+0(FP), SI
	MOVQ     x_len+8(FP), CX
	VPCMPEQD Y0, Y0, Y0 // −1
	VPSRLD   $1, Y0, Y1 // all but the sign
	VMOVDQA  Y0, Y2     // least
	VPXOR    Y3, Y3, Y3 // largest
	SUBQ     $8, CX
	JLT      magnitudesRest

magnitudesLoop:
	VPAND   (SI), Y1, Y4
	VPMAXUD Y4, Y3, Y3
	VPADDD  Y0, Y4, Y4
	VPMINUD Y4, Y2, Y2
	ADDQ    $32, SI
	SUBQ    $8, CX
	JGE     magnitudesLoop

magnitudesRest:
	ADDQ $8, CX
	JZ   magnitudesFold

magnitudesRestLoop:
	VMOVD   (SI), X4 // and zeros, which count for nothing
	VPAND   Y4, Y1, Y4
	VPMAXUD Y4, Y3, Y3
	VPADDD  Y0, Y4, Y4
	VPMINUD Y4, Y2, Y2
	ADDQ    $4, SI
	DECQ    CX
	JNZ     magnitudesRestLoop

magnitudesFold:
	VEXTRACTI128 $1, Y2, X4
	VPMINUD      X4, X2, X2
	VEXTRACTI128 $1, Y3, X4
	VPMAXUD      X4, X3, X3
	BOTH(VPSHUFD, $0x4E)
	BOTH(VPSHUFD, $0xB1)
	VMOVD        X2, AX
	VMOVD        X3, BX
	MOVL         AX, least+24(FP)
	MOVL         BX, largest+28(FP)
	VZEROUPPER
	RET
