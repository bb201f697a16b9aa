"""Section 4: configuration, secrets, overrides, substitution. Seen through what a process is told."""
from .case import Case, experiment, hypothesis, probe


def told(*arguments, **more):
    return experiment([probe(provider={"type": "process", "path": "python3", "arguments": ["-c", "import sys; print(sys.argv[1:])", *arguments]})], **more)


def cases(base):
    values = {"text": "x y", "number": 5, "float": 2.50, "big float": 1e22, "small": 1e-7, "true": True, "null": None, "list": [1, "a", None, True, 2.0],
              "object": {"k": "it's", "n": {"m": []}}, "empty text": "", "dollar": "$5 ${x}", "unicode": "é☃"}
    for name, value in values.items():
        yield Case(f"alone {name}", told("${v}", configuration={"v": value}))
        yield Case(f"in text {name}", told("<${v}>", "<$v>", "$v", configuration={"v": value}))
        yield Case(f"as all arguments {name}", experiment([probe(provider={"type": "process", "path": "echo", "arguments": "${v}"})], configuration={"v": value}))
    yield Case("nested arguments", told({"a": ["${v}", {"${v}": "${v}"}]}, configuration={"v": 1}))
    yield Case("two in one", told("${a}-${b}${c}", configuration={"a": 1, "b": "x"}))
    yield Case("escapes", told("$$", "$$v", "$${v}", "${v", "${ v }", "$1", "a$", "${v-w}", "${v.w}", configuration={"v": 1, "v-w": 2, "v.w": 3}))
    yield Case("case counts", told("${V}", "${v}", configuration={"v": 1}))
    yield Case("not twice", told("${a}", configuration={"a": "${b}", "b": 2}))
    yield Case("title", experiment(title="${who} survives ${n}", configuration={"who": "shop", "n": 3}))
    yield Case("title that becomes a number", experiment(title="${n}", configuration={"n": 3}))
    yield Case("pauses", experiment([probe(pauses={"before": "${p}", "after": "${p}"})], configuration={"p": 0.02}))
    yield Case("pause that is text", experiment([probe(pauses={"before": "${p}"}), probe("next")], configuration={"p": "soon"}))
    yield Case("url and headers", experiment([probe(provider={"type": "http", "url": "${base}/echo", "headers": {"X-A": "${w}"}, "timeout": "${t}"})],
                                             configuration={"base": base, "w": "word", "t": 20}))
    yield Case("names are not substituted", experiment([probe(name="${v}")], configuration={"v": "x"}))
    env = {"CASE_A": "from env", "CASE_N": "12", "CASE_EMPTY": "", "CASE_J": '{"a": [1, null]}', "CASE_F": "2.5", "CASE_B": "No"}
    entries = {"env": {"type": "env", "key": "CASE_A"}, "default not used": {"type": "env", "key": "CASE_A", "default": "d"}, "empty wins": {"type": "env", "key": "CASE_EMPTY", "default": "d"},
               "default": {"type": "env", "key": "CASE_NOT", "default": 7}, "null default": {"type": "env", "key": "CASE_NOT", "default": None}, "undefined": {"type": "env", "key": "CASE_NOT"},
               "without key": {"type": "env"}, "other type": {"type": "thing", "x": 1}, "nested object": {"a": {"type": "env", "key": "CASE_A"}}}
    for name, entry in entries.items():
        yield Case(f"configuration {name}", told("${v}", configuration={"v": entry}), env=env)
    casts = {"CASE_N": ("str", "string", "int", "integer", "float", "number", "bool", "json"), "CASE_A": ("int", "float", "bool", "json"), "CASE_J": ("json",), "CASE_F": ("float", "int"),
             "CASE_B": ("bool",), "CASE_EMPTY": ("bool", "json", "int")}
    for key, kinds in casts.items():
        for kind in kinds:
            yield Case(f"cast {key} to {kind}", told("${v}", configuration={"v": {"type": "env", "key": key, "env_var_type": kind}}), env=env)
    yield Case("cast unknown", told("${v}", configuration={"v": {"type": "env", "key": "CASE_N", "env_var_type": "date"}}), env=env)
    yield Case("cast of a default", told("${v}", configuration={"v": {"type": "env", "key": "CASE_NOT", "default": "8", "env_var_type": "int"}}))
    words = {"plain": ["--var", "v=new"], "int": ["--var", "v:int=5"], "float": ["--var", "v:float=5"], "bool": ["--var", "v:bool=no"], "json": ["--var", 'v:json={"a": 1}'],
             "equals": ["--var", "v=a=b"], "empty": ["--var", "v="], "undeclared": ["--var", "w=1"], "twice": ["--var", "v=1", "--var", "v=2"], "no value": ["--var", "v"],
             "bad int": ["--var", "v:int=x"], "bad type": ["--var", "v:date=x"]}
    for name, more in words.items():
        yield Case(f"--var {name}", told("${v}", configuration={"v": "old"}), words=tuple(more))
    files = {"json": ("vars.json", '{"configuration": {"v": [1, 2]}, "secrets": {}}'), "yaml": ("vars.yaml", "configuration:\n  v: yes\n"), "yml": ("vars.yml", "configuration: {v: 3}\n"),
             "env": ("vars.env", "# a comment\n\nCASE_X=from file\n"), "empty": ("vars.json", ""), "broken": ("vars.json", "{"), "of other keys": ("vars.json", '{"configuration": {"w": 1}}'),
             "probe entry": ("vars.json", '{"configuration": {"v": {"type": "env", "key": "CASE_A"}}}')}
    for name, (path, text) in files.items():
        yield Case(f"--var-file {name}", told("${v}", configuration={"v": {"type": "env", "key": "CASE_X", "default": "old"}}), words=("--var-file", path), files={path: text}, env=env)
    yield Case("--var wins over a file", told("${v}", configuration={"v": "old"}), words=("--var-file", "vars.json", "--var", "v=word"), files={"vars.json": '{"configuration": {"v": "file"}}'})
    yield Case("--var-file missing", told("x"), words=("--var-file", "none.json"))
    dynamic = {"process": {"type": "process", "path": "echo", "arguments": [" 5 "]}, "process that fails": {"type": "process", "path": "false"},
               "http json": {"type": "http", "url": base + "/answer/json"}, "http text": {"type": "http", "url": base + "/answer/text"}, "http refused": {"type": "http", "url": "http://127.0.0.1:9/"}}
    for name, provider in dynamic.items():
        yield Case(f"dynamic {name}", told("${v}", configuration={"v": {"type": "probe", "name": "ask", "provider": provider}}))
    yield Case("dynamic of dynamic", told("${b}", configuration={"a": {"type": "probe", "name": "a", "provider": {"type": "process", "path": "echo", "arguments": ["1"]}},
                                                                  "b": {"type": "probe", "name": "b", "provider": {"type": "process", "path": "echo", "arguments": ["<${a}>", "${c}"]}}, "c": 3}))
    yield Case("dynamic overridden", told("${v}", configuration={"v": {"type": "probe", "name": "ask", "provider": dynamic["process"]}}), words=("--var", "v=over"))
    yield Case("dynamic action stays an object", told("${v}", configuration={"v": {"type": "action", "name": "ask", "provider": dynamic["process"]}}))
    secrets = {"scope": {"api": {"token": {"type": "env", "key": "CASE_A"}}}, "two scopes": {"one": {"k": {"type": "env", "key": "CASE_N"}}, "two": {"k": {"type": "env", "key": "CASE_A"}}},
               "undefined": {"api": {"token": {"type": "env", "key": "CASE_NOT"}}}}
    for name, value in secrets.items():
        yield Case(f"secrets {name}", {**told("x", secrets=value), "steady-state-hypothesis": hypothesis(probe(
            provider={"type": "process", "path": "sh", "arguments": ["-c", "test \"$1\" = \"$2\" -o \"$1\" = 12", "sh", "${token}${k}", "from env"]}, tolerance=[0, 1, 2]))}, env=env)
    yield Case("configuration before secrets", told("${k}", configuration={"k": "conf"}, secrets={"s": {"k": {"type": "env", "key": "CASE_A"}}}), env=env)
