#!/usr/bin/env python3
"""usage: prometheus_test.py BRUNT: the emulated Prometheus and the real one scrape the same exporter and must give the
same answers. The exporter stamps its samples itself and counts each scraper's visits, so that both see the same
series whenever they come."""
import http.server
import json
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

real = shutil.which("prometheus")
if real is None:
    print("skipped: there is no prometheus in PATH (Debian: prometheus)")
    sys.exit(77)
brunt = os.path.abspath(sys.argv[1])
STEPS, STEP = 60, 5
T0 = int(time.time()) - STEPS * STEP


def exposition(k):
    """What the exporter says at its k-th step."""
    at = (T0 + k * STEP) * 1000
    out = ["# TYPE calls_total counter"]
    for function, code, step in (("astre", "200", 15), ("astre", "502", 1), ("env", "200", 7)):
        value = 100 + k * step if k < 40 or function == "env" else (k - 40) * step  # a restart at step 40
        out.append(f'calls_total{{function_name="{function}",code="{code}"}} {value} {at}')
    out.append(f"temperature{{place=\"in\"}} {10 * math.sin(k / 5):.6f} {at}")
    out.append(f"temperature{{place=\"out\"}} {-k / 3:.9f} {at}")
    out.append(f"odd{{kind=\"nan\"}} NaN {at}")
    out.append(f"odd{{kind=\"inf\"}} +Inf {at}")
    out.append(f"odd{{kind=\"tiny\"}} 1.5e-9 {at}")
    out.append(f"odd{{kind=\"huge\"}} 2.5e+21 {at}")
    if not 20 <= k < 40:
        out.append(f"sometimes {k} {at}")
    out.append(f'limit{{function_name="astre"}} 7 {at}')
    for le, share in (("0.01", 0.2), ("0.1", 0.7), ("1", 0.9), ("+Inf", 1)):
        out.append(f'took_bucket{{function_name="astre",le="{le}"}} {int(k * 10 * share)} {at}')
    out.append('escaped{text="a\\"b\\\\c\\nd"} 1 %d' % at)
    return "\n".join(out) + "\n"


class Exporter(http.server.BaseHTTPRequestHandler):
    visits = {}

    def do_GET(self):
        k = self.visits.get(self.path, 0)
        body = (exposition(k) if k < STEPS else "").encode()
        self.visits[self.path] = k + 1
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(base, path, parameters, post=False):
    text = urllib.parse.urlencode(parameters)
    request = urllib.request.Request(base + path, data=text.encode()) if post else urllib.request.Request(f"{base}{path}?{text}")
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as e:
        body = e.read()
        try:
            return e.code, json.loads(body)
        except ValueError:
            return e.code, {"body": body.decode(errors="replace")}


