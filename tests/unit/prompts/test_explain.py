from __future__ import annotations

from kibitz.context.privacy import clean
from kibitz.prompts.explain import ExplainPrompt, explain_request


def asked(code: str, around: str = "") -> str:
    prompt = ExplainPrompt(language=clean("go"), code=clean(code), around=clean(around), problem=clean(""))
    request = explain_request(prompt, max_tokens=300, timeout_ms=1000)
    assert (request.max_tokens, request.timeout_ms) == (300, 1000)
    assert [message.role for message in request.messages] == ["system", "user"]
    return request.messages[-1].content


def test_the_code_is_fenced_and_the_question_comes_last() -> None:
    text = asked("x := 1")
    assert "```go\nx := 1\n```" in text
    assert text.rstrip().endswith(".")
    assert "around it" not in text


def test_what_is_around_comes_before_the_code() -> None:
    text = asked("x := 1", "func f() {\n\tx := 1\n}")
    assert text.index("func f()") < text.index("```go\nx := 1\n```")


def test_fences_in_either_get_a_longer_one_around() -> None:
    assert "````go\nx\n````" in asked("x", "/*\n```\n*/")
