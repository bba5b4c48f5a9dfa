"""Tables as the trade has them: laid out after public ones, read or refused with a cure.

Layouts of monthly reports, bulletins of automatic stations, drinking-source tables, provincial
tables and laboratory reports; names and figures are of this test's own making. The expected values
are those that stand in the rows (workbooks.md "Reading an input workbook", water.md §2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from qdcalc.exact.lists import code_places
from qdcalc.intake.dataframes import read_frames
from qdcalc.intake.districts import districts_of
from qdcalc.intake.table_data import TableData
from qdcalc.intake.typed import take_in
from qdcalc.table.problems import Problems
from qdcalc.water import MONTH
from qdcalc.water.inputs.located import Located, locate
from qdcalc.water.inputs.registry import registry
from qdcalc.water.inputs.tables import READINGS
from qdcalc.water.inputs.values import is_reason
from qdcalc.water.words import CITY
from qdcalc.workbook.read import read_files
from workbook.books import SHEET1, patch, write

Row = Sequence[object]
VALUES = ("pH", "溶解氧", "氨氮")
N = ("序号", *VALUES)
A, B = (20, 7.1, 8.0, 1.2), (8, 7.4, 6.5, 0.5)


@dataclass(frozen=True)
class Shape:
    """A sheet: its rows, names and merged cells."""

    rows: Sequence[Row]
    sheet: str = "监测数据"
    file: str = "水质.xlsx"
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """What is read: columns with their values, cells by (column, row), codes of what is said."""

    columns: Mapping[str, Sequence[object]]
    cells: Mapping[tuple[str, int], str] = field(default_factory=dict)
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """How a sheet is refused: code, cell, and words of the sentence."""

    code: str
    cell: str
    words: str = ""


def written(path: Path, shape: Shape) -> Path:
    """Write a shape into a folder."""
    path.mkdir(exist_ok=True)
    file = write(path / shape.file, *shape.rows, sheet=shape.sheet)
    if shape.merged:
        book = openpyxl.load_workbook(file)
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        for cells in shape.merged:
            sheet.merge_cells(cells)
        book.save(file)
    return file


def taken(path: Path, shape: Shape) -> tuple[TableData | None, Problems]:
    """Write a shape, read and type it."""
    file, problems = written(path, shape), Problems()
    raw = read_files([file], [READINGS], problems).get("readings")
    return (None if raw is None else take_in(raw, problems)), problems


def values(data: TableData, names: Sequence[str]) -> dict[str, list[object]]:
    """Return columns of a typed table; months as texts, nothing as None."""
    frame = data.frame[list(names)].astype(object)
    frame = frame.where(data.frame[list(names)].notna(), None)
    return {
        name: [str(v) if isinstance(v, pd.Period) else v for v in frame[name]] for name in names
    }


# the month: two columns, a title, the sheet, the file, days
MONTHS: dict[str, tuple[Shape, Read | Refused]] = {
    "title": (
        Shape([("青岛市2018年11月地表水水质监测结果",), N, A, B]),
        Read({"month": ["2018-11"] * 2, "nh3n": [1.2, 0.5]}, {("month", 1): "A1"}, ("T61",)),
    ),
    "title in Chinese figures": (
        Shape([("二〇一八年十一月水质月报",), ("单位：市环境监测站",), N, A]),
        Read({"month": ["2018-11"], "section_id": ["20"]}),
    ),
    "title, report printed later": (
        Shape([("水质监测报告",), ("采样日期：2018年11月5日", "报告日期：2018年12月3日"), N, A]),
        Read({"month": ["2018-11"]}, {("month", 0): "A2"}),
    ),
    "file": (
        Shape([N, A], file="水质月报_2018-11.xlsx"),
        Read({"month": ["2018-11"]}, {("month", 0): ""}, ("T61",)),
    ),
    "year in the title, month in the file": (
        Shape([("2018年水质监测结果",), N, A], file="11月.xlsx"),
        Read({"month": ["2018-11"]}),
    ),
    "title and file differ": (
        Shape([("2018年11月水质",), N, A], file="水质_2018-12.xlsx"),
        Refused("T64", "A1", "标题“2018年11月”、文件名“2018-12”"),
    ),
    "months of a year so far": (
        Shape([("2018年1-11月水质均值",), N, A]),
        Refused("T65", "A1", "“2018年1-11月”不是一个月"),
    ),
    "a quarter": (
        Shape([("2018年第四季度水源地水质",), N, A], file="2018年11月.xlsx"),
        Refused("T65", "A1", "第四季度"),
    ),
    "a week": (
        Shape([("水质自动监测周报（2018年第45周）",), N, A]),
        Refused("T65", "A1", "周报"),
    ),
    "a cycle is no year": (
        Shape([N, A], file="2018-2019年度_11月.xlsx"),
        Refused("T74", "", "月份"),
    ),
    "no month anywhere": (Shape([N, A], file="监测数据_20181205.xlsx"), Refused("T74", "")),
    "a standard's year is no month": (
        Shape([("执行标准：GB3838-2002、环办〔2011〕22号",), N, A]),
        Refused("T74", ""),
    ),
    "year and month apart": (
        Shape([("年", "月", *N), (2018, 11, *A), (2018, 12, *A)]),
        Read({"month": ["2018-11", "2018-12"]}, {("month", 1): "B3"}),
    ),
    "年份 and 月份, merged": (
        Shape(
            [("年份", "月份", *N), ("2018年", "10月", *A), (None, "11月份", *A)], merged=("A2:A3",)
        ),
        Read({"month": ["2018-10", "2018-11"]}),
    ),
    "month alone, year in the title": (
        Shape([("2018年度监测结果（2018年）",), ("月份", *N), ("11月", *A), (12, *A)]),
        Read({"month": ["2018-11", "2018-12"]}, said=("T62",)),
    ),
    "year, month and day apart": (
        Shape([("年", "月", "日", *N), (2018, 11, 5, *A), (2018, 11, 15, *A)]),
        Read({"month": ["2018-11"] * 2, "sampled_at": ["5", "15"]}),
    ),
    "another year beside the month": (
        Shape([("年度", "月份", *N), (2017, "2018-11", *A)]),
        Refused("T73", "B2", "2017"),
    ),
    "another year beside the title": (
        Shape([("2018年11月水质",), ("年度", *N), (2017, *A)]),
        Refused("T73", "A1", "2017"),
    ),
    "months of a cycle, one year in the title": (
        Shape([("2018年水质",), ("月份", *N), ("11月", *A), ("12月", *A), ("1月", *A)]),
        Refused("C04", "A5"),
    ),
    "month alone, no year": (Shape([("月份", *N), ("11月", *A)]), Refused("C04", "A2")),
    "thirteenth month": (
        Shape([("年", "月", *N), (2018, 13, *A)]),
        Refused("C04", "B2", "“13”不是月份"),
    ),
    "2018.11, 201811, 2018年11月": (
        Shape([("年月", *N), ("2018.11", *A), (201812, *A), ("2019年1月", *A)]),
        Read({"month": ["2018-11", "2018-12", "2019-01"]}),
    ),
    "days of the samples": (
        Shape([("采样时间", *N), ("2018-11-05", *A), ("2018.11.20 09:30", *A)]),
        Read({"month": ["2018-11"] * 2, "sampled_at": ["2018-11-05", "2018-11-20 09:30"]},
             {("month", 1): "A3"}, ("T63",)),
    ),
    "months under 监测时间": (
        Shape([("监测时间", *N), ("2018年11月", *A), ("2018-12", *A)]),
        Read({"month": ["2018-11", "2018-12"]}),
    ),
    "a day outside the title's month": (
        Shape([("2018年12月",), ("监测日期", *N), ("2018-12-05", *A), ("2018-11-30", *B)]),
        Refused("T66", "A4", "2018-12"),
    ),
    "a table a month, one below the other": (
        Shape([("2018年10月",), N, A, (), ("2018年11月",), N, B]),
        Read({"month": ["2018-10", "2018-11"], "section_id": ["20", "8"]}),
    ),
    "a report's own date beside its label": (
        Shape([("水质监测结果",), ("制表日期：", "2018年12月"), N, A]),
        Refused("T74", ""),
    ),
    "a month and the report's date": (
        Shape([("2018年11月水质",), ("填报时间：2018-12",), N, A]),
        Read({"month": ["2018-11"]}, {("month", 0): "A1"}),
    ),
    "days of the title's month": (
        Shape([("2018年11月",), ("采样日期", *N), ("11月3日", *A), ("5日", *A), (6, *B)]),
        Read({"month": ["2018-11"] * 3}),
    ),
    "a month's own column, samples by words": (
        Shape([("月份", "采样日期", *N), ("2018-11", "上旬", *A), ("2018-11", "12.3", *A)]),
        Read({"month": ["2018-11"] * 2, "sampled_at": ["上旬", "12.3"]}),
    ),
    "a second table of another time": (
        Shape([("2018年11月水质",), N, A, (), ("上年同期",), N, B]),
        Read({"section_id": ["20"], "nh3n": [1.2]}, said=("T81",)),
    ),
    "a title of another time and its month": (
        Shape([("2018年11月水质",), ("上月（2018年10月）",), N, A]), Refused("T82", "A2", "上月")
    ),
    "another time in the file's name, the month in the title": (
        Shape([("2018年11月水质",), N, A], file="上月.xlsx"),
        Read({"month": ["2018-11"]}, {("month", 0): "A1"}),
    ),
    "no month, one of the days can't be read": (
        Shape([("采样日期", *N), ("2018-11-03", *A), ("2018-1l-03", *B)]), Refused("C09", "A3")
    ),
    "no month, one of the days is blank": (
        Shape([("采样日期", *N), ("2018-11-03", *A), (None, *B)]), Refused("C14", "A3")
    ),
    "days of two months": (
        Shape([("采样日期", *N), ("2018-10-30~2018-11-02", *A)]), Refused("T76", "A2", "两个月")
    ),
    "days of one month, and hours": (
        Shape([("2018年11月",), ("采样日期", *N), ("11.3-11.5", *A), ("/", *B), ("上旬", *B)]),
        Read({"month": ["2018-11"] * 3}),
    ),
    "a day of Excel's beside the label of the month": (
        Shape([("监测月份：", dt.date(2018, 11, 1), "制表日期：", dt.date(2018, 12, 5)), N, A]),
        Read({"month": ["2018-11"]}, {("month", 0): "B1"}),
    ),
    "a report's day of Excel's": (
        Shape([("水质",), ("制表日期：", dt.datetime(2018, 12, 1)), N, A]), Refused("T74", "")
    ),
    "year and month in cells of their own above": (
        Shape([("年份", 2018, "月份", 11), N, A]), Read({"month": ["2018-11"]})
    ),
    "a title in five cells": (
        Shape([("青岛市", 2018, "年", 11, "月水质月报"), N, A]), Read({"month": ["2018-11"]})
    ),
    "days as Excel counts them": (
        Shape([("采样日期", *N), (43409, *A)]), Refused("C07", "A2", "2018-11-05")
    ),
    "days without a year anywhere": (
        Shape([("采样日期", *N), ("11月5日", *A)]),
        Refused("T74", "", "“采样日期”列的“11月5日”没有写是哪一年"),
    ),
    "a day and its hour in two columns": (
        Shape([("采样日期", "采样时间", *N), ("2018-11-05", "09:30", *A), ("2018-11-05", "9时", *A),
               ("2018-11-06", None, *B)]),
        Read({"month": ["2018-11"] * 3,
              "sampled_at": ["2018-11-05 09:30", "2018-11-05 09:00", "2018-11-06"]}),
    ),
    "a second day in the column of hours": (
        Shape([("监测日期", "采样时间", *N), ("2018-11-05", "2018-10-30", *A)]),
        Refused("T77", "B2", "监测日期"),
    ),
    "days of the sampling and of the analysis": (
        Shape([("采样日期", "监测日期", *N), ("2018-10-30", "2018-11-02", *A)]),
        Read({"month": ["2018-10"]}, said=("H30",)),
    ),
    "a title of one year, a sheet of another": (
        Shape([("2017年全市地表水监测结果",), N, A], sheet="2018年11月"),
        Refused("T64", "", "工作表名“2018年11月”、标题“2017年”"),
    ),
    "a title of a rule's year": (
        Shape([("执行2017年印发的方案",), N, A], sheet="2018年11月"), Read({"month": ["2018-11"]})
    ),
    "a month without its year in the sheet's name": (
        Shape([N, A], sheet="11月"), Refused("T74", "", "工作表名里的“11月”没有写是哪一年")
    ),
    "a month between the rows": (
        Shape([("2018年10月",), N, A, ("2018年11月",) * 4, B], merged=("A4:D4",)),
        Refused("T68", "A4", "2018年11月"),
    ),
}  # fmt: skip

MONTHS |= {
    f"a title of one month: {title}": (
        Shape([(title,), N, A]), Read({"month": ["2018-11"]}, {("month", 0): "A1"}, ("T61",))
    )
    for title in (
        "表1 2018年11月水质", "附表2  2018年11月", "表3-1 2018年11月水质", "表1、2018年11月",
        "GB3838-2002 2018年11月", "2018年11月 28个断面", "2018 年 11 月", "二○一八年十一月",
        "二0一八年十一月", "2018年11月 12月5日报送",
    )
} | {
    f"a title of several months: {title}": (Shape([(title,), N, A]), Refused(code, "A1"))
    for title, code in (
        ("2018年10月 2018年11月", "T64"), ("2018年10月11月", "T64"),
        ("2018年11月平均累计", "T65"), ("截止2018年11月累计均值", "T65"),
    )
} | {
    f"a file of several months: {name}": (Shape([N, A], file=f"{name}.xlsx"), Refused("T65", ""))
    for name in (
        "201810-201811", "2018-10_2018-12", "2018年1_11月", "2018年10&11月", "2018年前11月",
        "2018年11月平均累计", "2018年11月水质累计均值",
    )
} | {
    f"a report's own date: {text}": (Shape([("水质监测结果",), (text,), N, A]), Refused("T74", ""))
    for text in (
        "制表日期：2018年12月", "打印时间：2018年12月", "发布时间：2018-12", "报告日期 2018.12",
        "填报日期:201812", "编制日期：2018/12", "审核日期：12月", "下载时间：2018年12月",
        "更新时间：二〇一八年十二月", "2018年12月编制", "水质月报（2018年12月刊）",
        "2018年12月统计", "2018年12月第1版", "2018.12整理", "公示时间 2018年12月",
        "更新至2018年12月", "资金结算月份：2018年12月", "2018年12月付款",
    )
} | {
    f"a file named by its own date: {name}": (
        Shape([N, A], file=f"{name}.xlsx"), Refused("T74", "", "不当作月份")
    )
    for name in ("导出日期_2018年12月", "导出_201812", "水质 2018-12 导出")
} | {
    f"a month of data that was worked on: {title}": (
        Shape([(title,), N, A]), Read({"month": ["2018-12"]}, said=("T61",))
    )
    for title in ("2018年12月统计表", "2018年12月监测数据汇总", "2018年12月审核数据")
} | {
    f"a day that is none of the title's month: {day}": (
        Shape([("2018年11月",), ("采样日期", *N), (day, *A)]), Refused(code, "A3", str(words))
    )
    for day, code, words in (
        ("12月3日", "T66", "12月3日"), (43437, "C07", "2018-12-03"), (12.3, "C09", "12.3"),
        ("18.12.3", "C09", "18.12.3"), ("12/3", "C09", "12/3"),
        ("2018.12.3-12.5", "T66", "2018.12.3-12.5"), ("12月3日-5日", "T66", "2018-11"),
    )
}  # fmt: skip

MONTHS |= {
    f"a column beside a title of November: {name}, {cell}": (
        Shape([("2018年11月水质",), (name, *N), (cell, *A)]), expected
    )
    for name, cell, expected in (
        ("时间", "2018年10月", Refused("T66", "A3", "2018-11")),
        ("日期", "2018-10-05", Refused("T66", "A3", "2018-11")),
        ("报告月份", "10月", Refused("T79", "A3", "“报告月份”列写的“10月”")),
        ("检测日期", "2018-10-31", Refused("T79", "A3", "“检测日期”")),
        ("化验日期", "2018-10-31", Refused("T79", "A3", "“化验日期”")),
        ("数据日期段", "2018-10-31", Refused("T79", "A3", "“数据日期段”")),
        ("备注", "10月", Refused("T79", "A3", "“备注”")),
        ("检测日期", "2018-12-01", Read({"month": ["2018-11"]}, said=("T61",))),
        ("报告日期", "2018-12-05", Read({"month": ["2018-11"]}, said=("T61",))),
        ("所属月份", "2018年10月", Read({"month": ["2018-10"]}, said=("T78",))),
        ("月份", "2018-10", Read({"month": ["2018-10"]}, said=("T78",))),
    )
} | {
    f"a column of another time than the data's: {name}": (
        Shape([("2018年11月水质",), (name, *N), (day, *A)]),
        Read({"month": ["2018-11"]}, said=("T61", "H03")),
    )
    for name, day in (
        ("化验日期", "2018-12-01"), ("检验日期", "2018-12-01"), ("批准日期", "2018-12-06"),
        ("报出日期", "2018-12-06"), ("数据上传时间", "2018-12-06"), ("下次监测日期", "2018-12-05"),
        ("上次采样日期", "2018-10-05"), ("设站时间", "2015-06-01"), ("启用日期", "2015-06-01"),
        ("整改期限", "2019-03"), ("保存期限", "2019-11-05"), ("竣工日期", "2015-06-01"),
    )
} | {
    "the day and its hour as 日期 and 时间": (
        Shape([("日期", "时间", *N), ("2018-11-05", "09:30", *A)]),
        Read({"month": ["2018-11"], "sampled_at": ["2018-11-05 09:30"]}),
    ),
}  # fmt: skip

TIME = ("2018年11月",)
L = ("月份", "序号", "监测项目", "监测结果", "单位")
LONG: dict[str, tuple[Shape, Read | Refused]] = {
    "this month beside the last": (
        Shape([TIME, ("断面名称", "项目", "本月", "上月"), ("前枣行", "氨氮", 1.2, 1.4),
               ("前枣行", "总磷", 0.1, 0.2)]),
        Read({"nh3n": [1.2], "tp": [0.1]}, {("tp", 0): "C4"}, ("H03",)),
    ),
    "two samples beside their mean": (
        Shape([TIME, ("断面名称", "项目", "第一次", "第二次", "平均值"),
               ("前枣行", "氨氮", 1.1, 1.3, 1.2)]),
        Read({"nh3n": [1.2]}, {("nh3n", 0): "E3"}),
    ),
    "a value beside a mean": (
        Shape([TIME, ("断面名称", "项目", "平均值", "监测值"), ("前枣行", "氨氮", 1.1, 1.2)]),
        Read({"nh3n": [1.2]}, {("nh3n", 0): "D3"}, ("H30",)),
    ),
    "a row an indicator, a column a month": (
        Shape([("断面名称", "项目", "10月", "11月"), ("前枣行", "氨氮", 1.4, 1.2),
               ("前枣行", "总磷", 0.1, 0.2), ("前枣行", "pH", 7.1, 7.2)]),
        Refused("T84", "C1", "从“10月”起"),
    ),
    "no unit beside another's, in which it would not be read": (
        Shape([L, ("2018-11", 20, "砷", 2.1, "μg/L"), ("2018-11", 20, "pH", 7.1, None),
               ("2018-11", 20, "总汞", 0.05, None)]),
        Refused("H36", "E4", "别的行写着 μg/l"),
    ),
    "no unit beside another's, but that of the name or of the header": (
        Shape([("月份", "序号", "指标", "监测值(mg/L)", "单位"), ("2018-11", 20, "砷", 2.1, "μg/L"),
               ("2018-11", 20, "镉(μg/L)", 4, None), ("2018-11", 20, "总汞", 0.00005, None)]),
        Read({"as": [0.0021], "cd": [0.004], "hg": [0.00005]}),
    ),
    "a row an indicator": (
        Shape([L, ("2018-11", 20, "氨氮", 1.2, "mg/L"), ("2018-11", 20, "总汞", 0.05, "μg/L"),
               ("2018-11", 20, "pH值", 7.2, "无量纲"), ("2018-11", 8, "NH3-N", "0.02L", "mg/L")]),
        Read({"section_id": ["20", "8"], "nh3n": [1.2, 0.01], "hg": [5e-5, None],
              "ph": [7.2, None]}, {("hg", 0): "D3", ("nh3n", 1): "D5"}, ("T67", "H01")),
    ),
    "unit in the name or above the values": (
        Shape([("月份", "序号", "指标", "浓度(μg/L)"), ("2018-11", 20, "汞", 0.05),
               ("2018-11", 20, "氨氮(mg/L)", 1.2), ("2018-11", 20, "粪大肠菌群", 500)]),
        Read({"hg": [5e-5], "nh3n": [1.2], "fecal_coliform": [500.0]}),
    ),
    "units of the header and of the rows, each row's own before the header's": (
        Shape([("月份", "序号", "指标", "浓度(μg/L)", "量纲"), ("2018-11", 20, "汞", 4.35, "μg/L"),
               ("2018-11", 8, "汞", 0.00007, "mg/L"), ("2018-11", 1, "汞", 1.1, None),
               ("2018-11", 2, "汞", 70, "ng/L"), ("2018-11", 3, "汞", "0.04L", "μg/L"),
               ("2018-11", 20, "粪大肠菌群", 20, "MPN/100mL")]),
        Read({"hg": [0.00435, 7e-05, 0.0011, 7e-05, 2e-05],
              "fecal_coliform": [200.0, None, None, None, None]}, said=("H01",)),
    ),
    "items with their units": (
        Shape([("月份", "序号", "指标(单位)", "监测值"), ("2018-11", 20, "汞(μg/L)", 0.05),
               ("2018-11", 20, "氨氮(mg/L)", 1.2)]),
        Read({"hg": [5e-05], "nh3n": [1.2]}),
    ),
    "month in the title, samples by day": (
        Shape([("2018年11月",), ("序号", "采样日期", "项目", "监测值"),
               (20, "2018-11-05", "氨氮", 1.0), (20, "2018-11-20", "氨氮", 2.0)]),
        Read({"month": ["2018-11"] * 2, "nh3n": [1.0, 2.0]}),
    ),
    "single class of each indicator": (
        Shape([(*L, "水质类别"), ("2018-11", 20, "氨氮", 1.2, "mg/L", "Ⅳ"),
               ("2018-11", 20, "总磷", 0.1, "mg/L", "Ⅱ")]),
        Read({"nh3n": [1.2], "tp": [0.1]}),
    ),
    "unknown indicator": (
        Shape([L, ("2018-11", 20, "氨氮", 1.2, "mg/L"), ("2018-11", 20, "叶绿素a", 3, "μg/L"),
               ("2018-11", 8, "叶绿素a", 3, "μg/L")]),
        Read({"section_id": ["20", "8"], "nh3n": [1.2, None]}, said=("T67", "H31")),
    ),
    "twice": (
        Shape([L, ("2018-11", 20, "氨氮", 1.2, "mg/L"), ("2018-11", 20, "NH3-N", 1.3, "mg/L")]),
        Refused("R06", "D3", "D2 已经有"),
    ),
    "unknown unit": (
        Shape([L, ("2018-11", 20, "总磷", 1.2, "g/L")]), Refused("H02", "E2", "g/l")),
    "no indicator": (
        Shape([L, ("2018-11", 20, "氨氮", 1, "mg/L"), ("2018-11", 20, None, 1.2, "mg/L")]),
        Refused("H32", "C3"),
    ),
    "a value that is none": (
        Shape([L, ("2018-11", 20, "氨氮", "约1", "mg/L")]), Refused("W01", "D2", "约1")),
}  # fmt: skip

TURNED: dict[str, tuple[Shape, Read | Refused]] = {
    "indicators down, sections across": (
        Shape([("2018年11月水质",), ("监测项目", "教书庄", "移风坝"), ("pH", 7, 7.2),
               ("溶解氧", 8, 7), ("氨氮", 1, 1.2), ("总磷", 0.1, 0.2)]),
        Refused("T69", "A3", "“选择性粘贴”，勾选“转置”"),
    ),
    "a report of one section, numbered": (
        Shape([("检测报告 2018年11月",), ("序号", "检测项目", "单位", "检测结果"),
               (1, "pH值", "无量纲", 7.1), (2, "氨氮", "mg/L", 0.5), (3, "总磷", "mg/L", 0.1)]),
        Refused("T70", "", "流水号"),
    ),
    "a report of one section": (
        Shape([("检测报告",), ("断面名称", "教书庄"), ("序号", "检测项目", "单位", "检测结果"),
               (1, "pH值", "无量纲", 7.1), (2, "氨氮", "mg/L", 0.5), (3, "总磷", "mg/L", 0.1)]),
        Refused("T74", "", "月份"),
    ),
}  # fmt: skip

TEXTS: dict[str, tuple[Shape, Read | Refused]] = {
    "why there is no value": (
        Shape([("月份", *N), ("2018-11", 20, 7.1, "站点维护", "结冰"),
               ("2018-11", 8, "施工停测", 8, "（仪器故障）"), ("2018-11", 1, "未采样", 8, 1)]),
        Read({"ph": [7.1, None, None], "do": [None, 8.0, 8.0], "nh3n": [None, None, 1.0]},
             said=("W88",)),
    ),
    "a text that says no reason": (
        Shape([("月份", *N), ("2018-11", 20, 7.1, 8, "正常")]), Refused("W01", "E2", "正常")),
    "perhaps 未检出": (
        Shape([("月份", *N), ("2018-11", 20, 7.1, 8, "未检")]), Refused("W01", "E2", "未检")),
    "the laboratory's class": (
        Shape([("月份", "序号", "水质类别", *VALUES), ("2018-11", 20, "Ⅲ类", 7, 8, 1),
               ("2018-11", 8, "劣V", 7, 8, 1), ("2018-11", 1, "—", 7, 8, 1),
               ("2018-11", 2, "良好", 7, 8, 1)]),
        Read({"lab_class": [3, 6, None, None]}, said=("W99",)),
    ),
    "classes of other times": (
        Shape([("月份", "序号", "本月类别", "上月类别", "去年同期", *VALUES),
               ("2018-11", 20, "Ⅲ", "Ⅳ", "Ⅴ", 7, 8, 1)]),
        Read({"lab_class": [3]}, said=("H03",)),
    ),
    "classes of other times under one heading": (
        Shape([("月份", "序号", "水质类别", None, None, *VALUES),
               (None, None, "本月", "上月", "去年同期"), ("2018-11", 20, "Ⅲ", "Ⅳ", "Ⅴ", 7, 8, 1)],
              merged=("C1:E1", "A1:A2", "B1:B2", "F1:F2", "G1:G2", "H1:H2")),
        Read({"lab_class": [3], "nh3n": [1.0]}, said=("H34",)),
    ),
    "indicators of this month and the last": (
        Shape([("月份", "序号", "氨氮", None, "总磷", None),
               (None, None, "本月", "上月", "本月", "上月"), ("2018-11", 20, 1.2, 9, 0.1, 8)],
              merged=("A1:A2", "B1:B2", "C1:D1", "E1:F1")),
        Read({"nh3n": [1.2], "tp": [0.1]}, {("nh3n", 0): "C3"}, ("H34",)),
    ),
    "a value and its multiple under each indicator": (
        Shape([("2018年11月",), ("断面名称", "氨氮", None, "总磷", None),
               (None, "浓度", "超标倍数", "浓度", "超标倍数"), ("教书庄", 1.2, 0.2, 0.1, None)],
              merged=("A2:A3", "B2:C2", "D2:E2")),
        Read({"nh3n": [1.2], "tp": [0.1]}, {("tp", 0): "D4"}, ("H34",)),
    ),
    "a group of values and one of multiples": (
        Shape([("2018年11月水质月报",), ("序号", "监测浓度（mg/L）", None, "超标倍数", None),
               (None, "溶解氧", "氨氮", "总磷", "化学需氧量"), (20, 6.1, 0.9, 0.5, 1.2)],
              merged=("A2:A3", "B2:C2", "D2:E2")),
        Read({"do": [6.1], "nh3n": [0.9]}, said=("H34",)),
    ),
    "groups of three rows": (
        Shape([("2018年11月",), ("序号", "监测结果", None, None, None),
               (None, "浓度", None, "超标倍数", None), (None, "氨氮", "溶解氧", "总磷", "氨氮"),
               (20, 1.3, 6, 0.5, 1.5)], merged=("A2:A4", "B2:E2", "B3:C3", "D3:E3")),
        Read({"nh3n": [1.3], "do": [6.0]}, {("nh3n", 0): "B5"}, ("H34",)),
    ),
    "groups above the row of names": (
        Shape([("2018年11月",), (None, "本月", None, "上月", None),
               ("序号", "溶解氧", "氨氮", "溶解氧", "氨氮"), (20, 6.1, 0.9, 7.1, 1.9)]),
        Read({"do": [6.1], "nh3n": [0.9]}, {("do", 0): "B4"}, ("H34",)),
    ),
    "months as groups, with a column of the month": (
        Shape([("月份", "序号", "2018年11月", "2017年11月"), (None, None, "氨氮", "氨氮"),
               ("2018-11", 20, 0.9, 1.9)], merged=("A1:A2", "B1:B2")),
        Read({"nh3n": [0.9]}, {("nh3n", 0): "C3"}, ("H34",)),
    ),
    "a blank on the right of a merged group": (
        Shape([("月份", "序号", "标准限值", None, None), (None, None, "氨氮", "总磷", "溶解氧"),
               ("2018-11", 20, 1, 0.2, 6.1)], merged=("A1:A2", "B1:B2", "C1:D1")),
        Read({"do": [6.1]}, said=("H34",)),
    ),
    "a column of targets is no group": (
        Shape([("2018年11月",), ("序号", "考核要求目标", None, None),
               (None, None, "氨氮", "总磷"), (20, "Ⅲ", 0.9, 0.1)], merged=("A2:A3", "B2:B3")),
        Read({"nh3n": [0.9], "tp": [0.1]}),
    ),
    "largest, smallest and mean": (
        Shape([("月份", "序号", "氨氮", None, None), (None, None, "最大值", "最小值", "平均值"),
               ("2018-11", 20, 3.2, 0.4, 1.2)], merged=("A1:A2", "B1:B2", "C1:E1")),
        Read({"nh3n": [1.2]}, {("nh3n", 0): "E3"}, ("H34",)),
    ),
    "a value and a mean": (
        Shape([("月份", "序号", "氨氮", None), (None, None, "浓度", "均值"),
               ("2018-11", 20, 3.2, 1.2)], merged=("A1:A2", "B1:B2", "C1:D1")),
        Refused("H04", "D2"),
    ),
    "above the range, below detection": (
        Shape([("月份", "序号", "粪大肠菌群", "总汞"), ("2018-11", 20, ">24000", "0.00004L")]),
        Read({"fecal_coliform": [24000.0], "hg": [2e-5]}, said=("W80",)),
    ),
}  # fmt: skip

S = ("断面名称", *VALUES)
PAGES: dict[str, tuple[Shape, Read | Refused]] = {
    "limits and statistics below": (
        Shape([("2018年11月水质",), S, ("教书庄", 7.1, 8.0, 1.2), ("移风坝", 7.4, 6.5, 0.5),
               ("平均值", 7.2, 7.2, 0.8), ("最大值", 7.4, 8, 1.2), ("超标率(%)", 0, 0, 50),
               ("注：评价执行GB3838-2002Ⅲ类标准",)]),
        Read({"section": ["教书庄", "移风坝"]}, said=("T04",)),
    ),
    "signatures and a page's number in several cells": (
        Shape([("2018年11月水质",), S, ("教书庄", 7.1, 8.0, 1.2), ("制表：张三", "审核：李四"),
               ("填表人：张三", None, "2018年12月5日"), ("第2页", "共2页"), ("第2页 共2页",)]),
        Read({"section": ["教书庄"], "nh3n": [1.2]}, said=("T04",)),
    ),
    "limits right under the heading": (
        Shape([("月份", *S), (None, "标准限值（Ⅲ类）", "6-9", 5, 1.0),
               (None, "检出限", None, None, 0.025),
               ("2018-11", "教书庄", 7.1, 8.0, 1.2)]),
        Read({"section": ["教书庄"], "nh3n": [1.2]}, said=("T04",)),
    ),
    "a share below numbered rows": (
        Shape([("2018年11月",), ("序号", *S), (1, "教书庄", 7.1, 8.0, 1.2),
               ("超标率", None, 0, 0, 0.5)]),
        Read({"section_id": ["1"]}, said=("T04",)),
    ),
    "limits under a merged month": (
        Shape([("月份", *S), ("2018-11", "教书庄", 7.1, 8.0, 1.2), (None, "移风坝", 7.4, 6.5, 0.5),
               (None, "Ⅲ类标准", "6-9", 5, 1.0)], merged=("A2:A4",)),
        Read({"month": ["2018-11"] * 2, "section": ["教书庄", "移风坝"]}, said=("T04",)),
    ),
    "a laboratory's report in two rows": (
        Shape([("检测报告",), ("采样日期：2018年11月6日",),
               ("采样点位", "检测项目及结果（mg/L）", None, None),
               (None, "pH（无量纲）", *VALUES[1:])],
              merged=("B3:D3", "A3:A4")),
        Refused("T02", "", "监测断面"),
    ),
    "a laboratory's report of sections": (
        Shape([("检测报告",), ("采样日期：2018年11月6日",),
               ("断面名称", "检测结果（mg/L）", None, None), (None, "pH（无量纲）", *VALUES[1:]),
               ("教书庄", 7.1, 8.0, 1.2), ("标准限值", "6~9", "≥5", "≤1.0")],
              merged=("B3:D3", "A3:A4")),
        Read({"month": ["2018-11"], "section": ["教书庄"], "ph": [7.1], "nh3n": [1.2]}),
    ),
    "headings on each page, units below them": (
        Shape([("2018年11月",), S, (None, "无量纲", "mg/L", "mg/L"), ("教书庄", 7.1, 8.0, 1.2), S,
               (None, "无量纲", "mg/L", "mg/L"), ("移风坝", 7.4, 6.5, 0.5)]),
        Read({"section": ["教书庄", "移风坝"], "nh3n": [1.2, 0.5]}),
    ),
    "two tables side by side": (
        Shape([("2018年11月水质",), (*S, None, *S),
               ("教书庄", 7.1, 8.0, 1.2, None, "移风坝", 7.4, 6.5, 0.5),
               ("大涧桥", 7.0, 7.0, 0.9)]),
        Read({"section": ["教书庄", "大涧桥", "移风坝"], "nh3n": [1.2, 0.9, 0.5]},
             {("nh3n", 2): "I3", ("section", 1): "A4"}, ("T71",)),
    ),
    "of two tables side by side one is of the month before": (
        Shape([("2018年11月水质",), ("本月", None, None, None, None, "上月"), (*S, None, *S),
               ("教书庄", 7.1, 8.0, 1.2, None, "移风坝", 7.4, 6.5, 0.5)]),
        Read({"section": ["教书庄"], "nh3n": [1.2]}, said=("T81",)),
    ),
    "an indicator twice is no second table": (
        Shape([("月份", *S, "NH3-N"), ("2018-11", "教书庄", 7.1, 8.0, 1.2, 1.3)]),
        Refused("H04", "F1"),
    ),
    "a sheet named for its month": (
        Shape([S, ("教书庄", 7.1, 8.0, 1.2)], sheet="2018年11月"),
        Read({"month": ["2018-11"]}, {("month", 0): ""}, ("T72", "T61")),
    ),
    "month in the sheet's name, year in the title": (
        Shape([("2018年水质监测数据",), S, ("教书庄", 7.1, 8.0, 1.2)], sheet="11月"),
        Read({"month": ["2018-11"]}),
    ),
    "a sheet of another name": (
        Shape([("月份", *S), ("2018-11", "教书庄", 7.1, 8.0, 1.2)], sheet="Sheet1"),
        Refused("T31", "", "请改名为“监测数据”"),
    ),
    "basin, river, remarks, running number under another name": (
        Shape([("2018年11月全市主要河流水质状况",),
               ("编号", "流域", "河流名称", "断面名称", "水质目标", *VALUES, "超标项目", "备注"),
               (1, "大沽河", "小沽河", "教书庄", "Ⅲ", 7.1, 8.0, 1.2, "氨氮(0.2)", "自动站")]),
        Read({"river": ["小沽河"], "section": ["教书庄"], "nh3n": [1.2]}, said=("H30", "H03")),
    ),
    "a bulletin of automatic stations": (
        Shape([("水质自动监测周报",), ("2018年第45期（11月5日-11月11日）",),
               ("水系", "点位名称", *VALUES, "水质类别"),
               ("大沽河", "移风坝", 7.1, 8.0, 1.2, "Ⅳ")]),
        Refused("T65", "A1", "周报"),
    ),
    "drinking-water sources": (
        Shape([("2018年11月集中式饮用水水源地水质监测结果",),
               ("序号", "水源地名称", "采样日期", "粪大肠菌群（个/L）", "总汞（μg/L）"),
               (28, "崂山水库中心", "2018-11-06", ">24000", "<0.04")]),
        Read({"section_id": ["28"], "fecal_coliform": [24000.0], "hg": [2e-5]}),
    ),
}  # fmt: skip

# what a sheet says of its columns and tables: 超标倍数, 上月 and the like are never read as mg/L
G = ("序号", "断面名称", "溶解氧", "氨氮", "总磷")
G20, G8 = (20, "前枣行", 6.1, 1.2, 0.1), (8, "大涧桥", 7.0, 0.5, 0.2)
GROUPS: dict[str, tuple[Shape, Read | Refused]] = {
    "a group of the keys beside those of the values": (
        Shape([TIME, ("断面信息", None, "监测浓度", None, "超标倍数"), G, G20]),
        Read({"do": [6.1], "nh3n": [1.2]}, {("nh3n", 0): "D4"}, ("H34",)),
    ),
    "such groups merged, a blank row under them": (
        Shape([TIME, ("断面信息", None, "本月", None, "上月"), (), G, G20],
              merged=("A2:B2", "C2:D2")),
        Read({"do": [6.1], "nh3n": [1.2]}, {("nh3n", 0): "D5"}, ("H34",)),
    ),
    "days as groups": (
        Shape([TIME, (None, None, dt.date(2018, 11, 1), None, dt.date(2017, 11, 1)), G, G20]),
        Read({"do": [6.1], "nh3n": [1.2]}, said=("H34",)),
    ),
    "a title over the keys, a unit over the values": (
        Shape([("2018年11月水质达标评价表", None, None, None, "单位：mg/L"), G, G20]),
        Read({"do": [6.1], "nh3n": [1.2], "tp": [0.1]}),
    ),
    "a title written in the middle": (
        Shape([(None, None, "2018年11月水质评价表"), G, G20]),
        Read({"do": [6.1], "nh3n": [1.2], "tp": [0.1]}),
    ),
    "a group that says nothing is read and named": (
        Shape([TIME, (None, None, None, "备用", None), (None, None, "乙"), G, G20],
              merged=("D2:E2",)),
        Read({"nh3n": [1.2], "tp": [0.1]}, said=("H33",)),
    ),
    "all under one group of other values": (
        Shape([TIME, (None, None, "超标倍数", None, None), G, G20], merged=("C2:E2",)),
        Refused("T82", "C2", "超标倍数"),
    ),
    "groups above a later heading": (
        Shape([TIME, G, G20, (), ("断面信息", None, "监测浓度", None, "超标倍数"), G, G8]),
        Read({"section_id": ["20", "8"], "do": [6.1, 7.0], "tp": [0.1, None]}, said=("H34",)),
    ),
    "concentration and multiple under each indicator, with units": (
        Shape([TIME, ("断面名称", "氨氮", None, "总磷", None, "总汞", None),
               (None, *("浓度（mg/L）", "超标倍数") * 2, "浓度(μg/L)", "超标倍数（倍）"),
               ("前枣行", 1.2, 0.2, 0.1, None, 0.05, 0)],
              merged=("A2:A3", "B2:C2", "D2:E2", "F2:G2")),
        Read({"nh3n": [1.2], "tp": [0.1], "hg": [5e-5]}, {("hg", 0): "F4"}, ("H34", "H01")),
    ),
    "a unit under each indicator beside what is no value": (
        Shape([TIME, ("断面名称", "砷", None, "总汞", None, "镉", None, "铅", None, "硒", None,
                      "铜", None, "锌", None, "氨氮"),
               (None, "μg/L", "类别", "单位：μg/L", "超标倍数", "月均值 μg/L", "上月",
                "μg/L（均值）", "环比", "浓度[μg/L]", "类别", "ng/L", "类别", "类别",
                "浓度μg/L(均值)", "mg/L", "类别"),
               ("前枣行", 20, "Ⅰ", 0.5, 0.1, 4, 3, 30, 0.1, 5, "Ⅰ", 700, "Ⅰ", "Ⅱ", 60, 1.2, "Ⅳ")],
              merged=("A2:A3", "B2:C2", "D2:E2", "F2:G2", "H2:I2", "J2:K2", "L2:M2", "N2:O2",
                      "P2:Q2")),
        Read({"as": [0.02], "hg": [0.0005], "cd": [0.004], "pb": [0.03], "se": [0.005],
              "cu": [0.0007], "zn": [0.06], "nh3n": [1.2]}, {("zn", 0): "O4"}, ("H34", "H01")),
    ),
    "an indicator none of whose columns says that it is measured": (
        Shape([TIME, ("断面名称", "氨氮", None, "总磷"), (None, "去年", "今年"),
               ("前枣行", 1.2, 0.2, 0.1)], merged=("A2:A3", "B2:C2", "D2:D3")),
        Refused("H35", "C3", "“今年氨氮”是不是这个月的监测值，氨氮 没有别的列可读"),
    ),
    "no indicator says that it is measured": (
        Shape([TIME, ("断面名称", "氨氮", None), (None, "左岸", "右岸"), ("前枣行", 1.2, 0.2)],
              merged=("A2:A3", "B2:C2")),
        Refused("H35", "B3", "“左岸氨氮”"),
    ),
    "concentration and index under each indicator": (
        Shape([TIME, ("断面名称", "氨氮", None, "总磷", None), (None, *("Ci", "Pi") * 2),
               ("前枣行", 1.2, 0.8, 0.1, 0.5)], merged=("A2:A3", "B2:C2", "D2:E2")),
        Read({"nh3n": [1.2], "tp": [0.1]}, said=("H34",)),
    ),
    "an indicator's name over a blank that is not merged with it": (
        Shape([TIME, ("断面名称", "砷", None, "总汞", None, "氨氮", None, "总磷", None),
               (None, "μg/L", "类别", "浓度：μg/L", "超标倍数", "上月", "本月", "mg/L", "水质类别"),
               ("前枣行", 20, "Ⅰ", 0.5, 0, 1.4, 1.2, 0.1, "Ⅳ")]),
        Read({"as": [0.02], "hg": [0.0005], "nh3n": [1.2], "tp": [0.1], "lab_class": [4]},
             {("nh3n", 0): "G4"}, ("H34", "H01")),
    ),
    "a row of units under concentrations and merged classes": (
        Shape([TIME, ("断面名称", "砷", None, "总汞", None), (None, *("浓度", "类别") * 2),
               (None, "μg/L", None, "μg/L"), ("前枣行", 20, "Ⅰ", 0.5, "Ⅰ")],
              merged=("A2:A4", "B2:C2", "D2:E2", "C3:C4", "E3:E4")),
        Read({"as": [0.02], "hg": [0.0005]}, {("hg", 0): "D5"}, ("T12", "H01")),
    ),
    "a row of units that says so": (
        Shape([TIME, ("断面名称", "砷", "总汞"), ("计量单位：", "μg/L", "单位：μg/L"),
               ("前枣行", 20, 0.5)]),
        Read({"as": [0.02], "hg": [0.0005]}, {}, ("T12", "H01")),
    ),
    "a row of units with a blank beside another unit": (
        Shape([TIME, ("断面名称", "砷", "总汞", "pH"), (None, "μg/L", None, None),
               ("前枣行", 20, 0.5, 7.1)]),
        Refused("T49", "B3", "列名“总汞”没有写单位"),
    ),
    "names of indicators as people write them": (
        Shape([TIME, ("断面名称", "COD(Mn)", "COD-Cr", "BOD", "NH3—N", "1.总磷", "★锌", "pH(现场)",
                      "铜(实测)", "氟化物(mg.L-1)", "砷(ug.L-1)"),
               ("前枣行", 5, 18, 3, 1.2, 0.1, 0.06, 7.5, 0.02, 0.8, 4)]),
        Read({"codmn": [5.0], "cod": [18.0], "bod5": [3.0], "nh3n": [1.2], "tp": [0.1],
              "zn": [0.06], "ph": [7.5], "cu": [0.02], "fluoride": [0.8], "as": [0.004]}),
    ),
    "a unit under an indicator that nobody knows": (
        Shape([TIME, ("断面名称", "砷", None), (None, "浓度ppb", "类别"), ("前枣行", 2, "Ⅰ")],
              merged=("A2:A3", "B2:C2")),
        Refused("H02", "B3", "ppb"),
    ),
    "a second heading in another order and unit, one title": (
        Shape([TIME, G, G20, (), ("断面名称", "序号", "总磷", "氨氮(μg/L)", "溶解氧"),
               ("大涧桥", 8, 0.2, 500, 7.0)]),
        Read({"month": ["2018-11"] * 2, "section_id": ["20", "8"], "do": [6.1, 7.0],
              "nh3n": [1.2, 0.5], "tp": [0.1, 0.2]}, {("month", 1): "A1"}, ("T33", "H01")),
    ),
    "a unit between the groups and the heading": (
        Shape([TIME, ("断面", None, "监测浓度", None, "超标倍数"), ("单位：mg/L",), G, G20]),
        Read({"do": [6.1], "nh3n": [1.2]}, {("nh3n", 0): "D5"}, ("H34",)),
    ),
    "further indicators of the same sections below": (
        Shape([TIME, G, G20, G8, (), ("序号", "断面名称", "总汞(μg/L)", "化学需氧量"),
               (8, "大涧桥", 0.05, 17), (20, "前枣行", 0.06, 15), (1, "教书庄", 0.02, 9)]),
        Read({"section_id": ["20", "8", "1"], "nh3n": [1.2, 0.5, None], "cod": [15.0, 17.0, 9.0],
              "hg": [6e-5, 5e-5, 2e-5]},
             {("nh3n", 0): "D3", ("cod", 0): "D8", ("hg", 1): "C7", ("cod", 2): "D9"},
             ("T85", "T33")),
    ),
    "further indicators beside": (
        Shape([TIME, ("断面名称", "氨氮", None, "断面名称", "总磷"),
               ("前枣行", 1.2, None, "前枣行", 0.1)]),
        Read({"section": ["前枣行"], "nh3n": [1.2], "tp": [0.1]}, {("tp", 0): "E3"}, ("T85",)),
    ),
    "the limits in a small table below": (
        Shape([TIME, G, G20, (), ("评价标准",), ("类别", "溶解氧", "氨氮", "总磷"),
               ("Ⅲ", 5, 1, 0.2)]),
        Read({"section_id": ["20"], "nh3n": [1.2]}, said=("T81",)),
    ),
    "statistics in a table of their own": (
        Shape([TIME, G, G20, (), ("统计项目", "溶解氧", "氨氮", "总磷"), ("最大值", 7, 1.2, 0.2),
               ("超标率", 0, 0, 0)]),
        Read({"section_id": ["20"]}, said=("T81",)),
    ),
    "a title at the right of a later table": (
        Shape([TIME, G, G20, (), (*[None] * 4, "上月"), G, G8]),
        Read({"section_id": ["20"]}, said=("T81",)),
    ),
    "a month in its group, its year in the title": (
        Shape([("2018年水质",), ("断面", None, "11月监测值", None, "上年11月"), G, G20]),
        Read({"month": ["2018-11"], "do": [6.1], "nh3n": [1.2]}, {("month", 0): "C2"}, ("H34",)),
    ),
    "a row that names what exceeded is no heading": (
        Shape([TIME, (*G, "超标1", "超标2", "超标3"), (*G20, "氨氮", "总磷", "化学需氧量"), G8]),
        Read({"section_id": ["20", "8"], "nh3n": [1.2, 0.5]}),
    ),
    "a label over the keys beside groups": (
        Shape([TIME, ("评价标准", None, "监测浓度", None, "超标倍数"), G, G20]),
        Read({"do": [6.1], "nh3n": [1.2]}, said=("H34",)),
    ),
    "limits above the heading are no groups": (
        Shape([TIME, ("标准限值", None, "≥2", "≤2.0", "≤0.4"), G, G20]),
        Read({"do": [6.1], "nh3n": [1.2], "tp": [0.1]}),
    ),
    "methods above the heading are no groups": (
        Shape([TIME, ("分析方法", None, "电化学探头法", "纳氏试剂法", "钼酸铵法"), G, G20]),
        Read({"nh3n": [1.2], "tp": [0.1]}),
    ),
    "other indicators below, no keys": (
        Shape([TIME, G, G20, (), ("项目", "溶解氧", "氨氮", "总磷"),
               ("方法", "电极", "光度", "光度")]),
        Refused("T34", "A5", "序号"),
    ),
    "a class under each indicator": (
        Shape([TIME, ("断面名称", "氨氮", None, "总磷", None),
               (None, *("浓度(mg/L)", "水质类别") * 2), ("前枣行", 1.2, "Ⅳ", 0.1, "Ⅱ")],
              merged=("A2:A3", "B2:C2", "D2:E2")),
        Read({"nh3n": [1.2], "tp": [0.1]}, said=("H34",)),
    ),
    "months under each indicator": (
        Shape([TIME, ("断面名称", "氨氮", None, "总磷", None),
               (None, *("10月", "2018年11月") * 2), ("前枣行", 1.5, 1.2, 0.2, 0.1)],
              merged=("A2:A3", "B2:C2", "D2:E2")),
        Read({"nh3n": [1.2], "tp": [0.1]}, {("tp", 0): "E4"}, ("H34",)),
    ),
    "samples and their mean under each indicator": (
        Shape([TIME, ("断面名称", "氨氮", None, None), (None, "第1次", "第2次", "均值"),
               ("前枣行", 1.2, 1.4, 1.3)], merged=("A2:A3", "B2:D2")),
        Read({"nh3n": [1.3]}, {("nh3n", 0): "D4"}, ("H34",)),
    ),
    "months as groups in figures, month in the title": (
        Shape([TIME, (None, None, "2018-11", None, "2018-10"), G, G20]),
        Read({"do": [6.1], "nh3n": [1.2]}, {("month", 0): "A1"}, ("H34",)),
    ),
    "groups that are numbers": (
        Shape([TIME, (None, None, 11, None, 10), G, G20]),
        Read({"nh3n": [1.2], "tp": [0.1]}, said=("H33",)),
    ),
    "a row each of this month and the last": (
        Shape([TIME, ("断面名称", "时间", "氨氮"), ("前枣行", "本月", 1.2), (None, "上月", 2.0),
               ("大涧桥", "本月", 0.5), (None, "去年同期", 0.7)], merged=("A3:A4", "A5:A6")),
        Read({"section": ["前枣行", "大涧桥"], "nh3n": [1.2, 0.5]}, said=("T86",)),
    ),
    "a row each of mean, largest and multiple": (
        Shape([TIME, ("断面名称", None, "氨氮"), ("前枣行", "平均值", 1.2),
               ("前枣行", "最大值", 2.0), ("前枣行", "超标倍数", 0.2)]),
        Read({"section": ["前枣行"], "nh3n": [1.2]}, {("nh3n", 0): "C3"}, ("T86",)),
    ),
    "a page of a table left out": (
        Shape([TIME, G, G20, ("上月",), G, G8, (), G, G20, ("单位：mg/L",), G, G8,
               ("续表", None, None, "第2页"), G, G20, ("二、本月",), G, G8]),
        Read({"section_id": ["20", "8"], "nh3n": [1.2, 0.5]}, {("nh3n", 1): "D18"}, ("T81",)),
    ),
    "a number, a title and a unit in one row": (
        Shape([TIME, G, G20, (), ("表2", "超标倍数统计表", None, "单位：倍"), G, G8]),
        Read({"section_id": ["20"], "nh3n": [1.2]}, said=("T81",)),
    ),
    "the month before first": (
        Shape([TIME, ("上月监测结果",), G, G8, (), ("本月监测结果",), G, G20]),
        Read({"month": ["2018-11"], "section_id": ["20"]}, said=("T81",)),
    ),
    "the month before in months of its own": (
        Shape([("2018年10月",), G, G8, ("2018年11月",), G, G20]),
        Read({"month": ["2018-10", "2018-11"], "section_id": ["8", "20"]}),
    ),
    "other values between the rows": (
        Shape([("月份", *G), ("2018-11", *G20), ("超标倍数",) * 6, ("2018-11", *G8)],
              merged=("A3:F3",)),
        Refused("T83", "A3", "超标倍数"),
    ),
    "months across": (
        Shape([("2018年氨氮监测结果",), ("序号", "断面名称", "1月", "2月"),
               (20, "前枣行", 1.2, 1.3)]),
        Refused("T84", "C2", "从“1月”起"),
    ),
    "months across, in figures": (
        Shape([("2018年氨氮逐月监测结果",), ("序号", "断面名称", 1, 2, 3),
               (20, "前枣行", 1.2, 1.3, 1.1)]),
        Refused("T84", "C2"),
    ),
    "months across, in words": (
        Shape([("序号", "断面名称", "一月", "二月"), (20, "前枣行", 1.2, 1.3)]),
        Refused("T84", "C1"),
    ),
    "further indicators of another day are no piece": (
        Shape([("断面名称", "采样日期", "氨氮"), ("前枣行", "2018-11-05", 1.2),
               ("断面名称", "采样日期", "总磷"), ("前枣行", "2018-11-06", 0.2)]),
        Read({"nh3n": [1.2, None], "tp": [None, 0.2]}, said=("T33",)),
    ),
    "months across, days": (
        Shape([("序号", "断面名称", "指标", dt.date(2018, 11, 1), dt.date(2018, 12, 1)),
               (20, "前枣行", "氨氮", 1.2, 1.3)]),
        Refused("T84", "D1"),
    ),
    "groups of months with their year": (
        Shape([("序号", "断面名称", "2018年10月", None, "2018年11月"), (None, None, *G[3:], *G[3:]),
               (20, "前枣行", 1.2, 0.1, 1.1, 0.2)], merged=("A1:A2", "B1:B2", "C1:D1", "E1:F1")),
        Refused("T84", "C1", "2018年10月"),
    ),
    "groups of months": (
        Shape([("序号", "断面名称", "10月", None, "11月", None), (None, None, *G[3:], *G[3:]),
               (20, "前枣行", 1.2, 0.1, 1.1, 0.2)], merged=("A1:A2", "B1:B2", "C1:D1", "E1:F1")),
        Refused("T84", "C1", "10月"),
    ),
}  # fmt: skip

GROUPS |= {
    f"a table of its own below: {title}": (
        Shape([TIME, G, G20, (), (title,), G, G8]),
        Read({"section_id": ["20"], "nh3n": [1.2]}, said=("T81",)),
    )
    for title in (
        "上月", "表2 超标倍数统计表", "去年同期水质监测结果", "前次监测", "附：Ⅲ类标准限值",
        "上月未更新断面", "上月结果，仅供参考", "Ⅲ类标准限值（mg/L）", "考核目标值",
    )
} | {
    f"a table of its own beside: {title}": (
        Shape([("2018年11月", *[None] * 5, title), (*G, None, *G), (*G20, None, *G8)]),
        Read({"month": ["2018-11"], "section_id": ["20"], "nh3n": [1.2]}, said=("T81",)),
    )
    for title in ("超标倍数", "前次", "上月")
} | {
    f"a bracket behind an indicator that is no unit: {inner}": (
        Shape([TIME, ("断面名称", f"氨氮({inner})"), ("前枣行", 1.2)]),
        Refused("H37", "B2", "不是单位"),
    )
    for inner in ("上月", "超标倍数", "以NH4+计", "10月", "P2O5", "%")
} | {
    f"the one table is of other values: {title}": (
        Shape([(title,), G, G20], file="水质_2018-11.xlsx"), Refused("T82", "A1", title[:2])
    )
    for title in ("2018年11月超标倍数统计表", "水质类别统计", "单项指数", "各断面变化率",
                  "超标倍数（倍）", "监测结果（超标倍数）", "单位：倍")
} | {
    f"a title in doubt is read and named: {title}": (
        Shape([(title,), G, G20]),
        Read({"month": ["2018-11"], "nh3n": [1.2]}, {("month", 0): "A1"}, ("H33", "T61")),
    )
    for title in (
        "2018年11月超标情况统计表", "2018年11月水质类别及超标倍数", "2018年11月水质变化情况",
    )
} | {
    f"a title of measured values: {title}": (
        Shape([(title,), G, G20]), Read({"month": ["2018-11"], "nh3n": [1.2]})
    )
    for title in (
        "2018年11月水质监测结果及超标倍数", "2018年11月水质达标情况表", "2018年11月与上月水质对比",
        "2018年11月地表水环境质量标准基本项目监测结果", "2018年11月超标断面监测结果",
        "2018年11月主要污染物浓度变化情况表", "2018年11月考核断面水质类别及目标完成情况表",
    )
}  # fmt: skip

_TOPICS = (
    ("groups", GROUPS),
    ("month", MONTHS),
    ("long", LONG),
    ("turned", TURNED),
    ("texts", TEXTS),
    ("pages", PAGES),
)
SHAPES = {f"{topic}: {name}": case for topic, cases in _TOPICS
          for name, case in cases.items()}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_read_or_refused(tmp_path: Path, name: str) -> None:
    """Each shape gives the values of its cells, or one refusal that names the cell."""
    shape, expected = SHAPES[name]
    data, problems = taken(tmp_path, shape)
    told = list(problems.distinct())
    errors = {(p.fault.code, p.cell): p.line() for p in told if p.is_error}
    if isinstance(expected, Refused):
        assert (expected.code, expected.cell) in errors, errors
        assert expected.words in errors[expected.code, expected.cell]
        return
    assert not errors
    assert data is not None
    assert values(data, list(expected.columns)) == {k: list(v) for k, v in expected.columns.items()}
    for (column, row), cell in expected.cells.items():
        assert data.raw.address(column, row) == cell
    assert set(expected.said) <= {p.fault.code for p in told}


def test_a_sheet_whose_month_is_unclear_says_so_once(tmp_path: Path) -> None:
    """A sheet of another month than the file's is refused as a whole, not cell by cell."""
    book = openpyxl.Workbook()
    for name in ("201810", "201811"):
        sheet = book.create_sheet(name)
        for row in (("序号", "氨氮"), (20, 1.2), (8, 0.5)):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "201810.xlsx")
    problems = Problems()
    take_in(read_files([tmp_path / "201810.xlsx"], [READINGS], problems)["readings"], problems)
    assert [(p.fault.code, p.sheet) for p in problems if p.is_error] == [("T64", "201811")]


