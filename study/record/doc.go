// Package record is what a study leaves on disk: the types of its files, how
// they are written and read, and the [Store] that keeps them in the study's
// folder.
//
//	study.toml                         the definition; not this package's
//	dataset.json                       what figures show of the data ([Dataset])
//	records/<scenario>-seed<n>.json    what a run measured ([Run])
//	records/<scenario>-seed<n>.csv     its course, step by step ([Trace])
//	measurements/<name>.json           what is measured beside the runs ([Measurement])
//	figures/, exports/                 drawn and written from the records
//	report.pdf, report.html            likewise
//	environment.json                   the machine and the moment ([Environment])
//	firststep.lock                     held while a record is put into place
//
// The same definition and the same data give the same bytes of dataset.json,
// records and figures, on every machine. What names a machine or a moment is
// in environment.json alone.
//
// [Open] returns the Store of a folder, which reads and saves; [NewReader] reads
// a study from any other file system. [Decode] and [Encode] go between the types
// and the bytes of one file.
//
// # JSON
//
// A file has one form: the members in the order of the struct's fields, two
// spaces a level, values on one line where they fit in 100 columns. A decoder
// accepts that form only, so unknown, missing, doubled and misspelt keys are
// refused alike. Finite numbers are in the shortest form that reads back to
// the same float64; the others are the strings "NaN", "+Inf" and "-Inf".
//
// The last member, checksum, is the SHA-256 of the file's own bytes with that
// value empty. It stands last in every schema and is looked at first: a file
// that fails it is damaged ([CorruptError]), whatever it says. An intact file
// of a newer schema is refused by its version and never replaced; one of an
// older schema is made again ([SchemaError]).
//
// # Keys
//
// What each key says stands beside the field that it is read into: begin at
// [Run], [Measurement], [Dataset] and [Environment]; the columns of a trace are
// at [Trace]. The command firststep schema prints the same of records and
// measurements as a JSON Schema.
//
// In all of them layers are counted from the input. Lists "by layer" have an
// entry for each layer of weights, "by hidden layer" one for each but the last.
// "On the batch" is on the first batch. The probe set, on which dead units are
// counted, is the first images of the validation set (DeadUnits.Probe of them).
// They are counted at the points of the trace, in the first hidden layer at each
// and in later ones at steps 1, 10, 100 and so on; before the first step; and at
// the end.
// W and ΔW are weights and their first update, new − old; where no layer is
// named, those of the first. X is the first batch, of images × inputs.
package record
