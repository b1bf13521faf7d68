package reader

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// An Operation is an operator of a content stream with its operands.
type Operation struct {
	Operator string
	Operands []Object
}

// String writes the operation in the form of a content stream, in ASCII: two
// are written alike only if they are equal.
func (o Operation) String() string {
	var b []byte
	for _, operand := range o.Operands {
		b = append(AppendObject(b, operand), ' ')
	}
	return string(appendRegular(b, o.Operator))
}

// AppendObject writes an object that is no stream as a file has it, in one
// form: numbers by their value, strings in hexadecimal.
func AppendObject(b []byte, o Object) []byte {
	switch o := o.(type) {
	case nil:
		return append(b, "null"...)
	case float64:
		return strconv.AppendFloat(b, o, 'f', -1, 64)
	case Name:
		return appendRegular(append(b, '/'), string(o))
	case String:
		return fmt.Appendf(b, "<%x>", string(o))
	case Array:
		b = append(b, '[')
		for _, element := range o {
			b = append(AppendObject(b, element), ' ')
		}
		return append(b, ']')
	case Dict:
		b = append(b, "<<"...)
		for _, key := range slices.Sorted(maps.Keys(o)) {
			b = append(AppendObject(append(AppendObject(b, key), ' '), o[key]), ' ')
		}
		return append(b, ">>"...)
	case Reference:
		return fmt.Appendf(b, "%d %d R", o.Number, o.Generation)
	}
	return fmt.Append(b, o) // an integer or a truth value
}

// appendRegular writes the characters of a name or an operator.
func appendRegular(b []byte, word string) []byte {
	for i := range len(word) {
		if c := word[i]; c <= ' ' || c > '~' || c == '#' || isDelimiter(c) {
			b = fmt.Appendf(b, "#%02x", c)
		} else {
			b = append(b, c)
		}
	}
	return b
}

// Operations takes what is drawn on the page apart. An inline image is one
// operation whose operand is its data.
func (p Page) Operations() ([]Operation, error) {
	content, err := p.Content()
	if err != nil {
		return nil, err
	}
	return operations(content, &p.file.budget)
}

func operations(content []byte, b *budget) ([]Operation, error) {
	l := &lexer{data: content, budget: b}
	if err := b.spend(len(content)); err != nil {
		return nil, err
	}
	var operations []Operation
	var operands []Object
	for {
		l.skipSpace()
		if l.at >= len(l.data) {
			return operations, nil
		}
		if operator := l.operator(); operator != "" {
			if operator == "ID" {
				operands = append(operands, l.inlineImage())
			}
			operations = append(operations, Operation{operator, operands})
			operands = nil
			if err := b.spend(objectWork); err != nil {
				return operations, err
			}
			continue
		}
		o, err := l.object(0)
		if err != nil {
			return operations, fmt.Errorf("a content stream is damaged at byte %d: %w", l.at, err)
		}
		operands = append(operands, o)
	}
}

// operator reads an operator if one is next.
func (l *lexer) operator() string {
	start := l.at
	c := l.peek()
	if isDelimiter(c) || bytes.IndexByte([]byte("+-.0123456789"), c) >= 0 {
		return ""
	}
	word := l.regular()
	if slices.Contains([]string{"true", "false", "null"}, word) {
		l.at = start
		return ""
	}
	return word
}

// inlineImage reads the data between ID and EI.
func (l *lexer) inlineImage() Object {
	end := bytes.Index(l.data[l.at:], []byte("EI"))
	if end < 0 {
		end = len(l.data) - l.at
	}
	data := String(l.data[l.at : l.at+end])
	l.at += end
	return data
}
