#!/usr/bin/env python3
"""usage: unit_digests.py FILE...: for each source unit of src its path and the digest of everything that clang-tidy's answer
depends on: the unit, the project's headers that it includes, directly or not, and the FILEs."""
import hashlib
import re
import sys
from pathlib import Path

INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
SRC = Path("src")
texts = {}


def text(path):
    if path not in texts:
        texts[path] = path.read_bytes()
    return texts[path]


def included(path):
    """The project's headers that a file names: from src, or beside it."""
    for name in INCLUDE.findall(text(path)):
        for header in (SRC / name.decode(), path.parent / name.decode()):
            if header.is_file():
                yield header
                break


def closure(unit):
    seen, to_see = {unit}, [unit]
    while to_see:
        for header in included(to_see.pop()):
            if header not in seen:
                seen.add(header)
                to_see.append(header)
    return sorted(seen)


common = b"".join(Path(name).read_bytes() for name in sys.argv[1:])
for unit in sorted(SRC.rglob("*.cpp")):
    if unit.name.endswith("_test.cpp"):
        continue
    if b"#include <qpdf/" in text(unit):
        print(f"tidy: {unit}: left out, clang 16 cannot read qpdf's headers as C++23", file=sys.stderr)
        continue
    digest = hashlib.sha256(common)
    for path in closure(unit):
        digest.update(str(path).encode() + b"\0" + text(path))
    print(unit, digest.hexdigest())
