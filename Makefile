# make demo    the demo city on http://127.0.0.1:8000
# make test    everything the tests need, then all of them
# make test-long  the tests that take minutes: the bundle, installed and upgraded
# make test-sample  some of those, always the same: what follows the tests on every change
# make check   formatting, lint, types, tests
# make bundle  dist/onewindow-VERSION-linux-x86_64.tar.gz, which installs without a network
# make audit   what is known against the locked dependencies; needs pip-audit, and a network that reaches its database
# make lock    the lock files again, from pyproject.toml
# make rights  docs/rights.md again, from the tables of the code

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= data
DATABASE ?=
SPEED ?= 1
CREW ?= 1
YEARS ?=
WORKERS ?= 3
BUNDLE_TESTS := tests/system/test_bundle.py
SAMPLE := $(BUNDLE_TESTS)::test_from_the_archive_to_a_ticket $(BUNDLE_TESTS)::test_what_the_machine_lacks_is_said_in_one_line $(BUNDLE_TESTS)::test_an_upgrade_keeps_every_ticket
LOCK_COMMAND := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: demo test test-long test-sample check lint bench audit bundle lock rights clean machine
.DEFAULT_GOAL := demo

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.installed
	@exec $(if $(DATABASE),env ONEWINDOW_DATABASE=$(DATABASE)) $(BIN)/onewindow demo --port $(PORT) --data $(DATA) --speed $(SPEED) --crew $(CREW) $(if $(YEARS),--years $(YEARS))

machine: $(VENV)/.installed-dev
	@.ci/machine $(BIN)/python

test: machine
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --durations 40 --durations-min 5 -m "not long" $(TESTS)

test-long: machine
	$(BIN)/python -m pytest -m long $(TESTS)

test-sample: machine
	$(BIN)/python -m pytest $(SAMPLE)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench

bundle: $(VENV)/.installed
	@$(BIN)/python deploy/bundle/build.py

audit:
	pip-audit --strict --require-hashes --disable-pip -r requirements.lock

lock:
	$(LOCK_COMMAND) --extra build pyproject.toml -o requirements.lock
	$(LOCK_COMMAND) --all-extras pyproject.toml -o requirements-dev.lock

rights: $(VENV)/.installed
	$(BIN)/python -m queue_server.web.rights > docs/rights.md

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
