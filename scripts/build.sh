#!/usr/bin/env bash
# Configures and builds a preset (default: release). Quick when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}

echo "[build] preset $preset"
if ! configured=$(cmake --preset "$preset" 2>&1); then
  echo "$configured" >&2
  exit 2
fi
grep -E '^-- (LibTorch|Building)' <<<"$configured" | sed 's/^--/[build]/'
cmake --build --preset "$preset"
