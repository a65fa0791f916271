"""Mistral's Codestral. Its hosted API takes a suffix by itself; this is for local copies."""

from __future__ import annotations

from kibitz.models.family import FileFormat, ModelFamily

MODEL_FAMILY = ModelFamily(
    id="codestral",
    name_patterns=("codestral(?!-?(?:embed|mamba))",),
    prefix_token="[PREFIX]",
    suffix_token="[SUFFIX]",
    middle_token="",
    suffix_first=True,
    stops=(
        "[PREFIX]",
        "[SUFFIX]",
        "\n+++++ ",
        "[MIDDLE]",
    ),
    context_tokens=32_768,
    licence="MNPL-0.1",
    files=FileFormat(before_path="+++++ ", inside_prefix=True),
)
