"""LM Studio on this machine. It takes no suffix; prompts of ours pass through unchanged."""

from __future__ import annotations

from kibitz.backends.provider import Provider

PROVIDER = Provider(id="lmstudio", base_url="http://127.0.0.1:1234/v1", context_tokens=4096)
