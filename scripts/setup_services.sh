#!/usr/bin/env bash
# Installs what the tests labelled `services` need and scripts/setup.sh does not: a browser, Label
# Studio in .venv-services, and MLflow with a local S3 (moto) in .venv-mlflow. Says what it does;
# does nothing the second time.
#
#   scripts/setup_services.sh                    all of it
#   scripts/setup_services.sh --mlflow VERSION   only another MLflow, in .venv-mlflow-VERSION, where
#                                                PETSEG_MLFLOW_VERSION=VERSION has the tests look
#
#   PETSEG_PIP_ARGS   more arguments for pip, such as another index
set -euo pipefail
cd "$(dirname "$0")/.."

readonly LABEL_STUDIO_VERSION=1.23.2
readonly MLFLOW_VERSION=3.17.2
readonly MOTO_VERSION=5.2.5

say() { echo "[setup] $*"; }
fail() { echo "[setup] $*" >&2; exit 4; }

install_browser() {
  local program as_root=()
  for program in chromium chromium-browser google-chrome; do
    ! command -v "$program" >/dev/null || return 0
  done
  command -v apt-get >/dev/null || fail "no Chromium, and no apt-get to install it; install it yourself"
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || fail "no Chromium, and no root rights; run: apt-get install chromium"
    as_root=(sudo)
  fi
  say "installing chromium"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
}

install_label_studio() {
  local done_file=.venv-services/label_studio-$LABEL_STUDIO_VERSION
  [[ ! -f $done_file ]] || return 0
  say "installing Label Studio $LABEL_STUDIO_VERSION into .venv-services (a gigabyte)"
  python3 -m venv --clear .venv-services
  # PETSEG_PIP_ARGS is a list of words.
  # shellcheck disable=SC2086
  .venv-services/bin/pip install --quiet ${PETSEG_PIP_ARGS:-} "label-studio==$LABEL_STUDIO_VERSION"
  # Its database takes a minute to make; each test starts with a copy.
  local log
  log=$(COLLECT_ANALYTICS=0 SENTRY_DSN='' FRONTEND_SENTRY_DSN='' LATEST_VERSION_CHECK=0 \
    .venv-services/bin/label-studio version --data-dir "$PWD/.venv-services/empty" 2>&1) ||
    fail "Label Studio cannot make its database: $log"
  touch "$done_file"
}

# VERSION FOLDER [PACKAGE…]; the auth app of a server (basic-auth) is in an extra.
install_mlflow() {
  local version=$1 folder=$2
  shift 2
  local done_file=$folder/mlflow-auth-$version-moto-$MOTO_VERSION
  [[ ! -f $done_file ]] || return 0
  say "installing MLflow $version into $folder (a gigabyte)"
  python3 -m venv --clear "$folder"
  # PETSEG_PIP_ARGS is a list of words.
  # shellcheck disable=SC2086
  "$folder/bin/pip" install --quiet ${PETSEG_PIP_ARGS:-} "mlflow[auth]==$version" \
    "moto[server]==$MOTO_VERSION" boto3 "$@"
  touch "$done_file"
}

case "${1:-} ${2:+version}" in
  " ")
    install_browser
    install_label_studio
    install_mlflow "$MLFLOW_VERSION" .venv-mlflow
    ;;
  # MLflow 2 asks for any SQLAlchemy, and does not start with 2.1.
  "--mlflow version") install_mlflow "$2" ".venv-mlflow-$2" "sqlalchemy<2.1" ;;
  *) echo "usage: scripts/setup_services.sh [--mlflow VERSION]" >&2; exit 2 ;;
esac
