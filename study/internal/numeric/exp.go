package numeric

import "math"

// Exp returns eˣ with an error below 0.6 ulp, 1 ulp where the result is
// subnormal; +Inf above 709.78, 0 below −745.14, NaN for NaN.
//
// With n the integer nearest to 32·x/ln 2 and r = x − n·ln 2/32,
//
//	eˣ = 2^(n/32) · eʳ,  |r| ≤ ln 2/64
//
// eʳ is its Taylor polynomial of degree 6 (the rest is below 2⁻⁵⁷) and
// 2^(n/32) a power of two times one of 32 numbers, kept in two parts (Tang,
// "Table-driven implementation of the exponential function in IEEE
// floating-point arithmetic", ACM TOMS 15, 1989).
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 709.79:
		return math.Inf(1)
	case x < -745.2:
		return 0
	}
	// Adding 1.5·2⁵² leaves the nearest integer in the low bits.
	const shift = 0x1.8p52
	shifted := float64(x*(32/math.Ln2)) + shift
	k := shifted - shift
	n := int(int32(math.Float64bits(shifted)))

	r := (x - float64(k*(ln2High/32))) - float64(k*(ln2Low/32))
	p := float64(r*(1./720)) + 1./120
	p = float64(p*r) + 1./24
	p = float64(p*r) + 1./6
	p = float64(p*r) + 0.5
	p = float64(float64(p*r)*r) + r

	t := &powers[n&31]
	y := t.high + (t.low + float64(t.high*p))
	if exponent := n >> 5; exponent > -1022 && exponent < 1023 {
		return y * math.Float64frombits(uint64(exponent+1023)<<52)
	}
	return math.Ldexp(y, n>>5)
}

// powers[j] is 2^(j/32) as the sum of the nearest float64 and what rounding
// to it took away.
var powers = [32]struct{ high, low float64 }{
	{0x1p+0, 0},
	{0x1.059b0d3158574p+0, 0x1.d73e2a475b465p-55},
	{0x1.0b5586cf9890fp+0, 0x1.8a62e4adc610bp-54},
	{0x1.11301d0125b51p+0, -0x1.6c51039449b3ap-54},
	{0x1.172b83c7d517bp+0, -0x1.19041b9d78a76p-55},
	{0x1.1d4873168b9aap+0, 0x1.e016e00a2643cp-54},
	{0x1.2387a6e756238p+0, 0x1.9b07eb6c70573p-54},
	{0x1.29e9df51fdee1p+0, 0x1.612e8afad1255p-55},
	{0x1.306fe0a31b715p+0, 0x1.6f46ad23182e4p-55},
	{0x1.371a7373aa9cbp+0, -0x1.63aeabf42eae2p-54},
	{0x1.3dea64c123422p+0, 0x1.ada0911f09ebcp-55},
	{0x1.44e086061892dp+0, 0x1.89b7a04ef80dp-59},
	{0x1.4bfdad5362a27p+0, 0x1.d4397afec42e2p-56},
	{0x1.5342b569d4f82p+0, -0x1.07abe1db13cadp-55},
	{0x1.5ab07dd485429p+0, 0x1.6324c054647adp-54},
	{0x1.6247eb03a5585p+0, -0x1.383c17e40b497p-54},
	{0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54},
	{0x1.71f75e8ec5f74p+0, -0x1.16e4786887a99p-55},
	{0x1.7a11473eb0187p+0, -0x1.41577ee04992fp-55},
	{0x1.82589994cce13p+0, -0x1.d4c1dd41532d8p-54},
	{0x1.8ace5422aa0dbp+0, 0x1.6e9f156864b27p-54},
	{0x1.93737b0cdc5e5p+0, -0x1.75fc781b57ebcp-57},
	{0x1.9c49182a3f09p+0, 0x1.c7c46b071f2bep-56},
	{0x1.a5503b23e255dp+0, -0x1.d2f6edb8d41e1p-54},
	{0x1.ae89f995ad3adp+0, 0x1.7a1cd345dcc81p-54},
	{0x1.b7f76f2fb5e47p+0, -0x1.5584f7e54ac3bp-56},
	{0x1.c199bdd85529cp+0, 0x1.11065895048ddp-55},
	{0x1.cb720dcef9069p+0, 0x1.503cbd1e949dbp-56},
	{0x1.d5818dcfba487p+0, 0x1.2ed02d75b3707p-55},
	{0x1.dfc97337b9b5fp+0, -0x1.1a5cd4f184b5cp-54},
	{0x1.ea4afa2a490dap+0, -0x1.e9c23179c2893p-54},
	{0x1.f50765b6e454p+0, 0x1.9d3e12dd8a18bp-54},
}
