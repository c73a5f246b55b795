#!/usr/bin/env bash
# suites.sh [SUITE…]   Runs the public suites against the bundled server and checks that their scores do not fall:
# `caldav-server-tester` and python-caldav's own tests (`python-caldav`). Both without an argument. `--peer URL USER
# PASSWORD` runs them against another server instead, and checks nothing: for a comparison on the same day.
# Needs target/debug/smsync-server; brings the suites from PyPI at pinned versions.
set -euo pipefail
cd "$(dirname "$0")/../.."
tests/peers/install.sh suites
caldav=3.6.0
sources=target/peers/suites/caldav-$caldav
if [ ! -d "$sources/tests" ]; then
  # The tests are in the source archive only.
  target/peers/suites/bin/pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
    --dest target/peers/suites "caldav==$caldav" > /dev/null
  tar -xzf "$sources.tar.gz" -C target/peers/suites
fi
exec target/peers/suites/bin/python tests/peers/suites.py "$sources" "$@"
