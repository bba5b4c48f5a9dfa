"""``explain``: what is asked for, what was recorded of a calculation, and its document."""

from __future__ import annotations

import io
import itertools
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.document.steps import in_file
from qdcalc.errors import UsageError
from qdcalc.exact.texts import key
from qdcalc.files.outputs import save
from qdcalc.notice.switches import input_tables
from qdcalc.table.description import Table

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.document.explanation import Explanation
    from qdcalc.document.model import Block, Document, Paragraph
    from qdcalc.notice.description import Calculation, Selector
    from qdcalc.result.provenance import Provenance

    Explain = Callable[[Mapping[str, pd.DataFrame], Mapping[str, str]], Explanation]


_TITLE = "金额的来历"


def asked_for(calculation: Calculation, given: Mapping[str, Any]) -> dict[str, str]:
    """Return what is given by the selectors' English names, as texts; blanks left out.

    Raises
    ------
    UsageError
        The calculation has no such selector (the message lists those that there are), or one of
        two would be passed over.
    """
    known = {key(name): s.name for s in calculation.selectors for name in (s.name, s.label)}
    asked: dict[str, str] = {}
    for name, value in given.items():
        if key(name) not in known:
            listed = "、".join(f"{s.label}（{s.name}）" for s in calculation.selectors)
            raise UsageError(f"{calculation.title}没有“{name}”，可以用：{listed or '没有'}")
        own = known[key(name)]
        text = "" if value is None else str(value).strip()
        if asked.setdefault(own, text) != text:
            raise UsageError(f"“{name}”写了两次：{asked[own]} 和 {text}")
    filled = {name: text for name, text in asked.items() if text}
    _refuse_passed_over([s for s in calculation.selectors if s.name in filled])
    return filled


def _refuse_passed_over(given: Sequence[Selector]) -> None:
    """Refuse two selectors of which one would be passed over: the other's amount is wider."""
    for first, second in itertools.combinations(given, 2):
        if second.name not in first.beside and first.name not in second.beside:
            pair = "和".join(f"{s.label}（{s.name}）" for s in (first, second))
            raise UsageError(f"{pair}不能一起写：一次只说明其中一个的金额，请去掉一个")


class Recorded:
    """What a calculation recorded for its explanations; pickled, its tables go by their names."""

    def __init__(self, calculation: Calculation, explain: Explain | None) -> None:
        self._calculation, self._explain = calculation, explain
        self._pickled = b""

    def explain(self, tables: Mapping[str, pd.DataFrame], asked: Mapping[str, str]) -> Explanation:
        """Return the steps of what is asked for.

        Raises
        ------
        UsageError
            The calculation has no explanations, or none of what is asked for.
        """
        if self._explain is None and self._pickled:
            self._explain = pickle.loads(self._pickled)  # nosec B301: of the unpickled result itself
            self._pickled = b""
        if self._explain is None:
            raise UsageError(f"{self._calculation.title}还没有 explain（金额的来历）")
        return self._explain(tables, asked)

    def __getstate__(self) -> tuple[Calculation, bytes]:
        """Pickle what was recorded."""
        if self._explain is None:
            return self._calculation, self._pickled
        stream = io.BytesIO()
        _Pickler(stream, self._calculation).dump(self._explain)
        return self._calculation, stream.getvalue()

    def __setstate__(self, state: tuple[Calculation, bytes]) -> None:
        self._calculation, self._pickled = state
        self._explain = None


class _Pickler(pickle.Pickler):
    """Pickles the descriptions of input tables by name: they hold functions."""

    def __init__(self, stream: io.BytesIO, calculation: Calculation) -> None:
        super().__init__(stream, protocol=pickle.HIGHEST_PROTOCOL)
        self._calculation = calculation

    def reducer_override(self, thing: Any) -> Any:
        """Return how an input table is found again; everything else as ever."""
        if isinstance(thing, Table):
            return _table, (self._calculation, thing.name)
        return NotImplemented


def _table(calculation: Calculation, name: str) -> Table:
    return next(table for table in input_tables(calculation) if table.name == name)


def _basis(provenance: Provenance) -> Iterator[str]:
    """Say what an amount was calculated from: notice, files with their hashes, version."""
    policy = provenance.policy
    yield f"依据：《{policy.title}》（{policy.number}）"
    for file in provenance.inputs:
        digest = f"（SHA-256 {file.sha256}）" if file.sha256 else ""
        yield f"输入：{file.name}{digest}"
    if provenance.names is not None:
        yield f"名称对照：{provenance.names.name}（SHA-256 {provenance.names.sha256}）"
    for name, digest in policy.files:
        yield f"政策文件：{name}（SHA-256 {digest}）"
    yield f"程序：{provenance.calculation}，qdcalc {provenance.version}"


def explained(
    recorded: Recorded,
    tables: Mapping[str, pd.DataFrame],
    asked: Mapping[str, str],
    provenance: Provenance,
) -> Explanation:
    """Return the steps of what is asked for, with the files that they go back to."""
    found = recorded.explain(tables, asked)
    files = [file.name for file in provenance.inputs if file.path is not None]
    steps = in_file(found.steps, files[0]) if len(files) == 1 else found.steps
    return replace(found, steps=steps, basis=tuple(_basis(provenance)))


def write(
    found: Explanation, target: Path, save_document: Callable[..., Path], *, overwrite: bool
) -> Path:
    """Write an explanation as .docx, .html or .txt; return its path."""
    if target.suffix.lower() == ".txt":
        return save(target, f"\ufeff{found}\n".encode(), overwrite=overwrite)
    return save_document(document_of(found), target, overwrite=overwrite)


def _basis_lines(basis: Sequence[str]) -> Iterator[Paragraph]:
    """Yield what the amount was calculated from, a hash on a line of its own: it is one word."""
    from qdcalc.document.model import NOTE, Paragraph

    for said in basis:
        text, _, digest = said.partition("（SHA-256 ")
        yield Paragraph(text, NOTE)
        if digest:
            yield Paragraph(f"SHA-256 {digest.removesuffix('）')}", NOTE)


def document_of(explanation: Explanation) -> Document:
    """Return an explanation as a document, for a page or for Word."""
    from qdcalc.document.model import SUBHEADING, Document, Paragraph, Part, Steps

    blocks: tuple[Block, ...] = (
        Paragraph(explanation.title, SUBHEADING),
        Steps(explanation.steps),
        *_basis_lines(explanation.basis),
    )
    texts = {"标题": _TITLE, "落款": "", "日期": ""}
    return Document(_TITLE, texts, (Part("步骤", blocks),))
