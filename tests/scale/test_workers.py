"""Workers of dask: a worker that is killed changes nothing.

Issue 15, "Scale": "`--engine dask` (extra `scale`: dask.distributed, a local cluster or
`tcp://…`) … a worker killed in the middle changes nothing". Expected: the files of a run in which
nothing is killed, by their SHA-256 in 运行信息.json; and that run's, of one without workers.
"""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

import qdcalc
from qdcalc.cli import main as cli
from qdcalc.errors import FileError
from qdcalc.files import folders
from scale import made

pytestmark = [
    pytest.mark.oracle,
    # what dask leaves to the collector when its processes end
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed"),
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return made.write(tmp_path / "in", made.tables(5, count=60), 2)


def hashes(out: Path) -> dict[str, str]:
    said = json.loads((out / folders.RUN_FILE).read_text(encoding="utf-8"))
    found: dict[str, str] = said[folders.FILES]
    return found


def children() -> list[int]:
    """Return the processes that calculate for this one."""
    import psutil

    every = psutil.Process().children(recursive=True)
    named = [(p.pid, " ".join(p.cmdline())) for p in every]  # the second where setproctitle is
    return [pid for pid, name in named if "spawn_main" in name or name.startswith("dask worker")]


def test_a_killed_worker_changes_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    with monkeypatch.context() as inline:
        inline.setattr("qdcalc.scale.run.workers", made.here)
        qdcalc.scale.in_parts("water-month", source, whole, rows=30)
    gone: list[int] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "计算" and done and not gone:
            gone.append(children()[0])
            os.kill(gone[0], signal.SIGKILL)

    written = qdcalc.scale.in_parts(
        "water-month", source, killed, rows=30, workers_here=2, progress=progress
    )
    assert gone
    assert written.parts > 5
    assert hashes(killed) == hashes(whole)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in", "killed", "whole"]


def test_the_command_calculates_in_parts(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "结果"
    words = ["run", "water-month", str(source), "-o", f"{out}/", "--engine", "dask"]
    assert cli.main([*words, "--workers", "1"]) == 0
    assert "部分计算）" in capsys.readouterr().out
    assert folders.state(out) == folders.UNCHANGED


def test_a_cluster_that_is_not_there_is_told(source: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="连不上集群"):
        qdcalc.scale.in_parts("water-month", source, tmp_path / "out", cluster="tcp://127.0.0.1:9")
    assert [p.name for p in tmp_path.iterdir()] == ["in"]


def test_a_cluster_of_ones_own(source: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    how: dict[str, Any] = {
        "n_workers": 1,
        "threads_per_worker": 1,
        "dashboard_address": "127.0.0.1:0",
    }
    with LocalCluster(**how) as cluster:
        out = tmp_path / "out"
        address = cluster.scheduler_address
        written = qdcalc.scale.in_parts("water-month", source, out, rows=60, cluster=address)
    assert written.is_sound
    assert folders.state(out) == folders.UNCHANGED
