#!/usr/bin/env bash
# Used by action.yml: gets the program of the release that the action is called
# with, and checks it against the release's SHA256SUMS.
#
#   RELEASE=v0.1.0 RELEASES=https://HOST/OWNER/NAME/releases RUNNER_OS=Linux RUNNER_ARCH=X64 .github/fetch-release.sh FILE
#
# FILE is not written where there is no such release, which the action then
# compiles. What does not have the sum that the release states is an error.
set -euo pipefail
file=$1
fail() { echo "fetch-release.sh: $*" >&2; exit 1; }
none() { echo "$*; the program is compiled" >&2; exit 0; }
[[ ${RELEASE:-} =~ ^v([0-9]+\.[0-9]+\.[0-9]+)$ ]] || none "${RELEASE:-a folder} is no release"
name=firststep-${BASH_REMATCH[1]}
kind=tar.gz
case $RUNNER_OS-$RUNNER_ARCH in
  Linux-X64) name+=-linux-amd64 ;;
  Linux-ARM64) name+=-linux-arm64 ;;
  macOS-X64) name+=-darwin-amd64 ;;
  macOS-ARM64) name+=-darwin-arm64 ;;
  Windows-X64) name+=-windows-amd64 kind=zip ;;
  Windows-ARM64) name+=-windows-arm64 kind=zip ;;
  *) none "no release is made for $RUNNER_OS on $RUNNER_ARCH" ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for asset in SHA256SUMS "$name.$kind"; do
  curl --fail --silent --show-error --location --retry 3 --max-time 300 --output "$asset" "$RELEASES/download/$RELEASE/$asset" ||
    none "$RELEASE has no $asset"
done
stated=$(awk -v name="$name.$kind" '$2 == name { print $1 }' SHA256SUMS)
found=$({ sha256sum "$name.$kind" 2>/dev/null || shasum -a 256 "$name.$kind"; } | cut -d ' ' -f 1)
[ -n "$stated" ] || fail "SHA256SUMS of $RELEASE does not have $name.$kind"
[ "$stated" = "$found" ] || fail "$name.$kind has the SHA-256 $found, where $RELEASE states $stated"
case $kind in
  zip) unzip -q "$name.zip" && mv "$name/firststep.exe" "$file" ;;
  *) tar -xzf "$name.tar.gz" && mv "$name/firststep" "$file" ;;
esac
echo "$name.$kind of $RELEASE, SHA-256 $found" >&2
