package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"firststep/study"
	"firststep/study/console"
	"firststep/study/mlp"
	"firststep/study/runner"
	"firststep/study/words"
)

type planCommand struct {
	studyArgument
	part
	Workers int  `placeholder:"N" help:"Estimate the time for so many runs side by side (as many as there are cores)."`
	JSON    bool `help:"As JSON."`
	All     bool `help:"A row for each run and measurement."`
	Check   bool `help:"Exit 1 if any run is not up to date."`
}

// plannedJob is a row of plan --json.
type plannedJob struct {
	Measurement string         `json:"measurement,omitempty"` // its kind; empty for a run
	Scenario    string         `json:"scenario"`              // of a measurement its subject
	Seed        int64          `json:"seed"`
	Seeds       study.Seeds    `json:"seeds,omitempty"` // of endings all of them, seed the first
	Key         string         `json:"key"`
	State       runner.State   `json:"state"`
	Reason      string         `json:"reason,omitempty"`
	Changes     []study.Change `json:"changes,omitempty"`
	Steps       int            `json:"steps"`
	GFLOP       float64        `json:"gflop"`
}

func (c *planCommand) Run(s *session) error {
	o, err := c.openToRead(s, mlp.Numerics)
	if err != nil {
		return err
	}
	plan, err := o.plan(c.part)
	if err != nil {
		return err
	}
	if o.carried == nil {
		if err := runner.CheckDeviation(s.ctx, o.definition, o.store.Path()); err != nil {
			return o.placed(err)
		}
	}
	o.sayDoubts(s)
	items := o.status(plan)
	var answer error
	if c.Check && slices.ContainsFunc(items, func(i runner.Item) bool { return i.State != runner.UpToDate }) {
		answer = errNo
	}
	if c.JSON {
		return cmp.Or(s.printJSON(plannedJobs(items)), answer)
	}
	if err := c.write(s, o, plan, items); err != nil {
		return err
	}
	if o.carried != nil {
		return answer
	}
	orphans, err := runner.Orphans(o.whole, o.store)
	for _, name := range orphans {
		s.say("%s: a record of no run of this study; %s removes it", o.store.Path(study.RunsFolder, name+".json"), o.advice("clean"))
	}
	return cmp.Or(err, answer)
}

func plannedJobs(items []runner.Item) []plannedJob {
	rows := make([]plannedJob, len(items))
	for i, item := range items {
		job := item.Job
		rows[i] = plannedJob{
			Scenario: job.Subject, Seed: job.Seed, Seeds: job.Seeds, Key: job.Key,
			State: item.State, Reason: item.Reason(), Changes: item.Changes,
			Steps: job.Steps, GFLOP: job.FLOPs / 1e9,
		}
		if !job.IsRun() {
			rows[i].Measurement = job.Kind
		}
	}
	return rows
}

// write prints the sum and the table.
func (c *planCommand) write(s *session, o *opened, plan *study.Plan, items []runner.Item) error {
	due := runner.Jobs(items, runner.Item.Due)
	workers := workersOr(c.Workers)
	estimate, err := runner.EstimateTime(s.ctx, plan, due, o.store, workers)
	if err != nil {
		return err
	}
	s.print("%s", dueLine(items, due, estimate, workers))
	s.print("")
	rows := plannedRows(items, c.All)
	s.printTable(planTable(rows, o.took()))
	if len(rows) == len(items) {
		return nil // each says why
	}
	for _, group := range outdatedOf(items) {
		if group.Reason != "" {
			s.paragraph(console.Plain, group.String())
		}
	}
	return nil
}

// took is how long jobs took last time, in seconds, by their paths; empty where
// nothing tells.
func (o *opened) took() map[string]float64 {
	seconds := map[string]float64{}
	if o.carried != nil {
		return seconds
	}
	if e, err := o.store.Environment(); err == nil { // which results do not depend on
		for _, t := range e.Timings {
			seconds[t.Run] = float64(t.Seconds)
		}
	}
	return seconds
}

// A plannedRow is a scenario's runs, or the measurements of one kind and
// subject: all of them, or one.
type plannedRow struct {
	name  string
	seeds study.Seeds
	items []runner.Item
}

