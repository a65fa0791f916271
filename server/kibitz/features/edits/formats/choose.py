"""In which form a model is asked to answer: by its strength and by how much code it would repeat. Pure.

Small models keep to no form but the whole code; strong ones lose nothing by quoting, and it is quicker. A
diff is asked for only where the setting says so: nothing here has measured that it is better than blocks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from kibitz.backends.model import Model
    from kibitz.settings.model import EditFormat

Format = Literal["region", "blocks", "diff"]

STRONG_BILLIONS: Final = 14
"""Parameters. A guess on the safe side: the models measured here have 0.5 and 1.5 and keep to no blocks."""

SHORT_CHARS: Final = 1500
"""Shorter code is repeated in less time than two blocks with their context."""

_BILLIONS: Final = re.compile(r"(?<![\d.])(\d{1,4}(?:\.\d+)?)b(?![a-z0-9])", re.IGNORECASE)


def format_for(setting: EditFormat, model: Model, shown: str) -> Format:
    """The form for a rewrite of `shown`; of nothing, where code is to be written, there is but one."""
    if not shown.strip():
        return "region"
    if setting != "auto":
        return setting
    return "blocks" if is_strong(model) and len(shown) > SHORT_CHARS else "region"


def is_strong(model: Model) -> bool:
    """By the number of parameters in its name; a model without one is strong unless it runs here."""
    match = _BILLIONS.search(model.label)
    return not model.local if match is None else float(match[1]) >= STRONG_BILLIONS
