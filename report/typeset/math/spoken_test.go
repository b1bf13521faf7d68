package math_test

import (
	"fmt"
	"testing"

	"firststep/report/typeset/math"
)

func ExampleFormula_Spoken() {
	f, err := math.Parse(`\frac{\lVert\Delta W'\rVert}{\lVert W'\rVert} = a^2\,\frac{\eta'}{\eta}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Spoken())
	// Output: the norm of Delta W prime over the norm of W prime equals a squared eta prime over eta
}

func TestSpoken(t *testing.T) {
	for source, want := range map[string]string{
		`X\Delta W`:                                "X Delta W",
		`\|\Delta W\|/\|W\|`:                       "the norm of Delta W over the norm of W",
		`255^2 = 65{,}025`:                         "255 squared equals 65,025",
		`255^2 = 65,025`:                           "255 squared equals 65,025",
		`\nabla_{W'}L = a\,X^{\top}\delta`:         "nabla sub W prime L equals a X transpose delta",
		`\sum_{i=1}^n x_i^{-1}`:                    "the sum from i equals 1 to n of x sub i inverse",
		`\sqrt[3]{x}+\sqrt{y}`:                     "the cube root of x plus the square root of y",
		`\mathbf{1}b, \qquad \operatorname{rms} X`: "bold 1 b, rms X",
		`\hat{x}''\in\mathbb{R}`:                   "x hat double prime in R",
		`1.5\times 10^{-4}\pm\varepsilon`:          "1.5 times 10 to the power minus 4 plus or minus epsilon",
		`\left(\frac{a}{b}\right)^n`:               "open parenthesis a over b close parenthesis to the power n",
		`|x| \leq X'^2`:                            "the absolute value of x is at most X prime squared",
		`h\oplus\ell`:                              "h oplus l",
	} {
		f, err := math.Parse(source)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Spoken(); got != want {
			t.Errorf("%s is said as %q, not %q", source, got, want)
		}
	}
}
