from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.inline_completion.cache import MOST_ANSWERS, AnswerCache, Question
from kibitz.features.inline_completion.candidate import Candidate, Drop


def question(prefix: str, suffix: str = ")", *, model: str = "a/b", context: str = "") -> Question:
    return Question(model, "python", (context,), suffix, prefix)


def text_of(answer: Candidate | Drop | None) -> str | None:
    return answer.text if isinstance(answer, Candidate) else None


def test_the_same_question_has_the_same_answer() -> None:
    cache = AnswerCache()
    cache.put(question("f("), Candidate(text="a, b"))
    cache.put(question("g("), Drop(reason="empty"))

    assert cache.get(question("f(")) == Candidate(text="a, b")
    assert cache.get(question("g(")) == Drop(reason="empty")


def test_a_different_suffix_model_or_context_is_a_different_question() -> None:
    cache = AnswerCache()
    cache.put(question("f("), Candidate(text="a, b"))

    assert cache.get(question("f(", ") + 1")) is None
    assert cache.get(question("f(", model="a/c")) is None
    assert cache.get(question("f(", context="other")) is None


def test_what_was_suggested_may_be_typed() -> None:
    cache = AnswerCache()
    cache.put(question("f("), Candidate(text="abc, b", replaces=1))

    assert cache.get(question("f(ab")) == Candidate(text="c, b", replaces=1)
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


def test_what_a_model_wrote_unasked_is_no_answer_yet() -> None:
    cache = AnswerCache()
    cache.put_unread(question("f(\n"), "g()\n")

    assert cache.get(question("f(\n")) is None
    assert cache.get(question("f(\ng")) is None
    assert cache.unread(question("f(\n")) == "g()\n"
    assert cache.unread(question("f(")) == ""


NAMES = st.text(alphabet="ab(\n", max_size=6)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=20), NAMES)
def test_is_what_a_search_through_everything_would_find(known: list[tuple[str, str]], prefix: str) -> None:
    cache = AnswerCache()
    for earlier, text in known:
        cache.put(question(earlier), Candidate(text=text))
    answers = dict(known)
    fitting = {prefix[len(e) :]: t for e, t in answers.items() if prefix.startswith(e)}
    rests = {t[len(typed) :] for typed, t in fitting.items() if t.startswith(typed) and len(t) > len(typed)}

    found = cache.get(question(prefix))

    if prefix in answers:
        assert found == Candidate(text=answers[prefix])
    else:
        assert text_of(found) in (rests or {None})
