"""Sections 1.1 to 1.6 of the format: what a document may be. Both engines refuse, or both run."""
from .case import Case, action, experiment, hypothesis, probe, process, quick

ok = probe()


def bad_probe(**changes):
    out = dict(probe(), **changes)
    return {key: value for key, value in out.items() if value is not ...}


def documents():
    """Name to document; what each engine makes of it must agree."""
    http = {"type": "http", "url": "http://127.0.0.1:9/"}
    out = {
        "empty object": {}, "array": [], "number": "3", "text": '"x"', "null": "null", "empty file": "", "blank": "  \n",
        "not json": '{"title": "t",', "trailing comma": '{"title": "t", "description": "d", "method": [],}',
        "comment": '{"title": "t", /* no */ "description": "d", "method": []}',
        "duplicate keys": '{"title": "a", "title": "t", "description": "d", "method": []}',
        "no title": experiment(title=...), "empty title": experiment(title=""), "null title": experiment(title=None),
        "number title": experiment(title=3), "zero title": experiment(title=0), "list title": experiment(title=["a"]),
        "no description": experiment(description=...), "empty description": experiment(description=""),
        "number description": experiment(description=3),
        "no method": {"title": "t", "description": "d"},
        "null method": {"title": "t", "description": "d", "method": None},
        "object method": {"title": "t", "description": "d", "method": {"a": 1}},
        "text method": {"title": "t", "description": "d", "method": "go"},
        "number method": {"title": "t", "description": "d", "method": 3},
        "empty method": experiment(), "null in method": experiment([None]), "text in method": experiment(["x"]),
        "empty activity": experiment([{}]), "list in method": experiment([[]]),
        "tags": experiment(tags=["a", "b"]), "empty tag": experiment(tags=["a", ""]), "number tag": experiment(tags=[1]),
        "tags number": experiment(tags=3), "tags null": experiment(tags=None), "tags empty": experiment(tags=[]),
        "contributions": experiment(contributions={"reliability": "high", "security": "none"}),
        "unknown keys": experiment(version="1.0.0", x={"y": [1, None]}),
        "extensions": experiment(extensions=[{"name": "a", "x": 1}]), "extension without name": experiment(extensions=[{"x": 1}]),
        "extension blank name": experiment(extensions=[{"name": " "}]), "extensions object": experiment(extensions={"name": "a"}),
        "configuration null": experiment(configuration=None), "configuration list": experiment(configuration=[1]),
        "configuration text": experiment(configuration="x"), "secrets null": experiment(secrets=None), "secrets list": experiment(secrets=[1]),
        "hypothesis null": {**experiment(), "steady-state-hypothesis": None},
        "hypothesis empty": {**experiment(), "steady-state-hypothesis": {}},
        "hypothesis list": {**experiment(), "steady-state-hypothesis": []},
        "hypothesis without title": {**experiment(), "steady-state-hypothesis": {"probes": [probe(tolerance=0)]}},
        "hypothesis without probes": {**experiment(), "steady-state-hypothesis": {"title": "s"}},
        "hypothesis empty probes": {**experiment(), "steady-state-hypothesis": hypothesis()},
        "hypothesis null probes": {**experiment(), "steady-state-hypothesis": {"title": "s", "probes": None}},
        "hypothesis no tolerance": {**experiment(), "steady-state-hypothesis": hypothesis(probe())},
        "hypothesis action": {**experiment(), "steady-state-hypothesis": hypothesis(action(tolerance=0))},
        "rollbacks null": experiment(rollbacks=None), "rollbacks object": experiment(rollbacks={}),
        "rollbacks bad": experiment(rollbacks=[{"type": "action"}]),
        "dry in the file": experiment(dry="actions"), "runtime unknown": experiment(runtime={"x": 1}),
        "runtime empty": experiment(runtime={}),
    }
    activities = {
        "no type": bad_probe(type=...), "type null": bad_probe(type=None), "type other": bad_probe(type="check"),
        "type case": bad_probe(type="Probe"), "no name": bad_probe(name=...), "name empty": bad_probe(name=""),
        "name number": bad_probe(name=5), "no provider": bad_probe(provider=...), "provider null": bad_probe(provider=None),
        "provider empty": bad_probe(provider={}), "provider text": bad_probe(provider="process"),
        "provider without type": bad_probe(provider={"path": "true"}), "provider type other": bad_probe(provider={"type": "ssh"}),
        "provider type case": bad_probe(provider={"type": "HTTP", "url": "http://127.0.0.1:9"}),
        "process without path": bad_probe(provider={"type": "process"}), "process empty path": bad_probe(provider={"type": "process", "path": ""}),
        "process path missing": bad_probe(provider={"type": "process", "path": "no-such-program-here"}),
        "process path a folder": bad_probe(provider={"type": "process", "path": "/tmp"}),
        "process path not executable": bad_probe(provider={"type": "process", "path": "/etc/passwd"}),
        "process relative path": bad_probe(provider={"type": "process", "path": "./nothing.sh"}),
        "http without url": bad_probe(provider={"type": "http"}), "http empty url": bad_probe(provider={"type": "http", "url": ""}),
        "http headers list": bad_probe(provider={**http, "headers": ["a"]}), "http headers text": bad_probe(provider={**http, "headers": "a"}),
        "python without module": bad_probe(provider={"type": "python", "func": "f"}),
        "python without func": bad_probe(provider={"type": "python", "module": "os"}),
        "python no such module": bad_probe(provider={"type": "python", "module": "no_such_module_here", "func": "f"}),
        "python no such func": bad_probe(provider={"type": "python", "module": "chaosk8s.pod.probes", "func": "no_such"}),
        "python unexpected argument": bad_probe(provider={"type": "python", "module": "chaosk8s.pod.probes", "func": "count_pods",
                                                         "arguments": {"label_selector": "a=b", "nonsense": 1}}),
        "python missing argument": bad_probe(provider={"type": "python", "module": "chaosprometheus.probes", "func": "query_interval",
                                                      "arguments": {"query": "up"}}),
        "background null": bad_probe(background=None), "background number": bad_probe(background=1), "background text": bad_probe(background="true"),
        "timeout text": bad_probe(timeout="5"), "timeout number": bad_probe(timeout=5), "timeout null": bad_probe(timeout=None),
        "pauses before text": bad_probe(pauses={"before": "soon"}), "pauses after text": bad_probe(pauses={"after": "1"}),
        "pauses fine": bad_probe(pauses={"before": 0, "after": 0.01}), "pauses empty": bad_probe(pauses={}),
        "ref empty": {"ref": ""}, "ref number": {"ref": 3}, "ref dangling": {"ref": "nobody"}, "ref null": bad_probe(ref=None),
        "ref and nonsense": {"ref": "look", "type": "nonsense", "provider": 3},
        "controls without name": bad_probe(controls=[{"provider": {"type": "python", "module": "os"}}]),
        "controls bad scope": bad_probe(controls=[{"name": "c", "scope": "during", "provider": {"type": "python", "module": "os"}}]),
        "controls no provider": bad_probe(controls=[{"name": "c"}]),
        "unknown key": bad_probe(whatever=[1, {"a": None}]),
    }
    for name, activity in activities.items():
        out["method: " + name] = experiment([ok, activity])
    for name in ("no type", "type other", "no name", "no provider", "provider type other", "process path missing", "http without url",
                 "background text", "timeout text", "pauses before text"):
        out["rollbacks: " + name] = experiment([ok], rollbacks=[activities[name]])
        out["hypothesis: " + name] = {**experiment([ok]), "steady-state-hypothesis": hypothesis({**activities[name], "tolerance": 0})}
    tolerances = {
        "float": 1.5, "null": None, "no type": {"x": 1}, "type other": {"type": "rang"}, "regex without pattern": {"type": "regex"},
        "regex pattern number": {"type": "regex", "pattern": 3}, "regex broken": {"type": "regex", "pattern": "("},
        "jsonpath without path": {"type": "jsonpath"}, "jsonpath blank": {"type": "jsonpath", "path": " "},
        "jsonpath broken": {"type": "jsonpath", "path": "$["}, "range without range": {"type": "range"},
        "range not a list": {"type": "range", "range": 3}, "range one": {"type": "range", "range": [1]},
        "range three": {"type": "range", "range": [1, 2, 3]}, "range text": {"type": "range", "range": ["1", 2]},
        "probe without provider": {"type": "probe", "name": "p"}, "probe as action": {"type": "action", "name": "p", "provider": quick()},
        "true": True, "text": "x", "list": [0, 1], "empty list": [],
    }
    for name, tolerance in tolerances.items():
        out["tolerance: " + name] = {**experiment([ok]), "steady-state-hypothesis": hypothesis(probe(tolerance=tolerance))}
    return out


