#!/usr/bin/env python3
"""usage: vegeta_test.py BRUNT: our load engine and the real vegeta read each other's files and see the same service alike."""
import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

brunt = os.path.abspath(sys.argv[1])
source = os.environ.get("BRUNT_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
peers = os.environ.get("BRUNT_CACHE", os.path.join(source, "build", "peers"))
vegeta = os.path.join(peers, "vegeta")
if not os.path.exists(vegeta):
    missing = vegeta + ".missing"
    reason = open(missing).read().strip() if os.path.exists(missing) else f"no vegeta in {peers} (scripts/prepare_peers.sh gets it)"
    print("skipped: " + reason)
    sys.exit(77)
seed = os.path.join(source, "tests", "data", "seed")
failures = []


def check(what, good, found=""):
    print(("ok    " if good else "FAIL  ") + what)
    if not good:
        print(f"      found: {str(found)[:2000]}")
        failures.append(what)


class Service(BaseHTTPRequestHandler):
    """Answers by path; remembers what it was asked."""
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # a response is one segment
    seen = []
    lock = threading.Lock()

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.lock:
            asked = [self.headers.get(name) for name in ("X-Id", "X-Vegeta-Attack", "X-Vegeta-Seq", "Accept-Encoding")]
            self.seen.append((self.command, self.path, asked, body))
        if self.path == "/stall":
            time.sleep(3)
        status = {"/missing": 404, "/broken": 503, "/moved": 302}.get(self.path, 200)
        text = b"" if status == 302 else b"hello " + body
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/here")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_POST = do_HEAD = answer

    def log_message(self, *args):
        pass


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args):
        pass  # clients that give up are part of the test


def run(program, *words, code=0, **more):
    done = subprocess.run([program, *words], capture_output=True, timeout=60, **more)
    if done.returncode != code:
        check(f"{os.path.basename(program)} {' '.join(words)} ends with {code}", False,
              f"{done.returncode} {done.stderr.decode(errors='replace')}")
    return done.stdout


def both(what, *words, reading=bytes):
    ours, theirs = reading(run(as_vegeta, *words)), reading(run(vegeta, *words))
    check(what, ours == theirs and len(ours) > 0, f"{ours}\ninstead of\n{theirs}")


def objects(text):
    """Lines of JSON whose keys may stand in any order, as those of vegeta's headers do."""
    return [json.loads(line) for line in text.splitlines()]


def same_results(what, words_of, keys=("requests", "status_codes", "success", "bytes_in", "bytes_out")):
    """Runs the same attack with both; compares what does not depend on time."""
    files = [os.path.join(folder, name) for name in ("ours.bin", "theirs.bin")]
    reports, asked = [], []
    for program, file in zip((as_vegeta, vegeta), files):
        Service.seen.clear()
        run(program, "attack", *words_of, "-output=" + file)
        asked.append(sorted(Service.seen, key=repr))
        reports.append(json.loads(run(vegeta, "report", "-type=json", file)))
    ours, theirs = ({k: r[k] for k in keys} for r in reports)
    check(what + ": counts, codes, bytes", ours == theirs, f"{ours} instead of {theirs}")
    check(what + ": what the service was asked", asked[0] == asked[1], f"{asked[0][:4]} instead of {asked[1][:4]}")
    return files


def formats(name, file):
    both(f"{name}: text report", "report", file)
    both(f"{name}: JSON report", "report", "-type=json", file)
    both(f"{name}: histogram", "report", "-type=hist[0,1ms,100ms,300ms]", file)
    both(f"{name}: JSON report with buckets", "report", "-type=json", "-buckets=[1ms,100ms]", file)
    both(f"{name}: encoded as JSON", "encode", "-to=json", file, reading=objects)
    both(f"{name}: encoded as CSV", "encode", "-to=csv", file)
    for maker, reader in ((as_vegeta, vegeta), (vegeta, as_vegeta)):
        for form in ("gob", "json", "csv"):
            copy = os.path.join(folder, "copy." + form)
            run(maker, "encode", "-to=" + form, "-output=" + copy, file)
            check(f"{name}: {'our' if maker == as_vegeta else 'their'} {form} is read by {'them' if reader == vegeta else 'us'}",
                  run(reader, "report", copy) == run(vegeta, "report", file))


