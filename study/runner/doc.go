// Package runner brings a study's records up to date. It is the only place
// that joins plan, data, network and records.
//
//  1. NewPlan names the data by their hash and the arithmetic by its version,
//     and lets the definition expand to its runs.
//  2. Status compares the plan with the store: each run is up to date or due,
//     and a run that is due says why.
//  3. Run opens the data if anything is due, trains each due run on one core,
//     as many side by side as there are workers, and saves each as it ends.
//     What the definition measures beside its runs is work of the same kind,
//     with a MeasurementStatus of its own.
//  4. Export computes the first step of runs again and writes its tensors,
//     and the traces, for NumPy and R.
//
// A record depends on its run alone. Which runs are trained, by how many
// workers, in what order and after how many interruptions changes none of its
// bytes; a part of a plan is a plan, so the same holds of work that is split.
package runner
