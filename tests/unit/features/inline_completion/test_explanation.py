from __future__ import annotations

from support.inline import Bench

URI = "file:///project/example"


async def test_says_how_a_suggestion_came_about() -> None:
    bench = Bench("foo(a)  # done\n")
    await bench.ask("secret_name = ║\n")

    page = bench.inline.explain(URI)

    assert "A suggestion of 1 line, 6 characters." in page
    assert "| Answered by | model |" in page
    assert "| Model | fake/scripted |" in page
    assert "remove_trailing_comment" in page
    assert "| stream | " in page
    assert "secret_name" not in page
    assert "foo" not in page


async def test_says_why_there_is_none() -> None:
    bench = Bench("")
    await bench.ask("x = ║\n")

    assert "No suggestion: **empty**." in bench.inline.explain(URI)
    assert "No suggestion: **empty**." in bench.inline.explain(None)


async def test_nothing_was_asked_yet() -> None:
    assert "Nothing was asked" in Bench().inline.explain(None)
