"""A user's own figures: another year's tickets, sizes, departments and minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

import qdcalc

from .helpers import failed_checks, one, quotas, records, run, votes

OWN = """
[[figures.tickets_per_group.versions]]
since = 2018-11-09
value = 2600
clause = "某通知"

[[figures.venue_people.versions]]
since = 2018-11-09
clause = "某通知"
[figures.venue_people.versions.value]
"市级主会场" = 100
"市南" = 310
"市北" = 280
"李沧" = 210
"崂山" = 210
"西海岸新区" = 380
"城阳" = 210
"即墨" = 210
"胶州" = 210
"平度" = 210
"莱西" = 210
"高新区" = 60

[[figures.minutes_each.versions]]
since = 2018-11-09
value = 8
clause = "某通知"

[[figures.departments_2.versions]]
since = 2018-11-09
value = ["市规划局", "甲局"]
clause = "某通知"

[interpretations]
ties = "larger"
"""


def test_a_users_own_figures_decide(tmp_path: Path) -> None:
    policy = tmp_path / "p.toml"
    policy.write_text(OWN, encoding="utf-8")
    result = run(policy=policy, 评议票=[*votes("甲局", (3,))])
    # 310 × 30 ÷ 210 = 44 2/7
    assert quotas(result)["市南", "一", "社区或村居民代表"] == 44
    checks = records(result["名额核对"])[-5:]
    # 市南 has 100 more: 2,600 a group, 10,400 in all against 10,000
    assert [(r["左值"], r["右值"], r["结果"]) for r in checks] == (
        [(2600, 2600, "通过")] * 4 + [(10_400, 10_000, "不通过")]
    )
    # ``larger``: of the parts of 1/3 区(市)部门 and 事业单位 before 新市民 (T4)
    assert quotas(result)["市北", "一", "新市民代表"] == 9
    assert one(result, "计票", 部门="甲局")["有效票"] == 3
    (row,) = records(result["口径与依据"].query("类别 == '述职安排'"))
    assert "一组 12 个部门 96 分钟；二组 2 个部门 16 分钟" in row["取值"]
    assert failed_checks(result) == []
    with pytest.raises(qdcalc.InputError, match="四个组里没有部门“市公安局”"):
        run(policy=policy, 评议票=votes("市公安局", (3,)))
