# make run    installs what is missing, builds, starts the demo on http://127.0.0.1:8080
# make test   installs what is missing, builds, runs every test
# make test-fleet  only the tests of several processes, with READS (200,000) checked reads
# make setup  only installs what `make run` needs
# make bench-peers  installs what `tintype bench graphql`, `feed` and `media` compare with
#
# ARGS is handed to the demo: make run ARGS="--port 0 --data /tmp/tintype"

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.SILENT:
.PHONY: run test test-fleet setup setup-test bench-peers

ARGS ?=

run: setup
	echo "==> Building tintype (the first build takes some minutes)"
	swift build -c release --product tintype 2>&1 | $(build_progress)
	exec .build/release/tintype demo $(ARGS)

# Three groups beside each other, as tests wait more than they compute. The first prints as it runs, the others
# when all are done.
test: setup-test
	echo "==> Building all targets and tests (the first build takes some minutes)"
	swift build --build-tests 2>&1 | $(build_progress)
	logs=$$(mktemp -d)
	trap "rm -rf $$logs" EXIT
	# What is not seen to pass has failed.
	touch $$logs/{swift,process,fleet,differential,first-browser,last-browser}-tests.failed
	run() { ! "$${@:2}" || rm $$logs/$$1-tests.failed; }
	swift_test() { $(swift_test) "$$@" 2>&1 | $(test_progress); }
	# Scripts by the first letter of their name, so that both groups take as long.
	browser() {
	    .venv/bin/python -B -m unittest discover -s Tests/BrowserTests -p "test_[$$1]*.py" -v
	}
	fleets_and_scripts() {
	    run fleet swift_test --filter FleetTests
	    run first-browser browser a-o
	}
	processes_and_scripts() {
	    run process swift_test --filter '$(process_tests)'
	    run differential .venv/bin/python -B Tests/DifferentialTests/compare.py \
	        --tintype .build/debug/tintype
	    run last-browser browser p-z
	}
	fleets_and_scripts >$$logs/fleets-and-scripts 2>&1 &
	processes_and_scripts >$$logs/processes-and-scripts 2>&1 &
	echo "==> Running swift test, and beside it tests of processes, fleets and scripts"
	run swift swift_test --skip 'FleetTests|$(process_tests)'
	wait
	for group in processes-and-scripts fleets-and-scripts; do
	    echo "==> Tests of $$group"
	    cat $$logs/$$group
	done
	failed=$$(cd $$logs && ls | sed -n 's/[.]failed$$//p')
	if [ -n "$$failed" ]; then
	    echo "==> Failed:" $$failed
	    exit 1
	fi
	echo "==> All tests passed"

# Targets whose tests start and stop processes, and wait for them.
process_tests := ^(LocalServicesTests|TAOTests|TintypeTests)[.]

# What `swift test` runs, which lets nobody else run anything beside it.
swift_test := NO_COLOR=1 .build/debug/tintypePackageTests.xctest --testing-library swift-testing --no-parallel

READS ?= 200000
KILLS ?= 100

test-fleet: setup-test
	swift build --build-tests 2>&1 | $(build_progress)
	TINTYPE_FLEET_READS=$(READS) TINTYPE_FLEET_KILLS=$(KILLS) $(swift_test) \
	    --filter FleetTests 2>&1 | $(test_progress)

setup:
	$(install_missing)
	require_swift
	need=()
	command -v pkg-config >/dev/null || need+=(pkg-config)
	has_library libpq || need+=(libpq-dev)
	has_library libmemcached || need+=(libmemcached-dev)
	has_library vips || need+=(libvips-dev)
	has_library zlib || need+=(zlib1g-dev)
	command -v memcached >/dev/null || need+=(memcached)
	# What makes videos. Without it the server runs and takes none.
	command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null || need+=(ffmpeg)
	has_postgres || need+=(postgresql)
	# Its list of common passwords, which no account may have. The server starts without, and only
	# Debian's package has it where it is looked for.
	[ -e /usr/lib/python3/dist-packages/django/contrib/auth/common-passwords.txt.gz ] \
	    || ! command -v apt-get >/dev/null || need+=(python3-django)
	install_missing "$${need[@]}"

setup-test: setup
	$(install_missing)
	need=()
	command -v chromium >/dev/null || need+=(chromium)
	fc-list 2>/dev/null | grep -q DejaVu || need+=(fonts-dejavu-core)
	# The reference's own validation cases, which a test reads where they are installed.
	[ -d /usr/share/gocode/src/github.com/vektah/gqlparser ] \
	    || need+=(golang-github-vektah-gqlparser-dev)
	[ -x /usr/sbin/pgbouncer ] || command -v pgbouncer >/dev/null || need+=(pgbouncer)
	python3 -c 'import ensurepip, venv' 2>/dev/null || need+=(python3-venv)
	install_missing "$${need[@]}"
	requirements=Tests/requirements.txt
	if ! cmp -s $$requirements .venv/installed.txt; then
	    echo "==> Installing the browser driver, graphql-core and a tus client into .venv"
	    python3 -m venv .venv
	    .venv/bin/pip install --quiet --disable-pip-version-check -r $$requirements
	    cp $$requirements .venv/installed.txt
	fi

# The engines that `tintype bench graphql` compares with, the gateways of `tintype bench feed`, and what `tintype
# bench media` does its work with a second time.
peers := Sources/Bench/Peers
go := /usr/share/gocode
node_packages := node-graphql node-pg node-split2

