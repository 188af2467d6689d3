"""A distribution in words that can be typed again: ``normal −50 ± 1``, ``uniform −70 … −55``."""

from __future__ import annotations

import re

from app.translation import tr
from app.widgets import quantities
from app.widgets.quantities import Bounds, NotAQuantity
from engine import units
from engine.network.values import Distribution, LogNormal, Normal, Uniform

_FORM = re.compile(r"(?P<kind>uniform|normal|log-?normal)\s*\(?\s*(?P<rest>[^)]*)\)?", re.IGNORECASE)
_PLUS_MINUS = re.compile(r"(?P<first>[^±]+)±(?P<second>.+)")
_PAIR = re.compile(r"(?P<first>.+?)\s*(?:±|\bto\b|…|\.\.+|,|;|\s)\s*(?P<second>.+)")


def read(text: str, unit: str) -> Distribution | None:
    """The distribution that ``text`` says; None where it speaks of no distribution at all."""
    plain = text.strip()
    form = _FORM.fullmatch(plain)
    if form is None:
        pair = _PLUS_MINUS.fullmatch(plain)
        return None if pair is None else _make("normal", pair["first"], pair["second"], unit)
    pair = _PAIR.fullmatch(form["rest"].strip())
    if pair is None:
        raise NotAQuantity(tr("A distribution needs two numbers, such as “normal 10 ± 2” or “uniform 0 … 1”."))
    return _make(form["kind"].lower().replace("-", ""), pair["first"], pair["second"], unit)


def _make(kind: str, first: str, second: str, unit: str) -> Distribution:
    written = re.sub(r"[\d\s.,+e−-]+", " ", second, flags=re.IGNORECASE).strip()
    if written and not re.search(r"[A-Za-zµΩ%]", first.replace("e", "")):
        first = f"{first} {written}"  # a unit at the end belongs to both numbers
    a, b = quantities.read(first, unit), quantities.read(second, unit)
    if kind == "uniform":
        return Uniform(a, b)
    return Normal(a, b) if kind == "normal" else LogNormal(a, b)


def objection(distribution: Distribution, bounds: Bounds) -> str:
    """Why this distribution is not allowed, as one sentence; empty when it is."""
    if isinstance(distribution, Uniform):
        if distribution.high <= distribution.low:
            return tr("The upper end must lie above the lower end.")
        return bounds.objection(distribution.low) or bounds.objection(distribution.high)
    if distribution.std < 0:
        return tr("The standard deviation must not be negative.")
    if isinstance(distribution, LogNormal) and distribution.mean <= 0:
        return tr("A log-normal mean must be above zero.")
    return bounds.objection(distribution.mean)


def parts(distribution: Distribution, unit: str) -> tuple[str, str]:
    """Words and unit: ("normal −50 ± 1", "mV"); both numbers share the unit."""
    first, second = (
        (distribution.low, distribution.high)
        if isinstance(distribution, Uniform)
        else (distribution.mean, distribution.std)
    )
    larger = first if abs(first) >= abs(second) else second
    scaled, written = units.presented(larger, unit)
    scale = scaled / larger if larger else 1.0
    a, b = (quantities.number(float(f"{value * scale:.6g}")).removesuffix(".0") for value in (first, second))
    if isinstance(distribution, Uniform):
        return tr("uniform {low} … {high}", low=a, high=b), written
    if isinstance(distribution, LogNormal):
        return tr("log-normal {mean} ± {std}", mean=a, std=b), written
    return tr("normal {mean} ± {std}", mean=a, std=b), written
