"""Parquet in and out: what a workbook or a frame gives, a file of Parquet gives too.

Issue 15, "Scale": "Parquet in and out (`run … -o FOLDER/`, tables as partitioned Parquet with the
same names, 运行信息 as JSON)"; workbooks.md, "In Python": frames pass the same parsing and schemas
as sheets, problems then name column and row; money a person sees is 元 with two decimals.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import qdcalc
from qdcalc.cli import main as cli
from qdcalc.errors import FileError, InputError
from qdcalc.files import folders
from qdcalc.notice.catalogue import calculations, find
from qdcalc.result.result import Result
from qdcalc.run import run

pytestmark = pytest.mark.thorough
DATA = Path(__file__).parents[2] / "data"
SAMPLES = {c.name: DATA / c.example for c in calculations()}
MADE_ANEW = {"运行信息", "问题提示"}


@cache
def sample(name: str) -> Result:
    """Calculate a calculation's sample from its workbook."""
    return run(find(name), SAMPLES[name])


def tables_of(name: str) -> dict[str, pd.DataFrame]:
    """Return a sample's input tables as they were read, under their own headers."""
    job = sample(name)._job
    assert job is not None
    found = {}
    for data in job.tables.values():
        headers, cells = data.raw.parts[0].headers, data.raw.columns
        found[data.table.label] = pd.DataFrame(
            {headers[name]: pd.Series(column, dtype=object) for name, column in cells.items()}
        )
    return found


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with every cell a text, which Parquet can hold in any column.

    A midnight is read as a day: among hours it is written with its hour.
    """
    clocks = [str(c) for c in frame if frame[c].map(lambda v: isinstance(v, dt.datetime)).any()]
    hours = frame.assign(
        **{c: frame[c].map(lambda v: f"{v} 00:00" if type(v) is dt.date else v) for c in clocks}
    )
    return hours.map(lambda v: None if v is None or v != v else str(v)).astype(object)


def without_places(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table without what says where its rows stand: in a sheet that is elsewhere."""
    rest = frame.drop(columns=["文件", "行号"], errors="ignore")
    return rest.replace("（[^（）]*![^（）]*）|[^、（]*!(行 )?[A-Z]*[0-9]+", "", regex=True)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_same_tables_give_the_same_result(name: str, tmp_path: Path) -> None:
    for label, frame in tables_of(name).items():
        as_texts(frame).to_parquet(tmp_path / f"{label}.parquet")
    settings = {"cycle": "2018-2019"} if name == "water-year" else {}
    made = sample(name).provenance
    settings |= {k: v for k, v in made.settings.items() if v is not None and k != "cycle"}
    options = dict(made.interpretations)
    found = run(find(name), tmp_path, interpretations=options, settings=settings)
    both = found, sample(name)
    for label in set(sample(name)) - MADE_ANEW - {"口径与依据"}:
        read, own = (without_places(side[label]) for side in both)
        assert_frame_equal(read, own, obj=label)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_folder_has_every_table_to_the_fen(name: str, tmp_path: Path) -> None:
    result = sample(name)
    result.to_parquet(tmp_path / "结果")
    assert folders.state(tmp_path / "结果") == folders.UNCHANGED
    for table, frame in result.tables.written():
        if table.label == "运行信息":
            continue
        found = pd.read_parquet(tmp_path / "结果" / table.label)
        assert len(found) == len(frame), table.label
        for column in table.columns:
            if column.kind.is_money:
                seen = found[f"{column.label}（元）"]
                fen = [None if pd.isna(v) else int(v) for v in frame[column.name].tolist()]
                shown = [None if v is None else Decimal(v).scaleb(-2) for v in fen]
                assert seen.where(seen.notna(), None).tolist() == shown
            elif column.kind.is_text:
                written = frame[column.name]
                seen = found[column.label].astype(object)
                assert seen.where(seen.notna(), None).tolist() == (
                    written.astype(object).where(written.notna(), None).tolist()
                )


def test_the_run_is_told_as_in_a_workbook(tmp_path: Path) -> None:
    result = sample("staffing")
    result.to_parquet(tmp_path / "结果")
    said = json.loads((tmp_path / "结果" / "运行信息.json").read_text(encoding="utf-8"))
    lines = [(line["项目"], line["内容"]) for line in said["运行信息"]]
    sheet = result["运行信息"]
    own = [(i, c) for i, c in zip(sheet["项目"], sheet["内容"], strict=True) if i[:2] != "表 "]
    assert lines == own
    assert said["行数"]["配备核算"] == len(result["配备核算"])
    assert said["结论"] == list(result.headline.console())


