"""JetBrains' Mellum, trained on suffix, prefix, middle."""

from __future__ import annotations

from kibitz.models.family import FileFormat, ModelFamily

MODEL_FAMILY = ModelFamily(
    id="mellum",
    name_patterns=("mellum",),
    prefix_token="<fim_prefix>",
    suffix_token="<fim_suffix>",
    middle_token="<fim_middle>",
    suffix_first=True,
    repo_token="<reponame>",
    file_separator="<filename>",
    stops=(
        "<|endoftext|>",
        "<filename>",
        "<fim_pad>",
        "<fim_suffix>",
        "<fim_prefix>",
        "<fim_middle>",
    ),
    context_tokens=8192,
    licence="Apache-2.0",
    files=FileFormat(before_path="<filename>"),
)
