#!/usr/bin/env bash
# copy-pictures.sh   Copies the pictures that documents show from where the tests made them (target/pictures: pages in the
# browser; target/window: the real window) into docs/pictures. Only what a document shows is copied, by its name.
set -euo pipefail
cd "$(dirname "$0")/.."

# What a document calls a picture, and what the test that makes it does, where the two differ.
declare -A made_as=(
  [window.png]=synchronized.png
  [conflict-both-changed.png]=conflict-01-light.png
  [conflict-changed-here-deleted-there.png]=conflict-03-light.png
  [conflict-might-be-the-same.png]=conflict-04-light.png
  [conflict-deleted-here-changed-there.png]=conflict-06-light.png
  [conflict-undone.png]=conflict-10-light.png
)

wanted() {
  grep -rhoE 'pictures/[A-Za-z0-9._-]+\.png' README.md docs --include='*.md' | sed 's#pictures/##' | sort -u
}

missing=0
for name in $(wanted); do
  found=
  for folder in target/pictures target/window; do
    made=$folder/${made_as[$name]:-$name}
    [ ! -f "$made" ] || found=$made
  done
  if [ -n "$found" ]; then
    cp "$found" "docs/pictures/$name"
    echo "docs/pictures/$name <- $found"
  elif [ ! -f "docs/pictures/$name" ]; then
    echo "no test made $name" >&2
    missing=1
  else
    echo "docs/pictures/$name stays: the last tests did not make it"
  fi
done
exit $missing
