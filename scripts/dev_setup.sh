# Sourced by ./dev: which Debian packages each kind of work needs, and how they get here.

say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2; }

packages_build=(g++ cmake ninja-build ca-certificates libboost1.81-dev libcurl4-openssl-dev libssl-dev
  zlib1g-dev nlohmann-json3-dev libyaml-dev libfmt-dev libre2-dev libgtest-dev librapidcheck-dev python3
  pkg-config libcairo2-dev libpango1.0-dev librsvg2-dev libqpdf-dev fonts-liberation)
packages_test=(python3-venv chromium prometheus git curl util-linux poppler-utils)
packages_lint=(clang-format-14 clang-16 clang-tidy-16)
packages_bench=(time python3-venv wrk hey nghttp2-client nginx-light pandoc)

missing_packages() { # NAME...: those that are not installed
  local name
  for name in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || printf '%s\n' "$name"
  done
}

# setup KIND...: installs what is missing for these kinds of work. A service that a package brings is not started.
setup() {
  local kind name wanted=() missing
  for kind in "$@"; do
    local list="packages_$kind[@]"
    wanted+=("${!list}")
    # any kubectl will do; Debian's own is installed only where there is none
    [[ $kind != test ]] || command -v kubectl >/dev/null || wanted+=(kubernetes-client)
  done
  command -v dpkg-query >/dev/null || { say "this is no Debian: install by hand what ${wanted[*]} give"; return; }
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  ((${#missing[@]})) || return 0
  if [[ $(id -u) != 0 ]]; then
    say "packages are missing; run:  sudo apt-get install ${missing[*]}"
    exit 1
  fi
  say "installing ${#missing[@]} packages: ${missing[*]}"
  local refusal=/usr/sbin/policy-rc.d made=
  if [[ ! -e $refusal ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$refusal"
    chmod +x "$refusal"
    made=1
  fi
  local log status=0
  log=$(mktemp)
  {
    apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
  } >"$log" 2>&1 || status=$?
  [[ -z $made ]] || rm -f "$refusal"
  if ((status != 0)); then
    tail -n 20 "$log" >&2
    say "apt-get failed, its whole output is in $log"
    exit 1
  fi
  rm -f "$log"
}