# workbooks.md: any other unit is an error: μg/L read as mg/L would be 1,000 times too much
UNITS_BESIDE = (
    ("浓度单位", "μg/L", ""), ("量纲", "μg/L", ""), ("Unit", "ug/L", ""), ("单位", "ppb", ""),
    ("备注", "单位：μg/L", ""), ("备注", "汞以μg/L计", "列名“汞”没有写单位"),
    ("说明", "微克每升", ""),
)  # fmt: skip
NO_UNITS = (
    ("单位", "市监测站"),
    ("备注", "汞0.05μg/L"),
    ("备注", "单位：毫克每升"),
    ("单位", "mg/L"),
)


def test_a_unit_beside_measured_values_is_refused_where_it_is_not_theirs(tmp_path: Path) -> None:
    head = ("月份", "序号", "氨氮", "汞")
    for number, (header, text, words) in enumerate(
        (*UNITS_BESIDE, *((*n, None) for n in NO_UNITS))
    ):
        shape = Shape([(*head, header), ("2018-11", 20, 1.2, 0.05, text)], file=f"{number}.xlsx")
        _, problems = taken(tmp_path, shape)
        told = {(p.fault.code, p.cell): p.line() for p in problems.distinct() if p.is_error}
        assert list(told) == ([] if words is None else [("T49", "E2")]), (header, text)
        assert (words or "") in "".join(told.values())
        own, problems = dict(zip((*head, header), shape.rows[1], strict=True)), Problems()
        read_frames({"监测数据": pd.DataFrame([own], index=["a"])}, [READINGS], problems)
        found = {(p.fault.code, p.cell) for p in problems.distinct() if p.is_error}
        assert found == (set() if words is None else {("T49", "行 a")}), (header, text)


