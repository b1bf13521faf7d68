package raster

import (
	"fmt"

	"gonum.org/v1/plot/vg"
)

// A pathReader goes through the d attribute of a path.
type pathReader struct {
	data           []byte
	at             int
	x, y           int // where the pen is
	startX, startY int
}

// parsePath reads path data of whole numbers and puts every point into place.
func parsePath(data []byte, place func(x, y int) vg.Point) (vg.Path, error) {
	p := &pathReader{data: data}
	var path vg.Path
	for p.skip(); p.at < len(data); p.skip() {
		if err := p.command(&path, place); err != nil {
			return nil, err
		}
	}
	return path, nil
}

// command reads one command; the letter is repeated for every further piece.
func (p *pathReader) command(path *vg.Path, place func(x, y int) vg.Point) error {
	letter := p.data[p.at]
	p.at++
	relative := letter >= 'a'
	switch letter | 0x20 {
	case 'm':
		points, err := p.points(1, relative)
		if err != nil {
			return err
		}
		p.startX, p.startY = p.x, p.y
		path.Move(place(points[0][0], points[0][1]))
	case 'l':
		points, err := p.points(1, relative)
		if err != nil {
			return err
		}
		path.Line(place(points[0][0], points[0][1]))
	case 'h', 'v':
		if err := p.straight(letter|0x20 == 'h', relative); err != nil {
			return err
		}
		path.Line(place(p.x, p.y))
	case 'q':
		points, err := p.points(2, relative)
		if err != nil {
			return err
		}
		path.QuadTo(place(points[0][0], points[0][1]), place(points[1][0], points[1][1]))
	case 'c':
		points, err := p.points(3, relative)
		if err != nil {
			return err
		}
		path.CubeTo(place(points[0][0], points[0][1]), place(points[1][0], points[1][1]), place(points[2][0], points[2][1]))
	case 'z':
		path.Close()
		p.x, p.y = p.startX, p.startY
	default:
		return fmt.Errorf("paths of figures have no %q", letter)
	}
	return nil
}

// points reads n points and moves the pen to the last.
func (p *pathReader) points(n int, relative bool) ([][2]int, error) {
	points := make([][2]int, n)
	for i := range points {
		x, err := p.number()
		if err != nil {
			return nil, err
		}
		y, err := p.number()
		if err != nil {
			return nil, err
		}
		if relative {
			x, y = p.x+x, p.y+y
		}
		points[i] = [2]int{x, y}
	}
	last := points[n-1]
	return points, p.moveTo(last[0], last[1])
}

// straight reads a horizontal or vertical line.
func (p *pathReader) straight(horizontal, relative bool) error {
	to, err := p.number()
	if err != nil {
		return err
	}
	x, y := p.x, p.y
	switch {
	case horizontal && relative:
		x += to
	case horizontal:
		x = to
	case relative:
		y += to
	default:
		y = to
	}
	return p.moveTo(x, y)
}

func (p *pathReader) moveTo(x, y int) error {
	if max(x, -x, y, -y) > maxCoordinate {
		return fmt.Errorf("a path leaves the sheet by far, to %d %d", x, y)
	}
	p.x, p.y = x, y
	return nil
}

func (p *pathReader) skip() {
	for p.at < len(p.data) && (p.data[p.at] == ' ' || p.data[p.at] == '\n') {
		p.at++
	}
}

// number reads a whole number.
func (p *pathReader) number() (int, error) {
	p.skip()
	sign := 1
	if p.at < len(p.data) && p.data[p.at] == '-' {
		sign = -1
		p.at++
	}
	start, n := p.at, 0
	for p.at < len(p.data) && p.data[p.at] >= '0' && p.data[p.at] <= '9' {
		if n = 10*n + int(p.data[p.at]-'0'); n > 2*maxCoordinate {
			return 0, fmt.Errorf("a path has a number beyond %d", 2*maxCoordinate)
		}
		p.at++
	}
	if p.at == start {
		return 0, fmt.Errorf("a path lacks a number at %.20q", p.data[start:])
	}
	return sign * n, nil
}
