"""Asks a chat model to rewrite a piece of code, or to write one. Pure.

The format is the plainest there is, the whole piece in one fenced block: models of 0.5 and 1.5 billion
parameters keep to no other. Measured with Qwen2.5-Coder 1.5B on 25 edits in Python, TypeScript, Go and Rust:
with the rest of the file in front, every third answer repeated some of that instead of the piece alone, and
a marked hole in the file lost lines; the piece by itself came back whole 25 times. So what surrounds the
piece is left out where there is a piece, but for the imports, and the instruction comes last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from kibitz.base.clean_text import join_clean
from kibitz.base.llm import ChatMessage, ChatRequest
from kibitz.prompts.fence import fence_for
from kibitz.prompts.project import NOTHING, with_project

if TYPE_CHECKING:
    from typing import LiteralString

    from kibitz.base.clean_text import CleanText

_SYSTEM: Final[dict[str, LiteralString]] = {
    "region": "You edit code. Answer with the whole edited code in one fenced code block, and nothing else.",
    "thought": (
        "You edit code. Say in one sentence what has to be added or changed, then write the whole edited "
        "code in one fenced code block."
    ),
    "blocks": (
        "You edit code. Answer with the changes alone, each as a block, and nothing else:\n"
        "<<<<<<< SEARCH\nlines of the code, exactly as they are\n=======\nwhat they become\n>>>>>>> REPLACE"
    ),
    "diff": "You edit code. Answer with a unified diff in one fenced code block, and nothing else.",
}
_ASKED: Final[dict[str, LiteralString]] = {
    "thought": (
        "\nSay in one sentence what has to be added or changed for that. Then write the complete edited "
        "code in one fenced block."
    ),
    "region": "\nKeep everything else as it is. Answer with the complete edited code in one fenced block.",
    "blocks": (
        "\nKeep everything else as it is. Answer with blocks. Copy the lines to search for exactly, with as "
        "many as it takes to be there only once."
    ),
    "diff": (
        "\nKeep everything else as it is. Answer with a unified diff; begin each hunk with `@@` and at least "
        "two lines that stay."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPrompt:
    """What to ask for.

    Attributes:
        language: its name, as in a fence.
        code: the piece to rewrite; empty when code is to be written where there is none.
        focus: lines of `code` that the instruction is about; empty when it is about all of it.
        imports: what the file of `code` imports, else models import it again, or something else instead.
        before: what stands above the place; used only when `code` is empty.
        project: what holds in the project; may be empty.
    """

    language: CleanText
    code: CleanText
    focus: CleanText
    imports: CleanText
    before: CleanText
    instruction: CleanText
    project: CleanText = NOTHING


def edit_request(
    prompt: EditPrompt,
    *,
    max_tokens: int,
    timeout_ms: int,
    form: Literal["region", "thought", "blocks", "diff"] = "region",
) -> ChatRequest:
    """The conversation that asks for the new text of the piece, in one of four forms.

    `thought` is `region` with a sentence before the code: the 1.5B model, which copies code where it does not
    see at once what to do with it, does it after it has said it.
    """
    user = _rewrite(prompt, _ASKED[form]) if prompt.code.strip() else _write(prompt)
    return ChatRequest(
        messages=(
            ChatMessage(role="system", content=with_project(_SYSTEM[form], prompt.project)),
            ChatMessage(role="user", content=user),
        ),
        max_tokens=max_tokens,
        timeout_ms=timeout_ms,
        timeout_of="silence",
    )


def repair_request(request: ChatRequest, answer: CleanText, problem: CleanText) -> ChatRequest:
    """The same conversation, gone on with the answer and what is wrong with it."""
    return replace(
        request,
        messages=(
            *request.messages,
            ChatMessage(role="assistant", content=answer),
            ChatMessage(role="user", content=problem),
        ),
    )


def _rewrite(prompt: EditPrompt, asked: LiteralString) -> CleanText:
    fence = fence_for(prompt.code, prompt.imports)
    begin, end = join_clean(fence, prompt.language, "\n"), join_clean("\n", fence, "\n\n")
    imports = ("The file already has:\n", begin, prompt.imports, end)
    focus = ("The instruction is about these lines of it:\n", begin, prompt.focus, end)
    return join_clean(
        *(imports if prompt.imports else ()),
        "Edit this ",
        prompt.language,
        " code:\n",
        begin,
        prompt.code,
        end,
        *(focus if prompt.focus else ()),
        "Instruction: ",
        prompt.instruction,
        asked,
    )


def _write(prompt: EditPrompt) -> CleanText:
    fence = fence_for(prompt.before)
    above = join_clean("A ", prompt.language, " file begins like this:\n", fence, prompt.language, "\n")
    return join_clean(
        *((above, prompt.before, "\n", fence, "\n\n") if prompt.before.strip() else ()),
        "Write the ",
        prompt.language,
        " code that comes next.\nInstruction: ",
        prompt.instruction,
        "\nAnswer with the new code alone in one fenced block. Do not repeat the file.",
    )
