"""自己画图时用的中文字体：``with qdcalc.plot.use_chinese(): …``。

A free font (Noto Sans SC) for the user's own charts; the charts of a result are
``result.plot.calendar()`` and the like.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

__all__ = ["use_chinese"]


def __dir__() -> list[str]:
    return __all__


@contextmanager
def use_chinese() -> Iterator[None]:
    """在这一段里画的 matplotlib 图，中文和负号都正确显示，不用在电脑上装字体。

    出了这一段，matplotlib 的设置恢复原样。

    例::

        with qdcalc.plot.use_chinese():
            ax = result["区市汇总"].plot.barh(x="区市", y="净额")
            ax.set_title("各区市净额（元）")

    Draw the user's own charts with a Chinese font, from the package of fonts, not the machine.

    Yields
    ------
    None
        rcParams are as before afterwards.

    Raises
    ------
    UsageError
        matplotlib or the font is not installed.
    """
    name = _registered()
    import matplotlib
    import matplotlib.pyplot as plt

    before = set(plt.get_fignums())
    with matplotlib.rc_context({"font.family": [name], "axes.unicode_minus": True}):
        yield
        made = [number for number in plt.get_fignums() if number not in before]
        last = plt.gcf().number if made else 0
        for number in made:  # ticks are made when they are drawn
            plt.figure(number).draw_without_rendering()
        if made:
            plt.figure(last)


@lru_cache(maxsize=1)
def _registered() -> str:
    """Make the font known to matplotlib by its name, once; return the name."""
    from qdcalc.report.fonts import font_file

    file = str(font_file())
    from matplotlib.font_manager import FontProperties, fontManager

    fontManager.addfont(file)
    return FontProperties(fname=file).get_name()
