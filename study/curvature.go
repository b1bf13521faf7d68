package study

// Curvature is the table [curvature]: the largest eigenvalue of the loss's
// Hessian at the start, for each seed.
type Curvature struct {
	// Scenarios are by name. Left out: the reference, and the first scenario
	// of every other scaling that computes the same function.
	Scenarios []string `toml:"scenarios"`
}

// curvature reads the table, where there is one.
func (t table) curvature(d *Definition) {
	if t, ok := t.table("curvature"); ok {
		d.Curvature = &Curvature{}
		t.refuseUnknown()
		t.slugs("scenarios", &d.Curvature.Scenarios)
	}
}

// checkCurvature checks the scenarios of the table, and fills in the defaults.
func (r *reader) checkCurvature() {
	d := &r.definition
	if d.Curvature == nil || !r.sound("curvature", "scenarios") {
		return
	}
	if d.Curvature.Scenarios == nil {
		d.Curvature.Scenarios = d.defaultCurvature()
	}
	e := r.key("curvature", "scenarios")
	for i, name := range d.Curvature.Scenarios {
		element{table: e.table, key: e.key, node: e.node.item(i)}.checkScenario("names", name, d.names())
	}
}

// defaultCurvature names the scenarios that Curvature.Scenarios describes.
func (d *Definition) defaultCurvature() []string {
	reference, ok := d.Scenario(d.Reference)
	if !ok {
		return nil
	}
	chosen := []Scenario{reference}
	for _, s := range d.Scenarios {
		known := false
		for _, c := range chosen {
			known = known || sameScaling(s, c)
		}
		ratio := (s.FeatureDivisor * s.WeightDivisor) / (reference.FeatureDivisor * reference.WeightDivisor)
		alike := s.Standardise == reference.Standardise && drawnAlike(d.Resolve(s), d.Resolve(reference))
		if !known && alike && ratio > 1-1e-12 && ratio < 1+1e-12 {
			chosen = append(chosen, s)
		}
	}
	names := make([]string, len(chosen))
	for i, s := range chosen {
		names[i] = s.Name
	}
	return names
}

// sameScaling reports whether two scenarios start from the same features and
// weights.
func sameScaling(s, t Scenario) bool {
	return s.FeatureDivisor == t.FeatureDivisor && s.WeightDivisor == t.WeightDivisor && s.Standardise == t.Standardise
}
