package main

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strconv"
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
	if c.Workers < 1 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	runs := len(plan.Runs())
	if err := c.write(s, o, plan, items[:runs], runWords); err != nil {
		return err
	}
	if runs < len(items) {
		s.print("")
		if err := c.write(s, o, plan, items[runs:], measurementWords); err != nil {
			return err
		}
	}
	if o.carried != nil {
		return answer
	}
	orphans, err := runner.Orphans(o.whole, o.store)
	for _, name := range orphans {
		s.say("%s: a record of no run of this study; firststep clean removes it", o.store.Path(study.RunsFolder, name+".json"))
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

// jobWords are what differs between what is said of runs and of measurements.
type jobWords struct {
	columns         []string
	row             func(study.Job) []any
	one, many, done string // a job, several, and what was done with it
	cost            func(gflop float64, e runner.Estimate, workers string) string
}

var runWords = jobWords{
	columns: []string{"scenario", "seed", "steps", "GFLOP", "state"},
	row:     func(j study.Job) []any { return []any{j.Subject, j.Seed, j.Steps} },
	one:     "run", many: "runs", done: "trained",
	cost: func(gflop float64, e runner.Estimate, workers string) string {
		from := "a short trial"
		if e.Measured {
			from = "earlier runs here"
		}
		return fmt.Sprintf("%.1f GFLOP, about %s with %s (from %s)", gflop, e.Wall.Round(time.Second), workers, from)
	},
}

var measurementWords = jobWords{
	columns: []string{"measurement", "of", "seed", "GFLOP", "state"},
	row: func(j study.Job) []any {
		return []any{j.Kind, cmp.Or(j.Subject, "–"), cmp.Or(j.Seeds.String(), strconv.FormatInt(j.Seed, 10))}
	},
	one: "measurement", many: "measurements", done: "made",
	cost: func(gflop float64, e runner.Estimate, workers string) string {
		return fmt.Sprintf("about as much as %.1f GFLOP of training, %s with %s", gflop, e.Wall.Round(time.Second), workers)
	},
}

// write prints runs or measurements, and their cost.
func (c *planCommand) write(s *session, o *opened, plan *study.Plan, items []runner.Item, said jobWords) error {
	t := console.NewTable(said.columns...)
	t.Paint(len(t.Groups)-1, func(row int) console.Colour { return stateColour(items[row].State) })
	for _, item := range items {
		t.Add(append(said.row(item.Job), fmt.Sprintf("%.1f", item.Job.FLOPs/1e9), stateCell(item.State, item.Reason()))...)
	}
	s.printTable(t)
	due := runner.Jobs(items, runner.Item.Due)
	estimate, err := runner.EstimateTime(s.ctx, plan, due, o.store, c.Workers)
	if err != nil {
		return err
	}
	s.print("%s", said.costLine(items, due, estimate, c.Workers))
	return nil
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

// costLine sums up what is due.
func (w jobWords) costLine(items []runner.Item, due []study.Job, e runner.Estimate, workers int) string {
	blocked := len(runner.Jobs(items, func(i runner.Item) bool { return i.State == runner.Blocked }))
	if blocked > 0 {
		return fmt.Sprintf("%s blocked, %d of %d due: nothing is %s until the way is free",
			words.Counted(blocked, w.one+" is", w.many+" are"), len(due), len(items), w.done)
	}
	if len(due) == 0 {
		return words.Counted(len(items), w.one+", up to date", w.many+", all up to date")
	}
	flops := 0.0
	for _, job := range due {
		flops += job.FLOPs
	}
	return fmt.Sprintf("%d of %s due: %s", len(due), words.Counted(len(items), w.one, w.many),
		w.cost(flops/1e9, e, words.Counted(workers, "worker", "workers")))
}
