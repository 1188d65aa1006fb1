# make demo and make test are all a newcomer needs; see README.md.
PYTHON ?= python3.11
# Where pip finds torch's CPU build, e.g. TORCH_PIP_ARGS="--index-url <the CPU index of pytorch.org>".
TORCH_PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test setup check format lint types imports quality bench clean

demo: setup
	$(BIN)/passerelle demo

test: setup
	$(BIN)/pytest

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Passerelle needs Python 3.11: install it, or name it with make PYTHON=..."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH_PIP_ARGS) torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

check: setup lint types imports
	$(BIN)/pytest

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

quality: setup
	$(BIN)/python -m benchmarks.quality

bench: setup
	$(BIN)/python -m benchmarks.speed

clean:
	rm -rf $(VENV) var
