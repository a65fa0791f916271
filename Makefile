# Everything starts from a bare clone: each target makes the environment it needs, once. See README.md.
# PYTHON=/path/to/python chooses the interpreter; otherwise the first from 3.11 to 3.14 that is found.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
TEST_MODEL := qwen2.5-coder-0.5b
SUITABLE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))

.PHONY: FORCE demo test test-editors check lint format types docs wheel vsix bench clean

demo: $(VENV)/demo  ## complete, explain and edit code with a model that runs on this machine
	$(BIN)/kibitz demo --yes

test: $(VENV)/test test-model  ## the whole suite that needs no editor
	$(BIN)/python -m pytest -m "not editor"

test-editors: $(VENV)/test test-model vsix  ## real editors, real keys: Neovim, VS Code, Helix, Emacs, Vim, Kate, JupyterLab
	tests/editors/install_neovim.sh
	tests/editors/install_terminal.sh
	tests/editors/install_vscode.sh
	tests/editors/install_jupyterlab.sh
	tests/editors/install_kate.sh
	$(BIN)/python -m pytest -m editor tests/editors

check: lint types test  ## what a change must pass

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/test
	$(BIN)/pyright

docs: $(VENV)/demo  ## what follows from server/kibitz/settings/model.py
	$(BIN)/kibitz settings > docs/settings.md
	$(BIN)/python clients/vscode/scripts/settings.py

docs/editors.md: FORCE  ## what the editor tests found when they last ran
	$(BIN)/python tests/editors/table.py

wheel: $(VENV)/test
	rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist

vsix: wheel clients/vscode/node_modules/.package-lock.json  ## clients/vscode/kibitz.vsix, the wheel inside
	rm -rf clients/vscode/bundled
	mkdir clients/vscode/bundled
	cp dist/*.whl clients/vscode/bundled/
	cd clients/vscode && npm run package

bench: $(VENV)/test
	$(BIN)/python -m bench

clean:  ## forget the environment; models and editors in the cache stay
	rm -rf $(VENV) dist

.PHONY: test-model
test-model: $(VENV)/test
	$(BIN)/kibitz models pull $(TEST_MODEL) --yes

# The stamps are newer than pyproject.toml exactly when nothing has to be installed.
$(VENV)/demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[local]'
	$(BIN)/python -m compileall -q server
	touch $@

$(VENV)/test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[local,all-languages,dev]'
	$(BIN)/python -m compileall -q server
	touch $(VENV)/demo $@

clients/vscode/node_modules/.package-lock.json: clients/vscode/package.json
	cd clients/vscode && npm install --no-package-lock --no-audit --no-fund
	touch $@

$(BIN)/python:
	@for python in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11; do \
	  if [ -n "$$python" ] && "$$python" -c '$(SUITABLE)' 2>/dev/null; then \
	    echo "$$python -m venv $(VENV)"; exec "$$python" -m venv $(VENV); \
	  fi; \
	done; \
	echo "Kibitz needs Python 3.11 to 3.14 with venv (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1
