package record

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxRow is more than a row of a trace takes for one hidden layer, in bytes;
// every further layer adds at most maxDead.
const (
	maxRow  = 96
	maxDead = 12
)

// rowLength is about what a row takes that has no point.
const rowLength = 24

// EncodeTrace returns t as the bytes of its CSV file, for a network of the
// given number of hidden layers.
func EncodeTrace(t *Trace, hidden int) []byte {
	out := make([]byte, 0, len(t.Loss)*rowLength+len(t.Points)*maxRow)
	out = append(out, strings.Join(traceColumns(hidden), ",")+"\n"...)
	empty := strings.Repeat(",", hidden+2)
	points := t.Points
	for i, loss := range t.Loss {
		out = strconv.AppendInt(out, int64(i+1), 10)
		out = append(out, ',')
		out = strconv.AppendFloat(out, float64(loss), 'g', -1, 32)
		out = append(out, ',')
		out = strconv.AppendInt(out, int64(t.Correct[i]), 10)
		if len(points) > 0 && points[0].Step == i+1 {
			out = appendPoint(out, points[0], hidden)
			points = points[1:]
		} else {
			out = append(out, empty...)
		}
		out = append(out, '\n')
	}
	return out
}

func appendPoint(out []byte, p Point, hidden int) []byte {
	for layer := range hidden {
		out = append(out, ',')
		if layer < len(p.Dead) {
			out = strconv.AppendInt(out, int64(p.Dead[layer]), 10)
		}
	}
	for _, f := range []Float{p.XdWRMS, p.RelativeDelta} {
		out = append(out, ',')
		out = strconv.AppendFloat(out, float64(f), 'g', -1, 64)
	}
	return out
}

// traceColumns returns the header of a trace for a network of the given
// number of hidden layers.
func traceColumns(hidden int) []string {
	columns := []string{"step", "loss", "correct"}
	for layer := range hidden {
		columns = append(columns, fmt.Sprintf("dead_%d", layer+1))
	}
	return append(columns, "xdw_rms", "relative_delta")
}

// hiddenLayers is how many hidden layers a trace with this header is of.
func hiddenLayers(header string) int { return strings.Count(header, ",") - 4 }

func isTraceHeader(header string) bool {
	hidden := hiddenLayers(header)
	return hidden >= 0 && header == strings.Join(traceColumns(hidden), ",")
}

// DecodeTrace reads the CSV that file describes, and returns a
// [*CorruptError] for any other bytes.
func DecodeTrace(data []byte, file TraceFile) (*Trace, error) {
	if sum := Sum(data); sum != file.SHA256 {
		return nil, wrongTrace(data, sum, file)
	}
	t, err := parseTrace(data)
	if err != nil {
		return nil, &CorruptError{Err: err}
	}
	if len(t.Loss) != file.Rows {
		return nil, wrongRows(len(t.Loss), file)
	}
	return t, nil
}

// parseTrace reads a trace in the form that EncodeTrace gives it, and no
// other form.
func parseTrace(data []byte) (*Trace, error) {
	header, rows, _ := strings.Cut(string(data), "\n")
	hidden := hiddenLayers(header)
	if !isTraceHeader(header) {
		return nil, fmt.Errorf("line 1: %.80q is not the header of a trace", header)
	}
	count := strings.Count(rows, "\n")
	points := max(0, count-strings.Count(rows, ",\n"))
	r := traceReader{
		Trace: Trace{Loss: make([]float32, 0, count), Correct: make([]int, 0, count), Points: make([]Point, 0, points)},
		dead:  make([]int, 0, points*hidden),
		cells: make([]string, 0, hidden+5),
	}
	for len(rows) > 0 {
		var row string
		row, rows, _ = strings.Cut(rows, "\n")
		if err := r.parseRow(row, hidden); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(r.Loss)+2, err)
		}
	}
	if !bytes.Equal(EncodeTrace(&r.Trace, hidden), data) {
		return nil, errors.New("a number is not written in its shortest form, or a line does not end in a newline")
	}
	return &r.Trace, nil
}

// A traceReader is a trace while it is read, with room that the rows share:
// reading a thousand traces allocates little more than they hold.
type traceReader struct {
	Trace
	dead  []int    // from which the points' slices are cut
	cells []string // of the row at hand
}

func (t *traceReader) parseRow(row string, hidden int) error {
	t.cells = t.cells[:0]
	for cell := range strings.SplitSeq(row, ",") {
		t.cells = append(t.cells, cell)
	}
	if len(t.cells) != hidden+5 {
		return fmt.Errorf("%d columns, where the header has %d", len(t.cells), hidden+5)
	}
	number := len(t.Loss) + 1
	if step, err := strconv.Atoi(t.cells[0]); err != nil || step != number {
		return fmt.Errorf("step %.20q, where %d belongs", t.cells[0], number)
	}
	loss, err := strconv.ParseFloat(t.cells[1], 32)
	if err != nil {
		return fmt.Errorf("loss: %w", err)
	}
	correct, err := parseCount(t.cells[2])
	if err != nil {
		return fmt.Errorf("correct: %w", err)
	}
	if measured := t.cells[3:]; slices.ContainsFunc(measured, isFilled) {
		point, err := t.parsePoint(number, measured)
		if err != nil {
			return err
		}
		t.Points = append(t.Points, point)
	}
	t.Loss = append(t.Loss, float32(loss))
	t.Correct = append(t.Correct, correct)
	return nil
}

func (t *traceReader) parsePoint(step int, cells []string) (Point, error) {
	p := Point{Step: step}
	hidden := len(cells) - 2
	first, counted := len(t.dead), cells[:hidden]
	if hidden > 1 && !slices.ContainsFunc(counted[1:], isFilled) {
		counted = counted[:1]
	}
	for layer, cell := range counted {
		dead, err := parseCount(cell)
		if err != nil {
			return p, fmt.Errorf("dead_%d: %w", layer+1, err)
		}
		t.dead = append(t.dead, dead)
	}
	if hidden > 0 {
		p.Dead = t.dead[first:len(t.dead):len(t.dead)]
	}
	xdw, err := strconv.ParseFloat(cells[hidden], 64)
	if err != nil {
		return p, fmt.Errorf("xdw_rms: %w", err)
	}
	relative, err := strconv.ParseFloat(cells[hidden+1], 64)
	if err != nil {
		return p, fmt.Errorf("relative_delta: %w", err)
	}
	p.XdWRMS, p.RelativeDelta = Float(xdw), Float(relative)
	return p, nil
}

func isFilled(cell string) bool { return cell != "" }

func parseCount(cell string) (int, error) {
	n, err := strconv.ParseUint(cell, 10, 31)
	return int(n), err
}
