package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"firststep/studies"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

func (c *completionCommand) Run(s *session, parser *kong.Kong) error {
	write := map[string]func(io.Writer, []completed) error{"bash": writeBash, "zsh": writeZsh, "fish": writeFish}[c.Shell]
	return write(s.stdout, completions(parser.Model))
}

// completed is what a shell completes behind a command.
type completed struct {
	words  []string // of the command: "data", "check"
	help   string
	flags  []completedFlag
	values []string // of its argument, where these are listed
	files  bool     // its argument is a file or folder
}

type completedFlag struct {
	name    string
	short   string
	help    string
	isBool  bool
	values  []string // where these are listed
	folders bool
}

// completions lists the commands that do something, with their flags.
func completions(model *kong.Application) []completed {
	var list []completed
	for _, node := range model.Leaves(true) {
		c := completed{words: strings.Fields(commandName(node)), help: node.Help}
		for _, argument := range node.Positional {
			switch {
			case argument.Enum != "":
				c.values = append(c.values, enumerated(argument.Enum)...)
			case argument.Name == "command":
				for _, other := range model.Children {
					c.values = append(c.values, other.Name)
				}
			default:
				c.files = true
				if argument.Name != "dir" && argument.Name != "from" {
					c.values = studies.Names()
				}
			}
		}
		for _, flag := range flags(node) {
			f := completedFlag{name: "--" + flag.Name, help: flag.Help, isBool: flag.IsBool(), values: enumerated(flag.Enum), folders: flag.PlaceHolder == "DIR"}
			if flag.Short != 0 {
				f.short = "-" + string(flag.Short)
			}
			c.flags = append(c.flags, f)
		}
		list = append(list, c)
	}
	return list
}

// enumerated are the values of an enumeration, without the empty one; nil of
// none.
func enumerated(enum string) []string {
	if enum == "" {
		return nil
	}
	return strings.FieldsFunc(enum, func(r rune) bool { return r == ',' })
}

// firstWords are the first words of all commands, each once, and the help of
// those that are commands by themselves.
func firstWords(list []completed) (words []string) {
	for _, c := range list {
		if len(words) == 0 || words[len(words)-1] != c.words[0] {
			words = append(words, c.words[0])
		}
	}
	return words
}

// secondWords are those behind a first word.
func secondWords(list []completed, first string) (words []string) {
	for _, c := range list {
		if c.words[0] == first && len(c.words) > 1 {
			words = append(words, c.words[1])
		}
	}
	return words
}

const bashHead = `# Completion of firststep for bash: source <(firststep completion bash)
_firststep() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local command="" word values="" flags="" files=""
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) if [ -z "$command" ]; then command=$word; elif [ "$command" = data ]; then command="data $word"; fi ;; esac
  done
  COMPREPLY=()
`

func writeBash(w io.Writer, list []completed) error {
	var b strings.Builder
	b.WriteString(bashHead)
	fmt.Fprintf(&b, "  case \"$command\" in\n    \"\") values=%s ;;\n", quoted(strings.Join(firstWords(list), " ")))
	for _, first := range firstWords(list) {
		if second := secondWords(list, first); second != nil {
			fmt.Fprintf(&b, "    %s) values=%s ;;\n", first, quoted(strings.Join(second, " ")))
		}
	}
	for _, c := range list {
		var names []string
		var values strings.Builder
		for _, f := range c.flags {
			names = append(names, f.name)
			switch {
			case f.values != nil:
				fmt.Fprintf(&values, " %s) COMPREPLY=($(compgen -W %s -- \"$current\")); return ;;", f.name, quoted(strings.Join(f.values, " ")))
			case f.folders:
				fmt.Fprintf(&values, " %s) COMPREPLY=($(compgen -d -- \"$current\")); return ;;", f.name)
			case !f.isBool:
				fmt.Fprintf(&values, " %s) return ;;", f.name)
			}
		}
		fmt.Fprintf(&b, "    %s) flags=%s; values=%s", quoted(strings.Join(c.words, " ")), quoted(strings.Join(names, " ")), quoted(strings.Join(c.values, " ")))
		if c.files {
			b.WriteString("; files=yes")
		}
		if values.Len() > 0 {
			fmt.Fprintf(&b, "\n      case \"$previous\" in%s esac", values.String())
		}
		b.WriteString(" ;;\n")
	}
	b.WriteString(`  esac
  case "$current" in -*) values=$flags files="" ;; esac
  COMPREPLY=($(compgen -W "$values" -- "$current"))
  if [ -n "$files" ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _firststep firststep
`)
	_, err := io.WriteString(w, b.String())
	return err
}

