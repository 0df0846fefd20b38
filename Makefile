# `make demo` shows the main job, `make test` runs every test; both install what is missing. `make help` lists the rest.
CONFIGURATION ?= debug
SECONDS_EACH ?= 600
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# With the Swift runtime inside, a program starts sooner, and runs where no toolchain is.
release := swift build --configuration release --static-swift-stdlib --product mcp-reconcile

formatted := Package.swift Sources Tests Fuzzing Benchmarks/Package.swift Benchmarks/Sources examples/servers

.PHONY: help
help: ## Show this list
	@grep --extended-regexp '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed --regexp-extended 's/^([a-z-]+):.*## /\1\t/' | \
		while IFS=$$'\t' read -r target text; do printf '  make %-12s %s\n' "$$target" "$$text"; done

.PHONY: build
build: ## Build the program (CONFIGURATION=debug or release)
	@scripts/ensure-dependencies
	$(if $(filter release,$(CONFIGURATION)),$(release),swift build --configuration $(CONFIGURATION) --product mcp-reconcile)

.PHONY: demo
demo: build ## Show the main job on a real engine: manifests, plan, apply, gateway, a commit, a new tool
	@scripts/with-engine scripts/demo "$$(swift build --configuration $(CONFIGURATION) --show-bin-path)/mcp-reconcile"

.PHONY: test
test: ## Run every test, the end-to-end ones on a real engine included
	@scripts/ensure-dependencies test
	swift build --configuration $(CONFIGURATION) --build-tests
	swift test --configuration $(CONFIGURATION) --skip-build --skip EndToEnd
	@scripts/with-engine bash -c 'scripts/prepare-end-to-end && \
		swift test --configuration $(CONFIGURATION) --skip-build --filter EndToEnd'

.PHONY: bench
bench: ## Measure calls through a pipe, the engine's attach and the gateway, and what the targets speak of, in one run
	@scripts/ensure-dependencies
	$(release)
	@scripts/with-engine Benchmarks/run

.PHONY: soak
soak: ## Make 100,000 calls over 20 servers that are killed at random, and look for lost answers and growth
	@scripts/ensure-dependencies
	$(release)
	@scripts/with-engine scripts/soak

.PHONY: replacements
replacements: ## Replace 200 servers under 100 calls a second, and look for calls that fail
	@scripts/ensure-dependencies
	$(release)
	@scripts/with-engine scripts/replacements

.PHONY: fuzz
fuzz: ## Search for inputs that break the parsers and the HTTP layer (SECONDS_EACH=600)
	@scripts/ensure-dependencies
	scripts/fuzz $(SECONDS_EACH)

.PHONY: races
races: ## Let two appliers loose on one engine at once, 500 rounds without a lock between them and 500 with one
	@scripts/ensure-dependencies test
	swift build --configuration $(CONFIGURATION) --build-tests
	RACE_ROUNDS=500 swift test --configuration $(CONFIGURATION) --skip-build --filter RaceTests

.PHONY: format
format: ## Format all Swift code
	swift format --in-place --parallel --recursive $(formatted)

.PHONY: lint
lint: ## Check format, style rules and shell scripts
	swift format lint --strict --parallel --recursive $(formatted)
	@if command -v shellcheck >/dev/null; then shellcheck scripts/* examples/servers/build Benchmarks/run Benchmarks/plan .ci/run; \
		else echo "shellcheck is not installed: the scripts were not checked" >&2; fi

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf .build Benchmarks/.build
