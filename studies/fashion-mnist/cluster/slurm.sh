#!/bin/bash
# A study as a Slurm array, each task with its share of the runs, all in one
# folder on a file system that every node sees:
#
#   sbatch studies/fashion-mnist/cluster/slurm.sh STUDY
#
# and the report when the last task is done:
#
#   sbatch --dependency=afterok:JOBID --wrap "firststep report STUDY"
#
# A node may die at any moment: Slurm runs its task again, which goes on from
# the records that are complete.
#SBATCH --job-name=firststep
#SBATCH --array=1-8
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=00:30:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=firststep-%A-%a.log

study=${1:-studies/fashion-mnist}
shards=${SHARDS:-8}      # as many as the array has: it stays when some tasks are run again
limit=${TIME_LIMIT:-25m} # less than --time, with room for what a task begins with

firststep run "$study" --shard "auto/$shards" --time-limit "$limit"
code=$?
if [ "$code" = 3 ]; then # some runs are left: run again
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" && exit 0
fi
exit "$code"
