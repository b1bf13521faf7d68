package study

import (
	"errors"
	"strings"

	"github.com/BurntSushi/toml"
)

// A node is the place of a key, or of an element of an array, in the text of
// a definition. The TOML library says what a file holds but not where; the
// scanner below says where and nothing else, and the tree of nodes has the
// shape of the decoded values.
type node struct {
	offset int              // of the key's or the element's first byte
	fields map[string]*node // where the value is a table
	items  []*node          // where it is an array, of tables too
	faulty bool             // a problem has been reported of it
	made   making           // how the text made it a table

	// For who edits the text: from where to where its value stands, of a table
	// where its last pair ends, or its header, and what stands before the name
	// of that pair: "training." of training.epochs at the top.
	from, to, end int
	prefix        string
}

// making is how a text makes a table: each in one way alone (TOML 1.0, Table).
type making int

const (
	implicit making = iota // as part of the name of another, or not yet
	byHeader               // [table]
	byDots                 // table.key = value
	inline                 // table = { key = value }
)

// A twiceError is a table that is made in two ways.
type twiceError struct {
	key    string
	before int // offset of the first
}

func (e *twiceError) Error() string { return e.key + " is made twice" }

// make notes how a table is made.
func (n *node) make(how making, key string) error {
	if n.made != implicit && (n.made != how || how != byDots) {
		return &twiceError{key, n.offset}
	}
	n.made = how
	return nil
}

// field returns the node of a key, made at offset where there is none yet.
func (n *node) field(name string, offset int) *node {
	if n.fields == nil {
		n.fields = make(map[string]*node)
	}
	if n.fields[name] == nil {
		n.fields[name] = &node{offset: offset}
	}
	return n.fields[name]
}

// item returns the node of an array's element.
func (n *node) item(i int) *node {
	if i < len(n.items) {
		return n.items[i]
	}
	return n
}

// sound reports whether no problem was reported of the node or below it.
func (n *node) sound() bool {
	if n.faulty {
		return false
	}
	for _, item := range n.items {
		if !item.sound() {
			return false
		}
	}
	for _, field := range n.fields {
		if !field.sound() {
			return false
		}
	}
	return true
}

// table returns the node that keys under a header go to: of an array of
// tables the latest element.
func (n *node) table() *node {
	if len(n.items) > 0 {
		return n.items[len(n.items)-1]
	}
	return n
}

// maxDepth bounds the nesting of arrays and tables and the parts of a dotted
// key. A definition needs three levels; parsers that recurse need a bound.
const maxDepth = 16

var (
	errTooDeep = errors.New("nested too deeply")
	errNotTOML = errors.New("not TOML")
)

// scan finds the places of all keys and array elements. Where the text is not
// TOML it stops with errNotTOML, after the part it understood: what is wrong
// there is for the parser to say. The offset is where it stopped.
func scan(text string) (root *node, offset int, err error) {
	root = &node{}
	s := &scanner{text: text}
	err = s.document(root)
	return root, s.offset, err
}

type scanner struct {
	text   string
	offset int
}

func (s *scanner) document(root *node) error {
	current := root
	for {
		s.skip(" \t\r\n")
		var err error
		switch {
		case s.offset == len(s.text):
			return nil
		case s.peek('['):
			current, err = s.header(root)
		default:
			err = s.pair(current, 0)
		}
		if err != nil {
			return err
		}
	}
}

// header reads [table] or [[array of tables]] and returns the table that the
// following keys belong to.
func (s *scanner) header(root *node) (*node, error) {
	s.offset++
	array := s.accept('[')
	parts, err := s.key()
	if err != nil {
		return nil, err
	}
	if !s.accept(']') || array && !s.accept(']') {
		return nil, errNotTOML
	}
	n := root
	for _, p := range parts {
		n = n.table().field(p.name, p.offset)
	}
	last := parts[len(parts)-1]
	if array {
		n.items = append(n.items, &node{offset: last.offset})
	} else if err := n.make(byHeader, last.name); err != nil {
		s.offset = last.offset
		return nil, err
	}
	n.table().end = s.offset
	return n.table(), nil
}

// pair reads key = value into the table n.
func (s *scanner) pair(n *node, depth int) error {
	parts, err := s.key()
	if err != nil {
		return err
	}
	var holder *node
	for i, p := range parts {
		holder = n.table()
		n = holder.field(p.name, p.offset)
		if i == len(parts)-1 {
			break
		}
		if err := n.make(byDots, p.name); err != nil {
			s.offset = p.offset
			return err
		}
	}
	if !s.accept('=') {
		return errNotTOML
	}
	s.skip(" \t")
	n.from = s.offset
	if err := s.value(n, depth+len(parts)); err != nil {
		return err
	}
	n.to = n.from + len(strings.TrimRight(s.text[n.from:s.offset], " \t"))
	holder.end, holder.prefix = n.to, s.text[parts[0].offset:parts[len(parts)-1].offset]
	return nil
}

