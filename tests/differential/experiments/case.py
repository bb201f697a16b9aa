"""One experiment that both engines are given, and what may differ between their answers."""
import dataclasses
import json
from typing import Any, Callable


@dataclasses.dataclass
class Case:
    name: str
    document: Any  # an object, written as JSON; or a text, written as it is
    suffix: str = ".json"
    words: tuple = ()  # options of the command
    command: str = "run"
    env: dict = dataclasses.field(default_factory=dict)
    files: dict = dataclasses.field(default_factory=dict)  # beside the experiment: name to text
    differs: str = ""  # row of the quirks table (Q6) or a few words: a difference on purpose
    how: Callable | None = None  # (reference, ours) -> bool: what that difference must look like

    def text(self):
        return self.document if isinstance(self.document, str) else json.dumps(self.document)


def process(*arguments, path="python3", **more):
    return {"type": "process", "path": path, "arguments": list(arguments), **more}


def shell(text, **more):
    """A process by the shell: the whole of `text` after `env`."""
    return {"type": "process", "path": "env", "arguments": text, **more}


def probe(name="look", provider=None, **more):
    return {"type": "probe", "name": name, "provider": provider or process("-c", "print('fine')"), **more}


def action(name="act", provider=None, **more):
    return {"type": "action", "name": name, "provider": provider or {"type": "process", "path": "true"}, **more}


def experiment(method=(), **more):
    """A document with a title and what is given; keys whose value is `...` are left out."""
    out = {"title": "t", "description": "d", "method": list(method), **more}
    return {key: value for key, value in out.items() if value is not ...}


def hypothesis(*probes, **more):
    return {"title": "steady", "probes": list(probes), **more}


def quick(status=0, out=""):
    """A provider that ends with `status` and prints `out`."""
    return {"type": "process", "path": "sh", "arguments": ["-c", f"printf '%s' \"$0\"; exit {status}", out or "-"]}