func plannedRows(items []runner.Item, all bool) (rows []plannedRow) {
	for _, item := range items {
		name := item.Job.Subject
		if !item.Job.IsRun() {
			name = strings.TrimSuffix(item.Job.Kind+" of "+name, " of ")
		}
		at := slices.IndexFunc(rows, func(r plannedRow) bool { return r.name == name && r.items[0].Job.IsRun() == item.Job.IsRun() })
		if all || at < 0 {
			at = len(rows)
			rows = append(rows, plannedRow{name: name})
		}
		row := &rows[at]
		row.items = append(row.items, item)
		if row.seeds = append(row.seeds, item.Job.Seeds...); item.Job.Seeds == nil {
			row.seeds = append(row.seeds, item.Job.Seed)
		}
	}
	return rows
}

// planTable has a column of times where there are any.
func planTable(rows []plannedRow, took map[string]float64) *console.Table {
	heads := []string{"scenario or measurement", "seeds", "due", "GFLOP", "took", "state"}
	const names = 2 // columns of words, before the numbers
	if len(took) == 0 {
		heads = slices.Delete(heads, 4, 5)
	}
	t := console.NewTable(heads...)
	for i := range t.Groups[names : len(heads)-1] {
		t.Groups[names+i].Columns[0].Right = true
	}
	var all plannedRow
	for _, row := range rows {
		all.items = append(all.items, row.items...)
		t.Add(row.cells(row.name, row.seeds.String(), row.state(), took)...)
	}
	t.Paint(len(heads)-1, func(row int) console.Colour {
		if row == len(rows) {
			return console.Plain
		}
		return rows[row].colour()
	})
	t.Add(all.cells("together", "", "", took)...)
	return t
}

// cells are those of a row, the numbers summed over its jobs.
func (r plannedRow) cells(name, seeds, state string, took map[string]float64) []any {
	var flops, seconds float64
	for _, item := range r.items {
		flops += item.Job.FLOPs
		if item.Job.IsRun() {
			seconds += took[item.Job.Name()]
		} else {
			seconds += took[item.Job.Path()]
		}
	}
	cells := []any{name, seeds, len(runner.Jobs(r.items, runner.Item.Due)), fmt.Sprintf("%.1f", flops/1e9)}
	switch {
	case seconds > 0:
		cells = append(cells, words.Duration(time.Duration(seconds*float64(time.Second))))
	case len(took) > 0:
		cells = append(cells, "–")
	}
	return append(cells, state)
}

// state says in which state the job is and why, or of several in which states
// they are, and of how many where they differ.
func (r plannedRow) state() string {
	if len(r.items) == 1 {
		return stateCell(r.items[0].State, r.items[0].Reason())
	}
	counts := map[runner.State]int{}
	for _, item := range r.items {
		counts[item.State]++
	}
	var states []string
	for _, state := range []runner.State{runner.Blocked, runner.Damaged, runner.Stale, runner.Missing, runner.UpToDate} {
		switch counts[state] {
		case 0:
		case len(r.items):
			return string(state)
		default:
			states = append(states, fmt.Sprintf("%d %s", counts[state], state))
		}
	}
	return strings.Join(states, ", ")
}

// colour is that of the worst state.
func (r plannedRow) colour() console.Colour {
	for _, worst := range []console.Colour{console.Red, console.Yellow} {
		if slices.ContainsFunc(r.items, func(i runner.Item) bool { return stateColour(i.State) == worst }) {
			return worst
		}
	}
	return console.Green
}

func stateCell(state runner.State, reason string) string {
	if reason != "" {
		return string(state) + ": " + reason
	}
	return string(state)
}

func stateColour(state runner.State) console.Colour {
	switch state {
	case runner.UpToDate:
		return console.Green
	case runner.Damaged, runner.Blocked:
		return console.Red
	}
	return console.Yellow
}

// dueLine sums up what is due.
func dueLine(items []runner.Item, due []study.Job, e runner.Estimate, workers int) string {
	blocked := len(runner.Jobs(items, func(i runner.Item) bool { return i.State == runner.Blocked }))
	switch {
	case blocked > 0:
		return fmt.Sprintf("%d blocked, %d of %d due: nothing is trained until the way is free", blocked, len(due), len(items))
	case len(due) == 0:
		return fmt.Sprintf("%d of %d up to date", len(items), len(items))
	}
	from := "a short trial"
	if e.Measured {
		from = "earlier runs here"
	}
	return fmt.Sprintf("%d of %d due, about %s with %s (%s; from %s)", len(due), len(items), words.Duration(e.Wall),
		words.Counted(workers, "worker", "workers"), jobCounts(due), from)
}
