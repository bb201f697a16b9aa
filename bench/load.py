#!/usr/bin/env python3
"""usage: load.py BRUNT PEERS: an attack on a small server here, ours and vegeta's in turn: requests, lateness, CPU, memory.

Lateness is seen from the results alone, the same way for both: each request's time stamp against an even grid through all of
them. It holds for schedule and stamps together, whoever made the file."""
import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import paired

brunt, peers = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
vegeta = os.path.join(peers, "vegeta")
if not os.path.exists(vegeta):
    sys.exit("skipped: no vegeta in " + peers)


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        pass


def report(file):
    return json.loads(subprocess.run([vegeta, "report", "-type=json", file], capture_output=True, check=True).stdout)


server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
with tempfile.TemporaryDirectory() as folder:
    targets = os.path.join(folder, "targets.txt")
    with open(targets, "w") as f:
        f.write(f"GET http://127.0.0.1:{server.server_address[1]}/\n")
    for rate, seconds in ((3, 10), (300, 5)):
        words = ["attack", f"-targets={targets}", f"-rate={rate}", f"-duration={seconds}s"]
        ours, theirs = os.path.join(folder, "ours.bin"), os.path.join(folder, "theirs.bin")
        both = paired.pairs([brunt, "load", *words, "-output=" + ours], [vegeta, *words, "-output=" + theirs], 2)
        print(paired.row(f"{rate}/s for {seconds} s", both))
        for name, file in (("ours", ours), ("vegeta", theirs)):
            r = report(file)
            print(f"    {name:<7} {r['requests']} requests, success {r['success']:.4f}, "
                  f"p50 {r['latencies']['50th'] / 1e6:.2f} ms, p99 {r['latencies']['99th'] / 1e6:.2f} ms")
server.shutdown()
