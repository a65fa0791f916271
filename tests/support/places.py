"""Where the editors of the tests are, and where what the tests saw is kept."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kibitz-editors"
EDITORS = Path(os.environ.get("KIBITZ_EDITORS_CACHE") or _CACHE)
OUTPUT = Path(os.environ.get("KIBITZ_TEST_OUTPUT") or ROOT / ".cache/tests")
