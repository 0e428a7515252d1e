# Everything one types. `make help` lists it.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/sh
LONG := commands migrations upkeep

.PHONY: help demo run test quick sure lint types check-course bench lock clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: $(VENV)/runtime.stamp ## try it: sample people and course on http://127.0.0.1:8000 (PORT= for another)
	@exec $(BIN)/python start.py demo --port $(PORT)

run: $(VENV)/runtime.stamp ## an empty installation, with a link that makes the first admin
	@exec $(BIN)/python start.py run --port $(PORT)

test: $(VENV)/dev.stamp ## every test: rules, services and screens on two databases, content, architecture, a real browser
	@$(BIN)/python tests/run.py

quick: $(VENV)/dev.stamp ## in about a minute: rules, architecture and most services, on SQLite
	@$(BIN)/python -m pytest -q -n 2 tests/rules tests/architecture tests/services $(LONG:%=--ignore tests/services/%)

sure: lint types test ## every gate: lint, types, tests

lint: $(VENV)/dev.stamp ## style and import arrows
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports --no-cache

types: $(VENV)/dev.stamp ## static types
	@$(BIN)/mypy

check-course: $(VENV)/runtime.stamp ## read modules/ and tell every mistake at once
	@$(BIN)/python start.py check

bench: $(VENV)/runtime.stamp ## what our pages cost beside a bare Flask application's, as ratios (Linux)
	@$(BIN)/python -m bench.run

lock: $(VENV)/dev.stamp ## write the hashed lock files anew from requirements/*.in
	@$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-header --universal --python-version 3.11 requirements/dev.in -o requirements/dev.txt
	@$(BIN)/uv pip compile -q --generate-hashes --no-header --universal --python-version 3.11 -c requirements/dev.txt requirements/runtime.in -o requirements/runtime.txt
	@$(BIN)/uv pip compile -q --generate-hashes --no-header --universal --python-version 3.11 -c requirements/dev.txt requirements/runtime.in requirements/scale.in -o requirements/scale.txt

clean: ## remove the virtual environment and every local database
	rm -rf $(VENV) var

$(VENV)/runtime.stamp: requirements/runtime.txt
	@PYTHON="$(PYTHON)" sh requirements/install.sh $(VENV) requirements/runtime.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt requirements/runtime.txt
	@PYTHON="$(PYTHON)" sh requirements/install.sh $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/runtime.stamp
