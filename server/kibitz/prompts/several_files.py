"""Says in which form a model orders changes of several files. Pure.

The lines that name files are those of the patches that strong models were trained on, with whole words;
blocks and fences are those of an edit of one file. What the editor cannot do is not offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import LiteralString

_EDIT: Final = (
    "*** Edit File: path\n"
    "<<<<<<< SEARCH\nlines of that file, exactly as they are\n=======\nwhat they become\n>>>>>>> REPLACE"
)
_FORMS: Final[dict[str, LiteralString]] = {
    "create": "*** Create File: path\n```\nall of its text\n```",
    "rename": "*** Rename File: old path -> new path",
    "delete": "*** Delete File: path",
}


def role_for(operations: Collection[str]) -> LiteralString:
    """Who answers, and how."""
    forms = "\n\n".join((_EDIT, *(form for name, form in _FORMS.items() if name in operations)))
    return (
        "You edit the files of a project. Answer with what is to be done, file by file, in these forms and "
        f"with nothing else:\n\n{forms}\n\n"
        "Copy the lines to search for exactly, with as many as it takes to be there only once. Edit only "
        "files that you were shown. Give every file the imports it needs."
    )


def with_orders(role: LiteralString, operations: Collection[str]) -> LiteralString:
    """A role in a conversation that may also name files to rename or delete, besides blocks of code."""
    forms = " or ".join(
        f"`{form}`" for name, form in _FORMS.items() if name in operations and name != "create"
    )
    files = " When code is for a certain file, write its path behind the name of the language."
    return role + files + (f" To rename or delete a file, write a line {forms}." if forms else "")
