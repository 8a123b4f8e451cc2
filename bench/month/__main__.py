"""`python -m bench.month`: a simulated month, as a table and, with `--out`, a picture.

The same seed prints the same bytes.
"""

import argparse
import logging
import os
import tempfile
from pathlib import Path

from bench.__main__ import prepare


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.month", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--a-day", type=int, default=4, help="generations of a project")
    parser.add_argument("--problems", type=int, help="at most so many of each kind")
    parser.add_argument("--out", type=Path, help="folder for month.svg and month.md")
    options = parser.parse_args()
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="month-") as folder:
        prepare(folder)
        logging.disable(logging.WARNING)
        from bench.month.picture import picture
        from bench.month.report import report
        from bench.month.simulation import simulate

        month = simulate(options.seed, options.days, options.a_day, options.problems)
        text = report(month, options.seed)
        print(text, end="")
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / "month.md").write_text(text)
            (options.out / "month.svg").write_text(picture(month))
        if month.wrongs:
            parser.exit(1, f"{'; '.join(month.wrongs)}\n")


if __name__ == "__main__":
    main()
