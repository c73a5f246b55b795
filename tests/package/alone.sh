#!/usr/bin/env bash
# alone.sh COMMAND…   Runs COMMAND with processes and mounts of its own. However it ends (done, failed, Ctrl+C, killed), the
# kernel ends everything it started and takes away everything it mounted: nothing else has to clean up. Must be root.
set -uo pipefail

setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child --mount-proc "$@" &
inside=$!
# unshare itself holds back gentler signals until its child has ended.
trap 'kill -KILL "$inside" 2> /dev/null; wait "$inside" 2> /dev/null' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
wait "$inside"
