"""Dates in the words of a person: today, yesterday, 20 November."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QLocale

from app.i18n.translation import language, tr


def when(seconds: float, now: datetime | None = None) -> str:
    """The local day of ``seconds`` since 1970, with the time when it is today."""
    moment = datetime.fromtimestamp(seconds)
    present = now or datetime.now()
    days = (present.date() - moment.date()).days
    if days == 0:
        return tr("today, {time}", time=f"{moment:%H:%M}")
    if days == 1:
        return tr("yesterday")
    form = tr("d MMMM") if moment.year == present.year else tr("d MMMM, yyyy")
    return QLocale(language()).toString(QDate(moment.year, moment.month, moment.day), form)