def same(a, b):
    """Equal, numbers in texts up to rounding of the last digits."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    if isinstance(a, str) and isinstance(b, str) and a != b:
        try:
            return math.isclose(float(a), float(b), rel_tol=1e-9, abs_tol=1e-12)
        except ValueError:
            return False
    return a == b


def ordered(answer, keep_order):
    """The answer with its series in one order: that of an instant vector is not specified."""
    data = answer.get("data")
    if isinstance(data, dict) and isinstance(data.get("result"), list) and data.get("resultType") in ("vector", "matrix") and not keep_order:
        data["result"].sort(key=lambda s: json.dumps(s["metric"], sort_keys=True))
    answer.pop("infos", None)
    return answer


QUERIES = """
1 + 2 * 3 ^ 2 ^ 1 - 4 % 3
-2 ^ 2
-(1 + 2) * -3
1 / 0
0 / 0
2 atan2 1
1 == bool 1
3 > bool 5
time()
vector(time())
'a "text"'
0x1F + .5e1
Inf - NaN
calls_total
calls_total{code='502'}
calls_total{code!='502'}
calls_total{code=~'5..'}
calls_total{code!~'5..|x'}
{__name__=~'calls_.*',function_name='env'}
calls_total{missing=''}
calls_total{code='502'} offset 1m
calls_total{code='502'} offset -10s
nothing
ALERTS
odd
sometimes
escaped
calls_total[20s]
calls_total{code='502'}[1m] offset 30s
rate(calls_total[1m])
rate(calls_total[12s])
rate(calls_total[7s])
rate(calls_total{code='200'}[5m])
irate(calls_total[1m])
increase(calls_total[1m])
increase(calls_total[33s] offset 7s)
increase(sometimes[2m])
delta(temperature[1m])
idelta(temperature[1m])
changes(calls_total[3m])
resets(calls_total[3m])
sum_over_time(temperature[1m])
avg_over_time(temperature[1m])
min_over_time(temperature[1m])
max_over_time(temperature[1m])
count_over_time(sometimes[4m])
last_over_time(calls_total[1m])
present_over_time(calls_total[1m])
max_over_time(odd[1m])
sum(calls_total)
sum by (code) (calls_total)
sum(calls_total) by (code, nothing)
sum without (code) (calls_total)
SUM BY (function_name) (rate(calls_total[1m]))
avg(calls_total)
avg by (function_name) (temperature)
min(odd)
max(odd)
max by (kind) (odd)
count(calls_total > 100)
count by (code) (calls_total)
group by (code) (calls_total)
sum(nothing)
count(nothing)
abs(temperature)
ceil(temperature)
floor(temperature)
round(temperature)
round(temperature, 0.25)
exp(temperature)
ln(temperature)
sqrt(temperature)
clamp(temperature, -1, 1)
clamp(temperature, 1, -1)
clamp_min(temperature, 0)
clamp_max(temperature, 0)
timestamp(calls_total)
absent(nothing)
absent(nothing{a='b',c=~'d',e='f'})
absent(calls_total)
absent(sum(nothing{a='b'}))
scalar(limit) * 2
scalar(calls_total)
calls_total * 2
2 - calls_total
calls_total % 7
calls_total > 200
200 < calls_total
calls_total > bool 200
calls_total == 100
-calls_total
calls_total + calls_total
calls_total / ignoring(code) group_left sum without (code) (calls_total)
calls_total / on(function_name) group_left limit
limit * on(function_name) group_right calls_total
calls_total > on(function_name) group_left limit
calls_total{code='502'} / ignoring(code) calls_total{code='200'}
calls_total{code='502'} > bool ignoring(code) limit
calls_total{code='502'} < on(function_name) calls_total{code='200'}
calls_total{code='200'} and calls_total{function_name='env'}
calls_total and on(function_name) limit
calls_total or nothing
nothing or vector(1)
calls_total or on(function_name) limit
calls_total unless on(function_name) limit
calls_total unless calls_total{code='502'}
histogram_quantile(0.5, took_bucket)
histogram_quantile(0.95, sum by (le) (rate(took_bucket[1m])))
histogram_quantile(2, took_bucket)
histogram_quantile(0.5, calls_total)
100 * sum(rate(calls_total{code!~'2..'}[1m])) / sum(rate(calls_total[1m]))
sum(rate(calls_total{code='200'}[10s])) by (function_name) > 5
sort(calls_total)
sort_desc(calls_total)
sum(1 + calls_total) # a remark
((calls_total))
calls_total / on(function_name) calls_total
calls_total / ignoring(code) calls_total
limit / on(function_name) calls_total
abs({__name__=~'calls_total|limit'})
limit + on(function_name) group_left calls_total
rate(calls_total)
rate(5)
foo(calls_total)
sum(
calls_total{
calls_total{code=1}
calls_total{code=~'('}
{}
{a=''}
1 > 2
1 and calls_total
calls_total + bool 1
calls_total offset
calls_total[5]
calls_total[0s]
calls_total[1m] + 1
sum(calls_total[1m])
abs(1, 2)
round()
"open
calls_total{__name__='x'}
on(x)
calls_total and on(x) group_left limit
5mm
1 $ 2
sum() by (x)
calls_total by
""".strip("\n").split("\n")

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
failures = checks = 0


def compare(name, theirs, ours, keep_order=False):
    global failures, checks
    checks += 1
    (their_status, their_body), (our_status, our_body) = theirs, ours
    if their_status == 200 and our_status == 200:
        good = same(ordered(their_body, keep_order), ordered(our_body, keep_order))
    else:
        good = their_status == our_status and all(their_body.get(k) == our_body.get(k) for k in ("status", "errorType"))
    if not good:
        failures += 1
        print(f"DIFFERS {name}\n  real {their_status} {json.dumps(their_body)[:600]}\n  ours {our_status} {json.dumps(our_body)[:600]}")


def main(folder):
    exporter = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Exporter)
    threading.Thread(target=exporter.serve_forever, daemon=True).start()
    target = f"127.0.0.1:{exporter.server_port}"
    with open(os.path.join(folder, "prometheus.yml"), "w") as f:
        json.dump({"global": {"scrape_interval": "100ms", "scrape_timeout": "100ms"},
                   "scrape_configs": [{"job_name": "gateway", "metrics_path": "/real",
                                       "static_configs": [{"targets": [target]}]}]}, f)
    port = free_port()
    log = open(os.path.join(folder, "log"), "w+")
    processes = [subprocess.Popen([real, f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
                                   f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"], stdout=log, stderr=log)]
    here, there = socket.socketpair()
    try:
        config = {"scrape": f"http://{target}/ours", "interval_ms": 100, "job": "gateway"}
        processes.append(subprocess.Popen([brunt, "sandbox", "part", "metrics"], stdin=there, stderr=log))
        here.sendall((json.dumps(config) + "\n").encode())
        there.close()
        listening = json.loads(here.makefile().readline())["listening"]["http"]
        bases = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{listening}"
        deadline = time.time() + 60
        while min(Exporter.visits.get("/real", 0), Exporter.visits.get("/ours", 0)) <= STEPS:
            if time.time() > deadline:
                log.seek(0)
                raise SystemExit(f"the exporter was not scraped often enough: {Exporter.visits}\n{log.read()}")
            time.sleep(0.1)
        compare_all(bases)
    finally:
        here.close()
        for process in processes:
            process.kill()
            process.wait()
        exporter.shutdown()


def compare_all(bases):
    def both(name, path, parameters, post=False, keep_order=False):
        compare(name, *(get(base, path, parameters, post) for base in bases), keep_order)

    for query in QUERIES:
        keep = query.startswith("sort")
        for at in (T0 - 1, T0 + 100, T0 + 203.457, T0 + STEPS * STEP - 5, T0 + STEPS * STEP + 290):
            both(f"{query} at T0 + {at - T0:g}", "/api/v1/query", {"query": query, "time": f"{at:.3f}"}, keep_order=keep)
        both(f"range of {query}", "/api/v1/query_range",
             {"query": query, "start": f"{T0 - 7.15:.2f}", "end": f"{T0 + 640.85:.2f}", "step": "1"}, post=True)
    series = {"match[]": "calls_total", "start": T0, "end": T0 + 300}
    for path in ("/api/v1/series", "/api/v1/labels", "/api/v1/label/code/values", "/api/v1/label/__name__/values"):
        both(path, path, series)
    for name, parameters in {"no query": {}, "bad time": {"query": "up", "time": "soon"}, "bad timeout": {"query": "up", "timeout": "x"}}.items():
        both(name, "/api/v1/query", parameters)
    ranges = {"no start": {"end": "2", "step": "1"}, "no step": {"start": "1", "end": "2"}, "step 0": {"start": "1", "end": "2", "step": "0"},
              "backwards": {"start": "2", "end": "1", "step": "1"}, "11000 points": {"start": "0", "end": "11000", "step": "1"},
              "11001 points": {"start": "0", "end": "11001", "step": "1"}, "negative step": {"start": "1", "end": "2", "step": "-1"},
              "step 5m": {"start": "0", "end": "1000", "step": "5m"}, "RFC 3339": {"start": "2018-04-24T17:20:20.15Z", "end": "2018-04-24T17:21:20.15Z", "step": "1"}}
    for name, parameters in ranges.items():
        both(name, "/api/v1/query_range", {"query": "vector(1)", **parameters})
    both("no match[]", "/api/v1/series", {})


with tempfile.TemporaryDirectory() as folder:
    main(folder)
print(f"{checks} answers compared, {failures} differ")
sys.exit(failures > 0)
