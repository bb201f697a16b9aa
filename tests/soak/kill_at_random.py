#!/usr/bin/env python3
"""Kills runs at random instants and looks whether anything was lost.

usage: kill_at_random.py BRUNT [--kills N] [--quick] [--seed S] [--jobs N]

Ten experiments with rollbacks are run again and again, each time ended by SIGKILL at an instant drawn from their whole
length, half of them with a guard and half without. Every activity leaves a line in a file opened with O_APPEND (or
with a server of this script), so what really happened is known apart from what the program says. After the guard, or
`brunt recover --yes`, is done:

  - each rollback that was owed has run exactly once, and none that was not. Whether it was owed is told here from the
    event log up to the death, by rules written down again in `owed()`;
  - one that had begun and had no end on record may have run: at most once, and `recover` names it; if it says that it
    is idempotent it was played again;
  - each effect is on record: no activity ran whose start is not in the event log;
  - the journal can be made, and says `interrupted` (or how the run ended, when it was killed after its end);
  - where there was a guard, nothing that the run had started is left.

Exit status: 0 all held, 1 something did not.
"""
import argparse
import collections
import concurrent.futures
import datetime
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time


def process(name, kind="action", seconds=0.02, **more):
    script = f"echo '{name}' >>deeds; sleep {seconds}"
    return {"type": kind, "name": name,
            "provider": {"type": "process", "path": "sh", "timeout": 30, "arguments": ["-c", script]}, **more}


def probe(name, answer, **more):
    return {"type": "probe", "name": name, "tolerance": 0,
            "provider": {"type": "process", "path": "sh", "timeout": 30, "arguments": ["-c", f"exit {answer}"]}, **more}


def pipeline(token):
    """A background activity whose parts outlive its shell when that is killed."""
    line = f"echo load >>deeds; sleep 300.{token} | sleep 300.{token}"
    return {"type": "action", "name": "load", "background": True,
            "provider": {"type": "process", "path": "sh", "timeout": 1, "arguments": ["-c", line]}}


def call(name, port, place):
    """An effect at the server of this script."""
    return {"type": "action", "name": name,
            "provider": {"type": "http", "timeout": 5, "url": f"http://127.0.0.1:{port}/{place}/{name.replace(' ', '%20')}"}}


def experiment(strategy, method, rollbacks, probes=None, **more):
    out = {"title": f"rollbacks: {strategy}", "description": "d", "method": method, "rollbacks": rollbacks,
           "runtime": {"rollbacks": {"strategy": strategy}}, **more}
    if probes:
        out["steady-state-hypothesis"] = {"title": "well", "probes": probes}
    return out


def experiments(port, place, token):
    three = [process(f"undo {i}") for i in range(3)]
    acts = [process(f"act {i}") for i in range(3)]
    well, ill = [probe("well", 0)], [probe("well at first", "$([ -e seen ]; echo $?)")]
    # Met in the gate, missed at the end.
    ill[0]["provider"]["arguments"] = ["-c", "[ ! -e seen ]"]
    sees = {**process("act unseen"), "name": "act 0"}
    sees["provider"] = {**sees["provider"], "arguments": ["-c", "echo 'act 0' >>deeds; : >seen; sleep 0.02"]}
    return {
        "default": experiment("default", acts, three, well),
        "always": experiment("always", acts, three, well),
        "never": experiment("never", acts, three, well),
        "deviated": experiment("deviated", [sees, *acts[1:]], three, ill),
        "deviated, not seen": experiment("deviated", acts, three, well),
        "background": experiment("default", [pipeline(token), *acts], [
            process("undo 0", background=True, seconds=0.1), process("undo 1"), process("undo 2", background=True)]),
        "pauses": experiment("always", [process("act 0", pauses={"before": 0.1, "after": 0.1})], [
            process("undo 0", pauses={"after": 0.1}), process("undo 1", pauses={"before": 0.1})]),
        "http": experiment("default", [call("act 0", port, place), pipeline(token), process("act 1", seconds=0.1)],
                           [call("undo 0", port, place), process("undo 1"), call("undo 2", port, place)]),
        "idempotent": experiment("default", acts, [
            process(f"undo {i}", seconds=0.1, brunt={"idempotent": True}) for i in range(2)]),
        "when ran": experiment("always", acts, [
            process(f"undo {i}", seconds=0.05, brunt={"when_ran": f"act {i}"}) for i in range(3)]),
    }


def read_log(path):
    if not os.path.exists(path):
        return []
    with open(path, "rb") as file:
        return [json.loads(line) for line in file if line.endswith(b"\n")]


