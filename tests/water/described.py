"""What the shared tests know of water: the contract's columns by sheet, a filled template."""

from __future__ import annotations

from typing import Any

from workbook.books import header

# the contract's columns by sheet; * = must be there and filled
_SHEETS = {
    "监测数据": "月份* 序号 河流名称 监测断面 断流 氨氮 总磷 化学需氧量 溶解氧 pH值 六价铬 汞",
    "断面清单": "序号* 河流名称* 监测断面* 断面属性* 责任区市* 去向 核算水质目标*"
    " 断面控制级别* 备注 水体类型 饮用水源 断流豁免 上游断面 上年度水质类别 起始月份 截止月份",
    "责任认定": "月份* 序号* 区市* 责任比例* 文号",
    "突发环境事件": "日期* 区市* 事件等级* 说明",
    "上年度类别": "序号* 上年度水质类别*",
    "全分析": "序号* 日期* 报告编号",
    "口径": "参数* 取值*",
}
SHEETS = {"water-month": _SHEETS, "water-year": _SHEETS}


def fill(book: Any) -> None:
    """Fill a template."""
    sheet = book["监测数据"]
    columns = {name: cell.column for name, cell in header(sheet).items()}
    for row in range(2, 30):
        sheet.cell(row, columns["氨氮"]).value = 0.5
        sheet.cell(row, columns["pH值"]).value = 7.5
    sheet.cell(2, columns["氨氮"]).value = 1.5
    for column in ("氨氮", "pH值"):
        sheet.cell(5, columns[column]).value = None
    sheet.cell(5, columns["断流"]).value = "是"
    for place, value in enumerate(("2018-11", 2, "平度", "1/3", "青环〔2018〕1号"), start=1):
        book["责任认定"].cell(2, place).value = value
    for place, value in enumerate(("2018-11-03", "胶州", "较大", "无"), start=1):
        book["突发环境事件"].cell(2, place).value = value
    for place, value in enumerate((14, "Ⅳ"), start=1):
        book["上年度类别"].cell(2, place).value = value


# by calculation: what the command is told further, what fills the template
FILL = {"water-month": (("--month", "2018-11"), fill), "water-year": (("--month", "2018-11"), fill)}
# what the few figures filled in lack: indicators, months, what was determined for no reason
OF_THE_DATA = {
    "water-month": {"W47", "W52", "W54"},
    "water-year": {"W47", "W52", "W54", "W64", "W67", "W95"},
}
# a sheet that may be left with its example
SMALL = {"water-month": "责任认定", "water-year": "责任认定"}
