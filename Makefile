# What a person types here. `make help` lists it.
# Everything it makes is under target/, ui/node_modules and ui/dist.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# One after the other, but for what is asked for side by side below.
ifndef BESIDE
.NOTPARALLEL:
endif
beside = @$(MAKE) --no-print-directory --jobs=2 --output-sync=target BESIDE=1

# One set of build flags everywhere, so that nothing is built twice.
CARGO := cargo
LOCKED := --locked
SEEDS ?= 200000

as_root := $(if $(filter 0,$(shell id -u)),,sudo)

# A line above each step of a long run.
say = @printf '\n== %s\n' "$(1)"

.PHONY: help
help: ## Lists these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

.PHONY: run
run: system ## Opens the app on the bundled server's sample mailbox (without a display: the same at the command line)
	@scripts/run.sh

.PHONY: test
test: system corpora peers lint check-ui check-rust types window ## Installs what is missing, checks and tests everything
	$(beside) check-package suites check-docs pages
	@printf '\nEverything passed.\n'

.PHONY: lint
lint: lint-rust lint-ui ## Format, clippy, docs, arrows between crates, licences, and the same for the UI

.PHONY: bench
bench: peers ui/dist/index.html ## Measures passes beside vdirsyncer and beside curl, on two servers (SIZES="1000 10000"), memory, the server, the app
	@scripts/install-system.sh gnome-keyring
	@tests/bench/run.sh $(SIZES)
	@SERVER=cyrus tests/bench/run.sh $(SIZES)
	@tests/bench/memory.py
	@tests/bench/server.sh
	@tests/bench/app.sh

.PHONY: soak
soak: ## Runs SEEDS=N simulated histories, optimised (SEED=N replays one and prints its trace)
ifdef SEED
	SMSYNC_SEED=$(SEED) $(CARGO) test $(LOCKED) -p smsync-tests --test simulation -- --nocapture
else
	SMSYNC_SEEDS=$(SEEDS) $(CARGO) test $(LOCKED) --release -p smsync-tests --test simulation
endif

.PHONY: fuzz
fuzz: ## Sends spoilt SyncML to both decoders and the session, SECONDS=N each (600 unless told)
	SMSYNC_FUZZ_SECONDS=$(or $(SECONDS),600) $(CARGO) test $(LOCKED) --workspace --test fuzz -- --nocapture

.PHONY: corpora
corpora: target/corpora/.fetched ## Fetches the public calendars and cards the tests read

target/corpora/.fetched: tests/peers/corpora.py
	$(call say,public calendars and cards)
	python3 tests/peers/corpora.py target/corpora
	@touch $@

.PHONY: peers
peers: ## Puts Radicale, Xandikos, Cyrus and vdirsyncer under target/peers, and installs SyncEvolution
	$(call say,peers)
	@tests/peers/install.sh

.PHONY: icons
icons: ## Makes every icon under icons/ from the drawings in icons/source/
	@scripts/install-system.sh librsvg2-bin
	@python3 scripts/make-icons.py

.PHONY: licences
licences: ui/node_modules/.package-lock.json ## Lists what others wrote and we ship, in THIRD-PARTY.md
	@python3 scripts/make-licences.py

.PHONY: pictures
pictures: ## Copies the pictures that the last tests made into docs/pictures
	@scripts/copy-pictures.sh

.PHONY: package
package: ui/dist/index.html ## Makes the Debian and RPM packages in target/package (PROFILE=debug: of what was built for the tests)
	@scripts/install-system.sh rpm
	@scripts/package.sh $(PROFILE)

.PHONY: package-test
package-test: ## Checks target/package, installs it in a clean root (as root), uses and removes it
	@scripts/install-system.sh mmdebstrap lintian rpm appstream desktop-file-utils xvfb x11-utils procps
	@$(as_root) tests/package/run.sh target/package

