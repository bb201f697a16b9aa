"""Section 2: process and http. What the journal says of each call."""
from .case import Case, action, experiment, probe, process, quick


def processes():
    printed = process("-c", "import sys; print(sys.argv[1:])", path="python3")

    def with_arguments(*more):
        return {**printed, "arguments": ["-c", "import sys; print(sys.argv[1:])", *more]}

    lists = {"numbers": [1, 2.5, 1e16, -0.0, 10 ** 20], "booleans": [True, False], "null and empty": [None, "", 0, "x"],
             "objects": [{"a": 1, "b": [None, "it's", 'say "x"']}], "nested": [[1, [2.0, "a"]]], "no shell": ["$HOME", "*", "a b", "`x`", ";"],
             "unicode": ["é☃", "tab\there", "line\nend"], "unknown placeholder": ["${nobody}", "$nobody", "$$", "${", "${ a }", "$1"]}
    for name, more in lists.items():
        yield name, experiment([probe(provider=with_arguments(*more))])
    yield "object arguments", experiment([probe(provider={"type": "process", "path": "echo", "arguments": {"--a": 1, "--b": None, "--c": "", "-d": True}})])
    texts = {"plain": "FOO=bar sh -c 'echo $FOO; exit 3'", "empty": "", "pipe": "printf 'a\\nb\\n' | wc -l", "redirect": "echo out; echo err >&2",
             "variable": "echo $HOME_THAT_IS_NOT", "quotes": "echo 'a  b' \"c\"", "glob": "echo /etc/pass*d", "exit": "false; exit 7",
             "kill": "sh -c 'kill -9 $$'", "and": "true && echo yes || echo no"}
    for name, text in texts.items():
        yield "text " + name, experiment([probe(provider={"type": "process", "path": "env" if text else "true", "arguments": text})])
    yield "no arguments", experiment([probe(provider={"type": "process", "path": "true"})])
    yield "null arguments", experiment([probe(provider={"type": "process", "path": "true", "arguments": None})])
    yield "number arguments", experiment([probe(provider={"type": "process", "path": "echo", "arguments": 3})])
    for status in (0, 1, 2, 126, 127, 255):
        yield f"status {status}", experiment([probe(provider={"type": "process", "path": "sh", "arguments": ["-c", f"exit {status}"]})])
    for signal in (9, 15, 11):
        yield f"signal {signal}", experiment([probe(provider={"type": "process", "path": "sh", "arguments": ["-c", f"kill -{signal} $$"]})])
    yield "both streams", experiment([probe(provider={"type": "process", "path": "sh", "arguments": ["-c", "echo this is out; echo this is err >&2"]})])
    yield "no end of line", experiment([probe(provider={"type": "process", "path": "printf", "arguments": ["plain text without an end"]})])
    yield "long output", experiment([probe(provider={"type": "process", "path": "seq", "arguments": [1, 20000]})])
    yield "timeout passed", experiment([probe(provider={"type": "process", "path": "sleep", "arguments": [20], "timeout": 0.2}), probe("next")])
    yield "timeout not passed", experiment([probe(provider={"type": "process", "path": "true", "timeout": 30})])
    yield "timeout zero", experiment([probe(provider={"type": "process", "path": "sleep", "arguments": [20], "timeout": 0})])
    yield "timeout text", experiment([probe(provider={"type": "process", "path": "true", "timeout": "5"}), probe("next")])
    yield "status 1 in an action", experiment([action(provider=quick(1)), probe("next")])
    yield "environment", experiment([probe(provider={"type": "process", "path": "sh", "arguments": ["-c", "echo $CASE_WORD; pwd >/dev/null"]})])
    yield "standard input", experiment([probe(provider={"type": "process", "path": "cat"})])
    yield "absolute path", experiment([probe(provider={"type": "process", "path": "/bin/echo", "arguments": ["x"]})])
    yield "script beside", experiment([probe(provider={"type": "process", "path": "./script.sh", "arguments": ["a b"]})])


def requests(base):
    """Against the fixture's server, whose /echo answers with what it was sent."""
    def http(path="/echo", **more):
        return {"type": "http", "url": base + path, **more}

    plain = {"get": http(), "post nothing": http(method="POST"), "lower method": http(method="post", arguments={"a": 1}), "put": http(method="PUT", arguments="x"),
             "delete": http(method="DELETE"), "patch": http(method="PATCH", arguments={"a": "b"}), "own method": http(method="PURGE"), "head": http("/status/200", method="HEAD"),
             "options": http(method="OPTIONS")}
    shapes = {"object": {"a": 1, "b": "x y", "c": None, "d": [1, 2], "e": True, "f": 1.5, "g": {"k": "v"}, "ü": "é&="}, "text": "a=1&b=2", "list": [["a", 1], ["a", 2]],
              "empty": {}, "null": None, "number": 3}
    for name, arguments in shapes.items():
        plain["get " + name] = http(arguments=arguments)
        plain["get with query " + name] = http("/echo?z=0", arguments=arguments)
        plain["post " + name] = http(method="POST", arguments=arguments)
        plain["post json " + name] = http(method="POST", arguments=arguments, headers={"Content-Type": "application/json"})
    plain["post json lower key"] = http(method="POST", arguments={"a": "é"}, headers={"content-type": "application/json"})
    plain["post json charset"] = http(method="POST", arguments={"a": 1}, headers={"Content-Type": "application/json; charset=utf-8"})
    plain["headers"] = http(headers={"X-One": "1", "x-two": "two words"})
    plain["header number"] = http(headers={"X-One": 1})
    for code in (200, 201, 204, 301, 400, 404, 418, 500, 503):
        plain[f"status {code}"] = http(f"/status/{code}")
    for name in ("json", "json-charset", "json-upper", "json-broken", "json-empty", "text", "html", "latin", "utf8", "none", "repeat", "gzip", "problem"):
        plain["answer " + name] = http("/answer/" + name)
    for code in (301, 302, 303, 307, 308):
        plain[f"redirect {code}"] = http(f"/redirect/{code}")
        plain[f"redirect post {code}"] = http(f"/redirect/{code}", method="POST", arguments={"a": 1})
    plain["redirect loop"] = http("/loop")
    plain["refused"] = {"type": "http", "url": "http://127.0.0.1:9/"}
    plain["no such host"] = {"type": "http", "url": "http://no-such-host.invalid/"}
    plain["bad url"] = {"type": "http", "url": "nonsense"}
    plain["bad scheme"] = {"type": "http", "url": "ftp://127.0.0.1/"}
    plain["closed"] = http("/close")
    plain["closed in the body"] = http("/cut")
    plain["timeout"] = http("/slow", timeout=0.2)
    plain["timeout pair"] = http("/slow", timeout=[5, 0.2])
    plain["timeout long"] = http(timeout=30)
    for name, value in {"zero": 0, "negative": -1, "text": "5", "one": [5], "three": [1, 2, 3], "true": True, "null": None}.items():
        plain["timeout " + name] = http(timeout=value)
    plain["no tls"] = http(verify_tls=False)
    plain["expected status"] = http("/status/500", expected_status=200)
    for name, provider in plain.items():
        yield name, experiment([probe(provider=provider), probe("next")])


def cases(base):
    for name, document in processes():
        yield Case("process " + name, document, env={"CASE_WORD": "word"}, files={"script.sh": "#!/bin/sh\necho \"$1\"\n"})
    for name, document in requests(base):
        yield Case("http " + name, document)
