from __future__ import annotations

import pytest

from kibitz.features.edits.instruction import find_instruction
from support.edits import picture
from support.inline import snapshot_of


def found(text: str, language_id: str = "python") -> tuple[str, str] | None:
    """The instruction, and the document without its comments."""
    plain, span = picture(text)
    instruction = find_instruction(snapshot_of(plain, language_id), span)
    if instruction is None:
        return None
    for comment in reversed(instruction.comments):
        plain = plain[: comment.start] + plain[comment.end :]
    return instruction.text, plain


def test_on_the_line_of_the_cursor() -> None:
    assert found("a\n# kibitz: do this║\nb\n") == ("do this", "a\nb\n")


def test_above_the_cursor_through_other_comments() -> None:
    assert found("# kibitz: do this\n# by hand\nx ║= 1\n") == ("do this", "# by hand\nx = 1\n")


def test_not_above_other_code() -> None:
    assert found("# kibitz: do this\nx = 1\ny ║= 2\n") is None


def test_in_the_selection() -> None:
    assert found("⟦x = 1\n# kibitz: do this\ny = 2⟧\n") == ("do this", "x = 1\ny = 2\n")


def test_not_on_the_line_behind_the_selection() -> None:
    assert found("⟦x = 1\n⟧# kibitz: do this\n") is None


def test_behind_code() -> None:
    assert found("x ║= 1  # kibitz: do this\n") == ("do this", "x = 1\n")


def test_several_make_one() -> None:
    assert found("⟦# kibitz: do this\n# kibitz: and that\nx = 1⟧\n") == ("do this and that", "x = 1\n")


def test_the_last_line_of_the_file() -> None:
    assert found("x\n# Kibitz: do this║") == ("do this", "x\n")


def test_crlf() -> None:
    assert found("x\r\n# kibitz: do this║\r\ny\r\n") == ("do this", "x\r\ny\r\n")


@pytest.mark.parametrize(
    ("language_id", "line"),
    [
        ("typescript", "// kibitz: do this"),
        ("typescript", "/* kibitz: do this */"),
        ("rust", "/// kibitz: do this"),
        ("lua", "-- kibitz: do this"),
        ("html", "<!-- kibitz: do this -->"),
        ("markdown", "<!-- kibitz: do this -->"),
        ("css", "/* kibitz: do this */"),
        ("unknown", "; kibitz: do this"),
        ("unknown", "-- kibitz: do this"),
        ("unknown", "(* kibitz: do this *)"),
        ("unknown", "{- kibitz: do this -}"),
        ("unknown", "REM kibitz: do this"),
        ("unknown", '" kibitz: do this'),
        ("lua", "--[[ kibitz: do this ]]"),
        ("php", "# kibitz: do this"),
        ("tsx", "{/* kibitz: do this */}"),
        ("html", "<!--\n  kibitz: do\n  this\n-->"),
        ("css", "/*\n * kibitz: do\n * this\n */"),
        ("css", "/* kibitz: do\r\n   this */"),
    ],
)
def test_comments_of_each_language(language_id: str, line: str) -> None:
    assert found(f"{line}║\nx\n", language_id) == ("do this", "x\n")


@pytest.mark.parametrize(
    "line", ["kibitz: do this", "# kibitz:", "# kibitz", "# do kibitz: this", "// kibitz: x"]
)
def test_no_instruction_in_python(line: str) -> None:
    assert found(f"{line}║\n") is None


def test_code_behind_a_comment_stays() -> None:
    assert found("<div> <!-- kibitz: do this --> <p>║x</p></div>\n", "html") == (
        "do this",
        "<div> <p>x</p></div>\n",
    )
    assert found("f(/* kibitz: do this */ a);║\n", "typescript") == ("do this", "f( a);\n")


def test_code_behind_a_comment_that_begins_the_line_stays_as_deep_as_it_is() -> None:
    assert found("  <!-- kibitz: do this --> <li>║</li>\n", "html") == ("do this", "  <li></li>\n")


def test_a_block_of_several_lines_above_and_around_the_cursor() -> None:
    text = "a {}\n/* kibitz: do\n   this */\n/* by hand */\nb {}\n"
    rest = "a {}\n/* by hand */\nb {}\n"
    assert found(text.replace("b {}", "b ║{}"), "css") == ("do this", rest)
    assert found(text.replace("   this", "   ║this"), "css") == ("do this", rest)
    assert found(text.replace("a {}", "a ║{}"), "css") is None


def test_braces_around_a_comment_are_a_block_where_there_is_no_jsx() -> None:
    assert found("{ /* kibitz: do this */ }║\n", "tsx") == ("do this", "{ }\n")
    assert found("{/* kibitz: do this */}║\n", "java") == ("do this", "{}\n")
