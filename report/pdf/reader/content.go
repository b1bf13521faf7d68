package reader

import (
	"bytes"
	"fmt"
	"slices"
)

// An Operation is an operator of a content stream with its operands.
type Operation struct {
	Operator string
	Operands []Object
}

// String writes the operation as the stream has it, in one form: two that are
// equal are written alike.
func (o Operation) String() string {
	var b bytes.Buffer
	for _, operand := range o.Operands {
		fmt.Fprintf(&b, "%v ", operand)
	}
	b.WriteString(o.Operator)
	return b.String()
}

// Operations takes a content stream apart. An inline image is one operation
// whose operand is its data.
func Operations(content []byte) ([]Operation, error) {
	l := &lexer{data: content}
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
