"""The pages in docs/ tell the truth: what their commands print is what they show, and what they link to is there.

`pytest tests/test_docs.py --update-golden` writes the outputs anew; none of them is typed by hand.
"""

import re

import pytest
import readme

import s2sdiff

FOLDER = readme.ROOT / "docs"
PAGES = sorted(FOLDER.glob("*.md"))
COMMANDS = [(page, n) for page in PAGES for n in range(page.read_text(encoding="utf-8").count("```console\n"))]


@pytest.fixture(scope="module", autouse=True)
def _written_anew(request):
    if request.config.getoption("--update-golden"):
        for page in PAGES:
            page.write_text(readme.with_commands(page.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize(("page", "number"), COMMANDS, ids=[f"{page.stem}-{n}" for page, n in COMMANDS])
def test_a_command_prints_what_is_shown(page, number):
    listing = readme.console_listings(page.read_text(encoding="utf-8"))[number]
    assert readme.console_output(listing) == listing.printed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page):
    for path in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (FOLDER / path).exists(), path


def test_how_it_works_shows_the_function_it_is_about():
    first = readme.blocks((FOLDER / "how_it_works.md").read_text(encoding="utf-8"))[0]
    assert (FOLDER / "branches.py").read_text(encoding="utf-8").endswith(f"\n\n{first.text}")


@pytest.mark.parametrize("name", ["grad", "value_and_grad", "jvp", "vjp", "linearize", "jacfwd", "jacrev", "hessian"])
def test_names_of_the_cookbook(name):
    """The names of JAX's Autodiff Cookbook are those of the README."""
    assert callable(getattr(s2sdiff, name))
    assert re.search(rf"\b{name}\b", readme.README.read_text(encoding="utf-8"))