# what a cell shows by its format alone (read off the format by hand), and the number in it
SHOWN = (
    ('"<"0.000', 0.025, "<0.025"), ('0.000"L"', 0.025, "0.025L"), ('0.00"μg/L"', 0.05, "0.05μg/L"),
    ('[<0.025]"未检出";0.000', 0.01, "未检出"), ('[<0.025]"未检出";0.000', 0.03, ""),
    ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0, "-"), ("0;-0;;@", 0, "空白"),
    ("0.00%", 1.2, "120%"),
    ("0.00", 0.05, ""), ('0.00"mg/L"', 0.05, ""), ("#,##0.00;[Red]-#,##0.00", 1.2, ""),
)  # fmt: skip


def test_a_mark_that_a_number_format_alone_shows_is_refused(tmp_path: Path) -> None:
    """Excel shows <0.025, the cell holds 0.025: a limit or a value, nobody can tell."""
    rows = [("2018-11", place, number) for place, (_, number, _) in enumerate(SHOWN, start=1)]
    path = write(tmp_path / "水质.xlsx", ("月份", "序号", "氨氮"), *rows)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row, (code, _, _) in enumerate(SHOWN, start=2):
        sheet[f"C{row}"].number_format = code
        sheet[f"B{row}"].number_format = '"No."0'  # no column of measured values
    book.save(path)
    patch(path, SHEET1, ' t="n"', "")  # as Excel writes numbers
    problems = Problems()
    take_in(read_files([path], [READINGS], problems)["readings"], problems)
    told = {p.cell: (p.fault.code, p.value) for p in problems.distinct() if p.is_error}
    assert told == {f"C{n}": ("C28", text) for n, (*_, text) in enumerate(SHOWN, start=2) if text}


