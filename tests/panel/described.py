"""What the shared tests know of the panel: the contract's columns by sheet, a filled template."""

from __future__ import annotations

from typing import Any

# the contract's columns by sheet; * = must be there and filled
SHEETS = {
    "panel": {
        "会场": "会场* 每组人数* 版本",
        "构成": "会场类型* 类别* 组别 人数* 版本",
        "代表名册": "会场* 组别* 类别* 编号* 版本",
        "评议票发放": "会场* 组别* 发放数* 回收数* 无效票 版本",
        "评议票": "组别* 部门* 档次* 票数* 会场 版本",
        "档次分值": "档次* 分值* 版本",
        "部门分组": "组别* 部门* 版本",
        "口径": "参数* 取值*",
    }
}


def fill(book: Any) -> None:
    """Fill a template."""
    lines = {
        "代表名册": ("市南", "一", "新市民代表", "A001"),
        "评议票发放": ("市南", "一", 210, 210, 3),
        "评议票": ("一", "市科技局", "很好", 180),
        "档次分值": ("很好", 100),
    }
    for sheet, line in lines.items():
        for column, value in enumerate(line, start=1):
            book[sheet].cell(2, column).value = value


# by calculation: what the command is told further, what fills the template
FILL = {"panel": ((), fill)}
# what the few figures filled in raise, for no fault of the template's: categories without a place
# (the notice's own), departments and venues that have no row
OF_THE_DATA = {"panel": {"Q20", "Q22", "Q24"}}
# a sheet that may be left with its example
SMALL = {"panel": "会场"}
