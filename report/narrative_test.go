package report

import (
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
)

// texts collects what a document says, block by block, and what its labels
// are.
type texts struct {
	prose  []string
	cells  []string // of tables
	labels map[string]bool
}

func textsOf(doc *typeset.Document) *texts {
	t := &texts{prose: []string{doc.Title, doc.Subtitle}, labels: map[string]bool{}}
	t.add(doc.Blocks)
	return t
}

func (t *texts) add(bs []typeset.Block) {
	say := func(s ...string) { t.prose = append(t.prose, s...) }
	for _, b := range bs {
		switch b := b.(type) {
		case typeset.Heading:
			t.labels["sec:"+b.Label] = true
			say(b.Text)
		case typeset.Paragraph:
			say(b.Text)
		case typeset.Abstract:
			say(b.Text)
		case typeset.Equation:
			for _, l := range b.Lines {
				t.labels["eq:"+l.Label] = true
			}
		case typeset.Figure:
			t.labels["fig:"+b.Label] = true
			say(b.Title, b.Caption)
		case typeset.Table:
			t.labels["tab:"+b.Label] = true
			say(b.Title, b.Caption)
			for _, h := range b.Head {
				for _, c := range h {
					t.cells = append(t.cells, c.Text)
				}
			}
			for _, r := range b.Rows {
				for _, c := range r.Cells {
					t.cells = append(t.cells, c.Text)
				}
			}
		case typeset.Box:
			say(b.Title)
			t.add(b.Blocks)
		}
	}
}

func (t *texts) all() string { return read(strings.Join(append(t.prose, t.cells...), "\n")) }

// read replaces what is set as a space by one.
func read(s string) string { return spaced(strings.NewReplacer(`\~`, `\~`, "~", " ").Replace(s)) }

// firstPageOf is what stands before the first section.
func firstPageOf(t *testing.T, doc *typeset.Document) string {
	t.Helper()
	page := &texts{labels: map[string]bool{}}
	for i, b := range doc.Blocks {
		if h, ok := b.(typeset.Heading); ok && h.Level == 1 {
			page.add(doc.Blocks[:i])
			break
		}
	}
	return page.all()
}

// slips are what generated text must not come to.
var slips = map[string]*regexp.Regexp{
	"a number that is none":    regexp.MustCompile(`NaN|\bInf\b|\bnan\b|not a number|infinite`),
	"a wrong plural":           regexp.MustCompile(`\b(1|one) (seeds|runs|scenarios|claims|epochs|steps|images|units)\b`),
	"a bad format":             regexp.MustCompile(`%!|\(MISSING\)|\(EXTRA`),
	"spaces in a row":          regexp.MustCompile(`\S  +\S`),
	"a space before a mark":    regexp.MustCompile(` [,.;:](\s[^-]|$)`), // but "figures . --only" is a command
	"marks in a row":           regexp.MustCompile(`[,;:]\.|\.\.|,,`),
	"an empty name":            regexp.MustCompile(`\{\|`),
	"a sentence in lower case": regexp.MustCompile(`[a-z]{3}\. [a-z]`),
	"a name before a number":   regexp.MustCompile(`\*\} [0-9]`),
}

// A name has one form everywhere, so no sentence begins with one; a cell of a
// table may.
var nameFirst = regexp.MustCompile(`(^|[.?!] )(\{[^|]* mark\|\} )?\{[^|]*\|\*[^}]*\}`)

var referenceInText = regexp.MustCompile(`@((?:sec|fig|tab|eq):[\w-]+)`)

// checkDocument reports what no report may say, of whatever study.
// reported is the report on data, with what it says of every claim.
func reported(d evidence.Data) (*typeset.Document, claim.Verdicts) {
	n := newNarrative(d)
	return n.document(), n.verdicts
}

// checkFigures reports a figure that is drawn and not in the report.
func checkFigures(t *testing.T, d evidence.Data, doc *typeset.Document) {
	t.Helper()
	said := textsOf(doc)
	for _, f := range figures.All(d) {
		if !said.labels["fig:"+f.Name] {
			t.Errorf("the report does not place the figure %s", f.Name)
		}
	}
}

