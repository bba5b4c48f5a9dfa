"""Write a staffing scenario as a workbook the way people make them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .render import FULL_WIDTH, as_number, as_text, chance, plain
from .staffing import LEVELS, ROUND, STAFF, StaffingScenario
from .water_month import district

Put = Callable[[Any, str, str], None]
TITLES = (
    "青岛市基层人力资源社会保障服务平台人员配备情况",
    "填报单位：市人力资源社会保障局",
    "(2019年度)",
)
PLATFORM_COLUMNS = ("区市", "街道", "名称", "级别", "服务对象数", *STAFF)
TASK_COLUMNS = ("事项", "截止日期", "方向", "目标值", "实际值", "完成日期")
COST_COLUMNS = ("区市", "级别", "人均年经费")
COUNTS = ("服务对象数", *STAFF)
DATES = ("截止日期", "完成日期")
SHARES = ("目标值", "实际值")
LABELS: tuple[str, ...] = (
    "合计",
    "小计",
    "总计",
    "注：兼职人员按比例折算",
    "说明：数据截至月末",
    "制表：李四",
)
LABELS += ("填表人：赵六", "审核：王五")
DATE_FORMS = ("date", "int", "dash", "slash", "dot", "cn", "short", "digits")
DATE_FORMATS = ("yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', "mm-dd-yy")


def put_date(rng: random.Random, cell: Any, iso: str, form: str) -> None:
    """Write a date in one of the accepted forms."""
    day = dt.date.fromisoformat(iso)
    if form == "date":
        midnight = dt.datetime(day.year, day.month, day.day)
        cell.value = day if chance(rng, 0.5) else midnight
        cell.number_format = rng.choice(DATE_FORMATS)
    elif form == "int":
        cell.value = int(iso.replace("-", ""))
    else:
        year, month, number = day.year, day.month, day.day
        forms = {
            "dash": iso,
            "slash": f"{year}/{month}/{number}",
            "dot": f"{year}.{month}.{number}",
            "cn": f"{year}年{month}月{number}日",
            "short": f"{year}-{month}-{number}",
            "digits": iso.replace("-", ""),
        }
        cell.value = forms[form]
        cell.number_format = "@"


def put_number(rng: random.Random, cell: Any, text: str, text_share: float) -> None:
    """Write a number as such, or as text with commas or full-width digits."""
    if chance(rng, text_share):
        cell.value = as_text(rng, text)
        cell.number_format = "@"
        return
    cell.value = as_number(rng, text)
    if chance(rng, 0.2):
        cell.number_format = "#,##0" if text.isdigit() else "#,##0.00"


def put_share(rng: random.Random, cell: Any, text: str) -> None:
    """Write a share: as a number with either format, or as text."""
    if "/" in text:
        cell.value = text
        cell.number_format = "@"
        return
    percent = text.endswith("%")
    if chance(rng, 0.4):
        cell.value = text if percent or chance(rng, 0.5) else text.translate(FULL_WIDTH)
        cell.number_format = "@"
        return
    number = Decimal(text[:-1]) / 100 if percent else Decimal(text)
    cell.value = as_number(rng, plain(number))
    if percent or chance(rng, 0.3):
        cell.number_format = rng.choice(("0%", "0.00%"))


def put_level(rng: random.Random, cell: Any, text: str) -> None:
    """Write a level, at times with full-width brackets."""
    if text not in LEVELS:
        raise AssertionError(text)
    cell.value = text.replace("(", "（").replace(")", "）") if chance(rng, 0.4) else text


def with_unit(rng: random.Random, name: str, unit: str) -> str:
    """Return a header with its unit."""
    return name + rng.choice(("({})", "（{}）", "\n({})", " ({})", "\n（{}）")).format(unit)


def heading(rng: random.Random, name: str) -> str:
    """Return a header: the name, with blanks or line breaks in it, with its unit."""
    text = name
    if chance(rng, 0.1):
        text = text[0] + rng.choice((" ", "\u3000", "  ", "\n")) + text[1:]
    if name in COUNTS and chance(rng, 0.35):
        return with_unit(rng, text, "人")
    return text


def used_columns(
    rng: random.Random, columns: Sequence[str], rows: Sequence[Mapping[str, str]], must: set[str]
) -> list[str]:
    """Return the columns, now and then without those that nothing is in."""
    leave = chance(rng, 0.5)
    return [
        name for name in columns if name in must or not leave or any(row.get(name) for row in rows)
    ]


def titles(rng: random.Random, sheet: Worksheet, width: int) -> int:
    """Write rows above the header, return how many."""
    count = rng.choice((0, 0, 0, 1, 1, 2, 3))
    for row in range(1, count + 1):
        if row > 1 and chance(rng, 0.2):
            continue
        sheet.cell(row, 1, TITLES[row - 1])
        if width > 1 and chance(rng, 0.6):
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    return count


def closing_rows(
    sheet: Worksheet, rng: random.Random, columns: Sequence[str], numbers: Sequence[str], line: int
) -> None:
    """Write the rows people put under a table."""
    for label in LABELS:
        if not chance(rng, 0.15):
            continue
        line += 2 if chance(rng, 0.3) else 1
        sheet.cell(line, 1, label)
        if "：" not in label:
            for column, name in enumerate(columns, 1):
                if column > 1 and name in numbers:
                    sheet.cell(line, column, rng.randint(0, 90000))


def start_table(
    sheet: Worksheet, rng: random.Random, columns: Sequence[str], header: Mapping[str, str]
) -> int:
    """Write titles and header, at times a row of units; return the last row used."""
    line = titles(rng, sheet, len(columns)) + 1
    for column, name in enumerate(columns, 1):
        sheet.cell(line, column, header[name])
    if any(name in COUNTS for name in columns) and chance(rng, 0.15):
        line += 1
        for column, name in enumerate(columns, 1):
            if name in COUNTS:
                sheet.cell(line, column, "人")
    return line


def write_table(
    sheet: Worksheet,
    rng: random.Random,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, str]],
    header: Mapping[str, str],
    put: Put,
    *,
    gaps: bool = True,
) -> list[int]:
    """Write a table and return the row numbers of its rows."""
    line = start_table(sheet, rng, columns, header)
    lines = []
    for row in rows:
        line += 2 if gaps and chance(rng, 0.04) else 1
        for column, name in enumerate(columns, 1):
            text = row.get(name, "")
            if text != "":
                cell: Any = sheet.cell(line, column)
                put(cell, name, text)
        if chance(rng, 0.02):
            sheet.row_dimensions[line].hidden = True
        lines.append(line)
    return lines


def merge_runs(sheet: Worksheet, column: int, keys: Sequence[str], lines: Sequence[int]) -> None:
    """Merge the cells of each run of equal keys down a column."""
    start = 0
    for i in range(1, len(keys) + 1):
        if i < len(keys) and keys[i] == keys[start]:
            continue
        if i - start > 1:
            sheet.merge_cells(
                start_row=lines[start], start_column=column, end_row=lines[i - 1], end_column=column
            )
        start = i


def grouped(rng: random.Random, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the rows by district and street, each district spelled one way."""
    spelled: dict[str, str] = {}
    streets: dict[str, int] = {}
    for row in rows:
        spelled.setdefault(district(row["区市"]), row["区市"])
        streets.setdefault(row["街道"], len(streets))
    names = list(spelled)
    rng.shuffle(names)
    out = [{**row, "区市": spelled[district(row["区市"])]} for row in rows]
    out.sort(key=lambda row: (names.index(district(row["区市"])), streets[row["街道"]]))
    return out