# workbooks.md: "two-row headers (a group over columns …) are read as one"; what it says holds
READ_GROUPS = [
    "监测结果", "监测值", "监测浓度", "检测结果", "主要监测项目（单位：mg/L）", "本月", "本月浓度",
    "监测项目", "水质指标", "监测项目及标准限值", "总量控制指标", "标准限值（项目）",
    "参与达标评价的指标", "考核指标", "第一类污染物", "监测结果及超标倍数", "GB3838-2002基本项目",
    "高锰酸盐指数等指标", "水质监测结果（单位：mg/L，pH无量纲）", "基本项目", "表1", "mg/L",
    "mg/L（pH除外）", "COD等指标", "生态补偿核算指标", "特定项目（80项）",
    "地表水环境质量标准基本项目", "评价项目", "监测与评价结果", "11月",
    "2018年11月", "月均值", "自动监测",
]  # fmt: skip
OTHER_GROUPS = [
    "考核值", "允许值", "前次", "空白样", "质控", "参考值", "单项指数", "GB 3838-2002", "Ⅲ类",
    "超标项目", "监测最大值", "上次监测结果", "加标回收率", "背景值", "超标倍数（倍）", "单位：%",
    "超标倍数", "标准限值", "上月", "去年同期", "上年同期", "年均值", "最大值", "最小值", "检出限",
    "1-10月均值", "累计", "同比", "环比", "Ⅲ类标准", "评价结果", "达标率", "2017年11月", "10月",
    "扣除上游后", "污染物通量", "单项水质类别", "2017年", "2018年1-11月平均值（mg/L）",
]  # fmt: skip