def seed_file():
    file = os.path.join(seed, "result.bin")
    report = json.loads(run(as_vegeta, "report", "-type=json", file))
    check("seed: 180 requests, 42 failed", report["requests"] == 180 and report["status_codes"] == {"0": 42, "200": 138}, report)
    formats("seed", file)
    old = run(brunt, "load", "report", "-layout=v6", file).decode().splitlines()
    published = open(os.path.join(seed, "vegeta.txt")).read().splitlines()
    timed = ("Duration", "Latencies")  # the file's times were read off a plot
    same = [a.rstrip() for a in old if not a.startswith(timed)] == [b for b in published if not b.startswith(timed)]
    check("seed: the published text but for its times", same and len(old) == len(published), old)
    for ours, theirs in zip((l for l in old if l.startswith(timed)), (l for l in published if l.startswith(timed))):
        label = ours.split("]")[0]
        pairs = zip(ours.split("]")[1].split(","), theirs.split("]")[1].split(","))
        near = all(abs(seconds(a) - seconds(b)) <= 0.02 * seconds(b) for a, b in pairs)
        check(f"seed: {label.split()[0]} within 2 % of the published", near and label == theirs.split("]")[0], ours)


def seconds(text):
    text = text.strip()
    return float(text[:-2]) / 1000 if text.endswith("ms") else float(text[:-1])


def attacks(url):
    with open(os.path.join(folder, "body.txt"), "w") as f:
        f.write("from a file")
    mixed = os.path.join(folder, "mixed.txt")
    with open(mixed, "w") as f:
        f.write(f"# all kinds\nGET {url}/a\nX-Id: 1\n\nPOST {url}/b\n@{folder}/body.txt\n\nGET {url}/missing\nGET {url}/broken\n"
                f"GET {url}/moved\nGET http://127.0.0.1:1/refused\nHEAD {url}/head\n")
    words = ["-targets=" + mixed, "-rate=70", "-duration=1s", "-timeout=10s"]
    ours, theirs = same_results("http targets", words)
    formats("our attack", ours)
    formats("their attack", theirs)
    texts = [sorted(json.loads(run(as_vegeta, "report", "-type=json", f))["errors"]) for f in (ours, theirs)]
    texts[1] = [t.replace("0.0.0.0:0->", "") for t in texts[1]]
    check("the same words for the same errors", texts[0] == texts[1], texts)
    same_results("no keep-alive, one connection", [*words, "-keepalive=false", "-connections=1", "-header=X-Id: 9"])
    same_results("redirects left alone", [*words, "-redirects=-1"])
    same_results("a name, a source address", [*words, "-name=night", "-laddr=127.0.0.1", "-dns-ttl=-1"])
    for kept in ("-max-body=-1", "-max-body=0", "-max-body=2B"):
        # On purpose: our bytes_in is that of the body as it came, not of what was kept.
        files = same_results("bodies: " + kept, [*words, kept], keys=("requests", "status_codes", "success", "bytes_out"))
        bodies = [sorted(str(r["body"]) for r in objects(run(vegeta, "encode", f))) for f in files]
        check("bodies kept with " + kept, bodies[0] == bodies[1], bodies)
    lines = os.path.join(folder, "targets.json")
    with open(lines, "w") as f:
        body = base64.b64encode(b"coded").decode()
        f.write(json.dumps({"method": "POST", "url": url + "/j", "body": body, "header": {"X-Id": ["2"]}}) + "\n")
        f.write(json.dumps({"method": "GET", "url": url + "/k"}) + "\n")
    same_results("json targets", ["-targets=" + lines, "-format=json", "-rate=40", "-duration=1s"])
    stall = os.path.join(folder, "stall.txt")
    with open(stall, "w") as f:
        f.write(f"GET {url}/stall\n")
    words = ["-targets=" + stall, "-rate=20", "-duration=500ms", "-timeout=300ms"]
    ours, theirs = same_results("time-outs", words)
    texts = [json.loads(run(as_vegeta, "report", "-type=json", f))["errors"] for f in (ours, theirs)]
    check("the same words for a time-out", texts[0] == texts[1] and len(texts[0]) == 1, texts)


