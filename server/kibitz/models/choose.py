"""Which family a model belongs to, by its name. A hint only: a name can lie, `kibitz doctor` asks the model.

Importing this reads no family; the first call does.
"""

from __future__ import annotations

import re
from functools import cache

from kibitz.base.registry import find_plugins
from kibitz.models.family import ModelFamily


def family_for(model_name: str) -> ModelFamily | None:
    """The family whose pattern is found in `model_name`, or None for a name that says nothing.

    A wrong template makes a model talk nonsense, so there is no default: without a family the middle is asked
    for by a suffix or through chat.

    Args:
        model_name: as servers list it, such as `qwen2.5-coder:1.5b` or `Qwen/Qwen3-Coder-30B-A3B`.
    """
    name = re.sub(r"[\s_]+", "-", model_name.lower())
    return next(
        (
            family
            for family in families()
            if any(re.search(pattern, name) for pattern in family.name_patterns)
        ),
        None,
    )


@cache
def families() -> tuple[ModelFamily, ...]:
    """Every family, ours and those of other packages."""
    found = find_plugins("kibitz.models.families", "MODEL_FAMILY").values()
    return tuple(family for family in found if isinstance(family, ModelFamily))
