package reader

import "fmt"

// Spelled is a dictionary as the file spells it, but for the entries that
// values names: these get another value, in the form of a file, or go where it
// is empty. The dictionary is an object of its own, numbered n, and no stream's.
func (f *File) Spelled(n int, values map[Name]string) ([]byte, error) {
	e := f.entries[n]
	if _, ok := f.object(n).(Dict); !ok || e.stream != 0 {
		return nil, fmt.Errorf("object %d is no dictionary of its own", n)
	}
	l := &lexer{data: f.data, at: e.offset, budget: &f.budget}
	l.integer()
	l.integer()
	l.skipSpace()
	l.keyword("obj")
	l.skipSpace()
	var spelled []byte
	from := l.at // of what is not yet in spelled
	l.at += len("<<")
	for l.skipSpace(); l.peek() == '/'; l.skipSpace() {
		start := l.at
		value, ok := values[l.name()]
		end := l.at
		if _, err := l.object(1); err != nil {
			return nil, err
		}
		switch {
		case ok && value == "":
			spelled = append(spelled, f.data[from:start]...)
			l.skipSpace()
			from = l.at
		case ok:
			spelled = fmt.Appendf(spelled, "%s %s", f.data[from:end], value)
			from = l.at
		}
	}
	return append(spelled, f.data[from:l.at+len(">>")]...), nil
}
