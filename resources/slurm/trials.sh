#!/bin/sh
# Runs the trials of a study with Slurm, an element of an array each. Written from Slurm's manuals and never run here: try it with two trials first.
#
#   graft study run study.json leaves --executor ray --storage /shared/graft --cpus-per-trial 4 --bundles-only
#   cd /shared/graft/studies/graft-<name>
#   sbatch --array=0-$(($(ls trials | wc -l) - 1))%20 --cpus-per-task=4 --output=slurm-%a.log <checkout>/resources/slurm/trials.sh <checkout>
#   graft study show <number>          takes in what is done
#
# Trials that are done are not run again: the same sbatch goes on after a failure. With graphics cards: --gpus=1 here, --gpus-per-trial 1 above.
#SBATCH --requeue
#SBATCH --signal=TERM@60
checkout=$1
trial=$(ls trials | sed -n "$((SLURM_ARRAY_TASK_ID + 1))p")
[ -n "$trial" ] || exit 2
# exec: Slurm's signals reach the program itself, which then ends its trial.
exec "$checkout/graft" trial run "$PWD/trials/$trial"
