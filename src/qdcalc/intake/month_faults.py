"""What is said of the month of rows that no column says whole."""

from __future__ import annotations

from qdcalc.table.problems import ERROR, NOTICE, WARNING, Fault

MONTH_FOUND = Fault(
    "T61",
    WARNING,
    "没有“月份”列，月份取自{where}“{text}”：{month}",
    "不是这个月时请加一列“月份”",
    weight=NOTICE,
)
YEAR_FOUND = Fault(
    "T62",
    WARNING,
    "“{header}”列只写了几月，年份取自{where}“{text}”：{year} 年",
    "不是这一年时请把月份写成 {year}-11 这样",
    weight=NOTICE,
)
MONTH_OF_DAY = Fault(
    "T63",
    WARNING,
    "没有“月份”列，各行的月份取自“{header}”列",
    "不是这样时请加一列“月份”",
    weight=NOTICE,
)
TWO_MONTHS = Fault(
    "T64",
    ERROR,
    "没有“月份”列，写明的月份又不一致：{names}",
    "请加一列“月份”，写明每一行是哪个月，或改正写错的一处",
    is_structural=True,
)
NOT_ONE_MONTH = Fault(
    "T65",
    ERROR,
    "没有“月份”列，{where}写的“{text}”不是一个月",
    "请加一列“月份”，写明每一行是哪个月；几个月的平均值、累计值不能当作一个月的监测值",
    is_structural=True,
)
OTHER_MONTH = Fault(
    "T66",
    ERROR,
    "没有“月份”列，“{value}”不在{where}写的 {month} 之内",
    "请加一列“月份”，写明这一行算在哪个月",
)
MONTH_OVER_TITLE = Fault(
    "T78",
    WARNING,
    "{where}写的是“{text}”，{count:,} 行的月份列写的却是别的月份：{months}；按月份列核算",
    "月份列或标题写错了的请改正；都没有写错的不用改",
    weight=NOTICE,
)
MONTH_UNREAD = Fault(
    "T79",
    ERROR,
    "没有“月份”列，“{found}”列写的“{value}”不在{where}写的 {month} 之内",
    "这一列是监测的月份时请把列名改为“月份”；不是的请改为“报告日期”“分析日期”这样的名称或删去",
)
NO_MONTH = Fault(
    "T74",
    ERROR,
    "没有写是哪个月：没有“{names}”列，{lacks}",
    "请加一列“{names}”，或在表头上方、工作表名、文件名里写明 2018年11月；制表日期、报告日期不算",
    is_structural=True,
    names="列名",
)
OTHER_TIME = Fault(
    "T75",
    ERROR,
    "没有“月份”列，{where}里又写着“{text}”，下面的数据不像是本月的",
    "请加一列“月份”，写明每一行是哪个月；别的时间的表请移出这张工作表",
    is_structural=True,
)
DAYS_OF_TWO = Fault(
    "T76",
    ERROR,
    "没有“月份”列，“{value}”跨了两个月，不知道算在哪个月",
    "请加一列“月份”，写明这一行算在哪个月",
)
OTHER_YEAR = Fault(
    "T73", ERROR, "月份是 {month}，这一行另一列写的年份却是 {year}", "请改正写错的一处"
)
