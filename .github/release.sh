#!/usr/bin/env bash
# What a release consists of, in a new folder: an archive for each system and
# processor, a list of what the program is built from (an SBOM, CycloneDX in
# JSON, from what the binary itself says: go version -m), and SHA256SUMS.
#
#   .github/release.sh VERSION FOLDER
#
# The same commit and the same release of Go give the same archives on any
# machine; the workflow makes everything twice and compares.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1:?the version is missing}
out=${2:?the folder to make is missing}
sbom=github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0

fail() { echo "release.sh: $*" >&2; exit 1; }
export TZ=UTC LC_ALL=C CGO_ENABLED=0 GOFLAGS=
stated=$(sed -n 's/^const version = "\(.*\)"$/\1/p' cmd/firststep/version.go)
[ "$version" = "$stated" ] || fail "cmd/firststep/version.go says $stated, not $version"
[ -z "$(git status --porcelain)" ] || fail "the work tree differs from the commit: $(git status --porcelain | head -3)"
[ ! -e "$out" ] || fail "$out is there already"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
made=$work/release
mkdir "$made"
moment=$(git log -1 --format=@%ct)

GOBIN=$work GOFLAGS=-trimpath go install "$sbom"

# build TARGET FILE, with the revision in the binary and no path of this machine,
# and without what debuggers read, a quarter of it.
build() { GOOS=${1%-*} GOARCH=${1#*-} go build -trimpath -buildvcs=true -ldflags='-s -w' -o "$2" ./cmd/firststep; }

# What every archive has beside the program. The licences are those of all that
# any of the programs holds: Go's library, the modules, the fonts, the
# patterns of hyphenation.
build "$(go env GOHOSTOS)-$(go env GOHOSTARCH)" "$work/host"
mkdir -p "$work/common/completions" "$work/common/man"
"$work/host" completion bash >"$work/common/completions/firststep.bash"
"$work/host" completion zsh >"$work/common/completions/_firststep"
"$work/host" completion fish >"$work/common/completions/firststep.fish"
"$work/host" man >"$work/common/man/firststep.1"
cp LICENSE CHANGELOG.md "$work/common"
targets="linux-amd64 linux-arm64 darwin-amd64 darwin-arm64 windows-amd64 windows-arm64"
{
  printf '== Go %s ==\n\n' "$(go env GOVERSION)" && cat "$(go env GOROOT)/LICENSE"
  for target in $targets; do
    GOOS=${target%-*} GOARCH=${target#*-} go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' ./cmd/firststep
  done | sort -u | while read -r module release folder; do
    mapfile -t found < <(find "$folder" -maxdepth 1 -type f \( -iname '*licen[cs]e*' -o -iname 'copying*' \) | sort)
    [ "${#found[@]}" -gt 0 ] || fail "$module has no licence"
    printf '\n== %s %s ==\n\n' "$module" "$release" && cat "${found[@]}"
  done
  for file in figures/fonts/OFL-*.txt; do
    printf '\n== %s ==\n\n' "$file" && cat "$file"
  done
  printf '\n== Patterns of hyphenation ==\n\n' && grep '^%' report/typeset/hyphen/hyph-en-gb.tex
} >"$work/common/THIRD-PARTY-LICENSES"

for target in $targets; do
  name=firststep-$version-$target
  program=firststep
  case $target in windows-*) program=firststep.exe ;; esac
  cp -r "$work/common" "$work/$name"
  build "$target" "$work/$name/$program"
  find "$work/$name" -exec touch --no-dereference --date="$moment" {} +
  case $target in
    windows-*) (cd "$work" && find "$name" -type f | sort | zip -q -X -9 "$made/$name.zip" -@) ;;
    *) tar -C "$work" --sort=name --mtime="$moment" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - "$name" | gzip -9n >"$made/$name.tar.gz" ;;
  esac
  "$work/cyclonedx-gomod" bin -json -noserial -notimestamp -output "$made/$name.cdx.json" "$work/$name/$program"
done
(cd "$made" && sha256sum -- * >"$work/sums" && mv "$work/sums" SHA256SUMS)
cp -r "$made" "$out"
ls -l "$out" >&2
