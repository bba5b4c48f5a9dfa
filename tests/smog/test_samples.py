"""The samples of the plan in data/: by hand from make_samples.py."""

from __future__ import annotations

import shutil
from pathlib import Path

import qdcalc
from qdcalc.cli import main as cli
from samples import DATA, result_of

from .helpers import failed_checks, processes, refusal

BROKEN = DATA / "重污染天气_有错误.xlsx"


def test_the_sample() -> None:
    result = result_of("smog")
    assert failed_checks(result) == []
    by_day = [(r["站点或区域"], r["持续小时"], r["级别"]) for r in processes(result)][5:]
    assert by_day == [  # the days of make_samples.py
        ("胶东半岛", 144, "红色"), ("潍坊市", 48, "黄色"), ("潍坊市", 24, "健康防护提示"),
        ("潍坊市", 72, "橙色"), ("烟台市", 24, "健康防护提示"), ("烟台市", 48, "黄色"),
        ("日照市", 48, "黄色"), ("日照市", 96, "红色"),
    ]  # fmt: skip


def test_the_broken_sample_names_every_mistake(tmp_path: Path) -> None:
    found = refusal(lambda: qdcalc.smog.assess(BROKEN))
    own = {("G02", "A3"), ("G01", "A4"), ("G01", "A5"), ("G04", "B6"), ("C03", "B7"),
           ("C15", "B8"), ("C10", "D10"), ("C18", "E11"), ("G06", "A13"), ("R01", "A14"),
           ("G05", "C380"), ("S02", "B2"), ("G03", "B3")}  # fmt: skip
    assert own <= set(found)
    own_copy = Path(shutil.copy(BROKEN, tmp_path))  # 名称对照 is written beside it
    annotated = tmp_path / "标注.xlsx"
    assert cli.main(["check", "smog", str(own_copy), "-o", str(annotated)]) == 1
    assert annotated.is_file()
