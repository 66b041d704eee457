# Every chore of the project. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Two processes are faster from about fifty tests on; each copies the same template database.
PYTEST_WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest -n $(PYTEST_WORKERS)
LANGUAGES := en fr es de ru ar pt
# Catalogues hold no line numbers: they would change with every edit of a template.
MAKEMESSAGES := $(BIN)/python manage.py makemessages --no-wrap --add-location=file \
	--ignore=.venv --ignore=var --ignore=media --ignore=tests --ignore=bench --ignore=scripts
# Without the index's address: the lock is the same wherever packages come from.
LOCK := $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help run test test-services test-search-real test-browser lint lint-python lint-templates lint-types \
	lint-layers lint-django format bench bench-search messages lock demo production-demo

help: ## List these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | \
		awk -F'|' '{ printf "  make %-16s %s\n", $$1, $$2 }'

run: .venv/stamp-run ## Install what is missing and start the site at http://localhost:8000
	@$(BIN)/python scripts/run.py

test: .venv/stamp-dev ## Run the suite on SQLite; nothing else is needed
	$(PYTEST)

test-services: .venv/stamp-dev ## Run the suite on PostgreSQL, Redis and an S3 server
	$(BIN)/python scripts/services.py -- $(PYTEST) -m "not once"

test-search-real: .venv/stamp-dev ## Run the search server's tests on a real OpenSearch (needs Java 21 and Maven)
	$(BIN)/python scripts/search_server.py -- $(BIN)/python -m pytest tests/search -k elastic

test-browser: .venv/stamp-dev ## Run the browser and accessibility tests on a fresh demo
	$(BIN)/python scripts/demo_site.py -- $(BIN)/python -m pytest tests/browser

lint: lint-python lint-templates lint-types lint-layers lint-django ## Check code, types, templates, layers, settings

lint-python: .venv/stamp-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-templates: .venv/stamp-dev
	$(BIN)/djlint . --lint --quiet

lint-types: .venv/stamp-dev
	$(BIN)/mypy

lint-layers: .venv/stamp-dev
	$(BIN)/lint-imports --no-logo

lint-django: .venv/stamp-dev
	$(BIN)/python manage.py makemigrations --check --dry-run
	scripts/check_production.sh

format: .venv/stamp-dev ## Format Python and fix what can be fixed
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: .venv/stamp-dev ## Print the benchmark tables for a fresh demo and a large library
	$(BIN)/python scripts/demo_site.py --workers 2 -- $(BIN)/python bench/run.py
	$(BIN)/python bench/search.py

bench-search: .venv/stamp-dev ## Measure search over BENCH_WORKS works on BENCH_ENGINES
	$(BIN)/python bench/search.py

messages: .venv/stamp-dev ## Gather the strings of all seven languages (needs GNU gettext)
	mkdir -p locale
	$(MAKEMESSAGES) $(addprefix --locale ,$(LANGUAGES))
	$(BIN)/python scripts/compile_messages.py

lock: .venv/stamp-dev ## Pin the dependencies again, with hashes
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

demo: .venv/stamp-run ## Make the demo content again
	$(BIN)/python scripts/compile_messages.py
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py build_demo

production-demo: .venv/stamp-dev ## Serve the demo from production settings on this machine
	scripts/production_demo.sh

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it with make PYTHON=…")'
	$(PYTHON) -m venv .venv

.venv/stamp-run: requirements.txt | .venv/bin/python
	@echo "Installing what the site needs"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/stamp-dev: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo "Installing what tests and linters need"
	@$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch .venv/stamp-run $@
