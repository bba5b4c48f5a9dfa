"""Results, problems and errors pass through pickle whole, as a process pool sends them.

Issue 10: "InputError and Result do not pickle (a process pool breaks)"; workbooks.md "In Python":
"The result is a Mapping of its Chinese tables (len, in, iteration, .keys(), a KeyError that is also
ours), pickles … Errors raise qdcalc.InputError …; it pickles."
"""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import qdcalc
from qdcalc.errors import TableNameError
from qdcalc.notice.catalogue import calculations, find
from qdcalc.result.result import Result
from qdcalc.run import run
from samples import DATA, SOURCES, result_of
from seeds import at_first

FRAME = pd.DataFrame(
    {"区市": ["市南"], "街道": ["A街道"], "名称": ["A中心"], "级别": ["街道(镇)"],
     "服务对象数": [6000], "在编": [3], "购买服务": [2]}
)  # fmt: skip
Copy = Callable[[Any], Any]


def pickled(value: Any) -> Any:
    """Return what comes of pickling and unpickling."""
    return pickle.loads(pickle.dumps(value))


COPIES = [pickled, copy.deepcopy]


# a deep copy goes the same way as a pickle: one of a small result, the others in the thorough run
ALL_WAYS: list[tuple[str, Copy]] = [(name, pickled) for name in SOURCES if name != "water-year"]
ALL_WAYS += [(name, copy.deepcopy) for name in dict.fromkeys(("staffing", *SOURCES))]
ALL_WAYS += [("water-year", pickled)]


@pytest.mark.parametrize(("name", "copied"), at_first(ALL_WAYS, 2))
def test_a_result_comes_back_whole(name: str, copied: Copy, tmp_path: Path) -> None:
    result = result_of(name)
    again = copied(result)
    assert type(again) is Result
    assert list(again) == list(result)
    assert again.calculation is result.calculation
    for label in result:
        assert_frame_equal(again[label], result[label])
    for table in result.tables:
        assert_frame_equal(again.tables[table], result.tables[table])
    assert_frame_equal(again.problems, result.problems)
    assert again.status == result.status
    assert again.headline_lines == result.headline_lines
    assert again.provenance == result.provenance
    assert again._repr_html_() == result._repr_html_()
    assert repr(again) == repr(result)
    if copied is pickled and name == "staffing":  # writing asks no more of the others
        assert again.to_excel(tmp_path / "结果.xlsx").is_file()


@pytest.mark.parametrize("copied", COPIES)
def test_a_copy_of_a_copy(copied: Copy) -> None:
    result = result_of("staffing")
    again = copied(copied(result))
    assert_frame_equal(again["配备核算"], result["配备核算"])
    again.tables._made["platform_staff"] = again.tables.made("platform_staff").iloc[1:]
    assert len(again["配备核算"]) + 1 == len(result["配备核算"])
    assert (again["校验"]["结果"] == "不通过").any()


@pytest.mark.parametrize("copied", COPIES)
def test_tables_alone(copied: Copy) -> None:
    tables = result_of("expo").tables
    again = copied(tables)
    assert list(again) == list(tables)
    assert_frame_equal(again["findings"], tables["findings"])


@pytest.mark.parametrize("copied", COPIES)
@pytest.mark.parametrize("name", SOURCES)
def test_what_a_result_is_made_of(name: str, copied: Copy) -> None:
    result = result_of(name)
    assert copied(result.provenance) == result.provenance
    assert copied(result.provenance.policy) == result.provenance.policy
    assert [p.texts() for p in copied(result.found)] == [p.texts() for p in result.found]


@pytest.mark.parametrize("calculation", calculations(), ids=lambda c: c.name)
@pytest.mark.parametrize("copied", COPIES)
def test_a_calculation_is_its_name(calculation: Any, copied: Copy) -> None:
    assert copied(calculation) is calculation


def error_of(call: Callable[[], object]) -> qdcalc.QdcalcError:
    """Return what a call raises."""
    with pytest.raises(qdcalc.QdcalcError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("copied", COPIES)
@pytest.mark.parametrize(
    ("name", "broken"),
    [("water-month", "水质月度_有错误.xlsx"), ("expo", "会展补助_有错误.xlsx"),
     ("staffing", "人员配备_有错误.xlsx")],
)  # fmt: skip
def test_an_input_error_comes_back_whole(name: str, broken: str, copied: Copy) -> None:
    error = error_of(lambda: run(find(name), DATA / broken))
    assert isinstance(error, qdcalc.InputError)
    again = copied(error)
    assert type(again) is qdcalc.InputError
    assert str(again) == str(error)
    assert_frame_equal(again.problems, error.problems)
    assert len(error.problems) > 1


@pytest.mark.parametrize("copied", COPIES)
@pytest.mark.parametrize(
    "call",
    [
        lambda: run(find("staffing"), FRAME, interpretations={"nothing": "x"}),
        lambda: run(find("staffing"), Path("没有.xlsx")),
        lambda: run(find("staffing"), FRAME, policy=Path("没有.toml")),
        lambda: qdcalc.money.to_yuan(float("nan")),
        lambda: result_of("staffing")["没有"],
    ],
)
def test_every_other_error_comes_back_whole(call: Callable[[], object], copied: Copy) -> None:
    error = error_of(call)
    again = copied(error)
    assert type(again) is type(error)
    assert str(again) == str(error)


@pytest.mark.thorough
def test_a_process_pool() -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        good = pool.submit(qdcalc.staffing.assess, FRAME).result(timeout=120)
        wrong = pool.submit(qdcalc.staffing.assess, FRAME.assign(服务对象数=-1))
        with pytest.raises(qdcalc.InputError) as caught:
            wrong.result(timeout=120)
    # 6,000 ÷ 6,000 = 1, at least 5 (三(二)); in post 3 + 2
    assert good["配备核算"]["应配"].tolist() == [5]
    assert good["配备核算"]["现有"].tolist() == [5.0]
    assert (good["校验"]["结果"] == "通过").all()
    problems = caught.value.problems
    assert problems.loc[problems["级别"] == "错误", "列"].tolist() == ["服务对象数"]


# ----------------------------------------------------------------------------------- a Mapping


def test_a_result_is_a_mapping_of_its_chinese_tables() -> None:
    result = result_of("staffing")
    assert isinstance(result, Mapping)
    names = [
        *(t.label for t in result.calculation.outputs),
        "问题提示",
        "口径与依据",
        "标准数额",
        "校验",
        "运行信息",
    ]
    assert list(result) == list(result.keys()) == names
    assert len(result) == len(names)
    assert "配备核算" in result
    assert "没有" not in result
    odd: Any = 3
    assert odd not in result
    assert result.get("没有") is None
    assert [name for name, _ in result.items()] == names
    assert_frame_equal(dict(result)["区市汇总"], result["区市汇总"])
    assert result == result  # a frame's == would raise
    assert result != pickled(result)
    assert len({result, result}) == 1


@pytest.mark.parametrize("name", ["没有", "", 3, None])
def test_a_table_that_is_not_there_is_a_key_error_of_ours(name: Any) -> None:
    result = result_of("staffing")
    for tables in (result, result.tables):
        with pytest.raises(KeyError) as caught:
            tables[name]
        assert isinstance(caught.value, TableNameError)
        assert isinstance(caught.value, qdcalc.UsageError)
        assert str(caught.value).startswith("结果里没有表")
        assert "配备核算" in str(caught.value)
