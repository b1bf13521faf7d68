package study

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write golden files anew")

// minimal is the smallest definition there is.
const minimal = `title = "T"
seeds = [1]

[[scenario]]
name = "a"
`

// message is what the user sees of a definition: nothing where it is good.
func message(text string) string {
	if _, err := Parse("study.toml", []byte(text), Limits{}); err != nil {
		return err.Error() + "\n"
	}
	return ""
}

func TestProblems(t *testing.T) {
	const golden = "testdata/problems.txtar"
	archive, err := txtar.ParseFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(archive.Files); i += 2 {
		input, want := archive.Files[i], &archive.Files[i+1]
		t.Run(input.Name, func(t *testing.T) {
			got := message(string(input.Data))
			if got == "" {
				t.Fatal("accepted")
			}
			if *update {
				want.Data = []byte(got)
			}
			if got != string(want.Data) {
				t.Errorf("got:\n%swant:\n%s", got, want.Data)
			}
		})
	}
	if *update {
		if err := os.WriteFile(golden, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestProblemsOfBytes(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"not UTF-8", "title = \"é\xff\"\n", "study.toml:1:11: byte 0xff is not UTF-8; save the file as UTF-8 text\n"},
		{"the inside of a character alone", "# é\n\x80", "study.toml:2:1: byte 0x80 is not UTF-8; save the file as UTF-8 text\n"},
		{"UTF-16", "\xff\xfet\x00", "study.toml:1:1: byte 0xff is not UTF-8; save the file as UTF-8 text\n"},
		{"a mark of the byte order does not count", "\uFEFFtitle = 1", "study.toml:1:1: title: "},
		{"lines that end as on Windows", strings.ReplaceAll(minimal+"expekt = 1\n", "\n", "\r\n"), "study.toml:6:1: scenario.expekt: is no key"},
		{"zero bytes", "\x00\x01\x02", "study.toml:1:1: is not TOML: "},
	} {
		if got := message(test.text); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: got %s want %s", test.name, got, test.want)
		}
	}
}

// Hostile definitions end in a short message, soon.
func TestHostile(t *testing.T) {
	manyScenarios := "title = \"T\"\nseeds = [1]\n" + strings.Repeat("[[scenario]]\n", 50_000)
	manyRuns := "title = \"T\"\nseeds = [0" + numbers(1, 60_000) + "]\n[[scenario]]\nname=\"a\"\n[[scenario]]\nname=\"b\"\n"
	for _, test := range []struct{ name, text, want string }{
		{"a megabyte and more", strings.Repeat("#", maxText+1), "study.toml:1:1: is larger than 1 MiB"},
		{"a million scenarios", strings.Repeat("[[scenario]]\n", 1_000_000), "study.toml:1:1: is larger than 1 MiB"},
		{"many scenarios", manyScenarios, "scenario: is there 50000 times; write at most 1000 scenarios"},
		{"many runs", manyRuns, "seeds: and scenarios make 120002 runs; a study has at most 100000"},
		{"many bad seeds", "title = \"T\"\nseeds = [" + strings.Repeat("-1,", 300_000) + "]\n", "and 299902 more problems from here on"},
		{"many unknown keys", numbered("k%d = 1\n", 50_000), "more problems from here on"},
		{"many names that are near each other", "title = \"T\"\nseeds = [1]\n" +
			numbered("[[scenario]]\nname = \"%[1]d"+strings.Repeat("ab", 28)+"\"\nexpect = \"same as "+strings.Repeat("ba", 28)+"%[1]d\"\n", 1000),
			"and 901 more problems from here on"},
		{"deep arrays", "title = " + strings.Repeat("[", 500_000), "study.toml:1:25: is nested more than 16 levels deep"},
		{"deep tables", "x = " + strings.Repeat("{a=", 300_000), "is nested more than 16 levels deep"},
		{"deep keys", strings.Repeat("a.", 500_000) + "a = 1", "is nested more than 16 levels deep"},
		{"deep headers", "[" + strings.Repeat("a.", 500_000) + "a]", "is nested more than 16 levels deep"},
		{"a long key", strings.Repeat("a", 1_000_000) + " = 1", "is no key of a definition"},
		{"a long name", "title = \"T\"\nseeds = [1]\n[[scenario]]\nname = \"" + strings.Repeat("a", 1_000_000) + "\"\n", "which is no name of a scenario"},
		{"a long title", "title = \"" + strings.Repeat("T", 1_000_000) + "\"\n", "title: is 1000000 characters long; write at most 200"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := message(test.text)
			if !strings.Contains(got, test.want) {
				t.Errorf("got %.500s want %s", got, test.want)
			}
			if len(got) > 100_000 {
				t.Errorf("the message takes %d bytes", len(got))
			}
		})
	}
}

// numbers lists ", first, first+1 … last".
func numbers(first, last int) string {
	var list strings.Builder
	for n := first; n <= last; n++ {
		fmt.Fprintf(&list, ", %d", n)
	}
	return list.String()
}

// numbered repeats a format for 0 … n-1.
func numbered(format string, n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, format, i)
	}
	return text.String()
}

func TestProblemsCannotCommandATerminal(t *testing.T) {
	got := message("\"\\u001b[31m\" = 1\ntitle = \"\\u001b]0;x\\u0007\"\nseeds = [1]\nreference = \"\\u0000\"\n[[scenario]]\nname = \"\\n\\u009b\"\n")
	for _, r := range got {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0) {
			t.Fatalf("%q holds %q", got, r)
		}
	}
}

