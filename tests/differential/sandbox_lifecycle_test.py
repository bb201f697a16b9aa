#!/usr/bin/env python3
"""usage: sandbox_lifecycle_test.py BRUNT: up, down, twice, two at once, after crashes, under signals: nothing stays behind."""
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

from sandbox_fixture import Checks, Sandbox, wait_for

brunt = sys.argv[1]
check = Checks()


def state_file(box):
    return os.path.join(box.env["XDG_STATE_HOME"], "brunt", "sandbox", box.name, "state.json")


def processes(box):
    """pid of the supervisor, then of its parts."""
    with open(state_file(box)) as f:
        state = json.load(f)
    return [state["supervisor"]["pid"]] + [p["process"]["pid"] for p in state["parts"]]


def living(pids):
    out = []
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as f:
                if f.read().rsplit(")", 1)[1].split()[0] not in "ZX":
                    out.append(pid)
        except FileNotFoundError:
            pass
    return out


def up_and_down(state):
    box = Sandbox(brunt, state)
    check("status of none exits 1", box.call("status", check=False).returncode == 1)
    check("down of none exits 0", box.call("down").returncode == 0)
    first = box.call("up", "--profile", "quick").stdout
    check("up says what it is", "emulated cluster" in first, first)
    again = box.call("up", "--profile", "quick").stdout
    check("a second up says so", "is up already" in again, again)
    pids = processes(box)
    check("supervisor and three parts", len(pids) == 4 and living(pids) == pids, pids)
    text = box.call("status").stdout
    for words in ("emulated cluster", "start delay 1 s", "while none is ready: refuse", "upstream time-out 3 s", "1 of 1 ready"):
        check(f"status says {words}", words in text, text)
    survey = json.loads(box.call("status", "--format", "json").stdout)
    check("under 120 MB resident", survey["resident_bytes"] < 120e6, survey["resident_bytes"])
    check("status as JSON has the words", survey["words"] == "emulated cluster")
    env = box.exports()
    for key in ("KUBECONFIG", "HTTP_PROXY", "http_proxy", "NO_PROXY", "BRUNT_RESOLVE", "BRUNT_GATEWAY", "BRUNT_PROMETHEUS"):
        check(f"env has {key}", key in env)
    check("the kubeconfig is the user's alone", os.stat(env["KUBECONFIG"]).st_mode & 0o77 == 0)
    check("logs has the gateway's", "Forwarded [POST] to /function/astre - [200]" in box.call("logs").stdout)
    check("list shows it", "test  up" in box.call("list").stdout)
    box.call("down")
    check("down leaves no process", living(pids) == [], living(pids))
    check("and no folder", not os.path.exists(os.path.dirname(state_file(box))))


def supervisor_killed(state):
    box = Sandbox(brunt, state, "crash")
    box.call("up", "--profile", "quick")
    pids = processes(box)
    os.kill(pids[0], signal.SIGKILL)
    wait_for("the parts to end with their supervisor", lambda: not living(pids), 5)
    check("status after a crash exits 1", box.call("status", check=False).returncode == 1)
    box.call("up", "--profile", "quick")
    new = processes(box)
    check("up after a crash works", living(new) == new and not set(new) & set(pids), new)
    box.call("down")
    check("and goes down", living(new) == [])


def part_killed(state):
    box = Sandbox(brunt, state, "part")
    box.call("up", "--profile", "quick")

    def gateway():
        return json.loads(box.call("status", "--format", "json").stdout)["gateway"]

    before = gateway()
    os.kill(before["pid"], signal.SIGKILL)
    after = wait_for("the gateway's restart", lambda: (lambda g: g["ready"] and g["pid"] != before["pid"] and g)(gateway()))
    check("at its old address", after["address"] == before["address"], after)
    box.call("down")


def two_at_once(state):
    boxes = [Sandbox(brunt, state, name) for name in ("one", "two")]
    for box in boxes:
        box.call("up", "--profile", "quick")
    ports = [json.load(open(state_file(b)))["ports"] for b in boxes]
    check("no port is shared", not set(ports[0].values()) & set(ports[1].values()), ports)
    boxes[0].call("down")
    check("ending one leaves the other", "1 of 1 ready" in boxes[1].call("status").stdout)
    boxes[1].call("down")


def taken_port(state):
    box = Sandbox(brunt, state, "ports")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = box.call("up", "--port-base", str(min(port, 65532)), check=False)
    check("a taken port is an error", done.returncode == 1, done.stdout)
    check("that names it", f"port {port} of 127.0.0.1 is taken" in done.stderr, done.stderr)
    check("and leaves nothing", not os.path.exists(state_file(box)))


def run_a_command(state):
    box = Sandbox(brunt, state)

    def run(*command, **more):
        return subprocess.Popen([box.brunt, "sandbox", "run", "--profile", "quick", "--", *command], env=box.env, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    code = run("sh", "-c", 'test -f "$KUBECONFIG" && echo "$BRUNT_RESOLVE" && exit 7')
    out, err = code.communicate(timeout=30)
    check("run exits as its command", code.returncode == 7, err)
    check("and gives it the environment", out.startswith("demo.foo.bar:80:127.0.0.1:"), out)
    missing = run("/no/such/program")
    missing.communicate(timeout=30)
    check("a command that is not there: 127", missing.returncode == 127)
    stopped = run("sh", "-c", "echo ready; exec sleep 600")
    stopped.stdout.readline()
    folder = os.path.join(state, "brunt", "sandbox")
    pids = processes(Sandbox(brunt, state, os.listdir(folder)[0]))
    stopped.send_signal(signal.SIGTERM)
    stopped.communicate(timeout=30)
    check("a signal ends command and sandbox", stopped.returncode == 128 + signal.SIGTERM, stopped.returncode)
    check("with all processes", living(pids) == [], living(pids))
    check("and leaves no folder", os.listdir(folder) == [], os.listdir(folder))


def wrong_words(state):
    box = Sandbox(brunt, state)
    for words, expected in ((("up", "--profil", "quick"), "perhaps --profile"), (("up", "--replicas", "many"), "0 to 100"),
                            (("fly",), "up, status, down"), (("run",), "run -- COMMAND"), (("up", "--profile", "x"), "seed or quick")):
        done = subprocess.run([box.brunt, "sandbox", *words], env=box.env, text=True, capture_output=True)
        check(f"{words} is wrong usage", done.returncode == 2 and expected in done.stderr, done.stderr)
    done = subprocess.run([box.brunt, "sandbox", "up", "--name", "../x"], env=box.env, text=True, capture_output=True)
    check("a name is no path", done.returncode != 0 and "is no name" in done.stderr, done.stderr)


def start_time(state):
    box = Sandbox(brunt, state, "fast")
    best = 9.0
    for _ in range(3):
        began = time.monotonic()
        box.call("up", "--profile", "seed")
        best = min(best, time.monotonic() - began)
        box.call("down")
    print(f"start to the first answered call: {best:.2f} s, best of 3")
    check("under a second, but for a busy machine", best < 5, best)


for each in (up_and_down, supervisor_killed, part_killed, two_at_once, taken_port, run_a_command, wrong_words, start_time):
    with tempfile.TemporaryDirectory(prefix="brunt-sandbox-") as folder:
        try:
            each(folder)
        finally:
            for name in ("test", "crash", "part", "one", "two", "ports", "fast"):
                if os.path.exists(os.path.join(folder, "brunt", "sandbox", name)):
                    Sandbox(brunt, folder, name).call("down", check=False)
check.end()
