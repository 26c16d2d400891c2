"""README.md as data: its listings, what they print when they are run, and its tables.

A ```python block continues the ones before it, as cells of a notebook do; what it prints stands in the ```text block
that follows it. A ```console block holds a command after `$ ` and, below it, what the command prints.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SEPARATOR = "<<< next block >>>"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the place of the text in the file."""

    language: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Listing:
    """A command or a program with its output: as it stands in README.md, and the place where it stands."""

    source: str
    printed: str
    start: int
    end: int


def blocks(text):
    """All fenced blocks of the text, in order."""
    return [Block(m[1], m[2], m.start(2), m.end(2)) for m in FENCE.finditer(text)]


def python_listings(text):
    """Each ```python block; its output is empty unless a ```text block is the next one."""
    found = blocks(text)
    listings = []
    for block, following in zip(found, [*found[1:], None], strict=True):
        if block.language == "python":
            out = following if following and following.language == "text" else None
            place = (out.text, out.start, out.end) if out else ("", block.end, block.end)
            listings.append(Listing(block.text, *place))
    return listings


def console_listings(text):
    """Each ```console block, split after its command."""
    listings = []
    for block in blocks(text):
        if block.language == "console":
            command, newline, printed = block.text.partition("\n")
            start = block.start + len(command + newline)
            listings.append(Listing(command.removeprefix("$ "), printed, start, block.end))
    return listings


def shell_commands(text):
    """The ```sh blocks: commands that install, whose output is not shown."""
    return [block.text.strip() for block in blocks(text) if block.language == "sh"]


def environment():
    """That of this process, with the `python` and the `s2sdiff` of this environment first."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}


def run(command, folder, **options):
    """What the command prints to standard output; a command that fails is an error that shows its messages."""
    options |= {"cwd": folder, "env": environment(), "capture_output": True, "text": True, "encoding": "utf-8"}
    done = subprocess.run(command, **options)
    assert done.returncode == 0, f"{command} ends with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


def python_outputs(text, folder):
    """What each ```python block prints, all of them run as one file, because functions need a file to have a source."""
    program = folder / "tour.py"
    separator = f"print({SEPARATOR!r})\n"
    program.write_text(separator.join(block.source for block in python_listings(text)), encoding="utf-8")
    printed = run([sys.executable, program.name], folder)
    parts = printed.replace(f"{folder.resolve()}{os.sep}", "").split(SEPARATOR + "\n")
    return [part.rstrip() + "\n" if part else "" for part in parts]


def console_output(listing):
    """What the command prints, run by a shell in the checkout."""
    return run(listing.source, ROOT, shell=True)


def updated(text, folder):
    """The text with the output of every listing replaced by what is printed today."""
    found = [*zip(python_listings(text), python_outputs(text, folder), strict=True)]
    return _replaced(text, [*found, *((listing, console_output(listing)) for listing in console_listings(text))])


def with_commands(text):
    """The text with the output of every command replaced."""
    return _replaced(text, [(listing, console_output(listing)) for listing in console_listings(text)])


def _replaced(text, found):
    for listing, printed in sorted(found, key=lambda pair: pair[0].start, reverse=True):
        if listing.start < listing.end or printed:
            text = text[: listing.start] + printed + text[listing.end :]
    return text


def table(text, heading):
    """The rows of the first table under a heading, without its head; the cells without their `code` marks."""
    section = re.split(r"^#+ ", text.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
