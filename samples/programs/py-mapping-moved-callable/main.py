from collections import Callable

HOOKS: list[Callable] = [print, str.upper]
print(all(isinstance(hook, Callable) for hook in HOOKS))
