"""Names of the commands that a client may send with `workspace/executeCommand`.

Every command that is attached to an item is advertised: Neovim sends no other.
"""

from __future__ import annotations

from lsprotocol import types as lsp

DID_ACCEPT = "kibitz.didAccept"
RUN_ACTION = "kibitz.runAction"
SNOOZE = "kibitz.snooze"
EXPLAIN_SUGGESTION = "kibitz.explainSuggestion"
REVIEW = "kibitz.review"
UNDO = "kibitz.undoLastChange"
COMMIT_MESSAGE = "kibitz.commitMessage"
NEW_CHAT = "kibitz.newChat"

ALL = (DID_ACCEPT, RUN_ACTION, SNOOZE, EXPLAIN_SUGGESTION, REVIEW, UNDO, COMMIT_MESSAGE, NEW_CHAT)

GITHUBS_ACCEPT = (
    "github.copilot.didAcceptCompletionItem",
    "github.copilot.didAcceptPanelCompletionItem",
    "github.copilot.didAcceptNextEditSuggestionItem",
)
"""What clients send that know these names, whatever command is attached. Not advertised."""


def accept_command(suggestion_id: str) -> lsp.Command:
    """What an editor is to send when the user takes a suggestion."""
    return lsp.Command(title="Kibitz", command=DID_ACCEPT, arguments=[suggestion_id])
