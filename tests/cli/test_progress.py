"""The bar of long work: on a terminal alone, and never in the middle of a message.

Issue 11: "Long work shows progress, install included."
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import pytest

from qdcalc.cli import main as cli
from qdcalc.cli.console import say
from qdcalc.cli.progress import Progress

DATA = Path(__file__).parents[2] / "data"


class Terminal(io.StringIO):
    """What a terminal was sent."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


@pytest.mark.thorough
def test_a_bar_names_the_stage_after_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress() as progress:
        progress.stage("计算")
        time.sleep(2.8)
        assert "计算" in terminal.getvalue()
        say("完成", error=True)
        line = terminal.getvalue().rpartition("\r")[2]
        assert line.startswith("完成\n")  # the bar was taken off the line first


def test_nothing_is_drawn_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress.stage("计算")
    assert capsys.readouterr().err == ""


def test_a_report_tells_its_stages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told: list[str] = []
    monkeypatch.setattr(Progress, "stage", lambda self, name: told.append(name))
    arguments = ["report", "staffing", str(DATA / "人员配备_2019-06.xlsx")]
    assert cli.main([*arguments, "-o", str(tmp_path / "x.html")]) == 0
    assert told[:3] == ["读取", "检查", "计算"]
