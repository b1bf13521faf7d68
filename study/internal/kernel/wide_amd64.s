//go:build !purego

#include "textflag.h"

// The loops of wide.go, four float64 at a time; what is left over one by one.

// func addScaledAVX2(z, x []float64, s float64)
TEXT ·addScaledAVX2(SB), NOSPLIT, $0-56
	MOVQ         z_base+0(FP), DI
	MOVQ         z_len+8(FP), CX
	MOVQ         x_base+24(FP), SI
	VBROADCASTSD s+48(FP), Y0
	SUBQ         $4, CX
	JLT          addScaledRest

addScaledLoop:
	VMULPD  (SI), Y0, Y1
	VADDPD  (DI), Y1, Y1
	VMOVUPD Y1, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $4, CX
	JGE     addScaledLoop

addScaledRest:
	ADDQ $4, CX
	JZ   addScaledDone

addScaledRestLoop:
	VMULSD (SI), X0, X1
	VADDSD (DI), X1, X1
	VMOVSD X1, (DI)
	ADDQ   $8, SI
	ADDQ   $8, DI
	DECQ   CX
	JNZ    addScaledRestLoop

addScaledDone:
	VZEROUPPER
	RET

// func addRowsAVX2(z, w0, w1, w2, w3 []float64, x *[4]float64)
TEXT ·addRowsAVX2(SB), NOSPLIT, $0-128
	MOVQ         z_base+0(FP), DI
	MOVQ         z_len+8(FP), CX
	MOVQ         w0_base+24(FP), R8
	MOVQ         w1_base+48(FP), R9
	MOVQ         w2_base+72(FP), R10
	MOVQ         w3_base+96(FP), R11
	MOVQ         x+120(FP), SI
	VBROADCASTSD (SI), Y0
	VBROADCASTSD 8(SI), Y1
	VBROADCASTSD 16(SI), Y2
	VBROADCASTSD 24(SI), Y3
	XORQ         AX, AX
	SUBQ         $4, CX
	JLT          addRowsRest

addRowsLoop:
	VMULPD  (R8)(AX*8), Y0, Y4
	VADDPD  (DI)(AX*8), Y4, Y4
	VMULPD  (R9)(AX*8), Y1, Y5
	VADDPD  Y5, Y4, Y4
	VMULPD  (R10)(AX*8), Y2, Y6
	VADDPD  Y6, Y4, Y4
	VMULPD  (R11)(AX*8), Y3, Y7
	VADDPD  Y7, Y4, Y4
	VMOVUPD Y4, (DI)(AX*8)
	ADDQ    $4, AX
	SUBQ    $4, CX
	JGE     addRowsLoop

addRowsRest:
	ADDQ $4, CX
	JZ   addRowsDone

addRowsRestLoop:
	VMULSD (R8)(AX*8), X0, X4
	VADDSD (DI)(AX*8), X4, X4
	VMULSD (R9)(AX*8), X1, X5
	VADDSD X5, X4, X4
	VMULSD (R10)(AX*8), X2, X6
	VADDSD X6, X4, X4
	VMULSD (R11)(AX*8), X3, X7
	VADDSD X7, X4, X4
	VMOVSD X4, (DI)(AX*8)
	INCQ   AX
	DECQ   CX
	JNZ    addRowsRestLoop

addRowsDone:
	VZEROUPPER
	RET

// LANES makes the sum of lanes (0+1)+(2+3) of y in its lowest lane.
#define LANES(y, x, high) \
	VHADDPD      y, y, y       \
	VEXTRACTF128 $1, y, high   \
	VADDPD       high, x, x

// func dotsAVX2(sums *[4]float64, x, y []float64)
TEXT ·dotsAVX2(SB), NOSPLIT, $0-56
	MOVQ   sums+0(FP), DI
	MOVQ   x_base+8(FP), SI
	MOVQ   x_len+16(FP), CX
	MOVQ   y_base+32(FP), R8
	LEAQ   (R8)(CX*8), R9
	LEAQ   (R9)(CX*8), R10
	LEAQ   (R10)(CX*8), R11
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	XORQ   AX, AX
	SUBQ   $4, CX
	JLT    dotsLanes

dotsLoop:
	VMOVUPD (SI)(AX*8), Y4
	VMULPD  (R8)(AX*8), Y4, Y5
	VADDPD  Y5, Y0, Y0
	VMULPD  (R9)(AX*8), Y4, Y6
	VADDPD  Y6, Y1, Y1
	VMULPD  (R10)(AX*8), Y4, Y7
	VADDPD  Y7, Y2, Y2
	VMULPD  (R11)(AX*8), Y4, Y8
	VADDPD  Y8, Y3, Y3
	ADDQ    $4, AX
	SUBQ    $4, CX
	JGE     dotsLoop

dotsLanes:
	LANES(Y0, X0, X5)
	LANES(Y1, X1, X6)
	LANES(Y2, X2, X7)
	LANES(Y3, X3, X8)
	ADDQ $4, CX
	JZ   dotsDone

dotsRestLoop:
	VMOVSD (SI)(AX*8), X4
	VMULSD (R8)(AX*8), X4, X5
	VADDSD X5, X0, X0
	VMULSD (R9)(AX*8), X4, X6
	VADDSD X6, X1, X1
	VMULSD (R10)(AX*8), X4, X7
	VADDSD X7, X2, X2
	VMULSD (R11)(AX*8), X4, X8
	VADDSD X8, X3, X3
	INCQ   AX
	DECQ   CX
	JNZ    dotsRestLoop

dotsDone:
	VMOVSD X0, (DI)
	VMOVSD X1, 8(DI)
	VMOVSD X2, 16(DI)
	VMOVSD X3, 24(DI)
	VZEROUPPER
	RET

// func addScaledDotAVX2(z, x, y []float64, s float64) float64
TEXT ·addScaledDotAVX2(SB), NOSPLIT, $0-88
	MOVQ         z_base+0(FP), DI
	MOVQ         z_len+8(FP), CX
	MOVQ         x_base+24(FP), SI
	MOVQ         y_base+48(FP), R8
	VBROADCASTSD s+72(FP), Y0
	VXORPD       Y1, Y1, Y1
	XORQ         AX, AX
	SUBQ         $4, CX
	JLT          addScaledDotLanes

addScaledDotLoop:
	VMULPD  (SI)(AX*8), Y0, Y2
	VADDPD  (DI)(AX*8), Y2, Y2
	VMOVUPD Y2, (DI)(AX*8)
	VMULPD  (R8)(AX*8), Y2, Y2
	VADDPD  Y2, Y1, Y1
	ADDQ    $4, AX
	SUBQ    $4, CX
	JGE     addScaledDotLoop

addScaledDotLanes:
	LANES(Y1, X1, X3)
	ADDQ $4, CX
	JZ   addScaledDotDone

addScaledDotRestLoop:
	VMULSD (SI)(AX*8), X0, X2
	VADDSD (DI)(AX*8), X2, X2
	VMOVSD X2, (DI)(AX*8)
	VMULSD (R8)(AX*8), X2, X2
	VADDSD X2, X1, X1
	INCQ   AX
	DECQ   CX
	JNZ    addScaledDotRestLoop

addScaledDotDone:
	VMOVSD X1, ret+80(FP)
	VZEROUPPER
	RET
