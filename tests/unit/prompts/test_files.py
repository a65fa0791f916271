"""Other files in prompts: each family as it was trained, everybody else as a comment."""

from __future__ import annotations

import pytest

from kibitz.context.privacy import clean
from kibitz.models.choose import families, family_for
from kibitz.prompts.files import NONE, OtherFile, Surroundings, as_comment
from kibitz.prompts.fim import suffix_request, template_request
from kibitz.prompts.hole import hole_request

FILES = (OtherFile(path=clean("a.py"), text=clean("def f():\nx = 1")),)
AROUND = Surroundings(
    path=clean("here.py"), repository=clean("repo"), files=FILES, comment=as_comment(FILES, clean("#"))
)
COMMENT = "# a.py\n# def f():\n# x = 1\n"


def prompt_for(model_name: str, around: Surroundings) -> str:
    family = family_for(model_name)
    assert family is not None
    return template_request(
        family, clean("PRE"), clean("SUF"), one_line=True, max_tokens=8, timeout_ms=1000, around=around
    ).prompt


@pytest.mark.parametrize(
    ("model_name", "prompt"),
    [
        (
            "qwen2.5-coder",
            "<|repo_name|>repo\n<|file_sep|>a.py\ndef f():\nx = 1\n<|file_sep|>here.py\n"
            "<|fim_prefix|>PRE<|fim_suffix|>SUF<|fim_middle|>",
        ),
        (
            "starcoder2",
            "<repo_name>repo<file_sep>a.py\ndef f():\nx = 1\n<file_sep>"
            "<fim_prefix>here.py\nPRE<fim_suffix>SUF<fim_middle>",
        ),
        ("codestral", "[SUFFIX]SUF[PREFIX]+++++ a.py\ndef f():\nx = 1\n+++++ here.py\nPRE"),
        (
            "mellum",
            "<filename>a.py\ndef f():\nx = 1\n<filename>here.py\n<fim_suffix>SUF<fim_prefix>PRE<fim_middle>",
        ),
        ("codellama", f"<PRE> {COMMENT}PRE <SUF>SUF <MID>"),
        ("seed-coder", f"<[fim-suffix]>SUF<[fim-prefix]>{COMMENT}PRE<[fim-middle]>"),
    ],
)
def test_a_family_sees_files_as_it_was_trained(model_name: str, prompt: str) -> None:
    assert prompt_for(model_name, AROUND) == prompt


@pytest.mark.parametrize("name", [family.id for family in families()])
def test_without_files_nothing_is_added(name: str) -> None:
    family = next(family for family in families() if family.id == name)
    request = template_request(
        family, clean("PRE"), clean("SUF"), one_line=True, max_tokens=8, timeout_ms=1000, around=NONE
    )
    for text in ("PRE", "SUF"):
        assert request.prompt.count(text) >= 1
    assert "here.py" not in request.prompt
    if family.files is not None and family.files.before_path != "#":
        assert family.files.before_path not in request.prompt


def test_a_server_that_takes_a_suffix_gets_a_comment() -> None:
    request = suffix_request(
        clean("PRE"), clean("SUF"), one_line=True, max_tokens=8, timeout_ms=1000, around=AROUND
    )
    assert (request.prompt, request.suffix) == (COMMENT + "PRE", "SUF")


def test_a_language_without_line_comments_gets_none() -> None:
    assert as_comment(FILES, clean("")) == ""


def test_a_chat_model_is_told_whose_text_it_is() -> None:
    request = hole_request(
        clean("PRE"),
        clean("SUF"),
        language=clean("python"),
        one_line=True,
        max_tokens=8,
        timeout_ms=1000,
        around=AROUND,
    )
    last = request.messages[-1].content
    assert last.index("a.py:\ndef f():") < last.index("PRE")
