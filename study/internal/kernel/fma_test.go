package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// exactFMA is x·y + z for finite numbers, rounded once by package big.
func exactFMA(x, y, z float32) float32 {
	product := new(big.Float).SetPrec(48).Mul(big.NewFloat(float64(x)), big.NewFloat(float64(y)))
	// Exponents of float32 and of products lie within 600 bits of each other.
	sum := new(big.Float).SetPrec(700).Add(product, big.NewFloat(float64(z)))
	f, _ := sum.Float32()
	return f
}

func TestFMA32RoundsOnce(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	check := func(x, y, z float32) {
		t.Helper()
		got, want := fma32(x, y, z), exactFMA(x, y, z)
		if got != want {
			t.Fatalf("fma32(%x, %x, %x) = %x, want %x", x, y, z, got, want)
		}
	}
	for range 200_000 {
		x, y, z := finite(random), finite(random), finite(random)
		check(x, y, z)
		check(x, y, -float32(float64(x)*float64(y))) // cancels but for the rounding
		// A sum next to a midpoint of two float32: z with a half unit in the
		// last place and something tiny on top.
		z = math.Float32frombits(0x3f800000 + random.Uint32()&0x007fffff)
		half := float32(math.Ldexp(1, -24))
		tiny := float32(math.Ldexp(1+random.Float64(), -24-random.IntN(100)))
		check(half, 1+float32(random.IntN(3)-1)*tiny, z)
		check(half+tiny, 1, -z)
		// The same among subnormal results.
		sub := math.Float32frombits(random.Uint32() & 0x007fffff)
		check(float32(math.Ldexp(1, -75)), float32(math.Ldexp(1+random.Float64(), -75)), sub)
	}
}

func TestFMA32SpecialValues(t *testing.T) {
	inf, nan, zero := float32(math.Inf(1)), float32(math.NaN()), float32(0)
	minus := float32(math.Copysign(0, -1))
	largest := float32(math.MaxFloat32)
	for _, c := range []struct{ x, y, z, want float32 }{
		{inf, 1, 1, inf}, {inf, -1, 1, -inf}, {inf, 0, 1, nan}, {inf, 1, -inf, nan},
		{nan, 1, 1, nan}, {1, nan, 1, nan}, {1, 1, nan, nan}, {1, 1, inf, inf},
		{zero, 1, zero, zero}, {zero, -1, minus, minus}, {zero, -1, zero, zero}, {1, 1, -1, zero},
		{largest, 2, zero, inf}, {largest, largest, -inf, -inf}, {largest, 1, largest, inf},
		{largest, 2, -largest, largest},
		{largest, 1, 0x1p102, largest},       // below half a unit
		{largest, 1, 0x1p103, inf},           // half a unit: to even, which overflows
		{0x1p-75, 0x1p-75, zero, zero},       // half the smallest number: to even
		{0x1p-75, -0x1p-75, zero, minus},     // likewise, and the sign stays
		{0x1.8p-75, 0x1p-75, zero, 0x1p-149}, // above half
	} {
		if got := fma32(c.x, c.y, c.z); !same(got, c.want) {
			t.Errorf("fma32(%v, %v, %v) = %v, want %v", c.x, c.y, c.z, got, c.want)
		}
	}
}

// finite returns a finite float32 of any magnitude.
func finite(random *rand.Rand) float32 {
	for {
		x := math.Float32frombits(random.Uint32())
		if x-x == 0 {
			return x
		}
	}
}

// same reports whether two numbers have the same bits or are both NaN.
func same(a, b float32) bool {
	return math.Float32bits(a) == math.Float32bits(b) || a != a && b != b
}
