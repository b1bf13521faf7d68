package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"firststep/report/sides"
	"firststep/study"
	"firststep/study/console"
	"firststep/study/dataset"
	"firststep/study/runner"
	"firststep/study/words"
)

type verifyCommand struct {
	Target studyName `arg:"" optional:"" name:"study|pdf" help:"A study, or the PDF of a report (without it the current folder, or quick)."`
	memoryFlag
	part
	Sample  sample    `placeholder:"N" help:"Make only N runs and N measurements again, drawn at random. The draw is printed; N@DRAW repeats it."`
	NoTrain bool      `help:"Of a PDF: check that all in it follows from the records it carries, and train nothing."`
	Extract newFolder `placeholder:"DIR" help:"Of a PDF: write the study that it carries, and the report that this program composes from it, to a new folder."`
	Workers int       `placeholder:"N" help:"Runs side by side (as many as there are cores)."`
	JSON    bool      `help:"As JSON."`
}

// A sample is how many runs, and how many measurements, are made again, and
// what draws them. The zero value takes all.
type sample struct {
	n    int
	draw string
}

var samplePattern = regexp.MustCompile(`^([1-9][0-9]{0,8})(?:@([0-9A-Za-z]{1,64}))?$`)

// UnmarshalText implements [encoding.TextUnmarshaler]. Without a draw it draws
// one: whoever forges a record must not know which are looked at.
func (s *sample) UnmarshalText(text []byte) error {
	parts := samplePattern.FindStringSubmatch(string(text))
	if parts == nil {
		return fmt.Errorf("%q is no sample; give the number of runs to train again, 1 or more, or 3@DRAW with a draw of letters and digits", text)
	}
	s.n, _ = strconv.Atoi(parts[1]) // which the pattern holds to
	s.draw = cmp.Or(parts[2], strings.ToLower(rand.Text()[:12]))
	return nil
}

// verification is what verify --json prints.
type verification struct {
	File     string        `json:"file,omitempty"`     // the PDF
	Carried  finding       `json:"carried,omitempty"`  // of a PDF: whether the files in it are those that it states
	Composed finding       `json:"composed,omitempty"` // of a PDF: whether it is the file that this program composes from them
	Trained  finding       `json:"trained"`            // whether training gives the records
	Summary  string        `json:"summary"`
	Problems []string      `json:"problems,omitempty"`
	Draw     string        `json:"draw,omitempty"` // of a sample
	Runs     int           `json:"runs"`           // that there are records of
	Again    []verifiedRun `json:"runs_again,omitempty"`

	Measurements int           `json:"measurements"` // beside the runs, that there are records of
	Measured     []verifiedRun `json:"measurements_again,omitempty"`
}

// A finding is what came of one of the things that verify looks at.
type finding string

// Findings. Only the first is a proof.
const (
	same       finding = "same"
	sameInPart finding = "same in part"     // of all that was trained again, which is not all
	repacked   finding = "packed otherwise" // the same content as far as this program sees, in other bytes
	differs    finding = "differs"
	notDone    finding = "not done"
)

// A verifiedRun is a run that was trained again, or a measurement that was made
// again.
type verifiedRun struct {
	Name    string `json:"name"`
	Same    bool   `json:"same"`
	Differs string `json:"differs,omitempty"` // the first deviation
}

func (c *verifyCommand) Run(s *session) error {
	pdf, err := sides.IsPDF(string(c.Target))
	if err != nil {
		return err
	}
	var v *verification
	switch {
	case pdf:
		v, err = c.report(s)
	case c.NoTrain:
		return errors.New("--no-train is for the PDF of a report; of a study, figures --check and report --check train nothing")
	case c.Extract != "":
		return errors.New("--extract is for the PDF of a report; of a study it would be a copy")
	default:
		v, err = c.study(s)
	}
	if v == nil {
		return err
	}
	answer := v.say(s, c.JSON)
	if err != nil { // which kept it from looking at the rest
		return err
	}
	return answer
}

// holds reports whether all that was looked at is as it should be. Of a PDF
// only the same bytes are: other programs may see in any other file what this
// one does not.
func (v *verification) holds() bool {
	return len(v.Problems) == 0 && v.Trained != differs && (v.File == "" || v.Carried == same && v.Composed == same)
}

// say prints what was found.
func (v *verification) say(s *session, asJSON bool) error {
	if asJSON {
		if err := s.printJSON(v); err != nil {
			return err
		}
	} else {
		prefix := ""
		if v.File != "" {
			prefix = v.File + ": "
		}
		for _, problem := range v.Problems {
			s.paragraph(console.Red, prefix+problem)
		}
		outcome := console.Green
		if !v.holds() {
			outcome = console.Red
		}
		s.paragraph(outcome, prefix+v.Summary)
	}
	if !v.holds() {
		return errNo
	}
	return nil
}

