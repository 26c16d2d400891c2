"""The notebooks run from the first cell to the last, and print what is saved in them.

`pytest tests/test_notebooks.py --update-golden` saves the outputs anew.
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
    """What each cell prints or shows as text, pictures apart."""
    found = []
    for cell in notebook.cells:
        texts = []
        for output in cell.get("outputs", ()):
            has_picture = "image/png" in output.get("data", {})
            text = output.get("text", output.get("data", {}).get("text/plain", ""))
            texts.append("picture" if has_picture else text)
        found.append("".join(texts))
    return found


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
