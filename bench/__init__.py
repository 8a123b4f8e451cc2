"""What the service costs and how well it does, a command each."""

import io
import sys

# A table is printed whatever characters stdout has.
if isinstance(sys.stdout, io.TextIOWrapper):
    sys.stdout.reconfigure(errors="backslashreplace")
