package pdfdiff

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"firststep/report/pdf/reader"
)

// toUnicode is what the codes of a font stand for.
type toUnicode map[uint16]string

// mappingPattern takes as many units as a ligature may have.
var mappingPattern = regexp.MustCompile(`<([0-9A-Fa-f]{4})>\s*<((?:[0-9A-Fa-f]{4}){1,8})>`)

// fontOf is the font that an operand of Tf names. Those that were read once
// are in known, by the stream that says what their codes stand for.
func fontOf(f *reader.File, p reader.Page, operand reader.Object, known map[*reader.Stream]toUnicode) toUnicode {
	name, _ := operand.(reader.Name)
	s, ok := f.Resolve(p.Font(name)["ToUnicode"]).(*reader.Stream)
	if !ok {
		return nil
	}
	if font, ok := known[s]; ok {
		return font
	}
	font := toUnicode{}
	data, _ := f.Data(s) // a font that cannot be read has no text
	for _, m := range mappingPattern.FindAllSubmatch(data, 1<<16) {
		code, _ := strconv.ParseUint(string(m[1]), 16, 16) // which the pattern holds to
		font[uint16(code)] = utf16Text(m[2])
	}
	known[s] = font
	return font
}

func utf16Text(digits []byte) string {
	var units []uint16
	for ; len(digits) >= 4; digits = digits[4:] {
		unit, _ := strconv.ParseUint(string(digits[:4]), 16, 16) // likewise
		units = append(units, uint16(unit))
	}
	return string(utf16.Decode(units))
}

// text is what an operation shows, with the blanks that it leaves: a new line
// where it begins another text object, a space where the pen jumps.
func (font toUnicode) text(o reader.Operation) string {
	var b strings.Builder
	switch o.Operator {
	case "BT":
		b.WriteByte('\n')
	case "Tj", "TJ":
		for _, operand := range o.Operands {
			font.show(&b, operand)
		}
	}
	return b.String()
}

// jump is how far the pen moves, in thousandths of an em, where a reader sees
// a space.
const jump = 180

func (font toUnicode) show(b *strings.Builder, operand reader.Object) {
	switch o := operand.(type) {
	case reader.Array:
		for _, element := range o {
			font.show(b, element)
		}
	case int:
		if o < -jump && !strings.HasSuffix(b.String(), " ") {
			b.WriteByte(' ')
		}
	case reader.String:
		for i := 0; i+1 < len(o); i += 2 {
			b.WriteString(font[uint16(o[i])<<8|uint16(o[i+1])])
		}
	}
}
