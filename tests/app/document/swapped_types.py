"""Projects in which a value is of another type: a text for a number, a distribution for a choice, and the like."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

MANIFEST, ARRAYS = "manifest.json", "arrays/"
TABLES = (
    "parameters", "start", "places", "weight", "delay", "defaults", "synapse_parameters", "wiring_parameters",
    "plasticity_parameters", "short_term_parameters",
)  # fmt: skip
"""Where a manifest has values of several types."""
OTHERS: tuple[Any, ...] = (
    "ten", "", "e1", 3, 2.5,
    {"is": "uniform", "low": 0.0, "high": 1.0}, {"is": "normal", "mean": 1.0, "std": 2.0},
    {"is": "log-normal", "mean": 1.0, "std": 2.0},
    {"is": "by distance", "form": "exponential", "base": 0.0, "amount": 1.0, "scale": 10.0},
)  # fmt: skip

Place = tuple[str | int, ...]


@cache
def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def places(raw: Any, place: Place = ()) -> Iterator[Place]:
    """Of every value that a person may set, or that is a model's default."""
    within = any(part in TABLES for part in place)
    if within and (not isinstance(raw, dict | list) or (isinstance(raw, dict) and "is" in raw)):
        yield place
        return
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in entries:
        yield from places(value, (*place, key))


def with_value(path: Path, place: Place, value: Any) -> bytes:
    """The file with another value at this place of its manifest."""
    contents = members(path)
    raw = json.loads(contents[MANIFEST])
    within = raw
    for key in place[:-1]:
        within = within[key]
    within[place[-1]] = value
    return packed({**contents, MANIFEST: json.dumps(raw).encode()})


def swapped(path: Path, random_: random.Random) -> bytes:
    """The file with one value at random of a type at random, which may be its own."""
    contents = members(path)
    raw = json.loads(contents[MANIFEST])
    drawn = [place for part in ("nodes", "links") for place in places(raw[part], (part,))]
    arrays = [name.removeprefix(ARRAYS).removesuffix(".npy") for name in contents if name.startswith(ARRAYS)]
    others: Sequence[Any] = (*OTHERS, *({"is": "array", "sha256": sha256} for sha256 in arrays))
    return with_value(path, random_.choice(drawn), random_.choice(others))
