"""A calculation in parts is the same to the cell as in one process, warnings and errors included.

Issue 15, "Scale": "the calculation's own partition (linked sections together) sent to workers,
results the same to the cell as in one process, in any order of partitions; a worker killed in the
middle changes nothing". Expected is what one process gives; what that is, other tests hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import qdcalc
from qdcalc.errors import InputError, UsageError
from qdcalc.notice.catalogue import find
from qdcalc.result.result import Result
from scale import made

pytestmark = pytest.mark.oracle
ROWS = "断面核算", "资金流向", "指标明细", "付款分摊", "收付分摊"


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qdcalc.scale.run.workers", made.here)


def in_parts(source: Path, out: Path, rows: int, **more: Any) -> qdcalc.scale.Written:
    return qdcalc.scale.in_parts("water-month", source, out, rows=rows, **more)


def read(folder: Path) -> pd.DataFrame:
    """Return a written table, its files one after the other."""
    files = sorted(folder.glob("*.parquet"))
    return pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)


def is_alike(one: Result, out: Path) -> None:
    """Hold every table that the parts wrote to be that of one process."""
    from qdcalc.parquet.write import arrow_table

    for table, frame in one.tables.written():
        if table.label == "运行信息":
            continue
        whole, parts = arrow_table(table, frame).to_pandas(), read(out / table.label)
        if table.label in ROWS:
            keys = [c for c in whole.columns[:6] if whole[c].map(type).eq(str).any()]
            whole, parts = (f.sort_values(keys, kind="stable") for f in (whole, parts))
        if table.label == "问题提示":
            whole, parts = (f.sort_values([*f.columns]) for f in (whole, parts))
        whole, parts = (f.reset_index(drop=True) for f in (whole, parts))
        assert_frame_equal(parts, whole, check_dtype=False, obj=table.label)


def told(problems: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return problems as rows, in an order of their own."""
    files = problems if "文件" in problems else problems.assign(文件="")
    return sorted(map(tuple, files[sorted(files.columns)].astype(str).to_numpy().tolist()))


@pytest.mark.parametrize(("seed", "blank", "rows"), [(0, 0.001, 40), (1, 0.01, 90), (2, 0.1, 30)])
def test_the_same_to_the_cell(seed: int, blank: float, rows: int, tmp_path: Path) -> None:
    source = made.write(tmp_path / "in", made.tables(seed, blank=blank), 1 + seed)
    one = qdcalc.water.month(source)
    written = in_parts(source, tmp_path / "out", rows)
    assert written.parts > 1
    assert written.is_sound == one.is_sound
    is_alike(one, tmp_path / "out")
    assert told(written.problems) == told(one.problems)


OTHERS = [{"upstream": "subtract"}, {"censored": "half"}, {"overlap": "drop"}]


@pytest.mark.parametrize("chosen", OTHERS)
def test_the_same_under_other_interpretations(chosen: dict[str, str], tmp_path: Path) -> None:
    source = made.write(tmp_path / "in", made.tables(7))
    one = qdcalc.water.month(source, interpretations=chosen)
    in_parts(source, tmp_path / "out", 60, interpretations=chosen)
    is_alike(one, tmp_path / "out")


def few(given: made.Tables) -> None:
    """Leave few rows of one month."""
    data = given["监测数据"]
    others = data[data["月份"] != "2018-12"]
    kept = data[data["月份"] == "2018-12"].head(3)
    given["监测数据"] = pd.concat([others, kept]).sort_index().reset_index(drop=True)


def sampled(given: made.Tables) -> None:
    """Sample some sections twice a month."""
    data = given["监测数据"].assign(采样日期=given["监测数据"]["月份"] + "-03")
    again = data.iloc[::5].assign(采样日期=data["月份"].iloc[::5] + "-17")
    given["监测数据"] = pd.concat([data, again], ignore_index=True)


def corrected(given: made.Tables) -> None:
    """Send corrections of some rows."""
    data = given["监测数据"].assign(版本="1")
    again = data.iloc[::9].assign(版本="2", 氨氮="9.9")
    given["监测数据"] = pd.concat([data, again], ignore_index=True)


def by_name(given: made.Tables) -> None:
    """Name the sections, not their numbers; two have one name."""
    listed = given["断面清单"]
    listed.loc[[5, 20], "监测断面"] = "入海口"
    names = listed.set_index("序号")
    data = given["监测数据"]
    for label in ("河流名称", "监测断面"):
        data[label] = data["序号"].map(names[label])
    given["监测数据"] = data.drop(columns="序号")


