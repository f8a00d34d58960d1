#!/usr/bin/env bash
# Installs what is missing, builds the release preset and runs the tests. The last line is
# `N passed, N failed`, with `, N skipped` where some were; the exit code is 1 when one failed.
#
#   scripts/test.sh [--all]     --all adds the tests that need services
#
#   PETSEG_SHARED_DATA   a folder that holds oxford-pets-sample/ (default: ../shared/data where it
#                        exists); tests on real photos are skipped without it
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  "") labels=(--label-exclude '^services$') ;;
  --all) labels=() ;;
  *) echo "scripts/test.sh: unknown argument $1; usage: scripts/test.sh [--all]" >&2; exit 2 ;;
esac
if [[ -z ${PETSEG_SHARED_DATA:-} && -d ../shared/data ]]; then
  PETSEG_SHARED_DATA=$(realpath ../shared/data)
fi
[[ -z ${PETSEG_SHARED_DATA:-} ]] || export PETSEG_SHARED_DATA

scripts/setup.sh
[[ ${1:-} != --all ]] || scripts/setup_services.sh
scripts/build.sh release

report=$PWD/build/release/tests.xml
rm -f "$report"
status=0
ctest --preset release -j2 --output-junit "$report" "${labels[@]}" || status=$?

# One attribute of the report's first element; 0 where there is no report.
count() { (sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$report" 2>/dev/null || true) | sed -n 1p; }
tests=$(count tests) failed=$(count failures) skipped=$(count skipped) disabled=$(count disabled)
failed=${failed:-0}
skipped=$((${skipped:-0} + ${disabled:-0}))
passed=$((${tests:-0} - failed - skipped))
# CTest can fail without a failed test, when a test binary cannot list its tests.
[[ $status -eq 0 || $failed -gt 0 ]] || failed=1

line="$passed passed, $failed failed"
[[ $skipped -eq 0 ]] || line+=", $skipped skipped"
echo "$line"
[[ $failed -eq 0 ]]
