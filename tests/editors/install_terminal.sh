#!/usr/bin/env bash
# Put the editors that run in a terminal where the tests look for them: Helix, Emacs 30 with lsp-mode 10, Vim with
# ALE, and the terminal itself (tmux). Debian testing's packages, unpacked beside the system and run with their own
# libc. Touches nothing of the system; quick when done.
# usage: install_terminal.sh     needs: apt (Debian or a relative of it)
set -euo pipefail
. "$(dirname "$0")/debian_testing.sh"

root=$cache/terminal-testing
unpack_testing "$root" tmux hx emacs-nox elpa-lsp-mode vim-nox vim-ale

write_launcher "$cache/tmux" "$(run_testing "$root" tmux)"

write_launcher "$cache/hx" env HELIX_RUNTIME="$root/usr/lib/hx/runtime" "$(run_testing "$root" hx)"

# Emacs looks for everything at the place it was built for, unless it is told otherwise.
lisp=$(find "$root"/usr/share/emacs/*/lisp -type d | paste -sd:)
packages=$(find "$root/usr/share/emacs/site-lisp/elpa-src" -mindepth 1 -maxdepth 1 -type d | paste -sd:)
etc=$(echo "$root"/usr/share/emacs/*/etc)
image=$(find "$root/usr/libexec" -name '*.pdmp')
write_launcher "$cache/emacs" env EMACSLOADPATH="$packages:$lisp" EMACSDATA="$etc" EMACSDOC="$etc" \
  EMACSPATH="$(dirname "$image")" TERMINFO_DIRS="$root/usr/share/terminfo:/usr/share/terminfo:/lib/terminfo" \
  "$(run_testing "$root" emacs-nox)" --dump-file="$image"

write_launcher "$cache/vim" env VIM="$root/usr/share/vim" VIMRUNTIME="$(echo "$root"/usr/share/vim/vim[0-9]*)" \
  "$(run_testing "$root" vim.nox)"
ln -sfn "$root/usr/share/vim-ale" "$cache/ale"

"$cache/tmux" -V
"$cache/hx" --version
"$cache/emacs" --version | head -n 1
"$cache/vim" --version | head -n 1
