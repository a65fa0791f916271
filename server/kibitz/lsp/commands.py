"""Names of the commands that a client may send with `workspace/executeCommand`.

Every command that is attached to an item is advertised: Neovim sends no other.
"""

from __future__ import annotations

DID_ACCEPT = "kibitz.didAccept"
RUN_ACTION = "kibitz.runAction"
SNOOZE = "kibitz.snooze"
EXPLAIN_SUGGESTION = "kibitz.explainSuggestion"
REVIEW = "kibitz.review"
UNDO = "kibitz.undoLastChange"

ALL = (DID_ACCEPT, RUN_ACTION, SNOOZE, EXPLAIN_SUGGESTION, REVIEW, UNDO)
