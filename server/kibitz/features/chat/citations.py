"""Citations in an answer, `path:line` or `path:first-last`: links where the lines exist, else plain names.

Pure. A model makes line numbers up; nobody may be sent to a line that is not there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable

_LINES: Final = r":(?P<first{0}>\d{{1,6}})(?:[-\u2013](?P<last{0}>\d{{1,6}}))?"
_CITED: Final = re.compile(
    rf"`(?P<quoted>[^`\n:]*[^`\n:.]\.\w{{1,8}}){_LINES.format('_quoted')}`"  # may have blanks
    rf"|(?P<plain>(?:[\w.-]+/)*[\w-][\w.-]*\.\w{{1,8}}){_LINES.format('_plain')}"
)


def linked(text: str, lines_of: Callable[[str], tuple[str, int] | None]) -> str:
    """The text with its citations checked.

    Args:
        text: a piece that holds whole words.
        lines_of: path as cited -> its URI and how many lines it has; None when there is no such file.
    """

    def link(match: re.Match[str]) -> str:
        kind = "quoted" if match["quoted"] else "plain"
        path, tick = match[kind], "`" if match["quoted"] else ""
        found = lines_of(path)
        if found is None:
            return match[0]
        uri, n_lines = found
        first = int(match[f"first_{kind}"])
        last = int(match[f"last_{kind}"] or first)
        if not 1 <= first <= last <= n_lines:
            return f"{tick}{path}{tick}"
        return cited(path, uri, first, last)

    return _CITED.sub(link, text)


def cited(path: str, uri: str, first: int, last: int) -> str:
    """A link to some lines, counted from 1."""
    place = f"{first}" if first == last else f"{first}-{last}"
    return f"[{path}:{place}]({quote(uri, safe=':/%')}#L{first})"
