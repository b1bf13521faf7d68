package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayHoldDigits are the files that are no narrative: how numbers are written,
// the tolerances that the definition's words stand for, the titles of
// other people's papers, the year that the report is cited with, and the files
// that a report carries, and their verification.
var mayHoldDigits = []string{"numbers.go", "claims.go", "sources.go", "citation.go", "attachments.go", "statement.go", "carried.go", "quantiles.go"}

// symbols are what digits in prose may be: in formulas a square, an index, the
// vector of ones and the variance of an initialiser, and names.
var symbols = regexp.MustCompile(`\^2|_1|\\mathbf\{1\}|\$2/[(\\]|float32|float64|SHA-256|sha256sum`)

var digit = regexp.MustCompile(`[0-9⁰¹²³⁴⁵⁶⁷⁸⁹]`)

// TestNoNumberIsTyped reads the narrative's sources: what is measured, and
// what a verdict is, must come in from records and definition.
func TestNoNumberIsTyped(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || slices.Contains(mayHoldDigits, file) {
			continue
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if _, ok := n.(*ast.ImportSpec); ok {
				return false
			}
			literal, ok := n.(*ast.BasicLit)
			if !ok {
				return true
			}
			if typed := typedNumber(t, literal); typed != "" {
				t.Errorf("%s: %s holds %q: a number in prose comes from records, definition or a named tolerance",
					fset.Position(literal.Pos()), literal.Value, typed)
			}
			return true
		})
	}
}

// typedNumber returns what a literal holds that is measured, or might be.
func typedNumber(t *testing.T, literal *ast.BasicLit) string {
	t.Helper()
	switch literal.Kind {
	case token.STRING:
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		return digit.FindString(symbols.ReplaceAllString(text, ""))
	case token.FLOAT:
		if v, err := strconv.ParseFloat(literal.Value, 64); err != nil || !slices.Contains(settings, v) {
			return literal.Value
		}
	case token.INT: // digits, columns, and the like
		if v, err := strconv.ParseInt(literal.Value, 0, 64); err != nil || v > 25 && v != 100 && !strings.HasPrefix(literal.Value, "0x") {
			return literal.Value
		}
	}
	return ""
}

// settings are the numbers by which the narrative chooses its words.
var settings = []float64{0, 0.05, 1e-9}
