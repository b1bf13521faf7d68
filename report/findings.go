package report

import "firststep/study/evidence"

// findings are what the report may speak of, with its own words for them.
type findings struct{ *evidence.Findings }

func gather(d evidence.Data) *findings { return &findings{evidence.Gather(d)} }
