"""What ``run --engine`` refuses before anything is read (issue 15, "Scale")."""

from __future__ import annotations

from pathlib import Path

import pytest

from qdcalc.cli import main as cli


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "{dir}/", "--engine", "spark"], "没有引擎“spark”，可用的只有 dask"),
        (["-o", "{dir}/", "--engine"], "--engine 的取值"),
        (["-o", "out.xlsx", "--engine", "dask"], "-o 请给出文件夹"),
        (["-o", "{dir}/", "--cluster", "tcp://127.0.0.1:1"], "要和 --engine dask 一起用"),
        (["-o", "{dir}/", "--engine", "dask", "--workers", "0"], "1 到 256"),
        (["-o", "{dir}/", "--engine", "dask", "--previous", "a.xlsx"], "不能用 --previous"),
    ],
)
def test_wrong_usage(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [word.format(dir=tmp_path / "out") for word in words]
    assert cli.main(["run", "water-month", str(tmp_path / "in"), *given]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
