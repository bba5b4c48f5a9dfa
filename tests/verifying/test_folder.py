"""verify of a folder of Parquet: whatever was done to it is named, nothing else is.

Issue 15, "Scale": "Parquet in and out (`run … -o FOLDER/`, tables as partitioned Parquet with the
same names, 运行信息 as JSON)"; workbooks.md: "`qdcalc verify` … 1 naming each cell that differs,
with both values; 2 if the input is not the one recorded (SHA-256) or the version differs".
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc.cli.main import main
from qdcalc.files import folders
from qdcalc.notice.catalogue import find
from qdcalc.run import run
from scale import made

if TYPE_CHECKING:
    import pyarrow as pa

pytestmark = pytest.mark.thorough
DATA = Path(__file__).parents[2] / "data"
SAMPLES = {
    "staffing": DATA / "人员配备_2019-06.xlsx",
    "water-month": DATA / "水质月度_2018-11.xlsx",
    "water-year": DATA / "水质周期_2018-2019",
    "smog": DATA / "重污染天气_2018-12.xlsx",
}
TABLE, PART = "配备核算", "part-00000.parquet"
_kept: dict[str, Path] = {}


def kept(name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that is made once."""
    if name not in _kept:
        folder = Path(mkdtemp(prefix="qdcalc-test-"))
        make(folder)
        _kept[name] = folder
    return _kept[name]


