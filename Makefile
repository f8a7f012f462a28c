# Every target does its own set-up on a fresh machine: Python 3.11 or newer (with venv), make, git.
# `make` alone lists the targets.

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
HOST   ?= 127.0.0.1
PORT   ?= 8000
# How many accidents to the data files `make mutations` tries.
MUTATIONS ?= 10000
# Files named after `make test` are tested alone: make test tests/pages/test_gate.py
FILES  := $(filter tests/%,$(MAKECMDGOALS))
# MkDocs and Material advertise their successors on every run.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true
# What would install elsewhere or not at all, and all that changes how Python runs, if it stood in the environment.
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_CONSTRAINT PIP_DRY_RUN PIP_NO_DEPS PIP_NO_BINARY
unexport $(filter-out PYTHON PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE,$(filter PYTHON%,$(.VARIABLES)))

# What is built to be checked and thrown away: in memory, where Linux has room for files in it.
check publish: export TMPDIR ?= $(wildcard /dev/shm)

.DEFAULT_GOAL := help
.PHONY: help check correct withdraw new move publish due serve build pack lint test quick mutations bench audit load freeze schema picture lock \
        advisories format clean $(FILES)

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: $(VENV)/.site ## Show the site at http://127.0.0.1:8000/ and follow changes (HOST and PORT for another address)
	@$(RUN) -c "import socket, sys; socket.create_server((sys.argv[1], int(sys.argv[2]))).close()" "$(HOST)" "$(PORT)" \
		2>/dev/null || { echo "Port $(PORT) of $(HOST) cannot be used; try another: PORT=9000 make serve"; exit 1; }
	@$(RUN) -m mkdocs serve --strict --dev-addr "$(HOST):$(PORT)"

build: $(VENV)/.site ## Write site/ (SITE_URL=https://… sets the address of absolute links)
	@$(RUN) -m mkdocs build --strict --quiet
	@echo "The site is in site/"

pack: build ## The same, and each text compressed beside itself, for a server of your own
	@find site -type f -regex '.*\.\(html\|js\|json\|csv\|xml\|svg\|bib\)' -exec gzip -9knf {} +

lint: $(VENV)/.test ## Check the form of the code and its rooms
	@$(RUN) -m ruff format --check --quiet explainer tests || { echo "Not formatted: make format"; exit 1; }
	@$(RUN) -m ruff check --quiet explainer tests
	@$(RUN) -m pytest --quiet --numprocesses=0 tests/test_rooms.py

format: $(VENV)/.test ## Bring the code into its form
	@$(RUN) -m ruff check --quiet --fix --select I explainer tests
	@$(RUN) -m ruff format explainer tests

test: $(if $(FILES),$(VENV)/.test,lint) ## Run every test, in real browsers (installed if need be); or: make test tests/pages/test_gate.py
	@$(RUN) -m tests.browsers
	@$(RUN) -m pytest $(FILES) $(ARGS)

$(FILES): test
	@:

quick: lint ## Run every test that needs no browser
	@$(RUN) -m pytest -m "not browser" --numprocesses=auto --ignore=tests/test_rooms.py $(ARGS)

mutations: $(VENV)/.test ## Try thousands of accidents to the data files (MUTATIONS=20000 for more)
	@$(RUN) -m tests.content.mutations $(MUTATIONS)

bench: $(VENV)/.site ## Measure how the cost of a build grows, beside MkDocs alone (takes minutes)
	@$(RUN) -m tests.bench

audit: build $(VENV)/.test ## Report how fast each page is beside bare HTML and the stock theme (Lighthouse, from npm)
	@$(RUN) -m tests.browsers
	@$(RUN) -m tests.audit site $(ARGS)

load: pack $(VENV)/.test ## Ask a local Caddy for pages as fast as it answers, beside an empty one
	@$(RUN) -m tests.caddy load

freeze: build $(VENV)/.test ## Write down what readers have, to be compared: python -m tests.freeze compare OLD NEW
	@$(RUN) -m tests.freeze site > .cache/frozen.json
	@echo "What readers have is in .cache/frozen.json"

check: $(VENV)/.site ## Say in seconds whether all would build, and change nothing
	@$(RUN) -m explainer.cli check

correct: $(VENV)/.site ## Change a number and log why: make correct ID=prisoners VALUE=40000 REASON="It was …"
	@$(RUN) -m explainer.cli correct -- "$(ID)" "$(VALUE)" "$(REASON)"

withdraw: $(VENV)/.site ## Take a number back, and say why in its place: make withdraw ID=prisoners REASON="It was …"
	@$(RUN) -m explainer.cli withdraw -- "$(ID)" "$(REASON)"

new: $(VENV)/.site ## Begin a page, fact, source or chart, to be filled in: make new KIND=page ID=its-id
	@$(RUN) -m explainer.cli new -- "$(KIND)" "$(ID)"

move: $(VENV)/.site ## Say where an address went: make move OLD=/page/#old-id NEW=/other/#its-id
	@$(RUN) -m explainer.cli move -- "$(OLD)" "$(NEW)"

publish: $(VENV)/.site ## Bring dates and addresses up to date and check: before what is new goes online
	@$(RUN) -m explainer.cli publish

due: $(VENV)/.site ## List the numbers that are to be looked at again
	@$(RUN) -m explainer.cli due

schema: $(VENV)/.site ## Make the JSON Schemas in data/ anew, with which editors complete keys
	@$(RUN) -m explainer.cli schema

picture: build $(VENV)/.test ## Take the README's picture of the front page anew
	@$(RUN) -m tests.browsers
	@$(RUN) -m tests.picture site front-page.png

lock: | $(VENV)/bin/python ## Make requirements*.txt anew from pyproject.toml
	@$(RUN) -m pip install --quiet uv
	@$(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-header --upgrade pyproject.toml -o requirements.txt
	@$(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-header --upgrade --extra test pyproject.toml -o requirements-test.txt

advisories: | $(VENV)/bin/python ## Look for known holes in the dependencies (asks a service on the internet)
	@$(RUN) -m pip install --quiet --disable-pip-version-check uv
	@$(RUN) -m tests.advisories && echo "No dependency has a known hole"

clean: ## Remove everything that can be made again
	rm -rf $(VENV) site .site-* .pytest_cache .ruff_cache .cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it with PYTHON=python3.12 make …")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment here; on Debian: apt-get install python3-venv, in a folder that you may write to"; exit 1; }

# The stamps remember what is installed: nothing is installed again until a lock file changes.
$(VENV)/.site: requirements.txt | $(VENV)/bin/python
	@echo "Setting up (once) …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-test.txt $(VENV)/.site
	@echo "Setting up the tests (once) …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@
