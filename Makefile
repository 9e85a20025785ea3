# The two that matter: make run, make test. `make` alone lists all.

ARGS ?=
STORE ?= build/the-local-brew.partnercrm
WORKBOOK ?= build/the-local-brew.xlsx
PARTNERCRM_SHARED ?= ../shared
export PARTNERCRM_SHARED

PYTHON_HERE := .venv/bin/python
READY := .venv/ready
# Explaining every assertion takes half a minute of a whole run, so only those that failed are explained.
PYTEST := PYTHONDONTWRITEBYTECODE= QT_QPA_PLATFORM=offscreen $(PYTHON_HERE) -m pytest
PACKAGES := partnercrm ui db resources

.PHONY: help setup system run test check demo bench faults words clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: $(READY)  ## set up what is missing and open PartnerCRM (ARGS="STORE" opens that store)
	@sh .ci/system-libraries screen
	@$(PYTHON_HERE) -m partnercrm $(ARGS)

test: $(READY)  ## set up what is missing and run every test, without a screen (ARGS="tests/db -x" runs some)
	@sh .ci/system-libraries offscreen
	@$(PYTEST) --assert=plain -n auto --maxprocesses 4 --dist worksteal $(ARGS) \
	    || { echo "What failed, once more and in detail:"; $(PYTEST) --last-failed --last-failed-no-failures none; false; }

check: $(READY)  ## format, lint, types, and the walls between the rungs
	@failed=0; \
	.venv/bin/ruff format --check --quiet . || failed=1; \
	.venv/bin/ruff check --quiet . || failed=1; \
	.venv/bin/mypy --no-error-summary || failed=1; \
	.venv/bin/lint-imports --no-logo || failed=1; \
	exit $$failed

demo: $(READY)  ## the example shop and its workbook, without a screen
	@mkdir -p $(dir $(STORE))
	@rm -f $(STORE) $(STORE)-wal $(STORE)-shm $(WORKBOOK)
	@$(PYTHON_HERE) -m partnercrm demo $(STORE)
	@$(PYTHON_HERE) -m partnercrm report $(STORE) ledger -o $(WORKBOOK)

bench: $(READY)  ## speed as ratios over the bare database
	@sh .ci/system-libraries offscreen
	@$(PYTHON_HERE) -m tests.benchmarks.run $(ARGS)

faults: $(READY)  ## hundreds of kills, full disks, broken files, and the long rounds of our own tests
	@$(PYTHON_HERE) tests/faults/run.py $(ARGS)

setup: $(READY)  ## only the environment .venv

system:  ## only the system libraries that a window needs
	@sh .ci/system-libraries screen

words: $(READY)  ## gather the texts for translators
	@mkdir -p resources/translations
	@.venv/bin/pybabel --quiet extract --no-default-keywords -k msg:1 -k plural:1,2 -k tr:1 -k trn:1,2 \
		--add-location=file --sort-by-file --no-wrap --project=PartnerCRM --copyright-holder="The PartnerCRM authors" \
		-o resources/translations/partnercrm.pot $(PACKAGES)

clean:  ## remove what was made: .venv, build, caches
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt
	@sh .ci/environment .venv
