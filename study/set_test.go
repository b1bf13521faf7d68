package study

import (
	"strings"
	"testing"
)

const settable = `title = "A study" # the title
seeds = [
  1, # the first
  2,
]

[dataset]
source = "synthetic"
train = 640
validation = 100

[training] # shared
learning_rate = 0.1   # η
[diagnostics]
[sweep]
expect = { sgd = 2 }

[[scenario]]
name = "plain"

[[scenario]]
# the other
name = "other"
feature_divisor = 255 # 255
# weight_divisor = 3
`

// Every way in which a key is set, with the one place that changes.
func TestSet(t *testing.T) {
	for setting, change := range map[string][2]string{
		"title=Another":                          {`"A study"`, `"Another"`},
		"seeds=[3]":                              {"[\n  1, # the first\n  2,\n]", "[3]"},
		"seeds=1-3":                              {"[\n  1, # the first\n  2,\n]", `"1-3"`},
		"reference=other":                        {"\n]\n", "\n]\nreference = \"other\"\n"},
		"training.learning_rate = 0.2":           {"0.1 ", "0.2 "},
		"training.batch=16":                      {"# η\n", "# η\nbatch = 16\n"},
		"diagnostics.controls=3":                 {"[diagnostics]\n", "[diagnostics]\ncontrols = 3\n"},
		"sweep.expect.sgd=1":                     {"sgd = 2", "sgd = 1"},
		"sweep.expect.adam=1":                    {"sgd = 2", "sgd = 2, adam = 1"},
		"stability.steps=20":                     {"# weight_divisor = 3\n", "# weight_divisor = 3\n\n[stability]\nsteps = 20\n"},
		"scenario.other.feature_divisor=128":     {"= 255 ", "= 128 "},
		"scenario.*.feature_divisor=2":           {"= 255 ", "= 2 "},
		"scenario.plain.label=2":                 {"\"plain\"\n", "\"plain\"\nlabel = \"2\"\n"},
		"scenario.other.expect=same as plain":    {"# 255\n", "# 255\nexpect = \"same as plain\"\n"},
		`scenario."other".label="a \"b\" = 'c'"`: {"# 255\n", "# 255\nlabel = \"a \\\"b\\\" = 'c'\"\n"},
	} {
		for _, end := range []string{"\n", "\r\n"} {
			lines := strings.NewReplacer("\n", end)
			text, d, err := Set("study.toml", []byte(lines.Replace(settable)), []string{setting}, Limits{})
			if err != nil {
				t.Errorf("%s: %v", setting, err)
				continue
			}
			want := lines.Replace(strings.Replace(settable, change[0], change[1], 1))
			if string(text) != want {
				t.Errorf("%s gives\n%s, want\n%s", setting, text, want)
			}
			if again, err := Parse("study.toml", text, Limits{}); err != nil || string(again.Encode()) != string(d.Encode()) {
				t.Errorf("%s gives another definition than its text: %v", setting, err)
			}
		}
	}
}

// What cannot be set is refused, with the place in the text as it is.
func TestSetRefuses(t *testing.T) {
	for settings, want := range map[string]string{
		"training.batch=16;training.learning_rat=1": "study.toml:14:1: training.learning_rat: is no key of a definition; nearest is learning_rate",
		"training.batch=16;training.epochs=two":     `study.toml:14:1: training.epochs: is the string "two" where an integer belongs`,
		"seeds=[3];scenario.other.feature_divisor=": `study.toml:24:1: scenario.feature_divisor: is the string ""`,
		"trainin.epochs=1":                          "trainin: is no key of a definition; nearest is training",
		"scenario.othr.label=x":                     `no scenario is named "othr"; nearest is other`,
		"scenario.label=x":                          "write which one and which key",
		"scenario.*.label=x":                        "no scenario has the key label",
		"training=1":                                "training is a table",
		"title.of=x":                                "title is a value",
		"training.epochs=1;training.epochs=2":       "training.epochs is set twice",
		"training.epochs=1\n[endings]":              `is the string "1\n[endings]"`,
		"training.epochs":                           "is no KEY=VALUE",
		"reference=nobody":                          `"nobody", which is no scenario`,
	} {
		_, _, err := Set("study.toml", []byte(settable), strings.Split(settings, ";"), Limits{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", settings, err, want)
		}
	}
}
