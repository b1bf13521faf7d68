package figures

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"firststep/study"
	"firststep/study/evidence"
)

// A sight is how colours are seen, as a matrix on linear RGB: Machado, Oliveira
// and Fernandes 2009, table 1, at full severity.
type sight struct {
	name   string
	matrix [3][3]float64
}

var sights = []sight{
	{"normal", [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
	{"deutan", [3][3]float64{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
	{"protan", [3][3]float64{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
	{"tritan", [3][3]float64{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}},
}

// The distances that the comment of the colours promises.
func TestColoursAreTold(t *testing.T) {
	parts := []Colour{darkBlue, red, lightBlue, gold, darkRed, green}
	for _, c := range []struct {
		name    string
		colours []Colour
		of      func(Colour) color.RGBA
		least   [4]float64 // by sight
	}{
		{"marks", parts, func(c Colour) color.RGBA { return c.Mark }, [4]float64{40, 29, 27, 22}},
		{"lines", parts, func(c Colour) color.RGBA { return c.Line }, [4]float64{25, 18, 21, 9}},
	} {
		for i, s := range sights {
			least, pair := math.Inf(1), ""
			for j, a := range c.colours {
				for _, b := range c.colours[:j] {
					if d := apart(s.sees(c.of(a)), s.sees(c.of(b))); d < least {
						least, pair = d, fmt.Sprintf("%v and %v", c.of(a), c.of(b))
					}
				}
			}
			if math.Floor(least+0.5) < c.least[i] {
				t.Errorf("%s, %s sight: %s are %.1f apart, want %.0f", c.name, s.name, pair, least, c.least[i])
			}
		}
	}
}

// sees is a colour in CIELAB, as the sight has it.
func (s sight) sees(c color.RGBA) [3]float64 {
	linear := func(v uint8) float64 {
		if s := float64(v) / 255; s > 0.04045 {
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return float64(v) / 255 / 12.92
	}
	times := func(m [3][3]float64, v [3]float64) (out [3]float64) {
		for i := range m {
			out[i] = m[i][0]*v[0] + m[i][1]*v[1] + m[i][2]*v[2]
		}
		return out
	}
	seen := times(s.matrix, [3]float64{linear(c.R), linear(c.G), linear(c.B)})
	for i, v := range seen {
		seen[i] = math.Min(math.Max(v, 0), 1)
	}
	toXYZ := [3][3]float64{{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}}
	xyz, whitePoint := times(toXYZ, seen), times(toXYZ, [3]float64{1, 1, 1})
	var f [3]float64
	for i := range f {
		if r := xyz[i] / whitePoint[i]; r > 216.0/24389 {
			f[i] = math.Cbrt(r)
		} else {
			f[i] = r*841/108 + 4.0/29
		}
	}
	return [3]float64{116*f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])}
}

// apart is the distance of two colours: ΔE of 1976.
func apart(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}

// A scaling has one colour in all of the studies that come with the program, and
// no two scenarios of one have the same of the six.
func TestScalingsKeepTheirColour(t *testing.T) {
	colours, where := map[string]Colour{}, map[string]string{}
	for _, name := range []string{"fashion-mnist", "remedies"} {
		definition, err := study.Load("../studies/"+name+"/study.toml", study.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		d := evidence.NewData(definition, nil, nil)
		palette, seen := Palette(d), map[Colour]string{}
		for _, listed := range definition.Scenarios {
			c := palette[listed.Name]
			if c == neutral {
				continue
			}
			if other, taken := seen[c]; taken {
				t.Errorf("%s: %s has the colour of %s", name, listed.Name, other)
			}
			seen[c] = listed.Name
			k := d.Short(listed.Name)
			if before, met := colours[k]; met && before != c {
				t.Errorf("%s of %s is not coloured as %s", listed.Name, name, where[k])
			}
			colours[k], where[k] = c, listed.Name+" of "+name
		}
		if len(seen) < 4 {
			t.Errorf("%s: %d scenarios are told by their colour", name, len(seen))
		}
	}
}

// Dots that meet in one panel are told apart without their colour.
func TestShapesAreTold(t *testing.T) {
	seen := map[shape]bool{}
	for _, c := range []Colour{darkBlue, red, lightBlue, gold, darkRed, green} {
		if seen[c.shape] {
			t.Errorf("two of the six have the shape %d", c.shape)
		}
		seen[c.shape] = true
	}
}