// A part of a dotted key.
type part struct {
	name   string
	offset int
}

// key reads a key with its dotted parts, and the blanks around them.
func (s *scanner) key() ([]part, error) {
	var parts []part
	for {
		s.skip(" \t")
		start := s.offset
		name, err := s.keyPart()
		if err != nil {
			return nil, err
		}
		if parts = append(parts, part{name, start}); len(parts) > maxDepth {
			return nil, errTooDeep
		}
		s.skip(" \t")
		if !s.accept('.') {
			return parts, nil
		}
	}
}

func (s *scanner) keyPart() (string, error) {
	start := s.offset
	if s.peek('"') || s.peek('\'') {
		if err := s.quoted(); err != nil {
			return "", err
		}
		return unquote(s.text[start:s.offset])
	}
	s.until(" \t\r\n.=[]{},#\"'")
	if s.offset == start {
		return "", errNotTOML
	}
	return s.text[start:s.offset], nil
}

// unquote returns the key that a quoted one spells.
func unquote(literal string) (string, error) {
	if !strings.Contains(literal, `\`) {
		return literal[1 : len(literal)-1], nil
	}
	var spelt struct{ Key string }
	if _, err := toml.Decode("Key = "+literal, &spelt); err != nil {
		return "", errNotTOML
	}
	return spelt.Key, nil
}

// value reads the value of n.
func (s *scanner) value(n *node, depth int) error {
	if depth > maxDepth {
		return errTooDeep
	}
	switch {
	case s.peek('"'), s.peek('\''):
		return s.quoted()
	case s.peek('['):
		return s.list(']', func() error {
			item := &node{offset: s.offset}
			n.items = append(n.items, item)
			return s.value(item, depth+1)
		})
	case s.peek('{'):
		if n.made == implicit {
			n.made = inline
		}
		n.end = s.offset + 1
		return s.list('}', func() error { return s.pair(n, depth+1) })
	}
	start := s.offset
	s.until(",]}#\r\n") // a number, a truth value or a date: the one with a blank inside
	if s.offset == start {
		return errNotTOML
	}
	return nil
}

// list reads what stands between brackets, separated by commas, over as many
// lines as it likes.
func (s *scanner) list(end byte, element func() error) error {
	s.offset++
	for {
		if s.skip(" \t\r\n"); s.accept(end) {
			return nil
		}
		if err := element(); err != nil {
			return err
		}
		s.skip(" \t\r\n")
		if !s.accept(',') && !s.peek(end) {
			return errNotTOML
		}
	}
}

// quoted reads a string in single or double quotes, on one line or several.
func (s *scanner) quoted() error {
	mark := s.text[s.offset : s.offset+1]
	if strings.HasPrefix(s.text[s.offset:], strings.Repeat(mark, 3)) {
		return s.quotedLines(strings.Repeat(mark, 3))
	}
	for s.offset++; s.offset < len(s.text); s.offset++ {
		switch c := s.text[s.offset]; {
		case c == mark[0]:
			s.offset++
			return nil
		case c == '\n':
			return errNotTOML
		case c == '\\' && mark == `"`:
			s.offset++
		}
	}
	s.offset = len(s.text)
	return errNotTOML
}

// quotedLines reads a string between triple marks. Up to two marks of its own
// may stand right before the closing ones.
func (s *scanner) quotedLines(mark string) error {
	for s.offset += 3; s.offset < len(s.text); s.offset++ {
		switch {
		case strings.HasPrefix(s.text[s.offset:], mark):
			s.offset += 3
			for range 2 {
				s.accept(mark[0])
			}
			return nil
		case s.text[s.offset] == '\\' && mark[0] == '"':
			s.offset++
		}
	}
	s.offset = len(s.text)
	return errNotTOML
}

// peek reports whether c comes next.
func (s *scanner) peek(c byte) bool {
	return s.offset < len(s.text) && s.text[s.offset] == c
}

// accept steps over c where it comes next.
func (s *scanner) accept(c byte) bool {
	if !s.peek(c) {
		return false
	}
	s.offset++
	return true
}

// skip steps over blanks, and over comments where blanks include line ends.
func (s *scanner) skip(blanks string) {
	lines := strings.Contains(blanks, "\n")
	for s.offset < len(s.text) {
		switch {
		case strings.IndexByte(blanks, s.text[s.offset]) >= 0:
			s.offset++
		case lines && s.text[s.offset] == '#':
			s.until("\n")
		default:
			return
		}
	}
}

// until steps to the first of the given characters, or to the end.
func (s *scanner) until(stops string) {
	if i := strings.IndexAny(s.text[s.offset:], stops); i >= 0 {
		s.offset += i
		return
	}
	s.offset = len(s.text)
}