@pytest.mark.parametrize("group", [*READ_GROUPS, *OTHER_GROUPS])
def test_a_group_says_whether_its_columns_are_the_months_values(tmp_path: Path, group: str) -> None:
    shape = Shape(
        [("2018年11月",), ("序号", "溶解氧", group, None), (None, None, "氨氮", "总磷"),
         (20, 6.1, 0.9, 0.1)],
        merged=("A2:A3", "B2:B3", "C2:D2"),
    )  # fmt: skip
    is_read = group in READ_GROUPS
    data, problems = taken(tmp_path, shape)
    assert data is not None
    said = {(p.fault.code, p.cell) for p in problems.distinct()}
    assert is_read == ("nh3n" in data.raw.columns and "tp" in data.raw.columns)
    assert is_read != ({("H34", "C3"), ("H34", "D3")} <= said)
    assert "H33" not in {code for code, _ in said}


MONTH_SHEETS: dict[str, list[Row]] = {
    "turned": [("监测项目", "前枣行"), ("pH", 7), ("溶解氧", 8), ("氨氮", 1)],
    "keyed otherwise": [("编号", "点位名", *VALUES), (1, "前枣行", 7, 8, 1)],
    "heading far down": [*[("说明",)] * 11, N, A],
}


@pytest.mark.parametrize("name", ["11月", "2018-11"])
@pytest.mark.parametrize("own", ["监测数据", "10月"])
def test_a_sheet_named_for_a_month_is_never_lost_in_silence(
    tmp_path: Path, name: str, own: str
) -> None:
    """Beside 监测数据 a warning names it; among sheets of months, which are read, an error."""
    for rows in MONTH_SHEETS.values():
        path = write(tmp_path / "2018年.xlsx", ("月份", *N), ("2018-10", *A), sheet=own)
        book = openpyxl.load_workbook(path)
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        book.save(path)
        problems = Problems()
        read_files([path], [READINGS], problems)
        said = {(p.fault.code, p.sheet) for p in problems.distinct()}
        assert ("T32" if own == "监测数据" else "T31", name) in said


