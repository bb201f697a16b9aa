#!/usr/bin/env python3
"""usage: chaosk8s_test.py BRUNT: the real Chaos Toolkit with chaosk8s and chaosprometheus from PyPI works on the sandbox: an
experiment of the seed's shape, then each function that the sandbox has something for."""
import json
import os
import subprocess
import sys
import tempfile

from sandbox_fixture import Checks, peer, sandbox

chaos = os.path.dirname(peer("chaos/bin/chaos"))
check = Checks()


def python(module, func, **arguments):
    return {"type": "python", "module": module, "func": func, "arguments": arguments}


def experiment():
    auth = {"Authorization": "${auth}"}
    probes = [
        {"type": "probe", "name": "one-pod", "tolerance": 1, "provider": python(
            "chaosk8s.pod.probes", "count_pods", ns="openfaas-fn", label_selector="faas_function=astre", phase="Running")},
        {"type": "probe", "name": "exists", "tolerance": 200, "provider": {
            "type": "http", "url": "http://demo.foo.bar/system/function/astre", "headers": auth}},
        {"type": "probe", "name": "responds", "tolerance": 200, "provider": {
            "type": "http", "timeout": 3, "url": "http://demo.foo.bar/function/astre", "method": "POST",
            "headers": dict(auth, **{"Content-Type": "application/json"}), "arguments": {"city": "Paris"}}}]
    query = python("chaosprometheus.probes", "query_interval", query="gateway_function_invocation_total{function_name='astre'}",
                   start="1 minute ago", end="now", step=1)
    query["secrets"] = ["global"]
    return {"version": "1.0.0", "title": "Are our users impacted by the loss of a function?", "description": "The seed's shape.",
            "configuration": {"prometheus_base_url": "http://demo.foo.bar"},
            "secrets": {"global": {"auth": "Basic amFuZTpkZW1v"}},
            "steady-state-hypothesis": {"title": "Function is available", "probes": probes},
            "method": [
                {"type": "action", "name": "terminate", "provider": python(
                    "chaosk8s.pod.actions", "terminate_pods", ns="openfaas-fn", label_selector="faas_function=astre", rand=True),
                 "pauses": {"after": 4}},
                {"type": "probe", "name": "logs", "provider": python(
                    "chaosk8s.pod.probes", "read_pod_logs", label_selector="app=gateway", last="40s", ns="openfaas")},
                {"type": "probe", "name": "metrics", "provider": query}],
            "rollbacks": []}


def run_experiment(env):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "experiment.json"), "w") as f:
            json.dump(experiment(), f)
        done = subprocess.run([os.path.join(chaos, "chaos"), "--no-version-check", "run", "experiment.json"], cwd=folder, env=env,
                              capture_output=True, text=True, timeout=120)
        check("chaos run exits 0", done.returncode == 0, done.stdout + done.stderr)
        with open(os.path.join(folder, "journal.json")) as f:
            return json.load(f)


def look_at(journal):
    check("completed, not deviated", (journal["status"], journal["deviated"]) == ("completed", False))
    for phase in ("before", "after"):
        states = journal["steady_states"][phase]
        check(f"met {phase}", states["steady_state_met"] is True, [p["output"] for p in states["probes"]])
    terminated, logs, metrics = (entry["output"] for entry in journal["run"])
    check("one pod was terminated", len(terminated) == 1 and terminated[0].startswith("astre-"), terminated)
    text = "".join(logs.values())
    check("the gateway's pod has the log", list(logs)[0].startswith("gateway-"), list(logs))
    check("with the seed's lines", "Forwarded [GET] to /system/function/astre - [200] - " in text and
          "Forwarded [POST] to /function/astre - [200] - " in text, text)
    result = metrics["data"]["result"]
    check("the counter is there", any(r["metric"].get("code") == "200" and r["metric"]["function_name"] == "astre" for r in result), result)


