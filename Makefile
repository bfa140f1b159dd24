# `make` lists what there is. A newcomer needs `make run` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help run test protocol long-test compat bench bench-jack soak storm fuzz conformance realtime-check \
        browser-test compose-check format format-check clean
MAKEFLAGS += --no-print-directory
SWIFT_TEXT := Package.swift Sources Tests Benchmarks Plugins

help: ## list these entries
	@echo "make ENTRY, where ENTRY is"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

run: ## install what is missing, build, and play the demo session; ARGS="..." goes to `serve`
	@Scripts/install build demo
	@Scripts/step "Build" Scripts/build-program -c release
	@exec "$$(swift build -c release --show-bin-path)/outboard" serve $(ARGS)

test: ## install what the tests need, and run all of them
	@Scripts/test

protocol: ## write the reference, the AsyncAPI document and the page's types anew from the request table
	@OUTBOARD_TARGETS=protocol-reference swift run protocol-reference .

compat: ## install every plugin that Debian packages, and put each through what a session may ask of it
	@Scripts/install build demo compat
	@Scripts/step "Build" Scripts/build-program -c release
	@Scripts/compat --report Docs/compatibility.md $(ARGS)

bench: ## measure the render loop against a bare C loop over the same plugins; ARGS=formats compares formats
	@Scripts/install build demo bench
	@Scripts/bench $(ARGS)

bench-jack: ## play ever more plugins under JACK, beside others that do, and count what was late
	@Scripts/install build demo bench
	@Scripts/step "Build" Scripts/build-program -c release
	@Scripts/step "Build what it is compared with" swift build -c release --product jack-bench
	@Scripts/bench-jack $(ARGS)

soak: ## play for ten minutes with edits and recording, and look for missed cycles and growing memory
	@Scripts/install build demo
	@Scripts/step "Build" Scripts/build-program -c release
	@Scripts/soak $(ARGS)

storm: ## a thousand edits a second for a minute: no click, no allocation, nothing left behind
	@Scripts/install build demo test
	@OUTBOARD_STORM_SECONDS=60 swift test --filter EditStorm

fuzz: ## give plugins of all formats ten thousand damaged and forged states, presets and sessions each
	@Scripts/install build demo test
	@OUTBOARD_TARGETS=OutboardFormatTests OUTBOARD_FUZZ_CASES=10000 swift test --filter Fuzz

long-test: ## write every byte of a recording beyond 4 GiB; takes two minutes and 5 GB of disk
	@Scripts/install build demo test
	@OUTBOARD_TARGETS=OutboardIOTests OUTBOARD_LONG_TESTS=1 swift test --filter LongFile

conformance: ## run the Autobahn test suite against our WebSocket codec; needs a CPython 2.7
	@Scripts/install build
	@Scripts/conformance $(ARGS)

realtime-check: ## run the render tests under RealtimeSanitizer
	@Scripts/install build demo test
	@Scripts/realtime-check

browser-test: ## open the dashboard in Chromium and use it
	@Scripts/install build demo test
	@Scripts/step "Build" Scripts/build-program
	@Scripts/browser-test

compose-check: ## have Docker Compose read each combination of the compose files
	@Scripts/install compose
	@Scripts/compose-check

format: ## format all Swift text
	@swift format --in-place --recursive --parallel $(wildcard $(SWIFT_TEXT))

format-check: ## fail where `make format` would change something
	@swift format lint --strict --recursive --parallel $(wildcard $(SWIFT_TEXT))

clean: ## remove what was built
	@rm -rf .build .build-* artifacts
