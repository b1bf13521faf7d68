package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// completionAsks make a shell print what it completes, as one line, of each line
// that it reads. Bash and zsh are asked as their line editors ask: bash has its
// last word from the last : or = on.
var completionAsks = map[string]string{
	"bash": `source <(firststep completion bash)
compopt() { :; }
while IFS= read -r COMP_LINE; do
  COMP_POINT=${#COMP_LINE} COMP_CWORD=0 COMP_WORDS=("${COMP_LINE##*[ =:]}")
  _firststep
  echo "${COMPREPLY[*]}"
done`,
	"zsh": `compdef() { :; }
source <(firststep completion zsh)
_describe() { print -rn -- "${${values//\\:/@}%%:*} " }
_files() { print -rn -- "files $* " }
compset() { :; }
while IFS= read -r typed; do
  words=(${(z)typed}) PREFIX=""
  [[ $typed = *" " ]] || { PREFIX=$words[-1]; words[-1]=() }
  CURRENT=$(( $#words + 1 ))
  _firststep
  print
done`,
	"fish": `firststep completion fish | source
while read -l typed
  echo ' '(complete -C "$typed" | string replace -r '\t.*' '' | string join ' ')' '
end
true`,
}

// What shells complete, those that are installed, in a folder with a study of
// two scenarios whose name has a blank.
func TestCompletion(t *testing.T) {
	folder := t.TempDir()
	for file, text := range map[string]string{
		"my study/study.toml": smallDefinition,
		"strange/study.toml":  strings.Replace(smallDefinition, `"scaled-features"`, `"$(touch pwned)\u001b]0;x\u0007"`, 1),
		"$(touch pwned)/x":    "",
	} {
		if err := os.MkdirAll(filepath.Join(folder, filepath.Dir(file)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const own = "scaled-features scaled-weights-rescaled"
	for shell, ask := range completionAsks {
		typed := [][2]string{
			{"fi", "figures"},
			{"data c", "check"},
			{"figures --che", "--check"},
			{"figures --only li", "line"},
			{"figures --only answer,li", "answer,line"},
			{"report --only re", "records"},
			{"completion z", "zsh"},
			{"help verif", "verify"},
			{"run --workers ", ""},
			{"figures 'my study' --scenario s", own},
			{`figures my\ study --seeds 1,`, "1,2"},
			{"figures --scenario scaled-features 'my study' --check --format p", "pdf png"},
			{"show strange --scenario ", ""},
			{"diff quick:control-256-f", map[string]string{"bash": "control-256-features", "zsh": "files quick@control-256-features", "fish": "quick:control-256-features"}[shell]},
			{"figures --only=answer,li", map[string]string{"bash": "answer,line", "zsh": "--only=answer,line", "fish": "--only=answer,line"}[shell]},
			{"report --check qui", map[string]string{"zsh": "files "}[shell] + "quick"},
			{"export -o stran", map[string]string{"bash": "strange", "zsh": "-/ files", "fish": "strange/"}[shell]},
		}
		t.Run(shell, func(t *testing.T) {
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skipf("%s is not installed", shell)
			}
			var lines strings.Builder
			for _, line := range typed {
				lines.WriteString("firststep " + line[0] + "\n")
			}
			asked := exec.Command(path, "-c", ask)
			asked.Dir, asked.Stdin = folder, strings.NewReader(lines.String())
			asked.Env = append(os.Environ(), "HOME="+folder)
			out, err := asked.CombinedOutput()
			answers := strings.Split(string(out), "\n")
			if err != nil || len(answers) < len(typed) {
				t.Fatalf("%v\n%s", err, out)
			}
			for i, line := range typed {
				words := strings.Fields(answers[i])
				slices.Sort(words)
				if got := strings.Join(words, " "); got != line[1] {
					t.Errorf("%q completes to %q, want %q", line[0], got, line[1])
				}
			}
		})
	}
	if _, err := os.Lstat(filepath.Join(folder, "pwned")); err == nil {
		t.Error("a name was run")
	}
}
