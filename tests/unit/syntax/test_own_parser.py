from __future__ import annotations

import pytest

from kibitz.syntax.own_parser import line_verdict, verdict


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
    ("above", "line"),
    [
        ("x = \n", "    y = compute(1)"),
        ("x = \ndef f():\n", "    return 1"),
        ("x = \n", "    if y:"),  # its body is somebody else's to judge
        ("x = \ny = call(1, [2\n", "    return 1"),  # which cannot stand in brackets
        ("x = \ny = call(1, [2\nz = 1\n", "total"),  # nor can what is above it
        ("x = \n        y = 1\n", "    print(y)"),  # the end of a block
        ("x = \n    for y in ys:\n", "        print(y)"),
    ],
)
def test_a_line_below_an_error_that_fits_what_is_right_above_it(above: str, line: str) -> None:
    assert line_verdict(above, line, "python") == "accepts"


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("x = \n", "    words that say nothing"),
        ("x = \n", "    y = compute(1))"),
        ("x = \n    y = 1\n", "        z = 2"),  # deeper than a block that nothing opened
        ("x = \ny = call(1, [2\n", "    return 1 +"),
    ],
)
def test_a_line_below_an_error_with_an_error_of_its_own(above: str, line: str) -> None:
    assert line_verdict(above, line, "python") == "objects"


@pytest.mark.parametrize(
    ("above", "line", "language_id"),
    [
        ("x = \n", "    y = compute(1", "python"),
        ("x = \ny = [\n", "    total", "python"),
        ("x = \ny = 1 + \\\n", "    z = 1", "python"),
        ('x = \ny = """\n', "z = 1", "python"),
        ("x = \n    y = 1\n", "else:", "python"),
        ("x = \n", "@final", "python"),
        ("x = \n", "y = 1", "javascript"),
    ],
)
def test_what_a_line_below_an_error_does_not_say_by_itself(above: str, line: str, language_id: str) -> None:
    assert line_verdict(above, line, language_id) == "does not know"
