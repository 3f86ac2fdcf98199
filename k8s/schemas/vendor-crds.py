"""Writes strict JSON schemas of custom resources beside this file, from their definitions.

Usage: python3 vendor-crds.py FILE...  with the definitions' YAML of KEDA (config/crd/bases), cert-manager (deploy/crds) and
the Prometheus operator (example/prometheus-operator-crd), all Apache-2.0, e.g. from their Go modules.
Needs PyYAML. Descriptions are dropped; what a definition does not name is refused unless it says to keep it.
"""

import json
import pathlib
import sys

import yaml

WANTED = {"ScaledObject", "PodMonitor", "PrometheusRule", "Certificate", "Issuer"}


def strict(node):
    if isinstance(node, list):
        return [strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    result = {}
    for key, value in node.items():
        if key in ("description", "default", "example") and not isinstance(value, dict):
            continue
        if key.startswith("x-kubernetes-") or key in ("nullable", "format"):
            continue
        if key == "properties":
            result[key] = {name: strict(inner) for name, inner in value.items()}
        else:
            result[key] = strict(value)
    if node.get("x-kubernetes-int-or-string"):
        result.pop("anyOf", None)
        result["type"] = ["integer", "string"]
    keeps = node.get("x-kubernetes-preserve-unknown-fields")
    if "properties" in node and not keeps and "additionalProperties" not in node:
        result["additionalProperties"] = False
    return result


def main():
    here = pathlib.Path(__file__).parent
    for file in sys.argv[1:]:
        for definition in yaml.safe_load_all(pathlib.Path(file).read_text()):
            kind = definition["spec"]["names"]["kind"]
            if kind not in WANTED:
                continue
            version = next(v for v in definition["spec"]["versions"] if v["storage"])
            schema = strict(version["schema"]["openAPIV3Schema"])
            schema["properties"]["metadata"] = {"type": "object"}
            text = json.dumps(schema, separators=(",", ":"))
            (here / f"{kind.lower()}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
