package record

// An Environment is environment.json: the machine and the moment. It is
// information for people; nothing of it enters a result, a figure or the
// report, and it is the only file of a study that differs between machines.
type Environment struct {
	Schema   int      `json:"schema"`
	System   string   `json:"system"` // "linux/amd64"
	CPU      string   `json:"cpu"`    // model, empty where the system does not tell
	Cores    int      `json:"cores"`  // that Go may use at once
	Features []string `json:"features"`
	Kernel   string   `json:"kernel"` // of the matrix products: "avx2", "portable"
	Go       string   `json:"go"`
	Modules  []Module `json:"modules"`
	Revision string   `json:"revision"` // of this program's source, empty where the build does not tell
	Modified bool     `json:"modified"` // whether the source differed from it
	Updated  string   `json:"updated"`  // RFC 3339, UTC
	Timings  []Timing `json:"timings"`  // of runs trained on this machine, sorted by run
	Checksum string   `json:"checksum"`
}

// A Module that the program was built with.
type Module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	Sum     string `json:"sum"` // as in go.sum
}

// A Timing is how long one run took, on one core among the workers.
type Timing struct {
	Run     string `json:"run"` // "scaled-weights-seed3", "measurements/sweep-seed3"
	Seconds Float  `json:"seconds" range:"0.."`
	GFLOP   Float  `json:"gflop" range:"0.."` // its cost: of plain steps that take as long, counted dense
}

func (e Environment) sealed() any {
	e.Schema, e.Checksum = Schema, ""
	return e
}

func (e *Environment) check() error { return nil }
