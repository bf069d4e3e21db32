# make train   make .venv, install, train the tutorial's network, print the result
# make test    everything that is checked: ruff, types, import rules, tests
# make lint    the first three of them
# make bench   the engine's measurements, one after the other (hours); make bench-contest and its like one alone
# make reader  train the shipped reader's networks anew, into the package, and set its thresholds (hours, npm)
# make requirements   pin the versions anew (needs uv)
# make clean   take away what the others made; runs/ stays

PYTHON ?= python3
BIN := .venv/bin

BENCHES := bench-contest bench-scaling bench-time_to_accuracy bench-engine_costs

.PHONY: train test lint bench $(BENCHES) reader requirements clean

train: .venv/.train
	$(BIN)/convscope train --recipe tutorial

test: lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "convscope needs Python 3.11 or later; found $$($(PYTHON) --version 2>&1); name another: make PYTHON=python3.12 ..." >&2; exit 2; }
	$(PYTHON) -m venv .venv

# A stamp a set of packages: a second call installs nothing.
.venv/.train: .venv/bin/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/.dev: .venv/.train requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

bench: $(BENCHES)

$(BENCHES): bench-%: .venv/.dev
	$(BIN)/python benchmarks/$*.py

reader: .venv/.dev
	$(BIN)/python scripts/fetch_fonts.py --out build/fonts
	$(BIN)/python scripts/make_reader.py --fonts build/fonts
	$(BIN)/python benchmarks/company.py --fonts build/fonts --write
	$(BIN)/python benchmarks/alone.py --fonts build/fonts --write
	$(BIN)/python scripts/calibrate_reader.py --fonts build/fonts --write

requirements:
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header --extra all pyproject.toml --output-file requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header --extra all --group dev pyproject.toml --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
