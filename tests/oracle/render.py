"""Write a scenario as a workbook the way people make them."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from . import figures as fig
from .water_month import MARK, NOT_MEASURED, NUMBER, OVER, Row, Scenario, annex_rows

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
DATE_FORMATS = ("yyyy-mm", 'yyyy"年"m"月"', "yyyy/m/d", "yyyy-mm-dd", "mmm-yy")
TITLES = (
    "青岛市地表水环境质量监测数据",
    "地表水断面水质监测月报（补偿核算用）",
    "单位：mg/L（另有注明的除外）",
    "填报单位：市环境监测中心站",
)
SCALES = {"μg/L": 3, "ng/L": 6}


def chance(rng: random.Random, probability: float) -> bool:
    """Say yes with a probability."""
    return rng.random() < probability


def unit_of(name: str) -> str:
    """Return an indicator's own unit."""
    if name in fig.TABLE1:
        return fig.TABLE1[name][1]
    return fig.CONDUCTIVITY_UNIT if name == fig.CONDUCTIVITY else "mg/L"


def plain(value: Decimal) -> str:
    """Write a decimal without an exponent."""
    return format(value, "f")


def scale_text(text: str, power: int) -> str:
    """Return a canonical cell text in a unit 10^power times smaller."""
    if power == 0 or text in NOT_MEASURED:
        return text
    found, over = MARK.match(text), OVER.match(text)
    if found or over:
        figure = over["figure"] if over else ""
        figure = figure or (found and (found["a"] or found["b"] or found["c"])) or ""
        scaled = plain(Decimal(figure).scaleb(power).normalize())
        return text.replace(figure, scaled)
    if NUMBER.match(text):
        value = Decimal(text).scaleb(power)
        return plain(value.normalize()) if value else "0"
    return text


def as_number(rng: random.Random, text: str) -> int | float:
    """Return a number that reads as `text` at 15 digits, at times one bit beside it."""
    value = Decimal(text)
    if value == value.to_integral_value() and chance(rng, 0.6):
        return int(value)
    out = float(value)
    if out and chance(rng, 0.15):
        beside = math.nextafter(out, rng.choice((math.inf, 0.0)))
        if Decimal(f"{beside:.15g}") == value:
            out = beside
    if Decimal(f"{out:.15g}") != value:
        raise AssertionError(f"{text} is not a number of 15 digits")
    return out


def as_text(rng: random.Random, text: str) -> str:
    """Return a number as text: plain, with commas, full-width or with an exponent."""
    value = Decimal(text)
    pick = rng.random()
    if pick < 0.3 and value >= 1000:
        return f"{value:,f}"
    if pick < 0.5:
        return text.translate(FULL_WIDTH)
    if pick < 0.6 and value and value < Decimal("0.001"):
        mantissa = value.normalize()
        digits = "".join(str(d) for d in mantissa.as_tuple().digits)
        power = mantissa.adjusted()
        head = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        return f"{head}E-{-power:02d}"
    return text


def put_value(rng: random.Random, cell: Any, text: str, text_share: float) -> None:
    """Write one canonical cell text."""
    if text == "":
        return
    if NUMBER.match(text):
        if chance(rng, text_share):
            cell.value = as_text(rng, text)
            cell.number_format = "@"
        else:
            cell.value = as_number(rng, text)
    elif text == "-1":
        cell.value = -1 if chance(rng, 0.5) else "-1"
    else:
        cell.value = text


def put_month(rng: random.Random, cell: Any, month: str, form: str) -> None:
    """Write a month in one of the accepted forms."""
    year, number = int(month[:4]), int(month[5:])
    if form == "date":
        last = calendar.monthrange(year, number)[1]
        day = 1 if chance(rng, 0.7) else rng.randint(1, last)
        maker: Callable[..., dt.date] = rng.choice((dt.date, dt.datetime))
        cell.value = maker(year, number, day)
        cell.number_format = rng.choice(DATE_FORMATS)
    elif form == "int":
        cell.value = year * 100 + number
    else:
        forms = {
            "dash": month,
            "cn": f"{year}年{number:02d}月",
            "short-cn": f"{year}年{number}月",
            "digits": f"{year}{number:02d}",
            "slash": f"{year}/{number:02d}",
            "dot": f"{year}.{number:02d}",
        }
        cell.value = forms[form]
        cell.number_format = "@"


MONTH_FORMS = ("date", "int", "dash", "cn", "short-cn", "digits", "slash", "dot")


def month_form(rng: random.Random, usual: str) -> str:
    """Return the usual form of a sheet, now and then another."""
    return rng.choice(MONTH_FORMS) if chance(rng, 0.08) else usual


def put_code(rng: random.Random, cell: Any, code: str) -> None:
    """Write a section code, as a number where it is one, mostly."""
    cell.value = int(code) if code.isdigit() and chance(rng, 0.75) else code


