"""What the shared tests know of the plan: the contract's columns by sheet, a filled template."""

from __future__ import annotations

from typing import Any

# the contract's columns by sheet; * = must be there and filled
SHEETS = {
    "smog": {
        "AQI": "时间* AQI AQI上限 沙尘 数据类型 站点或区域 版本",
        "减排清单": (
            "区市* 单位或源* 源类* 行业 污染物* 基准排放量* 黄色减排量 橙色减排量 红色减排量 "
            "豁免 版本"
        ),
        "排放基数": "污染物* 全市排放量* 版本",
        "保洁": "区市* 名称* 类别* 正常频次* 结冰 版本",
        "工作日历": "日期* 类型*",
        "口径": "参数* 取值*",
    }
}


def fill(book: Any) -> None:
    """Fill a template."""
    for hour in range(24):
        for column, value in enumerate((f"2018-12-01 {hour:02}:00", 60), start=1):
            book["AQI"].cell(hour + 2, column).value = value
    lists = {
        "减排清单": ("市南", "某厂", "工业源", "其他", "二氧化硫", 100, 10, 20, 30),
        "排放基数": ("二氧化硫", 1000),
        "保洁": ("市南", "某路", "城市主次干道", 2),
        "工作日历": ("2018-12-29", "工作日"),
    }
    for sheet, line in lists.items():
        for column, value in enumerate(line, start=1):
            book[sheet].cell(2, column).value = value
    settings = book["口径"]
    row = settings.max_row + 1
    settings.cell(row, 1).value, settings.cell(row, 2).value = "响应级别", "橙色"


# by calculation: what the command is told further, what fills the template
FILL = {"smog": ((), fill)}
# what the few figures filled in raise, for no fault of the template's
OF_THE_DATA = {"smog": {"G63"}}  # 排放基数 lacks pollutants
# a sheet that may be left with its example
SMALL = {"smog": "工作日历"}
