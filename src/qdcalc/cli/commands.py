"""The commands check, template and interpretations as functions: ``qdcalc.check(…)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import InputError, UsageError
from qdcalc.intake.given import output_path
from qdcalc.notice.description import Calculation, calculations, find, run

if TYPE_CHECKING:
    import pandas as pd

_OPTIONS = ("通知", "参数", "名称", "条款", "问题", "取值", "取值名称", "默认", "含义", "理由")


def check(
    calculation: str | Calculation,
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """只检查输入，不写结果：返回问题的表，没有问题就是空表。

    参数：``calculation`` 是计算的名称，如 ``"水质月度核算"`` 或 ``"water-month"``；``source``
    是工作簿、文件夹或 DataFrame；``interpretations``、``policy`` 和统计日期等设置与计算时相同。

    例::

        qdcalc.check("水质月度核算", "监测数据.xlsx")
        qdcalc.check("人员配备", "平台.xlsx", report_date="2019-06-30")

    Validate an input only.

    Parameters
    ----------
    calculation : str or Calculation
        Its name, ``water-month`` or the Chinese one.
    source : path, folder, DataFrame, or mapping of table name to DataFrame
    interpretations : mapping or sequence of str, optional
    policy : path, optional
    **settings
        The calculation's own settings, such as ``report_date``.

    Returns
    -------
    pandas.DataFrame
        One row a problem, errors first: 级别, 代码, 工作表, 单元格, 列, 原值, 问题, 如何改.

    Raises
    ------
    FileError, PolicyError, UsageError
    """
    found = _found(calculation)
    try:
        return run(
            found, source, interpretations=interpretations, policy=policy, settings=settings
        ).problems
    except InputError as error:
        return error.problems


def template(
    calculation: str | Calculation, path: str | Path, *, month: str = "", is_form: bool = False
) -> Path:
    """写出空白的输入工作簿，带下拉列表、批注和填表说明；返回它的路径。已有的文件不会被覆盖。

    参数：``calculation`` 是计算的名称；``path`` 是写到哪里（.xlsx）；``month`` 如
    ``"2018-11"``，把这个月的行先列好（水质）；``is_form`` 写一家申请单位的一页申请表（会展补助）。

    例::

        qdcalc.template("水质月度核算", "监测数据.xlsx", month="2018-12")
        qdcalc.template("会展补助", "申请表.xlsx", is_form=True)

    Write the empty input workbook.

    Parameters
    ----------
    calculation : str or Calculation
    path : path
        An .xlsx file that is not there yet.
    month : str, optional
        The month whose rows are laid out.
    is_form : bool
        One applicant's form of one page.

    Raises
    ------
    FileError
        The file is there already, or can't be written.
    UsageError
        There is no such calculation or month, or the path is none of a workbook.
    """
    from qdcalc.workbook.template import write_template

    target = output_path(path)
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"模板的文件名应以 .xlsx 结尾，现在是 {target.name}")
    if is_form and month:
        raise UsageError("申请表没有按月的行，is_form 和 month 只能用一个")
    if is_form:
        from qdcalc.workbook.form import write_form

        return write_form(_found(calculation), target)
    return write_template(_found(calculation), target, month)


def interpretations(calculation: str | Calculation | None = None) -> pd.DataFrame:
    """列出口径：条文不明确的地方各有一个开关，一行一个取值，写明问题、含义和默认的理由。

    参数：``calculation`` 是计算的名称，不给就列出全部。取值用在计算里：
    ``interpretations={参数: 取值}``。

    例::

        qdcalc.interpretations("水质月度核算")
        qdcalc.water.month("监测数据.xlsx", interpretations={"upstream": "off"})

    List the switches for unclear clauses, one row an option.

    Parameters
    ----------
    calculation : str or Calculation, optional
        All calculations if not given.

    Returns
    -------
    pandas.DataFrame
        通知, 参数, 名称, 条款, 问题, 取值, 取值名称, 默认 (bool), 含义, 理由.

    Raises
    ------
    UsageError
        There is no such calculation.
    """
    import pandas as pd

    wanted = calculations() if calculation is None else (_found(calculation),)
    policies = {policy.number: policy for policy in (c.policy() for c in wanted)}
    rows = [
        (policy.number, item.key, item.name, policy.clause_words(item.clause), item.question,
         option.key, option.name, option.key == item.default, option.meaning, item.reason)
        for policy in policies.values()
        for item in policy.interpretations.values()
        for option in item.choices
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_OPTIONS))


def _found(calculation: str | Calculation) -> Calculation:
    return calculation if isinstance(calculation, Calculation) else find(calculation)