def ends(url):
    """Exit statuses, and what a signal leaves."""
    good = os.path.join(folder, "good.txt")
    with open(good, "w") as f:
        f.write(f"GET {url}/a\n")
    cases = [([], 1), (["nope"], 1), (["-nope"], 2), (["attack", "-nope"], 2), (["attack", "-rate=x"], 2),
             (["attack", "-targets=/nowhere"], 1), (["attack", "-targets=" + good, "-output=/nowhere/x", "-duration=1ms"], 1),
             (["attack", "-targets=" + good, "-rate=0", "-duration=1ms"], 1), (["report", "/nowhere"], 1), (["report", good], 1),
             (["report", "-type=nope", good], 1), (["dump"], 1), (["-version"], 0), (["attack", "-h"], 0)]
    for words, code in cases:
        codes = [subprocess.run([p, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=20).returncode
                 for p in (as_vegeta, vegeta)]
        check(f"vegeta {' '.join(words)} ends with {code}", codes == [code, code], codes)
    for program in (as_vegeta, vegeta):
        child = subprocess.Popen([program, "attack", "-rate=100", "-targets=" + good], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        child.stdout.close()
        check(f"a closed standard output ends an attack of {os.path.basename(program)} by SIGPIPE", child.wait(20) == -signal.SIGPIPE, child.returncode)
        child.stderr.close()
    lazy = subprocess.run([as_vegeta, "attack", "-lazy", "-rate=100"], input=f"GET {url}/a\n\nGET {url}/b\n".encode() * 3, capture_output=True, timeout=20)
    codes = json.loads(run(vegeta, "report", "-type=json", input=lazy.stdout))["status_codes"]
    check("-lazy ends with its targets, without vegeta's junk record", lazy.returncode == 0 and codes == {"200": 6}, codes)
    for name in ("signal.bin", "signal.brunt-load"):
        file = os.path.join(folder, name)
        attack = subprocess.Popen([as_vegeta, "attack", "-targets=" + good, "-rate=50", "-duration=1h", "-output=" + file])
        while not os.path.exists(file) or not run_quietly(file):
            time.sleep(0.05)
        attack.send_signal(signal.SIGINT)
        check(f"SIGINT ends the attack with 0 ({name})", attack.wait(20) == 0)
        check(f"its results are there ({name})", run_quietly(file) > 0)
    file = os.path.join(folder, "killed.brunt-load")
    attack = subprocess.Popen([as_vegeta, "attack", "-targets=" + good, "-rate=100", "-duration=1h", "-output=" + file])
    while not os.path.exists(file) or run_quietly(file) < 20:
        time.sleep(0.05)
    attack.kill()
    attack.wait()
    check("SIGKILL loses no record", run_quietly(file) >= 20)


def run_quietly(file):
    done = subprocess.run([as_vegeta, "report", "-type=json", file], capture_output=True, timeout=20)
    return json.loads(done.stdout)["requests"] if done.returncode == 0 else 0


with tempfile.TemporaryDirectory(prefix="brunt-vegeta-") as folder:
    as_vegeta = os.path.join(folder, "vegeta")
    os.symlink(brunt, as_vegeta)
    server = Quiet(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    seed_file()
    attacks(address)
    ends(address)
    server.shutdown()
print(f"{len(failures)} failed")
sys.exit(1 if failures else 0)