func TestDefaults(t *testing.T) {
	d, err := Parse("study.toml", []byte(minimal+"\n[[scenario]]\nname = \"scaled-weights\"\n\n[[scenario]]\nname = \"rate-1e-3-late\"\n"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	one := Scenario{FeatureDivisor: 1, WeightDivisor: 1, LearningRateDivisor: 1, FirstLayerRateDivisor: 1}
	first, second, third := one, one, one
	first.Name, second.Name, third.Name = "a", "scaled-weights", "rate-1e-3-late"
	want := &Definition{
		Title: "T", Seeds: []int64{1}, Reference: "a",
		Dataset:   Dataset{Source: "fashion-mnist", Train: 55000, Validation: 5000},
		Network:   Network{Hidden: []int{300, 100}, FirstLayerInit: "glorot-normal", Init: "glorot-uniform"},
		Training:  Training{Optimizer: "sgd", LearningRate: 0.1, Batch: 32, Epochs: 2, ShuffleBuffer: 5000},
		Scenarios: []Scenario{first, second, third},
	}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("got %+v\nwant %+v", d, want)
	}
}

func TestShuffleBufferAboveTrainIsAFullPermutation(t *testing.T) {
	for buffer, want := range map[int]int{0: 0, 99: 99, 100: 100, 101: 0, math.MaxInt32: 0} {
		text := fmt.Sprintf("%s[dataset]\nsource = \"synthetic\"\ntrain = 100\n[training]\nshuffle_buffer = %d\n", minimal, buffer)
		d, err := Parse("study.toml", []byte(text), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if d.Training.ShuffleBuffer != want {
			t.Errorf("a buffer of %d became %d, want %d", buffer, d.Training.ShuffleBuffer, want)
		}
	}
}

// A range of steps has one form, so that what is trained alike has one key.
func TestRateDivisorSteps(t *testing.T) {
	for steps, want := range map[string]string{
		"": "", "1": "1", "1-1": "1", "2-": "2-", "1-10": "1-10", "9-11": "9-11",
		"1-": "", "1-12": "", "1-999": "", "12": "12-", "2-12": "2-", "2-999": "2-",
	} {
		text := fmt.Sprintf("%sfirst_layer_rate_divisor = 4\nrate_divisor_steps = %q\n[dataset]\ntrain = 100\n[training]\nbatch = 16\n", minimal, steps)
		d, err := Parse("study.toml", []byte(text), Limits{}) // of 12 steps
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Scenarios[0].RateDivisorSteps; got != want {
			t.Errorf("%q became %q, want %q", steps, got, want)
		}
	}
}

func TestMemoryLimit(t *testing.T) {
	d, err := Parse("study.toml", []byte(minimal), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	needed := d.Memory(1)
	if _, err := Parse("study.toml", []byte(minimal), Limits{Memory: needed}); err != nil {
		t.Errorf("refused at a limit of exactly what it takes: %v", err)
	}
	_, err = Parse("study.toml", []byte(minimal), Limits{Memory: needed - 1})
	if err == nil || !strings.Contains(err.Error(), "of memory, more than the limit of") {
		t.Errorf("one byte less gives %v", err)
	}
}

// Inline tables, dotted keys, quoted keys and headers are the same study.
func TestSpellings(t *testing.T) {
	want, err := Parse("study.toml", []byte(minimal+"weight_divisor = 255\n[training]\nbatch = 64\n"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"title = 'T'\nseeds = [\n1,\n]\ntraining.batch = 0x40\n[[scenario]]\nname = 'a'\nweight_divisor = 2.55e2\n",
		"\"title\" = \"\"\"\nT\"\"\"\nseeds = [1]\nscenario = [{name = \"a\", weight_divisor = 2_55}]\ntraining = {batch = 64}\n",
		"\"t\\u0069tle\" = \"\\u0054\"\nseeds = [1] # one\n[ training ]\n'batch' = 64\n[[ scenario ]]\nname = '''a'''\n\"weight_divisor\" = 255.0",
	} {
		got, err := Parse("study.toml", []byte(text), Limits{})
		if err != nil {
			t.Fatalf("%s\n%v", text, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s\ngot %+v\nwant %+v", text, got, want)
		}
	}
}

// builtin returns the text of a built-in study.
func builtin(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "studies", name, "study.toml"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestBuiltinsSurviveEncoding(t *testing.T) {
	for name, runs := range map[string]int{"quick": 15, "fashion-mnist": 83, "remedies": 90} {
		d, err := Parse(name, builtin(t, name), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(d.Plan(Identity{}).Runs()); n != runs {
			t.Errorf("%s has %d runs, want %d", name, n, runs)
		}
		again, err := Parse(name, d.Encode(), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(d, again) {
			t.Errorf("%s: %+v became %+v", name, d, again)
		}
		if !bytes.Equal(d.Encode(), again.Encode()) {
			t.Errorf("%s: the encoding is not canonical", name)
		}
	}
}

// The definition that a new study starts from has every key on a line of its
// own, under a comment; a line that would override what stands above is one too.
func TestTemplateShowsEveryKey(t *testing.T) {
	text := builtin(t, "quick")
	for table, keys := range knownKeys {
		_, section, _ := bytes.Cut(text, []byte("["+table+"]"))
		if table == "" {
			section = text
		}
		for _, key := range keys {
			if len(knownKeys[key]) == 0 && !bytes.Contains(section, []byte("\n"+key+" = ")) && !bytes.Contains(section, []byte("\n# "+key+" = ")) {
				t.Errorf("%s is not shown under [%s]", key, table)
			}
		}
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "study.toml")
	if _, err := Load(path, Limits{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
	if err := os.WriteFile(path, []byte("seed = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(path, Limits{})
	if err == nil || !strings.HasPrefix(err.Error(), path+":1:1: ") {
		t.Errorf("got %v", err)
	}
}
