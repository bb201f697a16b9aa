"""Where Brunt differs on purpose. Two kinds of rows, each named after its row of the quirks table (Q1 to Q55) or in words:
MENDED rows find the places of a journal that differ for that one reason and make them equal, so that all the rest is still
compared; WHOLE rows say exactly what two answers look like that cannot be compared further."""
import copy
import math

CODECS = ("utf-16-be", "utf-16-le", "cp866", "cp1251", "cp1252", "latin-1", "iso8859-9", "cp949", "euc-kr", "big5", "gb2312", "shift_jis", "cp855", "koi8-r",
          "mac_cyrillic", "cp932", "cp1253", "iso8859-5", "iso8859-7", "cp1255", "iso8859-1", "tis-620")
SECRET = "********"


def pairs(theirs, ours, path=()):
    """Every place that both have: (container of theirs, container of ours, key, path)."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        keys = [key for key in theirs if key in ours]
    elif isinstance(theirs, list) and isinstance(ours, list):
        keys = range(min(len(theirs), len(ours)))
    else:
        return
    for key in keys:
        yield theirs, ours, key, (*path, key)
        yield from pairs(theirs[key], ours[key], (*path, key))


def decoded_by_guess(theirs, ours):
    for codec in CODECS:
        try:
            if theirs.encode(codec) == ours.encode():
                return True
        except UnicodeError:
            pass
    return False


def q1(theirs, ours):
    found = False
    for a, b, key, path in pairs(theirs, ours):
        if key in ("stdout", "stderr") and isinstance(a[key], str) and isinstance(b[key], str) and a[key] != b[key] and decoded_by_guess(a[key], b[key]):
            a[key], found = b[key], True
    return found


def only_in_theirs(theirs, ours, part, holder, key):
    """Deletes `key` where the reference's document has it and ours has not: in each `holder` below `part`. Was there one?"""
    found = False
    for a, b, name, path in list(pairs(theirs, ours)):
        if name == holder and part in path and isinstance(a[name], dict) and key in a[name] and key not in b[name]:
            del a[name][key]
            found = True
    return found


def q9(theirs, ours):
    """The value that a probe as tolerance was given stands in the reference's document."""
    return only_in_theirs(theirs, ours, "tolerance", "arguments", "value")


def q8(theirs, ours):
    """Secrets copied into the probes of the configuration."""
    return only_in_theirs(theirs, ours, "configuration", "provider", "secrets")


def q10(theirs, ours):
    found = False
    for a, b, key, path in pairs(theirs, ours):
        if isinstance(a[key], str) and isinstance(b[key], str) and a[key] != b[key] and SECRET in b[key]:
            before, _, after = b[key].partition(SECRET)
            if a[key].startswith(before) and a[key].endswith(after.rpartition(SECRET)[2] if SECRET in after else after):
                a[key], found = b[key], True
    return found


def q11(theirs, ours):
    """An entry without a status, after an uncontrolled error or an interruption: ours says that it failed, and why."""
    found = False
    for a, b, key, path in list(pairs(theirs, ours)):
        entry, mine = a[key], b[key]
        if isinstance(entry, dict) and {"activity", "output"} <= entry.keys() and "status" not in entry and isinstance(mine, dict) and mine.get("status") == "failed":
            mine.pop("status")
            mine.pop("exception", None)
            found = True
    return found


def empty_form(theirs, ours):
    """A form of which nothing is left has a length, 0, as RFC 9110 wants it of a POST."""
    found = False
    for a, b, key, path in pairs(theirs, ours):
        if key == "output" and isinstance(a[key], dict) and isinstance(a[key].get("body"), dict) and isinstance(b[key], dict):
            sent, mine = a[key]["body"].get("headers"), b[key]["body"].get("headers") if isinstance(b[key].get("body"), dict) else None
            if sent is not None and mine == {"content-length": "0", **sent} and sent != mine:
                a[key], found = b[key], True
    return found


def standard_json(theirs, ours):
    """NaN and Infinity are no JSON: ours has null there. What is beyond 64 bits is a float."""
    found = False
    for a, b, key, path in pairs(theirs, ours):
        mine, value = b[key], a[key]
        if isinstance(value, float) and not math.isfinite(value) and mine is None:
            a[key], found = None, True
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2 ** 64 and isinstance(mine, float) and mine == float(value):
            a[key], found = mine, True
    return found