NO_DATA: list[tuple[Row, str]] = [
    *[
        ((name, None, "HJ 535-2009", "HJ 535-2009", "GB 11893"), "A")
        for name in ("分析方法", "方法依据")
    ],
    (("污染物编码", None, 302, 315, 311), "A"),
    ((None, None, "pH", "DO", "NH3-N"), "C"),
    ((None, "年均值", 7.0, 8.0, 0.9), "B"),
    ((None, "大沽河均值", 7.0, 8.0, 0.9), "B"),
    (("Ⅲ类", None, "6~9", 5, 1.0), "A"),
    (("参考限值", None, "6~9", 5, 1.0), "A"),
    (("GB3838-2002Ⅴ类", None, "6~9", 2, 2.0), "A"),
    (("标准（Ⅲ类）", None, "6~9", 5, 1.0), "A"),
    (("去年同期", None, 7.0, 8.0, 0.9), "A"),
    (("审核：", None, "签发："), "A"),
    (("备注", None, "加粗为超标"), "A"),
    (("（盖章）",), "A"),
    (("*表示超标",), "A"),
    (("批准人", "张三"), "A"),
]


@pytest.mark.parametrize(("row", "column"), NO_DATA)
def test_rows_that_name_no_section_are_passed_over_and_named(
    tmp_path: Path, row: Row, column: str
) -> None:
    """Rows of methods, statistics and remarks among data: T04 at the cell that says what it is."""
    head = ("序号", "监测断面", *VALUES)
    rows = [("2018年11月水质",), head, row, (20, None, *A[1:]), (8, None, *B[1:])]
    data, problems = taken(tmp_path, Shape(rows))
    assert data is not None
    assert values(data, ("section_id", "nh3n")) == {"section_id": ["20", "8"], "nh3n": [1.2, 0.5]}
    assert not [p.line() for p in problems if p.is_error]
    assert [p.cell for p in problems if p.fault.code == "T04"] == [f"{column}3"]