def scalars():
    """YAML 1.1 as the reference reads it: the values of the journal's configuration."""
    texts = ["yes", "no", "on", "off", "Yes", "NO", "On", "OFF", "true", "True", "TRUE", "y", "n", "012", "0o12", "0x1F", "0b11", "1_000", "1e3",
             "1.0e+3", ".5", "1.", "-.5", "12:30:45", "1:30", "2020-01-02", "~", "null", "Null", '"200"', "'012'", "+5", "-0", "0", "00", "089",
             "1.5e10", "1_0.5", ".inf", "0x_1", "tRue", "<", "!!str 12", "!!int '7'", "!!float 3", "!!null ''", "|\n    two\n    lines",
             ">\n    folded\n    text", "{a: 1, b: [x, yes]}", "[1, 2.50, '3']", "'a: b'", "\"\\u00e9\\n\"", "é", "[[x]]"]
    body = "\n".join(f"  k{i}: {text}" for i, text in enumerate(texts))
    yield Case("yaml scalars", f"title: t\ndescription: d\nconfiguration:\n{body}\nmethod: []\n", suffix=".yaml")
    yield Case("yaml equals sign", "title: t\ndescription: d\nconfiguration:\n  k: =\nmethod: []\n", suffix=".yaml")
    yield Case("yaml anchors and merge keys", """title: t
description: d
configuration:
  base: &base {a: 1, b: 2}
  more: {<<: *base, b: 3}
  same: *base
method: []
""", suffix=".yaml")
    for name, text in {"two documents": "title: t\ndescription: d\nmethod: []\n---\ntitle: u\n", "tag": "title: !x t\ndescription: d\nmethod: []\n",
                       "tab": "title: t\n\tdescription: d\n", "unclosed": "title: [t\n", "alias to nothing": "title: *x\ndescription: d\nmethod: []\n",
                       "empty": "", "scalar": "hello\n", "list": "- a\n", "null": "~\n"}.items():
        yield Case("yaml " + name, text, suffix=".yaml")
    for suffix in (".yml", ".YAML", ".txt", ""):
        yield Case(f"suffix '{suffix}'", "title: t\ndescription: d\nmethod: []\n", suffix=suffix)
    for suffix in (".JSON", ".jsn"):
        yield Case(f"suffix '{suffix}'", experiment(), suffix=suffix)


def cases():
    for name, document in documents().items():
        for command in ("validate", "run"):
            yield Case(f"{command}: {name}", document, command=command)
    yield from scalars()
    numbers = {"big": "123456789012345678901234567890", "float": "1e400", "small": "5e-324", "nan": "NaN", "inf": "-Infinity", "minus zero": "-0.0",
               "long": "0.1000000000000000055511151231257827", "exp": "1E5", "int as float": "1.0"}
    for name, text in numbers.items():
        yield Case("number " + name, '{"title": "t", "description": "d", "configuration": {"n": %s}, "method": []}' % text)
    yield Case("key order", '{"method": [], "z": 1, "description": "d", "a": 2, "title": "t"}')
    yield Case("unicode", experiment(title="é ☃ 𝄞 \u0001 \" \\", tags=["ü"]))
    yield Case("byte-order mark", "\ufeff" + Case("", experiment()).text())
