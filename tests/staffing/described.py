"""What the shared tests know of staffing: the contract's columns by sheet, a filled template."""

from __future__ import annotations

from typing import Any

# the contract's columns by sheet; * = must be there and filled
SHEETS = {
    "staffing": {
        "服务平台": "区市* 街道* 名称* 级别* 服务对象数* 在编 购买服务 大学生岗位 其他",
        "目标任务": "事项* 截止日期* 方向 目标值 实际值 完成日期",
        "经费标准": "区市 级别 人均年经费*",
        "口径": "参数* 取值*",
    }
}


def fill(book: Any) -> None:
    """Fill a template."""
    platforms = [
        ("市南", "八大湖街道", "八大湖服务中心", "街道(镇)", 30001, 5, 0, 1.5, 0),
        ("市南", "八大湖街道", "一居", "社区(村)", 1200, 1, None, None, None),
    ]
    for row, line in enumerate(platforms, start=2):
        for column, value in enumerate(line, start=1):
            book["服务平台"].cell(row, column).value = value
    for column, cost in enumerate(("市南", "街道(镇)", 96000), start=1):
        book["经费标准"].cell(2, column).value = cost
    settings = book["口径"]
    row = settings.max_row + 1
    settings.cell(row, 1).value, settings.cell(row, 2).value = "统计日期", "2019-06-30"


# by calculation: what the command is told further, what fills the template
FILL = {"staffing": ((), fill)}
# what the few figures filled in raise, for no fault of the template's
OF_THE_DATA = {"staffing": set[str]()}
# a sheet that may be left with its example
SMALL = {"staffing": "经费标准"}
