package study

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"firststep/study/regular"
)

// Limits bound what a definition may ask for.
type Limits struct {
	Memory int64 // bytes that training may take, as Definition.Memory estimates them; 0: DefaultMemory

	// Title and Label say what a title, or a scenario's label, has that cannot
	// be set, and what to do about it; nothing of one that can. Where they are
	// nil all can.
	Title, Label func(text string) (what, hint string)
}

// DefaultMemory is the memory that training may take unless the user says
// otherwise.
const DefaultMemory int64 = 8 << 30

// maxText bounds the file. A definition of a thousand scenarios and ten
// thousand seeds is smaller.
const maxText = 1 << 20

// Load reads the definition in the file at path. The error is Problems where
// the file could be read but not used, and names the file as path does.
func Load(path string, limits Limits) (*Definition, error) {
	text, err := Read(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, text, limits)
}

// Read returns the text of a definition for [Parse], which refuses one that is
// too long to be read whole.
func Read(path string) ([]byte, error) {
	file, err := regular.Open(path)
	if err != nil {
		return nil, fmt.Errorf("definition: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxText+1))
	if err != nil {
		return nil, fmt.Errorf("definition: %w", err)
	}
	return text, nil
}

// Parse reads a definition from the text of a study.toml and fills in its
// defaults: labels from names, the first scenario as the reference, and what
// [dataset], [network] and [training] leave out. What a scenario leaves to
// [training] stays empty: see Definition.Resolve. A shuffle buffer that holds
// more than the training set becomes 0, which means the same.
//
// The name stands for the file in messages. The error is Problems: everything
// that is wrong, in the order of the file. Only where the text is not TOML at
// all is that the single problem.
func Parse(name string, text []byte, limits Limits) (*Definition, error) {
	content, values, root, fault := decode(text)
	if fault != nil {
		return nil, problems(name, content, []finding{*fault})
	}
	r := &reader{root: root}
	r.read(values)
	r.validate(limits)
	if len(r.found) > 0 {
		return nil, problems(name, content, r.found)
	}
	return &r.definition, nil
}

// decode reads TOML into values and their places. It returns the text without
// a byte order mark, which offsets leave out.
func decode(text []byte) (content string, values map[string]any, root *node, fault *finding) {
	content = string(bytes.TrimPrefix(text, []byte("\uFEFF")))
	if len(text) > maxText {
		return "", nil, nil, &finding{what: "is larger than 1 MiB", hint: "a definition is a short text; split the study"}
	}
	if strings.HasPrefix(content, "\uFEFF") {
		return content, nil, nil, &finding{what: "begins with two byte order marks", hint: "remove one, or both; a program that adds one to every file has added another"}
	}
	if at := invalidUTF8(content); at >= 0 {
		return content, nil, nil, &finding{offset: at, what: fmt.Sprintf("byte 0x%02x is not UTF-8", content[at]),
			hint: "save the file as UTF-8 text"}
	}
	root, at, err := scan(content)
	if errors.Is(err, errTooDeep) {
		return content, nil, nil, &finding{offset: at, what: fmt.Sprintf("is nested more than %d levels deep", maxDepth),
			hint: "a definition needs three"}
	}
	if values, fault = parseTOML(content); fault == nil && err != nil {
		fault = redefined(content, at, err)
	}
	return content, values, root, fault
}

// redefined is a table written in two ways, which the library lets pass.
func redefined(content string, at int, err error) *finding {
	again, ok := errors.AsType[*twiceError](err)
	if !ok {
		return nil
	}
	line, _ := position(content, again.before)
	return &finding{offset: at, key: printableKey(again.key), what: fmt.Sprintf("is a table that line %d has begun in another way", line),
		hint: "TOML has each table in one place: write its keys together, under one header"}
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

// parseTOML decodes the text. The library panics where its lexer and its
// parser disagree; to the user that is one more text that is not TOML.
func parseTOML(text string) (values map[string]any, fault *finding) {
	const hint = "mend it; the rest is checked then"
	defer func() {
		if recover() != nil {
			values, fault = nil, &finding{what: "is not TOML", hint: hint}
		}
	}()
	_, err := toml.Decode(text, &values)
	if err == nil {
		return values, nil
	}
	if e, ok := errors.AsType[toml.ParseError](err); ok {
		message := printable(strings.TrimSuffix(e.Message, "."))
		return nil, &finding{offset: characterAt(text, e.Position.Start), what: "is not TOML: " + message, hint: hint}
	}
	return nil, &finding{what: "is not TOML: " + printable(err.Error()), hint: hint}
}

// characterAt returns the offset of the character that an offset points into.
// Those of the library are -1 for a control character in the first place, and
// at the end of a text may fall between the bytes of its last character.
func characterAt(text string, offset int) int {
	offset = max(0, offset)
	for offset < len(text) && !utf8.RuneStart(text[offset]) {
		offset--
	}
	return offset
}
