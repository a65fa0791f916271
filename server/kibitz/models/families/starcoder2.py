"""StarCoder, StarCoder2 and Stable Code, which took its tokens over."""

from __future__ import annotations

from kibitz.models.family import FileFormat, ModelFamily

MODEL_FAMILY = ModelFamily(
    id="starcoder2",
    name_patterns=(
        "starcoder",
        "stable-?code",
    ),
    prefix_token="<fim_prefix>",
    suffix_token="<fim_suffix>",
    middle_token="<fim_middle>",
    repo_token="<repo_name>",
    file_separator="<file_sep>",
    stops=(
        "<|endoftext|>",
        "<file_sep>",
        "<fim_pad>",
        "<fim_prefix>",
        "<fim_suffix>",
        "<fim_middle>",
        "<repo_name>",
    ),
    context_tokens=16_384,
    licence="BigCode OpenRAIL-M v1",
    files=FileFormat(before_repository="<repo_name>", before_path="<file_sep>", path_in_prefix=True),
)