def owed(strategy, rollback, before):
    """Is a rollback that has no start on record owed? `before`: the events up to the death."""
    begun = any(e["phase"] == "method" for e in before if e["kind"] != "run_started")
    rolling = any(e["phase"] == "rollbacks" and e["kind"] == "phase_started" for e in before)
    if any(e["kind"] == "run_finished" for e in before) or strategy == "never":
        return False
    tied = rollback.get("brunt", {}).get("when_ran")
    if tied and not any(e["kind"] == "activity_started" and e.get("activity") == tied for e in before):
        return False
    if rolling:
        return True
    if strategy == "deviated":
        return any(e["kind"] == "phase_finished" and e["phase"] == "after" and e["data"].get("met") is False
                   for e in before)
    return begun


class Deeds(http.server.ThreadingHTTPServer):
    """Appends what is asked for to PLACE/deeds."""
    daemon_threads = True

    def __init__(self, root):
        self.root = root
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        place, name = self.path.strip("/").split("/", 1)
        fd = os.open(os.path.join(self.server.root, place, "deeds"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(fd, name.replace("%20", " ").encode() + b"\n")
        os.close(fd)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def count_deeds(folder):
    try:
        with open(os.path.join(folder, "deeds")) as file:
            return collections.Counter(line.rstrip("\n") for line in file)
    except FileNotFoundError:
        return collections.Counter()


def processes_with(token):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if f"300.{token}".encode() in file.read():
                    found.append(int(pid))
        except OSError:
            pass
    return found


class Soak:
    def __init__(self, brunt, root, server, seed):
        self.brunt, self.root, self.server, self.seed = brunt, root, server, seed
        self.lengths = {}
        self.lock = threading.Lock()

    def folder(self, name):
        folder = os.path.join(self.root, name)
        os.mkdir(folder)
        return folder

    def start(self, document, folder, guard):
        with open(os.path.join(folder, "x.json"), "w") as file:
            json.dump(document, file)
        return subprocess.Popen(
            [self.brunt, "run", "--guard", "on" if guard else "off", "--no-report", "x.json"], cwd=folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)

    def measure(self):
        """How long each experiment lasts when it is left alone, and that it then plays what it should."""
        for name in experiments(0, "", 0):
            place = "length-" + name.replace(" ", "-").replace(",", "")
            folder = self.folder(place)
            document = experiments(self.server.server_address[1], place, 10_000)[name]
            began = time.monotonic()
            run = self.start(document, folder, True)
            _, said = run.communicate(timeout=60)
            self.lengths[name] = time.monotonic() - began
            deeds = count_deeds(folder)
            strategy = document["runtime"]["rollbacks"]["strategy"]
            wanted = 0 if strategy == "never" or name == "deviated, not seen" else 1
            for rollback in document["rollbacks"]:
                if deeds[rollback["name"]] != wanted:
                    sys.exit(f"{name}: left alone, it played '{rollback['name']}' {deeds[rollback['name']]} times\n"
                             + said.decode())

    def kill(self, number):
        """One run; what was found."""
        chance = random.Random(f"{self.seed}/{number}")
        names = list(self.lengths)
        name = names[number % len(names)]
        guard = (number // len(names)) % 2 == 0
        whole_group = chance.random() < 0.5
        place, token = f"kill-{number}", 20_000 + number
        folder = self.folder(place)
        document = experiments(self.server.server_address[1], place, token)[name]
        run = self.start(document, folder, guard)
        time.sleep(chance.uniform(0, self.lengths[name]))
        at = time.time_ns()
        (os.killpg if whole_group else os.kill)(run.pid, signal.SIGKILL)
        _, said = run.communicate(timeout=60)  # to the end of the guard, which has the pipe too
        killed = run.returncode == -signal.SIGKILL
        return self.judge(name, document, folder, guard, killed, at, token, said.decode())

    def judge(self, name, document, folder, guard, killed, at, token, said):
        out = {"name": name, "guard": guard, "killed": killed, "wrong": [], "owed": 0, "doubtful": 0, "played": 0,
               "by_recover": False, "delay_ms": None, "effects": 0, "folder": folder}
        left = processes_with(token)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        log = os.path.join(folder, "journal.events.jsonl")
        if guard and left and any(e.get("activity") == "load" for e in read_log(log)):
            out["wrong"].append(f"{len(left)} processes outlive the run")
        events = read_log(log)
        if events and not any(e["kind"] == "run_finished" for e in events):
            recovered = subprocess.run([self.brunt, "recover", "--yes", "journal.json"], cwd=folder,
                                       stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
            out["by_recover"] = True
            said += recovered.stdout + recovered.stderr
            events = read_log(log)
        before = [e for e in events if "by_recovery" not in e["data"]]
        self.judge_rollbacks(document, before, events, folder, out)
        self.judge_record(events, folder, out)
        first = next((e for e in events if e["kind"] in ("activity_started", "pause_started")
                      and e["data"].get("by_recovery") == "guard"), None)  # a pause before it is its own
        if first:
            when = datetime.datetime.fromisoformat(first["at"][:26] + "+00:00").timestamp() * 1e9
            out["delay_ms"] = (when - at) / 1e6
        if out["wrong"]:
            out["said"] = said
        return out

    def judge_rollbacks(self, document, before, events, folder, out):
        strategy = document["runtime"]["rollbacks"]["strategy"]
        deeds = count_deeds(folder)
        out["effects"] = sum(deeds.values())
        for index, rollback in enumerate(document["rollbacks"]):
            mine = [e for e in before if e["phase"] == "rollbacks" and e.get("index") == index]
            started = any(e["kind"] == "activity_started" for e in mine)
            ended = any(e["kind"] == "activity_finished" for e in mine)
            times, title = deeds[rollback["name"]], rollback["name"]
            if ended:
                if times != 1:
                    out["wrong"].append(f"'{title}' has its end on record and ran {times} times")
            elif started:
                out["doubtful"] += 1
                again = rollback.get("brunt", {}).get("idempotent", False)
                if times not in ((1, 2) if again else (0, 1)):
                    out["wrong"].append(f"'{title}' may have run, and ran {times} times")
                if not again and not self.is_named(folder, title):
                    out["wrong"].append(f"'{title}' may have run, and recover does not say so")
            else:
                wanted = 1 if owed(strategy, rollback, before) else 0
                out["owed"] += wanted
                out["played"] += times
                if times != wanted:
                    out["wrong"].append(f"'{title}' was {'' if wanted else 'not '}owed and ran {times} times")

    def is_named(self, folder, title):
        listed = subprocess.run([self.brunt, "recover", "--list", "--format", "json", "journal.json"], cwd=folder,
                                capture_output=True, text=True, timeout=60)
        runs = json.loads(listed.stdout)["runs"]
        return listed.returncode == 1 and any(
            r["name"] == title and r["debt"] == "may have run" for run in runs for r in run["rollbacks"])

    def judge_record(self, events, folder, out):
        started = collections.Counter(e.get("activity") for e in events if e["kind"] == "activity_started")
        for title, times in count_deeds(folder).items():
            if times > started[title]:
                out["wrong"].append(f"lost: '{title}' ran {times} times, with {started[title]} starts on record")
        if not events:
            return
        made = subprocess.run([self.brunt, "journal", "journal.events.jsonl"], cwd=folder, capture_output=True,
                              text=True, timeout=60)
        if made.returncode != 0:
            out["wrong"].append("no journal can be made: " + made.stderr)
            return
        journal = json.loads(made.stdout)
        recovered = any("by_recovery" in e["data"] for e in events)
        if recovered and journal["status"] != "interrupted":
            out["wrong"].append("the journal says " + journal["status"])
        if recovered and json.load(open(os.path.join(folder, "journal.json"))) != journal:
            out["wrong"].append("the journal on disk is not that of the event log")


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(q * len(values)))] if values else float("nan")


def table(results):
    head = ("experiment", "kills", "guard", "recover", "owed", "played once", "may have run", "effects", "wrong")
    rows = []
    for name in dict.fromkeys(r["name"] for r in results):
        mine = [r for r in results if r["name"] == name]
        rows.append((name, len(mine), sum(r["guard"] for r in mine), sum(r["by_recover"] for r in mine),
                     sum(r["owed"] for r in mine), sum(r["played"] for r in mine), sum(r["doubtful"] for r in mine),
                     sum(r["effects"] for r in mine), sum(bool(r["wrong"]) for r in mine)))
    rows.append(("all", *(sum(row[i] for row in rows) for i in range(1, len(head)))))
    width = max(len(row[0]) for row in rows)
    print(f"{head[0]:<{width}}  " + "  ".join(head[1:]))
    for row in rows:
        print(f"{row[0]:<{width}}  " + "  ".join(f"{value:>{len(title)}}" for value, title in zip(row[1:], head[1:])))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("brunt")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--quick", action="store_true", help="30 kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=4)
    args = parser.parse_args()
    kills = 30 if args.quick else args.kills
    root = tempfile.mkdtemp(prefix="brunt-soak-")
    server = Deeds(root)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    soak = Soak(os.path.realpath(args.brunt), root, server, args.seed)
    soak.measure()
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        results = list(pool.map(soak.kill, range(kills)))
    table(results)
    delays = [r["delay_ms"] for r in results if r["delay_ms"] is not None]
    print(f"from the death to the guard's first rollback, {len(delays)} times: p50 {quantile(delays, 0.5):.1f} ms, "
          f"p99 {quantile(delays, 0.99):.1f} ms, max {max(delays, default=float('nan')):.1f} ms")
    print(f"killed in time: {sum(r['killed'] for r in results)} of {kills}; seed {args.seed}")
    wrong = [r for r in results if r["wrong"]]
    for result in wrong[:10]:
        print(f"\n{result['name']}, guard {result['guard']}: " + "; ".join(result["wrong"]) + "\n" + result["said"])
        print(open(os.path.join(result["folder"], "journal.events.jsonl")).read()
              if os.path.exists(os.path.join(result["folder"], "journal.events.jsonl")) else "no event log")
    shutil.rmtree(root)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