@pytest.mark.parametrize("row", [(21, "年均值", 7.0, 8.0, 0.9), ("备注", None, 7.0, 8.0, 0.9)])
def test_rows_of_figures_that_may_be_a_sections_are_refused(tmp_path: Path, row: Row) -> None:
    """A number of the list beside 年均值, or figures under 备注: never lost."""
    head = ("序号", "监测断面", *VALUES)
    data, _ = taken(tmp_path, Shape([("2018年11月水质",), head, (20, None, *A[1:]), row]))
    assert data is not None
    assert values(data, ("nh3n",)) == {"nh3n": [1.2, 0.9]}  # its name is refused by the list


def test_the_line_of_a_group_of_sections_is_no_heading(tmp_path: Path) -> None:
    """A key's name alone names no indicator: T14 at its cell, the rows below are read as before."""
    named: list[Row] = [
        ("监测断面", "河流名称", *VALUES),
        ("前枣行", "桃源河", *A[1:]),
        ("李村", "河", *B[1:]),
    ]
    turned: list[Row] = [(b, a, *others) for a, b, *others in named]
    numbered: list[Row] = [("序号", "监测断面", *VALUES), (20, None, *A[1:]), (8, None, *B[1:])]
    dated: list[Row] = [("月份", *named[0]), *(("2018-11", *row) for row in named[1:])]
    listed: list[Row] = [
        ("监测断面", "监测项目", "监测值"),
        ("前枣行", "氨氮", 1.2),
        ("李村", "氨氮", 0.5),
    ]
    layouts = {"市控断面": named, "国控断面": turned, "序号": numbered, "考核断面：": dated}
    for line, layout in (layouts | {"市控断面：": listed}).items():
        head, first, second = layout
        at = head.index("监测断面")
        bare, merged = (*[None] * at, line), (line,) * len(head)
        counted = (line, "共1个" if line != "序号" else "市控断面")
        for row, column in ((bare, "AB"[at]), (merged, "A"), (counted, "A")):
            rows = [("2018年11月",), head, row, first, row, second]
            data, problems = taken(tmp_path, Shape(rows))
            assert data is not None
            assert values(data, ("nh3n",)) == {"nh3n": [1.2, 0.5]}
            assert not [p.line() for p in problems if p.is_error]
            cells = {p.cell for p in problems.distinct() if p.fault.code == "T14"}
            assert cells == {f"{column}3", f"{column}5"}


def test_a_mean_in_the_column_of_the_month_is_passed_over(tmp_path: Path) -> None:
    """年均值 names no month, as 平均 does not."""
    rows = [("月份", *N), ("2018-11", *A), ("年均值", *B)]
    data, problems = taken(tmp_path, Shape(rows))
    assert data is not None
    assert values(data, ("nh3n",)) == {"nh3n": [1.2]}
    assert [p.cell for p in problems if p.fault.code == "T04"] == ["A3"]


