// Package math sets formulas.
//
// A formula is written in a small language that is TeX's as far as it goes:
//
//	X\Delta W           letters are italic, digits and capital Greek upright
//	W_1^{\top}, W'      scripts and primes
//	\frac{a}{b}  \sqrt{x}  \sqrt[3]{x}
//	\sum_{i=1}^n        limits stand above and below in a display
//	\lVert W\rVert  \left(\frac{a}{b}\right)
//	\mathbf{1}  \text{words}  \operatorname{rms}  \log  \hat{x}
//	\, \: \; \! \quad   space; blanks mean nothing
//	65,025              a comma between digits parts thousands
//	a &= b              lines of a display are aligned at &
//
// [Parse] reads it into atoms, each with a nucleus, scripts and a class
// (ordinary, operator, binary, relation …). [Setting] sets the atoms as boxes
// by the rules of TeX (The TeXbook, appendix G), with the sizes, distances,
// cut-ins and large forms that the font's own MATH table has.
package math
