#!/usr/bin/env bash
# The accuracy figures of petseg, by the two protocols of config/benchmark.json. Takes about half an hour.
#
#   scripts/benchmark_accuracy.sh RAW_DIR OUT_DIR [petseg train options, such as --train_args F]
#
# 1. Pinned split: photos split by name; trained once for each seed; the median test mIoU counts.
# 2. Leave breeds out: the breeds other than the three large ones, in ASCII order, dealt alternately
#    into two folds; trained on the large breeds and one fold, scored on all photos of the other,
#    both ways, counts pooled. It measures generalising, and is the one that chooses defaults.
#
# Dataset mIoU over background, cat and dog at the photo's own size, border = pet, each photo looked
# at as the setup's zoom_in says. The time budget counts from the first step to the last checkpoint.
#
#   PETSEG           the program (default: build/release/petseg)
#   PETSEG_PROTOCOL  pinned, breeds or both (default)
#   PETSEG_MINUTES   time budget of each training (default: the file's)
set -euo pipefail
if [[ $# -lt 2 ]]; then
  echo "usage: scripts/benchmark_accuracy.sh RAW_DIR OUT_DIR [train options]" >&2
  exit 2
fi
raw=$(realpath "$1") out=$(realpath -m "$2")
shift 2
cd "$(dirname "$0")/.."
petseg=${PETSEG:-$PWD/build/release/petseg}
protocol=${PETSEG_PROTOCOL:-both}

# A value of config/benchmark.json, by a Python expression on `c`.
config() {
  python3 -c "import json; c = json.load(open('config/benchmark.json')); print($1)"
}
minutes=${PETSEG_MINUTES:-$(config 'c["minutes"]')}

train() { # DATA RUN SEED [options]
  local data=$1 run=$2 seed=$3
  shift 3
  "$petseg" train --data "$data" --run_dir "$run" --seed "$seed" --max_minutes "$minutes" "$@"
}

if [[ $protocol != breeds ]]; then
  "$petseg" make-dataset --raw "$raw" --out "$out/pinned" --split_file config/benchmark.json
  for seed in $(config '*c["seeds"]'); do
    train "$out/pinned" "$out/runs/pinned-seed$seed" "$seed" "$@"
  done
fi
if [[ $protocol != pinned ]]; then
  for fold in 0 1; do
    "$petseg" make-dataset --raw "$raw" --out "$out/without-fold$fold" \
      --holdout_breeds "$(config "','.join(c['leave_breeds_out']['folds'][$fold])")" \
      --split "$(config "','.join(map(str, c['leave_breeds_out']['split']))")"
    for seed in $(config '*c["leave_breeds_out"]["seeds"]'); do
      train "$out/without-fold$fold" "$out/runs/breeds-fold$fold-seed$seed" "$seed" "$@"
    done
  done
fi
python3 scripts/benchmark_summary.py "$out/runs"
