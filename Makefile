# `make demo` and `make test` are all you need; `make help` names the rest.
# Needs Python 3.11 or newer. Node.js is taken from the path if it is new enough, else from pip.

VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
PY := $(BIN)/python

# The newest of these that is there; `make PYTHON=/path/to/python3` chooses another.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$p && break; done)

# An administrator's machine is left as it is unless we may install: as root.
ROOT := $(filter 0,$(shell id -u))
APT := DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq

# What the tests run beside the product. `binary:package`.
BESIDE := chromium:chromium turnserver:coturn redis-server:redis-server haproxy:haproxy \
	initdb:postgresql ip:iproute2 nft:nftables
TOOLS := export PATH="$$PATH:/usr/sbin:/sbin:$$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1)"
NODE := export PATH="$$(sh deploy/node-path.sh $(BIN)):$$PATH"

CLIENT := $(shell find web-client/src web-client/plugins web-client/public web-client/*.html \
	web-client/package.json web-client/package-lock.json web-client/vite.config.ts turn-config -type f 2>/dev/null)

.PHONY: help demo test check pytest long nemesis simulate failpoints mutations recovery bench soak calibrate web setup clean beside format
.PHONY: check-format check-lint check-types check-imports check-schema check-web
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  make %-9s %s\n' "$$name" "$$text"; done

demo: $(STAMPS)/built ## the whole system on this machine, ready to click
	@$(BIN)/vorsprache demo $(ARGS)

setup: $(STAMPS)/tools ## everything that checks and tests need

check: check-format check-lint check-types check-imports check-schema check-web ## the fast half of the tests

test: check pytest ## all checks and all tests

bench: $(STAMPS)/tools beside ## the measurements, as a table
	@$(TOOLS); $(PY) -m tests.bench $(ARGS)

VISITS ?= 100000
soak: $(STAMPS)/tools beside ## a day at speed, what a node keeps of it: VISITS=100000
	@$(TOOLS); $(PY) -m tests.bench --only soak --visits $(VISITS)

SEEDS ?= 20
calibrate: $(STAMPS)/installed ## how often promised waiting times hold, on played days: SEEDS=20
	@$(BIN)/vorsprache calibrate --seeds $(SEEDS) $(ARGS)

web: $(STAMPS)/web-tools ## the web client anew, into broker/_web
	@$(NODE); cd web-client && npm run --silent build

format: $(STAMPS)/tools ## puts the Python sources into shape
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

clean: ## removes what was built and installed here
	rm -rf $(VENV) $(STAMPS) build dist broker/_web broker/_turn web-client/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the parts of `make check` ---

check-format: $(STAMPS)/tools
	@$(BIN)/ruff format --check -q . || { echo "format: see 'make format'"; exit 1; }

check-lint: $(STAMPS)/tools
	@$(BIN)/ruff check -q .

check-types: $(STAMPS)/tools
	@$(BIN)/mypy --no-error-summary

check-imports: $(STAMPS)/tools
	@$(BIN)/lint-imports --no-logo >$(STAMPS)/imports.txt 2>&1 || { cat $(STAMPS)/imports.txt; exit 1; }

check-schema: $(STAMPS)/tools
	@$(BIN)/vorsprache schema --check

check-web: $(STAMPS)/web-tools
	@$(NODE); cd web-client && npm run --silent check

# --- tests ---

pytest: $(STAMPS)/tools $(STAMPS)/web-tools $(STAMPS)/built beside
	@$(TOOLS); $(PY) -m pytest -q -n 3 -m "not (browser or slow or long)" $(ARGS); quick=$$?; \
	$(PY) -m pytest -q -n 2 --dist loadgroup -m "(browser or slow) and not long" $(ARGS) && exit $$quick

long: $(STAMPS)/tools $(STAMPS)/built beside ## the long tests: what fails in the middle of a call, in other orders
	@$(TOOLS); $(PY) -m pytest -q -m long $(ARGS)

DURATION ?= 60
SEED ?= 1
DB ?= sqlite
REDIS ?= plain
NODES ?= 3
FAULTS ?=
nemesis: $(STAMPS)/tools $(STAMPS)/built beside ## a day on which everything breaks, and its verdict: DURATION= SEED= DB= REDIS= NODES=
	@$(TOOLS); $(PY) -m tests.nemesis --duration $(DURATION) --seed $(SEED) --db $(DB) --redis $(REDIS) \
		--nodes $(NODES) --faults "$(FAULTS)" $(ARGS)

simulate: SEEDS = 1000
simulate: $(STAMPS)/tools ## days on a simulated clock and network: SEEDS=10000, or SEED= to see one again
	@$(PY) -m tests.simulation $(if $(filter command% environment%,$(origin SEED)),--seed $(SEED),--seeds $(SEEDS)) $(ARGS)

failpoints: $(STAMPS)/tools ## each command, its node killed at every step after the commit
	@$(PY) -m tests.simulation $(or $(ARGS),--failpoints)

mutations: $(STAMPS)/tools ## each safeguard taken out: does the simulation notice?
	@$(PY) -m tests.simulation.mutations

N ?= 1000
SCENES ?=
recovery: $(STAMPS)/tools beside ## N who wait, and a node dies: how soon all are back: N= DB= SCENES=emptied,killed,rolled,cut
	@$(TOOLS); $(PY) -m tests.recovery --people $(N) --db $(DB) --only "$(SCENES)" $(ARGS)

# Servers and a browser. As root they are installed; otherwise one line says what is missing, and
# the tests that need it are skipped.
beside:
	@$(TOOLS); missing=$$(for pair in $(BESIDE); do command -v $${pair%%:*} >/dev/null || echo $${pair##*:}; done); \
	fc-list 2>/dev/null | grep -q DejaVuSans || missing="$$missing fonts-dejavu-core fontconfig"; \
	missing=$$(echo $$missing); \
	if [ -z "$$missing" ]; then :; \
	elif [ -n "$(ROOT)" ] && command -v apt-get >/dev/null; then \
		echo "installing $$missing"; \
		$(APT) update && RUNLEVEL=1 $(APT) install -y --no-install-recommends $$missing >/dev/null; \
	else echo "some tests are skipped; they need: apt install $$missing"; fi

# --- what is installed, each once ---

$(STAMPS)/venv:
	@test -n "$(PYTHON)" || { echo "vorsprache needs Python 3.11 or newer: apt install python3"; exit 1; }
	@mkdir -p $(STAMPS)
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		if [ -n "$(ROOT)" ] && command -v apt-get >/dev/null; then \
			echo "installing python3-venv"; \
			$(APT) update && $(APT) install -y --no-install-recommends python3-venv >/dev/null; \
		else echo "Python has no venv here: apt install python3-venv"; exit 1; fi; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@touch $@

$(STAMPS)/installed: $(STAMPS)/venv pyproject.toml hatch_build.py
	@echo "installing vorsprache and building its web client"
	@$(BIN)/pip install -q --disable-pip-version-check -e .
	@touch $@

# The installation has built the client; again only if its sources are newer.
$(STAMPS)/built: $(STAMPS)/installed $(CLIENT)
	@if [ -n "$$(find $(CLIENT) -newer $(STAMPS)/installed -print -quit)" ]; then \
		echo "building the web client"; \
		$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .; fi
	@touch $@

$(STAMPS)/tools: $(STAMPS)/installed pyproject.toml
	@echo "installing what the tests need"
	@$(BIN)/pip install -q --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/pip install -q --disable-pip-version-check --group test --group check --group build
	@touch $@

$(STAMPS)/web-tools: $(STAMPS)/tools web-client/package-lock.json
	@$(NODE); cd web-client && npm ci --loglevel=error
	@touch $@
