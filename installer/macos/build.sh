#!/usr/bin/env bash
# build.sh OUT   On a Mac: makes SmarterMail Sync.app for both processors, with the command line inside, and the .dmg in
# OUT. Signed and notarised where APPLE_SIGNING_IDENTITY and the variables of notarytool are set; else for this Mac alone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$top/Cargo.toml" | head -n 1)
app="$top/target/macos/SmarterMail Sync.app"
targets=(aarch64-apple-darwin x86_64-apple-darwin)

cd "$top"
npm --prefix ui ci --no-audit --no-fund
npm --prefix ui run build
for target in "${targets[@]}"; do
  MACOSX_DEPLOYMENT_TARGET=11.0 cargo build --locked --release --target "$target" -p smsync-cli -p smsync-server -p smsync-app
done

rm -rf "$app"
mkdir -p "$app/Contents/MacOS" "$app/Contents/Resources"
for program in smsync-app smsync smsync-server; do
  lipo -create -output "$app/Contents/MacOS/$program" \
    "target/${targets[0]}/release/$program" "target/${targets[1]}/release/$program"
done
sed "s/@VERSION@/$version/g" "$here/Info.plist" > "$app/Contents/Info.plist"
cp icons/smsync.icns "$app/Contents/Resources/smsync.icns"
python3 scripts/make-licences.py --texts "$app/Contents/Resources/THIRD-PARTY.txt"

# "-" signs for this Mac alone; a real identity gets a time from Apple, which notarising asks for. (An empty array is unset
# for the bash of macOS.)
identity=${APPLE_SIGNING_IDENTITY:--}
stamp=(${APPLE_SIGNING_IDENTITY:+--timestamp})
for program in smsync smsync-server; do
  codesign --force --options runtime ${stamp[@]+"${stamp[@]}"} --sign "$identity" "$app/Contents/MacOS/$program"
done
codesign --force --options runtime ${stamp[@]+"${stamp[@]}"} --entitlements "$here/entitlements.plist" --sign "$identity" "$app"

# What a program that updates itself fetches.
tar -czf "$out/SmarterMail-Sync-$version.app.tar.gz" -C "$top/target/macos" "SmarterMail Sync.app"

staging=$(mktemp -d)
cp -R "$app" "$staging/"
ln -s /Applications "$staging/Applications"
hdiutil create -volname "SmarterMail Sync" -srcfolder "$staging" -format UDZO -ov "$out/SmarterMail-Sync-$version.dmg"
rm -rf "$staging"
if [ -n "${APPLE_SIGNING_IDENTITY:-}" ]; then
  codesign --sign "$identity" "$out/SmarterMail-Sync-$version.dmg"
  xcrun notarytool submit --wait --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM_ID" --password "$APPLE_PASSWORD" \
    "$out/SmarterMail-Sync-$version.dmg"
  xcrun stapler staple "$out/SmarterMail-Sync-$version.dmg"
fi
