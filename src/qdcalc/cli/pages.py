"""What is said word for word whatever the input: found without loading what it is made of.

``pages.txt`` holds the help of each command and what ``rules`` and ``interpretations`` list, made
by ``python -m qdcalc.cli.manual pages``. It counts while the notices' policies are those that it
was made of; else, and for every other command, the command line speaks itself.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Mapping, Sequence

from qdcalc import __version__
from qdcalc.cli.help_page import PAGE

HELP = ("-h", "--help")
BREAK, AND = "\f", "、"  # between two pages, and between what asks for a page
_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  pathlib takes longer
_PAGES = os.path.join(_HERE, "pages.txt")  # noqa: PTH118


def page_of(words: Sequence[str]) -> str | None:
    """Return what a command line prints, where that is known; None where it is not."""
    match words:
        case [] | ["-h" | "--help"]:
            return PAGE
        case ["--version"]:
            return f"qdcalc {__version__}\n"
        case [command]:
            return _known().get(command)
        case [command, "-h" | "--help"]:
            return _known().get(f"{command} --help")
        case [command, calculation, "-h" | "--help"] if not calculation.startswith("-"):
            return _known().get(f"{command} --help")
    return None


def _known() -> Mapping[str, str]:
    """Return the pages by what asks for them; none where the policies are others now."""
    try:
        with open(_PAGES, encoding="utf-8") as file:  # noqa: PTH123
            head, *pages = file.read().split(BREAK)
        if head.strip() != policies():
            return {}
    except OSError:
        return {}
    named = (page.partition("\n") for page in pages)
    return {name: page for names, _, page in named for name in names.split(AND)}


def policies() -> str:
    """Return a number that changes with what the policies of the notices say."""
    found = 0
    for path in _files():
        with open(path, "rb") as file:  # noqa: PTH123
            found = zlib.crc32(file.read().replace(b"\r\n", b"\n"), found)
    return f"{found:08x}"


def _files() -> Iterator[str]:
    """Yield the policies of the notices, and what the gazette asks for beside them."""
    package = os.path.dirname(_HERE)  # noqa: PTH120
    for name in sorted(os.listdir(package)):  # noqa: PTH208
        for file in ("policy.toml", "gazette.toml"):
            path = os.path.join(package, name, file)  # noqa: PTH118
            if os.path.isfile(path):  # noqa: PTH113
                yield path
