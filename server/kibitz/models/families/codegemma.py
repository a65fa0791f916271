"""Google's CodeGemma."""

from __future__ import annotations

from kibitz.models.family import FileFormat, ModelFamily

MODEL_FAMILY = ModelFamily(
    id="codegemma",
    name_patterns=("code-?gemma",),
    prefix_token="<|fim_prefix|>",
    suffix_token="<|fim_suffix|>",
    middle_token="<|fim_middle|>",
    file_separator="<|file_separator|>",
    stops=(
        "<|file_separator|>",
        "<eos>",
        "<end_of_turn>",
        "<|fim_prefix|>",
        "<|fim_suffix|>",
        "<|fim_middle|>",
    ),
    context_tokens=8192,
    licence="Gemma Terms of Use",
    files=FileFormat(before_path="<|file_separator|>"),
)
