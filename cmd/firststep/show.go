package main

import (
	"fmt"
	"math"

	"firststep/report"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/evidence"
	"firststep/study/record"
)

type showCommand struct {
	studyArgument
	part
	JSON bool `help:"As JSON."`
}

// headline is a row of the headline table: means over the seeds in which a
// quantity is finite, not a number where it is so in none.
type headline struct {
	Scenario      string         `json:"scenario"`
	Seeds         int            `json:"seeds"`
	Multiple      *multiple      `json:"xdw_multiple,omitempty"`
	RelativeDelta record.Float   `json:"relative_delta"` // ‖ΔW‖/‖W‖ of the first layer's first step
	XdWRatio      record.Float   `json:"xdw_ratio"`      // rms XΔW / rms XW
	LossBefore    record.Float   `json:"loss_before"`    // on the first batch
	LossAfter     record.Float   `json:"loss_after"`
	Accuracy      record.Float   `json:"validation_accuracy"`
	NotFinite     map[string]int `json:"not_finite,omitempty"` // seeds that a mean leaves out, by its name
	Overflowed    int            `json:"overflowed"`
	Expect        string         `json:"expect,omitempty"`
	Verdict       string         `json:"verdict,omitempty"`

	noSignal bool // XW and XΔW are 0
}

// A multiple is how large rms XΔW of the first step is beside that of another
// scenario.
type multiple struct {
	Of        string       `json:"of"`
	Predicted record.Float `json:"predicted"`
	Measured  record.Float `json:"measured"` // mean over the seeds of both

	cells []any // as claims write them
}

func (c *showCommand) Run(s *session) error {
	o, err := c.openToRead(s, report.AnyNumerics)
	if err != nil {
		return err
	}
	if err := o.narrow(c.part); err != nil {
		return err
	}
	data, err := o.load(s)
	if err != nil {
		return err
	}
	rows := headlines(data)
	if c.JSON {
		return s.printJSON(rows)
	}
	writeHeadlines(s, rows)
	return nil
}

func headlines(d evidence.Data) []headline {
	verdicts := claim.Judge(evidence.Gather(d))
	rows := []headline{}
	for _, scenario := range d.Definition.Scenarios {
		results := d.Of(scenario.Name)
		if len(results) == 0 {
			continue
		}
		row := headline{Scenario: scenario.Name, Seeds: len(results), Expect: scenario.Expect, NotFinite: map[string]int{}}
		for _, of := range row.quantities() {
			sample := d.Sample(scenario.Name, of.quantity)
			*of.mean = record.Float(sample.Mean)
			if sample.NonFinite > 0 {
				row.NotFinite[of.name] = sample.NonFinite
			}
		}
		row.noSignal = d.HasNoSignal(scenario.Name)
		for _, r := range results {
			if r.Overflowed() {
				row.Overflowed++
			}
		}
		if c, ok := verdicts.Expectation(scenario.Name); ok {
			row.Verdict = c.Verdict.String()
		}
		for _, c := range claim.Of(verdicts.Claims, claim.FirstStep) {
			if c.Scenario == scenario.Name {
				row.Multiple = multipleOf(c)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// headlineMean is a mean of a row, by its name in JSON.
type headlineMean struct {
	name     string
	mean     *record.Float
	quantity evidence.Quantity
}

func (r *headline) quantities() []headlineMean {
	return []headlineMean{
		{"relative_delta", &r.RelativeDelta, evidence.RelativeDelta},
		{"xdw_ratio", &r.XdWRatio, evidence.XdWRatio},
		{"loss_before", &r.LossBefore, evidence.LossBefore},
		{"loss_after", &r.LossAfter, evidence.LossAfter},
		{"validation_accuracy", &r.Accuracy, evidence.FinalAccuracy},
	}
}

func multipleOf(c claim.Claim) *multiple {
	var measured []float64
	for _, j := range c.Seeds {
		measured = append(measured, j.Factors[claim.XdW])
	}
	mean := compare.Of(measured).Mean
	said := "not measured"
	if !math.IsNaN(mean) {
		said = c.MeasuredWords(&claim.Judgement{Factors: claim.StepSizes{claim.XdW: mean}})
	}
	return &multiple{c.Other, record.Float(c.Predicted[claim.XdW]), record.Float(mean), []any{c.PredictedWords(), said, c.Other}}
}

// cell prints a mean to four digits, and says how many values it leaves out.
func (r *headline) cell(of headlineMean) string {
	mean, left := float64(*of.mean), r.NotFinite[of.name]
	switch {
	case r.noSignal && of.mean == &r.XdWRatio:
		return "0/0"
	case math.IsNaN(mean):
		return "not finite"
	case left > 0:
		return fmt.Sprintf("%.4g (%d not finite)", mean, left)
	}
	return fmt.Sprintf("%.4g", mean)
}

func writeHeadlines(s *session, rows []headline) {
	right := func(head string) console.Column { return console.Column{Head: head, Right: true} }
	t := &console.Table{Groups: []console.Group{
		{Columns: []console.Column{{Head: "scenario"}, right("seeds")}},
		{Title: "rms XΔW of the first step", Columns: []console.Column{right("predicted"), right("measured"), {Head: "times that of"}}},
		{Title: "first layer", Columns: []console.Column{right("‖ΔW‖/‖W‖"), right("XΔW/XW")}},
		{Title: "loss on the first batch", Columns: []console.Column{right("before"), right("after step 1")}},
		{Title: "at the end", Columns: []console.Column{right("accuracy"), right("overflowed")}},
		{Columns: []console.Column{{Head: "expected"}}},
	}}
	t.Paint(len(t.Groups)-1, func(row int) console.Colour {
		if rows[row].Verdict != "" && rows[row].Verdict != claim.Holds.String() {
			return console.Red
		}
		return console.Plain
	})
	for _, r := range rows {
		cells := []any{r.Scenario, r.Seeds}
		if r.Multiple != nil {
			cells = append(cells, r.Multiple.cells...)
		} else {
			cells = append(cells, "–", "–", "")
		}
		for _, of := range r.quantities() {
			cells = append(cells, r.cell(of))
		}
		expected := r.Expect
		if r.Verdict != "" {
			expected = r.Verdict + ": " + expected
		}
		t.Add(append(cells, r.Overflowed, expected)...)
	}
	s.printTable(t)
	s.print("")
	s.paragraph(console.Plain, "Means over seeds. ‖ΔW‖/‖W‖ and XΔW/XW (rms) are of the first layer's first step; accuracy is that on the validation set.")
}
