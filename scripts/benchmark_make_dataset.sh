#!/usr/bin/env bash
# How long petseg make-dataset takes, beside the least that this machine allows and a peer in Python.
#
#   scripts/benchmark_make_dataset.sh RAW_DIR [RUNS]     a folder in Oxford's layout; 5 runs of each
#   scripts/benchmark_make_dataset.sh --photos COUNT     petseg alone on that many small drawn photos
#
# The three run in turn, each into a fresh folder, and are timed as whole processes:
#   petseg  make-dataset at its default settings
#   limit   tests/benchmark/make_dataset_limit.cpp: reading, decoding, hashing, encoding and writing
#           the same files by the same codecs on all processors, and nothing else
#   peer    scripts/peer_make_dataset.py: OpenCV, NumPy and a process for each processor, in
#           .venv-benchmark, which is made here
# petseg and the limit wait at their ends until their files are on the disk; the peer does not.
# Printed are medians, and the largest memory of a process.
#
#   PETSEG            the program (default: build/release/petseg, which is built)
#   PETSEG_OUT        where the folders go (default: below $TMPDIR or /tmp); 20,000 photos take 1 GB
#   PETSEG_RUN        put before each timed command, such as "chrt -f 5" on a busy machine
#   PETSEG_PIP_ARGS   more arguments for pip
set -euo pipefail
usage() {
  sed -n 's/^#   scripts/usage: scripts/p' "${BASH_SOURCE[0]}" >&2
  exit 2
}
[[ $# -ge 1 ]] || usage
if [[ $1 == --photos ]]; then
  [[ $# -eq 2 ]] || usage
  count=$2
else
  [[ $# -le 2 && -d $1 ]] || usage
  raw=$(realpath "$1") runs=${2:-5}
fi
cd "$(dirname "$0")/.."
petseg=${PETSEG:-$PWD/build/release/petseg}
out=$(mktemp -d "${PETSEG_OUT:-${TMPDIR:-/tmp}}/petseg-benchmark.XXXXXX")
trap 'rm -rf "$out"' EXIT
python=$PWD/.venv-benchmark/bin/python

build() { # TARGET
  cmake --preset release -D PETSEG_BENCHMARKS=ON >/dev/null
  cmake --build --preset release --target "$@" >/dev/null
}

install_peer() {
  [[ -x $python ]] || python3 -m venv .venv-benchmark
  # PETSEG_PIP_ARGS is a list of words.
  # shellcheck disable=SC2086
  "$python" -m pip install --quiet ${PETSEG_PIP_ARGS:-} \
    opencv-python-headless==4.12.0.88 'numpy>=2.0,<2.3'
}

# Runs a command and appends its seconds and kilobytes to $out/NAME.
timed() { # NAME COMMAND…
  local name=$1
  shift
  # PETSEG_RUN is a list of words.
  # shellcheck disable=SC2086
  ${PETSEG_RUN:-} "$python" - "$out/$name" "$@" <<'END'
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
errors = process.stderr.read()
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
if status != 0:
    sys.exit(f"{' '.join(sys.argv[2:])} failed:\n{errors.decode()}")
with open(sys.argv[1], "a") as times:
    print(f"{seconds:.4f} {usage.ru_maxrss}", file=times)
END
}

install_peer
if [[ -n ${count:-} ]]; then
  [[ -n ${PETSEG:-} ]] || build petseg
  echo "drawing $count photos"
  "$python" scripts/make_benchmark_photos.py "$out/raw" "$count"
  timed petseg "$petseg" make-dataset --raw "$out/raw" --out "$out/made"
  awk -v count="$count" '{ printf "petseg  %.1f s, %.0f MB at most, %d photos\n", $1, $2 / 1024, count }' \
    "$out/petseg"
  exit
fi

[[ -n ${PETSEG:-} ]] || build petseg
build make_dataset_limit
"$petseg" make-dataset --raw "$raw" --out "$out/made" >/dev/null 2>&1
for ((run = 0; run < runs; ++run)); do
  rm -rf "$out"/fresh-*
  timed petseg "$petseg" make-dataset --raw "$raw" --out "$out/fresh-petseg"
  timed limit build/release/tests/benchmark/make_dataset_limit "$raw" "$out/made" "$out/fresh-limit"
  timed peer "$python" scripts/peer_make_dataset.py "$raw" "$out/fresh-peer"
done
"$python" - "$out" <<'END'
import pathlib, statistics, sys
medians = {}
for name in ("petseg", "limit", "peer"):
    rows = [line.split() for line in (pathlib.Path(sys.argv[1]) / name).read_text().splitlines()]
    seconds = [float(row[0]) for row in rows]
    medians[name] = statistics.median(seconds)
    memory = max(int(row[1]) for row in rows) / 1024
    print(f"{name:7} {medians[name]:6.2f} s  ({min(seconds):.2f} to {max(seconds):.2f} in {len(rows)} runs), {memory:.0f} MB at most")
print(f"petseg works at {100 * medians['limit'] / medians['petseg']:.0f} % of the machine's limit")
print(f"and takes 1/{medians['peer'] / medians['petseg']:.2f} of the peer's time")
END
