"""Options of lsp-ai become settings of Kibitz that can be loaded."""

from __future__ import annotations

from typing import Any

import pytest

from kibitz.lsp.dialect import translated
from kibitz.settings.load import load


def settings_from(models: dict[str, Any], **others: Any) -> Any:
    options = {"memory": {"file_store": {}}, "models": models, "completion": {"model": "m"}} | others
    loaded = load(translated(options))
    assert loaded.problems == ()
    return loaded.settings


def test_ollama():
    settings = settings_from({"m": {"type": "ollama", "model": "codellama:7b"}})
    assert settings.models.completion == "ollama/codellama:7b"
    assert settings.models.chat == "auto"


def test_ollama_elsewhere():
    endpoint = "http://192.168.1.7:11434/api/generate"
    settings = settings_from({"m": {"type": "ollama", "model": "x", "generate_endpoint": endpoint}})
    assert settings.providers["ollama"].base_url == "http://192.168.1.7:11434/v1"


@pytest.mark.parametrize("path", ["/v1/completions", "/v1/chat/completions", "/v1"])
def test_an_openai_server(path: str):
    model = {
        "type": "open_ai",
        "model": "accounts/f/code",
        "completions_endpoint": f"https://api.example.com{path}",
        "auth_token_env_var_name": "EXAMPLE_KEY",
    }
    settings = settings_from({"m": model})
    assert settings.models.completion == "m/accounts/f/code"
    assert settings.providers["m"].base_url == "https://api.example.com/v1"
    assert settings.providers["m"].api_key_env == "EXAMPLE_KEY"


def test_mistral():
    model = {"type": "mistral_fim", "model": "codestral-latest", "auth_token_env_var_name": "MY_KEY"}
    settings = settings_from({"m": model})
    assert settings.models.completion == "mistral/codestral-latest"
    assert settings.providers["mistral"].api_key_env == "MY_KEY"


def test_a_file_for_llama_cpp():
    settings = settings_from({"m": {"type": "llama_cpp", "file_path": "/models/a.gguf"}})
    assert settings.local.model_file == "/models/a.gguf"
    assert settings.models.completion == "auto"


def test_a_model_that_is_not_here_leaves_the_choice_to_kibitz():
    settings = settings_from({"m": {"type": "anthropic", "model": "claude"}})
    assert settings.models.completion == "auto"


def test_chat_and_actions_say_which_model_chats_and_edits():
    models = {"m": {"type": "ollama", "model": "small"}, "big": {"type": "ollama", "model": "large"}}
    settings = settings_from(
        models, chat=[{"trigger": "!C", "model": "big"}], actions=[{"model": "m"}, {"model": "big"}]
    )
    assert (settings.models.edit, settings.models.chat) == ("ollama/small", "ollama/large")


@pytest.mark.parametrize(
    "parameters", [{"max_new_tokens": 32}, {"max_tokens": 32}, {"options": {"num_predict": 32}}]
)
def test_the_longest_answer(parameters: dict[str, Any]):
    model = {"m": {"type": "ollama", "model": "x"}}
    settings = settings_from(model, completion={"model": "m", "parameters": parameters})
    assert settings.inline_completion.max_tokens == 32


def test_without_completion_nothing_is_completed():
    assert not settings_from({}, completion=None).inline_completion.enabled


def test_what_the_user_added_for_kibitz_counts():
    models = {"m": {"type": "ollama", "model": "x"}}
    assert (
        settings_from(models, kibitz={"models": {"completion": "ollama/y"}}).models.completion == "ollama/y"
    )


@pytest.mark.parametrize("broken", [None, [], "x", {"m": []}, {"m": {"type": 7, "model": 8}}])
def test_broken_options_are_no_reason_to_fail(broken: Any):
    assert settings_from(broken, chat={"a": 1}, actions=[None]).models.completion == "auto"
