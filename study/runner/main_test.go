package runner

import (
	"testing"

	"go.uber.org/goleak"
)

// No test may leave a goroutine behind: a worker that outlives Run would go on
// writing.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
