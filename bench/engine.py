#!/usr/bin/env python3
"""usage: engine.py BRUNT PEERS: start and a one-probe run, against the real Chaos Toolkit, paired in one run."""
import json
import os
import sys
import tempfile

import paired

brunt, peers = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
chaos = os.path.join(peers, "chaos", "bin", "chaos")
if not os.path.exists(chaos):
    sys.exit("skipped: no Chaos Toolkit in " + peers)
probe = {"type": "probe", "name": "true-is-true", "tolerance": 0, "provider": {"type": "process", "path": "true"}}
experiment = {"title": "one probe", "description": "start, one probe, end", "method": [],
              "steady-state-hypothesis": {"title": "true holds", "probes": [probe]}}
print("ours / peer (how many times the peer takes as much as ours), medians of 7 paired rounds")
with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "one.json"), "w") as f:
        json.dump(experiment, f)
    print(paired.row("--version", paired.pairs([brunt, "--version"], [chaos, "--version"], 7, cwd=folder)))
    print(paired.row("run, one probe", paired.pairs(
        [brunt, "run", "--no-report", "one.json"], [chaos, "--no-version-check", "run", "one.json"], 7, cwd=folder)))
