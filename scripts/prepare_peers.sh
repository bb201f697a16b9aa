#!/usr/bin/env bash
# Gets the real peers that the differential tests hold Brunt against, once, into build/peers: vegeta from Go modules, Chaos
# Toolkit with its Kubernetes and Prometheus extensions from PyPI. A peer that cannot be had here is named in
# build/peers/NAME.missing with the reason; its tests then skip with it.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
peers=${BRUNT_CACHE:-$PWD/build/peers}
mkdir -p "$peers"
exec 9>"$peers/lock"
flock 9
say() { printf '%s peers: %s\n' "$(date +%H:%M:%S)" "$*" >&2; }

get() { # NAME FILE REASON COMMAND...: run COMMAND unless FILE is there
  local name=$1 file=$2 reason=$3
  shift 3
  [[ -e $file ]] && return
  say "getting $name"
  if "$@" >"$peers/$name.log" 2>&1 && [[ -e $file ]]; then
    rm -f "$peers/$name.missing"
  else
    printf '%s; see %s\n' "$reason" "build/peers/$name.log" >"$peers/$name.missing"
    say "$name: $(cat "$peers/$name.missing")"
  fi
}

vegeta() {
  local go
  go=$(command -v go || echo /usr/local/go/bin/go)
  [[ -x $go ]] || { echo "no Go here"; return 1; }
  GOBIN=$peers GOFLAGS=-buildvcs=false "$go" install github.com/tsenart/vegeta/v12@v12.13.0
}

k6() {
  local go
  go=$(command -v go || echo /usr/local/go/bin/go)
  [[ -x $go ]] || { echo "no Go here"; return 1; }
  GOBIN=$peers GOFLAGS=-buildvcs=false "$go" install go.k6.io/k6@v1.0.0
}

chaos() {
  rm -rf "$peers/chaos"
  python3 -m venv "$peers/chaos" &&
    "$peers/chaos/bin/pip" install --quiet --disable-pip-version-check -r tests/differential/requirements.txt
}

reporting() {
  rm -rf "$peers/reporting"
  python3 -m venv "$peers/reporting" &&
    "$peers/reporting/bin/pip" install --quiet --disable-pip-version-check \
      chaostoolkit==1.19.0 chaostoolkit-lib==1.44.0 chaostoolkit-reporting==0.18.0 'setuptools<81'
}

get vegeta "$peers/vegeta" "vegeta could not be built (it needs a recent Go)" vegeta
get chaos "$peers/chaos/bin/chaos" "Chaos Toolkit could not be installed" chaos
# k6 is a peer of measurements only.
[[ ${1:-} != load && ${1:-} != all ]] || get k6 "$peers/k6" "k6 could not be built (it needs a recent Go)" k6
[[ ${1:-} != report && ${1:-} != all ]] ||
  get reporting "$peers/reporting/bin/chaos" "Chaos Toolkit's reporting plug-in could not be installed" reporting
exit 0
