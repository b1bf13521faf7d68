package dataset

import "firststep/study/internal/numeric"

// A hand draws the random choices of one image.
type hand struct{ *numeric.Stream }

// between returns a uniform number from low to high.
func (h hand) between(low, high float64) float64 {
	return low + float64((high-low)*h.Float64())
}

// chance reports true with probability p.
func (h hand) chance(p float64) bool { return h.Float64() < p }

// Patterns of a cloth.
const (
	unpatterned = iota
	hoops       // stripes across
	stripes     // stripes down
	checks
	spotted
	panel // another shade from some row on
	patterns
)

// A cloth is what a garment is made of: a shade with a pattern, folds and grain.
type cloth struct {
	shade    float64
	pattern  int
	contrast float64 // of the pattern
	period   float64 // of stripes and checks, in pixels
	phase    float64
	share    float64 // of a period, or of the spots, that has the other shade
	folds    field
	spots    field
	grain    [side * side]float64
}

// newCloth picks a cloth of a shade between two, one in six of the stronger;
// patterned is the probability that it is not of one shade alone.
func newCloth(h hand, faint, strong, patterned float64) *cloth {
	c := &cloth{shade: h.between(faint, strong)}
	if h.chance(1. / 6) {
		c.shade = strong
	}
	if h.chance(patterned) {
		c.pattern = 1 + h.IntN(patterns-1)
	}
	c.contrast = h.between(0.15, 0.55)
	if c.shade > 0.5 {
		c.contrast = -c.contrast
	}
	c.period, c.phase, c.share = h.between(2.2, 7), h.between(0, 7), h.between(0.25, 0.55)
	c.folds = newField(h, h.between(2.5, 5), h.between(5, 12))
	if c.pattern == spotted {
		c.spots = newField(h, h.between(1, 2.2), h.between(1, 2.2))
	}
	rough := h.between(0.005, 0.045)
	for i := range c.grain {
		c.grain[i] = h.between(-rough, rough)
	}
	return c
}

// at returns the shade of a pixel, which nowhere is quite the background's.
func (c *cloth) at(x, y int) float64 {
	shade := c.shade + c.patternAt(float64(x), float64(y))
	shade += float64(0.22 * (c.folds.at(x, y) - 0.5))
	return max(0.03, min(shade+c.grain[y*side+x], 1))
}

// patternAt returns what the pattern adds to the shade.
func (c *cloth) patternAt(x, y float64) float64 {
	across, down := c.banded(y), c.banded(x)
	switch c.pattern {
	case hoops:
		return across
	case stripes:
		return down
	case checks:
		return (across + down) / 2
	case spotted:
		if c.spots.at(int(x), int(y)) < c.share {
			return c.contrast
		}
	case panel:
		if y > 6+c.phase {
			return c.contrast
		}
	}
	return 0
}

// banded returns the contrast where a coordinate lies in a stripe.
func (c *cloth) banded(z float64) float64 {
	turns := (z + c.phase) / c.period
	if turns-float64(int(turns)) < c.share {
		return c.contrast
	}
	return 0
}

// shifted returns a shade that stands out from the cloth's.
func (c *cloth) shifted(h hand) plain {
	shift := h.between(0.18, 0.45)
	if c.shade > 0.55 {
		shift = -shift
	}
	return plain(max(0.03, min(c.shade+shift, 1)))
}

// A field is smooth noise, 0 to 1: random numbers on a lattice, bilinear between.
type field struct {
	cellX, cellY float64 // spacing of the lattice in pixels
	columns      int
	values       []float64
}

func newField(h hand, cellX, cellY float64) field {
	f := field{cellX: cellX, cellY: cellY, columns: int(side/cellX) + 2}
	f.values = make([]float64, f.columns*(int(side/cellY)+2))
	for i := range f.values {
		f.values[i] = h.Float64()
	}
	return f
}

func (f *field) at(x, y int) float64 {
	u, v := float64(x)/f.cellX, float64(y)/f.cellY
	i, j := int(u), int(v)
	u, v = u-float64(i), v-float64(j)
	above, below := f.values[j*f.columns+i:], f.values[(j+1)*f.columns+i:]
	return mix(mix(above[0], above[1], u), mix(below[0], below[1], u), v)
}

// mix goes from a to b as t goes from 0 to 1.
func mix(a, b, t float64) float64 { return a + float64((b-a)*t) }
