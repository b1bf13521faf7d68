package figures

import (
	"image/color"
	"slices"

	"firststep/study/evidence"
	"firststep/study/theory"
)

// A Colour is what one scenario has in every figure, table and sentence.
type Colour struct {
	Mark color.RGBA // dots and areas
	Line color.RGBA // a thin line or a curve that stands alone on white
	Type color.RGBA // letters: contrast to white is 4.5 or more
}

// The colours of the parts in the story, and of what studies often set beside
// them. What works is blue, what breaks is red, and scenarios that behave alike
// are of one family.
//
// The smallest CIELAB distance of two marks is 40 among the first six for normal
// sight, and 29, 27 and 22 for deuteranopes, protanopes and tritanopes (Machado,
// Oliveira and Fernandes 2009, full severity); among all eleven it is 26, 22, 22
// and 13, and of two lines 25, 20, 21 and 9. Print in grey has no room for
// eleven colours, and a study may have more scenarios still. So nothing rests on
// colour alone: curves have their name beside them, and a scenario that is no
// part of the story has a row or a panel of its own. Letters are legible in their
// colour; what they say tells them apart.
var (
	darkBlue  = Colour{rgb(0x1B4F8C), rgb(0x1B4F8C), rgb(0x1B4F8C)}
	red       = Colour{rgb(0xDD4F2A), rgb(0xDD4F2A), rgb(0xC43E1B)}
	lightBlue = Colour{rgb(0x7CC4EC), rgb(0x2F86B8), rgb(0x1F76A8)}
	gold      = Colour{rgb(0xE3B505), rgb(0xDBAE05), rgb(0x8F6C00)}
	darkRed   = Colour{rgb(0x6E1A10), rgb(0x6E1A10), rgb(0x6E1A10)}
	green     = Colour{rgb(0x2E8B6A), rgb(0x2E8B6A), rgb(0x1F7A5A)}

	lightGreen = Colour{rgb(0x80C070), rgb(0x80C070), rgb(0x557A30)}
	periwinkle = Colour{rgb(0x8080F8), rgb(0x8080F8), rgb(0x5454D8)}
	slate      = Colour{rgb(0x5C6076), rgb(0x5C6076), rgb(0x5C6076)}
	wine       = Colour{rgb(0x602038), rgb(0x602038), rgb(0x602038)}
	rose       = Colour{rgb(0xC8A8B0), rgb(0xC8A8B0), rgb(0x86636C)}
)

// others are for scenarios that no colour is kept for: those of the eleven that
// the study has left, then some more that are nearer to each other. After the
// last one they start again.
var others = []Colour{
	periwinkle, slate, wine, rose, lightGreen, green, gold, darkRed, lightBlue,
	{rgb(0x6A3FB0), rgb(0x6A3FB0), rgb(0x6A3FB0)}, // violet
	{rgb(0xC77FB4), rgb(0xB96BA5), rgb(0x9B5689)}, // pink
	{rgb(0x9A7B4F), rgb(0x9A7B4F), rgb(0x7F6238)}, // brown
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

// Palette gives every scenario its colour. Where two claim one, the part of the
// story has it, then the scenario that is listed first; who is left takes what
// is. So a scaling has one colour in all studies where no other one contends.
func Palette(of evidence.Data) map[string]Colour {
	d := data{of}
	palette := map[string]Colour{}
	taken := map[Colour]bool{}
	give := func(scenario string, colour Colour) {
		if _, has := palette[scenario]; !has && !taken[colour] && scenario != "" {
			palette[scenario], taken[colour] = colour, true
		}
	}
	r := d.Roles()
	give(r.Reference, darkBlue)
	give(r.Broken, red)
	give(r.Restored, lightBlue)
	give(r.AllRates, gold)
	give(r.Raised, darkRed)
	for _, s := range d.Definition.Scenarios {
		if colour, kept := d.keptColour(s.Name); kept {
			give(s.Name, colour)
		}
	}
	free := slices.DeleteFunc(slices.Clone(others), func(c Colour) bool { return taken[c] })
	next := 0
	for _, s := range d.Definition.Scenarios {
		if _, has := palette[s.Name]; !has {
			palette[s.Name] = free[next%len(free)]
			next++
		}
	}
	return palette
}

// keptColour is what is kept for a scaling that has no part in the story but
// that studies often have. Two that seldom meet share one.
func (d data) keptColour(scenario string) (Colour, bool) {
	s, reference := d.Scenario(scenario), d.Scenario(d.Definition.Reference)
	features, weights := s.FeatureDivisor, s.WeightDivisor
	asReference := features == reference.FeatureDivisor && weights == reference.WeightDivisor && !s.Standardise
	switch {
	case s.Optimizer == "adam" && asReference:
		return lightGreen, true
	case s.Optimizer == "adam":
		return green, true
	case s.FirstLayerTrustCoefficient != 0 && asReference:
		return periwinkle, true
	case s.FirstLayerTrustCoefficient != 0:
		return slate, true
	case s.Standardise, features != 1 && weights != 1:
		return rose, true
	case features == 1 && weights == 1:
		return wine, true
	case d.Prediction(scenario).Exact && !d.Prediction(scenario).IsBaseline():
		return slate, true
	case d.exactReference(scenario):
		return periwinkle, true
	}
	return Colour{}, false
}

// exactReference reports whether another scenario should agree with this one in
// every bit.
func (d data) exactReference(scenario string) bool {
	return slices.ContainsFunc(d.Predictions, func(p theory.Prediction) bool {
		return p.Baseline == scenario && p.Exact && !p.IsBaseline()
	})
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// fade makes a colour see-through: opacity from 0 to 1.
func fade(c color.RGBA, opacity float64) color.NRGBA {
	return color.NRGBA{R: c.R, G: c.G, B: c.B, A: uint8(opacity*255 + 0.5)}
}
