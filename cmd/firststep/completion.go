package main

import (
	"cmp"
	"embed"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"firststep/figures"
	"firststep/studies"
	"firststep/study"
	"firststep/study/console"
)

// What a shell runs asks the program itself, so that it completes what there
// is: the names of commands, flags, studies, figures, scenarios and seeds.
//
//go:embed completion/*
var completionScripts embed.FS

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
	Line  string `hidden:"" help:"Print what may stand at the end of this line, which was typed up to the cursor."`
	Word  string `hidden:"" help:"What bash takes for its last word."`
}

func (c *completionCommand) Run(s *session, parser *kong.Kong) error {
	if c.Line == "" {
		text, err := completionScripts.ReadFile("completion/" + c.Shell)
		s.print("%s", console.Shown(strings.TrimSuffix(string(text), "\n")))
		return err
	}
	l := readLine(parser.Model, typedWords(c.Line))
	cut := ""
	if c.Shell == "bash" { // to which : and = end a word
		cut = l.typed[:max(0, len(l.typed)-len(lastWord(c.Word)))]
	}
	found, paths := l.complete()
	for _, f := range found {
		s.print("%s\t%s", strings.TrimPrefix(f.word, cut), f.help)
	}
	if paths != noPaths {
		s.print(":%c %s", paths, l.value)
	}
	return nil
}

// lastWord is the last word of what bash takes for one, unquoted.
func lastWord(word string) string {
	if word == ":" || word == "=" {
		return ""
	}
	words := typedWords(word)
	return words[len(words)-1]
}

