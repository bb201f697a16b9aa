#!/usr/bin/env python3
"""usage: engine_test.py BRUNT: the seed's experiment on the emulated cluster by both engines: Brunt, and the real Chaos
Toolkit with the real vegeta. Their journals must agree in structure, status words and the shape of each output."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

from sandbox_fixture import peer

brunt = os.path.abspath(sys.argv[1])
root = os.environ.get("BRUNT_SOURCE", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
chaos, vegeta = peer("chaos/bin/chaos"), peer("vegeta")

published = os.path.join(root, "..", "shared", "seed", "demo", "terminate-function.json")
source = published if os.path.exists(published) else os.path.join(root, "examples", "lost-function", "experiment.json")
load_seconds, pause_before, pause_after = 12, 2, 6


def shortened(folder):
    """The experiment with a shorter load and shorter pauses; all else as published."""
    with open(source) as f:
        document = json.load(f)
    for activity in document["method"]:
        provider = activity["provider"]
        if provider["type"] == "process":
            provider["arguments"] = provider["arguments"].replace("-duration=60s", f"-duration={load_seconds}s")
        if "pauses" in activity:
            activity["pauses"] = {"before": pause_before, "after": pause_after}
    shutil.copytree(os.path.join(os.path.dirname(source), "data"), os.path.join(folder, "data"))
    with open(os.path.join(folder, "experiment.json"), "w") as f:
        json.dump(document, f)


def environment(name):
    text = subprocess.run([brunt, "sandbox", "env", "--name", name], check=True, capture_output=True, text=True).stdout
    found = dict(os.environ)
    for line in text.splitlines():
        if line.startswith("export "):
            key, value = line[len("export "):].split("=", 1)
            found[key] = value.strip("'\"")
    return found


def run(engine, name):
    """Runs the experiment on a fresh sandbox; gives the journal."""
    with tempfile.TemporaryDirectory() as folder:
        shortened(folder)
        subprocess.run([brunt, "sandbox", "up", "--name", name, "--profile", "quick"], check=True, capture_output=True)
        try:
            env = environment(name)
            if engine == "chaos":
                env["PATH"] = os.path.dirname(vegeta) + os.pathsep + env["PATH"]
                command = [chaos, "--no-version-check", "--no-log-file", "run", "experiment.json"]
            else:
                env["PATH"] = os.pathsep.join(p for p in env["PATH"].split(os.pathsep)
                                              if not os.path.exists(os.path.join(p, "vegeta")))
                command = [brunt, "run", "experiment.json"]
            done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120)
            if done.returncode != 0:
                print(done.stdout, done.stderr)
                raise SystemExit(f"{engine} ended with {done.returncode}")
            with open(os.path.join(folder, "journal.json")) as f:
                return json.load(f)
        finally:
            subprocess.run([brunt, "sandbox", "down", "--name", name], capture_output=True)


def shape(value, depth=3):
    """What a consumer relies on: types and keys, not values; pod names and label sets differ from run to run."""
    if isinstance(value, dict):
        if depth == 0:
            return "object"
        return {k: shape(v, depth - 1) for k, v in sorted(value.items()) if not k.startswith(("gateway-", "astre-"))}
    if isinstance(value, list):
        return [shape(value[0], depth - 1)] if value and depth else "list"
    return type(value).__name__


def entries(journal):
    for phase in ("before", "after"):
        for entry in journal["steady_states"][phase]["probes"]:
            yield phase, entry
    for entry in journal["run"]:
        yield "run", entry


name = f"engine-{os.getpid()}"
theirs, ours = run("chaos", name + "-c"), run("brunt", name + "-b")
problems = []


def same(what, a, b):
    if a != b:
        problems.append(f"{what}: chaos {a!r}, brunt {b!r}")


same("top-level keys", list(theirs), [k for k in ours if k != "brunt"])
for key in ("status", "deviated", "rollbacks", "node", "platform", "experiment"):
    same(key, theirs[key], ours[key]) if key not in ("platform", "experiment") else None
same("experiment keys", list(theirs["experiment"]), list(ours["experiment"]))
same("steady_states keys", list(theirs["steady_states"]), list(ours["steady_states"]))
for phase in ("before", "after"):
    same(f"{phase} met", theirs["steady_states"][phase]["steady_state_met"], ours["steady_states"][phase]["steady_state_met"])
pairs = list(zip(entries(theirs), entries(ours)))
same("number of entries", len(list(entries(theirs))), len(list(entries(ours))))
for (phase, a), (_, b) in pairs:
    label = f"{phase} {a['activity']['name']}"
    same(label + " keys", list(a), list(b))
    same(label + " status", a["status"], b["status"])
    same(label + " tolerance_met", a.get("tolerance_met"), b.get("tolerance_met"))
    same(label + " output", shape(a["output"]), shape(b["output"]))
    same(label + " activity", list(a["activity"]), list(b["activity"]))
print(f"{len(pairs)} entries compared, {len(problems)} differences")
print("\n".join(problems))
sys.exit(1 if problems else 0)