def heading(rng: random.Random, name: str, unit: str) -> str:
    """Return the header text of an indicator column; a unit other than its own always shows."""
    text = name
    if chance(rng, 0.3) and name in fig.INDICATOR_ALIASES:
        aliases = fig.INDICATOR_ALIASES[name]
        text = rng.choice(aliases)
        if text.isascii() and chance(rng, 0.2):
            text = rng.choice((text.lower(), text.upper()))
    # Names that hold a unit of their own get no second one.
    own = any(mark in text for mark in ("℃", "无量纲", "个/", "S/"))
    if unit and not own and unit != "无量纲":
        text += rng.choice(("({})", "（{}）", "\n({})", " ({})")).format(unit)
    if chance(rng, 0.05) and len(text) > 1 and "(" not in text and "（" not in text:
        text = text[0] + " " + text[1:]
    if chance(rng, 0.2):
        text = text.replace("(", "（").replace(")", "）")
    return text


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


def write_readings(scenario: Scenario, sheet: Worksheet, rng: random.Random) -> None:
    """Write the sheet 监测数据."""
    listed = annex_rows() if scenario.sections is None else scenario.sections
    names = {row["序号"]: (row["河流名称"], row["监测断面"]) for row in listed}
    by = rng.choice(("code", "names", "both"))
    rows = list(scenario.readings)
    rng.shuffle(rows)
    months = list(dict.fromkeys(row["月份"] for row in rows))
    together = chance(rng, 0.5)
    if together:
        rows.sort(key=lambda row: months.index(row["月份"]))

    columns = ["月份"]
    columns += ["序号"] if by != "names" else []
    columns += ["河流名称", "监测断面"] if by != "code" else []
    if any(row["断流"] for row in rows) or chance(rng, 0.5):
        columns.append("断流")
    columns += scenario.columns + scenario.sample_columns
    if chance(rng, 0.15):
        columns.append("采样人")
    if chance(rng, 0.6):
        rng.shuffle(columns)

    # Units: some columns in another unit, said in the header, the units row, or both.
    units_row = chance(rng, 0.35)
    units: dict[str, str] = {}
    header: dict[str, str] = {}
    for name in columns:
        header[name] = name
        if name not in scenario.columns:
            continue
        units[name] = own = unit_of(name)
        if own == "mg/L" and chance(rng, 0.08):
            units[name] = rng.choice(("μg/L", "μg/L", "μg/L", "ng/L"))
        other = units[name] != own
        in_header = chance(rng, 0.5 if other else 0.3) or (other and not units_row)
        header[name] = heading(rng, name, units[name] if in_header else "")

    line = titles(rng, sheet, len(columns)) + 1
    for column, name in enumerate(columns, 1):
        sheet.cell(line, column, header[name])
    line += 1
    if units_row:
        for column, name in enumerate(columns, 1):
            sheet.cell(line, column, units.get(name))
        line += 1

    text_share = rng.choice((0.0, 0.0, 0.05, 0.3, 1.0))
    form = rng.choice(MONTH_FORMS)
    yes = rng.choice((("是", "否"), ("√", ""), ("Y", ""), ("1", ""), ("是", "")))
    merge = together and chance(rng, 0.3)
    runs: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        new_month = number > 0 and rows[number - 1]["月份"] != row["月份"]
        if chance(rng, 0.04) and (new_month or not merge):
            line += 1
        run = runs.setdefault(row["月份"], [])
        for column, name in enumerate(columns, 1):
            cell = sheet.cell(line, column)
            if name == "月份":
                if not (merge and run):
                    put_month(rng, cell, row["月份"], month_form(rng, form))
            elif name == "序号":
                put_code(rng, cell, row["序号"])
            elif name == "河流名称":
                cell.value = names[row["序号"]][0]
            elif name == "监测断面":
                cell.value = names[row["序号"]][1]
            elif name == "断流":
                text = yes[0] if row["断流"] else yes[1]
                cell.value = int(text) if text == "1" and chance(rng, 0.5) else (text or None)
            elif name == "采样人":
                cell.value = "张三"
            elif name in scenario.sample_columns:
                cell.value = row["samples"][name] or None
            else:
                text = row["cells"].get(name, "")
                power = 0 if units[name] == unit_of(name) else SCALES[units[name]]
                put_value(rng, cell, scale_text(text, power), text_share)
        run.append(line)
        if chance(rng, 0.02):
            sheet.row_dimensions[line].hidden = True
        line += 1
    if merge:
        column = columns.index("月份") + 1
        for run in runs.values():
            if len(run) > 1 and run == list(range(run[0], run[-1] + 1)):
                sheet.merge_cells(
                    start_row=run[0], start_column=column, end_row=run[-1], end_column=column
                )
    closing_rows(scenario, sheet, rng, columns, line)


