"""Says in Markdown how a suggestion came about, or why there is none: names and numbers, no code. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibitz.features.inline_completion.request import InlineResult

WORDS = {
    "model": "Model",
    "mode": "Wanted",
    "answered_by": "Answered by",
    "prefix_tokens": "Prompt: tokens before the cursor",
    "suffix_tokens": "Prompt: tokens behind the cursor",
    "context_tokens": "Prompt: tokens from elsewhere",
    "target_ms": "Target for the first text (ms)",
    "read_tokens_per_s": "The model reads (tokens/s)",
    "written_tokens_per_s": "The model writes (tokens/s)",
    "first_text_ms": "First text comes after (ms)",
    "written_chars": "The model wrote (characters)",
    "filters": "Filters that changed or dropped it",
}


def explanation(result: InlineResult | None) -> str:
    """A page about the last request for a document."""
    if result is None:
        return "# Kibitz\n\nNothing was asked for in this document yet.\n"
    told = result.trace.as_dict()
    n_suggestions = len(result.suggestions)
    if n_suggestions:
        more = f" (the first of {n_suggestions})" if n_suggestions > 1 else ""
        first = result.suggestions[0].text
        n_lines = first.count("\n") + 1
        head = f"A suggestion of {n_lines} line{'s' if n_lines > 1 else ''}, {len(first)} characters{more}."
    else:
        head = f"No suggestion: **{result.reason}**."
    lines = ["# Kibitz: the last suggestion", "", head, "", "| what | |", "|---|---|"]
    lines += [f"| {_words(name)} | {told[name]} |" for name in told if name not in ("stages_ms", "reason")]
    stages = told["stages_ms"]
    if isinstance(stages, dict):
        lines += ["", "| stage | ms |", "|---|---|", *(f"| {name} | {ms} |" for name, ms in stages.items())]
    return "\n".join(lines) + "\n"


def _words(name: str) -> str:
    return WORDS.get(name) or name.replace("_", " ").capitalize()
