from collections import Iterable


def listed(value):
    return list(value) if isinstance(value, Iterable) else [value]


print(listed("ab"), listed(3))
