.PHONY: run test lint check bench lock

run: ; python3 dev.py run
test: ; python3 dev.py test
lint: ; python3 dev.py lint
check: ; python3 dev.py check
bench: ; for part in bench bench.matching bench.freshness bench.induction bench.fixes bench.scrubbing bench.near_duplicates bench.month; do .venv/bin/python -W ignore -m $$part || exit 1; done
lock: ; uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --upgrade requirements.in -o requirements.txt && uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --upgrade -c requirements.txt requirements-test.in -o requirements-test.txt