def test_a_further_heading_names_the_row_of_its_own(tmp_path: Path) -> None:
    """The page to sign (采用说明) names each header's cell: those of a second piece below, too."""
    further = ("序号", "断面名称", "化学需氧量")
    data, _ = taken(tmp_path, Shape([TIME, G, G20, (), further, (20, "前枣行", 15)]))
    assert data is not None
    part = data.raw.parts[0]
    assert (part.header_row, part.header_rows) == (2, {"cod": 5})


def test_a_sheet_of_multiples_beside_a_months_is_not_read_as_the_month(tmp_path: Path) -> None:
    rows = [N, A]
    path = write(tmp_path / "2018年.xlsx", N, B, sheet="11月", **{"11月超标倍数": rows})
    problems = Problems()
    raw = read_files([path], [READINGS], problems)["readings"]
    assert raw.columns["section_id"].tolist() == [8]
    assert ("T31", "11月超标倍数") in {(p.fault.code, p.sheet) for p in problems.distinct()}


def test_a_repeat_under_a_title_of_the_month_is_named_at_its_own_cell(tmp_path: Path) -> None:
    rows = [("2018年11月",), ("序号", "氨氮"), (20, 1.2), (20, 1.3)]
    path = write(tmp_path / "水质.xlsx", *rows)
    with pytest.raises(qdcalc.InputError) as refused:
        qdcalc.water.month(path)
    told = refused.value.problems
    assert told.loc[told["代码"] == "R01", "单元格"].tolist() == ["A4"]
    assert "与 A3 是同一条记录" in " ".join(told["问题"])


def test_frames_are_read_as_sheets_are() -> None:
    """Long tables and months in two columns come as DataFrames, too; a cell is named by its row."""
    rows: list[Any] = [(2018, 11, 20, "氨氮", 1.2), (2018, 11, 20, "总磷", "约1")]
    frame = pd.DataFrame(rows, columns=["年", "月", "序号", "指标", "监测值"], index=["a", "b"])
    problems = Problems()
    data = take_in(read_frames({"监测数据": frame}, [READINGS], problems)["readings"], problems)
    assert values(data, ["month", "nh3n"]) == {"month": ["2018-11"], "nh3n": [1.2]}
    assert [(p.fault.code, p.cell) for p in problems.distinct() if p.is_error] == [("W01", "行 b")]


@pytest.mark.parametrize("name", ["月份", "序号", "项目", "结果"])
@pytest.mark.parametrize("odd", [10**400, float("inf"), None, pd.NaT, True, (1, 2)])
def test_an_odd_cell_of_a_long_frame_is_a_problem(name: str, odd: object) -> None:
    """What no sheet can hold is refused, or blank; never a fault of the program."""
    good = {"月份": "2018-11", "序号": 1, "项目": "氨氮", "结果": 1.0}
    frame = pd.DataFrame([good, {**good, "序号": 2, name: odd}], dtype=object)
    problems = Problems()
    data = take_in(read_frames({"监测数据": frame}, [READINGS], problems)["readings"], problems)
    assert data.frame["nh3n"].iloc[0] == 1.0
    assert all(problem.line() for problem in problems.distinct())


NAMED = {
    ("教书庄", ""): "1",
    ("教书庄断面", None): "1",
    ("小沽河-教书庄", ""): "1",
    ("教书庄（小沽河）", ""): "1",
    ("小沽河教书庄", "小沽河"): "1",
    ("重庆路桥", "李村河"): "18",
    ("张村河·重庆路桥", ""): "17",
    ("李村河入海口", None): "19",
    ("教书庄（国控）", None): "1",
    ("【省控】教书庄", None): "1",
    ("1.教书庄", None): "1",
    ("*教书庄", "小沽河干流"): "1",
    ("移风坝（考核断面）", "大沽河水系"): "13",
    ("308国道桥", None): "16",
    ("斜拉桥", None): "14",
    ("入海口", "墨水河"): "21",
    ("风河入海口", None): "27",
}
UNNAMED = {
    ("重庆路桥", ""): ("W32", "序号 17 张村河、序号 18 李村河"),
    ("教书庄", "大沽河"): ("W30", "清单里的“教书庄”在 小沽河，这一行的河流写的是“大沽河”"),
    ("墨水河重庆路桥", ""): ("W30", ""),
    ("教书", ""): ("W30", ""),
    ("入海口", ""): ("W32", "序号 15 海泊河、序号 19 李村河"),
    ("墨水河入海", ""): ("W30", "是不是 墨水河·入海口(308国道)"),
    ("赵村桥(309)", "白沙河"): ("W30", "是不是 白沙河·赵村桥(308)"),
}


def test_sections_are_known_by_their_names_where_only_one_is_meant() -> None:
    """A section without its river, or with it in one name; never a guess between two."""
    head = ["月份", "断面名称", "河流", "氨氮"]
    rows = [("2018-11", *names, 0.5) for names in NAMED]
    policy, november = MONTH.policy(), [586]
    names = districts_of(policy.figure("districts").values_of(november), CITY)
    listed = registry(None, names, policy, november, Problems())

    def located(rows: Sequence[Row]) -> Located:
        problems = Problems()
        frame = pd.DataFrame(rows, columns=head)
        raw = read_frames({"监测数据": frame}, [READINGS], problems)["readings"]
        return locate(take_in(raw, problems), listed)

    found = located(rows)
    assert [str(listed.ids[place]) for place in found.place] == list(NAMED.values())
    assert not found.problems
    refused = located([("2018-11", *names, 0.5) for names in UNNAMED])
    assert (refused.place == -1).all()
    for problem, (code, words) in zip(
        sorted(refused.problems, key=lambda p: p.cell), UNNAMED.values(), strict=True
    ):
        assert problem.fault.code == code
        assert words in problem.line()


def test_the_laboratorys_class_is_compared_and_reasons_are_kept() -> None:
    """氨氮 1.2 is Ⅳ (1.0 < 1.2 ≤ 1.5): a warning where Ⅲ is written; why nothing was measured."""
    rows = [
        ("2018-11", 20, "Ⅲ", 7.1, 8.0, 1.2),
        ("2018-11", 8, "Ⅳ", 7.1, 8.0, 1.2),
        ("2018-11", 1, None, "站点维护", "站点维护", "结冰"),
        ("2018-11", 2, "断流", 7.1, 8.0, "结冰"),
    ]
    frame = pd.DataFrame(rows, columns=["月份", "序号", "水质类别", *VALUES])
    result = qdcalc.water.month(frame)
    told = result.problems
    differing = told[told["代码"] == "W98"]
    assert differing[["单元格", "原值"]].to_numpy().tolist() == [["行 0", "Ⅲ"]]
    assert "按监测值计算是 Ⅳ" in differing["问题"].iloc[0]
    said = dict(
        zip(result["断面核算"]["序号"].astype(int), result["断面核算"]["说明"], strict=True)
    )
    assert said[1] == "没有监测数据，不予判定（原值：站点维护、结冰）"
    assert said[2].endswith("达标、超标只按已测指标判定（原值：结冰）")
    assert "原值" not in said[20]


def test_numbers_with_leading_zeros_are_the_lists_where_only_one_is() -> None:
    """序号 01 as text is the annex's 1; a code that the list itself has goes before."""
    frame = pd.DataFrame([("2018-11", "01", 0.5), ("2018-11", "020", 3.2)],
                         columns=["月份", "序号", "氨氮"])  # fmt: skip
    table = qdcalc.water.month(frame)["断面核算"]
    verdicts = dict(zip(table["序号"].astype(int), table["判定"], strict=True))
    assert (verdicts[1], verdicts[20], verdicts[2]) == ("达标", "超标", "缺测")
    listed, written = np.array(["1", "02", "2", "003", "03"]), np.array(["001", "02", "0002", "3"])
    assert code_places(listed, written).tolist() == [0, 1, -1, -1]


DAYS_REFUSED = {
    "43409": "C07", "18.11.05": "C09", "2018-10-30~2018-11-02": "T76", "2018-11-31": "C09",
}  # fmt: skip


@pytest.mark.parametrize("day", DAYS_REFUSED)
@pytest.mark.parametrize("others", [0, 1])
def test_days_that_tell_no_month_are_refused_by_a_whole_run(day: str, others: int) -> None:
    """Alone and beside a good one; each at its own row, and nothing else is said of it."""
    rows = [(day, 20, 1.2), *[("2018-11-05", 8, 0.5)] * others]
    with pytest.raises(qdcalc.InputError) as refused:
        qdcalc.water.month(pd.DataFrame(rows, columns=["采样日期", "序号", "氨氮"]))
    errors = refused.value.problems.query("级别 == '错误'")
    assert errors[["代码", "单元格"]].to_numpy().tolist() == [[DAYS_REFUSED[day], "行 0"]]


def test_why_nothing_was_measured_may_be_said_with_that_it_was_not() -> None:
    """Texts kept as not measured; 未检 and 未测 alone may mean 未检出, 断流 has its own column."""
    reasons = (
        "结冰未采", "封冻", "未监测（结冰）", "结冰，未监测", "冰封未采样", "因结冰未采样",
        "结冰未测", "受施工影响未采样", "缺测（停电）", "站点维护、停电", "-（结冰）",
        "结冰无法采样",
    )  # fmt: skip
    assert [text for text in reasons if not is_reason(text)] == []
    others = (
        "未测",
        "未检",
        "未检出",
        "结冰未检出",
        "断流未采",
        "1.2（结冰）",
        "正常",
        "/",
        "采样",
    )
    assert [text for text in others if is_reason(text)] == []


def test_a_long_table_pays_what_the_wide_one_pays(tmp_path: Path) -> None:
    """The same readings in both forms: the same amounts; a step back names the value's own cell."""
    wide = [(20, 7.1, 8.0, 3.2), (8, 7.4, 6.5, 0.5)]
    first = write(tmp_path / "宽.xlsx", ("月份", *N), *(("2018-11", *row) for row in wide))
    cells = [(n, item, v) for n, *own in wide for item, v in zip(VALUES, own, strict=True)]
    second = write(
        tmp_path / "长.xlsx", ("2018年11月水质",), ("序号", "监测项目", "监测结果"), *cells
    )
    one, other = qdcalc.water.month(first), qdcalc.water.month(second)
    for name in ("section_months", "flows", "indicators"):
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])
    assert "监测数据!C5 = 3.2" in str(other.explain(month="2018-11", section="20"))
