"""Section 3: tolerances, against what process and http give."""
from .case import Case, experiment, hypothesis, probe, quick


def steady(provider, tolerance, **more):
    return {**experiment(**more), "steady-state-hypothesis": hypothesis(probe(provider=provider, tolerance=tolerance), probe("second", tolerance=0))}


def cases(base):
    printed = '{"a": 1, "b": [1, 2, 3], "s": "text", "t": true, "n": null, "o": {"x": {"id": 7, "up": true}, "y": {"id": 8, "up": false}}, "f": 0.1}'
    simple = {"zero": 0, "one": 1, "true": True, "false": False, "text": "0", "list": [0, 1], "list of others": [5, 6], "list one": [0], "list of text": ["0"],
              "range-like": [-1, 5], "empty list": [], "list of true": [True], "list of false": [False]}
    for status in (0, 1, 3):
        for name, tolerance in simple.items():
            yield Case(f"status {status} against {name}", steady(quick(status, "x"), tolerance))
    placeholders = {"number": 0, "list": [0, 1], "text": "0", "float": 0.0, "null": None, "object": {"type": "regex", "target": "stdout", "pattern": "x"}}
    for name, value in placeholders.items():
        yield Case(f"placeholder {name}", steady(quick(0, "x"), "${limit}", configuration={"limit": value}))
    regexes = {"found": "te.t", "not found": "^ext", "anchors": "^text$", "case": "TEXT", "inline flag": "(?i)TEXT", "empty": "", "class": r"\w+\s\d", "group": "(?P<a>t)e",
               "alternatives": "no|text", "braces": "t{1,2}", "dot and line": "text.more", "dollar before the last line end": "more$", "lazy": "t.*?t"}
    for name, pattern in regexes.items():
        for out in ("text", "text\nmore\n", "a 1"):
            yield Case(f"regex {name} on {out!r}", steady(quick(0, out), {"type": "regex", "target": "stdout", "pattern": pattern}))
    yield Case("regex placeholder", steady(quick(0, "abc"), {"type": "regex", "target": "stdout", "pattern": "${p}"}, configuration={"p": "^abc$"}))
    for out in ("5", " 5 ", "0.1", "0.2", "1e1", "-3", "+2", "1_0", "text", "", "5\n", "0x5", "Infinity", "1,5"):
        for bounds in ([0.1, 5], [0, 10], [-5, 0.2]):
            yield Case(f"range {out!r} in {bounds}", steady(quick(0, out), {"type": "range", "target": "stdout", "range": bounds}))
    yield Case("range of the status", steady(quick(3), {"type": "range", "target": "status", "range": [2, 4]}))
    paths = {"$.a": [{}, {"expect": 1}, {"expect": "1"}, {"expect": True}, {"expect": [1]}, {"count": 1}, {"count": 2}],
             "$.none": [{}, {"expect": []}, {"count": 0}, {"expect": None}], "$.n": [{}, {"expect": None}, {"expect": [None]}],
             "$.b": [{"expect": [[1, 2, 3]]}, {"expect": [1, 2, 3]}], "$.b[*]": [{"expect": [1, 2, 3]}, {"count": 3}, {"count": 3, "expect": [1]}],
             "$.b[0]": [{"expect": 1}], "$.b[-1]": [{"expect": 3}], "$.b[0:2]": [{"expect": [1, 2]}], "$.b[::2]": [{"expect": [1, 3]}], "$.b[0,2]": [{"expect": [1, 3]}],
             "$..id": [{"expect": [7, 8]}, {"count": 2}], "$.o.*": [{"count": 2}], "$.o.*.id": [{"expect": [7, 8]}], "$.o.*[?(@.up = true)].id": [{"expect": 7}],
             "$.o.*[?(@.id > 7)].id": [{"expect": 8}], "$.o.*[?(@.id >= 7 and @.up = false)].id": [{"expect": 8}], "$.o.*[?(not @.up = true)].id": [{"expect": 8}],
             "$.o.*[?(@.id = 7 or @.id = 8)].id": [{"count": 2}], "$.b[length()]": [{"expect": 3}], '$["a"]': [{"expect": 1}], "$.s.length()": [{"expect": 4}],
             "$.o.keys()": [{"expect": [["x", "y"]]}, {}], "$.*": [{"count": 7}], "$": [{"count": 1}], "$.f": [{"expect": 0.1}], "$.t": [{"expect": True}, {"expect": 1}],
             '$.s[?(@ contains "ex")]': [{"count": 1}], "$.b[?(@.x)]": [{}], "$.o.x[?(@.up)].id": [{"expect": 7}]}
    for path, variants in paths.items():
        for more in variants:
            yield Case(f"jsonpath {path} {more}", steady(quick(0, printed), {"type": "jsonpath", "target": "stdout", "path": path, **more}))
    for path in ("$.a ==", "$.a[?(@.x == 1)]", "a.b", "$['a']", "$.a[01]", "$.a.", "$..", "$.and", "$[?(@.a && @.b)]"):
        yield Case(f"jsonpath refused {path}", steady(quick(0, printed), {"type": "jsonpath", "target": "stdout", "path": path}))
    yield Case("jsonpath on the whole result", steady(quick(4, "x"), {"type": "jsonpath", "path": "$.status", "expect": 4}))
    yield Case("jsonpath on plain text", steady(quick(0, "text"), {"type": "jsonpath", "target": "stdout", "path": "$", "expect": "text"}))
    yield Case("jsonpath placeholder in a filter", steady(quick(0, printed), {"type": "jsonpath", "target": "stdout", "path": '$[?(@.s = "${w}")].a', "expect": "${n}"},
                                                          configuration={"w": "text", "n": 1}))
    for target in ("stdout", "stderr", "nothing"):
        yield Case(f"target {target}", steady(quick(0, "x"), {"type": "jsonpath", "target": target, "path": "$.status", "expect": 0}))
    for name, tolerance in {"status": 200, "list": [200, 204], "body": {"type": "jsonpath", "target": "body", "path": "$.ok", "expect": True},
                            "header": {"type": "regex", "target": "headers", "pattern": "json"}, "body text": {"type": "regex", "target": "body", "pattern": "ok"}}.items():
        for answer in ("json", "text"):
            yield Case(f"http {answer} against {name}", steady({"type": "http", "url": f"{base}/answer/{answer}"}, tolerance))
    judge = {"type": "probe", "name": "judge", "provider": {"type": "process", "path": "false", "arguments": {}}}
    yield Case("judged by a process, which is always fine", steady(quick(3), judge))
    yield Case("judged by a process without arguments", steady(quick(3), {**judge, "provider": {"type": "process", "path": "true"}}))
