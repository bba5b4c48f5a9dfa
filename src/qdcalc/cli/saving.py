"""Documents to files: one, one for each district or applicant, PDF beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc.cli.console import defect, say, say_out_of_date
from qdcalc.errors import FileError, InputError, QdcalcError
from qdcalc.files import outputs
from qdcalc.files.plain import reason, told
from qdcalc.record import record
from qdcalc.report.pdf import to_pdf

if TYPE_CHECKING:
    from qdcalc.document.model import Document


@record
class Saving:
    """How documents are written; each file is named once it is there."""

    fonts: Mapping[str, str]
    template: Path | None
    has_pdf: bool
    overwrite: bool
    inputs: tuple[Path, ...]

    def refuse_input(self, path: Path) -> None:
        """Refuse to write over an input, whatever may be overwritten."""
        if any(outputs.is_same(path, given) for given in self.inputs):
            raise FileError(f"{told(path)} 是输入文件或模板，不会被改写，请换一个输出文件名")

    @contextmanager
    def known(self, target: Path | None) -> Iterator[None]:
        """Say of earlier files that they are out of date where the block fails."""
        try:
            yield
        except BaseException:
            if target is not None:
                pdf = [target.with_suffix(".pdf")] if self.has_pdf else []
                say_out_of_date(target, *pdf)
            raise

    def document(self, document: Document, path: Path) -> None:
        """Write a document in the form that its name asks for, and as PDF where that is wanted."""
        if path.suffix.lower() != ".docx":
            from qdcalc.report.html import write_html

            _say_written(write_html(document, path, overwrite=self.overwrite))
            return
        from qdcalc.report.word import write_word

        own, fonts = self.template, self.fonts
        written = write_word(document, path, template=own, fonts=fonts, overwrite=self.overwrite)
        _say_written(written)
        if self.has_pdf:
            _say_written(to_pdf(path, overwrite=self.overwrite))

    def our_template(self, path: Path) -> None:
        """Write our own template, for a bureau to change."""
        from qdcalc.report.word import default_template

        content = default_template(self.fonts)
        _say_written(outputs.save(path, content, overwrite=self.overwrite))

    def all_of(self, documents: Mapping[str, Document], ending: str, folder: Path) -> bool:
        """Write each document under a name of its own; return whether any failed.

        One that fails stops no other; those that failed are named at the end.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError) as error:
            why = reason(error) if isinstance(error, OSError) else "名称里有系统不能用的字符"
            raise FileError(f"文件夹 {told(folder)} 建不了：{why}") from error
        failed: dict[str, list[str]] = {}
        for name, file in zip(
            documents, outputs.safe_names(documents, ending, folder), strict=True
        ):
            try:
                self._one_of_many(documents, name, folder / file)
            except Exception as error:
                failed.setdefault(_why(error), []).append(told(name))
        if failed:
            count = sum(map(len, failed.values()))
            say(f"有 {count} 份没有写出，其余 {len(documents) - count} 份已写出：", error=True)
        for why, names in failed.items():
            say(f"{'、'.join(names)}：{why}", error=True)
        return bool(failed)

    def _one_of_many(self, documents: Mapping[str, Document], name: str, path: Path) -> None:
        self.refuse_input(path)
        with self.known(path):
            self.document(documents[name], path)


def _why(error: Exception) -> str:
    """Return in Chinese why a document was not written."""
    if isinstance(error, QdcalcError) and not isinstance(error, InputError):
        return str(error)
    if isinstance(error, OSError):
        return reason(error)
    if isinstance(error, MemoryError):
        return "内存不足，请关闭其他程序"
    return defect()


def _say_written(path: Path) -> None:
    say(f"已写出 {told(path)}")
