# Shared by the scripts of this folder: $1 is the program; each runs in a folder of its own and cleans up.
set -u
brunt=$(realpath "$1")
tests=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
export XDG_STATE_HOME="$work/state" LC_ALL=C.UTF-8
unset NO_COLOR BRUNT_RESOLVE KUBECONFIG http_proxy HTTP_PROXY no_proxy NO_PROXY 2>/dev/null
sandbox=
mounted=

fail() {
  echo "FAIL: $*" >&2
  for file in out err; do [ -s "$work/$file" ] && { echo "--- $file"; tail -n 40 "$work/$file"; } >&2; done
  exit 1
}
skip() { echo "SKIP: $*"; exit 77; }
cleanup() {
  status=$?
  cd /
  [ -n "$sandbox" ] && "$brunt" sandbox down --name "$sandbox" >/dev/null 2>&1
  [ -n "$mounted" ] && umount -l "$mounted"
  rm -rf "$work"
  exit $status
}
trap cleanup EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1

# expect STATUS COMMAND...: standard output in ./out, standard error in ./err
expect() {
  wanted=$1
  shift
  "$@" >"$work/out" 2>"$work/err"
  got=$?
  [ "$got" -eq "$wanted" ] || fail "exit status $got instead of $wanted: $*"
}
has() { grep -qF -- "$2" "$1" || fail "'$2' is not in $1"; }
has_not() { ! grep -qF -- "$2" "$1" || fail "'$2' is in $1"; }

# within SECONDS COMMAND...: waits until the command succeeds
within() {
  until_s=$(($(date +%s) + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$until_s" ] || return 1
    sleep 0.1
  done
}
gone() { ! kill -0 "$1" 2>/dev/null; }

# start_sandbox [PROFILE]: by default one that answers again a second after its pod is lost; and its environment
start_sandbox() {
  sandbox="t$$"
  "$brunt" sandbox up --name "$sandbox" --profile "${1:-quick}" >"$work/up" 2>&1 || { cat "$work/up"; fail "no sandbox"; }
  eval "$("$brunt" sandbox env --name "$sandbox")"
}

# one_probe FILE URL: an experiment that asks one address and does nothing else
one_probe() {
  cat >"$1" <<EOF
{"title": "Does it answer?", "description": "One question.",
 "steady-state-hypothesis": {"title": "It answers", "probes": [
  {"type": "probe", "name": "it-answers", "tolerance": 200,
   "provider": {"type": "http", "url": "$2", "timeout": 2}}]},
 "method": [], "rollbacks": []}
EOF
}

# short_loss FILE RATE DURATION: the lost function in short; the load's output is result.bin
short_loss() {
  mkdir -p data
  printf '{"city": "Sydney"}' >data/sydney.json
  cat >data/targets.txt <<EOF
GET http://demo.foo.bar/function/astre
Authorization: Basic amFuZTpkZW1v
Content-Type: application/json
@data/sydney.json
EOF
  cat >"$1" <<EOF
{"title": "Do users notice?", "description": "A short loss of a function.",
 "secrets": {"gateway": {"auth": "Basic amFuZTpkZW1v"}},
 "configuration": {"prometheus_base_url": "http://demo.foo.bar"},
 "steady-state-hypothesis": {"title": "Astre answers", "probes": [
  {"type": "probe", "name": "astre-answers", "tolerance": 200,
   "provider": {"type": "http", "url": "http://demo.foo.bar/function/astre", "timeout": 3,
                "method": "POST", "secrets": ["gateway"], "arguments": {"city": "Paris"},
                "headers": {"Authorization": "\${auth}", "Content-Type": "application/json"}}}]},
 "method": [
  {"type": "action", "name": "users-ask", "background": true,
   "provider": {"type": "process", "path": "vegeta",
    "arguments": "attack -targets=data/targets.txt -rate=$2 -timeout=1s -duration=$3 -output=result.bin"}},
  {"type": "action", "name": "lose-a-pod", "pauses": {"before": 1},
   "provider": {"type": "python", "module": "chaosk8s.pod.actions", "func": "terminate_pods",
    "arguments": {"ns": "openfaas-fn", "label_selector": "faas_function=astre", "rand": true}}}],
 "rollbacks": [
  {"type": "action", "name": "put-right", "provider": {"type": "process", "path": "true"}}]}
EOF
}
