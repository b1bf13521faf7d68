package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
)

// textString is a text as an object: a literal where it is ASCII, else UTF-16.
func textString(s string) string {
	for _, r := range s {
		if r > 0x7E || r < ' ' {
			return fmt.Sprintf("<%X>", utf16String(s))
		}
	}
	return literal(s)
}

// literal is a string of ASCII characters as an object.
func literal(s string) string {
	return "(" + strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`).Replace(s) + ")"
}

// utf16String is a PDF text string with a byte order mark. fpdf's own encoder
// breaks beyond U+FFFF.
func utf16String(s string) string {
	if s == "" {
		return ""
	}
	encoded := []byte{0xFE, 0xFF}
	for _, unit := range utf16.Encode([]rune(s)) {
		encoded = binary.BigEndian.AppendUint16(encoded, unit)
	}
	return string(encoded)
}

// withEntries is a dictionary with further entries.
func withEntries(dictionary []byte, entries string) []byte {
	body := bytes.TrimSuffix(bytes.TrimSpace(dictionary), []byte(">>"))
	return append(append(bytes.Clone(body), entries...), ">>"...)
}
