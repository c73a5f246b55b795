#!/usr/bin/env bash
# build.sh ROOTS OUT   Makes an AppImage in OUT from the roots that linux/stage.sh laid out in ROOTS. Needs linuxdeploy and
# its GTK plugin on the path (https://github.com/linuxdeploy); WebKitGTK's helper processes are taken along, because the
# program starts them.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
roots=$(realpath "$1")
out=$(realpath -m "$2")
dir=$(mktemp -d)/SmarterMail-Sync.AppDir
trap 'rm -rf "$(dirname "$dir")"' EXIT

mkdir -p "$dir" "$out"
for root in smsync smsync-server smartermail-sync; do cp -a "$roots/$root/." "$dir/"; done
rm -r "$dir/usr/lib/systemd"
webkit=$(dirname "$(find /usr/lib /usr/libexec -name WebKitNetworkProcess -path '*webkit2gtk-4.1*' | head -n 1)")
mkdir -p "$dir$webkit"
cp "$webkit"/WebKit{Network,Web}Process "$dir$webkit/"

cd "$out"
DEPLOY_GTK_VERSION=3 linuxdeploy --appdir "$dir" --plugin gtk --output appimage \
  --executable "$dir/usr/bin/smsync-app" --deploy-deps-only "$dir$webkit" \
  --desktop-file "$dir/usr/share/applications/org.smsync.app.desktop" --icon-file "$top/icons/256.png" \
  --icon-filename org.smsync.app