bench-peers: setup-test
	$(install_missing)
	need=()
	command -v node >/dev/null || need+=(nodejs)
	command -v go >/dev/null || need+=(golang-go)
	has_go() { [ -d $(go)/src/github.com/$$1 ] || need+=($$2); }
	has_go graph-gophers/graphql-go golang-github-graph-gophers-graphql-go-dev
	has_go bradfitz/gomemcache golang-github-bradfitz-gomemcache-dev
	has_go jackc/pgx/v4 golang-github-jackc-pgx-v4-dev
	# Debian's modules want Debian's Node; beside another one they are unpacked where only the peers see them.
	if ! has_debian_node; then
	    unpack_packages .build/node $(node_packages)
	elif [ ! -d /usr/share/nodejs/graphql ] || [ ! -d /usr/share/nodejs/pg ]; then
	    need+=(node-graphql node-pg)
	fi
	install_missing "$${need[@]}"
	# Its package would start a server on port 80.
	if [ ! -x /usr/sbin/nginx ] && command -v apt-get >/dev/null; then unpack_packages .build/nginx nginx; fi
	.venv/bin/pip install --quiet --disable-pip-version-check -r $(peers)/requirements.txt
	echo "==> Building $(peers)/graphql-go and feed-go"
	export GO111MODULE=off GOPATH=$(go)
	go build -o .build/graphql-go $(peers)/graphql-go.go
	go build -o .build/feed-go ./$(peers)/feed-go

# Every fiftieth step of a build, and all that is not a step, such as an error. Where nothing comes
# for a while, as when a large module is optimized, how long the build has taken and its last step.
heartbeat_seconds := 10
define build_progress
{
    rest="" last="" steps=0
    while true; do
        if IFS= read -r -t $(heartbeat_seconds) line; then
            line=$$rest$$line rest=""
            if [[ $$line == \[+([0-9])/+([0-9])\]* ]]; then
                last=$$line
                (( ++steps % 50 )) || echo "$$line"
            else
                echo "$$line"
            fi
        elif (( $$? > 128 )); then
            rest+=$$line
            printf '    %d:%02d  still building: %s\n' \
                $$(( SECONDS / 60 )) $$(( SECONDS % 60 )) "$${last:-(starting)}"
        else
            [ -z "$$rest$$line" ] || echo "$$rest$$line"
            break
        fi
    done
}
endef

# Suites, failures and the sum; not the tests that start and pass, whose arguments may be many lines.
test_progress = awk '/^(◇|✔ Test [^r])/ { skip = 1 } \
    /^(✘|✔ Suite|✔ Test run|↳)/ || /error:|Fatal error|^\*\*\*|crashed/ { skip = 0 } \
    !skip { print; fflush() }'

# Shell functions. apt-get runs only if something is missing. Neither PostgreSQL nor memcached is
# started by its package: a new PostgreSQL package makes no cluster, an existing one is left alone.
define install_missing
require_swift() {
    command -v swift >/dev/null && return
    echo "Tintype is written in Swift 6.2 or later; see https://www.swift.org/install" >&2
    exit 1
}
has_library() { pkg-config --exists "$$1" 2>/dev/null; }
has_postgres() {
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}
has_debian_node() {
    ! command -v node >/dev/null || dpkg-query --show --showformat='$${Maintainer}' nodejs 2>/dev/null | grep -q Debian
}
# Files of packages that are not installed, below a folder.
unpack_packages() {
    local folder=$$PWD/$$1 package
    shift
    [ -e "$$folder/complete" ] && return
    echo "==> Unpacking $$*"
    rm -rf "$$folder"
    mkdir -p "$$folder/packages"
    (cd "$$folder/packages" && apt-get download --quiet "$$@" >/dev/null 2>&1) \
        || { echo "Downloading $$* failed" >&2; exit 1; }
    for package in "$$folder"/packages/*.deb; do dpkg-deb --extract "$$package" "$$folder"; done
    touch "$$folder/complete"
}
install_missing() {
    (( $$# )) || return 0
    if ! command -v apt-get >/dev/null; then
        echo "Please install (Debian's names): $$*" >&2
        exit 1
    fi
    local sudo=""
    if (( EUID )); then
        command -v sudo >/dev/null || { echo "Please install as root: $$*" >&2; exit 1; }
        sudo=sudo
    fi
    echo "==> Installing $$*"
    local cluster=/etc/postgresql-common/createcluster.d/tintype.conf policy=/usr/sbin/policy-rc.d
    local made="$$cluster" log
    log=$$(mktemp)
    $$sudo mkdir -p "$${cluster%/*}"
    echo "create_main_cluster = false" | $$sudo tee "$$cluster" >/dev/null
    if [ ! -e "$$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | $$sudo tee "$$policy" >/dev/null
        $$sudo chmod 755 "$$policy"
        made+=" $$policy"
    fi
    trap "$$sudo rm -f $$made" EXIT
    if ! { $$sudo apt-get update && $$sudo env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "$$@"; } >"$$log" 2>&1; then
        tail -n 20 "$$log" >&2
        echo "Installing failed; the whole log is in $$log" >&2
        exit 1
    fi
    rm -f "$$log"
    $$sudo rm -f $$made
    trap - EXIT
}
endef
