"""Code Llama. The spaces belong to its tokens."""

from __future__ import annotations

from kibitz.models.family import ModelFamily

MODEL_FAMILY = ModelFamily(
    id="codellama",
    name_patterns=("code-?llama",),
    prefix_token="<PRE> ",
    suffix_token=" <SUF>",
    middle_token=" <MID>",
    end_token="<EOT>",
    stops=(
        "<EOT>",
        "<PRE>",
        "<SUF>",
        "<MID>",
    ),
    context_tokens=16_384,
    licence="Llama 2 Community License",
)
