# `make demo` and `make test` set up everything they need on a machine with Python 3.11+, pip and make.
# They install the versions in constraints.txt, which were tested; `make update` renews those.
# On Windows call make from Git Bash, which has the rm, find and touch that are used here.
VENV := .venv
ifeq ($(OS),Windows_NT)
PYTHON ?= py
BIN := $(VENV)/Scripts
else
PYTHON ?= python3
BIN := $(VENV)/bin
endif
DEMO := build/demo

# A Python that is newer than the pins may find no wheels of those versions.
define install
$(BIN)/python -m pip install --quiet --editable '$(1)' || \
  { echo "The tested versions do not install on this Python; taking the newest that pyproject.toml allows." && \
    $(UNPINNED) $(BIN)/python -m pip install --quiet --editable '$(1)'; }
endef

.PHONY: demo test check golden ranges pages faults kills same fuzz memo reckoning audit update bench docs templates wheel app starters
.PHONY: clean help

# Also what builds bpkit in pip's own environment: older pip reads the first, newer the second.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
UNPINNED := PIP_CONSTRAINT= PIP_BUILD_CONSTRAINT=

help: ## what there is to make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

demo: $(VENV)/.run ## the main job on a copy of the example share
	@rm -rf $(DEMO)
	@$(BIN)/bpkit demo $(DEMO) --quiet
	@$(BIN)/bpkit run $(DEMO) --fail-on never --quiet
	@echo
	@echo "The forms:"
	@find $(DEMO) -name 'Lampiran *' | sort

test: $(VENV)/.dev ## the tests
	@$(BIN)/python -m pytest -n 2

check: $(VENV)/.dev ## style, types, and docs that follow from the code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python tools/make_docs.py --check

golden: $(VENV)/.dev ## whether bpkit says and writes what it did (tests/golden)
	@$(BIN)/python tests/golden/record.py examples/Berbagi

ranges: $(VENV)/.venv ## the tests of what stands on libraries, with the oldest and newest versions allowed
	@$(BIN)/python tools/check_ranges.py

pages: $(VENV)/.browser ## the site in a browser: by keyboard and telephone, by axe, and as pictures in build/pages
	@$(BIN)/python -m pytest -m 'pages or not pages' tests/site

faults: $(VENV)/.dev ## every operation of every command fails in turn; an hour; SHARE=8 SEED=0 takes one part of eight
	@cd tests && ../$(BIN)/python -m siege.faults -j 2 $(if $(SHARE),--share $(SHARE)) $(if $(SEED),--seed $(SEED))

kills: $(VENV)/.dev ## kills at 200 operations of every command, and races; half an hour and more; INSTANTS=5
	@cd tests && ../$(BIN)/python -m siege.kills $(if $(INSTANTS),--instants $(INSTANTS)) && ../$(BIN)/python -m siege.races

same: $(VENV)/.dev ## the same bytes on every computer; some minutes
	@cd tests && ../$(BIN)/python -m siege.same

fuzz: $(VENV)/.dev ## 20,000 damaged files and templates of every kind; half an hour
	@PYTHONPATH=tests nice $(BIN)/python -m fuzz -j 2
	@BPKIT_EXAMPLES=300 $(BIN)/python -m pytest -q tests/scoring/test_results_properties.py

memo: $(VENV)/.dev ## whether kept answers stay true through 300 random changes; minutes; STEPS=60 SEED=1
	@cd tests && STEPS=$(or $(STEPS),300) SEED=$(or $(SEED),0) ../$(BIN)/python -m pytest -n 0 -k by_chance work/test_memo.py

audit: $(VENV)/.dev ## known faults of the libraries, where there is a network
	@$(BIN)/python tools/audit.py

reckoning: $(VENV)/.dev ## 300 random rounds of each kind of programme reckoned a second time; minutes
	@cd tests && ../$(BIN)/python -m reckoning 300

update: $(VENV)/.venv ## renew the versions in constraints.txt
	@$(UNPINNED) $(BIN)/python tools/pin_versions.py

bench: $(VENV)/.dev ## the benchmarks, some minutes, into docs/speed.md; SIZE=36000 those of a nation's year, long
	@$(BIN)/python -m benchmarks $(if $(SIZE),--size $(SIZE)) $(if $(ROUNDS),--rounds $(ROUNDS))

docs: $(VENV)/.dev ## write the pages that follow from the code
	@$(BIN)/python tools/make_docs.py

templates: $(VENV)/.dev ## tidy and check templates and example share after changing them in Office
	@$(BIN)/python tools/tidy_office.py
	@$(BIN)/python -m pytest tests/forms tests/docs/test_examples.py

wheel: $(VENV)/.dev ## build the wheel into dist/
	@$(BIN)/python -m build --wheel

app: $(VENV)/.run ## bpkit as one file without Python, tried here, into dist/app
	@$(call install,.[app])
	@$(BIN)/python tools/build_app.py

starters: $(VENV)/.run ## the .cmd files run by Wine's cmd.exe, where wine is installed
	@$(BIN)/python tools/try_starters.py

clean: ## remove what make made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis

$(VENV)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "bpkit needs Python 3.11 or later; call: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.venv pyproject.toml constraints.txt
	@$(call install,.)
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(call install,.[dev])
	@touch $@

$(VENV)/.browser: $(VENV)/.dev
	@$(call install,.[browser])
	@touch $@
