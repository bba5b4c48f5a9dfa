"""The panel's samples and its 临界: by hand from make_samples.py and panel.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from near import near_of
from samples import result_of

from .helpers import failed_checks, one, records, refused, run, write

DATA = Path(__file__).parents[2] / "data"


def test_the_sample_runs_and_every_check_passes() -> None:
    result = result_of("panel")
    assert failed_checks(result) == []
    off = [(r["会场"], r["类别"], r["差额"]) for r in records(result["名册核对"]) if r["差额"]]
    assert off == [
        ("市南", "新市民代表", -1), ("市南", "党代表", 1),
        ("高新区", "区(市)部门、镇街代表", -1),
    ]  # fmt: skip
    assert one(result, "评议票核对", 会场="平度", 组别="三")["发放差额"] == -1
    assert one(result, "计票", 部门="市规划局")["得分"] == 85
    assert len(result["计票"]) == 45


def test_the_broken_sample_names_every_mistake() -> None:
    assert refused(DATA / "三民活动_有错误.xlsx") == {
        ("Q06", "代表名册", "A3"), ("C18", "代表名册", "B4"), ("Q10", "代表名册", "C5"),
        ("C14", "代表名册", "D6"), ("R01", "代表名册", "A8"), ("Q03", "评议票发放", "E3"),
        ("Q01", "评议票发放", "C4"), ("C03", "评议票发放", "D5"), ("Q12", "评议票", "A2"),
        ("Q11", "评议票", "B3"), ("Q14", "评议票", "C4"), ("Q19", "评议票", "C5"),
        ("C15", "评议票", "D6"), ("Q04", "档次分值", "B3"), ("C16", "档次分值", "B4"),
    }  # fmt: skip


@pytest.mark.parametrize("grade", ["弃权", "有效票", "得分", "很好占比", "部门", "无效票"])
def test_a_grade_called_like_a_column_is_refused(grade: str, tmp_path: Path) -> None:

    own = [("二", "市规划局", "很好", 5), ("二", "市规划局", grade, 5)]
    assert refused(write(tmp_path / "a.xlsx", 评议票=own)) == {("Q19", "评议票", "C3")}


def test_near_the_cut() -> None:
    """T3: 市北 group 一: the last place went to a remainder of 1/3, the first without has 1/3."""
    found = {str(r["对象"]): r for r in near_of(run()).to_dict("records")}
    last = found["市北 一组 新市民代表"]
    assert (last["现在"], last["现结果"], last["另一侧结果"]) == ("分到", "10 名", "9 名")
    assert last["连带变动"] == "事业单位代表 13 → 14 名"
    first = found["市北 一组 事业单位代表"]
    assert (first["现在"], first["另一侧结果"], first["距离"]) == ("没有分到", "14 名", 0)
    assert not any("西海岸新区 一组 社区" in name for name in found)  # 54 2/7 of a cut at 1/3
