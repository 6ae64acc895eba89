# Python 3.11+, make and a package registry are all this needs: it makes its own environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
USER_READY := $(VENV)/.user-ready
READY := $(VENV)/.ready

.PHONY: report serve test check fix bench clean

report: $(USER_READY)
	$(BIN)/proxenia assess Tehran --against Barcelona Boston Beijing Istanbul --out out/tehran --overwrite

serve: $(USER_READY)
	$(BIN)/proxenia serve

test: $(READY)
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/ty check src
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

fix: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

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