def gone(given: made.Tables) -> None:
    """Leave out a section altogether: 缺测 in every month."""
    data = given["监测数据"]
    given["监测数据"] = data[data["序号"] != "4"].reset_index(drop=True)


def in_time(given: made.Tables) -> None:
    """Let rows of the list begin and end."""
    listed = given["断面清单"].assign(起始月份=None, 截止月份=None)
    later = listed.iloc[[2]].assign(起始月份="2019-01", 核算水质目标="Ⅱ")
    listed.loc[2, "截止月份"] = "2018-12"
    given["断面清单"] = pd.concat([listed, later], ignore_index=True)


def blank_rows(given: made.Tables) -> None:
    """Leave blank rows between others."""
    data = given["监测数据"].copy()
    data.iloc[[3, 50, 120]] = None
    given["监测数据"] = data


CHANGES = [few, sampled, corrected, by_name, gone, in_time, blank_rows]


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__)
def test_the_same_whatever_the_input_says(
    change: Callable[[made.Tables], None], tmp_path: Path
) -> None:
    given = made.tables(11)
    change(given)
    source = made.write(tmp_path / "in", given, 2)
    one = qdcalc.water.month(source)
    written = in_parts(source, tmp_path / "out", 40)
    assert written.parts > 2
    is_alike(one, tmp_path / "out")
    assert told(written.problems) == told(one.problems)


def text(given: made.Tables) -> None:
    given["监测数据"].loc[77, "氨氮"] = "abc"


def unknown(given: made.Tables) -> None:
    given["监测数据"].loc[[5, 99], "序号"] = ["999", "5a"]


def twice(given: made.Tables) -> None:
    data = given["监测数据"]
    given["监测数据"] = pd.concat([data, data.iloc[[8]].assign(氨氮="1.1")], ignore_index=True)


def no_section(given: made.Tables) -> None:
    given["监测数据"].loc[8, "序号"] = None


def early(given: made.Tables) -> None:
    data = given["监测数据"]
    data.loc[data["月份"] == "2018-10", "月份"] = "2018-09"


def stranger(given: made.Tables) -> None:
    given["责任认定"].loc[0, "序号"] = "999"


def district(given: made.Tables) -> None:
    given["断面清单"].loc[3, "责任区市"] = "黄浦"


def several(given: made.Tables) -> None:
    for change in (text, unknown, twice):
        change(given)


ERRORS = [text, unknown, twice, no_section, early, stranger, district, several]


@pytest.mark.parametrize("change", ERRORS, ids=lambda c: c.__name__)
def test_errors_are_those_of_one_process(
    change: Callable[[made.Tables], None], tmp_path: Path
) -> None:
    given = made.tables(13)
    change(given)
    source = made.write(tmp_path / "in", given, 2)
    with pytest.raises(InputError) as alone:
        qdcalc.water.month(source)
    with pytest.raises(InputError) as apart:
        in_parts(source, tmp_path / "out", 40)
    assert told(apart.value.problems) == told(alone.value.problems)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in"]


def test_the_annexs_list_is_one_part(tmp_path: Path) -> None:
    given = {"监测数据": made.tables(3, count=28)["监测数据"]}
    source = made.write(tmp_path / "in", given)
    one = qdcalc.water.month(source)
    assert in_parts(source, tmp_path / "out", 10).parts == 1
    is_alike(one, tmp_path / "out")


def test_the_run_says_in_how_many_parts(tmp_path: Path) -> None:
    source = made.write(tmp_path / "in", made.tables(1))
    written = in_parts(source, tmp_path / "out", 60)
    said = json.loads((tmp_path / "out" / "运行信息.json").read_text(encoding="utf-8"))
    assert said["分成"] == written.parts
    assert said["结论"] == list(written.lines)
    assert said["行数"]["断面核算"] == len(read(tmp_path / "out" / "断面核算"))
    assert not list((tmp_path / "out").rglob(".*"))


@pytest.mark.parametrize("name", ["expo", "staffing", "water-year"])
def test_what_has_no_parts_says_so(name: str, tmp_path: Path) -> None:
    assert find(name).partition is None
    with pytest.raises(UsageError, match="不能分开计算"):
        qdcalc.scale.in_parts(name, tmp_path, tmp_path / "out")
