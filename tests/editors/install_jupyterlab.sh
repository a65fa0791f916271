#!/usr/bin/env bash
# Put JupyterLab with jupyterlab-lsp where the editor tests look for it, in a virtual environment. Touches nothing of
# the system; quick when done. The browser and what drives it are installed by install_vscode.sh.
# usage: install_jupyterlab.sh     needs: Python >= 3.11
set -euo pipefail

packages=(jupyterlab==4.6.6 jupyterlab-lsp==5.3.0)
folder=${KIBITZ_EDITORS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kibitz-editors}/jupyterlab

if [ "$(cat "$folder/.installed" 2>/dev/null)" != "${packages[*]}" ]; then
  rm -rf "$folder"
  "${PYTHON:-python3}" -m venv "$folder"
  "$folder/bin/python" -m pip install -q --no-compile --disable-pip-version-check "${packages[@]}"
  echo "${packages[*]}" >"$folder/.installed"
fi
echo "jupyter-lab: $("$folder/bin/jupyter-lab" --version)"
