#!/usr/bin/env bash
# Install a real VS Code (code-server) and a browser to drive it, outside the repository.
#
# Debian packages by name (only those that are missing) and npm packages by name; nothing else. Run it again and it does
# only what is left to do. About 5 minutes and 1.3 GB from nothing, under a second when all is there.
#
#   KIBITZ_EDITORS_CACHE   where to install; default ~/.cache/kibitz-editors
#
# Prints what it does to stderr, and in the end the directory it installed to, alone, to stdout.
set -euo pipefail

# VS Code 1.139.1. Its native modules are compiled here, against the headers the npm package of Node 24 carries.
readonly CODE_SERVER=4.139.1 NODE=24 PLAYWRIGHT=1.65.1
readonly DEBIAN_PACKAGES=(chromium build-essential pkg-config python3 libkrb5-dev libsecret-1-dev libx11-dev libxkbfile-dev)

root=${KIBITZ_EDITORS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kibitz-editors}/vscode
. "$(dirname "$0")/debian_packages.sh"

npm_package() { # DIRECTORY NAME@VERSION : a folder of its own, marked complete only when npm succeeded
  local directory=$root/$1 package=$2
  [ "$(cat "$directory/.installed" 2>/dev/null)" = "$package" ] && return 0
  say "npm package: $package"
  mkdir -p "$directory"
  rm -rf "$directory/node_modules" "$directory/.installed"
  echo '{"private": true}' > "$directory/package.json"
  (cd "$directory" && npm install --no-save --no-package-lock --no-audit --no-fund --foreground-scripts "$package") \
    > "$directory/install.log" 2>&1 || { tail -n 40 "$directory/install.log" >&2; die "$package: npm install failed"; }
  echo "$package" > "$directory/.installed"
}

mkdir -p "$root"
exec 9> "$root/.lock"
flock 9 # two test runs at once install once

if command -v dpkg-query >/dev/null; then
  debian "${DEBIAN_PACKAGES[@]}"
  command -v npm >/dev/null || debian nodejs npm
fi
command -v npm >/dev/null || die "needs npm"
command -v chromium >/dev/null || command -v "${CHROMIUM:-chromium}" >/dev/null || die "needs chromium (or its path in \$CHROMIUM)"

npm_package node "node@$NODE"
node_home=$(dirname "$(dirname "$(find "$root/node/node_modules" -path '*/bin/node' -type f -size +1M | head -n 1)")")
[ -d "$node_home/include" ] || die "node@$NODE came without its headers"
ln -sfn "$node_home" "$root/node/current"

export PATH=$root/node/current/bin:$PATH npm_config_nodedir=$root/node/current
npm_package code-server "code-server@$CODE_SERVER"
npm_package playwright "playwright-core@$PLAYWRIGHT"
echo "$root"
