#!/usr/bin/env python3
"""usage: kubectl_test.py BRUNT: the real kubectl, whichever is here, works against the sandbox."""
import json
import os
import shutil
import subprocess
import sys
import threading

from sandbox_fixture import Checks, sandbox, skip, wait_for

kubectl = shutil.which("kubectl")
if kubectl is None:
    skip("there is no kubectl in PATH (Debian: kubernetes-client)")
check = Checks()


def main(box):
    env = box.exports()

    def run(*words, code=0, given=None):
        done = subprocess.run([kubectl, *words], env=env, text=True, input=given, capture_output=True, timeout=60)
        check(f"kubectl {' '.join(words)} ends with {code}", done.returncode == code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def pods(ns="openfaas-fn"):
        return json.loads(run("get", "pods", "-n", ns, "-o", "json"))["items"]

    def ready_pods(n):
        found = [p for p in pods() if "deletionTimestamp" not in p["metadata"] and
                 any(c["type"] == "Ready" and c["status"] == "True" for c in p["status"].get("conditions", []))]
        return found if len(found) == n else None

    # get: tables, as wide and as JSON
    text = run("get", "pods", "-A", "-o", "wide")
    check("get pods has kubectl's columns", text.split("\n")[0].split()[:6] ==
          ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE"], text)
    check("get pods shows three ready pods", text.count("1/1") == 3 and text.count("Running") == 3, text)
    text = run("get", "all", "-n", "openfaas-fn")
    for kind in ("pod/astre-", "service/astre", "deployment.apps/astre", "replicaset.apps/astre-"):
        check(f"get all shows {kind}", kind in text, text)
    check("the node's version names the sandbox", "brunt-sandbox" in run("get", "nodes"))
    check("so does the server's", "brunt-sandbox" in run("version"))
    for kind in ("ns", "svc", "ep", "rs", "deploy", "events", "no"):
        check(f"get {kind} prints a table", "NAME" in run("get", kind, "-A") or kind == "events")
    check("labels select", "astre-" in run("get", "po", "-n", "openfaas-fn", "-l", "faas_function in (astre, b)", "-o", "name"))
    check("labels leave out", run("get", "po", "-n", "openfaas-fn", "-l", "faas_function!=astre", "-o", "name") == "")
    check("fields select", run("get", "po", "-A", "--field-selector", "status.phase!=Running", "-o", "name") == "")
    check("a chunked list is whole", len(json.loads(run("get", "po", "-A", "--chunk-size=1", "-o", "json"))["items"]) == 3)
    emulated = [p["metadata"]["annotations"].get("sandbox.brunt.dev/emulated") for p in pods()]
    check("every pod says what it is", all("emulated cluster" in (e or "") for e in emulated), emulated)

    # describe
    first = pods()[0]
    name, uid = first["metadata"]["name"], first["metadata"]["uid"]
    text = run("describe", "pod", "-n", "openfaas-fn", name)
    for part in ("Controlled By:  ReplicaSet/astre-", "Started container astre", "Ready             True"):
        check(f"describe pod says {part}", part in text, text)
    check("describe deployment", "1 desired | 1 updated | 1 total | 1 available" in run("describe", "deploy", "-n", "openfaas-fn", "astre"))
    check("describe node", "Kubelet Version" in run("describe", "node"))

    # logs, and one that is followed while calls are made
    for _ in range(3):
        call_function(env)
    text = run("logs", "-n", "openfaas", "deploy/gateway", "--tail=2", "--timestamps")
    lines = text.splitlines()
    check("logs shows the last two real calls", len(lines) == 2 and all("Forwarded [POST] to /function/astre - [200]" in l for l in lines), text)
    check("with RFC 3339 times in nanoseconds", all(len(l.split()[0]) == len("2018-04-24T17:20:48.977500123Z") for l in lines), text)
    follow = subprocess.Popen([kubectl, "logs", "-f", "-n", "openfaas", "deploy/gateway", "--tail=0"], env=env, text=True, stdout=subprocess.PIPE)
    seen = []
    reader = threading.Thread(target=lambda: seen.extend(iter(follow.stdout.readline, "")), daemon=True)
    reader.start()
    wait_for("a followed line", lambda: call_function(env) and seen)
    check("logs -f shows a call as it happens", "Forwarded" in seen[0], seen)
    check("a wrong container is refused", "is not valid for pod" in run("logs", "-n", "openfaas-fn", name, "-c", "other", code=1))
    check("no previous log yet", "previous terminated container" in run("logs", "-n", "openfaas-fn", name, "-p", code=1))

    # watch, delete, replacement
    watch = subprocess.Popen([kubectl, "get", "pods", "-n", "openfaas-fn", "-w"], env=env, text=True, stdout=subprocess.PIPE)
    rows = []
    watcher = threading.Thread(target=lambda: rows.extend(iter(watch.stdout.readline, "")), daemon=True)
    watcher.start()
    wait_for("the watch", lambda: any(name in r for r in rows))
    run("delete", "pod", "-n", "openfaas-fn", name)
    replaced = wait_for("the replacement", lambda: ready_pods(1))[0]
    check("the replacement has another name and uid", replaced["metadata"]["name"] != name and replaced["metadata"]["uid"] != uid)
    wait_for("the watch's last row", lambda: any(replaced["metadata"]["name"] in r and "1/1" in r for r in rows))
    text = "".join(rows)
    for word in ("Terminating", "Pending", "ContainerCreating", "Running"):
        check(f"get -w shows {word}", word in text, text)
    check("the events tell it", "Start delay" in run("get", "events", "-n", "openfaas-fn"))
    check("delete of what is not there", "not found" in run("delete", "pod", "-n", "openfaas-fn", name, code=1))

    # scale, rollout
    run("scale", "-n", "openfaas-fn", "deploy/astre", "--replicas=3")
    run("rollout", "status", "-n", "openfaas-fn", "deploy/astre", "--timeout=15s")
    before = {p["metadata"]["name"] for p in wait_for("three ready", lambda: ready_pods(3))}
    run("rollout", "restart", "-n", "openfaas-fn", "deploy/astre")
    check("rollout status waits for the end", "successfully rolled out" in run("rollout", "status", "-n", "openfaas-fn", "deploy/astre", "--timeout=30s"))
    after = {p["metadata"]["name"] for p in wait_for("three new", lambda: ready_pods(3))}
    check("a restart replaces every pod", not before & after, (before, after))
    check("and leaves two revisions", len(run("rollout", "history", "-n", "openfaas-fn", "deploy/astre").strip().splitlines()) == 4)
    run("rollout", "undo", "-n", "openfaas-fn", "deploy/astre")
    run("rollout", "status", "-n", "openfaas-fn", "deploy/astre", "--timeout=30s")
    run("scale", "-n", "openfaas-fn", "deploy/astre", "--replicas=1")
    wait_for("one ready", lambda: ready_pods(1))

    # a process that dies: restarted in the same pod, the log before kept
    pod = ready_pods(1)[0]
    pid = int(pod["status"]["containerStatuses"][0]["containerID"].removeprefix("process://"))
    os.kill(pid, 9)
    restarted = wait_for("a restart", lambda: [p for p in pods() if p["status"]["containerStatuses"][0]["restartCount"] == 1])
    check("a crash keeps the pod", restarted[0]["metadata"]["name"] == pod["metadata"]["name"])
    check("and says how it ended", restarted[0]["status"]["containerStatuses"][0]["lastState"]["terminated"]["exitCode"] == 137)
    run("logs", "-p", "-n", "openfaas-fn", pod["metadata"]["name"])
    wait_for("ready again", lambda: ready_pods(1))

    # node, budget, eviction
    # as a manifest: `create pdb` of an older kubectl asks for policy/v1beta1, which no cluster since 1.25 has either
    budget = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "astre", "namespace": "openfaas-fn"},
              "spec": {"minAvailable": 1, "selector": {"matchLabels": {"faas_function": "astre"}}}}
    run("create", "--validate=false", "-f", "-", given=json.dumps(budget))
    run("cordon", "brunt-sandbox")
    check("cordon is seen", "SchedulingDisabled" in run("get", "nodes"))
    refused = run("drain", "brunt-sandbox", "--pod-selector=faas_function=astre", "--timeout=1s", code=1)
    check("a budget forbids the eviction", "disruption budget" in refused, refused)
    run("delete", "pdb", "-n", "openfaas-fn", "astre")
    run("drain", "brunt-sandbox", "--pod-selector=faas_function=astre", "--timeout=15s")
    check("what is evicted waits for a node", "Pending" in run("get", "pods", "-n", "openfaas-fn"))
    run("uncordon", "brunt-sandbox")
    wait_for("scheduled again", lambda: ready_pods(1))

    # what is not there says so
    check("no secrets", "resource type" in run("get", "secrets", code=1))
    check("no exec", "could not find the requested resource" in run("exec", "-n", "openfaas", "deploy/gateway", "--", "ls", code=1))
    check("no other image", "no images" in run("set", "image", "-n", "openfaas-fn", "deploy/astre", "astre=other", code=1))
    check("may delete pods", run("auth", "can-i", "delete", "pods").strip() == "yes")
    check("may not create them", "no" in subprocess.run([kubectl, "auth", "can-i", "create", "pods"], env=env, text=True, capture_output=True).stdout)
    wrong = subprocess.run([kubectl, "--token=wrong", "get", "pods"], env=env, text=True, capture_output=True)
    check("a wrong token is refused", wrong.returncode != 0 and "logged in" in wrong.stderr, wrong.stderr)

    for process in (follow, watch):
        process.terminate()
        process.wait()


def call_function(env):
    """One real call through the ingress; true when it answered."""
    import urllib.request
    host = env["HTTP_PROXY"].removeprefix("http://")
    request = urllib.request.Request(f"http://{host}/function/astre", data=b'{"city": "Paris"}', method="POST", headers={
        "Host": "demo.foo.bar", "Authorization": "Basic amFuZTpkZW1v", "Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=5) as answer:
        return answer.status == 200


with sandbox(sys.argv[1]) as box:
    main(box)
check.end()
