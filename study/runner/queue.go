package runner

import (
	"runtime/debug"
	"slices"
	"sync"

	"firststep/study"
)

// A queue hands jobs to workers, and parts of jobs: one that has parts that
// need nothing of each other shares them with workers that would otherwise
// begin a job or have none left, so that the last jobs do not keep one
// worker busy and the others waiting.
type queue struct {
	mutex   sync.Mutex
	changed sync.Cond
	jobs    []study.Job
	shared  []*parts
	begun   int // jobs that have not ended and may still share parts
}

// parts are those of one job.
type parts struct {
	do          func(part int)
	next, count int // the next one to begin, of so many
	left        int // that have not ended
	panicked    any // what one of them panicked with
}

func newQueue(jobs []study.Job) *queue {
	q := &queue{jobs: jobs}
	q.changed.L = &q.mutex
	return q
}

// work does what there is to do, in the goroutine of one worker, until all
// jobs have ended.
func (q *queue) work(do func(study.Job)) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	for {
		switch {
		case len(q.shared) > 0:
			q.doNext(q.shared[0])
		case len(q.jobs) > 0:
			j := q.jobs[0]
			q.jobs = q.jobs[1:]
			q.begun++
			q.unlocked(func() { do(j) })
			q.begun--
			q.changed.Broadcast()
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
				panicked = &PanicError{value, debug.Stack()}
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
