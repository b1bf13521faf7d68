// Package runner brings a study's records up to date. It is the only place
// that joins plan, data, network and records.
//
//  1. NewPlan names the data by their hash and the arithmetic by its version,
//     and lets the definition expand to its jobs: runs, which are trainings, and
//     measurements beside them.
//  2. Status compares the plan with the store: each job is up to date or due,
//     and one that is due says why.
//  3. Run opens the data if anything is due, does each due job on one core, as
//     many side by side as there are workers, and saves each as it ends. Verify
//     does jobs again and says what departs from their results.
//  4. Export computes the first step of runs again and writes its tensors,
//     and the traces, for NumPy and R.
//
// A result depends on its job alone. Which jobs are done, by how many
// workers, in what order and after how many interruptions changes none of its
// bytes; a part of a plan is a plan, so the same holds of work that is split.
package runner
