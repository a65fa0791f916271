"""OpenAI's own API. It has no endpoint for the middle of a text: a chat model fills the hole."""

from __future__ import annotations

from kibitz.backends.provider import Provider

PROVIDER = Provider(
    id="openai",
    base_url="https://api.openai.com/v1",
    fim="chat",
    key_env="OPENAI_API_KEY",
    needs_key=True,
    context_tokens=128_000,
    limit_field="max_completion_tokens",
    fixed_temperature=r"^(o\d|gpt-5)",
)
