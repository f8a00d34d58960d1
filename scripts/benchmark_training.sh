#!/usr/bin/env bash
# How fast petseg trains, beside the same network and recipe in Python.
#
#   scripts/benchmark_training.sh RAW_OR_DATA [EPOCHS [RUNS]]   2 epochs, 3 runs of each
#
# RAW_OR_DATA is a folder in Oxford's layout, or a data set of make-dataset. For each model petseg and
# its peer run in turn, for as many steps each:
#   EfficientNetLite0-Unet   config/setup.json against PyTorch (scripts/peer_train.py)
#   VGG16-Unet               config/setup-vgg16.json against TensorFlow (scripts/peer_train_tensorflow.py),
#                            both with random weights: only time is measured
# The peers run in .venv-benchmark, which is made here and takes PyTorch from .venv. Their clock starts
# after their first step, petseg's before it. Printed are medians of the photos a second, the ratio, and
# the most memory that the processes had together. petseg's includes scoring the test photos.
#
#   PETSEG            the program (default: build/release/petseg, which is built)
#   PETSEG_MODELS     which models (default: both)
#   PETSEG_OUT        where the runs go (default: below $TMPDIR or /tmp)
#   PETSEG_RUN        put before each command, such as "chrt -f 5" on a busy machine
#   PETSEG_PIP_ARGS   more arguments for pip
set -euo pipefail
if [[ $# -lt 1 || $# -gt 3 || ! -d $1 ]]; then
  sed -n 's/^#   scripts/usage: scripts/p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
data=$(realpath "$1") epochs=${2:-2} runs=${3:-3}
cd "$(dirname "$0")/.."
petseg=${PETSEG:-$PWD/build/release/petseg}
models=${PETSEG_MODELS:-EfficientNetLite0-Unet VGG16-Unet}
out=$(mktemp -d "${PETSEG_OUT:-${TMPDIR:-/tmp}}/petseg-benchmark.XXXXXX")
trap 'rm -rf "$out"' EXIT
python=$PWD/.venv-benchmark/bin/python
weights=${PETSEG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/petseg}/weights/efficientnet-lite0-57934424.pth

install_peers() {
  [[ -x $python ]] || python3 -m venv .venv-benchmark
  # PETSEG_PIP_ARGS is a list of words.
  # shellcheck disable=SC2086
  "$python" -m pip install --quiet ${PETSEG_PIP_ARGS:-} \
    opencv-python-headless==4.12.0.88 'numpy>=2.0,<2.3' tensorflow-cpu
  # After its own packages, those of .venv.
  echo "$PWD"/.venv/lib/python3*/site-packages >"$("$python" -c 'import site; print(site.getsitepackages()[0])')/torch.pth"
}

# Runs a command, its output into $out/NAME.log, and prints the most megabytes that it and its children
# had together.
watched() { # NAME COMMAND…
  local name=$1
  shift
  # PETSEG_RUN is a list of words.
  # shellcheck disable=SC2086
  ${PETSEG_RUN:-} "$python" - "$out/$name.log" "$@" <<'END'
import glob, os, subprocess, sys, time

def megabytes(group):
    """Of all processes of a group; what they share counts once."""
    total = 0
    for folder in glob.glob("/proc/[0-9]*"):
        try:
            if os.getpgid(int(folder[6:])) == group:
                with open(f"{folder}/smaps_rollup") as lines:
                    total += next(int(l.split()[1]) for l in lines if l.startswith("Pss:"))
        except (OSError, StopIteration):
            pass  # it has just ended
    return total / 1024

with open(sys.argv[1], "w") as log:
    process = subprocess.Popen(sys.argv[2:], stdout=log, stderr=log, start_new_session=True)
    most = 0
    while process.poll() is None:
        most = max(most, megabytes(process.pid))
        time.sleep(0.5)
if process.returncode != 0:
    sys.exit(f"{' '.join(sys.argv[2:])} failed:\n{open(sys.argv[1]).read()[-2000:]}")
print(f"{most:.0f}")
END
}

# The last number before "WORD" in a log: "… 26.3 img/s".
number_before() { # NAME WORD
  grep -o "[0-9.]* $2" "$out/$1.log" | tail -n 1 | cut -d ' ' -f 1
}

write_setup() { # MODEL FILE
  "$python" - "$1" "$epochs" "$out/keras/published.h5" >"$2" <<'END'
import json, sys
model, epochs, random_weights = sys.argv[1:]
is_vgg = model == "VGG16-Unet"
with open("config/setup-vgg16.json" if is_vgg else "config/setup.json") as file:
    setup = json.load(file)
setup["params"]["epochs"] = int(epochs)
if is_vgg:
    setup["setup"]["encoder_weights"] = random_weights
json.dump(setup, sys.stdout)
END
}

peer_command() { # MODEL STEPS
  if [[ $1 == VGG16-Unet ]]; then
    echo "scripts/peer_train_tensorflow.py $data --steps $2"
  else
    echo "scripts/peer_train.py $data --steps $2 $([[ ! -f $weights ]] || echo "--weights $weights")"
  fi
}

install_peers
if [[ -z ${PETSEG:-} ]]; then
  cmake --preset release >/dev/null
  cmake --build --preset release --target petseg >/dev/null
fi
if [[ ! -f $data/manifest.jsonl ]]; then
  "$petseg" make-dataset --raw "$data" --out "$out/data" >/dev/null 2>&1
  data=$out/data
fi
[[ $models != *VGG16* ]] || .venv/bin/python -B scripts/make_golden_keras.py "$out/keras"

for model in $models; do
  write_setup "$model" "$out/setup.json"
  for ((run = 0; run < runs; ++run)); do
    rm -rf "$out/run"
    megabytes=$(watched petseg "$petseg" train --data "$data" --train_args "$out/setup.json" --run_dir "$out/run")
    steps=$(number_before petseg steps)
    echo "petseg $(number_before petseg img/s) $megabytes" >>"$out/$model.txt"
    # The command is a list of words.
    # shellcheck disable=SC2046
    megabytes=$(watched peer "$python" -B $(peer_command "$model" "$steps"))
    echo "peer $(number_before peer img/s) $megabytes" >>"$out/$model.txt"
  done
  "$python" - "$model" "$steps" "$out/$model.txt" <<'END'
import statistics, sys
model, steps, file = sys.argv[1:]
rows = [line.split() for line in open(file)]
print(f"{model}, {steps} steps a run")
medians = {}
for name in ("petseg", "peer"):
    speeds = [float(row[1]) for row in rows if row[0] == name]
    medians[name] = statistics.median(speeds)
    memory = max(float(row[2]) for row in rows if row[0] == name)
    print(f"  {name:7} {medians[name]:6.1f} img/s  ({min(speeds):.1f} to {max(speeds):.1f} in {len(speeds)} runs), "
          f"{memory / 1000:.2f} GB at most")
print(f"  petseg is {medians['petseg'] / medians['peer']:.2f} times as fast")
END
done
