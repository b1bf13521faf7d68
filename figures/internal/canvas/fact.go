package canvas

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
)

// A Fact is something that a file says of itself.
type Fact struct{ Key, Value string }

// metadata is the element of an SVG that holds facts, a line each.
func metadata(facts []Fact) string {
	if len(facts) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<metadata>\n")
	for _, f := range facts {
		b.WriteString(escaped(f.Key+": "+f.Value) + "\n")
	}
	b.WriteString("</metadata>\n")
	return b.String()
}

// headerLength is that of a PNG's signature and first chunk, behind which
// other chunks may stand.
const headerLength = 8 + 4 + 4 + 13 + 4

// withText is a PNG with facts as text chunks, and with its pixels per inch.
func withText(png []byte, facts []Fact, dpi int) []byte {
	out := bytes.Clone(png[:headerLength])
	for _, f := range facts {
		out = append(out, textChunk(f)...)
	}
	return append(append(out, resolution(dpi)...), png[headerLength:]...)
}

// resolution is the chunk pHYs: pixels per metre, across and down (PNG, third
// edition, 11.3.4.3).
func resolution(dpi int) []byte {
	const metre = 1
	perMetre := uint32((dpi*10_000 + 127) / 254)
	data := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, perMetre), perMetre)
	return chunk("pHYs", string(append(data, metre)))
}

// DPIOf is the resolution that a PNG says it has, in pixels per inch; 0 where it
// says none in the form that this package writes.
func DPIOf(png []byte) int {
	for at := headerLength; len(png)-at >= 12+9; {
		length, kind := int(binary.BigEndian.Uint32(png[at:])), string(png[at+4:at+8])
		switch {
		case kind == "pHYs" && length == 9:
			return int((uint64(binary.BigEndian.Uint32(png[at+8:]))*254 + 5000) / 10_000)
		case length > len(png)-at-12 || kind != "tEXt" && kind != "iTXt":
			return 0
		}
		at += 12 + length
	}
	return 0
}

// textChunk is a tEXt chunk, or an iTXt chunk where Latin-1 does not suffice
// (PNG, third edition, 11.3.3).
func textChunk(f Fact) []byte {
	if text, ok := latin1(f.Value); ok {
		return chunk("tEXt", f.Key+"\x00"+text)
	}
	const uncompressed, noLanguage, noTranslation = "\x00\x00", "\x00", "\x00"
	return chunk("iTXt", f.Key+"\x00"+uncompressed+noLanguage+noTranslation+f.Value)
}

func latin1(s string) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		if r > 0xFF {
			return "", false
		}
		b.WriteByte(byte(r))
	}
	return b.String(), true
}

func chunk(kind, data string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// Facts returns what an SVG or a PNG says of itself; none where it says
// nothing in the form that this package writes.
func Facts(file []byte) []Fact {
	if bytes.HasPrefix(file, []byte("\x89PNG")) {
		return pngFacts(file)
	}
	_, rest, _ := bytes.Cut(file, []byte("<metadata>\n"))
	lines, _, ok := bytes.Cut(rest, []byte("</metadata>"))
	if !ok {
		return nil
	}
	var facts []Fact
	for line := range strings.Lines(string(lines)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		facts = append(facts, Fact{key, value})
	}
	return facts
}

// pngFacts reads the tEXt and iTXt chunks in front of the picture.
func pngFacts(file []byte) []Fact {
	var facts []Fact
	for at := headerLength; len(file)-at > 12; {
		length := int(binary.BigEndian.Uint32(file[at:]))
		kind := string(file[at+4 : at+8])
		if length > len(file)-at-12 || kind != "tEXt" && kind != "iTXt" {
			break
		}
		data := string(file[at+8 : at+8+length])
		key, value, _ := strings.Cut(data, "\x00")
		facts = append(facts, Fact{key, strings.TrimLeft(value, "\x00")})
		at += 12 + length
	}
	return facts
}
