#!/usr/bin/env python3
"""usage: signals_test.py BRUNT: each signal at each phase of a run, by the real Chaos Toolkit, by Brunt called as `chaos`, and by `brunt run`.
Prints the table of what happened; fails where it is neither the reference's answer nor a difference that is named below."""
import concurrent.futures
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from sandbox_fixture import peer

brunt = os.path.abspath(sys.argv[1])
chaos = peer("chaos/bin/chaos")

WAITS = {"type": "process", "path": "sh", "arguments": ["-c", "echo >> here; exec sleep 3"]}
TRUE = {"type": "process", "path": "true"}


def activity(name, provider=TRUE, **more):
    return {"type": "action", "name": name, "provider": provider, **more}


def document(phase):
    once = {"type": "process", "path": "sh", "arguments": ["-c", "if test -e method-ran; then echo >> here; exec sleep 3; fi"]}
    probe = {"type": "probe", "name": "steady", "tolerance": 0, "provider": {"gate": WAITS, "closing check": once}.get(phase, TRUE)}
    method = [activity("first", {"type": "process", "path": "touch", "arguments": ["method-ran"]})]
    if phase == "activity":
        method.append(activity("held", WAITS))
    if phase == "pause before":
        method.append(activity("held", pauses={"before": 3}))
    if phase == "pause after":
        method.append(activity("held", pauses={"after": 3}))
    if phase == "background":
        method += [activity("behind", {"type": "process", "path": "sleep", "arguments": [1]}, background=True), activity("held", WAITS)]
    method.append(activity("last"))
    undo = [activity("undo", WAITS if phase == "rollback" else TRUE), activity("undo-more")]
    return {"title": "t", "description": "d", "steady-state-hypothesis": {"title": "s", "probes": [probe]}, "method": method, "rollbacks": undo}


PHASES = ("gate", "activity", "pause before", "pause after", "background", "closing check", "rollback")
SIGNALS = {"SIGINT": [signal.SIGINT], "SIGINT twice": [signal.SIGINT, signal.SIGINT], "SIGTERM": [signal.SIGTERM], "SIGUSR1": [signal.SIGUSR1],
           "SIGUSR2": [signal.SIGUSR2], "SIGHUP": [signal.SIGHUP]}


def wait_for(condition, child, what):
    end = time.monotonic() + 30
    while not condition():
        if child.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"waited in vain for {what}; exit {child.poll()}")
        time.sleep(0.005)


def run(engine, home, phase, signals):
    with tempfile.TemporaryDirectory(dir=home, ignore_cleanup_errors=True) as folder:  # the reference leaves processes behind
        with open(os.path.join(folder, "x.json"), "w") as f:
            json.dump(document(phase), f)
        program = {"reference": [chaos, "--no-version-check", "--no-log-file"], "as chaos": [os.path.join(home, "chaos"), "--no-version-check", "--no-log-file"],
                   "brunt run": [brunt]}[engine]
        with open(os.path.join(folder, "log"), "wb") as log:
            child = subprocess.Popen([*program, "run", "x.json"], cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                     env={"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8"}, start_new_session=True)

        def shown(*words):
            with open(log.name, errors="replace") as f:
                text = f.read().lower()
            return any(word in text for word in words)

        try:
            if phase.startswith("pause"):
                wait_for(lambda: shown("pausing", "pause: 3"), child, f"the pause, {engine}")
            else:
                wait_for(lambda: os.path.exists(os.path.join(folder, "here")), child, f"{phase}, {engine}")
            for number in signals:
                child.send_signal(number)
                if len(signals) > 1 and child.poll() is None:
                    # the second one while the first is being dealt with, not merged with it
                    wait_for(lambda: child.poll() is not None or not pending(child.pid, number), child, "the first signal taken")
            code = child.wait(30)
        finally:
            child.kill()
            child.wait()
        path = os.path.join(folder, "journal.json")
        if not os.path.exists(path):
            return f"exit {code}, no journal"
        with open(path) as f:
            journal = json.load(f)
        return words_of(code, journal)


