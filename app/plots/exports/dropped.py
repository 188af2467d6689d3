"""Words for spikes that are no longer kept."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n.translation import listed, tr
from app.plots.parts.numbers import fixed_point


def dropped_words(dropped: Sequence[tuple[str, float]]) -> str:
    """Of whose spikes, by title, those before which ms are gone; nothing where that is none."""
    if not dropped:
        return ""
    names = (tr("{name} before {time} s", name=title, time=fixed_point(until / 1000, 3)) for title, until in dropped)
    return tr("Spikes that are no longer kept: {names}.", names=listed(names))