def closing_rows(
    scenario: Scenario, sheet: Worksheet, rng: random.Random, columns: Sequence[str], line: int
) -> None:
    """Write the rows people put under a table."""
    for label in ("合计", "平均值", "注：L 表示低于检出限", "制表：李四", "审核：王五"):
        if not chance(rng, 0.2):
            continue
        if chance(rng, 0.3):
            line += 1
        sheet.cell(line, 1, label)
        if label in ("合计", "平均值"):
            for column, name in enumerate(columns, 1):
                if column > 1 and name in scenario.columns and chance(rng, 0.7):
                    sheet.cell(line, column, round(rng.random() * 50, 2))
        line += 1


def write_table(
    sheet: Worksheet,
    rng: random.Random,
    columns: Sequence[str],
    rows: Sequence[Row],
    put: Callable[[Any, str, str], None],
) -> None:
    """Write a plain table, its columns in any order."""
    columns, rows = list(columns), list(rows)
    if chance(rng, 0.5):
        rng.shuffle(columns)
    line = titles(rng, sheet, len(columns)) + 1
    for column, name in enumerate(columns, 1):
        sheet.cell(line, column, name)
    for row in rows:
        line += 2 if chance(rng, 0.03) else 1
        for column, name in enumerate(columns, 1):
            text = row.get(name, "")
            if text != "":
                put(sheet.cell(line, column), name, text)


def write_sections(rows: Sequence[dict[str, str]], sheet: Worksheet, rng: random.Random) -> None:
    """Write the sheet 断面清单, its rows in their own order (allocation ties follow lists)."""
    extra = ("备注", "水体类型", "饮用水源", "断流豁免", "上游断面", "上年度水质类别")
    columns = [name for name in fig.REGISTRY_COLUMNS if name != "备注"]
    columns += [name for name in extra if any(row.get(name) for row in rows) or chance(rng, 0.3)]

    def put(cell: Any, name: str, text: str) -> None:
        if name == "序号":
            put_code(rng, cell, text)
        elif name in ("核算水质目标", "上游断面") and text.isdigit() and chance(rng, 0.5):
            cell.value = int(text)
        else:
            cell.value = text

    write_table(sheet, rng, columns, rows, put)


def write_responsibility(
    rows: Sequence[dict[str, str]], sheet: Worksheet, rng: random.Random
) -> None:
    """Write the sheet 责任认定."""
    columns = ["月份", "序号", "区市", "责任比例"]
    filled: list[Row] = [dict(row) for row in rows]
    if chance(rng, 0.5):
        columns.append("文号")
        for row in filled:
            row["文号"] = "青环函〔2018〕9号"
    form = rng.choice(MONTH_FORMS)

    def put(cell: Any, name: str, text: str) -> None:
        if name == "月份":
            put_month(rng, cell, text, month_form(rng, form))
        elif name == "序号":
            put_code(rng, cell, text)
        elif name == "责任比例" and "/" not in text and chance(rng, 0.6):
            if text.endswith("%"):
                cell.value = float(Decimal(text[:-1]) / 100)
                cell.number_format = "0.0%"
            else:
                cell.value = float(text)
        else:
            cell.value = text

    write_table(sheet, rng, columns, filled, put)


def write_interpretations(chosen: dict[str, str], sheet: Worksheet, rng: random.Random) -> None:
    """Write the sheet 口径: keys or Chinese names, at times with defaults spelled out."""
    rows: list[Row] = []
    for key, (name, options) in fig.INTERPRETATIONS.items():
        option = chosen.get(key)
        if option is None:
            if not chance(rng, 0.15):
                continue
            option = next(iter(options))
        rows.append(
            {
                "参数": rng.choice((key, name)),
                "取值": rng.choice((option, options[option])),
            }
        )
    if chance(rng, 0.1):
        rows.append({"参数": "特殊干旱年份", "取值": "否"})
    rng.shuffle(rows)

    def put(cell: Any, _name: str, text: str) -> None:
        cell.value = text

    write_table(sheet, rng, ("参数", "取值"), rows, put)


def write_workbook(scenario: Scenario, path: str | Path, rng: random.Random) -> None:
    """Write the scenario to an .xlsx file."""
    sheets: list[tuple[str, Callable[[Worksheet], None]]] = [
        ("监测数据", lambda sheet: write_readings(scenario, sheet, rng))
    ]
    if scenario.sections is not None:
        listed = scenario.sections
        sheets.append(("断面清单", lambda sheet: write_sections(listed, sheet, rng)))
    if scenario.responsibility:
        named = scenario.responsibility
        sheets.append(("责任认定", lambda sheet: write_responsibility(named, sheet, rng)))
    if scenario.interpretations or chance(rng, 0.2):
        chosen = scenario.interpretations
        sheets.append(("口径", lambda sheet: write_interpretations(chosen, sheet, rng)))
    if chance(rng, 0.4):
        sheets.append(("备忘", lambda sheet: sheet.append(["月份", "待核", 3.5])))
    rng.shuffle(sheets)
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, write in sheets:
        write(book.create_sheet(name))
    book.save(path)
