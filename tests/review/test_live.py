"""Live formulas: LibreOffice recalculates what we stored, and changed cells give what a run gives.

Contract: workbooks.md, "Output sheets" ("recalculated … nothing changes, and a reading or figure
changed in the workbook changes the amounts as a new run would").
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from qdcalc.result.result import Result
from qdcalc.review import REVIEW
from recalculated import (
    Cells,
    changed,
    differences,
    failed_checks,
    formulas,
    needs_office,
    recalculate,
    values,
)
from samples import result_of

from .helpers import Row, project, run

DAY = "2019-11-29"
OPTIONS = {
    "first_day": "same-day", "pause": "ignore", "start": "district", "open": "with-overdue",
}  # fmt: skip
SHEETS = ("时限核算", "区市汇总", "机构汇总")
LISTS = ("逾期清单", "临期清单")
WORDS = ("说明", "依据")  # of the run: no formula


def rows() -> list[Row]:
    """Return projects of every state, with pauses of every sort, and names with wildcards."""
    return [
        project("2019-11-04", "2019-11-11", name="按时"),
        project("2019-11-04", "2019-11-12", name="逾期", body="乙*所", district="市级"),
        project("2019-11-04", name="在办逾期", body="乙所"),
        project("2019-11-26", name="在办", body="=乙所"),
        project("2019-11-01", "2019-11-18", "2019-11-06", "2019-11-13", name="补正"),
        project("2019-11-11", "", "2019-11-13", "2019-11-20", name="补正在办", district="胶州"),
        project("2019-11-11", "", "2019-11-13", name="暂停", body="丙所"),
        project("2018-11-12", "2018-11-19", name="区市早"),
        project("2018-11-12", "2018-11-20", name="市级早", district="市级"),
        project("2018-10-24", "2018-11-01", name="太早"),
        project("2018-10-20", name="消防", office="消防"),
        project("2018-11-20", "2018-11-27", name="重新报批", office="消防", again="是"),
        project("2019-01-02", name="人防", kind="独立人防", body="丁所"),
        project("2019-09-27", "2019-10-12", name="长假"),
    ]


def assessed(first: str = "2019-11-11", date: str = DAY, **options: str) -> Result:
    own = [{**row, "合格书日期": first} if row["项目名称"] == "按时" else row for row in rows()]
    return run(*own, date=date, **options)


def place_of(stored: Cells, name: str) -> str:
    """Return the row of 时限核算 in which a project stands."""
    return next(cell[1:] for (sheet, cell), value in stored.items()
                if (sheet, cell[0], value) == ("时限核算", "A", name))  # fmt: skip


def column_of(stored: Cells, label: str, sheet: str = "时限核算") -> str:
    return next(cell.rstrip("0123456789") for (own, cell), value in stored.items()
                if own == sheet and value == label and cell.endswith("1")
                and cell.rstrip("0123456789") + "1" == cell)  # fmt: skip


def test_what_follows_from_others_is_a_formula(tmp_path: Path) -> None:
    path = assessed().to_excel(tmp_path / "结果.xlsx")
    written, stored = formulas(path), values(path)
    row = place_of(stored, "逾期")
    over, used, limit = (column_of(stored, n) for n in ("逾期天数", "用时", "时限"))
    assert written["时限核算", over + row].endswith(f"MAX({used}{row}-{limit}{row},0))")
    assert stored["时限核算", over + row] == 1
    assert "标准数额!" in written["时限核算", limit + row]
    assert "采用的日历!" in written["时限核算", used + row]
    due = column_of(stored, "截止日期")
    assert str(stored["时限核算", due + row])[:10] == "2019-11-11"
    live = {(s, c.rstrip("0123456789")) for s, c in written if s == "区市汇总"}
    # all but the name: counts, share, mean, longest use, rank, sums
    assert {c for _, c in live} == set("BCDEFGHIJKLM")
    words = " ".join(map(str, written.values()))
    assert not any(name in words for name in ("NETWORKDAYS", "MAXIFS", "AGGREGATE", "XLOOKUP"))


@needs_office
@pytest.mark.oracle
def test_recalculated_it_is_the_same_and_changed_it_is_a_new_run(tmp_path: Path) -> None:
    books = {"样例": result_of("review").to_excel(tmp_path / "样例.xlsx")}
    for key, option in (*OPTIONS.items(), ("pause", "restart")):
        result = assessed(**{key: option})
        books[option] = result.to_excel(tmp_path / f"{option}.xlsx")
    before = assessed().to_excel(tmp_path / "原来.xlsx")
    stored = values(before)
    at = place_of(stored, "按时")
    cells = {n: ("时限核算", column_of(stored, n) + at) for n in ("合格书日期", "审查机构")}
    day = next(c for c, v in stored.items() if v == DAY and c[0] == "口径与依据")
    limit = next(c for c, v in stored.items() if c[0] == "标准数额" and v == "limit_workdays")
    policy = tmp_path / "政策.toml"
    policy.write_text(
        "[[figures.limit_workdays.versions]]\nsince = 2018-10-15\nvalue = 4\n", encoding="utf-8"
    )
    cases: dict[str, tuple[Cells, Result]] = {
        "日期": ({cells["合格书日期"]: datetime(2019, 11, 13)}, assessed("2019-11-13")),
        "没有出具": ({cells["合格书日期"]: None}, assessed("")),
        "统计日期": ({day: "2019-12-02"}, assessed(date="2019-12-02")),
        "时限": ({("标准数额", f"E{limit[1][1:]}"): 4}, run(*rows(), date=DAY, policy=policy)),
    }
    for key, option in (*OPTIONS.items(), ("pause", "restart")):
        item = REVIEW.policy().interpretations[key]
        texts = [f"{item.choice(o).name}（{o}）" for o in (item.default, option)]
        cell = next(c for c, v in stored.items() if c[0] == "口径与依据" and v == texts[0])
        cases[f"口径{option}"] = ({cell: texts[1]}, assessed(**{key: option}))
    edited = [changed(before, tmp_path / f"改{name}.xlsx", c) for name, (c, _) in cases.items()]
    edited.append(changed(before, tmp_path / "改写.xlsx", dict(_tampered(stored).values())))
    names = [*books, *cases, "改写"]
    found = dict(zip(names, recalculate([*books.values(), *edited], tmp_path), strict=True))
    for name, path in books.items():
        assert list(differences(values(found[name]), values(path))) == [], name
    for name, (_, again) in cases.items():
        due = again.to_excel(tmp_path / f"新{name}.xlsx")
        live = {c for c in formulas(due) if c[0] in SHEETS}
        got, wanted = (
            {c: v for c, v in values(p).items() if c in live} for p in (found[name], due)
        )
        assert got != {c: v for c, v in stored.items() if c in live}, name
        assert list(differences(got, wanted)) == [], name
    assert set(_tampered(stored)) <= failed_checks(values(found["改写"]))


def _tampered(stored: Cells) -> dict[str, tuple[tuple[str, str], object]]:
    """Name the row of 校验 that a figure typed over a formula makes fail."""
    own = {
        "逾期天数不等于用时减时限的行数 = 0": ("逾期", "逾期天数", 0),
        "状态与用时、时限、合格书日期不符的行数 = 0": ("按时", "状态", "在办"),
        "剩余天数不等于时限减用时的行数 = 0": ("逾期", "剩余天数", 3),
    }
    made = {
        check: (("时限核算", column_of(stored, label) + place_of(stored, name)), value)
        for check, (name, label, value) in own.items()
    }
    sums = {"区市汇总": "区市", "机构汇总": "机构"}
    for sheet, said in sums.items():
        made[f"与时限核算不符的{said}汇总行数 = 0"] = ((sheet, "E2"), 99)
        made[f"{said}汇总受理数不等于五种状态之和的行数 = 0"] = ((sheet, "B3"), 77)
        made[f"{said}汇总按时率与按时、逾期数不符的行数 = 0"] = ((sheet, "H2"), 0.123)
        made[f"{said}汇总平均用时与用时合计、个数不符的行数 = 0"] = ((sheet, "I2"), 9.99)
    return made


@pytest.mark.parametrize("values_only", [False, True])
def test_rows_of_all_together_are_bold_and_the_lists_say_what_they_are(
    tmp_path: Path, values_only: bool
) -> None:
    path = assessed().to_excel(tmp_path / "结果.xlsx", values=values_only)
    book = openpyxl.load_workbook(path)
    for name in ("区市汇总", "机构汇总"):
        *others, whole = book[name].iter_rows(min_row=2)
        assert whole[0].value == "合计"
        assert all(cell.font.bold for cell in whole)
        assert not any(cell.font.bold for row in others for cell in row)
        assert whole[7].number_format == others[0][7].number_format  # a share
    for name in LISTS:
        header = book[name].oddHeader
        assert header is not None
        assert "要重新运行" in str(header.right.text)
    told = [row for row in book["口径与依据"].values if row[1] == "逾期清单、临期清单"]
    assert ["要重新运行" in str(row) for row in told] == [True]
