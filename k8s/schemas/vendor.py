"""Writes the schemas beside this file: one self-contained JSON schema for each kind that the manifests use.

Source: the strict Kubernetes schemas that the Python package kubernetes-validate carries (Apache-2.0).
Usage: pip download --no-deps kubernetes-validate && unzip *.whl && python3 vendor.py FOLDER VERSION
FOLDER is kubernetes_validate/kubernetes-json-schema of the unpacked package, VERSION e.g. v1.33.0.
"""

import json
import pathlib
import sys

KINDS = {
    "Namespace": "namespace-v1",
    "ConfigMap": "configmap-v1",
    "Secret": "secret-v1",
    "Service": "service-v1",
    "ServiceAccount": "serviceaccount-v1",
    "PersistentVolumeClaim": "persistentvolumeclaim-v1",
    "Deployment": "deployment-apps-v1",
    "StatefulSet": "statefulset-apps-v1",
    "CronJob": "cronjob-batch-v1",
    "PodDisruptionBudget": "poddisruptionbudget-policy-v1",
    "NetworkPolicy": "networkpolicy-networking-v1",
}
PREFIX = "/api/_definitions.json#/$defs/"


def strip(node):
    """Drops the descriptions and points references into the schema's own $defs."""
    if isinstance(node, list):
        return [strip(item) for item in node]
    if not isinstance(node, dict):
        return node
    result = {}
    for key, value in node.items():
        if key == "description" and isinstance(value, str):
            continue
        if key == "$ref":
            value = value.replace(PREFIX, "#/$defs/").replace("_definitions.json#", "#")
        result[key] = strip(value)
    return result


def references(node):
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rsplit("/", 1)[1]
        for value in node.values():
            yield from references(value)


def main():
    folder = pathlib.Path(sys.argv[1]) / f"{sys.argv[2]}-local-strict"
    here = pathlib.Path(__file__).parent
    definitions = json.loads((folder / "_definitions.json").read_text())
    definitions = definitions.get("$defs") or definitions["definitions"]
    for kind, name in KINDS.items():
        schema = strip(json.loads((folder / f"{name}.json").read_text()))
        needed, todo = {}, list(references(schema))
        while todo:
            wanted = todo.pop()
            if wanted not in needed:
                needed[wanted] = strip(definitions[wanted])
                todo.extend(references(needed[wanted]))
        schema["$defs"] = dict(sorted(needed.items()))
        (here / f"{kind.lower()}.json").write_text(json.dumps(schema, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
