//go:build !purego

#include "textflag.h"

// The constants of Exp, in the order of their use.
DATA exp<>+0(SB)/8, $0x40471547652b82fe  // 32/ln 2
DATA exp<>+8(SB)/8, $0x4338000000000000  // 1.5·2⁵²
DATA exp<>+16(SB)/8, $0x3f962e42fee00000 // ln 2/32, 33 bits
DATA exp<>+24(SB)/8, $0x3d9a39ef35793c76 // and the rest
DATA exp<>+32(SB)/8, $0x3f56c16c16c16c17 // 1/720
DATA exp<>+40(SB)/8, $0x3f81111111111111 // 1/120
DATA exp<>+48(SB)/8, $0x3fa5555555555555 // 1/24
DATA exp<>+56(SB)/8, $0x3fc5555555555555 // 1/6
DATA exp<>+64(SB)/8, $0x3fe0000000000000 // 1/2
DATA exp<>+72(SB)/8, $1023
GLOBL exp<>(SB), RODATA|NOPTR, $80

// func expsAVX2(x []float64, least float64)
TEXT ·expsAVX2(SB), NOSPLIT, $0-32
	MOVQ         x_base+0(FP), DI
	MOVQ         x_len+8(FP), CX
	LEAQ         ·powers(SB), SI
	VBROADCASTSD least+24(FP), Y5
	VBROADCASTSD exp<>+0(SB), Y6
	VBROADCASTSD exp<>+8(SB), Y7
	VBROADCASTSD exp<>+16(SB), Y8
	VBROADCASTSD exp<>+24(SB), Y9
	VBROADCASTSD exp<>+32(SB), Y10
	VBROADCASTSD exp<>+40(SB), Y11
	VBROADCASTSD exp<>+48(SB), Y12
	VBROADCASTSD exp<>+56(SB), Y13
	VBROADCASTSD exp<>+64(SB), Y14
	VBROADCASTSD exp<>+72(SB), Y15
	SUBQ         $4, CX
	JLT          expsDone

expsLoop:
	VMOVUPD (DI), Y0
	VMULPD  Y6, Y0, Y1
	VADDPD  Y7, Y1, Y1 // n in the low bits
	VSUBPD  Y7, Y1, Y2 // k
	VMULPD  Y8, Y2, Y3
	VSUBPD  Y3, Y0, Y0
	VMULPD  Y9, Y2, Y3
	VSUBPD  Y3, Y0, Y0 // r
	VMULPD  Y10, Y0, Y2
	VADDPD  Y11, Y2, Y2
	VMULPD  Y0, Y2, Y2
	VADDPD  Y12, Y2, Y2
	VMULPD  Y0, Y2, Y2
	VADDPD  Y13, Y2, Y2
	VMULPD  Y0, Y2, Y2
	VADDPD  Y14, Y2, Y2
	VMULPD  Y0, Y2, Y2
	VMULPD  Y0, Y2, Y2
	VADDPD  Y0, Y2, Y2 // p

	// The powers, two parts each, are loaded as they lie and then parted.
	VEXTRACTI128 $1, Y1, X3
	VMOVQ        X1, AX
	VPEXTRQ      $1, X1, BX
	VMOVQ        X3, R8
	VPEXTRQ      $1, X3, R9
	ANDL         $31, AX
	ANDL         $31, BX
	ANDL         $31, R8
	ANDL         $31, R9
	SHLL         $4, AX
	SHLL         $4, BX
	SHLL         $4, R8
	SHLL         $4, R9
	VMOVUPD      (SI)(AX*1), X3
	VMOVUPD      (SI)(BX*1), X4
	VINSERTF128  $1, (SI)(R8*1), Y3, Y3
	VINSERTF128  $1, (SI)(R9*1), Y4, Y4
	VUNPCKLPD    Y4, Y3, Y0 // high
	VUNPCKHPD    Y4, Y3, Y3 // low

	VMULPD  Y2, Y0, Y2
	VADDPD  Y2, Y3, Y2
	VADDPD  Y2, Y0, Y0
	VPSRLQ  $5, Y1, Y1
	VPADDQ  Y15, Y1, Y1
	VPSLLQ  $52, Y1, Y1
	VMULPD  Y1, Y0, Y0
	VMOVUPD (DI), Y2
	VCMPPD  $0x11, Y5, Y2, Y2 // less; NaN is not
	VANDNPD Y0, Y2, Y0
	VMOVUPD Y0, (DI)
	ADDQ    $32, DI
	SUBQ    $4, CX
	JGE     expsLoop

expsDone:
	VZEROUPPER
	RET
