#!/usr/bin/env bash
# Install Kate, a screen for it (Xvfb) and what presses its keys (xdotool): Debian packages of this system, by name.
# usage: install_kate.sh     needs: Debian or a relative of it, root
set -euo pipefail
. "$(dirname "$0")/debian_packages.sh"

debian kate xvfb xdotool dbus imagemagick
dpkg-query -W -f '${Package} ${Version}\n' kate
