from collections import Mapping


def flatten(tree, prefix=""):
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


print(dict(flatten({"ship": {"port": "Hull", "crates": 3}})))
