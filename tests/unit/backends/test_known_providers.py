from __future__ import annotations

import pytest

from kibitz.backends.known_providers import checked, known_providers
from kibitz.base.errors import ConfigProblem
from kibitz.settings.model import ProviderSettings


def test_every_built_in_provider_is_named_after_its_file_and_has_an_address() -> None:
    found = known_providers({})
    assert {"openai", "ollama", "llamacpp", "mistral", "deepseek", "openrouter", "lmstudio", "vllm"} <= set(
        found
    )
    for id, provider in found.items():
        assert provider.id == id
        assert checked(provider) is provider
        assert not provider.base_url.endswith("/")
        assert provider.key_env or not provider.needs_key
        assert provider.local or (provider.needs_key and provider.base_url.startswith("https://"))


def test_a_provider_of_the_users_own() -> None:
    own = ProviderSettings(
        base_url=" http://gpu:8000/v1/ ", api_key_env="GPU_KEY", fim="suffix", context_tokens=9000
    )
    gpu = known_providers({"gpu": own})["gpu"]
    assert (gpu.base_url, gpu.key_env, gpu.fim, gpu.context_tokens) == (
        "http://gpu:8000/v1",
        "GPU_KEY",
        "suffix",
        9000,
    )
    assert gpu.wire == "openai" and not gpu.local and not gpu.needs_key


def test_a_built_in_provider_keeps_what_the_user_does_not_set() -> None:
    before = known_providers({})["openai"]
    after = known_providers({"openai": ProviderSettings(api_key_command="pass show openai")})["openai"]
    assert after.key_command == "pass show openai"
    assert (after.base_url, after.fim, after.context_tokens) == (
        before.base_url,
        before.fim,
        before.context_tokens,
    )


def test_the_embedded_model_is_nobodys_to_redefine() -> None:
    assert "local" not in known_providers({"local": ProviderSettings(base_url="http://evil/v1")})


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8000", "ftp://x/v1", "http://", "http://[::1/v1", "http://x:99999/v1", "work"]
)
def test_an_address_that_cannot_be_one_is_a_problem_of_the_settings(url: str) -> None:
    provider = known_providers({"work": ProviderSettings(base_url=url)})["work"]
    assert not provider.local
    with pytest.raises(ConfigProblem, match=r"kibitz\.providers\.work\.baseUrl"):
        checked(provider)
