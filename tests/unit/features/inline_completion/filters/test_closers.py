from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.closers import fit_closers as fit


@pytest.mark.parametrize(
    ("picture", "text", "left", "replaces"),
    [
        ("x = f(║)", "a, b)", "a, b", 0),
        ("return ║g(s))", "f(", "f(", 0),
        ('x = """a ║\n\ny = """c"""\n', 'b"""', 'b"""', 0),
        ("x = f(║)", "a, b", "a, b", 0),
        ("x = f(║)", "g(a)", "g(a)", 0),
        ("x = f(║)", "g(a))", "g(a)", 0),
        ("def f(║)", "a, b):", "a, b):", 1),
        ("def f(║):", "a, b):", "a, b", 0),
        ("x = f(g(║))", "a))", "a", 0),
        ("x = f(g(║))", "a)", "a", 0),
        ('print("║")', 'hello")', "hello", 0),
        ('print("║")', "it's", "it's", 0),
        ("print('║')", "hello", "hello", 0),
        ("x = [║]", "a for a in b]", "a for a in b", 0),
        ("x = d[║]", "'key'] + d['other']", "'key'] + d['other']", 1),
        ("if (a║) {", "  && b) {", "  && b", 0),
        ("foo(║);", "a);", "a", 0),
        ("let x = 1║;", " + 2;", " + 2", 0),
        ("x = ║", "f(a)", "f(a)", 0),
        ("x = f(a, ║", "b)", "b)", 0),
        ("x = f(║   ", "b)", "b)", 3),
        ("x = f(║)", "a]", "a", 0),
        ("<b>║</b>", "bold</b>", "bold", 0),
        ('<link rel="x" ║>', 'href="y">', 'href="y"', 0),
        ("f(║)", "() => {", "() => {}", 0),
        ("f(║)", "g(", "g()", 0),
        ('print("║");', 'a {}", b);', 'a {}", b);', 3),
        ('print("║");', 'a {}", b)', 'a {}", b);', 3),
        ("f(g(║))", "a), b", "a), b)", 2),
        ("if (║) {", "a) {", "a", 0),
        ("f(║) {", "a): void {", "a): void {", 3),
        ("f(║, b)", "a, b)", "a", 0),
        ("f(║, b)", "a)", "a", 0),
        ("x = ║ + y", "a + y", "a ", 0),
        ("List<║>", "Map<A, B>", "Map<A, B>", 0),
    ],
)
def test_nothing_is_closed_twice(check, picture: str, text: str, left: str, replaces: int) -> None:
    assert check(fit, picture, text, language_id="plaintext") == (left, replaces)


def test_a_docstring_that_is_closed_below_is_not_closed_here(check) -> None:
    picture = 'def f(x):\n    """Return ║\n    """\n    return x\n'

    assert check.text(fit, picture, 'what it got."""') == "what it got."


def test_what_is_left_open_in_the_middle_of_a_line_is_dropped(check) -> None:
    assert check(fit, "f(║)", "{a: 1, b: g(2,") is None
