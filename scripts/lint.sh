#!/usr/bin/env bash
# Formatting, the layers between rooms, shell syntax, clang-tidy on every source. Ends with 1 when something is to mend.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
failed=0

mapfile -t sources < <(find src tests bench \( -name '*.h' -o -name '*.cpp' \) | sort)
if clang-format-14 --dry-run --Werror "${sources[@]}"; then
  echo "format: ${#sources[@]} files, all in the house format"
else
  echo "format: put it right with ./dev format"
  failed=1
fi

python3 scripts/check_layers.py . && echo "layers: every include follows an arrow" || failed=1

for script in dev scripts/*.sh; do
  bash -n "$script" || failed=1
done

# The path-sensitive analyzer runs in its shallow mode: in its deep one it spends 10 s a unit inside the JSON library.
shallow='--extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=mode=shallow'
# clang-tidy: each unit once for each content of it and of the headers that it includes (a stamp by digest), two at a time.
stamps=build/tidy/stamps
mkdir -p "$stamps"
export stamps shallow
tidy_one() {
  local unit=$1 stamp=$stamps/$2
  [[ -e $stamp ]] && return 0
  local tidy="timeout 240 clang-tidy-16 --quiet -p build/tidy $shallow" status=0 note=
  output=$($tidy "$unit" 2>/dev/null) || status=$?
  if ((status >= 124)); then # clang-tidy 16 itself dies of this check now and then, or does not come back from it
    status=0 note=' (without unchecked-optional-access, which clang-tidy does not survive here)'
    output=$($tidy --checks=-bugprone-unchecked-optional-access "$unit" 2>/dev/null) || status=$?
  fi
  if ((status == 0)); then
    : >"$stamp"
    echo "tidy: $unit$note"
  else
    printf '%s\n' "$output"
    echo "tidy: $unit: findings (status $status)"
    return 1
  fi
}
export -f tidy_one
python3 scripts/unit_digests.py .clang-tidy | xargs -P "$(nproc)" -L 1 bash -c 'tidy_one "$@"' tidy || failed=1
((failed == 0)) && echo "lint: clean"
exit "$failed"
