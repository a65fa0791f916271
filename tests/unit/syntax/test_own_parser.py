from __future__ import annotations

import pytest

from kibitz.syntax.own_parser import accepts_line, verdict


def said(picture: str, completion: str) -> str:
    before, _, after = picture.partition("║")
    return verdict(before, completion, after, "python")


@pytest.mark.parametrize(
    ("picture", "completion"),
    [
        ("def f():\n    if x:\n║\n    return 1\n", "    y = 1"),
        ("def f():\n    x = 1\n║\n    return 1\n", "        y = 1"),
        ("def f():\n    x = 1\n    ║\n    return 1\n", "if x:"),
        ("def f():\n    ║\n    return 1\n", "x = "),
        ("try:\n    f()\n║\n", "x = 1"),
        ("def f():\n    x = ║\n", "= 1"),
        ("def f(x):\n    y = x\n║\n    z = y\n    return z\n", "if f:\n    f(1)"),
        ("for x in xs:\n    f(x)\n║\n    if x:\n        break\n", "if x:\n    g(x)"),
    ],
)
def test_what_python_itself_cannot_read(picture: str, completion: str) -> None:
    assert said(picture, completion) == "objects"


@pytest.mark.parametrize(
    ("picture", "completion"),
    [
        ("def f():\n    if x:\n        ║\n    return 1\n", "y = 1"),
        ("class A:\n    def f(self):\n        ║\n\n    def g(self): ...\n", "return 1"),
        ("def f(:\n    pass\n\n\nx = 1\n\n\ndef g():\n    ║\n", "return 1"),  # too far up to be looked at
    ],
)
def test_what_it_can_read(picture: str, completion: str) -> None:
    assert said(picture, completion) == "accepts"


@pytest.mark.parametrize(
    ("picture", "completion"),
    [
        ("def f(xs):\n    for x in ║\n", "xs:"),  # the body is yet to come
        ("def f(xs):\n    y = 1\n║\n\n\ndef g(): ...\n", "    for x in xs:"),  # at the end of a block too
        ("class A:\n    def f(self):\n        ║\n   \n    def g(self): ...\n", "if self:"),
        ("x = f(║\n", "a"),  # and so is the bracket
        ("def f(:\n    pass\n\n\ndef g():\n    ║\n", "return 1"),
        ("print 'Python 2'\n\n\ndef g():\n    ║\n", "return 1"),
    ],
)
def test_what_is_not_for_the_suggestion_to_mend(picture: str, completion: str) -> None:
    assert said(picture, completion) == "does not know"


def test_languages_without_a_parser_at_hand_say_nothing() -> None:
    assert verdict("x = ", "((", "", "javascript") == "does not know"


@pytest.mark.parametrize(
    ("above", "line", "language_id", "accepted"),
    [
        ("x = \n", "    y = compute(1)", "python", True),
        ("x = \ndef f():\n", "    return 1", "python", True),
        ("x = \n", "    y = compute(1", "python", False),
        ("x = \n", "    words that say nothing", "python", False),
        ("x = \n", "    if y:", "python", False),  # its body is somebody else's to judge
        ("x = \ny = [\n", "    return 1", "python", False),
        ("x = \ny = 1 + \\\n", "    z = 1", "python", False),
        ('x = \ny = """\n', "z = 1", "python", False),
        ("x = \n", "y = 1", "javascript", False),
    ],
)
def test_a_line_by_itself_where_nothing_above_is_open(
    above: str, line: str, language_id: str, accepted: bool
) -> None:
    assert accepts_line(above, line, language_id) is accepted
