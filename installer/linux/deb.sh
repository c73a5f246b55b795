#!/usr/bin/env bash
# deb.sh ROOTS OUT   Makes the Debian packages in OUT from the roots that stage.sh laid out in ROOTS. What each of the
# programs needs is found by dpkg-shlibdeps; everything else is in debian/*.control. SQUEEZE is how hard to compress, 0 to 9.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
roots=$(realpath "$1")
out=$(realpath -m "$2")
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$top/Cargo.toml" | head -n 1)
architecture=$(dpkg --print-architecture)
maintainer="The SmarterMail Sync authors <maintainers@smsync.org>"
# The time of the last change, so that the same commit makes the same packages.
when=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct 2> /dev/null || date +%s)}
export SOURCE_DATE_EPOCH=$when

changelog() {
  printf 'smartermail-sync (%s) stable; urgency=medium\n\n' "$version"
  printf '  * What is new for users is told in CHANGELOG.md.\n\n'
  printf ' -- %s  %s\n' "$maintainer" "$(date --utc --date="@$when" --rfc-email)"
}

# shared_libraries PROGRAM: the packages that hold what it is linked with.
shared_libraries() {
  local work=$1
  mkdir -p "$work/debian"
  printf 'Source: smartermail-sync\n\nPackage: any\nArchitecture: any\n' > "$work/debian/control"
  (cd "$work" && dpkg-shlibdeps -O --ignore-missing-info "$2" 2> /dev/null) | sed -n 's/^shlibs:Depends=//p'
  rm -r "$work"
}

# pack PACKAGE PROGRAM
pack() {
  local root=$roots/$1 needs size
  changelog | gzip -9 --no-name > "$root/usr/share/doc/$1/changelog.gz"
  needs=$(shared_libraries "$roots/.shlibdeps" "$root/usr/bin/$2")
  size=$(du --summarize --apparent-size --block-size=1024 "$root" | cut -f 1)
  rm -rf "$root/DEBIAN"
  mkdir "$root/DEBIAN"
  (cd "$root" && find usr -type f -print0 | sort --zero-terminated | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
  {
    printf 'Package: %s\nSource: smartermail-sync\nVersion: %s\nArchitecture: %s\n' "$1" "$version" "$architecture"
    printf 'Maintainer: %s\nInstalled-Size: %s\n' "$maintainer" "$size"
    sed "s/@NEEDS@/$needs/; s/@VERSION@/$version/" "$here/debian/$1.control"
  } > "$root/DEBIAN/control"
  # Not inherited from whoever called: a package's folders can be read by everyone.
  find "$root" -type d -exec chmod 0755 {} +
  dpkg-deb --root-owner-group -Zxz "-z${SQUEEZE:-9}" --build "$root" "$out/${1}_${version}_$architecture.deb" > /dev/null
  rm -r "$root/DEBIAN" "$root/usr/share/doc/$1/changelog.gz"
}

mkdir -p "$out"
umask 022
pack smsync smsync
pack smsync-server smsync-server
pack smartermail-sync smsync-app
