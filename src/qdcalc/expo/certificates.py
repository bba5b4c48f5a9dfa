"""International certification of shows and venues, recognised conferences (三(一), 三(二))."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import plain, texts
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.money import FEN_PER_YUAN, Fen, product
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key, split_list
from qdcalc.expo.figures import Figures, is_in_force, known_figures, notice_figures
from qdcalc.expo.words import CertificateKind, Item
from qdcalc.notice.policy import Figure
from qdcalc.record import record

ITEMS = {
    str(CertificateKind.SHOW): str(Item.SHOW_CERTIFICATE),
    str(CertificateKind.VENUE): str(Item.VENUE_CERTIFICATE),
    str(CertificateKind.CONFERENCE): str(Item.CONFERENCE),
}
_AMOUNTS = {
    str(CertificateKind.SHOW): "show_certificate_yuan",
    str(CertificateKind.VENUE): "venue_certificate_yuan",
    str(CertificateKind.CONFERENCE): "conference_yuan",
}
FIGURES = tuple(_AMOUNTS.values())


@plain(kind=texts(*_AMOUNTS), figures=known_figures)
def certificate_award_fen(
    kind: npt.ArrayLike,
    *,
    figures: Figures | None = None,
    date: str | dt.date | None = None,
) -> Fen:
    """Return what a certification, or a recognised conference, is awarded [fen] (三).

    Parameters
    ----------
    kind : str, array or Series of str
        展会 (once), 展馆 (once) or 国际会议 (each time).
    figures : mapping, optional
        The notice's figures; ours if not given.
    date : date or str, optional
        The day whose figures ours are, such as ``2019-05-08``; the newest if not given.
    """
    known = notice_figures(figures, date)
    kinds = np.asarray(kind, dtype=object)
    amount = np.zeros(kinds.shape, dtype=np.int64)
    for name, figure in _AMOUNTS.items():
        amount = np.where(kinds == name, known[figure], amount)
    return product(amount, FEN_PER_YUAN)


@record
class Certificates:
    """What decides a certification or a conference beside its kind."""

    is_conference: Bools
    is_show: Bools
    is_recognised: Bools
    is_unsure: Bools


_UNSURE = Lazy(
    "^(?:未|没有|暂无|不是|尚)|未(?:获|取得|通过|认证|认可|经)|非(?=[A-Za-z])|申请中|办理中|待(?:定|批|审|认证)"
    "|(?:已|到)?(?:过期|失效|撤销|注销)"
)


def named_bodies(body: Texts) -> Texts:
    """Return bodies; what says that there is none (无, -, /) is a blank."""
    codes, distinct = pd.factorize(body)
    return np.array([text if split_list(text) else "" for text in distinct], dtype=object)[codes]


def is_unsure(body: Texts) -> Bools:
    """Say which bodies are named with a word that denies or delays the certificate."""
    codes, distinct = pd.factorize(body)
    return np.array([bool(_UNSURE.search(text)) for text in distinct], dtype=bool)[codes]


def is_recognised(body: Texts, figure: Figure, months: Ints) -> Bools:
    """Say whose body is one that recognises conferences: its name stands in the text by itself.

    Parameters
    ----------
    body : array of str
    figure : Figure
        The list of the bodies with its versions.
    months : array of int
        The month of each row, since 1970-01.
    """
    found = np.zeros(len(body), dtype=bool)
    codes, distinct = pd.factorize(body)
    for version in figure.versions_of(np.unique(months).tolist()):
        if not version.value:
            continue
        names = "|".join(re.escape(key(name)) for name in version.value)
        alone = re.compile(rf"(?<![a-z])(?:{names})(?![a-z])")
        named = np.array([bool(alone.search(key(text))) for text in distinct], dtype=bool)
        found |= is_in_force(figure, version, months) & named[codes]
    return found