def sample(name: str) -> Path:
    """Return the result of a sample as a folder."""
    return kept(name, lambda at: run(find(name), SAMPLES[name]).to_parquet(at / "结果")) / "结果"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a result of 人员配备 to be tampered with."""
    return Path(shutil.copytree(sample("staffing"), tmp_path / "结果"))


def verify(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["verify", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def checked(folder: Path) -> list[tuple[str, str, str]]:
    """Return sheet, cell and what of each difference."""
    found = qdcalc.verify(folder, SAMPLES["staffing"])
    return [tuple(row) for row in found[["工作表", "单元格", "问题"]].to_numpy().tolist()]


def rewritten(folder: Path, change: Callable[[pa.Table], pa.Table], *, is_forged: bool) -> None:
    """Change a table; a forger puts the new SHA-256 and mark into 运行信息.json, too."""
    import pyarrow.parquet as pq

    path = folder / TABLE / PART
    table = change(pq.read_table(path))
    pq.write_table(table, path)
    if is_forged:
        said = json.loads((folder / "运行信息.json").read_text(encoding="utf-8"))
        (folder / "运行信息.json").unlink()
        rest = {k: v for k, v in said.items() if k not in (folders.FILES, folders.MARK)}
        folders.write_run(folder, rest)


def with_cell(column: str, row: int, value: object) -> Callable[[pa.Table], pa.Table]:
    import pyarrow as pa

    def change(table: pa.Table) -> pa.Table:
        at = table.schema.names.index(column)
        values = table.column(at).to_pylist()
        values[row] = value
        return table.set_column(at, column, pa.array(values, table.schema.types[at]))

    return change


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_folder_is_what_its_record_gives(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = verify(capsys, f"{sample(name)}/", SAMPLES[name])
    assert code == 0, out
    assert "核对一致：结果 的 " in out


@pytest.mark.parametrize("is_forged", [False, True])
def test_a_cell_is_named_with_both_values(
    folder: Path, is_forged: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    was = pd.read_parquet(folder / TABLE)["应配"][2]
    rewritten(folder, with_cell("应配", 2, 99), is_forged=is_forged)
    code, out, _ = verify(capsys, folder, SAMPLES["staffing"])
    assert code == 1
    assert f"{TABLE}!{PART} 第 3 行“应配”　值：写着 99，应为 {was}\n" in out
    assert ("写出后被改动过，SHA-256 是" in out) != is_forged
    assert len(out.splitlines()) == (2 if is_forged else 3)


def test_amounts_are_compared_to_the_fen(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sample("water-month"), tmp_path / "结果"))
    import pyarrow.parquet as pq

    path = folder / "断面核算" / PART
    table = pq.read_table(path)
    column = next(c for c in table.schema.names if c.endswith("（元）"))
    values = table.column(column).to_pylist()
    row = next(n for n, v in enumerate(values) if v)
    pq.write_table(with_cell(column, row, values[row] + Decimal("0.01"))(table), path)
    found = qdcalc.verify(folder, SAMPLES["water-month"])
    cell = found[found["问题"] == "值"].iloc[0]
    assert cell["单元格"] == f"{PART} 第 {row + 1} 行“{column}”"
    assert (cell["写着"], cell["应为"]) == (str(values[row] + Decimal("0.01")), str(values[row]))
    assert len(found) == 2


@pytest.mark.parametrize("is_forged", [False, True])
def test_rows_that_are_gone_or_added_are_named_alone(folder: Path, is_forged: bool) -> None:
    import pyarrow as pa

    def without(table: pa.Table) -> pa.Table:
        return pa.concat_tables([table.slice(0, 5), table.slice(6)])

    def doubled(table: pa.Table) -> pa.Table:
        return pa.concat_tables([table, table.slice(0, 1)])

    rewritten(folder, without, is_forged=is_forged)
    file = [] if is_forged else [(TABLE, PART, "文件")]
    assert checked(folder) == [*file, (TABLE, f"{PART} 第 6 行", "行")]
    shutil.rmtree(folder)
    shutil.copytree(sample("staffing"), folder)
    rows = len(pd.read_parquet(folder / TABLE))
    rewritten(folder, doubled, is_forged=is_forged)
    assert checked(folder) == [*file, (TABLE, f"{PART} 第 {rows + 1} 行", "行")]


def test_a_table_that_pandas_wrote_again_is_named_with_its_cell_alone(folder: Path) -> None:
    """Texts are large ones then, the digits of decimals fewer: what they say is the same."""
    path = folder / TABLE / PART
    frame = pd.read_parquet(path)
    frame.loc[1, "达标"] = "是？"
    frame.drop(columns=["现有", "缺口", "超配"]).to_parquet(path, index=False)
    found = checked(folder)
    gone = [(TABLE, f"{PART}“{name}”", "列") for name in ("现有", "缺口", "超配")]
    cell = (TABLE, f"{PART} 第 2 行“达标”", "值")
    assert found == [(TABLE, PART, "文件"), *gone, cell]


def test_columns_renamed_moved_or_of_another_type_are_named(folder: Path) -> None:
    import pyarrow as pa

    def change(table: pa.Table) -> pa.Table:
        names = ["备注" if n == "街道" else n for n in table.schema.names]
        table = table.rename_columns(names)
        at = names.index("应配")
        texts = pa.array([str(v) for v in table.column(at).to_pylist()])
        table = table.set_column(at, "应配", texts)
        return table.select([*names[1:], names[0]])

    rewritten(folder, change, is_forged=True)
    assert checked(folder) == [
        (TABLE, f"{PART}“街道”", "列"),
        (TABLE, f"{PART}“备注”", "列"),
        (TABLE, PART, "列的先后"),
        (TABLE, f"{PART}“应配”", "列的类型"),
    ]


def test_files_gone_added_and_damaged_are_named(folder: Path) -> None:
    shutil.rmtree(folder / "标准数额")
    shutil.copy(folder / TABLE / PART, folder / TABLE / "part-00001.parquet")
    (folder / "校验" / PART).write_bytes(b"PAR1")
    assert checked(folder) == [
        ("标准数额", "", "表"),
        (TABLE, "part-00001.parquet", "文件"),
        ("校验", PART, "文件"),
        ("校验", PART, "文件"),
    ]


def test_texts_that_are_none_are_a_damaged_file(folder: Path) -> None:
    import pyarrow as pa

    def change(table: pa.Table) -> pa.Table:
        at = table.schema.names.index("名称")
        bad = pa.array([b"\xe5"] * len(table), pa.binary()).view(pa.string())
        return table.set_column(at, "名称", bad)

    rewritten(folder, change, is_forged=True)
    found = qdcalc.verify(folder, SAMPLES["staffing"])
    assert found["写着"].tolist() == ["“读不出来，不是完整的 Parquet 文件”"]


def test_an_interpretation_that_was_edited_is_named(tmp_path: Path) -> None:
    name = "water-month"
    folder = Path(shutil.copytree(sample(name), tmp_path / "结果"))
    said = json.loads((folder / "运行信息.json").read_text(encoding="utf-8"))
    place = next(n for n, line in enumerate(said["运行信息"]) if line["项目"] == "口径")
    said["运行信息"][place]["内容"] = "别的（no）= 别的（no）"
    (folder / "运行信息.json").write_text(json.dumps(said), encoding="utf-8")
    found = qdcalc.verify(folder, SAMPLES[name])
    assert found["单元格"].tolist() == ["", f"运行信息 第 {place + 1} 项"]


@pytest.mark.parametrize(
    ("item", "text", "said"),
    [
        ("版本", "qdcalc 0.1.0", "结果记录的版本是 qdcalc 0.1.0"),
        ("政策", "青政办字〔2018〕116号", "结果记录的政策（运行信息.json 第 4 项）"),
        ("程序文件", "SHA-256 " + "0" * 64, "结果是另一份程序算出的（运行信息.json 第 3 项"),
        ("SHA-256", "0" * 64, "输入不是结果所记录的"),
        ("计算", "", "没有写明计算和输入"),
    ],
)
def test_another_version_policy_or_input_is_exit_2(
    folder: Path, item: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "运行信息.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    next(line for line in told["运行信息"] if line["项目"] == item)["内容"] = text
    path.write_text(json.dumps(told), encoding="utf-8")
    code, _, err = verify(capsys, folder, SAMPLES["staffing"])
    assert code == 2
    assert said in err


def test_options_of_the_call_are_used_again(tmp_path: Path) -> None:
    item = next(iter(find("expo").policy().interpretations.values()))
    source = DATA / find("expo").example
    option = {item.key: item.choices[1].key}
    run(find("expo"), source, interpretations=option).to_parquet(tmp_path / "结果")
    assert qdcalc.verify(tmp_path / "结果", source).empty


# ------------------------------------------------------------------- Parquet in, and in parts


def readings(folder: Path) -> Path:
    """Write an input of several files of Parquet."""
    return made.write(folder / "输入", made.tables(3, count=14, months=3), files=2)


@pytest.fixture
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qdcalc.scale.run.workers", made.here)


def test_an_input_of_parquet_is_run_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = readings(tmp_path)
    found = qdcalc.water.month(source)
    found.to_parquet(tmp_path / "结果")
    found.to_excel(tmp_path / "结果.xlsx")
    for result in ("结果", "结果.xlsx"):
        for given in ([source], []):  # beside the result, too
            code, out, _ = verify(capsys, tmp_path / result, *given)
            assert code == 0, out
    file = source / "监测数据" / "1.parquet"
    pd.read_parquet(file).head(3).to_parquet(file)
    code, _, err = verify(capsys, tmp_path / "结果", source)
    assert code == 2
    assert "监测数据/1.parquet 的 SHA-256 记录的是" in err


@pytest.mark.usefixtures("_inline")
@pytest.mark.parametrize("rows", [20, 50_000])
def test_a_result_in_parts_is_run_again_in_parts(rows: int, tmp_path: Path) -> None:
    source = readings(tmp_path)
    out = tmp_path / "结果"
    written = qdcalc.scale.in_parts("water-month", source, out, rows=rows)
    assert (written.parts > 1) == (rows == 20)
    assert qdcalc.verify(out, source).empty
    part = sorted((out / "断面核算").glob("*.parquet"))[-1]
    frame = pd.read_parquet(part)
    frame.iloc[1:].to_parquet(part, index=False)
    found = qdcalc.verify(out, source)
    lines = set(zip(found["工作表"], found["单元格"], found["问题"], strict=True))
    assert {("断面核算", part.name, "文件"), ("断面核算", f"{part.name} 第 1 行", "行")} <= lines
    part.unlink()
    found = qdcalc.verify(out, source)
    what = "文件" if rows == 20 else "表"
    assert found["问题"].tolist() == [what]


def test_workers_give_the_same_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = readings(tmp_path), tmp_path / "结果"
    words = [str(source), "-o", f"{out}/", "--engine", "dask", "--workers", "1"]
    assert main(["run", "water-month", *words]) == 0
    code, said, _ = verify(capsys, out, source)
    assert code == 0, said


def test_many_differences_are_counted() -> None:
    import pyarrow as pa

    from qdcalc.parquet.cells import compare_tables
    from qdcalc.workbook.differing import KEPT, Differences

    numbers = np.arange(KEPT + 5)
    found = Differences()
    ours, due = (pa.table({"甲": numbers + more}) for more in (0, 1))
    compare_tables("表", "a", ours, due, found)
    assert (found.count, len(found.kept), found.cells) == (KEPT + 5, KEPT, KEPT + 5)


@pytest.mark.parametrize(
    ("ours", "due", "rows"),
    [
        ([1.004, None, 2.0], ["1.00", None, "2.00"], [1]),  # a float is not rounded to fen
        ([1.0, 0.1, None], ["1.00", "0.10", "5.00"], [3]),
        (["1.00", "0.10", ""], ["1.00", "0.10", None], [3]),  # texts for amounts
    ],
)
def test_amounts_of_another_type_are_still_compared(
    ours: list[Any], due: list[str | None], rows: list[int]
) -> None:
    import pyarrow as pa

    from qdcalc.parquet.cells import compare_tables
    from qdcalc.workbook.differing import Differences

    money = [None if v is None else Decimal(v) for v in due]
    wanted = pa.table({"元": pa.array(money, pa.decimal128(18, 2))})
    found = Differences()
    compare_tables("表", "a", pa.table({"元": ours}), wanted, found)
    cells = [(d.cell, d.what) for d in found.kept]
    assert cells == [("a“元”", "列的类型"), *((f"a 第 {n} 行“元”", "值") for n in rows)]
