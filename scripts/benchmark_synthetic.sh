#!/usr/bin/env bash
# What a model that has seen drawn photos only makes of real ones. Takes about seven minutes.
#
#   scripts/benchmark_synthetic.sh RAW_DIR OUT_DIR [petseg train options]
#
# Draws photos, trains on them alone, and scores the test photos of RAW_DIR (Oxford's layout) by the
# pinned split of config/benchmark.json. The checkpoint is chosen on drawn photos. Scores are over
# all pixels at the photo's own size; pet is cat or dog against background, and calling every pixel
# pet gives about 0.35.
#
#   PETSEG          the program (default: build/release/petseg)
#   PETSEG_COUNT    photos to draw (default: 600)
#   PETSEG_MINUTES  time budget of the training (default: 6)
set -euo pipefail
if [[ $# -lt 2 ]]; then
  echo "usage: scripts/benchmark_synthetic.sh RAW_DIR OUT_DIR [train options]" >&2
  exit 2
fi
raw=$(realpath "$1") out=$(realpath -m "$2")
shift 2
cd "$(dirname "$0")/.."
petseg=${PETSEG:-$PWD/build/release/petseg}

"$petseg" make-dataset --source synthetic --raw "$out/raw" --out "$out/drawn" \
  --count "${PETSEG_COUNT:-600}" --split 0.92,0.06,0.02,0
"$petseg" train --data "$out/drawn" --run_dir "$out/runs/synthetic" \
  --max_minutes "${PETSEG_MINUTES:-6}" "$@"
"$petseg" make-dataset --raw "$raw" --out "$out/real" --split_file config/benchmark.json
"$petseg" evaluate --model_uri "$out/runs/synthetic" --data "$out/real" --out "$out/report"