func checkDocument(t *testing.T, doc *typeset.Document) {
	t.Helper()
	said := textsOf(doc)
	for _, prose := range said.prose {
		if at := nameFirst.FindString(read(prose)); at != "" {
			t.Errorf("a sentence begins with a name (%q) in %q", at, prose)
		}
	}
	for _, prose := range append(said.prose, said.cells...) {
		prose = read(prose)
		for what, slip := range slips {
			if at := slip.FindString(prose); at != "" {
				t.Errorf("%s (%q) in %q", what, at, prose)
			}
		}
		for _, ref := range referenceInText.FindAllStringSubmatch(prose, -1) {
			if !said.labels[ref[1]] {
				t.Errorf("@%s refers to nothing, in %q", ref[1], prose)
			}
		}
	}
	for label := range said.labels {
		if !strings.HasSuffix(label, ":") && !regexp.MustCompile("@"+label+`($|[^\w-]|-\W)`).MatchString(said.all()) {
			t.Errorf("nothing refers to @%s", label)
		}
	}
	checkCitations(t, doc, said)
	checkTables(t, doc.Blocks)
}

func checkCitations(t *testing.T, doc *typeset.Document, said *texts) {
	t.Helper()
	sources := map[string]bool{}
	for _, s := range doc.Sources {
		sources[s.Key] = true
		if !strings.Contains(said.all(), "[@"+s.Key+"]") {
			t.Errorf("%s is a source that nothing cites", s.Key)
		}
	}
	for _, m := range regexp.MustCompile(`\[@([\w-]+)\]`).FindAllStringSubmatch(said.all(), -1) {
		if !sources[m[1]] {
			t.Errorf("%s is cited and no source", m[1])
		}
	}
}

// checkTables reports rows that do not fill their table.
func checkTables(t *testing.T, bs []typeset.Block) {
	t.Helper()
	for _, b := range bs {
		table, ok := b.(typeset.Table)
		if !ok {
			continue
		}
		rows := table.Head
		for _, r := range table.Rows {
			rows = append(rows, r.Cells)
		}
		for _, r := range rows {
			width := 0
			for _, c := range r {
				width += max(1, c.Span)
			}
			if width != len(table.Columns) {
				t.Errorf("table %s has %d columns, and a row of %d: %v", table.Label, len(table.Columns), width, r)
			}
		}
	}
}

func oneSeed(definition string) string {
	return strings.Replace(definition, "seeds = [1, 2, 3]", "seeds = [2]", 1)
}

