# Sourced by the install scripts: programs of Debian testing beside this system, run with their own libc.
# Needs: apt (Debian or a relative of it). Touches nothing of the system.

cache=${KIBITZ_EDITORS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kibitz-editors}
mkdir -p "$cache"

# unpack_testing FOLDER PACKAGE... : unpack packages of testing and what they need, once. A private apt state: no
# root, no change to the system's lists.
unpack_testing() {
  local root=$1; shift
  [ ! -d "$root" ] || return 0
  local apt_dir=$root.apt archive
  # The archive that this machine's apt uses already, whichever mirror that is.
  archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1)
  [ -n "$archive" ] || { echo "apt has no package archive configured" >&2; return 1; }
  rm -rf "$apt_dir" "$root.part"
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

# run_testing FOLDER PROGRAM : the words that run an unpacked program with the unpacked loader; its children are
# programs of this system.
run_testing() {
  local root=$1 program=$2 loader libraries
  loader=$(find "$root" -name 'ld-linux-*.so.*' | head -n 1)
  libraries=$(find "$root" -name '*.so.*' -path '*/lib/*' -printf '%h\n' | sort -u | paste -sd:)
  echo "$loader --library-path $libraries $(readlink -f "$root/usr/bin/$program")"
}

# write_launcher FILE WORDS... : a program that runs these words with its own arguments behind them.
write_launcher() {
  local file=$1; shift
  printf '#!/bin/sh\nexec %s "$@"\n' "$*" >"$file"
  chmod +x "$file"
}
