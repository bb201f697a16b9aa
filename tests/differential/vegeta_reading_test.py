#!/usr/bin/env python3
"""usage: vegeta_reading_test.py BRUNT: called as vegeta, report and encode print, say and end as the real one does.

Each case runs both programs on the same files and compares standard output, what is on standard error (without the time that
begins it) and the exit status. Where we differ on purpose the case names the reason, and must differ: a difference that is gone
is a failure too.
"""
import base64
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

brunt = os.path.abspath(sys.argv[1])
source = os.environ.get("BRUNT_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
peers = os.environ.get("BRUNT_CACHE", os.path.join(source, "build", "peers"))
vegeta = os.path.join(peers, "vegeta")
if not os.path.exists(vegeta):
    print(f"skipped: no vegeta in {peers} (scripts/prepare_peers.sh gets it)")
    sys.exit(77)
failures, cases, on_purpose = [], 0, {}


def check(what, good, found=""):
    global cases
    cases += 1
    if not good:
        print(f"FAIL  {what}\n      found: {str(found)[:1500]}")
        failures.append(what)


def run(program, words, stdin=b"", **more):
    done = subprocess.run([program, *words], input=stdin, capture_output=True, timeout=60,
                          env={**os.environ, "TZ": "UTC"}, **more)
    told = re.sub(rb"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", b"", done.stderr, flags=re.M)
    return done.returncode, done.stdout, told


def lines_of_json(out):
    """Header keys stand in any order; the real one's change from run to run."""
    try:
        return [json.loads(line) for line in out.splitlines()]
    except ValueError:
        return out


def differ(reason, what, as_told, found):
    """A difference on purpose: `as_told` says whether both did what the reason says."""
    on_purpose.setdefault(reason, []).append(what)
    check(f"{what}: {reason}", as_told, found)


def same(what, words, stdin=b"", differs=None, message=True, out=lambda text: text):
    """`differs`: the reason of a difference on purpose. `message`: must standard error be the same too?"""
    ours, theirs = run(as_vegeta, words, stdin), run(vegeta, words, stdin)
    if b"Usage:" in theirs[2]:  # after a wrong flag: the first line; the help is each one's own
        ours, theirs = ((code, text, told.split(b"\n")[0]) for code, text, told in (ours, theirs))
    ours, theirs = ((code, out(text), told if message else b"") for code, text, told in (ours, theirs))
    if differs:
        differ(differs, what, ours != theirs, ours)
    else:
        check(what, ours == theirs, f"{ours}\ninstead of\n{theirs}")


def put(name, content):
    path = os.path.join(folder, name)
    with open(path, "wb") as f:
        f.write(content)
    return path


def get(path):
    with open(path, "rb") as f:
        return f.read()


def result(seq, **more):
    made = {"attack": "", "seq": seq, "code": 200, "timestamp": f"2024-05-01T10:00:{seq % 60:02}.{(seq * 7919) % 1000:03}Z", "latency": 1000000 + seq * 317,
            "bytes_out": 3, "bytes_in": 5, "error": "", "body": None, "method": "GET", "url": "http://shop/", "headers": None}
    return {**made, **more}


def encoded(form, results):
    """Files made by the real one."""
    text = "".join(json.dumps(r) + "\n" for r in results).encode()
    return run(vegeta, ["encode", "-to=" + form], text)[1]


def varied(count, seed):
    pick = random.Random(seed)
    errors = ["", "EOF", 'Get "http://shop/": dial tcp 127.0.0.1:1: connect: connection refused', "a, b", 'say "no"', " led by a blank", "two\nlines", "ünï <&>", "cr\rlf"]
    made = []
    for seq in range(count):
        code = pick.choice([200, 200, 200, 302, 404, 503, 0, 199])
        made.append(result(seq, code=code, latency=int(10 ** pick.uniform(2, 10.5)), error=pick.choice(errors), attack=pick.choice(["", "night, all"]),
                           bytes_in=pick.choice([0, 1, 2 ** 40]), bytes_out=pick.randrange(99), method=pick.choice(["GET", "POST"]),
                           url=pick.choice(["http://shop/", "http://shop/?a=1&b=<2>"]), body=pick.choice([None, base64.b64encode(b"\x00\xff body").decode()]),
                           headers=pick.choice([None, {"Content-Type": ["a/b"], "Set-Cookie": ["x=1", "y=2"]}])))
    pick.shuffle(made)
    return made


def reports():
    """Every type of report of every kind of input."""
    sets = {"one": [result(0)], "varied": varied(400, 1), "many": [result(i, latency=int(1e6 + 1e5 * random.Random(i).expovariate(1))) for i in range(3000)],
            "all failed": [result(i, code=0, error="EOF", bytes_in=0) for i in range(9)], "equal": [result(0), result(0), result(0)], "zero latency": [result(0, latency=0), result(1, latency=5)],
            "hours": [result(0, latency=7_261_500_000_000), result(1, latency=61_499_999_999)]}
    types = ["text", "json", "hdrplot", "hist[0,1ms,10ms]", "hist[1ms]", "hist[500us,1.5ms,1h]", "hist[-1ms,0]", "hist[ 1ms , 2ms ]", "hist[3ms,1ms]"]
    for name, results in sets.items():
        for form in ("gob", "json", "csv"):
            file = put("set." + form, encoded(form, results))
            for type_ in types:
                same(f"report -type={type_} of {name} in {form}", ["report", "-type=" + type_, file])
            same(f"report of {name} in {form} on standard input", ["report"], get(file))
            same(f"report with buckets of {name} in {form}", ["report", "-type=json", "-buckets=[1ms,2ms]", file])
            same(f"hist with buckets of {name} in {form}", ["report", "-type=hist", "-buckets=[1ms,2ms]", file])
    files = [put("set.gob", encoded("gob", sets["varied"][:50])), put("set.json", encoded("json", sets["many"][:7])), put("set.csv", encoded("csv", sets["varied"][:20]))]
    for type_ in ("text", "json"):
        same(f"report -type={type_} of three files", ["report", "-type=" + type_, *files])
    same("report of stdin among files", ["report", files[0], "stdin"], get(files[1]))
    for program in (as_vegeta, vegeta):
        out = os.path.join(folder, "out-" + ("ours" if program == as_vegeta else "theirs"))
        run(program, ["report", "-output=" + out, files[0]])
    check("report -output", get(os.path.join(folder, "out-ours")) == get(os.path.join(folder, "out-theirs")))
    slow = get(files[0])
    for every in ("-every=1h", "-every=-1s", "-every=0"):
        same("report " + every, ["report", every], slow)


def encodings():
    results = varied(200, 2)
    for form in ("gob", "json", "csv"):
        file = put("from." + form, encoded(form, results))
        for to in ("csv", "json", "gob"):
            def comparable(text, to=to):
                if to == "gob":
                    text = run(vegeta, ["encode", "-to=json"], text)[1]
                return text if to == "csv" else [{**r, "body": r["body"] or None, "headers": {k.lower(): v for k, v in (r["headers"] or {}).items()}} for r in lines_of_json(text)]
            same(f"{form} to {to}", ["encode", "-to=" + to, file], out=comparable)
            same(f"{form} to {to} on standard input", ["encode", "-to", to], get(file), out=comparable)
    files = [put("a.gob", encoded("gob", results[:5])), put("b.csv", encoded("csv", results[5:15])), put("c.json", encoded("json", results[15:17]))]
    same("three files, one of each in turn", ["encode", "-to=csv", *files])
    same("a file twice", ["encode", "-to=csv", files[0], files[0]])


def wrong_words():
    good = put("good.json", encoded("json", [result(0), result(1)]))
    for words in (["report", "-type=abc", good], ["report", "-type=nope", good], ["report", "-type=plot", good], ["report", "-type=hist", good],
                  ["report", "-type=hist[", good], ["report", "-type=hist[]", good], ["report", "-type=histx", good], ["report", "-type=hist[]x", good], ["report", "-type=hist[x]", good], ["report", "-type=hist[5]", good], ["report", "-type=hist[1d]", good],
                  ["report", "-type=hist[1ms,1.1.1s]", good],
                  ["report", "/nowhere/x"], ["report", good, "/nowhere/x"], ["report", "-output=/nowhere/x", good], ["encode", "-to=xml", good],
                  ["encode", "/nowhere/x"], ["encode", "-output=/nowhere/x", good], ["report", "-output=/dev/full", good], ["encode", "-output=/dev/full", good],
                  ["report", "-nope"], ["report", "-every=x"], ["report", "-every"], ["encode", "-to"], ["encode", "---to"], ["encode", "-=x"], ["plot", "-threshold=x"], ["plot", "-title"],
                  ["nope"], ["dump"], ["dump", "x"], ["-nope"], ["-cpus=x", "report"], ["-cpus", "2", "report", good], ["-cpus=0", "report", good], ["-cpus=0x2", "report", good],
                  ["report", "--", good], ["report", "-type=text", "--", "-nope"]):
        same(" ".join(words), words)
    for words in (["-h"], ["report", "-h"], ["encode", "-help"], ["plot", "--help"], []):
        ours, theirs = run(as_vegeta, words), run(vegeta, words)
        check(f"{words}: ends alike, help on the same side", (ours[0], ours[1] == b"", ours[2] == b"") == (theirs[0], theirs[1] == b"", theirs[2] == b""), (ours, theirs[0]))
    ours, theirs = run(as_vegeta, ["-version"]), run(vegeta, ["-version"])
    check("-version: the same four keys", [l.split(b":")[0] for l in ours[1].splitlines()] == [l.split(b":")[0] for l in theirs[1].splitlines()], ours)


def rows(ended):
    """How many results the JSON report of a run counts; None when it gave none."""
    return json.loads(ended[1])["requests"] if ended[0] == 0 else None


def cut_at(form, whole, at):
    """A file that ends too early: the same as the real one, or the difference that docs/load.md names and no other."""
    cut = whole[:at]
    lines, tail = cut.count(b"\n"), cut.split(b"\n")[-1]
    what = f"{form} cut at {at}"
    ours, theirs = run(as_vegeta, ["report", "-type=json"], cut), run(vegeta, ["report", "-type=json"], cut)
    shown = f"{ours}\nand\n{theirs}\nof {cut[-80:]}"
    columns = len(tail.split(b",")) if form == "csv" else 0
    no_number = columns == 9 and tail.endswith(b",")
    if form == "json" and whole[at:at + 1] == b"\n":
        differ("a last line without its end is read", what, rows(ours) == lines + 1 and rows(theirs) == (lines or None), shown)
    elif form == "json" and lines and tail:
        place = run(brunt, ["load", "report"], cut)  # called as vegeta, it says what is wrong but not where
        placed = place[:2] == (1, b"") and place[2] == b"error: stdin: line %d: %s" % (lines + 1, ours[2])
        differ("a JSON line cut short is an error, not left out", what, ours[:2] == (1, b"") and placed and rows(theirs) == lines, (shown, place))
    elif columns in (6, 7, 9) and (lines or not no_number):
        refused = b"record on line %d: wrong number of fields\n" % (lines + 1) if lines else b"encode: can't detect encoding of \"stdin\"\n"
        read = ours == (1, b"", b'strconv.ParseUint: parsing "": invalid syntax\n') if no_number else rows(ours) == lines + 1
        differ("rows of 6, 7 and 9 columns are read", what, read and theirs == (1, b"", refused), shown)
    else:
        check(what, ours[:2] == theirs[:2], shown)
        if form != "json":
            check(what + ": what is said", ours[2] == theirs[2], shown)


def bad_input():
    """Nothing, garbage, cut at every byte of a record."""
    for name, text in (("nothing", b""), ("a blank line", b"\n"), ("text", b"hello\nworld\n"), ("HTML", b"<html>\n"), ("zeros", bytes(100)), ("JSON of another kind", b"[1,2]\n"),
                       ("random bytes", random.Random(3).randbytes(5000)), ("three columns", b"1,2,3\n"), ("a number", b"5\n"), ("CSV without numbers", b"a,b,c,d,e,f,g,h,i,j,k,l\n"), ("open quote", b'"')):
        for command in (["report"], ["encode"]):
            same(f"{command[0]} of {name}", command, text)
    same("report of a folder", ["report", folder], differs="a folder is named as one")
    two = [result(0, error="EOF", code=0, headers=None), result(1)]
    for form in ("gob", "csv", "json"):
        whole = encoded(form, two)
        for at in range(0, len(whole), 1 if form != "gob" else 3):
            cut_at(form, whole, at)
    good = encoded("csv", two)
    for name, tail in (("a short row", b"1,2,3\n"), ("a word for a number", good.splitlines()[0].replace(b",200,", b",2x0,").replace(b",0,", b",x,", 1) + b"\n"),
                       ("a code of 70000", good.splitlines()[0].replace(b",0,", b",70000,", 1) + b"\n"), ("a bare quote", b'a"b,1\n'), ("a wrong quote", b'"a"b,1\n'), ("an open quote", b'"a,1\n'),
                       ("a blank line", b"\n"), ("blanks", b"  \n"), ("a carriage return", b"\r\n")):
        same(f"CSV, then {name}", ["report"], good + tail)
        same(f"CSV to JSON, then {name}", ["encode"], good + tail, out=lambda text: [{**r, "body": r["body"] or None} for r in lines_of_json(text)])
    good = encoded("json", two)
    for name, tail in (("garbage", b"garbage\n"), ("half a line", good.splitlines()[0][:50] + b"\n"), ("a list", b"[]\n"), ("a text for a number", b'{"timestamp":"2024-05-01T10:00:00Z","seq":"x"}\n')):
        same(f"JSON, then {name}", ["report"], good + tail, message=False)
        same(f"JSON to CSV, then {name}", ["encode", "-to=csv"], good + tail, message=False)
    same("JSON without a timestamp", ["report"], b'{"code":200}\n', differs="a JSON object without a timestamp is no result")
    same("a blank line amid JSON", ["report"], good + b"\n" + good, differs="blank lines amid JSON are skipped")
    unknown = b'{"timestamp":"2024-05-01T10:00:00.5+02:00","code":200,"x":{"y":[1,{"z":null}]},"latency":7}\n'
    same("JSON with unknown and missing keys", ["report", "-type=text"], unknown)
    same("a time with an offset", ["encode"], unknown, differs="times are written in UTC")
    same("an empty body", ["encode"], b'{"timestamp":"2024-05-01T10:00:00Z","body":""}\n', differs="an empty body is null")
    gob = encoded("gob", two)
    same("two gob streams joined", ["report"], gob + gob, differs="two gob streams joined by cat are read")
    same("gob, then garbage", ["report"], gob + b"garbage, more garbage", message=False)
    header = base64.b64encode(b"x-lower: 1\r\n\r\n")
    same("a header in lower case in CSV", ["encode"], b"1714557600000000000,200,5,0,0,,aGk=,,0,GET,http://shop/," + header + b"\n", differs="header names keep their letters")
    for columns in (6, 7, 9):
        row = ",".join(["1714557600000000000", "200", "5", "0", "0", "", "", "", "0"][:columns]) + "\n"
        same(f"a CSV of {columns} columns", ["report"], row.encode(), differs="rows of 6, 7 and 9 columns are read")
    cut = put("cut.gob", gob[:-3])
    whole = put("whole.gob", gob)
    same("a cut file beside a whole one", ["report", cut, whole], differs="an error in one of several files is never swallowed")


def interrupted():
    """A signal while results still come: what was read is reported."""
    text = encoded("gob", varied(50, 4))
    for words in (["report"], ["report", "-type=json"], ["encode", "-to=csv"]):
        outs = []
        for program in (as_vegeta, vegeta):
            read_end, write_end = os.pipe()
            child = subprocess.Popen([program, *words], stdin=read_end, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TZ": "UTC"})
            os.close(read_end)
            os.write(write_end, text)
            time.sleep(0.7)  # nothing tells from outside when the real one has read it all
            child.send_signal(signal.SIGINT)
            if program == vegeta:  # it looks for a signal between two records only
                time.sleep(0.1)
                os.close(write_end)
            out, told = child.communicate(timeout=20)
            if program == as_vegeta:
                os.close(write_end)
            outs.append((child.returncode, out, told))
        check(f"{' '.join(words)} interrupted: reports what it has", outs[0] == outs[1], outs)
    child = subprocess.Popen([as_vegeta, "report"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdin.write(text)
    child.stdin.flush()
    child.send_signal(signal.SIGTERM)
    check("SIGTERM ends a report as any program", child.wait(20) == -signal.SIGTERM, child.returncode)
    child.stdin.close()
    child.stdout.close()
    for program in (as_vegeta, vegeta):
        child = subprocess.Popen([program, "encode", "-to=csv"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        child.stdout.close()
        try:
            child.stdin.write(text * 1)
            child.stdin.close()
        except BrokenPipeError:
            pass
        check(f"a closed standard output ends {os.path.basename(program)} by SIGPIPE", child.wait(20) == -signal.SIGPIPE, child.returncode)


def every():
    """-every: reports again and again while results come, on standard output after the codes that clear the screen."""
    line = (json.dumps(result(0)) + "\n").encode()
    outs = []
    for program in (as_vegeta, vegeta):
        child = subprocess.Popen([program, "report", "-every=50ms"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "TZ": "UTC"})
        for _ in range(6):
            child.stdin.write(line)
            child.stdin.flush()
            time.sleep(0.06)
        out, _ = child.communicate(timeout=20)
        parts = out.split(b"\033[2J\033[0;0H")
        outs.append((child.returncode, len(parts) >= 3, parts[-1].split(b"\n")[0].split(b",")[0], parts[0]))
    check("-every", outs[0] == outs[1] and outs[0][1], outs)


with tempfile.TemporaryDirectory(prefix="brunt-reading-") as folder:
    as_vegeta = os.path.join(folder, "vegeta")
    os.symlink(brunt, as_vegeta)
    reports()
    encodings()
    wrong_words()
    bad_input()
    interrupted()
    every()
print(f"{cases} cases, {len(failures)} failed; on purpose:")
for reason, names in sorted(on_purpose.items()):
    print(f"  {reason}: {len(names)}")
sys.exit(1 if failures else 0)
