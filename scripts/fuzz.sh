#!/usr/bin/env bash
# Builds the fuzz targets (tests/fuzz) with clang++ and runs each of them for some time, from its
# seeds and what earlier runs found worth keeping. Inputs that end a target (a crash, a leak, more
# than 10 seconds or 2 GB) are kept in build/fuzz/findings/, and the exit code is 1 then. Such an
# input belongs into tests/fuzz/corpus/<name>/, which the test suite runs, once it is fixed.
#
#   scripts/fuzz.sh [SECONDS [NAME…]]     600 seconds, and all targets (coco for coco_fuzz.cpp)
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-600}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "usage: scripts/fuzz.sh [SECONDS [NAME…]]" >&2; exit 2; }
names=("${@:2}")
if [[ ${#names[@]} -eq 0 ]]; then
  for source in tests/fuzz/*_fuzz.cpp; do
    source=${source##*/}
    names+=("${source%_fuzz.cpp}")
  done
fi
command -v clang++ >/dev/null || { echo "[fuzz] clang++ is missing: apt-get install clang" >&2; exit 4; }

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz

findings=build/fuzz/findings
failed=0
mkdir -p "$findings"
for name in "${names[@]}"; do
  program=build/fuzz/tests/fuzz/${name}_fuzz
  [[ -x $program ]] || { echo "[fuzz] there is no tests/fuzz/${name}_fuzz.cpp" >&2; exit 2; }
  mkdir -p "build/fuzz/corpus/$name"
  log=$findings/$name.log
  echo "[fuzz] $name: $seconds seconds"
  status=0
  "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$findings/$name-" "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" \
    >"$log" 2>&1 || status=$?
  coverage=$(grep -o 'cov: [0-9]* ft: [0-9]* corp: [0-9]*' "$log" | tail -n 1 || true)
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  if [[ $status -eq 0 ]]; then
    echo "[fuzz] $name: no finding; ${runs:-0} runs, $((${runs:-0} / seconds)) a second, $coverage"
  else
    failed=1
    echo "[fuzz] $name: FINDING, exit code $status; the input is $(ls -t "$findings/$name-"* 2>/dev/null | head -n 1)"
    grep -m 1 -E 'ERROR: |runtime error: ' "$log" || tail -n 5 "$log"
  fi
done
exit $failed
