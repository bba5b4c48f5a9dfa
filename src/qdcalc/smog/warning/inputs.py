"""The table that the warnings take in: the AQI by hour or by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qdcalc.intake.kinds import CHOICE, TEXT, VERSION, YES_NO
from qdcalc.notice.description import Selector
from qdcalc.smog.kinds import AQI, HOUR
from qdcalc.smog.words import DataKind
from qdcalc.table.description import Check, Clock, Column, RowCheck, Table
from qdcalc.table.problems import ERROR, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pandas as pd

    from qdcalc.exact.dtypes import Ints
    from qdcalc.intake.raw import RawTable
    from qdcalc.table.problems import Problems

MOST_AQI = 500  # the scale of HJ 633-2012 ends there
NOT_AQI = Fault(
    "G04", ERROR, "AQI “{value}”不在 0 至 500 之间",
    "AQI 是 0 至 500 的整数，“爆表”的填 500；填成浓度的请换算",
)  # fmt: skip
BOUND_BELOW = Fault(
    "G05", ERROR, "AQI上限 {value} 小于 AQI {other}", "上限不会小于 AQI，请核对两个数"
)

_ON_SCALE = Check(NOT_AQI, lambda values: (values >= 0) & (values <= MOST_AQI), is_span=True)


def _is_above(frame: pd.DataFrame) -> pd.Series[bool]:
    below: pd.Series[bool] = (frame["bound"] < frame["aqi"]).fillna(False).astype(bool)
    return ~below


def _aqi_of(frame: pd.DataFrame, rows: Ints) -> Mapping[str, Any]:
    return {"other": frame["aqi"].iloc[rows].astype(str).tolist()}


HOUR_ALONE = Column(
    "hour", "小时", TEXT, clause="三(一)1", sentence="小时的末尾，0 至 24",
    aliases=("时", "时刻", "钟点", "时间", "监测时间", "预报时间", "数据时间"),
)  # fmt: skip


def _joined(raw: RawTable, problems: Problems) -> npt.NDArray[Any]:
    from qdcalc.smog.warning.clock import days_with_hours

    return days_with_hours(raw, problems)


READINGS = Table(
    "aqi",
    "AQI",
    (
        Column("ended_at", "时间", HOUR, is_required=True, clause="三(一)1",
               aliases=(
                   "日期时间", "监测时间", "预报时间", "数据时间", "日期", "监测日期", "预报日期",
               ),
               sentence="小时的末尾，如 2018-12-01 05:00（24:00 是次日 0:00），日期、小时也可以各写"
                        "一列；逐日的只填日期"),
        Column("aqi", "AQI", AQI, clause="三(一)1", checks=(_ON_SCALE,),
               aliases=("空气质量指数", "空气质量指数AQI", "AQI值", "AQI指数", "AQI日均值"),
               sentence="0 至 500 的整数；空白、- 是缺测"),
        Column("bound", "AQI上限", AQI, clause="三(二)", checks=(_ON_SCALE,),
               aliases=("预报上限", "AQI预报上限", "上限"),
               sentence="空气质量预报结果的上限；空白按 AQI"),
        Column("is_dust", "沙尘", YES_NO, clause="一(三)", aliases=("沙尘天气", "是否沙尘"),
               sentence="沙尘造成的填 是，不纳入本预案"),
        Column("data_kind", "数据类型", CHOICE, choices=tuple(map(str, DataKind)), clause="三(三)",
               spellings={
                   str(DataKind.MEASURED): ("监测", "观测", "实况"),
                   str(DataKind.FORECAST): ("预测",),
               },
               sentence="实测的立即发布，预报（和空白）的提前发布"),
        Column("station", "站点或区域", clause="三(六)",
               aliases=("站点", "区域", "城市", "监测点", "点位", "站点名称", "区市"),
               sentence="空白是 全市；每个站点、区域各自计算"),
        VERSION,
    ),
    sentence="逐时或逐日的 AQI，一个站点或区域的一小时（一天）一行",
    alternatives=(("aqi",),),
    clock=Clock("ended_at", HOUR_ALONE, _joined),
    row_checks=(RowCheck(BOUND_BELOW, "bound", ("bound", "aqi"), _is_above, _aqi_of),),
)  # fmt: skip
TABLES = (READINGS,)
RECALCULATES: tuple[str, ...] = ()
SELECTORS = (
    Selector("station", "站点或区域", "全市", "哪个站点或区域的全部过程；与过程一起写时是那一次"),
    Selector("process", "过程", "1", "第几次过程：预警过程里的序号", beside=("station",)),
)
