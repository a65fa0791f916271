"""An answer with two functions of one name, where one calls the other: which is the new one. Pure.

Asked to move lines into a function of its own, small models give that the name of the one they came from.
Where the old one did not call itself, the one that is called is the new one, and lacks nothing but a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kibitz.context.privacy import clean
from kibitz.features.edits.ask import SILENCE_MS
from kibitz.features.edits.attempts import Naming
from kibitz.features.edits.function_name import NAME_TOKENS, QUESTION, naming_role, read_name
from kibitz.features.edits.parse import Refused, parse_answer
from kibitz.prompts.task import TaskPrompt, task_request
from kibitz.syntax.outline import outline

if TYPE_CHECKING:
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree


WORD: Final = re.compile(r"\w+")


def naming(
    answer: str, shown: str, taken: set[str], *, tree: SyntaxTree, parser: Parser, tokens: tuple[str, ...]
) -> Naming | None:
    """What to ask about an answer that defines one name twice; None where it is in doubt what is new in it.

    Args:
        answer: of the model.
        shown: the code it was asked to change.
        taken: names that are none for a new function.
        tree: of the document.
        parser: for the answer.
        tokens: that control the model.
    """
    language = tree.language.id
    code = parse_answer(answer, shown)
    found = None if isinstance(code, Refused) else twins_in(code.text, shown, tree, parser)
    if found is None:
        return None
    prompt = TaskPrompt(
        role=naming_role(language),
        language=clean(language, control_tokens=tokens),
        code=clean(found.called, control_tokens=tokens),
        question=clean(QUESTION),
    )

    def whole(answer: str) -> str:
        name = read_name(answer, taken, language)
        return f"```\n{found.named(name)}\n```" if name else ""

    return Naming(request=task_request(prompt, max_tokens=NAME_TOKENS, timeout_ms=SILENCE_MS), whole=whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Two functions of one name.

    Attributes:
        called: the new one.
    """

    called: str = field(repr=False)
    _code: str = field(repr=False)
    _name: str
    _calling: str = field(repr=False)

    def named(self, name: str) -> str:
        """The code, in which the new function has a name of its own."""
        old = re.compile(rf"\b{re.escape(self._name)}\b(?=\s*\()")
        start = old.search(self._calling)
        assert start is not None
        head, rest = self._calling[: start.end()], self._calling[start.end() :]
        code = self._code.replace(self._calling, head + old.sub(name, rest), 1)
        return code.replace(self.called, old.sub(name, self.called), 1)


def twins_in(code: str, shown: str, tree: SyntaxTree, parser: Parser) -> Twins | None:
    """The two functions; None where it is in doubt which is which."""
    lines = code.split("\n")
    found = [each for each in outline(parser.variant(code, tree.language.id, near=0)) if not each.container]
    names = [each.name for each in found]
    twice = {name for name in names if names.count(name) > 1}
    if len(twice) != 1:
        return None
    [name] = twice
    call = re.compile(rf"\b{re.escape(name)}\s*\(")
    texts = ["\n".join(lines[each.line : each.end_line + 1]) for each in found if each.name == name]
    n_calls = [len(call.findall(text)) - 1 for text in texts]
    if len(texts) != 2 or sorted(n_calls)[0] != 0 or max(n_calls) == 0 or len(call.findall(shown)) != 1:
        return None
    called, calling = sorted(texts, key=lambda text: len(call.findall(text)))
    return Twins(called=called, _code=code, _name=name, _calling=calling)
