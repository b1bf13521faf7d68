// Package fonts holds the typefaces of figures and report: STIX Two Text and
// Math, and Source Code Pro for hashes and commands, all under the SIL Open
// Font License (the OFL files beside this one), as TrueType outlines.
package fonts

import _ "embed"

// The font files. Callers must not write to them: some PDF libraries do so to
// what they are handed, which then needs a copy.
var (
	//go:embed STIXTwoText-Regular.ttf
	Regular []byte
	//go:embed STIXTwoText-Italic.ttf
	Italic []byte
	//go:embed STIXTwoText-SemiBold.ttf
	SemiBold []byte
	//go:embed STIXTwoText-SemiBoldItalic.ttf
	SemiBoldItalic []byte
	//go:embed STIXTwoMath-Regular.ttf
	Math []byte
	//go:embed SourceCodePro-Regular.ttf
	Mono []byte
)
