"""ByteDance's Seed-Coder, trained on suffix, prefix, middle."""

from __future__ import annotations

from kibitz.models.family import ModelFamily

MODEL_FAMILY = ModelFamily(
    id="seed-coder",
    name_patterns=("seed-?coder",),
    prefix_token="<[fim-prefix]>",
    suffix_token="<[fim-suffix]>",
    middle_token="<[fim-middle]>",
    suffix_first=True,
    stops=(
        "<[end▁of▁sentence]>",
        "<[fim-suffix]>",
        "<[fim-prefix]>",
        "<[fim-middle]>",
    ),
    context_tokens=32_768,
    licence="MIT",
)
