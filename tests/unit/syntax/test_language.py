"""Which language a document is in, and what every language must have."""

import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from kibitz.syntax.language import Language, all_languages, language_for
from kibitz.syntax.parser import Parser
from kibitz.text.span import Span

SAMPLES = Path(__file__).parent / "samples"
WORD = re.compile(r"in_(code|comment|string)")
ONLY_IN_EXTRA = {"csharp", "sql"}


@pytest.mark.parametrize(
    ("language_id", "path", "expected"),
    [
        ("python", "", "python"),
        ("Python", "", "python"),
        ("javascriptreact", "", "javascript"),
        ("typescriptreact", "", "tsx"),
        ("shellscript", "", "bash"),
        ("jsonc", "", "json"),
        ("csharp", "", "csharp"),
        ("plaintext", "file:///a/b.py", "python"),
        ("", "C:/x/Main.JAVA", "java"),
        ("", "/a.b/Makefile", None),
        ("plaintext", "untitled:Untitled-1", None),
        ("", "", None),
        ("python", "a.js", "python"),
    ],
)
def test_language_goes_by_identifier_and_then_by_extension(
    language_id: str, path: str, expected: str | None
) -> None:
    language = language_for(language_id, path)
    assert (language.id if language else None) == expected


def test_no_identifier_or_extension_belongs_to_two_languages() -> None:
    names = [name for language in all_languages().values() for name in language.language_ids]
    extensions = [name for language in all_languages().values() for name in language.extensions]
    assert len(names) == len(set(names))
    assert len(extensions) == len(set(extensions))


def test_languages_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        all_languages()["python"].id = "other"  # type: ignore[misc]


@pytest.mark.parametrize("language", all_languages().values(), ids=lambda language: language.id)
def test_a_sample_of_every_language_parses_and_its_kinds_are_told_apart(
    language: Language, parser: Parser
) -> None:
    text = (SAMPLES / f"{language.id}.txt").read_text(encoding="utf-8")
    tree = parser.parse(text, language.language_ids[0])
    if tree is None and language.id in ONLY_IN_EXTRA:
        pytest.skip("its grammar is in the extra `all-languages`")
    assert tree is not None
    assert tree.errors_in(Span(0, len(text))) == 0
    found = [(match[0], tree.kind_at(match.start() + 4)) for match in WORD.finditer(text)]
    assert found
    assert [word for word, kind in found if word != f"in_{kind}"] == []


@pytest.mark.parametrize("language", all_languages().values(), ids=lambda language: language.id)
def test_the_grammar_knows_every_node_type_that_a_language_names(language: Language) -> None:
    import tree_sitter

    try:
        module = __import__(language.grammar[0])
    except ImportError:
        pytest.skip("its grammar is in the extra `all-languages`")
    grammar = tree_sitter.Language(getattr(module, language.grammar[1])())
    named = (
        language.comments
        | language.strings
        | language.interpolations
        | language.blocks
        | language.definitions
        | language.definition_wrappers
        | language.decorations
        | language.function_values
        | language.not_opening
        | language.block_openers
        | language.block_headers
    )
    unknown = {
        name
        for name in named
        if grammar.id_for_node_kind(name, True) is None and grammar.id_for_node_kind(name, False) is None
    }
    assert unknown == set()
