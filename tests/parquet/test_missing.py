"""Without the extra, Parquet is refused in words (issue 15, "Scale": an extra)."""

from __future__ import annotations

from pathlib import Path

import pytest

from qdcalc.cli import main as cli
from qdcalc.parquet import engine

DATA = Path(__file__).parents[2] / "data"


def test_a_library_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    source, out = str(DATA / "人员配备_2019-06.xlsx"), str(tmp_path / "结果") + "/"
    assert cli.main(["run", "staffing", source, "-o", out]) == 2
    assert 'pip install "qdcalc[scale]"' in capsys.readouterr().err
    (tmp_path / "服务平台.parquet").write_bytes(b"PAR1")
    assert cli.main(["check", "staffing", str(tmp_path / "服务平台.parquet")]) == 2
    assert "pyarrow" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["服务平台.parquet"]