// TestNarrative writes the report of studies that lack one part or another.
func TestNarrative(t *testing.T) {
	by64 := strings.NewReplacer("255", "64", "65025", "4096", "1.5378700499807768e-05", "0.000244140625")
	for _, c := range []struct {
		name       string
		definition string
		options    []fixture.Option
		says       []string // in the document
		first      []string // on the first page
		never      []string // anywhere
		set        bool     // set it as a PDF as well
	}{
		{name: "everything", set: true, definition: fixture.Everything,
			first: []string{"**Not as claimed:** that {undivided|*undivided*} collapses does not hold.", "255² = 65,025 times as much", "the network collapses in all three seeds.", "divide the learning rate of the first layer's weights by 255², and leave all other rates as they are", "Dividing every rate by 255² slows the other layers too"},
			says:  []string{"two overflow float32 between steps 9 and 11 and one dies", "every validation logit agree in every bit", "every rate is divided by 255²", "Conversely", "[@adam]"}},
		{name: "all claims hold", definition: fixture.Common + fixture.Reference + fixture.Divided255 + fixture.Restored255,
			says:  []string{"All three claims that could have failed hold."},
			never: []string{"factor 256", "Adam", "fails", "Conversely", "every rate is divided"}},
		{name: "another factor", definition: by64.Replace(fixture.Common + fixture.Reference + fixture.Divided255 + fixture.Restored255 + fixture.Raised255),
			first: []string{"64² = 4,096 times as much", "pixels divided by 64", "divide the learning rate of the first layer's weights by 64²"},
			never: []string{"255", "65,025"}},
		{name: "one seed", definition: oneSeed(fixture.Everything),
			first: []string{"the network collapses in the one seed"},
			says:  []string{"The study has one seed"},
			never: []string{"in all one", "in every seed", "mean of"}},
		{name: "one scenario", definition: fixture.Common + fixture.Reference,
			first: []string{"A network reads", "the network reaches a validation accuracy of 0.858."},
			says:  []string{"there is no prediction to hold the step against", "No run of the study overflowed, and none died."},
			never: []string{"the second collapses"}},
		{name: "one scenario, one seed", set: true, definition: oneSeed(fixture.Common + fixture.Reference),
			says:  []string{"Its weights and batches are drawn with", "shows what became of it.", "After step one no unit of the first hidden layer is dead."},
			never: []string{"What theory predicts", "a second network", "every scenario", "@fig:first-step", "theory predicts of them", "Where the first is divided"}},
		{name: "a reference that none is the same function as", definition: "reference = \"undivided\"\n" + fixture.Common + fixture.Undivided + fixture.Pair256 + strings.Replace(fixture.Divided255, "255", "256", -1),
			options: []fixture.Option{fixture.On("undivided", 0, fixture.DieAt(12))},
			says:    []string{"mean step of a scenario's reference times the factor", "decades more in one network than in the other"}},
		{name: "nothing is divided", definition: fixture.Common + fixture.Undivided,
			never: []string{"the second collapses"}},
		{name: "no broken scenario", definition: fixture.Common + fixture.Reference + fixture.Restored255,
			says: []string{"the question is whether it is taken as predicted"}},
		{name: "the pair of 256 alone", definition: fixture.Common + fixture.Pair256,
			says: []string{"every validation logit agree in every bit"}},
		{name: "nobody expects anything", definition: fixture.Common + `
[[scenario]]
name = "plain"
feature_divisor = 255
[[scenario]]
name = "both"
feature_divisor = 255
weight_divisor = 3
`, never: []string{"What was claimed", "to judge"}},
		{name: "reference under Adam", set: true, definition: fixture.Common + fixture.AdamPair,
			first: []string{"Under Adam the step of $W$ is as long in both networks", "255 times as much"}},
		{name: "all seeds overflow", set: true, definition: fixture.Everything, options: []fixture.Option{fixture.On("divided", 0, fixture.OverflowAt(3)), fixture.On("raised", 0, fixture.OverflowAt(3))},
			says:  []string{"collapses in all three seeds: all overflow float32 at step 3"},
			never: []string{"(in {divided|*weights/255*}"}},
		{name: "overflow in the first step", definition: fixture.Everything, options: []fixture.Option{
			fixture.On("divided", 0, fixture.OverflowAt(2)), fixture.On("divided", 0, func(r *evidence.Result) { r.Run.FirstStep.LossAfter = record.Float(math.Inf(1)) })},
			says: []string{"beyond float32 in one step"}},
		{name: "some seeds' loss not finite after the step", definition: fixture.Everything, options: []fixture.Option{
			fixture.On("divided", 1, fixture.OverflowAt(2)), fixture.On("divided", 1, func(r *evidence.Result) { r.Run.FirstStep.LossAfter = record.Float(math.NaN()) })}},
		{name: "the broken network learns", definition: fixture.Everything, options: []fixture.Option{fixture.On("divided", 0, fixture.LearnAfterAll)},
			first: []string{"that {divided|*weights/255*} collapses", "; it learns all the same, to an accuracy of 0.830"}},
		{name: "the broken network learns in one seed", definition: fixture.Everything, options: []fixture.Option{fixture.On("divided", 2, fixture.LearnAfterAll)},
			first: []string{"the network collapses in two of three seeds"},
			says:  []string{"collapses in two of three seeds: two overflow float32 between steps 9 and 11 and one learns, to an accuracy of 0.8300"}},
		{name: "the reference overflows", definition: fixture.Everything, options: []fixture.Option{fixture.On("reference", 0, fixture.OverflowAt(6))},
			first: []string{"**Not as claimed:** ", "that {reference|*features/255*} learns"}},
		{name: "the law fails", definition: fixture.Everything, options: []fixture.Option{fixture.On("divided", 2, fixture.FirstStepTimes(1.5))},
			first: []string{"**Not as claimed:**", "that the first step of {divided|*weights/255*} is 65,025 times that of {reference|*features/255*}",
				"The measurement does not agree: in seed 2 the factor is 97,53"},
			says: []string{"The prediction fails for {divided|*weights/255*}: in seed 2"}},
		{name: "the cure fails", definition: fixture.Everything, options: []fixture.Option{fixture.On("restored", 0, fixture.EndAt(0.7, 0.8)), fixture.On("restored", 1, fixture.LossTimes(3, 1.2))},
			first: []string{"But the accuracies, 0.858 and 0.7000, do not bear it out.", "that {restored|*weights/255, $\\eta_1$/255²*} is the same as {reference|*features/255*}"}},
		{name: "the control differs", definition: fixture.Everything, options: []fixture.Option{fixture.On("weights-256", 2, func(r *evidence.Result) {
			r.Run.Print.Losses = "other"
			r.Trace.Loss[6]++
		})},
			says: []string{"they agree in every bit in two of three seeds only", "in seed 2 they part at step 7", "The theory does not explain that."}},
		{name: "a sign flipped", definition: fixture.Everything, options: []fixture.Option{fixture.On("divided", 3, func(r *evidence.Result) { r.Run.Print.FirstSigns = "other" })},
			says: []string{"In seed 3 of {divided|*weights/255*} (relative error 3.1 × 10⁻⁸) rounding changed the sign of a hidden unit"}},
		{name: "a seed parts by a sign", definition: fixture.Everything, options: []fixture.Option{fixture.On("restored", 2, fixture.LossTimes(2, 1.01)), fixture.On("restored", 2, func(r *evidence.Result) { r.Run.Print.FirstSigns = "other" })},
			says:  []string{", in two of three seeds. In seed 2 they agree to a few roundings until, at step 2, they part, by up to 1.0 % within ten steps", "but for the few seeds that a changed sign parts, and their mean accuracies"},
			never: []string{"that {restored|*weights/255, $\\eta_1$/255²*} is the same as"}},
		{name: "a run missing", definition: fixture.Everything, options: []fixture.Option{fixture.Without("divided", 1)},
			first: []string{"**One of 30 runs is missing;**", "and what needs them is not judged"}},
		{name: "all runs of two seeds missing", definition: fixture.Common + fixture.Reference + fixture.Divided255 + fixture.Restored255, options: []fixture.Option{
			fixture.Without("reference", 1), fixture.Without("divided", 1), fixture.Without("restored", 1), fixture.Without("reference", 3), fixture.Without("divided", 3), fixture.Without("restored", 3)},
			first: []string{"**Six of nine runs are missing;**"},
			never: []string{"means over", "Means over", "the mean over seeds", "three seeds", "thin lines are seeds", "median seed"}},
		{name: "a scenario missing", definition: fixture.Everything, options: []fixture.Option{fixture.Without("divided", 0)}},
		{name: "the reference missing", definition: fixture.Everything, options: []fixture.Option{fixture.Without("reference", 0)}},
		{name: "both networks collapse", definition: fixture.Common + fixture.Reference + fixture.Divided255 + fixture.Restored255,
			options: []fixture.Option{fixture.On("reference", 0, fixture.OverflowAt(6)), fixture.On("restored", 0, fixture.OverflowAt(6))},
			first:   []string{"the network collapses in all three seeds", "Theory predicts the first step of two scenarios from that of another; in both it was measured so."},
			says:    []string{"gives {restored|*weights/255, $\\eta_1$/255²*} the training of {reference|*features/255*}"},
			never:   []string{"does not recover", "and it does", "The same rate breaks", "gives the second network"}},
		{name: "steps that are zero", definition: fixture.Common + fixture.Reference + fixture.Divided255 + fixture.Restored255,
			options: []fixture.Option{fixture.On("reference", 0, stepsOf(0)), fixture.On("divided", 0, stepsOf(0)), fixture.On("restored", 0, stepsOf(0)), fixture.On("reference", 0, fixture.EndAt(0.1, 2.3))},
			first:   []string{"the first step does not move the first layer", "but what was measured says nothing of it"},
			says:    []string{"nothing can be said, since the step of the first layer is zero in both networks.", "no step", "Nothing can be said of the claim"}},
		{name: "images that are black", definition: fixture.Common + fixture.Reference + fixture.Divided255,
			options: []fixture.Option{fixture.On("reference", 0, withoutSignal), fixture.On("divided", 0, withoutSignal)},
			first:   []string{"Here $XW$ is zero, so that neither step changes anything"},
			never:   []string{"not a finite multiple"}},
		{name: "a step that is zero in one seed", definition: fixture.Common + fixture.Reference + fixture.Divided255 + fixture.Restored255,
			options: []fixture.Option{fixture.On("reference", 2, stepsOf(0)), fixture.On("divided", 2, stepsOf(0)), fixture.On("restored", 2, stepsOf(0))},
			says:    []string{"Of {divided|*weights/255*} and {restored|*weights/255, $\\eta_1$/255²*} nothing can be said in some seeds", "is judged by two of three seeds; in the rest the step of the first layer is zero"},
			never:   []string{"and for every seed."}},
		{name: "steps too short for float32", definition: fixture.Common + fixture.Reference + fixture.Divided255,
			options: []fixture.Option{fixture.On("reference", 0, stepsOf(1e-9)), fixture.On("divided", 0, stepsOf(1.1e-9))},
			says:    []string{"rounding them to float32 may change it by more than 1 %", "below float32"},
			never:   []string{"The prediction fails"}},
		{name: "steps in which rounding shows", definition: fixture.Common + fixture.Reference + fixture.Divided255,
			options: []fixture.Option{fixture.On("reference", 0, func(r *evidence.Result) { r.Run.FirstStep.Layers[0].RelativeDelta = 1e-4 }),
				fixture.On("divided", 0, func(r *evidence.Result) { r.Run.FirstStep.Layers[0].RelativeDelta = 1e-4 * 65025 * 1.0003 })},
			never: []string{"The prediction fails"}},
		{name: "the reference learns a little", definition: fixture.Common + fixture.Reference + fixture.Divided255,
			options: []fixture.Option{fixture.On("reference", 1, fixture.EndAt(0.31, 2)), fixture.On("reference", 2, fixture.EndAt(0.4, 2)), fixture.On("reference", 3, fixture.EndAt(0.46, 2))},
			says:    []string{"ends at an accuracy of 0.31–0.46."},
			never:   []string{"of its three seeds", "Of its three seeds"}},
		{name: "the reference learns in one seed", definition: fixture.Common + fixture.Reference + fixture.Divided255,
			options: []fixture.Option{fixture.On("reference", 1, fixture.EndAt(0.42, 2)), fixture.On("reference", 2, fixture.EndAt(0.43, 2))},
			says:    []string{"ends differently from seed to seed: two end at an accuracy of 0.42"}},
		{name: "a little better than guessing", definition: fixture.Common + fixture.Reference, options: []fixture.Option{fixture.On("reference", 0, fixture.EndAt(0.15, 2))},
			first: []string{"it ends little better than by guessing, at 0.1500"}, never: []string{"paired by seed"}},
		{name: "two that end alike", definition: fixture.Common + fixture.Reference + fixture.Undivided + strings.Replace(fixture.Undivided, "undivided\"", "third\"\nweight_divisor = 7", 1),
			options: []fixture.Option{fixture.On("undivided", 0, fixture.OverflowAt(6)), fixture.On("third", 0, fixture.OverflowAt(6))},
			says:    []string{"In {undivided|*undivided*} and in {third|*weights/7*} the network collapses in all three seeds"}},
		{name: "dead networks with large losses", definition: fixture.Common + fixture.Reference + fixture.Divided255,
			options: []fixture.Option{fixture.On("divided", 0, fixture.DieAt(12)), fixture.On("divided", 0, fixture.EndAt(0.1, 50))},
			says:    []string{"comes from the biases, for no unit of the first hidden layer lives"}},
		{name: "a unit that lives in a dead network", definition: fixture.Common + fixture.Reference + fixture.Divided255,
			options: []fixture.Option{fixture.On("divided", 0, fixture.DieAt(12)), fixture.On("divided", 0, fixture.EndAt(0.1, 50)), fixture.On("divided", 0, func(r *evidence.Result) { r.Run.Ending.DeadUnits = []int{29, 3} })},
			never:   []string{"comes from the biases"}},
		{name: "units dead from the start", definition: fixture.Common + fixture.Reference + fixture.Divided255,
			options: []fixture.Option{fixture.On("divided", 0, func(r *evidence.Result) { r.Run.FirstStep.DeadUnits.Before = []int{9, 0} })},
			says:    []string{"After one step 37 % of the first hidden layer of"}, never: []string{"kills"}},
		{name: "seeds that learn more or less", definition: fixture.Common + fixture.Reference,
			options: []fixture.Option{fixture.On("reference", 2, fixture.EndAt(0, 3))},
			never:   []string{"does not depend on the seed"}},
		{name: "one claim, and it fails", definition: fixture.Common + fixture.Reference, options: []fixture.Option{fixture.On("reference", 0, fixture.EndAt(0.3, 2))},
			first: []string{"**Not as claimed:** that"}, never: []string{"One of one", "one claim one"}},
		{name: "one step", definition: strings.Replace(strings.Replace(fixture.Common, "train = 320", "train = 32", 1), "epochs = 2", "epochs = 1", 1) + fixture.Reference + fixture.Restored255,
			says: []string{"The losses of the first step agree"}},
		{name: "twins", definition: fixture.Common + fixture.Reference + strings.NewReplacer("reference", "twin", "features/255", "a twin", "learns", "identical to reference").Replace(fixture.Reference),
			never: []string{"every factor is a power of two"}},
		{name: "no run at all", set: true, definition: fixture.Common + fixture.Reference, options: []fixture.Option{fixture.Without("reference", 0)},
			first: []string{"No run has been made"}},
		{name: "letters that markup reads", set: true, definition: fixture.Common + strings.Replace(fixture.Reference, `"features/255"`, `"a*b $x$ [@y] {z|} <u> ~ \\ \u0060"`, 1),
			says: []string{`a\*b \$x\$ \[\@y] \{z\|\} \<u>`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := fixture.New(c.definition, c.options...)
			doc, _ := reported(d)
			checkDocument(t, doc)
			checkFigures(t, d, doc)
			if c.set {
				if err := typeset.Compose(io.Discard, doc, typeset.Options{Strict: true}); err != nil {
					t.Error(err)
				}
			}
			said := textsOf(doc).all()
			for _, s := range c.says {
				if !strings.Contains(said, s) {
					t.Errorf("the document does not say %q", s)
				}
			}
			first := firstPageOf(t, doc)
			for _, s := range c.first {
				if !strings.Contains(first, s) {
					t.Errorf("the first page does not say %q:\n%s", s, first)
				}
			}
			for _, s := range c.never {
				if strings.Contains(said, s) {
					t.Errorf("the document says %q", s)
				}
			}
		})
	}
}

