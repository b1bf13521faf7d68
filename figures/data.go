package figures

import (
	"gonum.org/v1/plot/plotter"

	"firststep/study/evidence"
)

// data are a study's evidence with the ways in which figures draw from it.
type data struct{ evidence.Data }

// drawn is a curve as plotters have it.
func drawn(c evidence.Curve) plotter.XYs {
	points := make(plotter.XYs, len(c))
	for i, p := range c {
		points[i] = plotter.XY(p)
	}
	return points
}