MENDED = [("Q1: output is UTF-8, its charset is not guessed", q1), ("Q8: no copies of secrets in the configuration", q8),
          ("Q9: the tested value is not written into the document", q9), ("Q10: secret values are hidden", q10),
          ("Q11: an entry always has a status", q11), ("a form of which nothing is left has a length", empty_form), ("a journal is standard JSON: null for NaN and Infinity, floats beyond 64 bits", standard_json)]


def status(answer):
    return answer["journal"]["status"] if isinstance(answer["journal"], dict) else None


def said(answer, *words):
    return any(word in answer["log"] for word in words)


def refused(answer):
    return answer["exit"] == 1 and answer["journal"] is None and said(answer, "error: ", "ERROR]")


def crashed(answer):
    return answer["exit"] == 1 and answer["journal"] is None and said(answer, "Traceback (most recent call last)")


def aborted(answer):
    return crashed(answer) or status(answer) == "aborted"


def entries(answer):
    journal = answer["journal"]
    for outcome in (journal["steady_states"]["before"], journal["steady_states"]["after"], *journal["steady_states"]["during"]):
        yield from outcome["probes"] if outcome else []
    yield from journal["run"]
    yield from journal["rollbacks"]


def failed_here(answer):
    """Ours came to its end, with a failed activity that says why, where the reference gave up."""
    return isinstance(answer["journal"], dict) and any(entry.get("status") == "failed" and entry.get("exception") for entry in entries(answer))


def runs(case):
    return case.command == "run"


STRICTER = ("is not a text", "a pause is not a number of seconds", "is neither list nor text", "unknown rollbacks strategy", "has no strategy", "is not an object", "is not a list", "unknown hypothesis strategy", "are not an object", "is not one of")

WHOLE = [
    ("what would abort the run is refused before anything is broken", lambda case, theirs, ours: runs(case) and aborted(theirs) and refused(ours)),
    ("Q6, Q7: an error in the hypothesis or a rollback is a failed activity, and nothing after it is lost",
     lambda case, theirs, ours: runs(case) and crashed(theirs) and failed_here(ours)),
    ("Q20: a body that is no JSON is a text", lambda case, theirs, ours: aborted(theirs) and case.name in ("http answer json-broken", "http answer json-empty") and ours["exit"] == 0),
    ("a redirect loop, or a connection cut in the body, is a failed activity",
     lambda case, theirs, ours: aborted(theirs) and case.name in ("http redirect loop", "http closed in the body") and ours["exit"] == 0 and failed_here(ours)),
    ("Q12: an error in the background is seen beforehand", lambda case, theirs, ours: case.name == "broken in the background" and refused(ours)),
    ("Q35, Q39: a value of a wrong type is refused where the reference happens to take it",
     lambda case, theirs, ours: theirs["exit"] == 0 and refused(ours) and said(ours, *STRICTER)),
    ("a lone equals sign is a text: the reference's YAML cannot read it", lambda case, theirs, ours: case.name == "yaml equals sign" and ours["exit"] == 0),
    ("Q39: a shape on which the reference crashes is taken, with a warning where it is odd", lambda case, theirs, ours: crashed(theirs) and ours["exit"] == 0),
    ("Q47: bounds are compared as they are written", lambda case, theirs, ours: case.name == "range '0.1' in [0.1, 5]"),
    ("integers beyond 64 bits are floats", lambda case, theirs, ours: case.name == "process numbers" and "100000000000000000000" in str(theirs["journal"]["run"]) and "1e+20" in str(ours["journal"]["run"])),
    ("a bare @ may be compared in a filter: the reference's grammar refuses it", lambda case, theirs, ours: case.name.startswith('jsonpath $.s[?(@ contains') and theirs["exit"] == 1 and ours["exit"] == 0),
    ("arguments that are neither object, list nor text are refused",
     lambda case, theirs, ours: case.name == "http get with query number" and refused(ours) and said(ours, "expected an object, a list of pairs or a text")),
]


def settle(case, theirs, ours):
    """Copies of both without what differs on purpose, and the reasons."""
    theirs, ours = copy.deepcopy(theirs), copy.deepcopy(ours)
    reasons = []
    for reason, mend in MENDED:
        if isinstance(theirs["journal"], dict) and isinstance(ours["journal"], dict) and mend(theirs["journal"], ours["journal"]):
            reasons.append(reason)
    return theirs, ours, reasons


def whole_reason(case, theirs, ours):
    """The reason for which two answers may differ that cannot be mended, or ""."""
    return next((reason for reason, holds in WHOLE if holds(case, theirs, ours)), "")
