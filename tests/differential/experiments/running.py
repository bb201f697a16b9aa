"""Section 5: order, gate, strategies, background, pauses, dry modes, references, rollbacks; status and exit."""
from .case import Case, action, experiment, hypothesis, probe, process, quick

fails = {"type": "process", "path": "sleep", "arguments": [20], "timeout": 0.05}  # an activity failure
breaks = {"type": "process", "path": "true", "timeout": "soon"}  # an uncontrolled error


def changes(status_file="state"):
    """A probe whose status is what a file says: 0 until the method changes it."""
    return {"type": "process", "path": "sh", "arguments": ["-c", f"exit $(cat {status_file} 2>/dev/null || echo 0)"]}


def writes(text, file="state"):
    return {"type": "process", "path": "sh", "arguments": ["-c", f"echo {text} > {file}"]}


def whole(before=0, after=None, method=(), **more):
    """Steady state by a file: `before` stands at first, the method writes `after`."""
    document = experiment([*method], rollbacks=[action("undo", provider=quick(0, "undone"))], **more)
    document["steady-state-hypothesis"] = hypothesis(probe("steady", provider=changes(), tolerance=0), probe("also", tolerance=0))
    if after is not None:
        document["method"] = [action("change", provider=writes(after)), *method]
    return document


def later(document):
    """With time for the first check of a continuous hypothesis before anything changes."""
    return {**document, "method": [probe("first", provider={"type": "process", "path": "sleep", "arguments": [0.5]}), *document["method"]]}


