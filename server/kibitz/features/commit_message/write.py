"""Writes the message of a commit from the staged diff. Commits nothing.

Files that by their name keep secrets are left out of what the model sees; of a diff that is too long every
file keeps its beginning.
"""

from __future__ import annotations

import re
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from kibitz.base.errors import ConfigProblem
from kibitz.context.privacy import clean, is_private, mask
from kibitz.features.git import staged_diff, subjects
from kibitz.prompts.commit import commit_request
from kibitz.prompts.fim import control_tokens

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress

ANSWER_TOKENS: Final = 160
FRAME_TOKENS: Final = 400
CHARS_PER_TOKEN: Final = 3
MOST_DIFF_CHARS: Final = 24_000  # a larger window is not a better message
SILENCE_MS: Final = 120_000
N_SUBJECTS: Final = 5
SUBJECT_CHARS: Final = 72  # git's own habit; what is longer is cut by most tools
NO_GIT: Final = "That folder is in no Git repository, or there is no git on this machine."
NOTHING_STAGED: Final = "Nothing is staged: `git add` what the commit is to hold."

_FILE: Final = re.compile(r"^(?=diff --git )", re.MULTILINE)
_NAME: Final = re.compile(r"diff --git a/.* b/(.*)")
_NOISE: Final = re.compile(
    r"^(?:index |similarity |old mode |new mode |--- |\+\+\+ |new file mode |deleted file ).*\n", re.MULTILINE
)
_INTRODUCTION: Final = re.compile(
    r"\A(?:here(?:'s| is)\b.*:|(?:commit )?message:|subject:)\s*", re.IGNORECASE
)


async def commit_message(folder: Path, *, models: ModelSource, progress: Progress) -> str:
    """The message for what is staged in the repository of a folder.

    Raises:
        ConfigProblem: there is nothing to write one about; the message says what to do.
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    diff = await staged_diff(folder)
    if diff is None:
        raise ConfigProblem(NO_GIT)
    if not diff.strip():
        raise ConfigProblem(NOTHING_STAGED)
    model = await models.model_for("chat")
    tokens = control_tokens(model.family)
    room = (model.context_tokens - ANSWER_TOKENS - FRAME_TOKENS) * CHARS_PER_TOKEN
    masked = mask(shortened_diff(diff, min(room, MOST_DIFF_CHARS)), control_tokens=tokens)
    earlier = "\n".join(await subjects(folder, N_SUBJECTS))
    request = commit_request(
        masked.text,
        clean(earlier, control_tokens=tokens),
        max_tokens=ANSWER_TOKENS,
        timeout_ms=SILENCE_MS,
    )
    answer = ""
    async with aclosing(model.backend.chat(request)) as chunks:
        async for chunk in chunks:
            answer += chunk.text
            progress.report(f"{answer.count(' ')} words")
    return read_message(masked.restore(answer))


def read_message(answer: str) -> str:
    """The message in an answer: a subject, and perhaps a body behind a blank line."""
    text = answer.replace("\r\n", "\n").strip()
    fenced = re.search(r"^```[^\n]*\n(.*?)(?:^```|\Z)", text, re.DOTALL | re.MULTILINE)
    text = (fenced[1] if fenced else text).strip().strip('`"').strip()
    text = _INTRODUCTION.sub("", text).strip()
    subject, _, body = text.partition("\n")
    subject = subject.strip().strip('*"`').rstrip(".")
    if len(subject) > SUBJECT_CHARS:
        cut = subject.rfind(" ", 0, SUBJECT_CHARS)
        body = f"{subject[cut:].strip()}\n{body}" if cut > 0 else body
        subject = subject[: cut if cut > 0 else SUBJECT_CHARS]
    lines = [line.rstrip() for line in body.strip("\n").split("\n")]
    body = "\n".join(lines).strip()
    return f"{subject}\n\n{body}\n" if body else f"{subject}\n"


def shortened_diff(diff: str, most_chars: int) -> str:
    """The diff without files that keep secrets; of a long one, the start of every file."""
    files = [part for part in _FILE.split(diff) if part.strip()]
    shown = [_readable(part) for part in files]
    if sum(map(len, shown)) <= most_chars:
        return "".join(shown)
    share = max(most_chars // max(len(shown), 1), 1)
    spare = sum(share - len(part) for part in shown if len(part) < share)
    n_long = sum(len(part) >= share for part in shown)
    share += spare // max(n_long, 1)
    cut = (part if len(part) <= share else part[:share].rpartition("\n")[0] + "\n...\n" for part in shown)
    return "".join(cut)[:most_chars]


def _readable(part: str) -> str:
    """One file of a diff, under a heading that says what happens to it; models repeat git's own headings."""
    name = _NAME.match(part)
    if name is None:
        return part
    path = name[1].strip('"')
    kind = "new file" if "\nnew file mode" in part else "deleted" if "\ndeleted file" in part else "changed"
    heading = f"{path} ({kind}):\n"
    if is_private(path):
        return f"{heading}(not shown: this file keeps secrets)\n"
    return heading + _NOISE.sub("", part.partition("\n")[2])
