"""Real Neovims with real keys, the configuration that is shipped, and the real embedded model.

`tests/editors/install_neovim.sh` installs the editors, `kibitz models pull` the model.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgpack
import pytest

from kibitz.storage.paths import user_paths
from support import user_home
from support.places import EDITORS, OUTPUT, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLIENT = ROOT / "clients/neovim"

SETTINGS: dict[str, Any] = {
    "models": dict.fromkeys(("completion", "edit", "chat"), "local/qwen2.5-coder-0.5b"),
    "inlineCompletion": {
        "timeoutMs": 60_000
    },  # a busy machine loads the model for longer than a person waits
}
MODEL_TIMEOUT_S = 90.0  # loads from a cold disk on two busy cores, then a whole explanation
CALL_TIMEOUT_S = 20.0  # of a busy machine; a Neovim that waits for a key answers nothing at all
PAUSE_S = 0.05

# Ears for every question the editor puts: they are written to a file, because a Neovim that waits for an
# answer runs no Lua. And settings changed while the server runs.
LISTEN = """
local questions = ...
function _G.change_settings(changed)
  local client = vim.lsp.get_clients({ name = 'kibitz' })[1]
  client.settings = { kibitz = vim.tbl_deep_extend('force', client.settings.kibitz, changed) }
  client:notify('workspace/didChangeConfiguration', { settings = client.settings })
end

local function write(question)
  vim.fn.writefile({ vim.json.encode(question) }, questions, 'a')
end
local select, input, confirm, notify = vim.ui.select, vim.ui.input, vim.fn.confirm, vim.notify
vim.ui.select = function(items, options, choose)
  local show = options.format_item or tostring
  write({ kind = 'select', prompt = options.prompt or '', choices = vim.tbl_map(show, items) })
  select(items, options, choose)
end
vim.ui.input = function(options, answer)
  write({ kind = 'input', prompt = options.prompt or '' })
  input(options, answer)
end
vim.fn.confirm = function(message, choices, ...)
  write({ kind = 'confirm', prompt = message, choices = vim.split(choices or '', '\\n') })
  return confirm(message, choices, ...)
end
local show_message = vim.lsp.handlers['window/showMessage']
vim.lsp.handlers['window/showMessage'] = function(err, result, ...)
  write({ kind = 'message', prompt = result.message })
  return show_message(err, result, ...)
end
vim.notify = function(message, level, options)
  write({ kind = 'notify', prompt = message })
  notify(message, level, options)