def test_the_command_writes_a_folder_and_checks_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, source = tmp_path / "结果", str(SAMPLES["staffing"])
    for _ in range(2):
        assert cli.main(["run", "staffing", source, "-o", f"{out}/"]) == 0
    assert f"已写出 {out}" in capsys.readouterr().out
    (out / "我的.txt").write_text("1", encoding="utf-8")
    assert cli.main(["run", "staffing", source, "-o", str(out), "--overwrite"]) == 2
    assert "不是 qdcalc 写的" in capsys.readouterr().err


def readings(**columns: list[Any]) -> pd.DataFrame:
    """Return readings of two sections of the annex."""
    given = {"月份": ["2018-11", "2018-11"], "序号": [1, 2], "氨氮": ["0.4", "0.5"], **columns}
    return pd.DataFrame(given).astype(object)


def test_a_problem_names_file_column_and_row(tmp_path: Path) -> None:
    (tmp_path / "监测数据").mkdir()
    readings().map(str).to_parquet(tmp_path / "监测数据" / "a.parquet")
    later = readings(月份=["2018-12"] * 2, 氨氮=["0.4", "abc"]).map(str)
    later.to_parquet(tmp_path / "监测数据" / "b.parquet")
    with pytest.raises(InputError) as caught:
        qdcalc.water.month(tmp_path)
    row = caught.value.problems.query("级别 == '错误'").iloc[0]
    assert row[["文件", "工作表", "单元格", "列", "原值"]].tolist() == (
        ["监测数据/b.parquet", "监测数据", "行 2", "氨氮", "abc"]
    )


def test_one_file_is_the_first_table_whatever_its_name(tmp_path: Path) -> None:
    readings().map(str).to_parquet(tmp_path / "导出.parquet")
    found = qdcalc.water.month(tmp_path / "导出.parquet")
    assert_frame_equal(found["断面核算"], qdcalc.water.month(readings())["断面核算"])
    assert [one.name for one in found.provenance.inputs] == ["导出.parquet"]


def test_folders_of_partitions_say_a_column(tmp_path: Path) -> None:
    for month in ("2018-11", "2018-12"):
        folder = tmp_path / "监测数据" / f"月份={month}"
        folder.mkdir(parents=True)
        readings().drop(columns="月份").map(str).to_parquet(folder / "part-0.parquet")
    both = pd.concat([readings(), readings(月份=["2018-12"] * 2)], ignore_index=True)
    found = qdcalc.water.month(tmp_path)["断面核算"]
    assert_frame_equal(found, qdcalc.water.month(both)["断面核算"])


def test_whole_numbers_with_gaps_stay_whole(tmp_path: Path) -> None:
    # a section's code of 17 digits, which float64 would round
    code = 12345678901234567
    frame = pd.DataFrame(
        {"月份": ["2018-11"] * 2, "序号": pd.array([code, None], dtype="Int64"),
         "河流名称": ["大沽河"] * 2, "监测断面": ["甲", "乙"], "氨氮": [0.4, 0.5]}
    )  # fmt: skip
    frame.to_parquet(tmp_path / "监测数据.parquet")
    with pytest.raises(InputError) as caught:
        qdcalc.water.month(tmp_path)
    assert str(code) in caught.value.problems["原值"].tolist()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["数据.parquet", "监测数据.parquet"], "不知道这些 Parquet 文件是哪张表：数据.parquet"),
        (["监测数据.parquet", "a.xlsx"], "既有 Parquet 文件又有工作簿"),
    ],
)
def test_what_nobody_can_know_is_refused(files: list[str], said: str, tmp_path: Path) -> None:
    for name in files:
        readings().map(str).to_parquet(tmp_path / name)
    with pytest.raises(FileError, match=said):
        qdcalc.water.month(tmp_path)


def test_a_file_that_is_no_parquet_is_told(tmp_path: Path) -> None:
    (tmp_path / "监测数据.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(FileError, match="不是完整的 Parquet 文件"):
        qdcalc.water.month(tmp_path)


def test_a_result_in_the_input_folder_is_no_input(tmp_path: Path) -> None:
    readings().map(str).to_parquet(tmp_path / "监测数据.parquet")
    first = qdcalc.water.month(tmp_path)
    first.to_parquet(tmp_path / "结果")
    assert_frame_equal(qdcalc.water.month(tmp_path)["断面核算"], first["断面核算"])
    with pytest.raises(FileError, match="里有输入文件"):
        first.to_parquet(tmp_path)


def test_errors_of_parquet_are_listed_in_a_workbook(tmp_path: Path) -> None:
    readings(氨氮=["0.4", "abc"]).map(str).to_parquet(tmp_path / "监测数据.parquet")
    out = tmp_path / "结果.xlsx"
    assert cli.main(["run", "water-month", str(tmp_path), "-o", str(out)]) == 1
    book = pd.read_excel(tmp_path / "结果_错误标注.xlsx", header=None, engine="calamine")
    assert "行 2" in book.astype(str).to_numpy().ravel().tolist()
