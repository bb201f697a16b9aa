#!/usr/bin/env python3
"""usage: cluster.py BRUNT PEERS EXPERIMENT: one experiment on a real cluster, by the real Chaos Toolkit with the real vegeta and
then by Brunt: failures each saw, wall, memory. Wants KUBECONFIG, BRUNT_GATEWAY and BRUNT_PROMETHEUS.

The experiment's host name is no real one. Chaos Toolkit and vegeta reach it through a small forward proxy here (HTTP_PROXY), as
their users would; Brunt by --resolve."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import paired

brunt, peers, experiment = (os.path.abspath(a) for a in sys.argv[1:4])
gateway, prometheus = os.environ["BRUNT_GATEWAY"], os.environ["BRUNT_PROMETHEUS"]
host = "demo.foo.bar"
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Proxy(BaseHTTPRequestHandler):
    """Passes requests for the experiment's host on: /api/v1 to Prometheus, the rest to the gateway. Nothing else."""
    protocol_version = "HTTP/1.1"

    def pass_on(self):
        url = urlsplit(self.path)
        if url.hostname != host:
            return self.answer(403, b"this proxy serves " + host.encode())
        base = prometheus if url.path.startswith("/api/v1") else gateway
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "proxy-connection", "connection")}
        request = urllib.request.Request(base + url.path + ("?" + url.query if url.query else ""), data=body or None,
                                         headers=headers, method=self.command)
        try:
            with direct.open(request, timeout=60) as reply:
                self.answer(reply.status, reply.read(), reply.headers.get("Content-Type"))
        except urllib.error.HTTPError as error:
            self.answer(error.code, error.read(), error.headers.get("Content-Type"))
        except OSError as error:
            self.answer(502, str(error).encode())

    do_GET = do_POST = pass_on

    def answer(self, status, body, kind="text/plain"):
        self.send_response(status)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def run(name, command, env):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.join(os.path.dirname(experiment), "data"), os.path.join(folder, "data"))
        shutil.copy(experiment, os.path.join(folder, "experiment.json"))
        took = paired.run(command, cwd=folder, env=env)
        with open(os.path.join(folder, "journal.json")) as f:
            journal = json.load(f)
        report = json.loads(subprocess.run([os.path.join(peers, "vegeta"), "report", "-type=json", "result.bin"],
                                           cwd=folder, capture_output=True, check=True).stdout)
        failed = report["requests"] - round(report["success"] * report["requests"])
        print(f"{name:<24} {failed} of {report['requests']} failed {report['status_codes']}  wall {took.wall:.1f} s  cpu "
              f"{took.cpu:.2f} s  largest process {took.memory:.0f} MiB  exit {took.status}  status {journal['status']}, "
              f"deviated {journal['deviated']}")


proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
threading.Thread(target=proxy.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{proxy.server_address[1]}"
theirs = dict(os.environ, HTTP_PROXY=address, http_proxy=address, NO_PROXY="127.0.0.1,localhost",
              no_proxy="127.0.0.1,localhost", PATH=peers + os.pathsep + os.environ["PATH"])
run("Chaos Toolkit, vegeta", [os.path.join(peers, "chaos", "bin", "chaos"), "--no-version-check", "--no-log-file", "run",
                              "experiment.json"], theirs)
port = urlsplit(gateway)
run("Brunt", [brunt, "run", "--resolve", f"{host}:80:{port.hostname}:{port.port or 80}", "--var",
              f"prometheus_base_url={prometheus}", "experiment.json"], dict(os.environ))
proxy.shutdown()
