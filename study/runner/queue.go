package runner

import (
	"runtime/debug"
	"slices"
	"sync"

	"firststep/study"
	"firststep/study/parallel"
)

// A queue hands jobs to workers, and parts of jobs: one that has parts that
// need nothing of each other shares them with workers that have no job left to
// begin, so that the last jobs do not keep one worker busy and the others
// waiting.
type queue struct {
	mutex   sync.Mutex
	changed sync.Cond
	turns   []turn
	shared  []*parts
	begun   int // jobs that have not ended and may still share parts
}

// A turn is that of a job.
type turn struct {
	job   study.Job
	rank  float64 // what goes first: its cost, and that of what waits for it
	group int     // of jobs that go together where their ranks are the same

	waitsFor *int // jobs that have to end before it begins, if not nil
	lets     *int // the count that its end lowers, if not nil
}

// isReady reports whether the job waits for no other.
func (t turn) isReady() bool { return t.waitsFor == nil || *t.waitsFor == 0 }

// parts are those of one job.
type parts struct {
	do          func(part int)
	next, count int // the next one to begin, of so many
	left        int // that have not ended
	panicked    any // what one of them panicked with
}

func newQueue(turns []turn) *queue {
	q := &queue{turns: turns}
	q.changed.L = &q.mutex
	return q
}

// work does what there is to do, in the goroutine of one worker, until all
// jobs have ended.
func (q *queue) work(do func(study.Job)) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	for {
		next := slices.IndexFunc(q.turns, turn.isReady)
		switch {
		case next >= 0:
			t := q.turns[next]
			copy(q.turns[1:], q.turns[:next]) // what waits is near the front, and few
			q.turns = q.turns[1:]
			q.begun++
			q.unlocked(func() { do(t.job) })
			q.begun--
			if t.lets != nil {
				*t.lets--
			}
			q.changed.Broadcast()
		case len(q.shared) > 0:
			q.doNext(q.shared[0])
		case q.begun > 0:
			q.changed.Wait()
		default:
			return
		}
	}
}

// share does the parts of the job that calls it, in its goroutine and in
// those of other workers, and returns when all have ended. A panic in one of
// them becomes its own.
func (q *queue) share(count int, do func(part int)) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	p := &parts{do: do, count: count, left: count}
	if count > 0 {
		q.shared = append(q.shared, p)
		q.changed.Broadcast()
	}
	for p.next < p.count {
		q.doNext(p)
	}
	for p.left > 0 {
		q.changed.Wait()
	}
	if p.panicked != nil {
		panic(p.panicked)
	}
}

// doNext does the next part. The caller holds the mutex, as it does again
// when the part has ended.
func (q *queue) doNext(p *parts) {
	part := p.next
	if p.next++; p.next == p.count {
		q.shared = slices.DeleteFunc(q.shared, func(other *parts) bool { return other == p })
	}
	var panicked any
	q.unlocked(func() {
		defer func() {
			if value := recover(); value != nil {
				panicked = &parallel.PanicError{Value: value, Stack: debug.Stack()}
			}
		}()
		p.do(part)
	})
	if p.panicked == nil {
		p.panicked = panicked
	}
	if p.left--; p.left == 0 {
		q.changed.Broadcast()
	}
}

func (q *queue) unlocked(do func()) {
	q.mutex.Unlock()
	defer q.mutex.Lock()
	do()
}