def pending(pid, number):
    try:
        with open(f"/proc/{pid}/status") as f:
            return any(line.startswith("ShdPnd") and int(line.split()[1], 16) >> (number - 1) & 1 for line in f)
    except OSError:
        return False


def words_of(code, journal):
    def checked(name):
        outcome = journal["steady_states"][name]
        return "null" if outcome is None else "met" if outcome["steady_state_met"] else "missed"

    def entries(name):
        return " ".join(f"{entry['activity']['name']}:{entry.get('status', 'none')}" for entry in journal[name]) or "-"

    return (f"exit {code}, {journal['status']}{', deviated' if journal['deviated'] else ''}, before {checked('before')}, after {checked('after')}; "
            f"method {entries('run')}; rollbacks {entries('rollbacks')}")


def main():
    home = tempfile.mkdtemp(prefix="brunt-signals-")
    os.symlink(brunt, os.path.join(home, "chaos"))
    jobs = [(phase, name) for phase in PHASES for name in SIGNALS]
    table = {}
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        futures = {(phase, name, engine): pool.submit(run, engine, home, phase, SIGNALS[name]) for phase, name in jobs
                   for engine in ("reference", "as chaos", "brunt run")}
        for key, future in futures.items():
            table[key] = future.result()
    subprocess.run(["rm", "-rf", home], check=True)
    wrong = 0
    for phase, name in jobs:
        reference = table[phase, name, "reference"]
        print(f"{phase}, {name}\n  reference  {reference}")
        for engine in ("as chaos", "brunt run"):
            mine = table[phase, name, engine]
            reasons = reasons_for(engine, phase, name, reference, mine)
            if mine != reference and not reasons:
                wrong += 1
            print(f"  {engine:<10} {'same' if mine == reference else mine}{'' if mine == reference else '   [' + (reasons or 'UNEXPLAINED') + ']'}")
    print(f"{len(jobs)} moments, {2 * len(jobs)} runs held against the reference's, {wrong} unexplained")
    sys.exit(1 if wrong else 0)


def reasons_for(engine, phase, name, reference, mine):
    """The differences on purpose that turn the reference's answer into `mine`, or ""."""
    if not mine.startswith("exit 1, interrupted"):
        return ""
    if name == "SIGHUP":
        # as every other interruption here; the reference dies of it
        return "SIGHUP interrupts" if reference.startswith("exit -1, no journal") else ""
    if name == "SIGINT twice" and (reference.startswith("exit -2") or "no journal" in reference):
        return "a second SIGINT does not kill the engine: the journal is written"
    reasons = []
    their_run, their_rollbacks = reference.rsplit("; rollbacks ", 1)
    my_run, my_rollbacks = mine.rsplit("; rollbacks ", 1)
    if phase == "background" and "behind:succeeded" in their_run and "behind:failed" in my_run:
        reasons.append("an interruption ends what runs in the background too")
        my_run = my_run.replace("behind:failed", "behind:succeeded")
    if ":none" in their_run:
        reasons.append("an entry always has a status")
        their_run = their_run.replace(":none", ":failed")
    if my_run != their_run:
        return ""
    if my_rollbacks == their_rollbacks:
        return "; ".join(reasons)
    played = ("undo:succeeded undo-more:succeeded",)
    given_up = ("-", "undo:failed", "undo:succeeded", "undo:succeeded undo-more:failed", *played)
    if phase == "rollback":
        if name == "SIGUSR2" or name == "SIGINT twice":
            good, why = my_rollbacks == "undo:failed", "an entry always has a status"
        else:
            good, why = my_rollbacks in played, "a first interruption lets the rollbacks go on"
    elif engine == "brunt run" and phase != "gate" and name != "SIGUSR2":
        good, why = my_rollbacks in (given_up if name == "SIGINT twice" else played), "rollbacks are played after an interruption once the method has begun"
    else:
        good, why = False, ""
    return "; ".join([*reasons, why]) if good else ""


main()