def write_platforms(
    platforms: Sequence[Mapping[str, str]], sheet: Worksheet, rng: random.Random
) -> None:
    """Write the sheet 服务平台."""
    rows = [dict(row) for row in platforms]
    rng.shuffle(rows)
    merge = chance(rng, 0.4)
    if merge:
        rows = grouped(rng, rows)
    columns = used_columns(rng, PLATFORM_COLUMNS, rows, set(PLATFORM_COLUMNS) - set(STAFF))
    if chance(rng, 0.2):
        columns.append("联系人")
        rows = [{**row, "联系人": "张三"} for row in rows]
    if chance(rng, 0.5):
        rng.shuffle(columns)
    text_share = rng.choice((0.0, 0.0, 0.05, 0.3, 1.0))

    def put(cell: Any, name: str, text: str) -> None:
        if name in COUNTS:
            put_number(rng, cell, text, text_share)
        elif name == "级别":
            put_level(rng, cell, text)
        else:
            cell.value = text

    header = {name: heading(rng, name) for name in columns}
    lines = write_table(sheet, rng, columns, rows, header, put, gaps=not merge)
    if merge:
        keys = [row["区市"] for row in rows]
        merge_runs(sheet, columns.index("区市") + 1, keys, lines)
        if chance(rng, 0.7):
            keys = [f"{row['区市']} {row['街道']}" for row in rows]
            merge_runs(sheet, columns.index("街道") + 1, keys, lines)
    closing_rows(sheet, rng, columns, COUNTS, lines[-1])