end
"""


class Neovim:
    """One running editor."""

    def __init__(self, program: Path, home: Path, name: str) -> None:
        self.home = home
        self._name = name
        self._questions = home / "questions.jsonl"
        self._questions.touch()
        self._n_answered = 0
        environ = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "KIBITZ_HOME": str(home / "kibitz"),
            "XDG_CONFIG_HOME": str(home),
            "XDG_STATE_HOME": str(home),
        }
        settings = [f"{variable}={value}" for variable, value in environ.items()]
        argv = ["env", *settings, str(program), "--embed", "--headless", "--clean", "-n", "-i", "NONE"]
        (home / ".git").mkdir()  # the root of the project, and so one server for all buffers
        self._process = subprocess.Popen(argv, cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._messages = msgpack.Unpacker()
        self._n_calls = 0
        self.call("nvim_ui_attach", 100, 32, {})

    def call(self, method: str, *arguments: Any) -> Any:
        """Call a function of Neovim's API; whatever else comes through the pipe is about the screen."""
        assert self._process.stdin
        assert self._process.stdout
        self._n_calls += 1
        self._process.stdin.write(msgpack.packb([0, self._n_calls, method, arguments]))
        self._process.stdin.flush()
        while True:
            for kind, *rest in self._messages:
                if kind == 1 and rest[0] == self._n_calls:
                    if rest[1]:
                        raise RuntimeError(f"{method}: {rest[1]}")
                    return rest[2]
            if not select.select([self._process.stdout], [], [], CALL_TIMEOUT_S)[0]:
                raise TimeoutError(f"Neovim does not answer {method}")
            data = os.read(self._process.stdout.fileno(), 65536)
            if not data:
                raise EOFError("Neovim is gone")
            self._messages.feed(data)

    def configure(self, settings: dict[str, Any]) -> None:
        """The folder of the client on the path, as the README has it."""
        self.lua(LISTEN, str(self._questions))
        self.lua("vim.opt.runtimepath:append(...)", str(CLIENT))
        self.lua("vim.lsp.config('kibitz', { settings = { kibitz = ... } })", SETTINGS | settings)
        self.command("runtime plugin/kibitz.lua")  # --clean reads plugins before the folder is on the path
        self.command("filetype plugin on")

    def open(self, name: str, text: str) -> Path:
        """Write a file, edit it and wait for the server."""
        path = self.home / name
        path.write_text(text, "utf-8")
        self.command(f"edit {path}")
        self.wait(
            "the server to attach", lambda: self.lua("return #vim.lsp.get_clients({ bufnr = 0 })") == 1, 20
        )
        return path

    def lua(self, code: str, *arguments: Any) -> Any:
        """Run Lua in the editor."""
        return self.call("nvim_exec_lua", code, arguments)

    def command(self, command: str) -> str:
        """Run an Ex command; what it prints."""
        return self.call("nvim_exec2", command, {"output": True}).get("output", "")

    def keys(self, keys: str) -> None:
        """Press keys, as a person does."""
        self.call("nvim_input", keys)

    def window(self, filetype: str) -> str:
        """The text of a buffer of this type that is in a window now; empty if there is none."""
        return self.lua(
            """
            for _, window in ipairs(vim.api.nvim_list_wins()) do
              local buffer = vim.api.nvim_win_get_buf(window)
              if vim.bo[buffer].filetype == ... then
                return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\\n')
              end
            end
            return ''
            """,
            filetype,
        )

    def lines(self, name: str = "%") -> list[str]:
        """The text of a buffer, by default of the current one."""
        return self.call("nvim_call_function", "getbufline", [name, 1, "$"])

    def is_prompting(self) -> bool:
        """Whether a prompt is open, such as a menu of choices."""
        return self.mode()[0] in "cr"

    def mode(self) -> str:
        """Neovim's mode, once it is none of "press Enter to go on": no Lua runs until somebody does."""
        while (mode := self.call("nvim_get_mode"))["mode"] in ("r", "rm"):
            self.keys("<CR>")
            time.sleep(PAUSE_S)
        return mode["mode"]

    def wait(
        self,
        what: str,
        ready: Callable[[], Any],
        timeout_s: float = MODEL_TIMEOUT_S,
        *,
        pause_s: float = PAUSE_S,
    ) -> Any:
        """Poll until `ready` is true; what it waits for is in the failure, with the screen."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            self.mode()
            if value := ready():
                return value
            time.sleep(pause_s)
        told = self._questions.read_text("utf-8")
        pytest.fail(f"waited {timeout_s:.0f} s for {what}\n{self.screen()}\n{told}")

    def question(self, kind: str, timeout_s: float = MODEL_TIMEOUT_S) -> dict[str, Any]:
        """The next question of this kind that the editor puts, once it waits for the answer."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            questions = [json.loads(line) for line in self._questions.read_text("utf-8").splitlines()]
            for number, question in enumerate(questions[self._n_answered :], self._n_answered + 1):
                if question["kind"] == kind and self.is_prompting():
                    self._n_answered = number
                    return question
            time.sleep(PAUSE_S)
        pytest.fail(f"waited {timeout_s:.0f} s for a question ({kind})\n{self._questions.read_text('utf-8')}")

    def was_told(self, text: str) -> bool:
        """Whether the user saw a message or a question with this text."""
        return text in self._questions.read_text("utf-8")

    def choose(self, title: str) -> None:
        """Answer the menu that is open with the number of the first choice that contains `title`."""
        choices = self.question("select")["choices"]
        numbers = [number for number, choice in enumerate(choices, 1) if title in choice]
        assert numbers, choices
        self.keys(f"{numbers[0]}<CR>")

    def change_settings(self, **changed: Any) -> None:
        """Change settings of Kibitz while it runs."""
        self.lua("change_settings(...)", changed)

    def ghost_text(self) -> str:
        """What Neovim's own inline completion shows now, over all its lines."""
        marks = self.lua(
            """
            local namespace = vim.api.nvim_get_namespaces()['nvim.lsp.inline_completion']
            return vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true })
            """
        )
        rows = [
            "".join(chunk[0] for chunk in row)
            for mark in marks
            for row in [mark[3].get("virt_text", []), *mark[3].get("virt_lines", [])]
        ]
        return "\n".join(rows)

    def screen(self) -> str:
        """What a person would see."""
        rows = self.lua(
            """
            vim.cmd.redraw()
            local rows = {}
            for row = 1, vim.o.lines do
              local cells = {}
              for column = 1, vim.o.columns do cells[column] = vim.fn.screenstring(row, column) end
              rows[row] = (table.concat(cells):gsub('%s+$', ''))
            end
            return rows
            """
        )
        return "\n".join(rows)

    def keep_screen(self, moment: str) -> None:
        """Keep the screen as a text file, to be looked at after the run."""
        folder = OUTPUT / "neovim"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self._name}-{moment}.txt").write_text(self.screen() + "\n", "utf-8")

    def processes(self) -> list[str]:
        """The command lines of the editor and of everything below it, children of children included."""
        return user_home.running(self.home)

    def quit(self) -> None:
        """`:qa!`, typed."""
        with self._process:
            if self._process.poll() is None:
                self.keys("<C-c><C-\\><C-n>:qa!<CR>" if self.is_prompting() else "<C-\\><C-n>:qa!<CR>")
            try:
                self._process.wait(CALL_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                raise

    def wait_until_gone(self, timeout_s: float) -> None:
        """Wait until nothing is left of the editor and of what its Kibitz started."""
        end = time.monotonic() + timeout_s
        while (left := self.processes()) and time.monotonic() < end:
            time.sleep(PAUSE_S)
        assert not left


@pytest.fixture
def start_neovim(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Neovim]]:
    """Starts a Neovim: `start_neovim("0.12", logLevel="debug")`, with settings of Kibitz."""
    started: list[Neovim] = []

    def start(version: str, **settings: Any) -> Neovim:
        program = EDITORS / f"nvim-{version}"
        if not program.exists():
            pytest.fail("run tests/editors/install_neovim.sh first, or `make test-editors`")
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        assert said.startswith(f"NVIM v{version}"), said
        (tmp_path / "kibitz/data").mkdir(parents=True)
        (tmp_path / "kibitz/data/models").symlink_to(user_paths().models, target_is_directory=True)
        started.append(Neovim(program, tmp_path, request.node.name))
        started[0].configure(settings)
        return started[0]

    yield start
    for editor in started:
        editor.quit()
