"""What a report says, apart from how it looks: named parts of paragraphs, tables and drawings.

A notice composes a :class:`Document` from a result; the renderers (Word, HTML) know only these
classes, so that the same content is never written twice. Texts are finished Chinese; amounts in
drawings are fen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from qdcalc.errors import UsageError
from qdcalc.record import record

if TYPE_CHECKING:
    from qdcalc.document.office import Office
    from qdcalc.document.steps import Step

# how a paragraph is set: GB/T 9704 for documents of authorities
TITLE, ADDRESSEE, HEADING, SUBHEADING, BODY, SMALL, NOTE, SIGNATURE = (
    "title", "addressee", "heading", "subheading", "body", "small", "note", "signature",
)  # fmt: skip


@record
class Paragraph:
    """A paragraph of text in one of the styles above.

    ``is_numbered`` says of a heading that its number is still to be given.
    """

    text: str
    style: str = BODY
    is_numbered: bool = False


@record
class TableColumn:
    """A column of a printed table: its header, how it is aligned, its share of the width."""

    label: str
    align: str = "left"  # left, center, right
    width: float = 1.0


@record
class PrintedTable:
    """A table of finished texts; the header is repeated on every page.

    ``has_total`` says that the last row is a total. ``tones`` maps a cell's text to good, bad,
    quiet or open.
    """

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = False
    tones: Mapping[str, str] = field(default_factory=dict)


@record
class Calendar:
    """Rows × columns of states, each shown by a colour and a sign (readable in grey print)."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    tones: Mapping[str, str]


@record
class SignedBars:
    """A bar a name, to the right where the amount is positive: net positions [fen]."""

    names: tuple[str, ...]
    amounts_fen: tuple[int, ...]
    positive: str
    negative: str


@record
class Bars:
    """A bar a name: counts such as missing staff."""

    names: tuple[str, ...]
    values: tuple[float, ...]
    unit: str


@record
class PairedBars:
    """Two bars a name: an amount beside its budget [fen]; None where there is none."""

    names: tuple[str, ...]
    first_fen: tuple[int | None, ...]
    second_fen: tuple[int | None, ...]
    labels: tuple[str, str]


@record
class Flows:
    """Money from payers on the left to payees on the right [fen], as bands."""

    flows: tuple[tuple[str, str, int], ...]


@record
class Course:
    """One indicator's values over the months against limits; None where nothing was measured."""

    months: tuple[str, ...]
    values: tuple[float | None, ...]
    limits: tuple[tuple[str, float], ...]
    unit: str


Drawing = Calendar | SignedBars | Bars | PairedBars | Flows | Course


@record
class Picture:
    """A drawing with its caption and what it shows in words (for those who can't see it)."""

    caption: str
    alt: str
    drawing: Drawing


@record
class PageBreak:
    """The next block begins a page."""


@record
class Steps:
    """How an amount came about, step below step: folded on a page, a table in Word."""

    steps: tuple[Step, ...]


Block = Paragraph | PrintedTable | Picture | PageBreak | Steps


@record
class Part:
    """A named part of a document; a bureau's own template places it by this name.

    ``is_annex`` says that it stands behind the signature.
    """

    name: str
    blocks: tuple[Block, ...]
    is_annex: bool = False


@record
class Document:
    """A document: its title, single texts by placeholder name, and its parts in order.

    ``status`` is what its figures are where they are not final: its title and its first sentence
    say so. ``subject`` and ``summary`` are what a first page of several documents says of it,
    ``to_decide`` what is left for people to decide. ``office`` brings its own fonts and template.
    """

    title: str
    texts: Mapping[str, str]
    parts: tuple[Part, ...]
    status: str = ""
    subject: str = ""
    summary: tuple[str, ...] = ()
    to_decide: tuple[str, ...] = ()
    office: Office | None = None

    def drawing(self, words: str) -> Drawing:
        """Return the drawing whose caption holds the words.

        Raises
        ------
        UsageError
            There is none; the message lists the captions that there are.
        """
        found = {
            block.caption: block.drawing
            for part in self.parts
            for block in part.blocks
            if isinstance(block, Picture)
        }
        for caption, drawing in found.items():
            if words in caption:
                return drawing
        raise UsageError(f"没有说明里有“{words}”的图。有的是：{'、'.join(found)}")


class Apart(Mapping[str, Document]):
    """Documents by name, each composed when it is asked for: one that fails stops no other."""

    def __init__(self, names: Iterable[str], compose: Callable[[str], Document]) -> None:
        self._names, self._compose = dict.fromkeys(names), compose

    def __getitem__(self, name: str) -> Document:
        if name not in self._names:
            raise KeyError(name)
        return self._compose(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
