"""What a result is written to: a workbook, a folder of Parquet, documents; never over an input."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import FileError
from qdcalc.files.outputs import is_same
from qdcalc.files.plain import told
from qdcalc.intake.given import output_path
from qdcalc.result.doors import Doors
from qdcalc.result.provenance import Provenance
from qdcalc.result.tables import LazyTables

if TYPE_CHECKING:
    from qdcalc.document.model import Document


class Saved:
    """The part of a result that writes it to files."""

    provenance: Provenance
    tables: LazyTables
    _doors: Doors

    def report(
        self,
        name: str,
        path: str | Path | None = None,
        *,
        template: str | Path | None = None,
        fonts: Mapping[str, str] | None = None,
        overwrite: bool = False,
        **asked: Any,
    ) -> Document | Path:
        """写成文档：通报、清算通知等。给了 ``path`` 就写成 .docx 或 .html，返回路径。

        参数：``name`` 是报告的名称，如 ``"水质季度通报"`` 或 ``"water-quarter"``；``path`` 是写到
        哪里，不给就返回文档本身；``template`` 是您自己的 .docx 模板；``fonts`` 是换用的字体；
        ``overwrite`` 是否覆盖不是 qdcalc 写的、或写出后改动过的文件；其余与
        ``qdcalc.report.compose`` 相同：``quarter`` 是季度，如 ``"2018Q4"``；``day`` 是落款日期，
        默认今天；``office`` 是 单位设置.toml。

        例::

            result.report("水质季度通报", "通报.docx", quarter="2018Q4")

        Compose a report of the result, and write it where a path is given.

        Parameters
        ----------
        name : str
        path : path, optional
            A .docx or .html file.
        template, fonts, overwrite
            As of :func:`qdcalc.report.write`.
        **asked
            As of :func:`qdcalc.report.compose`, such as ``quarter`` and ``day``.

        Returns
        -------
        Document or Path

        Raises
        ------
        UsageError
            There is no such report of this calculation; the message lists those that there are.
        FileError
            The file can't be written.
        """
        target = None if path is None else output_path(path)
        if target is not None:
            self.refuse_input(target)
        document = self._doors.report(name, self, **asked)
        if target is None:
            return document
        chosen = {"template": template, "fonts": fonts, "overwrite": overwrite}
        return self._doors.save(document, target, **chosen)

    def to_excel(self, path: str | Path, overwrite: bool = False, *, values: bool = False) -> Path:
        """写成工作簿，要么完整写出，要么一点不写；返回路径。

        参数：``path`` 是写到哪里（.xlsx）；``overwrite`` 是否覆盖不是 qdcalc 写的、或写出后
        改动过的文件；``values`` 是否只写数值，不写公式（默认写公式，改单元格就重新计算）。

        例::

            result.to_excel("核算结果.xlsx")

        Write the workbook, whole or not at all; return its path.

        Parameters
        ----------
        path : path
            An .xlsx file. One that qdcalc wrote and nobody changed since is replaced.
        overwrite : bool
            Replace any other file too.
        values : bool
            Write values only, no formulas.

        Raises
        ------
        FileError
            The file can't be written, for example because it is open in Excel, it is there
            already and not ours or changed since, or it is the input itself.
        UsageError
            It is no path.
        """
        with self.tables.held():
            return self._doors.write(self, output_path(path), overwrite, values)

    def to_parquet(self, path: str | Path, overwrite: bool = False) -> Path:
        """写成文件夹：每张表一个子文件夹的 Parquet，运行信息是 JSON；要么完整写出，要么一点不写。

        参数：``path`` 是写到哪个文件夹（还没有的，或是上次写的）；``overwrite`` 是否覆盖写出后改动
        过的结果文件夹。要装 ``qdcalc[scale]``。

        例::

            result.to_parquet("核算结果")
            pandas.read_parquet("核算结果/资金流向")

        Write a folder of Parquet files, whole or not at all; return its path.

        Parameters
        ----------
        path : path
            A folder that is not there yet, is empty, or that qdcalc wrote and nobody changed since.
        overwrite : bool
            Replace one that was changed, too; files that are not ours are never removed.

        Raises
        ------
        FileError
            The folder can't be written, or what is there must stay.
        UsageError
            It is no path, or pyarrow is not installed.
        """
        with self.tables.held():
            return self._doors.write_parquet(self, output_path(path), overwrite)

    def refuse_input(self, path: Path) -> None:
        """Refuse to write over an input.

        Raises
        ------
        FileError
            The path is one of the inputs.
        """
        earlier = self.provenance.previous
        for file in (*self.provenance.inputs, *((earlier,) if earlier else ())):
            if file.path is not None and is_same(path, file.path):
                raise FileError(f"{told(path)} 是输入文件，不会被改写，请换一个输出文件名")
