#!/usr/bin/env bash
# The demo on a real Kubernetes and Prometheus: the one-node cluster whose scripts lie in ../shared/cluster (or
# BRUNT_CLUSTER_DIR), or the one of the user's own kube context with --kube-context, --gateway and --prometheus.
set -euo pipefail
brunt=$(realpath "$1")
shift
own=
for argument in "$@"; do
  case "$argument" in --kube-context* | --gateway*) own=1 ;; esac
done
[[ -z ${BRUNT_GATEWAY:-} ]] || own=1
if [[ -n $own ]]; then exec "$brunt" demo "$@"; fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scripts=${BRUNT_CLUSTER_DIR:-$root/../shared/cluster}
if [[ ! -x $scripts/up.sh ]]; then
  cat >&2 <<EOF
error: there is no cluster to use
  where     ./dev demo --cluster
  found     no --kube-context, no BRUNT_GATEWAY, and no cluster scripts at $scripts
  expected  one of them
  do        ./dev demo --cluster --kube-context NAME --gateway URL --prometheus URL
EOF
  exit 1
fi
trap '"$scripts/down.sh" >&2' EXIT
facts=$("$scripts/up.sh")
while IFS= read -r line; do export "${line?}"; done <<<"$facts"
"$brunt" demo "$@"
