"""Whether a suggestion makes a mess: the syntax errors a text has with it and had not before.

A document is broken most of the time somebody types in it, if only by the unfinished line. So both sides
are given the brackets the user has yet to close, and the suggestion must mend what goes away with that line.
Where there are errors besides, their number says little: then it must only not be worse.

Pure from outside, never raises. Measured on real files cut at random places (`bench/added_errors.py`): 1 in
250 correct completions counts as a mess in an intact file, 1 in 50 below a wrong line and 1 in 14 below a
bracket left open; prose in place of code is found in 93, 92 and 87 of 100 cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.syntax.nesting import Depth, brackets, line_start, openings, text_end
from kibitz.syntax.own_parser import line_verdict, verdict
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.syntax.nesting import Opening
    from kibitz.syntax.own_parser import Verdict
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree

MOST_LINES_CUT = 24  # each costs a reparse or four


def adds_errors(
    parser: Parser, before: str, replaced: str, completion: str, after: str, language_id: str
) -> int:
    """How many more syntax errors the text around has with `completion` in place of `replaced`; 0 is clean.

    Args:
        before: the document up to what is replaced.
        replaced: what the completion takes the place of; mostly nothing.
        after: the document behind it.
    """
    near, n_inserted = len(before), len(completion)
    site = parser.chunk(before + replaced + after, language_id, near=near)
    said = _own_verdict(site, before, completion, after, language_id)
    if said != "does not know":
        return 0 if said == "accepts" else 1
    whole = parser.chunk(before + completion + after, language_id, near=near, n_inserted=n_inserted)
    if _is_clean_here(whole, site, before, completion, after):
        return 0
    with_it = _errors(parser, before, completion, after, language_id)
    if with_it == 0:
        return 0
    return max(with_it - _errors_without(parser, before, replaced, after, language_id), 0)


def _own_verdict(site: SyntaxTree, before: str, completion: str, after: str, language_id: str) -> Verdict:
    """The language's own parser stops at the first error: below one it can only speak of the line."""
    line_start = before.rfind("\n") + 1
    if not site.errors_in(Span(0, line_start)):
        return verdict(before, completion, after, language_id)
    if "\n" in completion:
        return "does not know"
    above = site.encoded.part[: line_start - site.encoded.start]
    return line_verdict(above, before[line_start:] + completion + after.partition("\n")[0], language_id)


def _is_clean_here(whole: SyntaxTree, site: SyntaxTree, before: str, completion: str, after: str) -> bool:
    """Whether the completion's lines are free of errors in `whole`, and the rest has no more than `site`.

    The common case, at the price of one parse: while a document is written it has errors in other places.
    """
    end = len(before) + len(completion)
    here = Span(before.rfind("\n") + 1, end + len(after) - len(_after_line(after)))
    return not whole.errors_in(here) and whole.n_errors <= site.n_errors


def cut_to_clean(
    parser: Parser, before: str, replaced: str, completion: str, after: str, language_id: str
) -> str:
    """The longest run of whole lines at the start of `completion` that adds no errors; "" when none does.

    Or a first line up to its colon, `if x:` of `if x: return`, where the body stands below already.
    """
    site = parser.chunk(before + replaced + after, language_id, near=len(before))
    allowed: int | None = None
    end = len(completion)
    for _ in range(MOST_LINES_CUT):
        kept = completion[:end]
        if not kept.strip():
            break
        said = _own_verdict(site, before, kept, after, language_id)
        errors = _errors(parser, before, kept, after, language_id)
        if errors and allowed is None:
            allowed = _errors_without(parser, before, replaced, after, language_id)
        if errors <= (allowed or 0) and said != "objects":
            return kept
        end = max(completion.rfind("\n", 0, end), 0)
    header = completion[: completion.partition("\n")[0].rfind(": ") + 1]
    if header and not adds_errors(parser, before, replaced, header, after, language_id):
        return header
    return ""


def _errors_without(parser: Parser, before: str, replaced: str, after: str, language_id: str) -> int:
    """How many errors there may be: those of the document without its unfinished line, if that has any."""
    errors = _errors(parser, before, replaced, after, language_id)
    line = before.rfind("\n") + 1
    if errors and before[line:].strip():
        elsewhere = _errors(parser, before[:line], "", _after_line(after), language_id)
        return max(errors, elsewhere) if elsewhere else 0
    return errors


def _errors(parser: Parser, before: str, middle: str, after: str, language_id: str) -> int:
    """Errors in `before + middle + after`, once what the user left open before the cursor is closed."""
    near, n_inserted = len(before), len(middle)
    whole = parser.chunk(before + middle + after, language_id, near=near, n_inserted=n_inserted)
    errors = whole.n_errors
    if not errors:
        return 0
    cursor = len(before) + len(middle)
    tree = parser.chunk(before + middle, language_id, near=cursor)
    site = parser.chunk(before + after, language_id, near=len(before))
    depth = Depth(tree, openings(site, site.encoded.byte(len(before))))
    for bracket in brackets(tree, tree.encoded.byte(len(before)), len(tree.data)):
        depth.step(bracket)
    line = line_start(site, site.encoded.byte(len(before)))
    left_open = [opening for opening in depth.outer if _is_yet_to_come(opening, line)]
    typing = before.rpartition("\n")[2].strip()
    one = len(depth.inner) == 1 and middle.lstrip()[:1].isalpha()  # some servers say one line at a time
    if "\n" not in middle and (typing or one) and _is_header(tree, depth.inner):
        left_open = depth.inner[::-1] + left_open
    closing = "".join(_closer(opening) for opening in left_open)
    if not closing:
        return errors
    if tree.kind_at(cursor) == "comment":
        closing = "\n" + closing
    n_inserted += len(closing)
    closed = parser.chunk(before + middle + closing + after, language_id, near=near, n_inserted=n_inserted)
    return min(errors, closed.n_errors)


def _is_yet_to_come(opening: Opening, line: int) -> bool:
    """Whether the user may close it further down: a block, or what was opened on the cursor's own line.

    A round or square bracket left open on an earlier line is more likely a mistake.
    """
    return opening.closed_at is None and (
        opening.bracket.closer not in (")", "]") or opening.bracket.start >= line
    )


def _is_header(tree: SyntaxTree, opened: list[Opening]) -> bool:
    """Whether a line ends where a block begins that goes on below: `f(() => {`, `if x then`."""
    if not opened or opened[-1].bracket.closer in (")", "]"):
        return False
    return opened[-1].bracket.closer.isidentifier() or opened[-1].bracket.end == text_end(
        tree, len(tree.data)
    )


def _closer(opening: Opening) -> str:
    """What somebody would type to close `opening`."""
    kind, _, name = opening.bracket.closer.partition(" ")
    if name:
        return f"</{name}>"
    return f"\n{kind}\n" if kind.isidentifier() else kind


def _after_line(after: str) -> str:
    line_end = after.find("\n")
    return "" if line_end < 0 else after[line_end + 1 :]
