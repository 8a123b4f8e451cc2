from collections import Mapping

SETTINGS = {"currency": "EUR"}
print(isinstance(SETTINGS, Mapping))
