from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kibitz.context.privacy import clean
from kibitz.models.choose import families, family_for
from kibitz.prompts.fim import control_tokens, suffix_request, template_request

if TYPE_CHECKING:
    from kibitz.models.family import ModelFamily


def prompt_for(model_name: str) -> str:
    family = family_for(model_name)
    assert family is not None
    request = template_request(
        family, clean("PRE"), clean("SUF"), one_line=True, max_tokens=8, timeout_ms=1000
    )
    return request.prompt


@pytest.mark.parametrize(
    ("model_name", "prompt"),
    [
        ("qwen2.5-coder", "<|fim_prefix|>PRE<|fim_suffix|>SUF<|fim_middle|>"),
        ("codestral", "[SUFFIX]SUF[PREFIX]PRE"),
        ("deepseek-coder", "<｜fim▁begin｜>PRE<｜fim▁hole｜>SUF<｜fim▁end｜>"),
        ("starcoder2", "<fim_prefix>PRE<fim_suffix>SUF<fim_middle>"),
        ("codellama", "<PRE> PRE <SUF>SUF <MID>"),
        ("seed-coder", "<[fim-suffix]>SUF<[fim-prefix]>PRE<[fim-middle]>"),
        ("mellum", "<fim_suffix>SUF<fim_prefix>PRE<fim_middle>"),
    ],
)
def test_writes_the_prompt_a_family_was_trained_on(model_name: str, prompt: str) -> None:
    assert prompt_for(model_name) == prompt


def test_a_line_ends_at_the_first_stop() -> None:
    line = suffix_request(clean("a"), clean("b"), one_line=True, max_tokens=8, timeout_ms=1000)
    block = suffix_request(clean("a"), clean("b"), one_line=False, max_tokens=8, timeout_ms=1000)

    assert line.stop == ("\n",)
    assert block.stop == ()
    assert (line.prompt, line.suffix) == ("a", "b")


@pytest.mark.parametrize("family", families(), ids=lambda family: family.id)
def test_no_token_of_the_template_can_be_smuggled_in_by_a_file(family: ModelFamily) -> None:
    tokens = control_tokens(family)
    nasty = "".join(tokens)

    request = template_request(
        family,
        clean(nasty, control_tokens=tokens),
        clean("", control_tokens=tokens),
        one_line=False,
        max_tokens=8,
        timeout_ms=1000,
    )

    assert request.prompt.count(family.prefix_token.strip()) == 1
    assert request.prompt.count(family.suffix_token.strip()) == 1


def test_the_tokens_of_an_unknown_family_are_those_of_the_common_ones() -> None:
    assert "<|fim_suffix|>" in control_tokens(None)
    assert "<fim_suffix>" in control_tokens(None)
