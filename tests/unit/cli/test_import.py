"""`kibitz import`: configurations as their users have them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.cli.main import main
from kibitz.settings.load import load

if TYPE_CHECKING:
    from pathlib import Path

HELIX = """
[language-server.lsp-ai]
command = "lsp-ai"
[language-server.lsp-ai.config.memory]
file_store = {}
[language-server.lsp-ai.config.models.model1]
type = "mistral_fim"
model = "codestral-latest"
auth_token_env_var_name = "MISTRAL_API_KEY"
[language-server.lsp-ai.config.completion]
model = "model1"
[language-server.lsp-ai.config.completion.parameters]
max_tokens = 64
"""
LLM_NVIM = """
require('llm').setup({
  backend = "ollama", -- or "huggingface"
  model = "codellama:7b",
  url = "http://localhost:11434",
  request_body = { options = { num_predict = 60 } },
})
"""
CONTINUE_YAML = """
name: Local
version: 1.0.0
models:
  - name: Qwen
    provider: ollama
    model: qwen2.5-coder:1.5b
    roles:
      - autocomplete
  - name: Chat
    provider: openai
    model: gpt-x
    apiKey: sk-secret-key-that-is-not-read-0123456789
    roles: [chat, edit]
    defaultCompletionOptions:
      model: not-this-one
context:
  - provider: code
"""
CONTINUE_JSON = """
{"models": [{"title": "Chat", "provider": "ollama", "model": "llama3"}],
 "tabAutocompleteModel": {"provider": "llama.cpp", "model": "starcoder2", "apiBase": "http://127.0.0.1:8012"}}
"""
TABBY = """
[server]
endpoint = "http://localhost:8080"
[completion]
disabledLanguages = ["markdown"]
[logs]
level = "debug"
"""


@pytest.fixture
def imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(source: str, text: str) -> Any:
        file = tmp_path / "config"
        file.write_text(text, "utf-8")
        assert main(["import", source, str(file)]) == 0
        said = capsys.readouterr().out
        assert "secret" not in said
        loaded = load(json.loads(said))
        assert loaded.problems == ()
        return loaded.settings

    return run


def test_lsp_ai_in_helix(imported: Any):
    settings = imported("lsp-ai", HELIX)
    assert settings.models.completion == "mistral/codestral-latest"
    assert settings.inline_completion.max_tokens == 64


def test_llm_nvim(imported: Any):
    settings = imported("llm.nvim", LLM_NVIM)
    assert settings.models.completion == "ollama/codellama:7b"
    assert settings.providers["ollama"].base_url == "http://localhost:11434/v1"
    assert settings.inline_completion.max_tokens == 60


def test_continue(imported: Any):
    settings = imported("continue", CONTINUE_YAML)
    assert settings.models.completion == "ollama/qwen2.5-coder:1.5b"
    assert settings.models.chat == settings.models.edit == "openai/gpt-x"


def test_continue_as_it_was(imported: Any):
    settings = imported("continue", CONTINUE_JSON)
    assert settings.models.completion == "llamacpp/starcoder2"
    assert settings.providers["llamacpp"].base_url == "http://127.0.0.1:8012/v1"
    assert settings.models.chat == "ollama/llama3"


def test_tabby(imported: Any):
    settings = imported("tabby", TABBY)
    assert settings.inline_completion.disabled_languages == ("markdown",)
    assert settings.log_level == "debug"


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["import", "tabby", str(tmp_path / "nothing")]) == 1
    assert "name the file" in capsys.readouterr().err


def test_an_existing_file_is_not_written_over(tmp_path: Path):
    source, target = tmp_path / "config.toml", tmp_path / "settings.json"
    source.write_text(TABBY)
    assert main(["import", "tabby", str(source), "--write", str(target)]) == 0
    assert json.loads(target.read_text())["kibitz"]["logLevel"] == "debug"
    assert main(["import", "tabby", str(source), "--write", str(target)]) == 1
