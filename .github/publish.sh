#!/usr/bin/env bash
# The repository as it is to be at HOST/OWNER/firststep: in a copy of the files
# that git tracks, module path, imports and the addresses in the texts become
# those; the copy is built, its structure tested, and the program installed from
# it with `go install …@VERSION`, as from a module proxy, without the network.
#
#   .github/publish.sh HOST/OWNER [FOLDER]
#
# With a FOLDER, which is made, the copy is left there to be pushed.
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { echo "publish.sh: $*" >&2; exit 1; }
home=${1:-}
[[ $home =~ ^[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9._-]+)+$ ]] || fail "HOST/OWNER is missing, such as github.com/somebody"
path=$home/firststep
version=v$(sed -n 's/^const version = "\(.*\)"$/\1/p' cmd/firststep/version.go)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy=${2:-$work/copy}
mkdir "$copy"
copy=$(cd "$copy" && pwd)
git ls-files -z | tar --null --files-from=- -cf - | tar -C "$copy" -xf -

cd "$copy"
from=$(sed -n 's/^module //p' go.mod)
find . -name go.mod -exec sed -i "s,^module $from,module $path," {} +
find . -name '*.go' -exec sed -i -E "s,^(import |\t|const module = )([a-z]+ )?\"$from([/\"]),\1\2\"$path\3," {} +
mapfile -t texts < <(find . -name '*.md' -o -name '*.yml' -o -name CITATION.cff)
if [ "$from" = firststep ]; then # which has no place yet
  sed -i -e '/HOST\/OWNER stands for/d' -e "s,HOST/OWNER,$home,g" -e "s,OWNER/firststep\b,${home#*/}/firststep,g" "${texts[@]}"
  echo "repository-code: \"https://$path\"" >>CITATION.cff
else
  sed -i -e "s,$from\b,$path,g" -e "s,\b${from#*/}\b,${path#*/},g" "${texts[@]}"
fi
gofmt -w cmd figures report studies study
if left=$(grep -rnE "^(import |	)([a-z]+ )?\"$from/|HOST/OWNER|OWNER/firststep" --include='*.go' --include='*.yml' --include='*.md' . | grep -v 'publish.sh HOST/OWNER'); then
  fail "left as it was: $left"
fi
go test ./cmd/firststep -run 'TestArrows|TestTopLevelFolders|TestOneVersion|TestLinks'

# What a proxy would serve: the modules that are in the cache already, and this
# one, without the modules in its folders.
# In a proxy a capital letter is ! and the small one.
# shellcheck disable=SC2001
proxy=$work/proxy/$(sed 's/[A-Z]/!\L&/g' <<<"$path")/@v
mkdir -p "$proxy"
export GIT_DIR=$work/git GIT_WORK_TREE=$copy
git init -q
git add -A
git archive --format=zip --prefix="$path@$version/" -o "$proxy/$version.zip" "$(git write-tree)" ':(exclude)study/internal/kernel/_asm'
unset GIT_DIR GIT_WORK_TREE
cp go.mod "$proxy/$version.mod"
echo "{\"Version\":\"$version\"}" >"$proxy/$version.info"
echo "$version" >"$proxy/list"
cd "$work"
GOPROXY="file://$work/proxy,file://$(go env GOMODCACHE)/cache/download" GONOSUMDB='*' GOFLAGS=-modcacherw \
  GOMODCACHE=$work/modules GOBIN=$work/bin go install "$path/cmd/firststep@$version"
said=$("$work/bin/firststep" --version)
[[ $said == "firststep ${version#v}:"* ]] || fail "what was installed says: $said"
echo "go install $path/cmd/firststep@$version: $said"
