#!/usr/bin/env bash
# The main job from a fresh machine: installs what is missing, builds, makes a data set, trains a
# model, evaluates and debugs it, and segments one photo.
#
#   scripts/quickstart.sh [RAW_DIR]
#
# RAW_DIR is a folder in the layout of the Oxford-IIIT Pet data set (images/ and
# annotations/trimaps/). Without it petseg draws photos of that layout, so no photos are downloaded.
#
#   PETSEG_MINUTES   time budget of the training (default: 6 with RAW_DIR, 3 without)
#   PETSEG_WORK      where data/ and runs/ go (default: this repository)
set -euo pipefail
raw=${1:+$(realpath -m "$1")}
work=$(realpath -m "${PETSEG_WORK:-$(dirname "$0")/..}")
cd "$(dirname "$0")/.."

say() { echo "[quickstart] $*"; }

if [[ -n $raw && ! -d $raw ]]; then
  echo "[quickstart] $raw: no such folder; expected one with images/ and annotations/trimaps/" >&2
  exit 3
fi
scripts/setup.sh
scripts/build.sh release
petseg=$PWD/build/release/petseg

data=$work/data/preprocessed
if [[ -n $raw ]]; then
  minutes=${PETSEG_MINUTES:-6}
  say "making the data set from $raw"
  "$petseg" make-dataset --raw "$raw" --out "$data"
else
  minutes=${PETSEG_MINUTES:-3}
  say "drawing photos and making the data set from them"
  "$petseg" make-dataset --source synthetic --raw "$work/data/raw_synthetic" --out "$data"
fi

run=$work/runs/quickstart-$(date +%Y%m%d-%H%M%S)
say "training for $minutes minutes, then evaluating"
"$petseg" train --train_args setup.json --data "$data" --max_minutes "$minutes" --run_dir "$run"

# The whole list is read: a pipe that is closed early fails under pipefail.
photo=$(find "$data/test_set/images" -type f | sort | sed -n 1p)
say "segmenting a test photo: $photo"
"$petseg" predict --model_uri "$run" --img_url "$photo" \
  --save_path "$run/prediction/figure.png" --mask_dir "$run/prediction"

figure=$(find "$run/report/figures" -name '*.png' | sort | sed -n 1p)
cat <<END

[quickstart] done. Where to look:
  data set          $data
  run               $run
  how well it does  $run/report/report.html
  by category       $run/report/summary_<category>.png
  a debugging photo $figure
  a prediction      $run/prediction/figure.png
  its mask          $run/prediction/$(basename "${photo%.*}").png
END
