//go:build !purego

#include "go_asm.h"
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

// func adamAVX2(w, g, m, v []float32, a *Adam)
//
//	m[j] = fma(Decay1, m[j], Fresh1·g[j])
//	v[j] = fma(Decay2, v[j], (Fresh2·g[j])·g[j])
//	w[j] = fma(Scale, m[j] / fma(Correction, √v[j], Epsilon), w[j])
TEXT ·adamAVX2(SB), NOSPLIT, $0-104
	MOVQ         w_base+0(FP), DI
	MOVQ         w_len+8(FP), CX
	MOVQ         g_base+24(FP), SI
	MOVQ         m_base+48(FP), R8
	MOVQ         v_base+72(FP), R9
	MOVQ         a+96(FP), AX
	VBROADCASTSS Adam_Decay1(AX), Y8
	VBROADCASTSS Adam_Fresh1(AX), Y9
	VBROADCASTSS Adam_Decay2(AX), Y10
	VBROADCASTSS Adam_Fresh2(AX), Y11
	VBROADCASTSS Adam_Scale(AX), Y12
	VBROADCASTSS Adam_Correction(AX), Y13
	VBROADCASTSS Adam_Epsilon(AX), Y14

	SUBQ $8, CX
	JLT  adam1

adam8loop:
	VMOVUPS     (SI), Y0
	VMULPS      Y0, Y9, Y1
	VMOVUPS     (R8), Y2
	VFMADD213PS Y1, Y8, Y2          // Y2 = Y8·Y2 + Y1
	VMOVUPS     Y2, (R8)
	VMULPS      Y0, Y11, Y1
	VMULPS      Y0, Y1, Y1
	VMOVUPS     (R9), Y3
	VFMADD213PS Y1, Y10, Y3
	VMOVUPS     Y3, (R9)
	VSQRTPS     Y3, Y3
	VFMADD213PS Y14, Y13, Y3
	VDIVPS      Y3, Y2, Y2          // Y2 = Y2 / Y3
	VMOVUPS     (DI), Y4
	VFMADD231PS Y2, Y12, Y4
	VMOVUPS     Y4, (DI)
	ADDQ        $32, DI
	ADDQ        $32, SI
	ADDQ        $32, R8
	ADDQ        $32, R9
	SUBQ        $8, CX
	JGE         adam8loop

adam1:
	ADDQ $8, CX
	JLE  adamDone

adam1loop:
	VMOVSS      (SI), X0
	VMULSS      X0, X9, X1
	VMOVSS      (R8), X2
	VFMADD213SS X1, X8, X2
	VMOVSS      X2, (R8)
	VMULSS      X0, X11, X1
	VMULSS      X0, X1, X1
	VMOVSS      (R9), X3
	VFMADD213SS X1, X10, X3
	VMOVSS      X3, (R9)
	VSQRTSS     X3, X3, X3
	VFMADD213SS X14, X13, X3
	VDIVSS      X3, X2, X2
	VMOVSS      (DI), X4
	VFMADD231SS X2, X12, X4
	VMOVSS      X4, (DI)
	ADDQ        $4, DI
	ADDQ        $4, SI
	ADDQ        $4, R8
	ADDQ        $4, R9
	DECQ        CX
	JNZ         adam1loop

adamDone:
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
