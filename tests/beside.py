"""The notice that docs/adding-a-notice.md builds, put beside the others as the page says.

Its files are the page's code blocks, its two lines are the page's two lines.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import qdcalc
from qdcalc.notice import catalogue

PAGE = (Path(__file__).parents[1] / "docs" / "adding-a-notice.md").read_text(encoding="utf-8")
FILES: dict[str, str] = dict(re.findall(r"^`([\w/.]+)`\n\n```\w+\n(.*?)^```$", PAGE, re.M | re.S))
LINES: list[str] = re.findall(r"^In `[\w/.]+`, [^\n]*\n\n```python\n(.*?)\n```$", PAGE, re.M | re.S)


def write(root: Path) -> None:
    """Write the page's files."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def add(root: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the folder be one of the package's own, and say the page's two lines."""
    patch.setattr(qdcalc, "__path__", [*qdcalc.__path__, str(root / "src" / "qdcalc")])
    patch.syspath_prepend(str(root / "tests"))
    importlib.invalidate_caches()
    said: dict[str, Any] = {}
    for line in LINES:
        exec(line, said)
    assert said["NOTICES"] == (*catalogue.NOTICES, "qdcalc.dust")
    patch.setattr(catalogue, "NOTICES", said["NOTICES"])
    patch.setattr("qdcalc.public.dust", said["dust"], raising=False)


def forget() -> None:
    """Forget what was imported of the notice."""
    for name in [n for n in sys.modules if re.match(r"(qdcalc\.)?dust(\.|$)", n)]:
        del sys.modules[name]
    vars(qdcalc).pop("dust", None)
