"""The notebooks run from the first cell to the last, and print what is saved in them.

`pytest tests/test_course_notebook.py --update-golden` saves the outputs anew.
"""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))


def executed(path):
    """The notebook with the outputs of a run; a cell that fails is an error that shows it."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": path.parent}})
    client.execute()
    for cell in notebook.cells:
        cell.metadata.clear()  # times
    notebook.metadata.language_info = {"name": "python"}  # without versions
    return notebook


def printed(notebook):
    """What each cell prints or shows, pictures apart."""
    return ["".join(map(shown, cell.get("outputs", ()))) for cell in notebook.cells]


def shown(output):
    """An output as text."""
    data = output.get("data", {})
    if any(kind.startswith("image/") for kind in data):
        return "picture"
    return output.get("text") or data.get("text/html") or data.get("text/plain", "")


@pytest.mark.filterwarnings("ignore")  # of Jupyter's own
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_what_is_saved_in_it(path, request, monkeypatch, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = executed(path)
    if request.config.getoption("--update-golden"):
        nbformat.write(notebook, path)
    assert printed(notebook) == printed(nbformat.read(path, as_version=4))


def test_there_are_notebooks():
    assert NOTEBOOKS