def write_tasks(tasks: Sequence[Mapping[str, str]], sheet: Worksheet, rng: random.Random) -> None:
    """Write the sheet 目标任务."""
    rows = list(tasks)
    rng.shuffle(rows)
    columns = used_columns(rng, TASK_COLUMNS, rows, {"事项", "截止日期"})
    if chance(rng, 0.5):
        rng.shuffle(columns)
    usual = rng.choice(DATE_FORMS)

    def put(cell: Any, name: str, text: str) -> None:
        if name in DATES:
            put_date(rng, cell, text, rng.choice(DATE_FORMS) if chance(rng, 0.2) else usual)
        elif name in SHARES:
            put_share(rng, cell, text)
        else:
            cell.value = text

    header = {name: heading(rng, name) for name in columns}
    lines = write_table(sheet, rng, columns, rows, header, put)
    closing_rows(sheet, rng, columns, (), lines[-1])


def write_costs(costs: Sequence[Mapping[str, str]], sheet: Worksheet, rng: random.Random) -> None:
    """Write the sheet 经费标准, in yuan or in units of ten thousand."""
    columns = used_columns(rng, COST_COLUMNS, costs, {"人均年经费"})
    if chance(rng, 0.5):
        rng.shuffle(columns)
    unit = rng.choice(("", "元", "万元", "万元"))
    header = {name: heading(rng, name) for name in columns}
    if unit:
        header["人均年经费"] = with_unit(rng, header["人均年经费"], unit)
    text_share = rng.choice((0.0, 0.3, 1.0))

    def put(cell: Any, name: str, text: str) -> None:
        if name == "人均年经费":
            amount = Decimal(text) / (10000 if unit == "万元" else 1)
            put_number(rng, cell, plain(amount.normalize()), text_share)
        elif name == "级别":
            put_level(rng, cell, text)
        else:
            cell.value = text

    lines = write_table(sheet, rng, columns, costs, header, put)
    closing_rows(sheet, rng, columns, (), lines[-1])


def write_parameters(scenario: StaffingScenario, sheet: Worksheet, rng: random.Random) -> None:
    """Write the sheet 口径: 统计日期, and the rounding by key, its option by key or name."""
    rows: list[dict[str, str]] = []
    if scenario.report_date:
        rows.append({"参数": "统计日期", "取值": scenario.report_date})
    option = scenario.interpretations.get("round", "ceil")
    if "round" in scenario.interpretations or chance(rng, 0.15) or not rows:
        rows.append({"参数": "round", "取值": rng.choice((option, ROUND[option]))})
    rng.shuffle(rows)

    def put(cell: Any, name: str, text: str) -> None:
        if name == "取值" and text == scenario.report_date:
            put_date(rng, cell, text, rng.choice(DATE_FORMS))
        else:
            cell.value = text

    columns = ["参数", "取值"]
    if chance(rng, 0.3):
        columns.reverse()
    write_table(sheet, rng, columns, rows, {"参数": "参数", "取值": "取值"}, put)


def write_staffing_workbook(
    scenario: StaffingScenario, path: str | Path, rng: random.Random
) -> None:
    """Write the scenario to an .xlsx file."""
    sheets: list[tuple[str, Callable[[Worksheet], None]]] = [
        ("服务平台", lambda sheet: write_platforms(scenario.platforms, sheet, rng))
    ]
    if scenario.tasks:
        sheets.append(("目标任务", lambda sheet: write_tasks(scenario.tasks, sheet, rng)))
    if scenario.costs:
        sheets.append(("经费标准", lambda sheet: write_costs(scenario.costs, sheet, rng)))
    if scenario.report_date or scenario.interpretations or chance(rng, 0.2):
        sheets.append(("口径", lambda sheet: write_parameters(scenario, sheet, rng)))
    if chance(rng, 0.4):
        sheets.append(("备忘", lambda sheet: sheet.append(["区市", "待核", 3.5])))
    rng.shuffle(sheets)
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, write in sheets:
        write(book.create_sheet(name))
    book.save(path)
