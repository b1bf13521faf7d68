package typeset_test

import (
	"image/color"

	"firststep/report/typeset"

	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// sample is a document with every kind of block: a shortened report.
func sample() *typeset.Document {
	return &typeset.Document{
		Title:    "Scaling the features, scaling the weights",
		Subtitle: "What the first step of gradient descent does to two networks that start as the same function",
		Meta:     typeset.Metadata{Title: "Scaling the features, scaling the weights", Subject: "A sample", Keywords: []string{"gradient descent", "scaling"}},
		Palette: map[string]typeset.Colour{
			"ref": {R: 0x1B, G: 0x4F, B: 0x8C}, "div": {R: 0xC4, G: 0x3E, B: 0x1B}, "res": {R: 0x1F, G: 0x76, B: 0xA8},
			"all": {R: 0x8F, G: 0x6C, B: 0x00}, "rev": {R: 0x6E, G: 0x1A, B: 0x10},
		},
		Blocks: []typeset.Block{
			typeset.Abstract{Text: `A network reads Fashion-MNIST with its pixels divided by~255. A second one reads the raw pixels and has the weights of its first layer divided by 255 instead. Both compute the same function at the start and have the same loss, 2.48. After two epochs the first has a validation accuracy of 0.858; the second has learned nothing. We measured the first step, over five seeds. It moves the first layer’s pre-activations by 0.28 of their own size in the first network and by 18,000 times their own size in the second: $255^2=65{,}025$ times as far, as theory predicts without a free parameter, and to within 3 parts in a hundred million. That step kills 37~% of the first hidden layer and multiplies the loss by 3,100; by step~12 four of five seeds have overflowed float32, and the fifth ends at a loss of $\ln 10$ with no gradient left. Dividing the learning rate of the first layer’s weights by $255^2$ makes the two networks the same again, at every step; with 256 in the place of 255 they agree bit for bit. Dividing *every* rate by $255^2$ does not: it trains the first layer alone.`},
			typeset.Figure{Label: "answer", Title: "The answer in one picture", Inline: true, Width: 144 * vg.Millimeter, Height: 60 * vg.Millimeter, Draw: drawing, Alt: "Three rows of curves.",
				Caption: `Three networks start with the same pre-activations (grey, the same in every row). What differs is what the first step adds to them (colour): 0.28 or 18,000 times their size. Left to right in a row: the network, the first step, the loss over two epochs, the validation accuracy at the end. Means over five seeds, the band from the lowest to the highest; in the third row the curve of the first lies underneath in dark blue.`},
			typeset.Contents{},
			typeset.Heading{Level: 1, Text: "The question", Label: "question"},
			typeset.Paragraph{Text: `Scaling inputs is the first advice that anyone gets who trains a network, and the usual reason given for it is the size of the first layer’s activations [@lecun]. If that were the whole reason, dividing the weights would do as well as dividing the features, since the layer only ever sees their product:`},
			typeset.Equation{Lines: []typeset.EquationLine{{Label: "same", Source: `X' = aX,\qquad W' = W/a,\qquad X'W' = XW,\qquad a = 255 .`}}},
			typeset.Paragraph{Text: `Yet one of the two networks learns and the other collapses. Three questions follow. Should the two not behave alike? Why do they not? And is there a learning rate at which they do?`},
			typeset.Heading{Level: 1, Text: "What theory predicts"},
			typeset.Paragraph{Text: `Let $Z = XW + \mathbf{1}b^{\top}$ be the pre-activations of the first layer over a batch, $L$ the loss and $\delta = \partial L/\partial Z$. By @eq:same both networks have the same $Z$, so everything above the first layer is the same: the loss, the gradients of the other layers, and $\delta$ itself. Only the last link of the chain rule differs, because it multiplies by the input:`},
			typeset.Equation{Lines: []typeset.EquationLine{{Label: "grad", Source: `\nabla_{W'}L = X'^{\top}\delta = a\,X^{\top}\delta = a\,\nabla_{W}L .`}}},
			typeset.Paragraph{Text: `The smaller weights receive the larger gradient (@eq:grad). With a rate $\eta'$ for the first layer in place of $\eta$,`},
			typeset.Equation{Lines: []typeset.EquationLine{
				{Label: "dw", Source: `\Delta W' &= -\eta' a\,X^{\top}\delta = a\,\frac{\eta'}{\eta}\,\Delta W,`},
				{Label: "rel", Source: `\frac{\lVert\Delta W'\rVert}{\lVert W'\rVert} &= a^2\,\frac{\eta'}{\eta}\,\frac{\lVert\Delta W\rVert}{\lVert W\rVert},`},
				{Label: "xdw", Source: `X'\Delta W' &= a^2\,\frac{\eta'}{\eta}\,X\Delta W.`},
			}},
			typeset.Paragraph{Text: `With the same rate, the step in the pre-activations is $a^2 = 65,025$ times as long: a factor $a$ because the gradient is larger (@eq:dw), and another because the step is seen through features that are. @eq:xdw also names the cure, as does @eq:rel. With`},
			typeset.Equation{Lines: []typeset.EquationLine{{Label: "cure", Source: `\eta' = \eta/a^2`}}},
			typeset.Paragraph{Text: `$X'\Delta W' = X\Delta W$, so after the step $W' = W/a$ again, and by induction after every step: the two are one function all along. The gradient of the bias, $\mathbf{1}^{\top}\delta$, has no $a$ in it, so the bias keeps its rate, and so does every other layer. Three corollaries can be tested. *Curvature:* the first layer’s block of the Hessian is $a^2$ times the reference’s, hence so is its largest eigenvalue, and $1/a^2$ times is the rate that it bears. *Adam* divides the gradient by its own size [@adam], so $\Delta W' = \Delta W$ and`},
			typeset.Equation{Lines: []typeset.EquationLine{{Label: "adam", Source: `X'\Delta W' = a\,X\Delta W \qquad\text{(Adam)}.`}}},
			typeset.Paragraph{Text: `*Rounding:* where $a$ is a power of two, multiplying by it is exact in floating point, and @eq:cure must hold bit for bit (not @eq:adam).`},
			typeset.Heading{Level: 1, Text: "Set-up"},
			typeset.Paragraph{Text: `The network has layers of 784, 300, 100 and 10 units with ReLU, softmax and cross-entropy, in float32; @tab:setup has the rest. For one seed every scenario draws the same initial weights, before they are divided, and the same batches in the same order. What is called *dead* is a unit whose output is zero on all of 1,000 images of the validation set.`},
			typeset.Table{Label: "setup", Inline: true, Title: "Set-up", Caption: "The same in all scenarios but for what their names say.",
				Columns: []typeset.Column{{}, {Wrap: true}, {}, {Wrap: true}},
				Rows: []typeset.Row{
					cells("Data", "Fashion-MNIST [@fmnist], first 55,000 images to train, last 5,000 to validate", "Rate, batch", `$\eta = 0.1$; 32 images, the last partial batch left out`),
					cells("First layer", "normal, variance $2/(784+300)$, not truncated", "Epochs", "2, that is 3,436 steps"),
					cells("Other layers", "uniform as in [@glorot]; biases zero", "Order", "shuffle buffer of 5,000, anew each epoch"),
					cells("Optimizer", `SGD; Adam with $\eta=0.001$ where it is named`, "Seeds", "1, 2, 3, 4, 5"),
				}},
			typeset.Heading{Level: 1, Text: "The first step", Label: "first"},
			typeset.Paragraph{Text: `@fig:first sets what was measured against @eq:rel and @eq:xdw. The prediction takes the reference’s own first step and multiplies it by $1$, $255$ or $65,025$; nothing is fitted. No seed deviates by more than $7\times 10^{-8}$ in the SGD scenarios, which is one rounding of float32, or by more than 0.4~% for Adam, whose $\varepsilon$ shortens the reference’s step where gradients are small. @sec:question asked for this.`},
			typeset.Figure{Label: "first", Width: 144 * vg.Millimeter, Height: 55 * vg.Millimeter, Draw: drawing, Alt: "Dots.",
				Title:   `The first step is as large as predicted, in every scenario and for every seed`,
				Caption: `Left, the step relative to the weights; middle, the step that it makes in the pre-activations relative to the pre-activations. The last column is the largest relative deviation of any seed from its own prediction. The grey line is a step as large as what it changes.`},
			typeset.Table{Label: "first", Title: "The first step in numbers", Caption: `Means over five seeds, in parentheses the standard deviation over seeds, in units of the last digit; $\eta_1$ is the first layer’s rate, $\eta$ every rate. The rms of $XW$ is 0.56 (3) where one of the two is divided.`,
				Columns: []typeset.Column{{}, {Align: typeset.Decimal}, {Align: typeset.Decimal}, {Align: typeset.Decimal}, {Align: typeset.Decimal}, {Align: typeset.Decimal}, {Align: typeset.Decimal}},
				Head: [][]typeset.Cell{
					{{}, {}, {}, {}, {Text: "loss on the batch", Span: 2}, {Text: "dead after"}},
					{{Text: "Scenario"}, {Text: `$\lVert\Delta W\rVert$`}, {Text: `$\lVert\Delta W\rVert/\lVert W\rVert$`}, {Text: `$\operatorname{rms} X\Delta W$`}, {Text: "before"}, {Text: "after"}, {Text: "step 1, %"}},
				},
				Rows: []typeset.Row{
					cells("{ref|features/255}", "0.277 (20)", "0.0133 (10)", "0.155 (16)", "2.48 (6)", "1.95 (11)", "0"),
					cells("{res|weights/255, $\\eta_1/255^2$}", "0.00108 (8)", "0.0133 (10)", "0.155 (16)", "2.48 (6)", "1.95 (11)", "0"),
					cells("{all|weights/255, $\\eta/255^2$}", "0.00108 (8)", "0.0133 (10)", "0.155 (16)", "2.48 (6)", "2.04 (8)", "0"),
					cells("{div|weights/255}", "71 (5)", "864 (62)", "1.01 (11) × 10⁴", "2.48 (6)", "1.1 (6) × 10⁴", "37"),
					cells("{rev|features/255, $\\eta_1\\times255^2$}", "1.80 (13) × 10⁴", "864 (62)", "1.01 (11) × 10⁴", "2.48 (6)", "1.1 (6) × 10⁴", "37"),
					gap(cells("neither divided", "152 (17)", "7.3 (8)", "2.3 (3) × 10⁴", "203 (33)", "2.4 (14) × 10⁷", "43")),
					cells("both divided", "0.24 (3)", "2.9 (4)", "0.13 (2)", "2.3029 (3)", "2.17 (6)", "30"),
					cells("Adam, weights/255", "0.427 (3)", "5.23 (4)", "45.0 (19)", "2.48 (6)", "42 (18)", "33"),
				}},
			typeset.Paragraph{Text: `How large that is for the network, @fig:joint shows entry by entry; @tab:first has the numbers. In the reference 14~% of the pre-activations are moved by more than their own size; with divided weights 94~% are, all but the 6~% that take no step because no gradient reaches them, and the signs come out as the toss of a coin would have them: 48~% flip. Nothing is left of the initial weights, since $\lVert\Delta W\rVert$ is 860 times $\lVert W\rVert$.`},
			typeset.Figure{Label: "joint", Width: 144 * vg.Millimeter, Height: 70 * vg.Millimeter, Draw: drawing, Alt: "Contours.",
				Title:   `One step moves the pre-activations four decades beyond their own size`,
				Caption: `(a) Contours hold 25, 50, 75 and 95 % of the entries of the first batch, pooled over seeds; on the black line a step is as large as what it moves. (b) The same on one axis. The two clouds have one shape: shifted by $\log_{10}65,025 = 4.81$ decades they coincide.`},
			typeset.Heading{Level: 1, Text: "What the step does to the network", Label: "does"},
			typeset.Paragraph{Text: `A rectified unit that is thrown far to the negative side for all inputs passes no gradient and cannot come back (@sec:does, @sec:first). With divided weights 37~% of the first hidden layer is dead after one step and 93~% after seven; in the reference no unit is. The survivors do worse. Their outputs are tens of thousands of times too large, hence so are the next steps of the layers above, which multiply them: the loss climbs from 2.48 to 6,300–19,700 after one step and past $10^{28}$ in every seed within twelve.`},
			typeset.Paragraph{Text: `From there the seeds part. In four of five a weight or the loss is no longer finite between steps 8 and 12. In seed 3 the units die first: 84 of its first 100 batches send no gradient to the first layer, from step 2,321 on none does, and the loss settles at 2.303, that of guessing, $\ln 10 = 2.303$. Which of the two ends a seed meets hangs on little: with 256 in the place of 255, a change of 0.4~% in the features, it is seed 1 that survives and seed 3 that overflows.`},
			typeset.Heading{Level: 3, Text: "Which layer"},
			typeset.Paragraph{Text: `The second and third layer take the same step in both networks. The first layer’s step alone takes the loss to 5,900–16,700 with divided weights; all the others together lower it to 2.19 in both. It is the first layer, and only it.`},
			typeset.Heading{Level: 3, Text: "How far is too far"},
			typeset.Paragraph{Text: `The loss falls as first order has it, $L-\eta_1\lVert\nabla_W L\rVert^2$, then turns. The largest rate that still lowers it is 1.27 with divided features and $1.9\times10^{-5}$ with divided weights, geometric means over seeds; seed by seed their ratio is 65,025.0, as predicted. Gradient descent at a rate of 0.1 is stable up to $2/\eta = 20$ [@cohen].`},
			typeset.Heading{Level: 1, Text: "Verdicts"},
			typeset.Box{Title: "The question, answered", Blocks: []typeset.Block{
				typeset.Paragraph{Text: `The two networks are the same function at the start, but not to gradient descent, which sees the weights and not their product with the features. With features $a$ times as large and weights $a$ times as small, the gradient is $a$ times as large and the step that it makes in the pre-activations $a^2 = 65,025$ times (measured: 65,025); it throws them 18,000 times their own size, and the network does not recover. So the learning rate of the first layer’s weights must be divided by $255^2$, not by 255, and then the two are one function at every step.`},
			}},
			typeset.Paragraph{Text: "The command `python3 experiment.py numbers.json` trains everything and `python3 figures.py numbers.json figures` draws the figures. Training images: SHA-256 `3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84`; labels: `a04f17134ac03560`. See <https://github.com/zalandoresearch/fashion-mnist>."},
			typeset.Heading{Level: 1, Text: "References", Unnumbered: true},
			typeset.Bibliography{},
		},
		Sources: []typeset.Source{
			{Key: "lecun", Text: `Y.~LeCun, L.~Bottou, G.~B.~Orr, K.-R.~Müller. Efficient BackProp. In *Neural Networks: Tricks of the Trade*, LNCS 1524, 1998. [doi:10.1007/3-540-49430-8\_2](https://doi.org/10.1007/3-540-49430-8_2).`},
			{Key: "glorot", Text: `X.~Glorot, Y.~Bengio. Understanding the difficulty of training deep feedforward neural networks. *AISTATS*, PMLR 9, 249--256, 2010.`},
			{Key: "fmnist", Text: `H.~Xiao, K.~Rasul, R.~Vollgraf. Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms. [arXiv:1708.07747](https://arxiv.org/abs/1708.07747), 2017.`},
			{Key: "adam", Text: `D.~P.~Kingma, J.~Ba. Adam: a method for stochastic optimization. *ICLR*, 2015. [arXiv:1412.6980](https://arxiv.org/abs/1412.6980).`},
			{Key: "cohen", Text: `J.~M.~Cohen, S.~Kaur, Y.~Li, J.~Z.~Kolter, A.~Talwalkar. Gradient descent on neural networks typically occurs at the edge of stability. *ICLR*, 2021. [arXiv:2103.00065](https://arxiv.org/abs/2103.00065).`},
		},
	}
}

func cells(texts ...string) typeset.Row {
	var row typeset.Row
	for _, t := range texts {
		row.Cells = append(row.Cells, typeset.Cell{Text: t})
	}
	return row
}

func gap(row typeset.Row) typeset.Row {
	row.Gap = true
	return row
}

// drawing is a picture with what figures use.
func drawing(c vg.Canvas, _ vg.Length) {
	var axes, area vg.Path
	axes.Move(vg.Point{X: 40, Y: 140})
	axes.Line(vg.Point{X: 40, Y: 20})
	axes.Line(vg.Point{X: 380, Y: 20})
	area.Move(vg.Point{X: 60, Y: 20})
	area.CubeTo(vg.Point{X: 110, Y: 20}, vg.Point{X: 120, Y: 120}, vg.Point{X: 150, Y: 120})
	area.CubeTo(vg.Point{X: 180, Y: 120}, vg.Point{X: 190, Y: 20}, vg.Point{X: 240, Y: 20})
	c.SetColor(color.NRGBA{R: 0x1B, G: 0x4F, B: 0x8C, A: 0x80})
	c.Fill(area)
	c.SetColor(color.NRGBA{R: 0x1B, G: 0x4F, B: 0x8C, A: 0xFF})
	c.SetLineWidth(0.8)
	c.Stroke(area)
	c.SetColor(color.Black)
	c.SetLineWidth(0.5)
	c.Stroke(axes)
	label := font.Face{Font: font.Font{Typeface: "STIX Two Text", Size: 8}}
	italic := font.Face{Font: font.Font{Typeface: "STIX Two Text", Style: stdfont.StyleItalic, Size: 8}}
	maths := font.Face{Font: font.Font{Typeface: "STIX Two Math", Size: 8}}
	c.FillString(label, vg.Point{X: 180, Y: 6}, "size of an entry, one batch")
	c.FillString(italic, vg.Point{X: 250, Y: 60}, "Variation")
	c.FillString(maths, vg.Point{X: 250, Y: 80}, "‖Δ𝑊‖/‖𝑊‖")
	c.Push()
	c.Translate(vg.Point{X: 30, Y: 60})
	c.Rotate(1.5707963267948966)
	c.FillString(label, vg.Point{}, "loss")
	c.Pop()
}
