package math_test

import (
	"strings"
	"testing"

	"firststep/report/typeset/math"
)

func TestMathML(t *testing.T) {
	for source, want := range map[string]string{
		`X\Delta W`:            `<mi>X</mi><mi mathvariant="normal">Δ</mi><mi>W</mi>`,
		`255^2 = 65{,}025`:     `<msup><mn>255</mn><mn>2</mn></msup><mo>=</mo><mn>65,025</mn>`,
		`0.1\times 10^{-4}.`:   `<mn>0.1</mn><mo>×</mo><msup><mn>10</mn><mrow><mo form="prefix" lspace="0" rspace="0">−</mo><mn>4</mn></mrow></msup><mo stretchy="false" lspace="0" rspace="0">.</mo>`,
		`\eta_1'`:              `<msubsup><mi>η</mi><mn>1</mn><mo stretchy="false" lspace="0" rspace="0">′</mo></msubsup>`,
		`x_{i=1}`:              `<msub><mi>x</mi><mrow><mi>i</mi><mo lspace="0" rspace="0">=</mo><mn>1</mn></mrow></msub>`,
		`\sum_i^n x`:           `<munderover><mo lspace="0" rspace="0">∑</mo><mi>i</mi><mi>n</mi></munderover><mspace width="0.167em"/><mi>x</mi>`,
		`\operatorname{rms} X`: `<mi>rms</mi><mspace width="0.167em"/><mi>X</mi>`,
		`\max_k z`:             `<munder><mo movablelimits="true" lspace="0" rspace="0">max</mo><mi>k</mi></munder><mspace width="0.167em"/><mi>z</mi>`,
		`\frac{a b}{2}`:        `<mfrac><mrow><mi>a</mi><mi>b</mi></mrow><mn>2</mn></mfrac>`,
		`\sqrt[3]{x}+\sqrt{y}`: `<mroot><mi>x</mi><mn>3</mn></mroot><mo>+</mo><msqrt><mi>y</mi></msqrt>`,
		`\mathbf{1}b^{\top}`:   `<mi>𝟏</mi><msup><mi>b</mi><mi mathvariant="normal">⊤</mi></msup>`,
		`\hat{x}`:              `<mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover>`,
		`\overline{x}`:         `<mover accent="true"><mi>x</mi><mo stretchy="true">¯</mo></mover>`,
		`\left(a\right.`:       `<mrow><mo form="prefix" stretchy="true">(</mo><mi>a</mi></mrow>`,
		`(-a)`:                 `<mo form="prefix" stretchy="false">(</mo><mo form="prefix" lspace="0" rspace="0">−</mo><mi>a</mi><mo form="postfix" stretchy="false">)</mo>`,
		`a\quad\text{if } b<c`: `<mi>a</mi><mspace width="1em"/><mtext>if` + "\u00A0" + `</mtext><mi>b</mi><mo>&lt;</mo><mi>c</mi>`,
		`{}^2`:                 `<msup><mrow></mrow><mn>2</mn></msup>`,
		`a &= b`:               `<mi>a</mi>|<mo>=</mo><mi>b</mi>`,
	} {
		f, err := math.Parse(source)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(f.MathML(), "|"); got != want {
			t.Errorf("%s is\n%s, not\n%s", source, got, want)
		}
	}
}
