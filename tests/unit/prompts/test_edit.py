from __future__ import annotations

from kibitz.context.privacy import clean
from kibitz.prompts.edit import EditPrompt, edit_request, repair_request


def prompt(code: str = "", *, focus: str = "", imports: str = "", before: str = "") -> EditPrompt:
    return EditPrompt(
        language=clean("python"),
        code=clean(code),
        focus=clean(focus),
        imports=clean(imports),
        before=clean(before),
        instruction=clean("Double it."),
    )


def asked(what: EditPrompt) -> str:
    request = edit_request(what, max_tokens=100, timeout_ms=1000)
    system, user = request.messages
    assert (system.role, user.role) == ("system", "user")
    assert (request.max_tokens, request.timeout_ms) == (100, 1000)
    return user.content


def test_the_code_is_fenced_and_the_instruction_follows_it() -> None:
    text = asked(prompt("x = 1"))
    assert "```python\nx = 1\n```" in text
    assert text.index("x = 1") < text.index("Double it.") < text.index("Answer with")


def test_imports_are_named_only_where_there_are_some() -> None:
    assert "The file already has:\n```python\nimport os\n```" in asked(prompt("x", imports="import os"))
    assert "already has" not in asked(prompt("x"))


def test_the_lines_it_is_about_stand_between_the_code_and_the_instruction() -> None:
    text = asked(prompt("x = 1\ny = 2", focus="y = 2"))
    assert text.index("x = 1\ny = 2") < text.index("```python\ny = 2\n```") < text.index("Double it.")
    assert "these lines" not in asked(prompt("x"))


def test_code_with_fences_gets_a_longer_fence() -> None:
    text = asked(prompt("Run:\n```sh\nmake\n```"))
    assert "````python\nRun:" in text and "```\n````\n" in text


def test_new_code_is_asked_for_where_there_is_none() -> None:
    text = asked(prompt(before="x = 1"))
    assert "x = 1" in text and "Write the python code" in text
    assert "```" not in asked(prompt())


def test_a_second_question_goes_on_with_the_conversation() -> None:
    first = edit_request(prompt("x = 1"), max_tokens=100, timeout_ms=1000)
    second = repair_request(first, clean("y = 2"), clean("Wrong."))
    assert second.messages[:2] == first.messages
    assert [(message.role, message.content) for message in second.messages[2:]] == [
        ("assistant", "y = 2"),
        ("user", "Wrong."),
    ]
    assert second.max_tokens == first.max_tokens
