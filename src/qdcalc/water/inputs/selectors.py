"""What says which amount of a month or of a cycle ``explain`` is asked for."""

from __future__ import annotations

from qdcalc.notice.description import Selector

OF_MONTH = (
    Selector(
        "month",
        "月份",
        "2018-11",
        "哪个月；输入里只有一个月时可以不写",
        beside=("section", "district"),
    ),
    Selector("section", "断面", "20", "哪个断面：序号，或河流、断面的名称"),
    Selector("district", "区市", "城阳", "哪个区市（或市财政）：应收、应付和净额"),
)
OF_YEAR = (
    Selector("section", "断面", "20", "哪个断面：序号，或河流、断面的名称；年度各项"),
    Selector("district", "区市", "城阳", "哪个区市（或市财政）：年终应收、应付、上解、下达"),
    Selector(
        "month",
        "月份",
        "2018-11",
        "与断面或区市一起写：只要这个月的",
        beside=("section", "district"),
    ),
    Selector(
        "quarter",
        "季度",
        "2018Q4",
        "与断面或区市一起写：只要这个季度的（季度汇总、季度断面）",
        beside=("section", "district"),
    ),
    Selector(
        "indicator",
        "指标",
        "总磷",
        "与断面一起写：这个指标的年均值，各月的单元格",
        beside=("section",),
    ),
    Selector(
        "cycle",
        "考核周期",
        "2018-2019",
        "哪个考核周期；只有一个时可以不写",
        beside=("section", "district", "indicator"),
    ),
)
