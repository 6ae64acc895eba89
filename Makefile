# Python 3.11+, make and a package registry are all this needs: it makes its own environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
USER_READY := $(VENV)/.user-ready
READY := $(VENV)/.ready

.PHONY: report serve test lint check fix docs notebooks notices sbom release newcomer bench clean

report: $(USER_READY)
	$(BIN)/proxenia assess Tehran --against Barcelona Boston Beijing Istanbul --out out/tehran --overwrite

serve: $(USER_READY)
	$(BIN)/proxenia serve

test: $(READY)
	$(BIN)/python -m pytest --durations=15

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/ty check src
	$(BIN)/lint-imports

# Everything that continuous integration runs. The tests hold the notebooks, the reference pages and the notices to what makes them.
check: lint test docs sbom

fix: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The site only; tools/build_reference.py and tools/build_gallery.py renew the pages that are made, and tests say when.
docs: $(READY)
	$(BIN)/python tools/build_docs.py

# Run the notebooks and keep what they show.
notebooks: $(READY)
	$(BIN)/python tools/run_notebooks.py

# Write NOTICE.md and THIRD_PARTY.md anew.
notices: $(READY)
	$(BIN)/python tools/licenses.py

# The software bill of materials, as CycloneDX, in dist/.
sbom: $(READY)
	$(BIN)/python tools/sbom.py

release: check
	rm -rf dist
	$(BIN)/uv build --offline --out-dir dist .
	$(BIN)/python tools/sbom.py

# A newcomer's path with a watch, from the last commit.
newcomer: $(READY)
	$(BIN)/python tools/newcomer.py

bench: $(READY)
	$(BIN)/python benchmarks/run.py

$(USER_READY): pyproject.toml uv.lock
	$(PYTHON) -c "import sys; sys.exit('Proxenia needs Python 3.11 or newer, this is ' + sys.version.split()[0] + '; try: make PYTHON=python3.12') if sys.version_info < (3, 11) else None"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.6"
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv sync --frozen --active --quiet --no-dev --inexact
	touch $@

# Everything the tests need: developers' tools and every extra, Spark included.
$(READY): $(USER_READY)
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv sync --frozen --active --quiet --all-extras
	touch $@

clean:
	rm -rf $(VENV) out dist
