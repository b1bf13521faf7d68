//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// Loops over matrices with their padding: whole cache lines, four floats at a
// time.

// Instructions on four floats that the assembler has no name for: d, n and m
// are numbers of registers.
#define FADD4(d, n, m) WORD $(0x4E20D400 | m<<16 | n<<5 | d)
#define FMUL4(d, n, m) WORD $(0x6E20DC00 | m<<16 | n<<5 | d)
#define FDIV4(d, n, m) WORD $(0x6E20FC00 | m<<16 | n<<5 | d)
#define FMAX4(d, n, m) WORD $(0x4E20F400 | m<<16 | n<<5 | d)
#define FSQRT4(d, n) WORD $(0x6EA1F800 | n<<5 | d)

// n > 0, and |n| > |m|: all bits of an element set, or none
#define FPOSITIVE4(d, n) WORD $(0x4EA0C800 | n<<5 | d)
#define FABSGREATER4(d, n, m) WORD $(0x6EA0EC00 | m<<16 | n<<5 | d)

// n without the bits of m
#define BIC4(d, n, m) WORD $(0x4E601C00 | m<<16 | n<<5 | d)

// FLOOR clears the elements of x that are smaller than those of least, not
// NaN. It uses V31.
#define FLOOR(x, least) \
	FABSGREATER4(31, least, x) \
	BIC4(x, x, 31)

#define CONSTANT(bits, v) \
	MOVW $bits, R9 \
	VDUP R9, v.S4

#define FIELD(name, v) \
	ADD   $name, R5, R9 \
	VLD1R (R9), [v.S4]

#define TINY 0x22800000       // rule.go: tiny
#define TINYSQUARE 0x05800000 // tinySquare

// func momentumNEON(w, g, m []float32, s *Momentum)
//
//	m[j] = ⌊fma(Decay, m[j], ⌊g[j]⌋)⌋
//	w[j] = fma(−Rate, m[j], w[j])
TEXT ·momentumNEON(SB), NOSPLIT, $0-80
	MOVD w_base+0(FP), R0
	MOVD w_len+8(FP), R4
	MOVD g_base+24(FP), R1
	MOVD m_base+48(FP), R2
	MOVD s+72(FP), R5
	FIELD(Momentum_Decay, V16)
	FIELD(Momentum_Rate, V17)
	CONSTANT(TINY, V23)
	CBZ  R4, done

loop:
	VLD1.P 16(R1), [V0.S4]
	VLD1   (R2), [V1.S4]
	FLOOR(0, 23)
	VFMLA  V16.S4, V1.S4, V0.S4
	FLOOR(0, 23)
	VST1.P [V0.S4], 16(R2)
	VLD1   (R0), [V2.S4]
	VFMLS  V17.S4, V0.S4, V2.S4
	VST1.P [V2.S4], 16(R0)
	SUBS   $4, R4
	BNE    loop

done:
	RET

// func adamNEON(w, g, m, v []float32, a *Adam)
//
//	m[j] = ⌊fma(Decay1, m[j], Fresh1·⌊g[j]⌋)⌋
//	v[j] = ⌊fma(Decay2, v[j], (Fresh2·⌊g[j]⌋)·⌊g[j]⌋)⌋
//	w[j] = fma(Scale, m[j] / fma(Correction, √v[j], Epsilon), w[j])
TEXT ·adamNEON(SB), NOSPLIT, $0-104
	MOVD w_base+0(FP), R0
	MOVD w_len+8(FP), R4
	MOVD g_base+24(FP), R1
	MOVD m_base+48(FP), R2
	MOVD v_base+72(FP), R3
	MOVD a+96(FP), R5
	FIELD(Adam_Decay1, V16)
	FIELD(Adam_Fresh1, V17)
	FIELD(Adam_Decay2, V18)
	FIELD(Adam_Fresh2, V19)
	FIELD(Adam_Scale, V20)
	FIELD(Adam_Correction, V21)
	FIELD(Adam_Epsilon, V22)
	CONSTANT(TINY, V23)
	CONSTANT(TINYSQUARE, V24)
	CBZ  R4, done

loop:
	VLD1.P 16(R1), [V0.S4]
	VLD1   (R2), [V1.S4]
	VLD1   (R3), [V2.S4]
	FLOOR(0, 23)
	FMUL4(3, 17, 0)
	VFMLA  V16.S4, V1.S4, V3.S4
	FLOOR(3, 23)
	VST1.P [V3.S4], 16(R2)
	FMUL4(4, 19, 0)
	FMUL4(4, 4, 0)
	VFMLA  V18.S4, V2.S4, V4.S4
	FLOOR(4, 24)
	VST1.P [V4.S4], 16(R3)
	FSQRT4(4, 4)
	VMOV   V22.B16, V5.B16
	VFMLA  V21.S4, V4.S4, V5.S4
	FDIV4(3, 3, 5)
	VLD1   (R0), [V6.S4]
	VFMLA  V20.S4, V3.S4, V6.S4
	VST1.P [V6.S4], 16(R0)
	SUBS   $4, R4
	BNE    loop

done:
	RET

// func rectifyNEON(a, b []float32)
//
//	a[j] = a[j] + b[j] if that is positive or NaN, else +0
TEXT ·rectifyNEON(SB), NOSPLIT, $0-48
	MOVD a_base+0(FP), R0
	MOVD a_len+8(FP), R4
	MOVD b_base+24(FP), R1
	VEOR V2.B16, V2.B16, V2.B16
	CBZ  R4, done

loop:
	VLD1   (R0), [V0.S4]
	VLD1.P 16(R1), [V1.S4]
	FADD4(0, 0, 1)
	FMAX4(0, 0, 2)
	VST1.P [V0.S4], 16(R0)
	SUBS   $4, R4
	BNE    loop

done:
	RET

// func gateNEON(delta, a []float32)
//
//	delta[j] = +0 unless a[j] > 0
TEXT ·gateNEON(SB), NOSPLIT, $0-48
	MOVD delta_base+0(FP), R0
	MOVD delta_len+8(FP), R4
	MOVD a_base+24(FP), R1
	CBZ  R4, done

loop:
	VLD1   (R0), [V0.S4]
	VLD1.P 16(R1), [V1.S4]
	FPOSITIVE4(1, 1)
	VAND   V1.B16, V0.B16, V0.B16
	VST1.P [V0.S4], 16(R0)
	SUBS   $4, R4
	BNE    loop

done:
	RET
