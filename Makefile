# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup faces demo test check messages docs clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

$(VENV)/.core: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -e .
	touch $@

$(VENV)/.local: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -e ".[local]"
	touch $@ $(VENV)/.core

$(VENV)/.dev: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -e ".[all,dev]"
	touch $@ $(VENV)/.local $(VENV)/.core

setup: $(VENV)/.dev ## install everything, for users of all parts and for developers

faces: $(VENV)/.dev ## get the files that find faces; without a network, do without
	-$(BIN)/graycard setup faces

demo: $(VENV)/.local ## audit the diffusion model that comes with Graycard and print where the report is
	$(BIN)/graycard audit --model avatar-diffusion

test: $(VENV)/.dev ## run the tests, the examples in docstrings and the documents
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: $(VENV)/.dev ## lint, format, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

messages: $(VENV)/.dev ## collect the sentences that are translated, and compile the catalogues
	$(BIN)/python tools/messages.py

docs: $(VENV)/.dev ## build the documentation into site/
	$(BIN)/zensical build --clean

clean: ## remove what the other targets made
	rm -rf $(VENV) site build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
