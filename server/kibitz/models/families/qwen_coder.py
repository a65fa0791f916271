"""Qwen2.5-Coder and Qwen3-Coder."""

from __future__ import annotations

from kibitz.models.family import FileFormat, ModelFamily

MODEL_FAMILY = ModelFamily(
    id="qwen-coder",
    name_patterns=(r"qwen-?(?:2\.5|3)[\w.-]*coder",),
    prefix_token="<|fim_prefix|>",
    suffix_token="<|fim_suffix|>",
    middle_token="<|fim_middle|>",
    repo_token="<|repo_name|>",
    file_separator="<|file_sep|>",
    stops=(
        "<|endoftext|>",
        "<|file_sep|>",
        "<|fim_pad|>",
        "<|im_end|>",
        "<|repo_name|>",
        "<|fim_prefix|>",
        "<|fim_suffix|>",
        "<|fim_middle|>",
        "<|im_start|>",
    ),
    context_tokens=32_768,
    licence="Apache-2.0 (the 3B: Qwen Research)",
    files=FileFormat(before_repository="<|repo_name|>", after_repository="\n", before_path="<|file_sep|>"),
)
