"""Write tables of texts as sheets the way people make them, for the smaller notices."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .expo_render import headings, put_yes, start_table, used
from .render import chance, plain
from .staffing_render import DATE_FORMS, put_date, put_number, write_table

LABELS = ("合计", "注：数据截至月末", "说明：见附件", "制表：李四", "审核：王五")
OWN_UNITS = {"money": "元"}


def put_hour(rng: random.Random, cell: Any, text: str) -> None:
    """Write a date and hour (or a date alone) in one of the accepted forms."""
    day, _, clock = text.partition(" ")
    if not clock:
        put_date(rng, cell, text, rng.choice(DATE_FORMS))
        return
    hour = int(clock[:2])
    year, month, number = (int(part) for part in day.split("-"))
    before = dt.date.fromisoformat(day) - dt.timedelta(days=1)
    forms: list[str | dt.datetime] = [
        dt.datetime(year, month, number, hour),
        text if hour else f"{before} 24:00",
        f"{year}/{month}/{number} {hour}:00",
        f"{year}年{month}月{number}日{hour}时",
    ]
    cell.value = rng.choice(forms)
    cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(cell.value, dt.datetime) else "@"


def put_cell(rng: random.Random, cell: Any, kind: str, text: str, text_share: float) -> None:
    """Write one cell that is neither a date nor an amount."""
    if kind == "yes":
        put_yes(rng, cell, text)
    elif kind == "hour":
        put_hour(rng, cell, text)
    elif kind == "count" or (kind == "reading" and text.isdigit()):
        put_number(rng, cell, text, text_share)
    else:
        cell.value = text


def write_rows(
    rng: random.Random,
    sheet: Worksheet,
    kinds: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
) -> None:
    """Write rows under a heading; kinds are text, date, hour, yes, count, money; * if required."""
    columns = used(rng, kinds, rows)
    if "联系人" in columns:
        rows = [{**row, "联系人": "张三"} for row in rows]
    header, powers = headings(rng, columns, kinds)
    text_share = rng.choice((0.0, 0.0, 0.05, 0.3, 1.0))
    usual = rng.choice(DATE_FORMS)
    own = {n: OWN_UNITS[k.rstrip("*")] for n, k in kinds.items() if k.rstrip("*") in OWN_UNITS}
    units = {} if powers else {name: own[name] for name in columns if name in own}
    line = start_table(rng, sheet, columns, header, units)
    for row in rows:
        line += 2 if chance(rng, 0.04) else 1
        for column, name in enumerate(columns, 1):
            text, kind = row.get(name, ""), kinds.get(name, "text").rstrip("*")
            cell: Any = sheet.cell(line, column)
            if text == "":
                continue
            if kind == "date":
                put_date(rng, cell, text, rng.choice(DATE_FORMS) if chance(rng, 0.2) else usual)
            elif kind == "money":
                value = Decimal(text).scaleb(-powers.get(name, 0))
                put_number(rng, cell, plain(value.normalize()), text_share)
            else:
                put_cell(rng, cell, kind, text, text_share)
    for label in LABELS:
        if rows and chance(rng, 0.1):
            line += 2 if chance(rng, 0.3) else 1
            sheet.cell(line, 1, label)


def setting_rows(
    rng: random.Random,
    settings: Mapping[str, str],
    interpretations: Mapping[str, str],
    options: Mapping[str, Mapping[str, str]],
) -> list[dict[str, str]]:
    """Return the rows of 口径, options by key or name."""
    rows = [{"参数": key, "取值": value} for key, value in settings.items()]
    for key, option in interpretations.items():
        rows.append({"参数": key, "取值": rng.choice((option, options[key][option]))})
    rng.shuffle(rows)
    return rows


def write_settings(
    rng: random.Random, sheet: Worksheet, rows: Sequence[Mapping[str, str]], dates: set[str]
) -> None:
    """Write the sheet 口径."""

    def put(cell: Any, name: str, text: str) -> None:
        if name == "取值" and text in dates:
            put_date(rng, cell, text, rng.choice(DATE_FORMS))
        else:
            cell.value = text

    columns = ["参数", "取值"]
    if chance(rng, 0.3):
        columns.reverse()
    write_table(sheet, rng, columns, rows, {"参数": "参数", "取值": "取值"}, put)


def write_book(
    rng: random.Random,
    path: str | Path,
    tables: Mapping[str, tuple[Mapping[str, str], Sequence[Mapping[str, str]] | None]],
    settings: Sequence[Mapping[str, str]],
    dates: set[str],
) -> None:
    """Write the tables that are there, and the settings, in any order."""
    names = [name for name, (_, rows) in tables.items() if rows is not None]
    names += ["口径"] if settings else []
    rng.shuffle(names)
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in names:
        sheet = book.create_sheet(name)
        if name == "口径":
            write_settings(rng, sheet, settings, dates)
        else:
            kinds, rows = tables[name]
            write_rows(rng, sheet, kinds, rows or ())
    book.save(path)
