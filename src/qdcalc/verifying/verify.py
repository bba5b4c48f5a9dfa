"""Is a result what its recorded input, policy, interpretations and version give? Run it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import FileError, UsageError
from qdcalc.exact.texts import listed
from qdcalc.files.outputs import scratch
from qdcalc.files.plain import told
from qdcalc.intake.given import output_path, policy_path
from qdcalc.notice.catalogue import find
from qdcalc.notice.description import Calculation
from qdcalc.result.closing_tables import BASIS, NOTICE, RUN
from qdcalc.result.hashes import of_program
from qdcalc.result.receipt import Receipt, read_chosen, read_receipt
from qdcalc.result.written import SAVE_AGAIN
from qdcalc.verifying.again import Again, choices, least
from qdcalc.verifying.inputs import inputs, recorded
from qdcalc.verifying.kinds import Kind, kind_of
from qdcalc.workbook.differing import Differences
from qdcalc.workbook.found import said_of_the_folder

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("工作表", "单元格", "问题", "写着", "应为")
_RESAVED = (
    "写出后另存过，比对了单元格的值、公式和数字格式，看不见的字，隐藏的行、列和表，合并、批注、图形、"
    "图表、条件格式、数据有效性、链接、名称、页眉页脚和打印区域；字体、边框、颜色等其他样式没有比对"
)


def verify(
    path: str | Path,
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame] | None = None,
    *,
    policy: str | Path | None = None,
    names: str | Path | None = None,
    previous: str | Path | None = None,
) -> pd.DataFrame:
    """核对一份结果：按它记录的输入、政策、口径和版本重新计算，逐个单元格比对。

    返回不同之处的表：工作表、单元格、问题、写着、应为；完全一样就是空表（运行时间除外）。

    参数：``path`` 是结果工作簿或结果文件夹（Parquet）；``source`` 是当时的输入，不给就按记录的
    文件名和 SHA-256 在结果旁边找；当时在文件以外还给了 DataFrame 的，``source`` 写
    ``{表名: DataFrame}``，文件在旁边找。
    ``policy`` 是当时的政策文件，``names`` 是当时的名称对照文件，``previous`` 是当时比较的上月结果，
    不给也在旁边找。

    例::

        qdcalc.verify("核算结果.xlsx", "监测数据.xlsx")

    Run a written result again from what it records and compare every cell.

    Parameters
    ----------
    path : path
        The result: a workbook, or a folder of Parquet.
    source : path, folder, DataFrame, or mapping of table name to DataFrame, optional
        The input of that run; looked for beside the result if not given.
    policy, names, previous : path, optional
        The user's policy file, the file of names and the earlier result of that run.

    Returns
    -------
    pandas.DataFrame
        One row a difference: 工作表, 单元格, 问题, 写着, 应为; empty where there is none.

    Raises
    ------
    FileError
        It is no result of ours, the version or policy is another, or the input is not the one
        recorded.
    """
    import pandas as pd

    found = verified(path, source, policy=policy, names=names, previous=previous)
    rows = [(d.sheet, d.cell, d.what, d.written, d.due) for d in found.kept]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def verified(
    path: str | Path,
    source: Any = None,
    *,
    policy: str | Path | None = None,
    names: str | Path | None = None,
    previous: str | Path | None = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> Differences:
    """Return the differences of a result and what it should be, as :func:`verify`."""
    result = output_path(path)
    progress("读取")
    kind = kind_of(result)
    sheets = kind.sheets(result)
    receipt = read_receipt(sheets[RUN.label])
    calculation = _calculation(receipt, result)
    pool, found_inputs = inputs(receipt, source, result)
    policies = receipt.policy_files[0] if receipt.policy_files else None
    own = recorded(policies, policy_path(policy), pool, "政策文件", "policy")
    meant = recorded(receipt.names, names, pool, "名称对照", "names")
    never = "结果没有与上月比较"
    earlier = recorded(receipt.previous, previous, pool, "上月结果", "previous", never)
    _refuse_other_rules(receipt, calculation, kind)
    notices = said_of_the_folder(sheets.get(NOTICE.label, []))
    chosen = read_chosen(sheets.get(BASIS.label, []))
    with scratch() as folder:
        again = Again(
            kind, calculation, receipt, source, found_inputs, own, meant, earlier, notices,
            folder, progress,
        )  # fmt: skip
        ways = choices(receipt, chosen.at_the_call(), is_renamed=again.is_renamed())
        found = least(again, result, list(ways))
    if left := found_inputs.left_out(source):
        found.notes.append(f"文件夹里的 {listed(left)} 不在结果的记录里，没有读取")
    if found.is_resaved:
        found.notes.append(f"{told(result.name)} {_RESAVED}")
    if found.count_uncalculated:
        found.notes.append(SAVE_AGAIN)
    return found


def _calculation(receipt: Receipt, result: Path) -> Calculation:
    """Return what was calculated; refuse another version's result."""
    from qdcalc import __version__

    if receipt.said_if_compared:
        raise FileError(f"{told(result.name)} {receipt.said_if_compared}，不能核对")
    if not receipt.calculation or not receipt.inputs:
        said = f"“{RUN.label}”里没有写明计算和输入"
        raise FileError(f"{told(result.name)} 的{said}，不是 qdcalc 写出的结果，或被改动过")
    try:
        calculation = find(receipt.calculation)
    except UsageError as error:
        raise FileError(f"{told(result.name)} 的“{RUN.label}”：{error}") from error
    if receipt.version != __version__:
        raise FileError(
            f"结果记录的版本是 qdcalc {receipt.version or '（空）'}，这里是 {__version__}，"
            "不能核对。请安装当时的版本再核对"
        )
    return calculation


def _refuse_other_rules(receipt: Receipt, calculation: Calculation, kind: Kind) -> None:
    """Refuse a result whose recorded policy or data files are not those of this program."""
    from qdcalc.run import data_hashes

    program, ours = of_program(), calculation.policy()
    if receipt.program != program:
        raise FileError(
            f"结果是另一份程序算出的（{kind.place(receipt.rows.get('程序文件', 1))}：程序文件的 "
            f"SHA-256 与这里的 {program[:16]}… 不同），不能核对。请安装当时的程序再核对"
        )
    if ours.sha256 not in receipt.policy:
        raise FileError(
            f"结果记录的政策（{kind.place(receipt.rows.get('政策', 1))}）与这里的 policy.toml "
            f"（SHA-256 {ours.sha256[:16]}…）不同，不能核对"
        )
    for name, digest in data_hashes(calculation).items():
        if receipt.data_files.get(name) != digest:
            raise FileError(
                f"结果记录的数据文件 {name} 与这里的（SHA-256 {digest[:16]}…）不同，不能核对"
            )
