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

// TERM adds a product to a sum, each rounded.
#define TERM(offset, sum, product) \
	VMULPD offset(BX), Y0, product \
	VADDPD product, sum, sum

// func addSelectedAVX2(z, x, w []float64, selected []int32)
TEXT ·addSelectedAVX2(SB), NOSPLIT, $0-96
	MOVQ z_base+0(FP), DI
	MOVQ z_len+8(FP), CX
	MOVQ x_base+24(FP), SI
	MOVQ w_base+48(FP), R8
	MOVQ selected_base+72(FP), R9
	MOVQ selected_len+80(FP), R10
	LEAQ (CX*8), R11

addSelectedPanel: // of 48, whose sums stay in registers
	CMPQ    CX, $48
	JLT     addSelectedVector
	VMOVUPD (DI), Y1
	VMOVUPD 32(DI), Y2
	VMOVUPD 64(DI), Y3
	VMOVUPD 96(DI), Y4
	VMOVUPD 128(DI), Y5
	VMOVUPD 160(DI), Y6
	VMOVUPD 192(DI), Y7
	VMOVUPD 224(DI), Y8
	VMOVUPD 256(DI), Y9
	VMOVUPD 288(DI), Y10
	VMOVUPD 320(DI), Y11
	VMOVUPD 352(DI), Y12
	XORQ    DX, DX

addSelectedPanelTerm:
	MOVLQSX      (R9)(DX*4), BX
	VBROADCASTSD (SI)(BX*8), Y0
	IMULQ        R11, BX
	ADDQ         R8, BX
	TERM(0, Y1, Y13)
	TERM(32, Y2, Y14)
	TERM(64, Y3, Y15)
	TERM(96, Y4, Y13)
	TERM(128, Y5, Y14)
	TERM(160, Y6, Y15)
	TERM(192, Y7, Y13)
	TERM(224, Y8, Y14)
	TERM(256, Y9, Y15)
	TERM(288, Y10, Y13)
	TERM(320, Y11, Y14)
	TERM(352, Y12, Y15)
	INCQ         DX
	CMPQ         DX, R10
	JLT          addSelectedPanelTerm
	VMOVUPD      Y1, (DI)
	VMOVUPD      Y2, 32(DI)
	VMOVUPD      Y3, 64(DI)
	VMOVUPD      Y4, 96(DI)
	VMOVUPD      Y5, 128(DI)
	VMOVUPD      Y6, 160(DI)
	VMOVUPD      Y7, 192(DI)
	VMOVUPD      Y8, 224(DI)
	VMOVUPD      Y9, 256(DI)
	VMOVUPD      Y10, 288(DI)
	VMOVUPD      Y11, 320(DI)
	VMOVUPD      Y12, 352(DI)
	ADDQ         $384, DI
	ADDQ         $384, R8
	SUBQ         $48, CX
	JMP          addSelectedPanel

addSelectedVector:
	CMPQ    CX, $4
	JLT     addSelectedOne
	VMOVUPD (DI), Y1
	XORQ    DX, DX

addSelectedVectorTerm:
	MOVLQSX      (R9)(DX*4), BX
	VBROADCASTSD (SI)(BX*8), Y0
	IMULQ        R11, BX
	ADDQ         R8, BX
	TERM(0, Y1, Y13)
	INCQ         DX
	CMPQ         DX, R10
	JLT          addSelectedVectorTerm
	VMOVUPD      Y1, (DI)
	ADDQ         $32, DI
	ADDQ         $32, R8
	SUBQ         $4, CX
	JMP          addSelectedVector

addSelectedOne:
	TESTQ  CX, CX
	JZ     addSelectedDone
	VMOVSD (DI), X1
	XORQ   DX, DX

addSelectedOneTerm:
	MOVLQSX (R9)(DX*4), BX
	VMOVSD  (SI)(BX*8), X0
	IMULQ   R11, BX
	VMULSD  (R8)(BX*1), X0, X13
	VADDSD  X13, X1, X1
	INCQ    DX
	CMPQ    DX, R10
	JLT     addSelectedOneTerm
	VMOVSD  X1, (DI)
	ADDQ    $8, DI
	ADDQ    $8, R8
	DECQ    CX
	JMP     addSelectedOne

addSelectedDone:
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
