package main

import (
	"strings"
	"testing"

	"firststep/report"
	"firststep/study/evidence"
	"firststep/study/record"
)

// What was not composed again is not proven: the pages of an older version's
// report, and of one whose traces were taken out.
func TestPagesNotLookedAt(t *testing.T) {
	for want, version := range map[string]int{
		"for it was made with report version": report.Version - 1,
		"for that takes every trace":          report.Version,
	} {
		v := &verification{File: "report.pdf", Carried: same, Composed: notDone, Trained: same}
		carried := &report.Carried{Statement: report.Statement{Report: version, Runs: 1}}
		composed, said, err := v.compose(nil, carried, []evidence.Result{{Run: &record.Run{}}})
		if err != nil || composed != nil || !strings.Contains(said, "its pages were not looked at, "+want) || v.holds() {
			t.Errorf("version %d: %q, %v, holds %t", version, said, err, v.holds())
		}
	}
}
