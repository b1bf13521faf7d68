package figures

import (
	"image/color"
	"slices"

	"firststep/study/evidence"
)

// A Colour is what one scenario has in every figure, table and sentence.
type Colour struct {
	Mark color.RGBA // areas
	Line color.RGBA // dots, a thin line, or a curve that stands alone on white
	Type color.RGBA // letters: contrast to white is 4.5 or more

	shape shape // of dots
}

// The colours of the parts in the story. What works is blue, what breaks is red,
// and scenarios that behave alike are of one family. The smallest CIELAB distance
// of two marks is 40 for normal sight, and 29, 27 and 22 for deuteranopes,
// protanopes and tritanopes (Machado, Oliveira and Fernandes 2009, full
// severity). In grey, dots are told apart by their shape, and curves by the names
// beside them.
var (
	darkBlue  = Colour{rgb(0x1B4F8C), rgb(0x1B4F8C), rgb(0x1B4F8C), disc}
	red       = Colour{rgb(0xDD4F2A), rgb(0xDD4F2A), rgb(0xC43E1B), square}
	lightBlue = Colour{rgb(0x7CC4EC), rgb(0x2F86B8), rgb(0x1F76A8), diamond}
	gold      = Colour{rgb(0xE3B505), rgb(0xC99A00), rgb(0x8F6C00), triangle}
	darkRed   = Colour{rgb(0x6E1A10), rgb(0x6E1A10), rgb(0x6E1A10), fallen}
	green     = Colour{rgb(0x2E8B6A), rgb(0x2E8B6A), rgb(0x1F7A5A), ring}
)

// darkGreen is for the reference of Adam, which shares a hue with what is told
// from it: there are no seven colours that everybody tells apart.
var darkGreen = Colour{rgb(0x12523C), rgb(0x12523C), rgb(0x12523C), disc}

// neutral is that of all other scenarios: each of them has a row or a panel of
// its own in every figure, with its name.
var neutral = Colour{rgb(0x5C6076), rgb(0x5C6076), rgb(0x5C6076), disc}

// Colours without a scenario.
var (
	ink   = rgb(0x222222) // text, axes, and everything predicted
	grey  = rgb(0x6E6E6E) // secondary text
	pale  = rgb(0xB4B4B4) // lines behind the data
	hair  = rgb(0xE4E4E4) // rows of a dot plot
	white = rgb(0xFFFFFF)
)

// Palette returns the colour of every scenario, by name. The scenarios of
// [evidence.Roles] have colours of their own. The first one under Adam that is
// scaled otherwise than the reference is green, and its baseline dark green; all
// others share a neutral colour. Of a study that has no broken scenario the
// first ones listed get what is left of the six.
func Palette(of evidence.Data) map[string]Colour {
	d := data{of}
	palette := map[string]Colour{}
	free := []Colour{darkBlue, red, lightBlue, gold, darkRed, green}
	give := func(scenario string, colour Colour) {
		if _, has := palette[scenario]; has || scenario == "" || !slices.Contains(free, colour) {
			return
		}
		palette[scenario] = colour
		free = slices.DeleteFunc(free, func(c Colour) bool { return c == colour })
	}
	r := d.Roles()
	give(r.Reference, darkBlue)
	give(r.Broken, red)
	give(r.Restored, lightBlue)
	give(r.AllRates, gold)
	give(r.Raised, darkRed)
	for _, s := range d.Definition.Scenarios {
		if d.Scenario(s.Name).Optimizer == "adam" && d.rescales(s.Name) {
			give(s.Name, green)
			if b := d.Prediction(s.Name).Baseline; palette[s.Name] == green && palette[b] == (Colour{}) {
				palette[b] = darkGreen
			}
		}
	}
	for _, s := range d.Definition.Scenarios {
		if r.Broken == "" && len(free) > 0 {
			give(s.Name, free[0])
		}
		if _, has := palette[s.Name]; !has {
			palette[s.Name] = neutral
		}
	}
	return palette
}

// rescales reports whether a scenario divides otherwise than the reference.
func (d data) rescales(scenario string) bool {
	s, reference := d.Scenario(scenario), d.Scenario(d.Definition.Reference)
	return s.Standardise || s.FeatureDivisor != reference.FeatureDivisor || s.WeightDivisor != reference.WeightDivisor
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// fade makes a colour see-through: opacity from 0 to 1.
func fade(c color.RGBA, opacity float64) color.NRGBA {
	return color.NRGBA{R: c.R, G: c.G, B: c.B, A: uint8(opacity*255 + 0.5)}
}
