package main

import (
	"fmt"

	"firststep/report"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/evidence"
)

type showCommand struct {
	studyArgument
	part
	JSON bool `help:"As JSON."`
}

// headline is a row of the headline table: means over seeds.
type headline struct {
	Scenario      string `json:"scenario"`
	Seeds         int    `json:"seeds"`
	RelativeDelta string `json:"relative_delta"` // ‖ΔW‖/‖W‖ of the first layer's first step
	XdWRatio      string `json:"xdw_ratio"`      // rms XΔW / rms XW
	LossBefore    string `json:"loss_before"`    // on the first batch
	LossAfter     string `json:"loss_after"`
	Accuracy      string `json:"validation_accuracy"`
	Overflowed    int    `json:"overflowed"`
	Expect        string `json:"expect,omitempty"`
	Verdict       string `json:"verdict,omitempty"`
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
	var rows []headline
	for _, scenario := range d.Definition.Scenarios {
		results := d.Of(scenario.Name)
		if len(results) == 0 {
			continue
		}
		row := headline{
			Scenario:      scenario.Name,
			Seeds:         len(results),
			RelativeDelta: mean(d.Sample(scenario.Name, evidence.RelativeDelta)),
			XdWRatio:      mean(d.Sample(scenario.Name, evidence.XdWRatio)),
			LossBefore:    mean(d.Sample(scenario.Name, evidence.LossBefore)),
			LossAfter:     mean(d.Sample(scenario.Name, evidence.LossAfter)),
			Accuracy:      mean(d.Sample(scenario.Name, evidence.FinalAccuracy)),
			Expect:        scenario.Expect,
		}
		if d.HasNoSignal(scenario.Name) {
			row.XdWRatio = "0/0"
		}
		for _, r := range results {
			if r.Overflowed() {
				row.Overflowed++
			}
		}
		if c, ok := verdicts.Expectation(scenario.Name); ok {
			row.Verdict = c.Verdict.String()
		}
		rows = append(rows, row)
	}
	return rows
}

// mean prints a mean to four digits, and says how many values it leaves out.
func mean(s compare.Sample) string {
	switch {
	case len(s.Values) == 0:
		return "not finite"
	case s.NonFinite > 0:
		return fmt.Sprintf("%.4g (%d not finite)", s.Mean, s.NonFinite)
	}
	return fmt.Sprintf("%.4g", s.Mean)
}

func writeHeadlines(s *session, rows []headline) {
	t := console.NewTable("scenario", "seeds", "‖ΔW‖/‖W‖", "XΔW/XW", "loss", "after step 1", "accuracy", "overflowed", "expected")
	t.Paint(len(t.Groups)-1, func(row int) console.Colour {
		if rows[row].Verdict != "" && rows[row].Verdict != claim.Holds.String() {
			return console.Red
		}
		return console.Plain
	})
	for _, r := range rows {
		expected := r.Expect
		if r.Verdict != "" {
			expected += ": " + r.Verdict
		}
		t.Add(r.Scenario, r.Seeds, r.RelativeDelta, r.XdWRatio, r.LossBefore, r.LossAfter, r.Accuracy, r.Overflowed, expected)
	}
	s.printTable(t)
}
