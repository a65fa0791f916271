"""Asks a model for the middle of a text: by a suffix, or by the tokens of its family. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.base.clean_text import join_clean
from kibitz.base.llm import CompletionRequest
from kibitz.prompts.files import NONE, in_format

if TYPE_CHECKING:
    from kibitz.base.clean_text import CleanText
    from kibitz.models.family import ModelFamily
    from kibitz.prompts.files import Surroundings


def suffix_request(
    prefix: CleanText,
    suffix: CleanText,
    *,
    one_line: bool,
    max_tokens: int,
    timeout_ms: int,
    around: Surroundings = NONE,
) -> CompletionRequest:
    """For a server that knows the template of its model."""
    return CompletionRequest(
        prompt=join_clean(around.comment, prefix),
        suffix=suffix,
        max_tokens=max_tokens,
        stop=("\n",) if one_line else (),
        timeout_ms=timeout_ms,
    )


def template_request(
    family: ModelFamily,
    prefix: CleanText,
    suffix: CleanText,
    *,
    one_line: bool,
    max_tokens: int,
    timeout_ms: int,
    around: Surroundings = NONE,
) -> CompletionRequest:
    """For a server that continues a raw prompt: prefix, suffix and tokens in the family's order."""
    opening, inside = join_clean(""), around.comment
    if around.files and family.files is not None:
        opening, inside = in_format(around, family.files)
    before = (family.prefix_token, inside, prefix)
    after = (family.suffix_token, suffix)
    parts = (*after, *before) if family.suffix_first else (*before, *after)
    return CompletionRequest(
        prompt=join_clean(opening, *parts, family.middle_token),
        max_tokens=max_tokens,
        stop=("\n", *family.stops) if one_line else family.stops,
        timeout_ms=timeout_ms,
    )


def control_tokens(family: ModelFamily | None) -> tuple[str, ...]:
    """What the model would take for a command inside a text, and what may be left over in its answers."""
    if family is None:
        return COMMON_TOKENS
    tokens = (
        *family.stops,
        family.prefix_token,
        family.suffix_token,
        family.middle_token,
        family.end_token,
        family.repo_token,
        family.file_separator,
    )
    return tuple(dict.fromkeys(token.strip() for token in tokens if token.strip()))


COMMON_TOKENS = (
    "<|endoftext|>",
    "<|end_of_text|>",
    "<|fim_prefix|>",
    "<|fim_suffix|>",
    "<|fim_middle|>",
    "<|fim_pad|>",
    "<|file_sep|>",
    "<|file_separator|>",
    "<|im_start|>",
    "<|im_end|>",
    "<fim_prefix>",
    "<fim_suffix>",
    "<fim_middle>",
)
"""Those of the widest-spread families, for a model of which the family is not known."""
