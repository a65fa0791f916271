"""One hunk taken and another left, in the diff of the extension. The answer is scripted, the editor real."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.scripted_window import Scripted

OLD = "def f(a):\n    x = a\n    y = x\n    z = y\n    return z\n"
NEW = "def f(a):\n    x = a + 1\n    y = x\n    z = y + 1\n    return z\n"
AFTER = ".editor.modified .view-line"
REVIEW_TAB = ".tab[aria-label*='Edit: Add one']"


def test_keys_reject_one_hunk_and_accept_another(scripted: Scripted) -> None:
    window = scripted.window
    scripted.model.reply = lambda _: f"```python\n{NEW}```\n"
    file = window.open_file("hunks.py", OLD)
    window.press("Control+Home", "Control+k", "k")
    window.wait(".quick-input-widget input[type=text]")
    window.type("Add one")
    window.press("Enter")
    window.wait_text("z = y + 1", selector=AFTER)
    window.shot("hunks-review")
    window.press("r")
    window.wait(AFTER, text="x = a + 1", gone=True)
    window.shot("hunks-one-rejected")
    window.press("a")
    window.wait(REVIEW_TAB, gone=True)
    window.wait_text("z = y + 1")
    window.shot("hunks-applied")
    window.save()
    assert file.read_text() == OLD.replace("z = y", "z = y + 1")
    window.command("Kibitz: Undo the Last AI Change")
    window.wait(".tab.active.dirty")
    window.save()
    assert file.read_text() == OLD