.PHONY: windows
windows: ui/dist/index.html ## Builds the Windows setup and MSI on Debian and tries them under Wine (ten minutes)
	@scripts/install-system.sh rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64-win32 g++-mingw-w64-x86-64-win32 nsis wixl msitools wine wine64
	@installer/windows/build.sh
	$(CARGO) build $(LOCKED) -p smsync-server
	@installer/windows/wine-test.sh

.PHONY: system
system: ## Installs the system packages that are missing (Debian, Ubuntu)
	@scripts/install-system.sh

# --- the parts of `make test` ------------------------------------------------------------------------------------

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	$(call say,packages of the UI)
	npm --prefix ui ci --no-audit --no-fund
	@touch $@

UI_SOURCES := $(shell find ui/src ui/index.html ui/vite.config.ts ui/svelte.config.js docs/people docs/admin docs/pictures -type f)

ui/dist/index.html: ui/node_modules/.package-lock.json $(UI_SOURCES)
	$(call say,building the UI)
	npm --prefix ui run build

.PHONY: lint-rust
lint-rust: ui/dist/index.html
	$(call say,format)
	$(CARGO) fmt --all --check
	$(call say,arrows and licences)
	@python3 scripts/check-crates.py
	@python3 scripts/check-licences.py
	@python3 scripts/make-icons.py --check
	@python3 scripts/make-licences.py --check
	$(call say,clippy)
	$(CARGO) clippy $(LOCKED) --workspace --all-targets -- -D warnings
	$(call say,docs)
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(LOCKED) --workspace --no-deps

.PHONY: lint-ui
lint-ui: ui/node_modules/.package-lock.json
	$(call say,UI: format, lint, types)
	npm --prefix ui run format:check
	npm --prefix ui run lint
	npm --prefix ui run check

.PHONY: check-ui
check-ui: ui/node_modules/.package-lock.json
	$(call say,tests of the UI)
	npm --prefix ui run test
	$(call say,the built UI in a browser)
	npm --prefix ui run browser

# The programs (smsync, smsync-server, the app) are built by the same command as the tests, with the same features.
.PHONY: check-rust
check-rust: ui/dist/index.html
	$(call say,building programs and tests)
	$(CARGO) build $(LOCKED) --workspace --all-targets
	@rm -rf target/types
	$(beside) tests-that-work tests-that-wait

# Every test in a module `live` has to do with programs nobody here wrote, and mostly waits: these run beside all others, many
# at a time.
.PHONY: tests-that-work
tests-that-work:
	$(call say,tests)
	timeout 3000 $(CARGO) test $(LOCKED) --workspace -- --skip live::

.PHONY: tests-that-wait
tests-that-wait:
	$(call say,tests against programs nobody here wrote)
	timeout 3000 $(CARGO) test $(LOCKED) --workspace --tests -- --test-threads=8 live::

.PHONY: types
types: ## Checks ui/src/types against what the Rust tests just wrote
	$(call say,types of the UI)
	@diff -r target/types ui/src/types || { echo "ui/src/types is out of date: copy target/types over it"; exit 1; }
	@echo "the types of the UI are those of the program"

.PHONY: suites
suites: ## Runs the public suites and real clients against the bundled server, and checks the suites' scores
	$(call say,public suites against the bundled server)
	@tests/peers/suites.sh
	$(call say,real clients against the bundled server)
	@tests/peers/clients.sh

.PHONY: pages
pages: ui/node_modules/.package-lock.json ## Looks at every page of the bundled server in a browser
	$(call say,the pages of the bundled server)
	@tests/pages/run.sh

.PHONY: window
window: ## Drives the real window under a virtual display
	$(call say,the real window)
	@tests/window/run.sh

.PHONY: check-docs
check-docs: ## Runs every command in the documents and follows their links
	$(call say,documents)
	@tests/docs/run.py

# The packaging is tested with the programs of the tests (docs/adr/0051): an optimised build would take several minutes more.
.PHONY: check-package
check-package:
	$(call say,packages)
	@$(MAKE) --no-print-directory package PROFILE=debug
	@$(MAKE) --no-print-directory package-test
