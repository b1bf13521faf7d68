package pdf

import (
	"encoding/binary"
	"fmt"
)

// outputIntent adds the profile that says what colours are meant, which is
// sRGB's, and returns what the catalogue says of it.
func outputIntent(f *file) string {
	profile := f.add(streamObject("/N 3 ", srgbProfile()))
	intent := f.add(fmt.Appendf(nil, "<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (%s) /Info (%s) /RegistryName (http://www.color.org) /DestOutputProfile %d 0 R>>",
		srgbName, srgbName, profile))
	return fmt.Sprintf("/OutputIntents [%d 0 R]\n", intent)
}

const srgbName = "sRGB IEC61966-2.1"

// srgbProfile is an ICC profile (ICC.1:2004-10, version 4.2) of sRGB: its
// primaries adapted to D50 and its curve (IEC 61966-2-1), as formulas rather
// than tables.
func srgbProfile() []byte {
	curve := iccType("para", 3<<16, // type 3: (a·x + b)^g above d, c·x below
		fixed(2.4), fixed(1/1.055), fixed(0.055/1.055), fixed(1/12.92), fixed(0.04045))
	xyz := func(x, y, z float64) []byte { return iccType("XYZ ", fixed(x), fixed(y), fixed(z)) }
	tags := []iccTag{
		{"desc", localised(srgbName)},
		{"cprt", localised("No copyright, use freely")},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"chad", iccType("sf32",
			fixed(1.047882), fixed(0.022918), fixed(-0.050217),
			fixed(0.029587), fixed(0.990479), fixed(-0.017059),
			fixed(-0.009247), fixed(0.015076), fixed(0.751678))},
		{"rXYZ", xyz(0.436066, 0.222488, 0.013916)},
		{"gXYZ", xyz(0.385147, 0.716873, 0.097076)},
		{"bXYZ", xyz(0.143066, 0.060608, 0.714096)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	return profile(tags)
}

// iccTag is a part of a profile.
type iccTag struct {
	signature string
	data      []byte
}

// profile is the header, the table of tags and their data.
func profile(tags []iccTag) []byte {
	const header = 128
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var data []byte
	start := header + 4 + 12*len(tags)
	placed := map[string]int{}
	for _, t := range tags {
		at, ok := placed[string(t.data)]
		if !ok { // curves are stored once
			at = start + len(data)
			placed[string(t.data)] = at
			data = append(data, t.data...)
			for len(data)%4 != 0 {
				data = append(data, 0)
			}
		}
		table = append(table, t.signature...)
		table = binary.BigEndian.AppendUint32(table, uint32(at))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
	}
	head := make([]byte, header)
	binary.BigEndian.PutUint32(head, uint32(start+len(data)))
	binary.BigEndian.PutUint32(head[8:], 0x04200000) // version
	copy(head[12:], "mntrRGB XYZ ")                  // of a display, from RGB to XYZ
	for i, v := range []uint16{2004, 10, 1} {        // date: the specification's
		binary.BigEndian.PutUint16(head[24+2*i:], v)
	}
	copy(head[36:], "acsp")
	for i, v := range []float64{0.9642, 1, 0.8249} { // D50
		binary.BigEndian.PutUint32(head[68+4*i:], fixed(v))
	}
	return append(append(head, table...), data...)
}

// fixed is a number in sixteenths bits before and behind the point.
func fixed(v float64) uint32 {
	scaled := v * 65536
	if scaled < 0 {
		return uint32(int32(scaled - 0.5))
	}
	return uint32(int32(scaled + 0.5))
}

// iccType is a value of a type, made of words.
func iccType(signature string, words ...uint32) []byte {
	b := append([]byte(signature), 0, 0, 0, 0)
	for _, w := range words {
		b = binary.BigEndian.AppendUint32(b, w)
	}
	return b
}

// localised is an ASCII text in English.
func localised(text string) []byte {
	b := iccType("mluc", 1, 12)
	b = append(b, "enUS"...)
	b = binary.BigEndian.AppendUint32(b, uint32(2*len(text)))
	b = binary.BigEndian.AppendUint32(b, 28) // where it starts
	for _, c := range []byte(text) {
		b = append(b, 0, c)
	}
	return b
}
