#!/bin/sh
# Prints the folder whose node and npm are to be used: the path's own when they are at least 20.19,
# else those that pip installed into the virtual environment given as the first argument.
set -eu
recent='[a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
if command -v npm >/dev/null && node -e "$recent" 2>/dev/null; then
    dirname "$(command -v node)"
else
    cd "$1" && pwd
fi
