"""Writes what AWS's public registry schemas say of each resource type, as cfn-lint carries them.

Run with cfn-lint of the version that the data names: python3 scripts/generate-resource-types.py
"""
import importlib
import json
import os
import sys
from importlib.metadata import version

import cfnlint

folder = os.path.join(os.path.dirname(cfnlint.__file__), "data", "schemas", "resources")
hashes = importlib.import_module("cfnlint.data.schemas.providers.us_east_1").types
target = os.path.join(os.path.dirname(__file__), "..", "src", "services", "cloudformation", "data", "resource-types.json")


def paths(schema, key):
    names = [path.removeprefix("/properties/").replace("/", ".") for path in schema.get(key) or []]
    return " ".join(name for name in names if "*" not in name)


families = {}
for type_name in sorted(name for name in hashes if name.count("::") == 2):
    with open(os.path.join(folder, hashes[type_name] + ".json"), encoding="utf-8") as file:
        schema = json.load(file)
    parts = [
        paths(schema, "readOnlyProperties"),
        paths(schema, "createOnlyProperties"),
        paths(schema, "conditionalCreateOnlyProperties"),
        paths(schema, "primaryIdentifier"),
    ]
    vendor, service, kind = type_name.split("::", 2)
    families.setdefault(f"{vendor}::{service}", {})[kind] = "|".join(parts).rstrip("|")

lines = [f"  {json.dumps(family)}: {json.dumps(kinds, separators=(',', ':'))}" for family, kinds in families.items()]
text = '{\n"source": "cfn-lint %s",\n"families": {\n%s\n}\n}\n' % (version("cfn-lint"), ",\n".join(lines))
if "--check" in sys.argv:
    sys.exit(0 if open(target, encoding="utf-8").read() == text else 1)
with open(target, "w", encoding="utf-8") as file:
    file.write(text)
