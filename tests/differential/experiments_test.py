#!/usr/bin/env python3
"""usage: experiments_test.py BRUNT [WORD...]: the same experiments by the real Chaos Toolkit and by Brunt called as `chaos`.
Exit status and journal must agree, field by field, times apart. Each difference is one on purpose, named in
experiments/differences.py with what it must look like, or a failure. WORDs choose the cases whose names hold them."""
import concurrent.futures
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time

from experiments import documents, generated, judging, providers, running, values
from experiments.differences import settle, whole_reason
from experiments.fixture_server import FixtureServer
from sandbox_fixture import peer

brunt = os.path.abspath(sys.argv[1])
interpreter = peer("chaos/bin/python")
SEED = int(os.environ.get("BRUNT_SEED", "20180615"))
MASKED = {"start", "end", "duration", "platform", "node", "chaoslib-version", "brunt"}


class References:
    """Processes that run the reference, one case at a time each."""

    def __init__(self, count):
        self.free = queue.Queue()
        self.all = []
        for _ in range(count):
            child = subprocess.Popen([interpreter, os.path.join(os.path.dirname(os.path.abspath(__file__)), "experiments", "reference.py")],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.all.append(child)
            self.free.put(child)

    def run(self, folder, words, env):
        child = self.free.get()
        try:
            child.stdin.write(json.dumps({"folder": folder, "words": words, "env": env, "log": os.path.join(folder, "log")}) + "\n")
            child.stdin.flush()
            return json.loads(child.stdout.readline())["exit"]
        finally:
            self.free.put(child)

    def end(self):
        for child in self.all:
            child.stdin.close()
            child.wait(20)


def masked(node):
    """Without times and what is ours; of an exception its class alone."""
    if isinstance(node, dict):
        return {key: ([exception_class(value)] if key == "exception" else masked(value)) for key, value in node.items() if key not in MASKED}
    return [masked(each) for each in node] if isinstance(node, list) else node


def exception_class(fragments):
    return fragments[-1].strip().split(":")[0] if fragments else ""


def answer_of(folder, code):
    path = os.path.join(folder, "journal.json")
    journal = None
    if os.path.exists(path):
        with open(path) as f:
            try:
                journal = json.load(f)
            except ValueError:
                journal = "no JSON"
    with open(os.path.join(folder, "log"), errors="replace") as f:
        log = f.read()
    return {"exit": code, "journal": masked(journal), "keys": list(journal) if isinstance(journal, dict) else None, "log": log}


def both(case, home, references):
    env = {"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8", **case.env}
    answers = []
    for engine in ("reference", "ours"):
        with tempfile.TemporaryDirectory(dir=home) as folder:
            for name, text in {"experiment" + case.suffix: case.text(), **case.files}.items():
                with open(os.path.join(folder, name), "w") as f:
                    f.write(text)
                if name.endswith(".sh"):
                    os.chmod(f.name, 0o755)
            words = ["--no-version-check", "--no-log-file", case.command, *case.words, "experiment" + case.suffix]
            if engine == "reference":
                code = references.run(folder, words, env)
            else:
                with open(os.path.join(folder, "log"), "w") as log:
                    try:
                        code = subprocess.run([os.path.join(home, "bin", "chaos"), *words], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=log,
                                              stderr=log, timeout=60).returncode
                    except subprocess.TimeoutExpired:
                        code = "no end"
            answers.append(answer_of(folder, code))
    return answers


def first_difference(theirs, ours, path=""):
    if isinstance(theirs, dict) and isinstance(ours, dict):
        if list(theirs) != list(ours):
            return f"{path or '/'}: keys {list(theirs)} against {list(ours)}"
        return next((found for key in theirs if (found := first_difference(theirs[key], ours[key], f"{path}/{key}"))), None)
    if isinstance(theirs, list) and isinstance(ours, list):
        if len(theirs) != len(ours):
            return f"{path}: {len(theirs)} elements against {len(ours)}"
        return next((found for i, (a, b) in enumerate(zip(theirs, ours)) if (found := first_difference(a, b, f"{path}/{i}"))), None)
    same = theirs == ours and type(theirs) is type(ours) or (theirs != theirs and ours != ours)
    return None if same else f"{path}: {str(theirs)[:160]!r} against {str(ours)[:160]!r}"


def difference(theirs, ours):
    if theirs["exit"] != ours["exit"]:
        return f"exit status {theirs['exit']} against {ours['exit']}"
    if (theirs["journal"] is None) != (ours["journal"] is None):
        return f"a journal: {theirs['journal'] is not None} against {ours['journal'] is not None}"
    return first_difference(theirs["journal"], ours["journal"])


def all_cases(base):
    yield from documents.cases()
    for family in (providers, judging, values, running):
        yield from family.cases(base)
    yield from generated.cases(base, SEED, valid=120, invalid=120)


def main():
    server = FixtureServer()
    home = tempfile.mkdtemp(prefix="brunt-experiments-")
    os.mkdir(os.path.join(home, "bin"))
    os.symlink(brunt, os.path.join(home, "bin", "chaos"))
    references = References(2)
    agree, differing, named, wrong = 0, 0, {}, []
    try:
        chosen = [case for case in all_cases(server.base) if all(word in case.name for word in sys.argv[2:])]
        assert len({case.name for case in chosen}) == len(chosen), "two cases have one name"
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            for case, (theirs, ours) in zip(chosen, pool.map(lambda case: both(case, home, references), chosen)):
                mended_theirs, mended_ours, reasons = settle(case, theirs, ours)
                found = difference(mended_theirs, mended_ours)
                whole = whole_reason(case, theirs, ours) if found else ""
                if found and not whole:
                    wrong.append((case, found, theirs["log"], ours["log"]))
                elif whole or reasons:
                    for reason in [*reasons, *([whole] if whole else [])]:
                        named.setdefault(reason, []).append(case.name)
                    differing += 1
                else:
                    agree += 1
    finally:
        references.end()
        server.end()
        shutil.rmtree(home)
    for case, found, their_log, our_log in wrong:
        print(f"DIFFERS {case.name}: {found}")
        if len(sys.argv) > 2:
            print(f"  {case.text()}\n--- theirs\n{their_log[-1500:]}\n--- ours\n{our_log[-1500:]}")
    for reason in sorted(named):
        print(f"{len(named[reason]):4} on purpose, {reason}: {'; '.join(named[reason][:4])}{' ...' if len(named[reason]) > 4 else ''}")
    print(f"{len(chosen)} experiments (seed {SEED}): {agree} agree, {differing} differ on purpose, {len(wrong)} unexplained")
    sys.exit(1 if wrong else 0)


main()
