package canvas

import "strconv"

// A pathData collects the d attribute of an SVG path: whole numbers, relative
// to where the pen is, which is the shortest form.
type pathData struct {
	bytes          []byte
	x, y           int // where the pen is
	startX, startY int // where a z takes it
}

// A place is a point in whole units, y downwards.
type place struct{ x, y int }

// move starts a new piece. The first relative move of a path is an absolute
// one, since the pen starts at the origin.
func (d *pathData) move(to place) {
	d.relative('m', to)
	d.startX, d.startY = d.x, d.y
}

func (d *pathData) line(to place) {
	switch {
	case to == place{d.x, d.y}: // on a coarser grid than that of the drawing
	case to.y == d.y:
		d.bytes = appendNumber(append(d.bytes, 'h'), to.x-d.x, false)
		d.x = to.x
	case to.x == d.x:
		d.bytes = appendNumber(append(d.bytes, 'v'), to.y-d.y, false)
		d.y = to.y
	default:
		d.relative('l', to)
	}
}

// curve is quadratic with one control point before its end, cubic with two.
func (d *pathData) curve(points ...place) {
	if len(points) == 2 {
		d.relative('q', points...)
		return
	}
	d.relative('c', points...)
}

func (d *pathData) close() {
	d.bytes = append(d.bytes, 'z')
	d.x, d.y = d.startX, d.startY
}

func (d *pathData) relative(command byte, points ...place) {
	d.bytes = append(d.bytes, command)
	for i, p := range points {
		d.bytes = appendNumber(d.bytes, p.x-d.x, i > 0)
		d.bytes = appendNumber(d.bytes, p.y-d.y, true)
	}
	end := points[len(points)-1]
	d.x, d.y = end.x, end.y
}

// appendNumber appends a number, after a blank where one follows another and
// no minus parts them.
func appendNumber(b []byte, n int, follows bool) []byte {
	if follows && n >= 0 {
		b = append(b, ' ')
	}
	return strconv.AppendInt(b, int64(n), 10)
}
