package typeset_test

import (
	"bytes"
	"fmt"

	"firststep/report/typeset"
)

func ExampleCompose() {
	doc := &typeset.Document{
		Title: "A note on scale",
		Blocks: []typeset.Block{
			typeset.Heading{Level: 1, Text: "The step", Label: "step"},
			typeset.Paragraph{Text: `In pre-activations the step is $X\Delta W$, by @eq:step; see [@lecun].`},
			typeset.Equation{Lines: []typeset.EquationLine{{Label: "step", Source: `X'\Delta W' = a^2\,X\Delta W`}}},
			typeset.Heading{Level: 1, Text: "References", Unnumbered: true},
			typeset.Bibliography{},
		},
		Sources: []typeset.Source{{Key: "lecun", Text: `Y.~LeCun et al. Efficient BackProp. 1998.`}},
	}
	var file bytes.Buffer
	if err := typeset.Compose(&file, doc, typeset.Options{}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s", file.Bytes()[:8])
	// Output: %PDF-1.7
}

// All that is wrong with a document is reported at once.
func ExampleCompose_errors() {
	doc := &typeset.Document{Blocks: []typeset.Block{
		typeset.Paragraph{Text: "See @fig:answer."},
		typeset.Equation{Lines: []typeset.EquationLine{{Source: `a^2 = \sqr{x}`}}},
	}}
	fmt.Println(typeset.Compose(&bytes.Buffer{}, doc, typeset.Options{}))
	// Output:
	// character 5: @fig:answer refers to nothing, in "See @fig:answer."
	// formula "a^2 = \\sqr{x}", character 7: \sqr is not known; \sqrt is
}
