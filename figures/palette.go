package figures

import "image/color"

// A Colour is what one scenario has in every figure, table and sentence.
type Colour struct {
	Mark color.RGBA // dots and areas
	Line color.RGBA // a thin line or a curve that stands alone on white
	Type color.RGBA // letters: contrast to white is 4.5 or more
}

// The colours of the parts in the story. What works is blue, what breaks is
// red, and scenarios that behave alike are of one family. The smallest CIELAB
// distance of any two of the first six is 40 for normal sight, and 29, 27 and
// 22 for deuteranopes, protanopes and tritanopes (Machado, Oliveira and
// Fernandes 2009, full severity); lightness differs too, for print in grey.
var (
	darkBlue  = Colour{rgb(0x1B4F8C), rgb(0x1B4F8C), rgb(0x1B4F8C)}
	red       = Colour{rgb(0xDD4F2A), rgb(0xDD4F2A), rgb(0xC43E1B)}
	lightBlue = Colour{rgb(0x7CC4EC), rgb(0x2F86B8), rgb(0x1F76A8)}
	gold      = Colour{rgb(0xE3B505), rgb(0xC99F00), rgb(0x8F6C00)}
	darkRed   = Colour{rgb(0x6E1A10), rgb(0x6E1A10), rgb(0x6E1A10)}
	green     = Colour{rgb(0x2E8B6A), rgb(0x2E8B6A), rgb(0x1F7A5A)}
)

// adams are for scenarios under Adam without a part, as far as they go.
var adams = []Colour{green, {rgb(0x8DBF5A), rgb(0x7AAA48), rgb(0x557A30)}}

// others are for scenarios without a part, in the order they are listed;
// after the last one they start again.
var others = []Colour{
	{rgb(0x6A3FB0), rgb(0x6A3FB0), rgb(0x6A3FB0)}, // violet
	{rgb(0xC77FB4), rgb(0xB96BA5), rgb(0x9B5689)}, // pink
	{rgb(0x7A3E63), rgb(0x7A3E63), rgb(0x7A3E63)}, // plum
	{rgb(0x8A8FA0), rgb(0x7B8092), rgb(0x666B7C)}, // slate
	{rgb(0xA98BE0), rgb(0x9270D0), rgb(0x7A58B8)}, // lilac
}

// Colours without a scenario.
var (
	ink   = rgb(0x222222) // text, axes, and everything predicted
	grey  = rgb(0x6E6E6E) // secondary text
	pale  = rgb(0xC9C9C9) // lines behind the data
	hair  = rgb(0xE4E4E4) // rows of a dot plot
	white = rgb(0xFFFFFF)
)

// Palette gives every scenario its colour: the parts of the story theirs, the
// first scenarios under Adam greens, the rest what is left in turn.
func Palette(d Data) map[string]Colour {
	r := d.Roles()
	palette := map[string]Colour{}
	for _, part := range []struct {
		scenario string
		colour   Colour
	}{{r.Reference, darkBlue}, {r.Broken, red}, {r.Restored, lightBlue}, {r.AllRates, gold}, {r.Raised, darkRed}} {
		if _, taken := palette[part.scenario]; !taken && part.scenario != "" {
			palette[part.scenario] = part.colour
		}
	}
	nextAdam, nextOther := 0, 0
	for _, s := range d.Definition.Scenarios {
		if _, taken := palette[s.Name]; taken {
			continue
		}
		if d.Scenario(s.Name).Optimizer == "adam" && nextAdam < len(adams) {
			palette[s.Name] = adams[nextAdam]
			nextAdam++
			continue
		}
		palette[s.Name] = others[nextOther%len(others)]
		nextOther++
	}
	return palette
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// fade makes a colour see-through: opacity from 0 to 1.
func fade(c color.RGBA, opacity float64) color.NRGBA {
	return color.NRGBA{R: c.R, G: c.G, B: c.B, A: uint8(opacity*255 + 0.5)}
}
