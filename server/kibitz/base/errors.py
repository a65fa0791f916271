"""The errors of Kibitz.

    KibitzError
    |- UserActionNeeded      the message says what to do; shown once per cause
    |  |- ConfigProblem
    |  |- KeyMissing
    |  |- KeyRejected
    |  |- QuotaReached
    |  '- ModelMissing       nothing to complete with yet: a download needs consent, no server runs
    |- BackendFailure        the model server did not do its part
    |  |- Unreachable
    |  |- TimedOut
    |  '- BadAnswer
    |- StorageFailure        what Kibitz keeps on disk cannot be read or written
    '- StaleRequest          the document moved on

Anything else that is raised is a bug. Messages never contain the text of a user's file.
"""

from __future__ import annotations


class KibitzError(Exception):
    """Base of every error that Kibitz raises on purpose. `str(error)` is one sentence for the user."""


class UserActionNeeded(KibitzError):
    """Only the user can mend it; the message says how."""


class ConfigProblem(UserActionNeeded):
    """A setting names something that does not exist or cannot be."""


class KeyMissing(UserActionNeeded):
    """A provider needs a key and none was found."""


class KeyRejected(UserActionNeeded):
    """The provider refused the key (401 or 403)."""


class QuotaReached(UserActionNeeded):
    """The provider says that the quota or the rate is used up (429)."""


class ModelMissing(UserActionNeeded):
    """There is no model for this job on this machine yet."""


class BackendFailure(KibitzError):
    """The model server failed. `retryable` says whether the same request may work later."""

    retryable = True


class Unreachable(BackendFailure):
    """No connection, or it broke."""


class TimedOut(BackendFailure):
    """No answer within the deadline of the request."""


class BadAnswer(BackendFailure):
    """An answer that is not what the protocol says."""

    retryable = False


class StorageFailure(KibitzError):
    """A file of Kibitz' own cannot be read or written: the disk is full, or another program holds it."""


class StaleRequest(KibitzError):
    """The document changed so that the answer no longer applies."""
