#!/usr/bin/env bash
# usage: bench.sh BRUNT NAME [--quick]: one measurement against a real peer, or all of them; or the simulations of `analysis`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
brunt=$1 name=$2
shift 2
if [[ $name == analysis ]]; then
  cmake --build "$(dirname "$brunt")" --target analysis_simulation >&2
  exec "$(dirname "$brunt")/analysis_simulation"
fi
scripts/prepare_peers.sh "$name"
case "$name" in
  all) names=(engine load report) ;;
  engine | load | report) names=("$name") ;;
  *)
    echo "error: no bench '$name' (analysis, engine, load, report, all)" >&2
    exit 2
    ;;
esac
for name in "${names[@]}"; do
  echo "== $name"
  more=()
  if [[ $name == load ]]; then
    cmake --build "$(dirname "$brunt")" --target load_responder >&2
    more=("$(dirname "$brunt")/load_responder")
  fi
  python3 "bench/$name.py" "$brunt" "${BRUNT_CACHE:-build/peers}" "${more[@]}" "$@"
done
