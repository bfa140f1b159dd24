# `make` lists what there is. A newcomer needs `make run` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help run test protocol long-test compat bench bench-codec bench-jack bench-control soak storm flaky fuzz \
        fuzz-protocol clients conformance realtime-check hostile \
        browser-test compose-check format format-check clean
MAKEFLAGS += --no-print-directory
SWIFT_TEXT := Package.swift Sources Tests Benchmarks Plugins Fuzz

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

bench-codec: ## measure what a message costs between the socket and the engine
	@Scripts/install build
	@OUTBOARD_TARGETS=codec-bench swift build -c release --scratch-path .build-bench --product codec-bench
	@"$$(OUTBOARD_TARGETS=codec-bench swift build -c release --scratch-path .build-bench --show-bin-path)/codec-bench"

bench-jack: ## play ever more plugins under JACK, beside others that do, and count what was late
	@Scripts/install build demo bench
	@Scripts/step "Build" Scripts/build-program -c release
	@Scripts/step "Build what it is compared with" swift build -c release --product jack-bench
	@Scripts/bench-jack $(ARGS)

bench-control: ## measure the protocol beside servers that do the same exchange, and the way from send to sound
	@Scripts/install build demo bench
	@Scripts/step "Build" Scripts/build-program -c release
	@Scripts/bench-control $(ARGS)

soak: ## play for ten minutes with edits and recording, and look for missed cycles and growing memory
	@Scripts/install build demo
	@Scripts/step "Build" Scripts/build-program -c release
	@Scripts/soak $(ARGS)

storm: ## a thousand edits a second for a minute: no click, no allocation, nothing left behind
	@Scripts/install build demo test
	@OUTBOARD_STORM_SECONDS=60 swift test --filter EditStorm

flaky: ## two hundred clients on bad lines for a thousand rounds, and a crowd of a thousand; minutes
	@Scripts/install build demo test
	@OUTBOARD_TARGETS=OutboardServerTests OUTBOARD_MODEL_ROUNDS=1000 OUTBOARD_CROWD=1000 \
		swift test --filter "ModelTests|CrowdTests"

fuzz: ## give plugins of all formats ten thousand damaged and forged states, presets and sessions each
	@Scripts/install build demo test
	@OUTBOARD_TARGETS=OutboardFormatTests OUTBOARD_FUZZ_CASES=10000 swift test --filter Fuzz

long-test: ## write every byte of a recording beyond 4 GiB; takes two minutes and 5 GB of disk
	@Scripts/install build demo test
	@OUTBOARD_TARGETS=OutboardIOTests OUTBOARD_LONG_TESTS=1 swift test --filter LongFile

fuzz-protocol: ## give frames, headers, JSON, requests, patches and tokens to libFuzzer for a minute each; ARGS="--seconds 600 json"
	@Scripts/install build
	@Scripts/fuzz-protocol $(ARGS)

clients: ## talk to a server by websockets, ws, websocat and a browser, flood it, and storm it; ARGS="60": for so long
	@Scripts/install build demo test
	@Scripts/step "Build" Scripts/build-program
	@Scripts/gradual-clients $(ARGS)

conformance: ## run the Autobahn test suite against our WebSocket codec, both ways; needs a CPython 2.7
	@Scripts/install build
	@Scripts/conformance $(ARGS)

realtime-check: ## run the render tests under RealtimeSanitizer
	@Scripts/install build demo test
	@Scripts/realtime-check

hostile: ## attack a server with slow clients, and see whether others have to wait
	@Scripts/install build demo test
	@Scripts/step "Build" Scripts/build-program -c release
	@Scripts/hostile $(ARGS)

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
