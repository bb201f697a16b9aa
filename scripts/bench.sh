#!/usr/bin/env bash
# usage: bench.sh BRUNT NAME: one measurement against a real peer, or all of them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
brunt=$1 name=$2
scripts/prepare_peers.sh
case "$name" in
  all) names=(engine load) ;;
  engine | load) names=("$name") ;;
  *)
    echo "error: no bench '$name' (engine, load, all)" >&2
    exit 2
    ;;
esac
for name in "${names[@]}"; do
  echo "== $name"
  python3 "bench/$name.py" "$brunt" "${BRUNT_CACHE:-build/peers}"
done
