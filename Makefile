# make demo and make test are all a newcomer needs; see README.md.
PYTHON ?= python3.11
# Where pip finds torch's CPU build, e.g. TORCH_PIP_ARGS="--index-url <the CPU index of pytorch.org>".
TORCH_PIP_ARGS ?=
# The number of the next encoder: make encoder NUMBER=3.
NUMBER ?= 2
# Where make demo serves the application.
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Whole files of tests shared out over the processors, each process with one thread of arithmetic.
TESTS = OMP_NUM_THREADS=1 $(BIN)/pytest -n auto --maxprocesses=4 --dist loadfile
# Those in a browser come second and by themselves, the longest first.
IN_BROWSER = $(TESTS) --no-loadscope-reorder tests/browser

# A folder of judged sets: their training part teaches the encoder, and their test part measures it.
JUDGED ?= $(PASSERELLE_JUDGED)

.PHONY: demo test walks abuse setup check format lint types imports quality bench load encoder reading lexicon ranker assets lock clean

# Three matches in the terminal, then the application with sample data at http://127.0.0.1:$(PORT); Ctrl-C stops it.
demo: setup
	$(BIN)/passerelle demo
	$(BIN)/passerelle serve --demo --port $(PORT)

test: setup
	$(TESTS) -m "not browser"
	$(IN_BROWSER) -m "not walk"

# The longest walks through a browser: every page in three languages, the rooms of firms and officers.
walks: setup
	$(IN_BROWSER) -m walk

# The long abuse tests: kills, measured times, words sought for days. make test runs their short forms. The index of the
# sample startups is built first, once for all processes.
abuse: setup
	$(BIN)/passerelle demo > /dev/null
	$(TESTS) -m abuse_long --abuse-long tests/abuse

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt requirements.lock package-lock.json
	@command -v $(PYTHON) >/dev/null || { echo "Passerelle needs Python 3.11: install it, or name it with make PYTHON=..."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --no-deps -r requirements.lock
	$(PIP) $(TORCH_PIP_ARGS) -c constraints.txt torch==2.13.0
	$(PIP) --no-deps --no-build-isolation -e .
	$(BIN)/python -m web.assets
	@touch $(STAMP)

check: setup lint types imports test

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
	$(BIN)/python -m benchmarks.leak_guard

bench: setup
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.desk
	$(BIN)/python -m benchmarks.planning

# Fifty people for ten minutes, then with one who floods: about 25 minutes on a machine that does nothing else.
load: setup
	$(BIN)/python -m benchmarks.load

# About an hour on two cores; what ships was made by this, with JUDGED set (docs/decisions/0004).
encoder: setup
	@test -n "$(JUDGED)" || { echo "Name the folder of judged sets: make encoder JUDGED=..."; exit 2; }
	$(BIN)/passerelle encoder train --judged $(JUDGED) --version needs-$(NUMBER)
	$(BIN)/passerelle encoder train --judged $(JUDGED) --version short-$(NUMBER) --steps 110 --graded-steps 0 --frozen 0 --seed 2
	$(BIN)/passerelle encoder average needs-$(NUMBER) short-$(NUMBER) --version passerelle-$(NUMBER)

reading: setup
	@test -n "$(JUDGED)" || { echo "Name the folder of judged sets: make reading JUDGED=..."; exit 2; }
	$(BIN)/passerelle encoder adapt --judged $(JUDGED) --version asking-$(NUMBER)

# htmx and the fonts, for pages that were set up without Node.
assets: setup
	$(BIN)/python -m web.assets

lexicon: setup
	$(BIN)/python -m matcher.learning.translations

ranker: setup
	$(BIN)/passerelle model train

# requirements.lock and sbom.cdx.json, from constraints.txt: after every change of it.
lock: setup
	$(BIN)/python -m benchmarks.lock

clean:
	rm -rf $(VENV) var