// stepsOf makes a first step so long, relative to the weights and in all.
func stepsOf(size float64) func(*evidence.Result) {
	return func(r *evidence.Result) {
		r.Run.FirstStep.Layers[0].DeltaNorm, r.Run.FirstStep.Layers[0].RelativeDelta = record.Float(size), record.Float(size)
		r.Run.FirstStep.PreActivation.XdWRMS, r.Run.FirstStep.PreActivation.Ratio = record.Float(size), record.Float(size)
	}
}

// withoutSignal makes a first layer that computes zero.
func withoutSignal(r *evidence.Result) {
	stepsOf(0)(r)
	r.Run.FirstStep.PreActivation.XWRMS, r.Run.FirstStep.PreActivation.Ratio = 0, record.Float(math.NaN())
}

// What bytes the pixels have shows that they were divided before they were saved.
func TestPixelValues(t *testing.T) {
	for _, c := range []struct {
		largest *int
		want    string
	}{
		{nil, ", of which 50 % are zero"}, // of an older dataset.json
		{new(255), " with values up to the full range of a byte, of which 50 % are zero"},
		{new(1), " with values up to 1, where a byte holds up to 255, of which 50 %"},
		{new(0), ", all of them black"},
	} {
		got := spaced(pixelValues(&record.Dataset{Mean: 73, Deviation: 90, Zeros: 0.5, Maximum: c.largest}))
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestDocumentIsAFunctionOfItsData(t *testing.T) {
	first, _ := reported(fixture.New(fixture.Everything))
	second, _ := reported(fixture.New(fixture.Everything))
	if a, b := textsOf(first).all(), textsOf(second).all(); a != b {
		t.Error("the same data give two texts")
	}
}

func TestFailuresComeFirst(t *testing.T) {
	doc, verdicts := reported(fixture.New(fixture.Everything))
	if verdicts.Hold() {
		t.Fatal("a study with a failing claim holds")
	}
	if first := firstPageOf(t, doc); !strings.HasPrefix(first, "**Not as claimed:**") {
		t.Errorf("the first page does not open with what fails: %s", first)
	}
}
