package typeset_test

import (
	"flag"
	"os"
	"testing"

	"firststep/report/typeset"
)

// formulas show what the language can do, and more than the report needs.
var formulas = []string{
	`X'\Delta W' = a^2\,\frac{\eta'}{\eta}\,X\Delta W`,
	`\frac{\lVert\Delta W'\rVert}{\lVert W'\rVert} = a^2\,\frac{\eta'}{\eta}\,\frac{\lVert\Delta W\rVert}{\lVert W\rVert}`,
	`\nabla_{W'}L = X'^{\top}\delta = a\,X^{\top}\delta = a\,\nabla_{W}L`,
	`Z = XW + \mathbf{1}b^{\top}, \quad \delta = \partial L/\partial Z`,
	`\sum_{i=1}^{n} x_i^2 \le \left(\sum_{i=1}^{n} x_i\right)^{\!2}`,
	`\sqrt{x^2+y^2} \approx \sqrt[3]{\frac{a}{b}}`,
	`\hat\theta = \theta_0 + \frac{1}{\sqrt{n}}`,
	`\left\langle \frac{\partial L}{\partial W}, V \right\rangle = \int_0^1 f(t)\,dt`,
	`\operatorname{rms} X\Delta W / \operatorname{rms} XW`,
	`m \leftarrow \beta_1 m + (1-\beta_1)g,\quad v \leftarrow \beta_2 v + (1-\beta_2)g^2`,
	`W \leftarrow W - \eta\,\frac{\hat m}{\sqrt{\hat v}+\varepsilon}`,
	`\log_{10} 65,025 = 4.81, \qquad \ln 10 = 2.303`,
	`\lambda_{\max}(H) \le \frac{2}{\eta}, \quad \lVert H v\rVert_2`,
	`f'(x) = \lim_{h\to 0}\frac{f(x+h)-f(x)}{h}`,
	`\mathcal{N}\!\left(0, \frac{2}{n_{\text{in}}+n_{\text{out}}}\right)`,
	`p_k = \frac{e^{z_k}}{\sum_{j} e^{z_j}}, \qquad L = -\frac1n\sum_{i=1}^n \log p_{y_i}`,
	`\overline{x} \pm 1.96\,\frac{s}{\sqrt n}, \quad \bar x, \tilde y, \vec v, \dot q`,
	`\left| \frac{\Delta W'}{a\,\Delta W} - 1 \right| \le 2^{-24}`,
	`\Delta W_{ij} = -\eta \sum_{b=1}^{32} X_{bi}\,\delta_{bj}`,
	`V^2, V_i, T^{k}_j, f_i^2, P_n, \Gamma^2, L^2, A^{-1}, W_1^{(2)}`,
	`\lfloor x \rfloor + \lceil y \rceil \ne \lVert z\rVert, \; a \in \mathbb{R}^{n\times m}`,
	`\left\lVert\frac{\Delta W}{W}\right\rVert`,
	`-\eta' a \cdot b, \quad (-1)^n, \quad a = -b, \quad \{x \mid x > 0\}`,
	`\prod_{k=1}^{\infty}\left(1+\frac{1}{k^2}\right) = \frac{\operatorname{sinh} \pi}{\pi}`,
	`e^{-x^2/2\sigma^2}, \quad 2^{2^{x}}, \quad x_{i_j}, \quad 10^{-3}`,
	`\text{the step is } \approx 0.28 \times \text{ its size}`,
	`a/b,\; a\cdot b,\; a\times b,\; a\pm b,\; a\sim b,\; a\propto b,\; a\equiv b`,
	`\left(\left(\left(\frac{\frac{a}{b}}{\frac{c}{d}}\right)\right)\right)`,
	`\max_{i} x_i, \quad \min_{w} L(w), \quad \sup_n a_n`,
	`\eta_1 = \frac{\eta}{a^2}, \quad \frac{\eta}{255^2} \approx 1.5\times 10^{-6}`,
}

var keepFormulas = flag.String("formulas", "", "write the formulas to this file, to look at")

func TestFormulas(t *testing.T) {
	doc := &typeset.Document{Title: "Formulas"}
	for _, f := range formulas {
		doc.Blocks = append(doc.Blocks,
			typeset.Equation{Lines: []typeset.EquationLine{{Source: f}}},
			typeset.Paragraph{Text: "In a line it is $" + f + "$ and goes on."})
	}
	file := compose(t, doc)
	if *keepFormulas != "" {
		if err := os.WriteFile(*keepFormulas, file, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