// study trains a study's runs again and compares them with their records.
func (c *verifyCommand) study(s *session) (*verification, error) {
	o, err := studyArgument{c.Target, c.memoryFlag}.open(s)
	if err != nil {
		return nil, err
	}
	plan, err := o.plan(c.part)
	if err != nil {
		return nil, err
	}
	v := &verification{Trained: notDone}
	items := runner.Status(plan, o.store)
	for _, group := range outdatedOf(items) {
		v.Problems = append(v.Problems, group.String())
	}
	known := *plan
	known.Jobs = runner.Jobs(items, func(i runner.Item) bool { return i.State == runner.UpToDate })
	v.Runs, v.Measurements = len(known.Runs()), len(known.Measurements())
	if len(plan.Runs()) < len(o.whole.Runs()) { // and what is not in the part is not checked
		v.Runs += len(o.whole.Runs()) - len(plan.Runs())
		v.Measurements += len(o.whole.Measurements()) - len(plan.Measurements())
	}
	if len(known.Runs()) == 0 {
		v.Summary = "nothing was trained: no run has a record that is up to date"
		return v, nil
	}
	err = c.retrain(s, v, runner.VerifyOptions{
		Plan: &known, Folder: o.store.Path(), Dataset: o.store.Dataset,
		Known: func(job study.Job) (runner.Known, error) { return runner.Stored(o.store, job) },
	})
	v.Summary = v.trained()
	return v, err
}

// retrain does the plan of the options again, or a sample of it, and notes what
// is not as it is known. It looks at the images, and so at what is said of them,
// in any case.
func (c *verifyCommand) retrain(s *session, v *verification, o runner.VerifyOptions) (err error) {
	if part := runner.Sample(o.Plan, c.Sample.n, c.Sample.draw); part != o.Plan {
		v.Draw, o.Plan = fmt.Sprintf("%d@%s", c.Sample.n, c.Sample.draw), part
	}
	if err := c.sayCost(s, o.Plan); err != nil {
		return err
	}
	progress := newTrainingProgress(s, o.Plan.Jobs)
	defer progress.done()
	download := newDownloadProgress(s)
	defer download.done()
	o.Data = dataset.Environment()
	download.report(&o.Data)
	o.Workers, o.Events = c.Workers, progress.event
	if o.Memory, err = c.limit(); err != nil {
		return err
	}
	again, images, err := runner.Verify(s.ctx, o)
	v.note(again, images)
	if _, ok := errors.AsType[*runner.DataError](err); ok {
		rest := "report --check and figures --check need no images"
		if v.File != "" {
			rest = "--no-train needs no images"
		}
		err = errors.Join(err, errors.New(rest))
	}
	return err
}

// note adds what was found.
func (v *verification) note(again []runner.Again, images string) {
	v.Trained = same
	differ := func(name, how string) {
		if how != "" {
			v.Problems = append(v.Problems, name+": "+how)
			v.Trained = differs
		}
	}
	differ(datasetName, images)
	for _, a := range again {
		name := a.Job.Name()
		differ(name, a.Differs)
		list := &v.Measured
		if a.Job.IsRun() {
			list = &v.Again
		}
		*list = append(*list, verifiedRun{name, a.Differs == "", a.Differs})
	}
	switch {
	case v.Trained == differs || len(again) == v.Runs+v.Measurements:
	case len(again) > 0:
		v.Trained = sameInPart
	default:
		v.Trained = notDone
	}
}

// sayCost says what training again takes before it begins: a stranger's
// definition may ask for years.
func (c *verifyCommand) sayCost(s *session, plan *study.Plan) error {
	if s.quiet {
		return nil
	}
	workers := workersOr(c.Workers)
	estimate, err := runner.EstimateTime(s.ctx, plan, plan.Jobs, nil, workers)
	if err != nil {
		return err
	}
	s.say("To train again: %s. Ctrl-C ends it, and --sample N takes fewer.", costOf(plan.Jobs, estimate, workers))
	return nil
}

// trained says how much was trained and measured again, what came of it, and
// what was not looked at.
func (v *verification) trained() string {
	if len(v.Again)+len(v.Measured) == 0 {
		return "nothing was trained: that training gives its records was not checked"
	}
	differing := 0
	for _, r := range slices.Concat(v.Again, v.Measured) {
		if !r.Same {
			differing++
		}
	}
	said := fmt.Sprintf("%d of %s trained again", len(v.Again), words.Counted(v.Runs, "run", "runs"))
	if v.Measurements > 0 {
		said += fmt.Sprintf(" and %d of %s made again", len(v.Measured), words.Counted(v.Measurements, "measurement", "measurements"))
	}
	if differing == 0 {
		said += ": the same, bit for bit"
	} else {
		said += fmt.Sprintf(": %d not the same", differing)
	}
	if left := v.Runs + v.Measurements - len(v.Again) - len(v.Measured); left > 0 {
		said += fmt.Sprintf("; that training gives the other %d was not checked", left)
	}
	if v.Draw != "" {
		said += fmt.Sprintf(" (--sample %s draws the same)", v.Draw)
	}
	return said
}
