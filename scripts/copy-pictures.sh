#!/usr/bin/env bash
# copy-pictures.sh   Copies the pictures that documents show from where the tests made them (target/pictures: pages in the
# browser; target/window: the real window) into docs/pictures. Only what a document shows is copied, by its name.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted() {
  grep -rhoE 'pictures/[A-Za-z0-9._-]+\.png' README.md docs --include='*.md' | sed 's#pictures/##' | sort -u
}

missing=0
for name in $(wanted); do
  found=
  for folder in target/pictures target/window; do
    [ ! -f "$folder/$name" ] || found=$folder/$name
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
