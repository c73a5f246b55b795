#!/usr/bin/env bash
# build.sh   Builds the Windows programs on Debian, with Debian's own Rust and mingw, and makes the setup and the MSI in
# target/windows. The standard library is built from Debian's source, since rustup's is not a package (RUSTC_BOOTSTRAP
# lets the stable compiler do that). Takes about ten minutes on two cores.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
target=x86_64-pc-windows-gnu
out=$top/target/windows
files=$out/files
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$top/Cargo.toml" | head -n 1)

compiler() {
  export RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_unwind
  export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc-win32
  export CC_x86_64_pc_windows_gnu=x86_64-w64-mingw32-gcc-win32 AR_x86_64_pc_windows_gnu=x86_64-w64-mingw32-ar
  export CARGO_TARGET_DIR=$out/cargo
}

build() {
  (cd "$top" && compiler && /usr/bin/cargo build --locked --release --target $target ${OFFLINE:+--offline} \
    -p smsync-cli -p smsync-server -p smsync-app)
}

gather() {
  local built=$out/cargo/$target/release
  rm -rf "$files"
  mkdir -p "$files"
  cp "$built"/{smsync,smsync-server,smsync-app}.exe "$files/"
  cp "$(find "$built" -name WebView2Loader.dll | head -n 1)" "$files/"
  # Windows' own editor wants its own line ends.
  sed 's/$/\r/' "$top/LICENSE-MIT" > "$files/LICENCE.txt"
  python3 "$top/scripts/make-licences.py" --texts "$files/THIRD-PARTY.txt"
}

pack() {
  (cd "$here" && makensis -V2 -DTARGET=amd64-unicode -DVERSION="$version" -DFILES="$files" -DOUT="$out/SmarterMail-Sync-$version-setup.exe" smsync.nsi)
  "$here/make-msi.py" "$version" "$files" "$out/SmarterMail-Sync-$version.msi"
}

build
gather
pack
ls -l "$files" "$out"/*.exe "$out"/*.msi
