import os
from itertools import pairwise


def legs(ports: list[str]) -> list[tuple[str, str]]:
    return list(pairwise(ports))