// typedWords are the words of a line as shells split it, unquoted; the last one
// is the word that is being typed, which may be empty.
func typedWords(line string) (typed []string) {
	var word strings.Builder
	var quote rune
	escaped, begun := false, false
	for _, r := range line {
		switch {
		case escaped:
			escaped = false
			word.WriteRune(r)
		case r == '\\' && quote != '\'':
			escaped, begun = true, true
		case r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if begun {
				typed = append(typed, word.String())
			}
			word.Reset()
			begun = false
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	return append(typed, word.String())
}

// A line is what was typed of a command.
type line struct {
	root, node *kong.Node
	arguments  []string    // of the command, that are complete
	next       *kong.Value // what is being typed: a flag's value, or an argument; nil: neither
	typed      string      // of the last word
	value      string      // of it, where it begins with a flag
}

// readLine reads words up to the one that is being typed.
func readLine(model *kong.Application, words []string) *line {
	last := len(words) - 1
	l := &line{root: model.Node, node: model.Node, typed: words[last], value: words[last]}
	program := slices.IndexFunc(words[:last], func(w string) bool { return filepath.Base(w) == "firststep" })
	for _, word := range words[min(program+1, last):last] {
		l.read(word)
	}
	if l.next != nil {
		return l
	}
	if name, value, ok := strings.Cut(l.typed, "="); ok && l.flag(name) != nil {
		l.next, l.value = l.flag(name), value
	} else if i, n := len(l.arguments), len(l.node.Positional); i < n || n > 0 && l.node.Positional[n-1].IsCumulative() {
		l.next = l.node.Positional[min(i, n-1)]
	}
	return l
}

// read reads a word that is complete.
func (l *line) read(word string) {
	child := slices.IndexFunc(l.node.Children, func(n *kong.Node) bool { return n.Name == word })
	switch {
	case l.next != nil:
		l.next = nil
	case strings.HasPrefix(word, "-"):
		if flag := l.flag(word); flag != nil && !flag.IsBool() {
			l.next = flag
		}
	case child >= 0:
		l.node = l.node.Children[child]
	default:
		l.arguments = append(l.arguments, word)
	}
}

// flag is the value of a flag; nil if the command has none of that name.
func (l *line) flag(word string) *kong.Value {
	for _, flag := range flags(l.node) {
		if word == "--"+flag.Name || flag.Short != 0 && word == "-"+string(flag.Short) {
			return flag.Value
		}
	}
	return nil
}

// A candidate is a word that may stand where one is being typed.
type candidate struct{ word, help string }

// Paths that may stand there as well, which the shell knows.
const (
	noPaths = 0
	files   = 'f'
	folders = 'd'
)

// complete returns the words that begin with what is typed.
func (l *line) complete() (found []candidate, paths rune) {
	switch {
	case l.value == l.typed && strings.HasPrefix(l.typed, "-"):
		for _, flag := range flags(l.node) {
			found = append(found, candidate{"--" + flag.Name, flag.Help})
		}
	case len(l.node.Children) > 0:
		found = commands(l.node)
	case l.next != nil:
		found, paths = l.values()
	}
	comma := 0
	if l.next != nil && (l.next.IsSlice() || l.next.Target.Type() == reflect.TypeFor[seedList]()) {
		comma = strings.LastIndex(l.value, ",") + 1
	}
	head, rest := strings.TrimSuffix(l.typed, l.value[comma:]), l.value[comma:]
	given := strings.Split(l.value[:comma], ",")
	found = slices.DeleteFunc(found, func(c candidate) bool { return !strings.HasPrefix(c.word, rest) || slices.Contains(given, c.word) })
	for i := range found {
		found[i].word = head + found[i].word
	}
	return found, paths
}

// values are those that what is being typed may have.
func (l *line) values() ([]candidate, rune) {
	switch name, placeholder := l.next.Name, l.next.Tag.PlaceHolder; {
	case l.next.Enum != "":
		return candidates(enumerated(l.next.Enum), ""), noPaths
	case name == "command":
		return commands(l.root), noPaths
	case name == "scenario":
		return scenarios(l.study(), ""), noPaths
	case name == "seeds" || name == "against":
		return seeds(l.study()), noPaths
	case name == "only" && l.node.Name == "figures":
		return candidates(figures.Names, ""), noPaths
	case name == "dir" || placeholder == "DIR":
		return nil, folders
	case name == "pdf" || placeholder == "FILE":
		return nil, files
	case slices.Contains([]string{"study", "study|pdf", "a", "b", "from", "into"}, name):
		if of, _, ok := strings.Cut(l.value, ":"); ok {
			return scenarios(of, of+":"), files
		}
		return candidates(studies.Names(), "built in"), files
	}
	return nil, noPaths
}

// study is the one that the command is about; empty if it is not named.
func (l *line) study() string {
	if len(l.arguments) == 0 {
		return ""
	}
	return l.arguments[0]
}

func commands(node *kong.Node) (all []candidate) {
	for _, child := range node.Children {
		all = append(all, candidate{child.Name, child.Help})
	}
	return all
}

func candidates(words []string, help string) (all []candidate) {
	for _, word := range words {
		all = append(all, candidate{word, help})
	}
	return all
}

// enumerated are the values of an enumeration, without the empty one.
func enumerated(enum string) []string {
	return strings.FieldsFunc(enum, func(r rune) bool { return r == ',' })
}

// definition is that of a study as it is: nothing is written, and of what cannot
// be used nothing is said.
func definition(of string) *study.Definition {
	if of == "" && !isNew(definitionFile) {
		of = "."
	}
	file, text, err := find(cmp.Or(of, studies.Names()[0]))
	if file == "" { // built in; it may have been written already
		file = filepath.Join("firststep-"+cmp.Or(of, studies.Names()[0]), definitionFile)
	}
	if there, readable := study.Read(file); readable == nil {
		text, err = there, nil
	}
	d, invalid := study.Parse(file, text, study.Limits{})
	if err != nil || invalid != nil {
		return &study.Definition{}
	}
	return d
}

func scenarios(of, prefix string) (all []candidate) {
	for _, s := range definition(of).Scenarios {
		all = append(all, candidate{prefix + s.Name, s.Label})
	}
	return all
}

// seeds are those of a study, as many as one looks through.
func seeds(of string) (all []candidate) {
	const most = 100
	list := definition(of).Seeds
	for _, seed := range list[:min(len(list), most)] {
		all = append(all, candidate{strconv.FormatInt(seed, 10), ""})
	}
	return all
}

// quoted is a text in single quotes, as all three shells read them.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
