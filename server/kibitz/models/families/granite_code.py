"""IBM's older Granite Code, which has StarCoder's tokens."""

from __future__ import annotations

from kibitz.models.family import ModelFamily

MODEL_FAMILY = ModelFamily(
    id="granite-code",
    name_patterns=(r"granite-?(?:\d+b-)?code",),
    prefix_token="<fim_prefix>",
    suffix_token="<fim_suffix>",
    middle_token="<fim_middle>",
    stops=(
        "<|endoftext|>",
        "<fim_pad>",
        "<fim_prefix>",
        "<fim_suffix>",
        "<fim_middle>",
    ),
    context_tokens=8192,
    licence="Apache-2.0",
)
