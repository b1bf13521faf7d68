package study

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Set changes keys in the text of a definition and leaves all else as it is,
// comments too. Each setting is KEY=VALUE: a key with its table before it,
// "training.epochs", or its scenario, "scenario.NAME.feature_divisor", where * for
// the name is every scenario that has the key; the value as TOML, or text without
// its quotes. A key that is not there comes behind the others of its table.
//
// What results is read as [Parse] reads it. Problems have their place in the
// text as it was.
func Set(name string, text []byte, settings []string, limits Limits) (changed []byte, d *Definition, err error) {
	e := editor{text: string(text)}
	for _, setting := range settings {
		if err := e.set(setting); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	content, values, root, fault := decode([]byte(e.text))
	if fault != nil {
		return nil, nil, problems(name, content, []finding{*fault})
	}
	r := &reader{root: root}
	r.read(values)
	r.validate(limits)
	for i := range r.found {
		r.found[i].offset = e.before(r.found[i].offset)
	}
	if len(r.found) > 0 {
		return nil, nil, problems(name, strings.TrimPrefix(string(text), "\uFEFF"), r.found)
	}
	return []byte(e.text), &r.definition, nil
}

// An editor changes a text, and knows where in it what stood before.
type editor struct {
	text  string
	edits []edit
	keys  []string // that were set
}

// An edit put a text in place of another, of so many bytes.
type edit struct{ at, old, new int }

func (e *editor) replace(from, to int, by string) {
	e.text = e.text[:from] + by + e.text[to:]
	e.edits = append(e.edits, edit{from, to - from, len(by)})
}

// before is where an offset was in the text before all edits; of what was put
// in, where that was.
func (e *editor) before(offset int) int {
	for _, edit := range slices.Backward(e.edits) {
		switch {
		case offset >= edit.at+edit.new:
			offset += edit.old - edit.new
		case offset > edit.at:
			offset = edit.at
		}
	}
	return offset
}

// set makes one setting.
func (e *editor) set(setting string) error {
	path, value, err := readSetting(setting)
	if err != nil {
		return err
	}
	if len(path) != 3 || path[0] != "scenario" || path[1] != "*" {
		return e.setKey(path, value)
	}
	_, values, _, _ := decode([]byte(e.text))
	scenarios, _ := asTables(values["scenario"])
	for _, s := range scenarios {
		name, named := s["name"].(string)
		if _, has := s[path[2]]; !named || !has {
			continue
		}
		if err := e.setKey([]string{path[0], name, path[2]}, value); err != nil {
			return err
		}
		path[1] = name
	}
	if path[1] == "*" {
		return fmt.Errorf("no scenario has the key %s; name the one that is to have it", printableKey(path[2]))
	}
	return nil
}

// setKey gives a key a value.
func (e *editor) setKey(path []string, value string) error {
	whole := strings.Join(path, ".")
	if slices.Contains(e.keys, whole) {
		return fmt.Errorf("%s is set twice; give it once", whole)
	}
	e.keys = append(e.keys, whole)
	e.text = strings.TrimPrefix(e.text, "\uFEFF")
	content, values, root, fault := decode([]byte(e.text))
	if fault != nil {
		return problems("", content, []finding{*fault})[0]
	}
	table, err := tableOf(root, values, path)
	if err != nil {
		return err
	}
	last := path[len(path)-1]
	key := printableKey(last)
	switch {
	case table != nil && table.fields[last] != nil && table.fields[last].to > 0:
		e.replace(table.fields[last].from, table.fields[last].to, value)
	case table != nil && table.fields[last] != nil:
		return fmt.Errorf("%s is a table; set its keys one by one", whole)
	case table != nil && table.made == inline:
		comma := ", "
		if len(table.fields) == 0 {
			comma = ""
		}
		e.replace(table.end, table.end, comma+table.prefix+key+" = "+value)
	case table != nil && table.end > 0:
		e.insertLine(table.end, table.prefix+key+" = "+value)
	case len(path) > 1:
		var header []string
		for _, name := range path[:len(path)-1] {
			header = append(header, printableKey(name))
		}
		e.insertLine(len(e.text), "\n["+strings.Join(header, ".")+"]\n"+key+" = "+value)
	default:
		e.replace(0, 0, key+" = "+value+"\n")
	}
	return nil
}

// insertLine puts a line behind the one in which an offset is.
func (e *editor) insertLine(offset int, line string) {
	end := "\n"
	if strings.Contains(e.text, "\r\n") {
		end, line = "\r\n", strings.ReplaceAll(line, "\n", "\r\n")
	}
	at := len(e.text)
	if i := strings.IndexByte(e.text[offset:], '\n'); i >= 0 {
		at = offset + i + 1
	} else if !strings.HasSuffix(e.text, "\n") {
		line = end + line
	}
	e.replace(at, at, line+end)
}

// readSetting splits KEY=VALUE. The value comes back as TOML.
func readSetting(setting string) (path []string, value string, err error) {
	s := &scanner{text: setting}
	parts, err := s.key()
	if err != nil || !s.accept('=') {
		return nil, "", fmt.Errorf("%s is no KEY=VALUE; write it like training.epochs=4", quote(setting))
	}
	for _, p := range parts {
		path = append(path, p.name)
	}
	value = strings.TrimSpace(setting[s.offset:])
	if is, isText := kindOf(value), isText(path); is == notTOML || isText && is != reflect.String {
		var quoted strings.Builder
		err = toml.NewEncoder(&quoted).Encode(map[string]string{"x": value})
		value = strings.TrimSuffix(strings.TrimPrefix(quoted.String(), "x = "), "\n")
	}
	return path, value, err
}

const notTOML = reflect.Invalid

// kindOf is what kind of value a text is, if it is one of TOML's.
func kindOf(text string) reflect.Kind {
	s := &scanner{text: text}
	if s.value(&node{}, 0) != nil || s.offset < len(text) {
		return notTOML
	}
	values, fault := parseTOML("x = " + text)
	if fault != nil {
		return notTOML
	}
	return reflect.TypeOf(values["x"]).Kind()
}

// isText reports whether a key's value is a string.
func isText(path []string) bool {
	table := ""
	if len(path) > 1 {
		table = path[0]
	}
	if tables[table] == nil {
		return false
	}
	for field := range reflect.TypeOf(tables[table]).Fields() {
		if key, _, _ := strings.Cut(field.Tag.Get("toml"), ","); key == path[len(path)-1] {
			return field.Type.Kind() == reflect.String
		}
	}
	return false
}

// tableOf is where the table is that the last part of a path stands in; nil
// where there is none yet.
func tableOf(root *node, values map[string]any, path []string) (*node, error) {
	switch {
	case path[0] != "scenario":
	case len(path) != 3:
		return nil, fmt.Errorf("scenario: write which one and which key, as scenario.NAME.feature_divisor")
	default:
		return scenarioOf(root, values, path[1])
	}
	table := root
	for i, name := range path[:len(path)-1] {
		if table = table.fields[name]; table == nil {
			break
		}
		if table.to > 0 && table.made != inline {
			return nil, fmt.Errorf("%s is a value, and no table", strings.Join(path[:i+1], "."))
		}
	}
	return table, nil
}

func scenarioOf(root *node, values map[string]any, name string) (*node, error) {
	var known []string
	scenarios, _ := asTables(values["scenario"])
	for i, s := range scenarios {
		if s["name"] == name {
			return root.fields["scenario"].item(i), nil
		}
		if other, ok := s["name"].(string); ok {
			known = append(known, other)
		}
	}
	hint := "it has " + strings.Join(known, ", ")
	if near := Nearest(name, known); near != "" {
		hint = "nearest is " + near
	}
	return nil, fmt.Errorf("no scenario is named %s; %s", quote(name), hint)
}
