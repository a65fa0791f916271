"""What became of each editor test when it last ran: a file that `tests/editors/table.py` reads."""

from __future__ import annotations

import json
from typing import Literal

from support.places import OUTPUT

RESULTS = OUTPUT / "editors.json"

Outcome = Literal["passed", "failed"]


def keep(outcomes: dict[str, Outcome]) -> None:
    """Add to what earlier runs found; a test that ran again has its newest outcome."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(known | outcomes, indent=1, sort_keys=True) + "\n")
