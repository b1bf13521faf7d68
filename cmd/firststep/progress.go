package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/record"
	"firststep/study/runner"
)

// barWidth is that of a bar where there is room for all of it.
const barWidth = 30

// trainingProgress shows what a runner does: a bar on a terminal, elsewhere a
// line for each run that ended.
type trainingProgress struct {
	s     *session
	bars  *mpb.Progress
	bar   *mpb.Bar
	taken map[string]int64 // steps of the jobs at hand, by path

	mutex        sync.Mutex // the bar is drawn from another goroutine
	running      []string
	runs         tally
	measurements tally

	done func() // leaves the terminal to what follows
}

// A tally is how many jobs have ended, of those that were due.
type tally struct{ ended, due int }

func (p *trainingProgress) tallyOf(job study.Job) *tally {
	if job.IsRun() {
		return &p.runs
	}
	return &p.measurements
}

// newTrainingProgress expects the jobs that are due.
func newTrainingProgress(s *session, due []study.Job) *trainingProgress {
	p := &trainingProgress{s: s, taken: map[string]int64{}, done: func() {}}
	if len(due) == 0 || !s.interactive() {
		return p
	}
	total := int64(0)
	for _, job := range due {
		p.tallyOf(job).due++
		total += stepsToSaved(job)
	}
	p.bars = mpb.New(mpb.WithOutput(s.stderr.To), mpb.WithWidth(barWidth))
	p.bar = p.bars.New(total, mpb.BarStyle().Lbound("").Rbound("").Filler("━").Tip("━").Padding("─"),
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return p.counts() + " " })),
		mpb.AppendDecorators(
			decor.AverageETA(decor.ET_STYLE_MMSS, decor.WC{W: 6}),
			decor.Any(func(decor.Statistics) string { return " left  " + p.names() }),
		))
	p.done = sync.OnceFunc(p.remove)
	context.AfterFunc(s.ctx, p.done)
	return p
}

// stepsToSaved counts the saving of a job as a step more: once all its steps
// are taken it has not ended.
func stepsToSaved(job study.Job) int64 { return int64(job.Steps) + 1 }

// event is told what the runner does, one event at a time.
func (p *trainingProgress) event(e runner.Event) {
	name := e.Job.Name()
	switch e.Kind {
	case runner.SetAside:
		p.s.say("%v\nmoved aside to %s; it is made again", e.Err, e.Path)
	case runner.Started:
		p.change(func() { p.running = append(p.running, name) })
	case runner.Stepped:
		p.advance(e.Job, int64(e.Step))
	case runner.Finished, runner.Failed:
		p.change(func() {
			p.running = slices.DeleteFunc(p.running, func(r string) bool { return r == name })
			p.tallyOf(e.Job).ended++
		})
		p.advance(e.Job, stepsToSaved(e.Job))
		if p.bar == nil && e.Kind == runner.Finished {
			p.s.say("%d/%d %s: %s, %.1f s", e.Ended, e.Due, name, outcome(e), e.Seconds)
		}
	}
}

// advance brings the bar to a job's step; a run that ends early leaves its
// remaining steps out.
func (p *trainingProgress) advance(job study.Job, step int64) {
	if p.bar != nil {
		p.bar.IncrInt64(step - p.taken[job.Path()])
		p.taken[job.Path()] = step
	}
}

func (p *trainingProgress) change(do func()) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	do()
}

func (p *trainingProgress) counts() (text string) {
	p.change(func() {
		var counts []string
		for _, of := range []struct {
			tally
			what string
		}{{p.runs, "runs"}, {p.measurements, "measurements"}} {
			if of.due > 0 {
				counts = append(counts, fmt.Sprintf("%d/%d %s", of.ended, of.due, of.what))
			}
		}
		text = strings.Join(counts, ", ")
	})
	return text
}

// names are those of the jobs at hand, as many as there is room for beside the
// bar.
func (p *trainingProgress) names() (text string) {
	const timeLeft = len("  00:00 left  ")
	room := p.s.stderr.Width() - utf8.RuneCountInString(p.counts()) - barWidth - timeLeft
	p.change(func() {
		for _, name := range p.running {
			if room -= len(", ") + len(name); room >= 0 {
				text += ", " + name
			}
		}
	})
	return strings.TrimPrefix(text, ", ")
}

// remove takes the bar away, with what is left in its line where the terminal
// showed the Ctrl-C that ends it.
func (p *trainingProgress) remove() {
	p.bar.Abort(true)
	p.bars.Wait()
	fmt.Fprint(p.s.stderr.To, "\r\x1b[K")
}

// outcome says how a job ended.
func outcome(e runner.Event) string {
	switch r := e.Result.(type) {
	case *record.Measurement:
		return "measured"
	case *record.Run:
		if r.Ending.Kind == record.Overflowed {
			return fmt.Sprintf("overflowed at step %d", r.Ending.Step)
		}
		return fmt.Sprintf("accuracy %.4f", float64(r.Ending.Final.Accuracy))
	}
	return "goes on beyond its record"
}

// downloadProgress shows a bar a file, on a terminal.
type downloadProgress struct {
	s    *session
	bars *mpb.Progress
	bar  map[string]*mpb.Bar
}

func newDownloadProgress(s *session) *downloadProgress {
	return &downloadProgress{s: s, bar: map[string]*mpb.Bar{}}
}

// report has the options tell what happens.
func (p *downloadProgress) report(o *dataset.Options) {
	o.Progress = p.update
	o.Warn = func(text string) { p.s.say("warning: %s", text) }
	o.SetAside = func(path, aside string) {
		p.s.say("%s: damaged; moved aside to %s, and downloaded again", path, aside)
	}
}

// update is called as bytes arrive.
func (p *downloadProgress) update(d dataset.Progress) {
	bar, known := p.bar[d.File]
	if !known {
		if !p.s.interactive() {
			p.s.say("downloading %s, %d bytes", d.File, d.Total)
		} else {
			bar = p.add(d)
		}
		p.bar[d.File] = bar
	}
	if bar != nil {
		bar.SetCurrent(d.Done)
	}
}

func (p *downloadProgress) add(d dataset.Progress) *mpb.Bar {
	if p.bars == nil {
		p.bars = mpb.New(mpb.WithOutput(p.s.stderr.To), mpb.WithWidth(barWidth))
	}
	return p.bars.AddBar(d.Total,
		mpb.PrependDecorators(decor.Name(d.File+" ")),
		mpb.AppendDecorators(decor.CountersKibiByte("% .1f of % .1f")))
}

func (p *downloadProgress) done() {
	for _, bar := range p.bar {
		if bar != nil {
			bar.Abort(false)
		}
	}
	if p.bars != nil {
		p.bars.Wait()
	}
}