def cases(base):
    runs = {"all well": whole(method=[probe()]), "gate missed": whole(method=[probe()]), "deviates": whole(after=1), "method fails": whole(method=[probe(provider=fails), action()]),
            "closing probe fails": whole(method=[probe()]), "aborted": whole(method=[probe("broken", provider=breaks), probe("next")])}
    for rollbacks in (None, "default", "always", "never", "deviated"):
        words = ("--rollback-strategy", rollbacks) if rollbacks else ()
        for name, document in runs.items():
            files = {"state": "1"} if name == "gate missed" else {}
            yield Case(f"{name}, rollbacks {rollbacks}", document, words=words, files=files)
    for strategy in ("default", "before-method-only", "after-method-only", "during-method-only", "continuously", "continously"):
        for name, document, files in (("well", later(whole(method=[probe()])), {}), ("deviates", later(whole(after=1)), {}), ("missed", later(whole(method=[probe()])), {"state": "1"})):
            for fast in ((), ("--fail-fast",)):
                yield Case(f"strategy {strategy} {name} {' '.join(fast)}", document, files=files,
                           words=("--hypothesis-strategy", strategy, "--hypothesis-frequency", "30", *fast))
        yield Case(f"strategy {strategy} without a hypothesis", experiment([probe()]), words=("--hypothesis-strategy", strategy))
        yield Case(f"runtime strategy {strategy}", later(whole(after=1, runtime={"hypothesis": {"strategy": strategy}})), words=("--hypothesis-frequency", "30"))
    yield Case("runtime strategy skip", whole(after=1, runtime={"hypothesis": {"strategy": "skip"}}))
    for rollbacks in ("default", "always", "never", "deviated"):
        yield Case(f"runtime rollbacks {rollbacks}", whole(after=1, runtime={"rollbacks": {"strategy": rollbacks}}))
        yield Case(f"runtime rollbacks {rollbacks}, not deviated", whole(method=[probe()], runtime={"rollbacks": {"strategy": rollbacks}}))
    yield Case("command line over runtime", whole(after=1, runtime={"rollbacks": {"strategy": "always"}}), words=("--rollback-strategy", "never"))
    for option, value in (("--rollback-strategy", "sometimes"), ("--hypothesis-strategy", "Default"), ("--dry", "all"), ("--hypothesis-frequency", "often"), ("--nonsense", "x")):
        yield Case(f"wrong {option}", experiment([probe()]), words=(option, value))
    for dry in ("probes", "actions", "activities", "pause"):
        document = whole(method=[action("act", provider=writes(0), pauses={"before": 0.01, "after": 0.01}), probe("look", pauses={"before": 0.01, "after": 0.01})], after=1)
        yield Case(f"dry {dry}", document, words=("--dry", dry))
        yield Case(f"dry {dry} with a failing method", whole(method=[probe(provider=fails), action(provider=fails)]), words=("--dry", dry))
        yield Case(f"dry {dry} gate missed", whole(method=[probe()]), files={"state": "1"}, words=("--dry", dry))
    # order and background
    yield Case("order of the method", experiment([probe("a", provider=quick(0, "a")), action("b", provider=quick(0, "b")), probe("c", provider=quick(0, "c"))]))
    yield Case("background alone", experiment([action("bg", provider=process("0.05", path="sleep"), background=True)]))
    yield Case("background fails", experiment([action("bg", provider=fails, background=True), probe("next")]))
    yield Case("background in the hypothesis is ignored", {**experiment([probe()]), "steady-state-hypothesis": hypothesis(probe(tolerance=0, background=True))})
    yield Case("background rollback", experiment([probe()], rollbacks=[action("undo", background=True)]))
    yield Case("background false", experiment([probe(background=False)]))
    # references
    twice = experiment([probe("a", provider=quick(0, "a")), {"ref": "a"}])
    yield Case("reference", twice)
    yield Case("reference to a probe of the hypothesis", {**experiment([{"ref": "s"}]), "steady-state-hypothesis": hypothesis(probe("s", tolerance=0))})
    yield Case("reference from the hypothesis", {**experiment([probe("a")]), "steady-state-hypothesis": hypothesis({"ref": "a", "tolerance": 0})})
    yield Case("reference from the hypothesis, missed", {**experiment([probe("a")]), "steady-state-hypothesis": hypothesis({"ref": "a", "tolerance": 5})})
    yield Case("reference from a rollback", experiment([action("a")], rollbacks=[{"ref": "a"}]))
    yield Case("reference in the background", experiment([action("a"), {"ref": "a", "background": True}]))
    yield Case("reference ignores what stands beside it", experiment([probe("a", provider=quick(0, "a")), {"ref": "a", "name": "b", "provider": quick(3)}]))
    yield Case("same names: the last one counts", experiment([probe("a", provider=quick(0, "1")), probe("a", provider=quick(0, "2")), {"ref": "a"}]))
    yield Case("dangling reference in a rollback", experiment([probe()], rollbacks=[{"ref": "nobody"}, action("undo")]))
    # what is ignored
    yield Case("tolerance on the method", experiment([probe(tolerance=5), action(tolerance=7)]))
    yield Case("timeout on an activity", experiment([probe(timeout=30)]))
    yield Case("failing rollbacks", experiment([probe()], rollbacks=[action("one", provider=fails), action("two", provider=quick(3)), action("three")]))
    yield Case("broken rollback", experiment([probe()], rollbacks=[action("one", provider=breaks), action("two")]))
    yield Case("broken in the background", experiment([action("bg", provider=breaks, background=True), probe("next")]))
    yield Case("broken gate", {**whole(method=[probe()]), "steady-state-hypothesis": hypothesis(probe(provider=breaks, tolerance=0))})
    yield Case("failing gate", {**whole(method=[probe()]), "steady-state-hypothesis": hypothesis(probe(provider=fails, tolerance=0))})
    late = {"type": "process", "path": "sh", "arguments": ["-c", "test -e state && sleep 20; true"], "timeout": 1}
    yield Case("failing closing check", {**whole(after=1), "steady-state-hypothesis": hypothesis(probe(provider=late, tolerance=0))})
    yield Case("journal path", experiment([probe()]), words=("--journal-path", "journal.json"))
    made = experiment([action("make", provider={"type": "process", "path": "sh", "arguments": ["-c", "printf '#!/bin/sh\\necho made\\n' > made.sh; chmod +x made.sh"]}),
                       probe("use", provider={"type": "process", "path": "./made.sh"})])
    yield Case("a program that is made in the run", made)
    yield Case("a program that is made in the run, without validation", made, words=("--no-validation",))
    yield Case("a program that is never made, without validation", experiment([probe("use", provider={"type": "process", "path": "./never.sh"}), probe("next")]), words=("--no-validation",))
    yield Case("control file missing", experiment([probe()]), words=("--control-file", "none.yaml"))
    yield Case("control file", experiment([probe()]), words=("--control-file", "controls.yaml"), files={"controls.yaml": "{}\n"})
