#!/usr/bin/env python3
"""usage: report.py BRUNT PEERS [--quick]: the seed's journal as HTML and PDF, against `chaos report` of the real plug-in
(which calls pandoc), paired in one run."""
import os
import subprocess
import sys
import tempfile

import paired

brunt, peers = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
rounds = 3 if "--quick" in sys.argv else 10
seed = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "data", "seed", "journal.json")
seed = os.path.realpath(seed)
chaos = os.path.join(peers, "reporting", "bin", "chaos")
if not os.path.exists(chaos):
    reason = os.path.join(peers, "reporting.missing")
    sys.exit("skipped: no chaostoolkit-reporting in " + peers + (": " + open(reason).read() if os.path.exists(reason) else ""))

with tempfile.TemporaryDirectory(prefix="brunt-report-") as folder:
    os.chdir(folder)
    for form in ("html", "pdf"):
        theirs = [chaos, "report", "--export-format=" + form, seed, "theirs." + form]
        ours = [brunt, "report", seed, "ours." + form]
        tried = subprocess.run(theirs, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        made = os.path.exists("theirs." + form)
        if made:
            print(paired.row("seed as " + form, paired.pairs(ours, theirs, rounds)))
        else:
            told = [line for line in (tried.stdout + tried.stderr).splitlines() if line.strip()]
            alone = [paired.run(ours) for _ in range(rounds)]
            walls = sorted(each.wall * 1000 for each in alone)
            print(f"seed as {form}: ours {walls[len(walls) // 2]:.1f} ms, {max(each.memory for each in alone):.1f} MiB; "
                  f"the plug-in made none here (exit {tried.returncode}): {told[-1] if told else 'no reason given'}")
        sizes = [f"{name} {os.path.getsize(name) / 1024:.0f} KiB" for name in ("ours." + form, "theirs." + form) if os.path.exists(name)]
        print("  size: " + ", ".join(sizes))
