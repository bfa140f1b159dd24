#!/usr/bin/env python3
"""Holds messages against the schemas of an AsyncAPI document: schemas.py DOCUMENT < cases.

Each line of the input is a case, {"message": its name in the document, "payload": ..., "valid": true or false}. What
the schemas say otherwise of is printed, and makes this exit with 1. The references of the document are followed
first, and the examples in it are cases too.
"""

import json
import sys

import jsonschema
import yaml


def references(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def resolve(document, reference):
    value = document
    for part in reference.removeprefix("#/").split("/"):
        value = value[part]
    return value


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = yaml.safe_load(file)
    faults = []
    for reference in set(references(document)):
        try:
            resolve(document, reference)
        except KeyError:
            faults.append(f"{reference} leads nowhere")
    for name, schema in document["components"]["schemas"].items():
        try:
            jsonschema.Draft7Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            faults.append(f"{name} is no schema: {error.message}")

    messages = document["components"]["messages"]
    resolver = jsonschema.RefResolver("", document)
    validators = {
        name: jsonschema.Draft7Validator(message["payload"], resolver=resolver)
        for name, message in messages.items()
    }
    cases = [json.loads(line) for line in sys.stdin]
    for name, message in messages.items():
        for example in message.get("examples", []):
            cases.append({"message": name, "payload": example["payload"], "valid": True})
    for case in cases:
        error = next(validators[case["message"]].iter_errors(case["payload"]), None)
        if (error is None) != case["valid"]:
            said = f"is refused: {error.message[:200]}" if error else "is taken"
            faults.append(f"{case['message']} {said}: {json.dumps(case['payload'])[:300]}")
    for fault in faults[:50]:
        print(fault)
    print(f"{len(cases)} cases, {len(faults)} faults")
    sys.exit(1 if faults or not cases else 0)


main()
