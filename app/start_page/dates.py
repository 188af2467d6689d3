"""Dates in the words of a person: today, yesterday, 20 November."""

from __future__ import annotations

from datetime import datetime

from app.i18n.translation import tr


def when(seconds: float, now: datetime | None = None) -> str:
    """The local day of ``seconds`` since 1970, with the time when it is today."""
    moment = datetime.fromtimestamp(seconds)
    present = now or datetime.now()
    days = (present.date() - moment.date()).days
    if days == 0:
        return tr("today, {time}", time=f"{moment:%H:%M}")
    if days == 1:
        return tr("yesterday")
    day = tr("{day} {month}", day=moment.day, month=_month(moment.month))
    return day if moment.year == present.year else tr("{date}, {year}", date=day, year=moment.year)


def _month(number: int) -> str:
    return (
        tr("January"),
        tr("February"),
        tr("March"),
        tr("April"),
        tr("May"),
        tr("June"),
        tr("July"),
        tr("August"),
        tr("September"),
        tr("October"),
        tr("November"),
        tr("December"),
    )[number - 1]
