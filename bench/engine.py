#!/usr/bin/env python3
"""usage: engine.py BRUNT PEERS [--quick]: the engine against the real Chaos Toolkit, paired in one run: start, one probe,
a thousand process and HTTP probes, background starts, validation, a large output, continuous checks."""
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import paired

brunt, peers = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
quick = "--quick" in sys.argv
chaos = os.path.join(peers, "chaos", "bin", "chaos")
if not os.path.exists(chaos):
    sys.exit("skipped: no Chaos Toolkit in " + peers)
TRUE = {"type": "process", "path": "true"}


def probe(name, provider, **more):
    return {"type": "probe", "name": name, "provider": provider, **more}


def experiment(method, **more):
    return {"title": "bench", "description": "d", "method": method, **more}


def write(name, document):
    with open(name, "w") as f:
        json.dump(document, f)


def ours(*words):
    return [brunt, *words[:1], *(["--no-report"] if words[0] == "run" else []), *words[1:]]


def theirs(*words):
    return [chaos, "--no-version-check", "--no-log-file", *words]


def compare(name, rounds, *words):
    results = paired.pairs(ours(*words), theirs(*words), rounds)
    print(paired.row(name, results), flush=True)
    return results


def median(results, side, figure):
    return statistics.median(getattr(pair[side], figure) for pair in results)


def spawn_seconds(count=1000):
    """What starting `true` costs by itself."""
    begun = time.monotonic()
    for _ in range(count):
        os.waitpid(os.posix_spawnp("true", ["true"], os.environ), 0)
    return (time.monotonic() - begun) / count


def per_activity(results, base, name, floor=0.0):
    """Milliseconds an activity, over the one-probe run, and above what the thing itself takes."""
    cells = []
    for side in (0, 1):
        for figure in ("wall", "cpu"):
            cells.append((median(results, side, figure) - median(base, side, figure)) / 999 * 1000 - (floor * 1000 if figure == "wall" else 0))
    print(f"  each {name}: wall {cells[0]:.3f} / {cells[2]:.3f} ms{' above the spawn' if floor else ''} ({cells[2] / max(cells[0], 1e-6):.1f}x)"
          f"   cpu {cells[1]:.3f} / {cells[3]:.3f} ms ({cells[3] / max(cells[1], 1e-6):.1f}x)", flush=True)


def journal():
    with open("journal.json") as f:
        return json.load(f)


def spread():
    """Seconds from the first to the last start of the journal's activities."""
    starts = [datetime.datetime.fromisoformat(entry["start"]) for entry in journal()["run"]]
    return (max(starts) - min(starts)).total_seconds()


def background(rounds):
    write("background.json", experiment([probe(f"b{i}", {"type": "process", "path": "sleep", "arguments": [1]}, background=True) for i in range(500)]))
    found = ([], [])
    for _ in range(rounds):
        for side, make in ((0, ours), (1, theirs)):
            paired.run(make("run", "background.json"))
            found[side].append(spread())
    a, b = map(statistics.median, found)
    print(f"500 background starts: spread {a * 1000:.1f} / {b * 1000:.1f} ms ({b / a:.1f}x)", flush=True)


def continuous(label, provider):
    document = experiment([probe("wait", {"type": "process", "path": "sleep", "arguments": [20]})])
    document["steady-state-hypothesis"] = {"title": "s", "probes": [probe("check", provider, tolerance=0)]}
    write("continuous.json", document)
    counts = []
    for make in (ours, theirs):
        paired.run(make("run", "--hypothesis-strategy", "during-method-only", "--hypothesis-frequency", "0.1", "continuous.json"))
        counts.append(len(journal()["steady_states"]["during"]))
    print(f"continuous, 20 s at 0.1 s, {label}: {counts[0]} / {counts[1]} checks of 200", flush=True)


def main():
    rounds = 3 if quick else 7
    print(f"ours / peer (how many times the peer takes as much as ours), medians of {rounds} paired rounds, and of 3 for what is long")
    compare("--version", rounds, "--version")
    write("one.json", experiment([probe("p", TRUE)]))
    base = compare("run, one probe", rounds, "run", "one.json")
    write("thousand.json", experiment([probe(f"p{i}", TRUE) for i in range(1000)]))
    floor = spawn_seconds()
    print(f"  a spawn of true by itself: {floor * 1000:.3f} ms")
    per_activity(compare("1000 process probes", 3, "run", "thousand.json"), base, "process probe", floor)
    server = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "tiny_server.py")], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    try:
        url = f"http://127.0.0.1:{int(server.stdout.readline())}/"
        write("http.json", experiment([probe(f"p{i}", {"type": "http", "url": url, "timeout": 10}) for i in range(1000)]))
        per_activity(compare("1000 HTTP probes", 3, "run", "http.json"), base, "HTTP probe")
    finally:
        server.stdin.close()
        server.wait()
    background(3)
    large = experiment([probe(f"p{i}", {"type": "process", "path": "true", "arguments": ["--of", i, "${v}"]}, pauses={"after": 0}) for i in range(5000)],
                       configuration={"v": 1})
    write("large.json", large)
    with open("large.yaml", "w") as f:
        f.write("title: bench\ndescription: d\nconfiguration:\n  v: 1\nmethod:\n")
        for i in range(5000):
            f.write(f"- type: probe\n  name: p{i}\n  pauses:\n    after: 0\n  provider:\n    type: process\n    path: 'true'\n    arguments: [--of, {i}, '${{v}}']\n")
    compare("validate 5000, JSON", 3, "validate", "large.json")
    compare("validate 5000, YAML", 3, "validate", "large.yaml")
    write("output.json", experiment([probe("p", {"type": "process", "path": "sh", "arguments": ["-c", "yes 0123456789012345678901234567890123456789 | head -c 50000000"]})]))
    compare("a probe prints 50 MB", 3, "run", "output.json")
    if not quick:
        continuous("a probe of no time", TRUE)
        continuous("a probe of 50 ms", {"type": "process", "path": "sleep", "arguments": [0.05]})


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    main()
