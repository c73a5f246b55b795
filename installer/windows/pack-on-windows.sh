#!/usr/bin/env bash
# pack-on-windows.sh BIN OUT   On Windows (its Git Bash): makes the setup and the MSI in OUT from the programs in BIN, with
# NSIS and the WiX toolset 3. build.sh does the same on Debian.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
bin=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
files=$out/files
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$top/Cargo.toml" | head -n 1)
export PATH="$PATH:/c/Program Files (x86)/NSIS:${WIX:-/c/Program Files (x86)/WiX Toolset v3.14}/bin"

mkdir -p "$files"
cp "$bin"/{smsync,smsync-server,smsync-app}.exe "$files/"
sed 's/\r*$/\r/' "$top/LICENSE-MIT" > "$files/LICENCE.txt"
python "$top/scripts/make-licences.py" --texts "$files/THIRD-PARTY.txt"

cd "$here"
makensis -V2 -DVERSION="$version" -DFILES="$(cygpath -w "$files")" \
  -DOUT="$(cygpath -w "$out/SmarterMail-Sync-$version-setup.exe")" smsync.nsi
# Microsoft's toolchain links WebView2's loader in; mingw's cannot, and ships it beside the program.
candle -arch x64 -dVersion="$version" -dFiles="$(cygpath -w "$files")" -dLoader=no -out "$out/" smsync.wxs
light -out "$out/SmarterMail-Sync-$version.msi" "$out/smsync.wixobj"
rm -r "$files" "$out"/smsync.wixobj "$out"/*.wixpdb
