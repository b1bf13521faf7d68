#!/usr/bin/env bash
# The site that .github/workflows/pages.yml publishes, in a new folder: every
# study's report.html and report.pdf, as they are, and a page that leads there.
#
#   .github/site.sh FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
site=${1:?the folder to make is missing}

list=
for page in studies/*/report.html; do
  study=$(basename "$(dirname "$page")")
  title=$(sed -n 's|^<title>\(.*\)</title>$|\1|p' "$page")
  mkdir -p "$site/$study"
  cp "$page" "${page%.html}.pdf" "$site/$study/"
  list+="<li><a href=\"$study/report.html\">$title</a>, <a href=\"$study/report.pdf\" aria-label=\"$title, as PDF\">PDF</a></li>"$'\n'
done
cat >"$site/index.html" <<EOF
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>firststep: reports</title>
<style>
:root { color-scheme: light dark }
body { font: 1.1rem/1.6 Georgia, serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem }
</style>
</head>
<body>
<main>
<h1>Reports</h1>
<ul>
${list}</ul>
</main>
</body>
</html>
EOF
