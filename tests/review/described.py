"""What the shared tests know of the review: the contract's columns by sheet, a filled template."""

from __future__ import annotations

from typing import Any

# the contract's columns by sheet; * = must be there and filled
SHEETS = {
    "review": {
        "项目": (
            "项目名称* 轮次 区市* 审查机构* 工程类别* 受理部门 重新报批 受理日期* 合格书日期 "
            "意见书日期 复审受理日期 版本"
        ),
        "工作日历": "日期* 类型*",
        "口径": "参数* 取值*",
    }
}


def fill(book: Any) -> None:
    """Fill a template."""
    projects = [
        ("某小区", None, "即墨", "甲所", "房屋建筑", None, None, "2018-10-26", "2018-11-02"),
        ("某道路", None, "市级", "乙所", "市政基础设施", None, None, "2018-11-15", None),
    ]
    for row, line in enumerate(projects, start=2):
        for column, value in enumerate(line, start=1):
            book["项目"].cell(row, column).value = value
    for column, value in enumerate(("2018-12-29", "工作日"), start=1):
        book["工作日历"].cell(2, column).value = value
    settings = book["口径"]
    row = settings.max_row + 1
    settings.cell(row, 1).value, settings.cell(row, 2).value = "统计日期", "2019-06-30"


# by calculation: what the command is told further, what fills the template
FILL = {"review": ((), fill)}
# what the few figures filled in raise, for no fault of the template's
OF_THE_DATA = {"review": set[str]()}
# a sheet that may be left with its example
SMALL = {"review": "工作日历"}
