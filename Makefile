# Every target does its own set-up on a fresh machine: Python 3.11 or newer (with venv), make, git.
# `make` alone lists the targets.

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
PORT   ?= 8000
export PORT
# MkDocs and Material advertise their successors on every run.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true

.DEFAULT_GOAL := help
.PHONY: help serve build zensical test bench audit load advisories dates addresses picture lock schema clean

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: $(VENV)/.site ## Build the site and serve it at http://127.0.0.1:8000/ (PORT=9000 for another)
	@$(RUN) -m explainer.serve

build: $(VENV)/.site ## Write site/ (SITE_URL=https://… sets the address of absolute links)
	@$(RUN) -m mkdocs build --strict
	@echo "The site is in site/"

zensical: $(VENV)/.test ## Write site-zensical/, the same site by the builder that follows MkDocs
	@$(RUN) -m explainer.zensical_build site-zensical

test: $(VENV)/.test ## Run every test, in a real browser (installed if there is none)
	@$(RUN) -m tests.browser
	@$(RUN) -m pytest $(ARGS)

bench: $(VENV)/.site ## Measure how the cost of a build grows, beside MkDocs alone (takes minutes)
	@$(RUN) -m tests.bench

audit: build $(VENV)/.test ## Report how fast each page is beside bare HTML and the stock theme (Lighthouse, from npm)
	@$(RUN) -m tests.browser
	@$(RUN) -m tests.audit site $(ARGS)

dates: $(VENV)/.site ## Note in data/pages.yml which pages have changed today
	@$(RUN) -m explainer.history

addresses: build ## Add the addresses of the site to data/addresses.yml, which never forgets one
	@$(RUN) -m explainer.addresses site

picture: build $(VENV)/.test ## Take the README's picture of the front page anew
	@$(RUN) -m tests.browser
	@$(RUN) -m tests.picture site front-page.png

lock: | $(VENV)/bin/python ## Make requirements*.txt anew from pyproject.toml
	@$(RUN) -m pip install --quiet uv
	@$(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-header --upgrade pyproject.toml -o requirements.txt
	@$(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-header --upgrade --extra test pyproject.toml -o requirements-test.txt

schema: $(VENV)/.site ## Make data/facts.schema.json anew from the model
	@$(RUN) -m explainer.facts > data/facts.schema.json

advisories: | $(VENV)/bin/python ## Look for known holes in the dependencies (asks a service on the internet)
	@$(RUN) -m pip install --quiet --disable-pip-version-check uv
	@$(RUN) -m tests.advisories && echo "No dependency has a known hole"

load: build $(VENV)/.test ## Ask a local Caddy for pages as fast as it answers; report requests a second
	@$(RUN) -m tests.caddy load

clean: ## Remove everything that can be made again
	rm -rf $(VENV) site site-zensical .site-* .pytest_cache .cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it with PYTHON=python3.12 make …")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 1; }

# The stamps remember what is installed: nothing is installed again until a lock file changes.
$(VENV)/.site: requirements.txt | $(VENV)/bin/python
	@echo "Setting up (once) …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-test.txt $(VENV)/.site
	@echo "Setting up the tests (once) …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@
