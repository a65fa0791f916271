"""What clients/jupyterlab/README.md promises: `kibitz setup jupyterlab`, a real JupyterLab, real keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.browser import wait_until
from support.jupyter_lab import Lab, run_lab

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.browser import Browser
    from support.model_server import ModelServer

pytestmark = [pytest.mark.editor, pytest.mark.timeout(300)]

ABOVE = "def area_of_circle(radius):\n    return 3.14159 * radius * radius"
WAIT_S = 60


@pytest.fixture(scope="module")
def lab(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, kibitz_settings: dict[str, Any]
) -> Iterator[Lab]:
    """One JupyterLab; every test has a notebook of its own."""
    home = tmp_path_factory.mktemp("lab")
    with run_lab(browser, home, kibitz_settings) as lab:
        yield lab


def offers(lab: Lab, suggestion: str) -> None:
    """Ask until the menu has it: it never waits for a server that is still starting."""

    def is_open() -> bool:
        lab.press("Tab")
        try:
            lab.wait(".jp-Completer-item", text=suggestion, timeout_s=5)
        except AssertionError:
            return False
        return True

    wait_until(is_open, f"{suggestion!r} in the menu", WAIT_S)


def test_a_cell_is_completed_by_what_the_cells_above_say(lab: Lab, scripted_model: ModelServer):
    lab.open("above.ipynb", ABOVE, "")
    lab.type_in_cell(2, "area = ")
    offers(lab, "first + second")
    lab.shot("menu")
    assert "def area_of_circle(radius):" in scripted_model.requests[-1]["prompt"]
    lab.press("Enter")
    wait_until(lambda: lab.cell(2) == "area = first + second", "the suggestion in the cell")
    lab.shot("taken")
    lab.press("Control+z")
    wait_until(lambda: lab.cell(2) == "area = ", "undo")


def test_a_cell_knows_the_files_beside_the_notebook(lab: Lab, scripted_model: ModelServer):
    (lab.folder / "geometry.py").write_text("def volume_of_ball(radius_m):\n    return 4.19 * radius_m**3\n")
    lab.open("beside.ipynb", "from geometry import volume_of_ball", "")
    lab.type_in_cell(2, "volume = ")

    def is_known() -> bool:
        """The index is built in the background: a person types on."""
        lab.type_in_cell(2, "1 + ")
        offers(lab, "first + second")
        lab.press("Escape")
        return "def volume_of_ball(radius_m):" in scripted_model.requests[-1]["prompt"]

    wait_until(is_known, "the file in the prompt", WAIT_S)
    assert not (lab.folder / ".virtual_documents").exists()  # a copy of the notebook


def test_a_changed_setting_counts_at_once(lab: Lab, kibitz_settings: dict[str, Any]):
    lab.open("setting.ipynb", "")
    lab.type_in_cell(1, "difference = ")
    offers(lab, "first + second")
    lab.press("Escape")
    lab.change_settings(kibitz_settings | {"models": {"completion": "fake/another"}})
    lab.type_in_cell(1, "5 * ")
    offers(lab, "second - first")
    lab.shot("changed")


def test_leaving_leaves_no_process(lab: Lab):
    lab.open("leaving.ipynb", "")
    wait_until(lambda: any("-m kibitz" in each for each in lab.processes()), "Kibitz runs")
    lab.quit()
    wait_until(lambda: not lab.processes(), "the end of all processes", WAIT_S)