# Run by the Python that has chaosk8s; prints what each function gave.
FUNCTIONS = r"""
import json, time
from chaosk8s.pod.probes import *
from chaosk8s.pod.actions import exec_in_pods, terminate_pods
from chaosk8s.deployment.actions import scale_deployment, rollout_deployment
from chaosk8s.deployment.probes import *
from chaosk8s.node.actions import cordon_node, uncordon_node, drain_nodes
from chaosk8s.node.probes import *
from chaosk8s.service.probes import service_is_initialized
from chaosk8s.namespace.probes import namespace_exists
from chaosk8s.event.probes import get_events
fn = {"ns": "openfaas-fn"}
sel = dict(fn, label_selector="faas_function=astre")
out = {}
def note(name, call):
    try:
        out[name] = call()
    except Exception as e:
        out[name] = "failed: " + type(e).__name__ + ": " + str(e)[:300]
note("pods_in_phase", lambda: pods_in_phase(**sel))
note("pods_not_in_phase", lambda: pods_not_in_phase(phase="Failed", **sel))
note("pods_in_conditions", lambda: pods_in_conditions(conditions=[{"type": "Ready", "status": "True"}], **sel))
note("count_min_pods", lambda: count_min_pods(min_count=1, **sel))
note("count_set_selector", lambda: count_pods(label_selector="faas_function in (astre,other),!nothing", **fn))
note("available_and_healthy", lambda: deployment_available_and_healthy("astre", **fn))
note("partially_available", lambda: deployment_partially_available("astre", **fn))
note("scale", lambda: scale_deployment("astre", 2, **fn))
note("not_fully_available", lambda: deployment_not_fully_available("astre", timeout=5, **fn))
note("fully_available", lambda: deployment_fully_available("astre", timeout=10, **fn))
note("two", lambda: count_pods(**sel))
note("rollout", lambda: rollout_deployment("astre", **fn))
time.sleep(0.5)
note("rolled_out", lambda: deployment_fully_available("astre", timeout=15, **fn))
note("terminate_all_with_grace", lambda: len(terminate_pods(all=True, grace_period=0, **sel)) >= 2)
note("nodes", lambda: [n["metadata"]["name"] for n in get_nodes()["items"]])
note("node_conditions", lambda: get_all_node_status_conditions()[0]["Ready"])
note("healthy_nodes", lambda: nodes_must_be_healthy())
note("cordon", lambda: cordon_node(name="brunt-sandbox"))
note("drain", lambda: sorted(set(drain_nodes(name="brunt-sandbox", timeout=20))))
note("uncordon", lambda: uncordon_node(name="brunt-sandbox"))
note("service", lambda: service_is_initialized("astre", **fn))
note("namespace", lambda: namespace_exists("openfaas-fn"))
note("no_namespace", lambda: namespace_exists("nowhere"))
note("events", lambda: len(get_events(limit=200)["items"]) > 5)
note("missing_pods", lambda: pods_in_phase("app=none", **fn))
note("exec_is_refused", lambda: exec_in_pods("ls", label_selector="app=gateway", ns="openfaas", container_name="gateway"))
print(json.dumps(out))
"""
EXPECTED = {
    "pods_in_phase": True, "pods_not_in_phase": True, "pods_in_conditions": True, "count_min_pods": True,
    "count_set_selector": 1, "available_and_healthy": True, "partially_available": True, "scale": None,
    "not_fully_available": True, "fully_available": True, "two": 2, "rollout": None, "rolled_out": True,
    "terminate_all_with_grace": True, "nodes": ["brunt-sandbox"], "node_conditions": "True", "healthy_nodes": True,
    "cordon": ["brunt-sandbox"], "drain": ["brunt-sandbox"], "uncordon": ["brunt-sandbox"], "service": True, "namespace": True,
    "no_namespace": False, "events": True, "missing_pods": "failed: ActivityFailed", "exec_is_refused": "failed: "}


def look_at_functions(env):
    done = subprocess.run([os.path.join(chaos, "python"), "-W", "ignore", "-c", FUNCTIONS], env=env, capture_output=True, text=True, timeout=180)
    check("the functions run", done.returncode == 0, done.stderr)
    found = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}
    for name, expected in EXPECTED.items():
        value = found.get(name)
        failed = isinstance(expected, str) and expected.startswith("failed") and str(value).startswith(expected)
        check(name, failed or value == expected, value)


with sandbox(sys.argv[1]) as box:
    environment = box.exports()
    look_at(run_experiment(environment))
    look_at_functions(environment)
check.end()
