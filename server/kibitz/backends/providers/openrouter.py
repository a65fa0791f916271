"""OpenRouter. What is behind a name may change from one request to the next: a chat model fills the hole."""

from __future__ import annotations

from kibitz.backends.provider import Provider

PROVIDER = Provider(
    id="openrouter",
    base_url="https://openrouter.ai/api/v1",
    fim="chat",
    key_env="OPENROUTER_API_KEY",
    needs_key=True,
    context_tokens=32_000,
)
