"""IBM's Granite from 3.3 on; 3.0 to 3.2 know no middle."""

from __future__ import annotations

from kibitz.models.family import ModelFamily

MODEL_FAMILY = ModelFamily(
    id="granite",
    name_patterns=(r"granite-?(?:3[.-]3|4(?:[.:-]|$))",),
    prefix_token="<|fim_prefix|>",
    suffix_token="<|fim_suffix|>",
    middle_token="<|fim_middle|>",
    stops=(
        "<|end_of_text|>",
        "<|fim_pad|>",
        "<|fim_prefix|>",
        "<|fim_suffix|>",
        "<|fim_middle|>",
        "<|start_of_role|>",
    ),
    context_tokens=131_072,
    licence="Apache-2.0",
)