func writeZsh(w io.Writer, list []completed) error {
	var b strings.Builder
	b.WriteString("#compdef firststep\n# Completion of firststep for zsh: put this file into a folder of fpath as _firststep.\n" +
		"_firststep() {\n  local -a commands\n  commands=(\n")
	for _, c := range list {
		if len(c.words) == 1 {
			fmt.Fprintf(&b, "    %s\n", quoted(c.words[0]+":"+strings.ReplaceAll(c.help, ":", `\:`)))
		}
	}
	for _, first := range firstWords(list) {
		if secondWords(list, first) != nil {
			fmt.Fprintf(&b, "    %s\n", quoted(first+":"+strings.Join(secondWords(list, first), ", ")))
		}
	}
	b.WriteString("  )\n  if (( CURRENT == 2 )); then _describe command commands; return; fi\n  local command=${words[2]}\n")
	for _, first := range firstWords(list) {
		if second := secondWords(list, first); second != nil {
			fmt.Fprintf(&b, "  if [[ $command = %s ]]; then\n    if (( CURRENT == 3 )); then compadd %s; return; fi\n    command=\"$command ${words[3]}\"\n    shift words; (( CURRENT-- ))\n  fi\n",
				first, strings.Join(second, " "))
		}
	}
	b.WriteString("  shift words; (( CURRENT-- ))\n  case $command in\n")
	for _, c := range list {
		fmt.Fprintf(&b, "    %s) _arguments", quoted(strings.Join(c.words, " ")))
		for _, f := range c.flags {
			fmt.Fprintf(&b, " \\\n      %s", quoted(zshFlag(f)))
		}
		switch {
		case c.files && c.values != nil:
			fmt.Fprintf(&b, " \\\n      %s", quoted(`*:study:{_alternative "studies:study:(`+strings.Join(c.values, " ")+`)" "files:file:_files"}`))
		case c.files:
			fmt.Fprintf(&b, " \\\n      %s", quoted("*:file:_files"))
		case c.values != nil:
			fmt.Fprintf(&b, " \\\n      %s", quoted("1:value:("+strings.Join(c.values, " ")+")"))
		}
		b.WriteString(" ;;\n")
	}
	b.WriteString("  esac\n}\n_firststep \"$@\"\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// zshFlag is a flag as _arguments has it.
func zshFlag(f completedFlag) string {
	text := f.name
	if !f.isBool {
		text += "="
	}
	text += "[" + strings.NewReplacer("[", `\[`, "]", `\]`, ":", `\:`).Replace(f.help) + "]"
	switch {
	case f.isBool:
	case f.values != nil:
		text += ":value:(" + strings.Join(f.values, " ") + ")"
	case f.folders:
		text += ":folder:_files -/"
	default:
		text += ":value:"
	}
	return text
}

func writeFish(w io.Writer, list []completed) error {
	var b strings.Builder
	b.WriteString("# Completion of firststep for fish: firststep completion fish | source\ncomplete -c firststep -f\n")
	for _, first := range firstWords(list) {
		help := strings.Join(secondWords(list, first), ", ")
		for _, c := range list {
			if len(c.words) == 1 && c.words[0] == first {
				help = c.help
			}
		}
		fmt.Fprintf(&b, "complete -c firststep -n __fish_use_subcommand -a %s -d %s\n", first, quoted(help))
	}
	for _, c := range list {
		condition := "__fish_seen_subcommand_from " + c.words[0]
		if len(c.words) > 1 {
			fmt.Fprintf(&b, "complete -c firststep -n %s -a %s -d %s\n", quoted(condition), c.words[1], quoted(c.help))
			condition += "; and __fish_seen_subcommand_from " + c.words[1]
		}
		for _, f := range c.flags {
			fmt.Fprintf(&b, "complete -c firststep -n %s -l %s", quoted(condition), strings.TrimPrefix(f.name, "--"))
			if f.short != "" {
				fmt.Fprintf(&b, " -s %s", strings.TrimPrefix(f.short, "-"))
			}
			switch {
			case f.folders:
				b.WriteString(" -r -a '(__fish_complete_directories)'")
			case f.values != nil:
				fmt.Fprintf(&b, " -x -a %s", quoted(strings.Join(f.values, " ")))
			case !f.isBool:
				b.WriteString(" -x")
			}
			fmt.Fprintf(&b, " -d %s\n", quoted(f.help))
		}
		if c.values != nil {
			fmt.Fprintf(&b, "complete -c firststep -n %s -a %s\n", quoted(condition), quoted(strings.Join(c.values, " ")))
		}
		if c.files {
			fmt.Fprintf(&b, "complete -c firststep -n %s -F\n", quoted(condition))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// quoted is a text in single quotes, as all three shells read them.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
