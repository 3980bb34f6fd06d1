# Everything runs in .venv, made from the Python at hand: `make demo PYTHON=python3.12` takes another one.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOWEST := .venv-lowest
PEERS := .venv-peers

.DEFAULT_GOAL := help
.PHONY: help demo test test-lowest lint types check-imports schemas messages pictures bench bench-peers wheel clean

help: ## Show this help.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# Ready, incomplete, refused.
SHOWN := ITN1/pret SNAP1/incomplet ITN4/non_eligible

demo: $(VENV)/.installed ## Check example dossiers: verdict, funding split, what is missing; all of them in a table.
	@for dossier in $(SHOWN:%=examples/dossiers/%.yaml); do \
	  printf '$$ relance check %s\n\n' $$dossier; \
	  $(BIN)/relance check $$dossier; code=$$?; \
	  if [ $$code -gt 1 ]; then exit $$code; fi; echo; \
	done
	@printf '$$ relance batch examples/dossiers --format totals\n'
	@$(BIN)/relance batch examples/dossiers --format totals; code=$$?; if [ $$code -gt 1 ]; then exit $$code; fi
	@printf '%s\n' '' \
	  'The command is $(BIN)/relance. To go on:' \
	  '  $(BIN)/relance themes                      the themes' \
	  '  $(BIN)/relance new SNAP5 > dossier.yaml    a dossier to fill in' \
	  '  $(BIN)/relance check dossier.yaml          what it is worth (--lang en: in English)' \
	  '  $(BIN)/relance --help                      the rest'

# Without bytecode, every process that a test starts compiles the package again.
test: export PYTHONDONTWRITEBYTECODE =
test: lint types check-imports ## Lint, check types and run the suite.
	$(BIN)/pytest -n auto
	@echo 'The command is $(BIN)/relance.'

# A venv of its own, where every dependency that pyproject.toml names has its lower bound; what they warn of is not ours.
# The wheel, the browser, the scripts, the editor and what a start imports are tested as released; catalogues and formats are those of the
# Babel of constraints.txt.
test-lowest: $(VENV)/.installed-dev ## Run the suite on the oldest versions that pyproject.toml allows.
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(LOWEST)
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct --editable '.[dev]'
	$(LOWEST)/bin/python -m pytest -n auto -W ignore::DeprecationWarning \
	  --ignore tests/test_wheel.py --ignore tests/test_messages.py --ignore tests/test_formats.py --ignore tests/browser --ignore tests/editor \
	  --ignore tests/page --ignore tests/targets/javascript \
	  --ignore tests/cli/test_cold_start.py

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

check-imports: $(VENV)/.installed-dev
	$(BIN)/lint-imports

schemas: $(VENV)/.installed-dev ## Write the JSON Schemas and the saved plan of the rules again.
	$(BIN)/relance schema --out schemas
	$(BIN)/python -m tools.plan

messages: $(VENV)/.installed-dev ## Update the English catalogue from the sentences of the code, and the signs of currencies.
	$(BIN)/python -m tools.messages
	$(BIN)/python -m tools.formats
	$(BIN)/python -m tools.lint_page

pictures: $(VENV)/.installed-dev ## Draw the pictures of the README again.
	$(BIN)/python -m tools.pictures

bench: $(VENV)/.installed-dev ## Measure the speed and the memory.
	$(BIN)/python -m benchmarks

# A venv of its own: nothing else needs these engines.
bench-peers: $(PEERS)/.installed ## Measure other engines on the same rules, held to the same answers.
	$(PEERS)/bin/python -m benchmarks.peers

$(PEERS)/.installed: pyproject.toml constraints.txt benchmarks/peers/constraints.txt | $(VENV)/.installed-dev
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(PEERS)
	$(BIN)/uv pip install --quiet --python $(PEERS)/bin/python --constraint constraints.txt \
	  --requirement benchmarks/peers/constraints.txt --editable .
	@touch $@

wheel: $(VENV)/.installed-dev ## Build the wheel, rules included.
	$(BIN)/python -m build --wheel

clean: ## Remove what the other targets made.
	rm -rf $(VENV) $(LOWEST) $(PEERS) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; try: make demo PYTHON=python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
