"""Write an exhibition scenario as a workbook the way people make them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .expo_model import (
    CERTIFICATES,
    FIRMS,
    GOVERNMENT,
    INTERPRETATIONS,
    SHOWS,
    VENUES,
    ExpoScenario,
)
from .render import chance, plain
from .staffing_render import DATE_FORMS, put_date, put_number, with_unit, write_table

HISTORY, BUDGET, SETTINGS = "历史补助", "预算", "口径"
TITLES = ("青岛市会展业发展补助资金申报表", "填报单位：市贸促会、市财政局", "(2018至2021年度)")
# column → kind: text, date, yes, whole, year, area, money; a star marks what must be there
COLUMNS: dict[str, dict[str, str]] = {
    SHOWS: {
        "展会名称": "text*",
        "届次": "whole",
        "类型": "text*",
        "展馆": "text",
        "展馆运营单位": "text",
        "专业场馆": "yes*",
        "展馆引进": "yes",
        "开始日期": "date",
        "结束日期": "date*",
        "展览面积": "area*",
        "历史最大面积": "area",
        "主题": "text",
        "专家评审": "yes",
        "市贸促会认定": "yes",
        "申请单位": "text*",
    },
    CERTIFICATES: {
        "对象": "text*",
        "类别": "text*",
        "认证机构": "text",
        "认证日期": "date*",
        "举办日期": "date",
        "固定举办": "yes",
        "本市机构": "yes",
        "申请单位": "text*",
    },
    FIRMS: {
        "企业名称": "text*",
        "年度": "year*",
        "项目": "text*",
        "独立法人": "yes",
        "新设立": "yes",
        "首次贡献年度": "year",
        "上年度地方财力贡献": "money",
        "拟补助金额": "money",
        "上年度营业收入": "money",
        "营业收入": "money",
        "在青办展": "yes",
        "纳统": "yes",
        "知名认定": "yes",
    },
    VENUES: {
        "展馆名称": "text*",
        "年度": "year*",
        "三万平展会数": "whole*",
        "十万平展会数": "whole*",
    },
    GOVERNMENT: {
        "项目": "text*",
        "年度": "year*",
        "首届": "yes*",
        "核定金额": "money*",
        "上届金额": "money",
        "绩效评估通过": "yes",
        "承办单位": "text*",
    },
    HISTORY: {
        "对象": "text*",
        "项目": "text*",
        "年度": "year*",
        "届次": "whole",
        "金额": "money*",
    },
    BUDGET: {"项目": "text*", "年度": "year*", "预算金额": "money*"},
}
UNITS = {
    "money": (("元", 0), ("万元", 4), ("万元", 4), ("亿元", 8)),
    "area": (("m²", 0), ("㎡", 0), ("平方米", 0), ("万㎡", 4), ("万平方米", 4), ("万m²", 4)),
}
YES_WORDS = ("是", "是", "是", "√", "Y", "1")
LABELS = (
    "合计",
    "小计",
    "总计",
    "注：以上数据已核",
    "说明：金额以决算为准",
    "制表：李四",
    "审核：王五",
)


def is_amount(kinds: Mapping[str, str], name: str) -> bool:
    """Say whether a column has a unit."""
    return kinds.get(name, "text").rstrip("*") in UNITS


def used(
    rng: random.Random, kinds: Mapping[str, str], rows: Sequence[Mapping[str, str]]
) -> list[str]:
    """Return the columns, now and then without those that nothing is in, in any order."""
    leave = chance(rng, 0.5)
    columns = [
        name
        for name, kind in kinds.items()
        if kind.endswith("*") or not leave or any(row.get(name) for row in rows)
    ]
    if chance(rng, 0.5):
        rng.shuffle(columns)
    if chance(rng, 0.15):
        columns.append("联系人")
    return columns


def headings(
    rng: random.Random, columns: Sequence[str], kinds: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, int]]:
    """Return the headers by column, and the power of ten of those in a larger unit."""
    header, powers = {}, {}
    for name in columns:
        header[name] = name
        if chance(rng, 0.08):
            header[name] = name[0] + rng.choice((" ", "\u3000", "\n")) + name[1:]
        kind = kinds.get(name, "text").rstrip("*")
        if kind in UNITS and chance(rng, 0.45):
            unit, powers[name] = rng.choice(UNITS[kind])
            header[name] = with_unit(rng, header[name], unit)
    return header, powers


def put_yes(rng: random.Random, cell: Any, text: str) -> None:
    """Write a yes or a no in one of the accepted forms."""
    if text != "是":
        cell.value = text
        return
    word = rng.choice(YES_WORDS)
    cell.value = 1 if word == "1" and chance(rng, 0.5) else word


def start_table(
    rng: random.Random,
    sheet: Worksheet,
    columns: Sequence[str],
    header: Mapping[str, str],
    units: Mapping[str, str],
) -> int:
    """Write titles and header, at times a row of units; return the last row used."""
    line = rng.choice((0, 0, 0, 1, 1, 2, 3))
    for row in range(1, line + 1):
        if row == 1 or chance(rng, 0.8):
            sheet.cell(row, 1, TITLES[row - 1])
            if len(columns) > 1 and chance(rng, 0.6):
                last = len(columns)
                sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
    line += 1
    for column, name in enumerate(columns, 1):
        sheet.cell(line, column, header[name])
    if units and chance(rng, 0.2):
        line += 1
        for column, name in enumerate(columns, 1):
            if name in units:
                sheet.cell(line, column, units[name])
    return line


def write_sheet(
    rng: random.Random, sheet: Worksheet, rows: Sequence[Mapping[str, str]]
) -> list[int]:
    """Write one input sheet, the rows in their order; return their row numbers."""
    kinds = COLUMNS[sheet.title]
    columns = used(rng, kinds, rows)
    if "联系人" in columns:
        rows = [{**row, "联系人": "张三"} for row in rows]
    header, powers = headings(rng, columns, kinds)
    text_share = rng.choice((0.0, 0.0, 0.05, 0.3, 1.0))
    usual = rng.choice(DATE_FORMS)

    def put(cell: Any, name: str, text: str) -> None:
        kind = kinds.get(name, "text").rstrip("*")
        if kind == "date":
            put_date(rng, cell, text, rng.choice(DATE_FORMS) if chance(rng, 0.2) else usual)
        elif kind == "yes":
            put_yes(rng, cell, text)
        elif kind == "year":
            cell.value = text if chance(rng, text_share) else int(text)
        elif kind == "text":
            cell.value = text
        else:
            value = Decimal(text).scaleb(-powers.get(name, 0))
            put_number(rng, cell, plain(value.normalize()), text_share)

    own = {"money": "元", "area": "m²"}
    units = {name: own[kinds[name].rstrip("*")] for name in columns if is_amount(kinds, name)}
    line = start_table(rng, sheet, columns, header, {} if powers else units)
    lines = []
    for row in rows:
        line += 2 if chance(rng, 0.04) else 1
        for column, name in enumerate(columns, 1):
            if row.get(name, "") != "":
                put(sheet.cell(line, column), name, row[name])
        if chance(rng, 0.02):
            sheet.row_dimensions[line].hidden = True
        lines.append(line)
    for label in LABELS:
        if chance(rng, 0.12):
            line += 2 if chance(rng, 0.3) else 1
            sheet.cell(line, 1, label)
            if "：" not in label:
                for column, name in enumerate(columns, 1):
                    if column > 1 and is_amount(kinds, name):
                        sheet.cell(line, column, rng.randint(0, 900000))
    return lines


def write_settings(scenario: ExpoScenario, sheet: Worksheet, rng: random.Random) -> None:
    """Write the sheet 口径, keys and options by either name."""
    rows = []
    for key, option in scenario.interpretations.items():
        name, options = INTERPRETATIONS[key]
        row = {"参数": rng.choice((key, name)), "取值": rng.choice((option, options[option]))}
        rows.append(row)
    rng.shuffle(rows)

    def put(cell: Any, name: str, text: str) -> None:
        cell.value = text

    columns = ["参数", "取值"]
    if chance(rng, 0.3):
        columns.reverse()
    write_table(sheet, rng, columns, rows, {"参数": "参数", "取值": "取值"}, put)


def write_expo_workbook(
    scenario: ExpoScenario, path: str | Path, rng: random.Random
) -> dict[str, list[int]]:
    """Write the scenario to an .xlsx file; return the row numbers by sheet."""
    tables = {
        SHOWS: scenario.shows,
        CERTIFICATES: scenario.certificates,
        FIRMS: scenario.firms,
        VENUES: scenario.venues,
        GOVERNMENT: scenario.government,
        HISTORY: scenario.history,
        BUDGET: scenario.budget,
    }
    names = [name for name, rows in tables.items() if rows]
    if scenario.interpretations:
        names.append(SETTINGS)
    if chance(rng, 0.3):
        names.append("备忘")
    rng.shuffle(names)
    book = Workbook()
    book.remove(book.worksheets[0])
    lines: dict[str, list[int]] = {}
    for name in names:
        sheet = book.create_sheet(name)
        if name == SETTINGS:
            write_settings(scenario, sheet, rng)
        elif name == "备忘":
            sheet.append(["项目", "待核", 3.5])
        else:
            lines[name] = write_sheet(rng, sheet, tables[name])
    book.save(path)
    return lines
