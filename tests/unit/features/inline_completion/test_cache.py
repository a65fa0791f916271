from __future__ import annotations

from kibitz.features.inline_completion.cache import MOST_ANSWERS, AnswerCache, Question
from kibitz.features.inline_completion.candidate import Candidate, Drop


def question(prefix: str, suffix: str = ")", *, model: str = "a/b", mode: str = "line") -> Question:
    return Question(model, "python", "block" if mode == "block" else "line", suffix, prefix)


def text_of(answer: Candidate | Drop | None) -> str | None:
    return answer.text if isinstance(answer, Candidate) else None


def test_the_same_question_has_the_same_answer() -> None:
    cache = AnswerCache()
    cache.put(question("f("), Candidate(text="a, b"))
    cache.put(question("g("), Drop(reason="empty"))

    assert cache.get(question("f(")) == Candidate(text="a, b")
    assert cache.get(question("g(")) == Drop(reason="empty")


def test_a_different_suffix_model_or_mode_is_a_different_question() -> None:
    cache = AnswerCache()
    cache.put(question("f("), Candidate(text="a, b"))

    assert cache.get(question("f(", ") + 1")) is None
    assert cache.get(question("f(", model="a/c")) is None
    assert cache.get(question("f(", mode="block")) is None


def test_what_was_suggested_may_be_typed() -> None:
    cache = AnswerCache()
    cache.put(question("f("), Candidate(text="abc, b", replaces=1))

    assert cache.get(question("f(ab")) == Candidate(text="c, b", replaces=1)
    assert text_of(cache.get(question("f(ab", mode="block"))) == "c, b"
    assert cache.get(question("f(ax")) is None
    assert cache.get(question("f(abc, b")) is None, "nothing is left to suggest"
    assert cache.get(question("f")) is None


def test_forgets_what_was_not_asked_for_the_longest_time() -> None:
    cache = AnswerCache()
    cache.put(question("first("), Candidate(text="a"))
    cache.put(question("second("), Candidate(text="b"))
    cache.get(question("first("))
    for number in range(MOST_ANSWERS - 1):
        cache.put(question(f"{number}("), Candidate(text="c"))

    assert text_of(cache.get(question("first("))) == "a"
    assert cache.get(question("second(")) is None
