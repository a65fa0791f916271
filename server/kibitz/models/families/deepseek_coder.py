"""DeepSeek-Coder, first and second version."""

from __future__ import annotations

from kibitz.models.family import FileFormat, ModelFamily

MODEL_FAMILY = ModelFamily(
    id="deepseek-coder",
    name_patterns=("deepseek-?coder",),
    prefix_token="<｜fim▁begin｜>",
    suffix_token="<｜fim▁hole｜>",
    middle_token="<｜fim▁end｜>",
    stops=(
        "<｜end▁of▁sentence｜>",
        "<｜fim▁begin｜>",
        "<｜fim▁hole｜>",
        "<｜fim▁end｜>",
        "<|EOT|>",
    ),
    context_tokens=16_384,
    licence="DeepSeek Model License",
    files=FileFormat(before_path="#", inside_prefix=True),
)
