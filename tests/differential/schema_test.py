#!/usr/bin/env python3
"""usage: schema_test.py BRUNT: what Python's jsonschema makes of the published schema agrees with what Brunt's validator says
of the shape of each broken document: both refuse it for its shape, or neither does."""
import glob
import json
import os
import subprocess
import sys

brunt = os.path.abspath(sys.argv[1])
root = os.environ.get("BRUNT_SOURCE", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
try:
    import jsonschema
    validator_class = jsonschema.Draft202012Validator
except (ImportError, AttributeError):
    print("skipped: Python's jsonschema (4 or later) is not installed")
    sys.exit(77)

schema = json.loads(subprocess.run([brunt, "schema"], check=True, capture_output=True, text=True).stdout)
validator_class.check_schema(schema)
validator = validator_class(schema)

# Rules that a schema cannot say; a document that is refused for these alone has a good shape.
beyond = {"reference/unknown", "reference/of-reference", "tolerance/path-syntax", "tolerance/pattern-syntax", "control/ref",
          "run/not-ready", "configuration/resolve", "secrets/resolve"}
failures = compared = 0
for path in sorted(glob.glob(os.path.join(root, "tests", "golden", "codec", "*.json"))):
    try:
        with open(path, encoding="utf-8") as f:
            document = json.load(f)
    except ValueError:
        continue
    answer = subprocess.run([brunt, "validate", "--format", "json", path], capture_output=True, text=True)
    findings = json.loads(answer.stdout)["findings"]
    refused = any(f["level"] == "error" and f["rule"] not in beyond for f in findings)
    accepted = validator.is_valid(document)
    compared += 1
    if accepted == refused:
        failures += 1
        print(f"{os.path.basename(path)}: jsonschema {'accepts' if accepted else 'refuses'} it, brunt says {findings}")
print(f"{compared - failures} passed, {failures} failed")
sys.exit(1 if failures or compared < 8 else 0)
