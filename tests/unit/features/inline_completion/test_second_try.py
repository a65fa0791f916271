from __future__ import annotations

from support.inline import Bench, accept, request_at


class Answers(Bench):
    """Answers one request after the other."""

    def __init__(self, *answers: str) -> None:
        super().__init__()
        left = list(answers)

        async def next_answer() -> None:
            asked = len(self.backend.requests)
            self.backend.answer = left[min(asked, len(left)) - 1]

        self.backend.before_chunk = next_answer
        self.backend.answer = left[0]
        self.backend.chunk_chars = 10_000


async def test_asks_again_with_the_indentation_of_the_block() -> None:
    bench = Answers("    return words\n", "result.append(word)\n    return words\n")
    picture = "def f(words):\n    for word in words:\n║\n    return words\n"

    result = await bench.inline.complete(request_at(picture), bench.settings)

    assert [request.prompt[-9:] for request in bench.backend.requests] == ["n words:\n", "\n        "]
    assert accept(request_at(picture), result.suggestions[0]) == (
        "def f(words):\n    for word in words:\n        result.append(word)\n    return words\n"
    )


async def test_asks_again_with_the_indentation_of_the_line_above() -> None:
    bench = Answers("    for i in range(n, the commit message:\n", "total += 1\n    return total\n")
    picture = "def f():\n    total = 0\n║\n    return total\n"

    result = await bench.inline.complete(request_at(picture), bench.settings)

    assert result.suggestions[0].text == "    total += 1"


async def test_asks_once_where_the_cursor_is_indented_and_where_nothing_is() -> None:
    for picture in ("def f():\n    x = 1\n    ║\n    return total\n", "x = 1\n║\nreturn total\n"):
        bench = Answers("return total\n", "y = 2\n")

        result = await bench.inline.complete(request_at(picture), bench.settings)

        assert (result.reason, len(bench.backend.requests)) == ("repeats what follows", 1)
