package figures

import (
	"slices"

	"gonum.org/v1/plot/plotter"

	"firststep/study/record"
)

// A landscape is counts on a grid of bins, with an empty border.
type landscape struct {
	perDecade int
	x0, y0    int     // exponents of the first cell's lower edges, in bins
	heights   [][]int // by x and then y, smoothed in both directions by 1 4 6 4 1
}

// survey adds up joint counts over seeds. As in pooled, all numbers are whole.
func survey(joints []record.Joint) landscape {
	const border = 3 // the kernel's reach, and one
	var l landscape
	x1, y1 := 0, 0
	for _, j := range joints {
		for _, c := range j.Cells {
			if l.perDecade == 0 {
				l.perDecade, l.x0, x1, l.y0, y1 = j.BinsPerDecade, c[0], c[0], c[1], c[1]
			}
			l.x0, x1 = min(l.x0, c[0]), max(x1, c[0])
			l.y0, y1 = min(l.y0, c[1]), max(y1, c[1])
		}
	}
	if l.perDecade == 0 {
		return l
	}
	l.x0, l.y0 = l.x0-border, l.y0-border
	l.heights = make([][]int, x1-l.x0+1+border)
	for i := range l.heights {
		l.heights[i] = make([]int, y1-l.y0+1+border)
	}
	kernel := [5]int{1, 4, 6, 4, 1}
	for _, j := range joints {
		for _, c := range j.Cells {
			for dx, wx := range kernel {
				for dy, wy := range kernel {
					l.heights[c[0]-l.x0+dx-2][c[1]-l.y0+dy-2] += wx * wy * c[2]
				}
			}
		}
	}
	return l
}

// level is the height such that the cells above it hold the given share of
// all. It is half-way between whole numbers, so that no cell is at it.
func (l landscape) level(share float64) float64 {
	var cells []int
	total := 0
	for _, column := range l.heights {
		for _, h := range column {
			if h > 0 {
				cells = append(cells, h)
				total += h
			}
		}
	}
	slices.SortFunc(cells, func(a, b int) int { return b - a })
	sum := 0
	for _, h := range cells {
		if sum += h; float64(sum) >= share*float64(total) {
			return float64(h) - 0.5
		}
	}
	return 0.5
}

// middle is the value at the middle of a cell, or between cells.
func (l landscape) middle(origin int, cells float64) float64 {
	const fine = 1 << 10
	return powerOfTenAt(2*fine*origin+int(fine*(2*cells+1)), 2*fine*l.perDecade)
}

// contours are the closed lines at a level, with what is higher on their left,
// by marching squares.
func (l landscape) contours(level float64) []plotter.XYs {
	next := map[edge]edge{}
	var starts []edge
	for i := 0; i+1 < len(l.heights); i++ {
		for j := 0; j+1 < len(l.heights[i]); j++ {
			for _, s := range l.square(i, j, level) {
				next[s[0]] = s[1]
				starts = append(starts, s[0])
			}
		}
	}
	var loops []plotter.XYs
	for _, start := range starts {
		var loop plotter.XYs
		for at := start; ; {
			to, ok := next[at]
			if !ok {
				break
			}
			delete(next, at)
			loop = append(loop, l.crossing(at, level))
			at = to
		}
		if len(loop) > 2 {
			loops = append(loops, append(loop, loop[0]))
		}
	}
	return loops
}

// An edge joins the middles of two neighbouring cells: from (x, y) to the
// right, or upwards.
type edge struct {
	x, y   int
	upward bool
}

// square returns the pieces of contour between four cells, from edge to edge.
func (l landscape) square(i, j int, level float64) [][2]edge {
	bottom, top := edge{i, j, false}, edge{i, j + 1, false}
	left, right := edge{i, j, true}, edge{i + 1, j, true}
	high := func(x, y int) int {
		if float64(l.heights[x][y]) > level {
			return 1
		}
		return 0
	}
	switch high(i, j) | high(i+1, j)<<1 | high(i+1, j+1)<<2 | high(i, j+1)<<3 {
	case 1:
		return [][2]edge{{bottom, left}}
	case 2:
		return [][2]edge{{right, bottom}}
	case 3:
		return [][2]edge{{right, left}}
	case 4:
		return [][2]edge{{top, right}}
	case 5: // a saddle: the corners that are high are taken for separate
		return [][2]edge{{bottom, left}, {top, right}}
	case 6:
		return [][2]edge{{top, bottom}}
	case 7:
		return [][2]edge{{top, left}}
	case 8:
		return [][2]edge{{left, top}}
	case 9:
		return [][2]edge{{bottom, top}}
	case 10:
		return [][2]edge{{right, bottom}, {left, top}}
	case 11:
		return [][2]edge{{right, top}}
	case 12:
		return [][2]edge{{left, right}}
	case 13:
		return [][2]edge{{bottom, right}}
	case 14:
		return [][2]edge{{left, bottom}}
	}
	return nil
}

// crossing is where an edge is at the level.
func (l landscape) crossing(e edge, level float64) plotter.XY {
	a := float64(l.heights[e.x][e.y])
	if e.upward {
		b := float64(l.heights[e.x][e.y+1])
		return plotter.XY{X: l.middle(l.x0, float64(e.x)), Y: l.middle(l.y0, float64(e.y)+(level-a)/(b-a))}
	}
	b := float64(l.heights[e.x+1][e.y])
	return plotter.XY{X: l.middle(l.x0, float64(e.x)+(level-a)/(b-a)), Y: l.middle(l.y0, float64(e.y))}
}
