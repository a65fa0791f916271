"""DeepSeek's API; completions with a suffix are at its beta address, chats at both."""

from __future__ import annotations

from kibitz.backends.provider import Provider

PROVIDER = Provider(
    id="deepseek",
    base_url="https://api.deepseek.com/beta",
    fim="suffix",
    key_env="DEEPSEEK_API_KEY",
    needs_key=True,
    context_tokens=64_000,
)
