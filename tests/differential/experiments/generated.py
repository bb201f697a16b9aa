"""Documents made by chance from one seed: valid ones, and valid ones with one thing changed."""
import copy
import random

from .case import Case, action, experiment, hypothesis, probe, quick
from .running import changes, fails, writes


def provider(chance, base):
    return chance.choice([
        lambda: quick(chance.choice([0, 0, 0, 1, 3]), chance.choice(["5", "text", '{"a": [1, 2]}', "${v}", ""])),
        lambda: {"type": "process", "path": "echo", "arguments": chance.choice([["${v}", 1.0, True, None], "shell ${v} | cat", {"--k": "${v}"}, ["$$", "${w}"], []])},
        lambda: {"type": "http", "url": base + chance.choice(["/answer/json", "/answer/text", "/status/503", "/status/204", "/echo"]),
                 "method": chance.choice(["GET", "POST"]), "arguments": chance.choice([None, {"q": "${v}"}, "raw"])},
        lambda: fails,
    ])()


def tolerance(chance):
    return chance.choice([0, 200, True, "x", [0, 200], [0, 3], {"type": "range", "target": "status", "range": [0, 299]}, "${limit}",
                          {"type": "jsonpath", "path": "$.status", "count": 1}, {"type": "regex", "target": chance.choice(["stdout", "body"]), "pattern": "."}])


def activity(chance, base, name):
    make = chance.choice([probe, action])
    more = {}
    if chance.random() < 0.3:
        more["pauses"] = chance.choice([{"before": 0.01}, {"after": 0.01}, {"before": "${pause}"}, {}])
    if chance.random() < 0.15:
        more["tolerance"] = tolerance(chance)
    return make(name, provider=provider(chance, base), **more)


def document(chance, base):
    method = [activity(chance, base, f"m{i}") for i in range(chance.randrange(4))]
    if method and chance.random() < 0.3:
        method.append({"ref": chance.choice(method)["name"]})
    if chance.random() < 0.3:
        method.append(action("change", provider=writes(1)))
    more = {"configuration": {"v": chance.choice([1, 2.0, True, None, "word", [1, "a"], {"k": 1}]), "pause": 0.01, "limit": chance.choice([0, [0, 1], 200])}}
    if chance.random() < 0.3:
        del more["configuration"]["v"]
    if chance.random() < 0.5:
        more["rollbacks"] = [activity(chance, base, f"r{i}") for i in range(chance.randrange(1, 3))]
    if chance.random() < 0.3:
        more["runtime"] = {"rollbacks": {"strategy": chance.choice(["default", "always", "never", "deviated"])},
                           "hypothesis": {"strategy": chance.choice(["default", "before-method-only", "after-method-only"])}}
    out = experiment(method, **more)
    if chance.random() < 0.7:
        probes = [probe("steady", provider=changes(), tolerance=0)]
        probes += [{**activity(chance, base, f"h{i}"), "tolerance": tolerance(chance)} for i in range(chance.randrange(3))]
        out["steady-state-hypothesis"] = hypothesis(*probes)
    return out


def places(node, path=()):
    yield path
    if isinstance(node, dict):
        for key, value in node.items():
            yield from places(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from places(value, (*path, index))


def spoiled(chance, whole):
    """`whole` with one value taken away or replaced, and where."""
    out = copy.deepcopy(whole)
    path = chance.choice([path for path in places(out) if path])
    at = out
    for key in path[:-1]:
        at = at[key]
    if chance.random() < 0.4:
        del at[path[-1]]
    else:
        at[path[-1]] = chance.choice(["", 0, -1, "text", False, {"x": 1}, ["a"], 2.5])
    return out, "/".join(map(str, path))


def cases(base, seed, valid, invalid):
    chance = random.Random(seed)
    for number in range(valid):
        yield Case(f"generated {number}", document(chance, base))
    for number in range(invalid):
        changed, where = spoiled(chance, document(chance, base))
        yield Case(f"spoiled {number} at {where}", changed, command="validate")
