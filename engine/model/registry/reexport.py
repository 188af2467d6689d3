"""The names that ``engine.neurons``, ``engine.synapses`` … hold, and the stub files that tell type checkers.

``python -m engine.model.registry.reexport`` rewrites the stubs; a test compares them with what discovery finds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.discovery import remembered
from engine.model.declaration import Model
from engine.model.registry.discovery import PACKAGES, models

KINDS = tuple(kind for kind, package in PACKAGES.items() if package.startswith("engine.models."))
LONGEST_LINE = 120  # of this project's files
ROOT = Path(__file__).parents[2]


@remembered
def by_name(kind: str) -> dict[str, type[Model]]:
    """The discovered models of one kind by their class's name, sorted by it."""
    found: dict[str, type[Model]] = {}
    for model in sorted(models(kind).values(), key=lambda model: not model.__module__.startswith(PACKAGES[kind])):
        found.setdefault(model.__name__, model)  # a plug-in takes nobody's name
    return dict(sorted(found.items()))


def face(kind: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Give ``__getattr__`` and ``__dir__`` of ``engine.<kind>``: its names are what discovery finds at the time."""

    def named(name: str) -> Any:
        if name == "__all__":
            return list(by_name(kind))
        if name.startswith("__") or name not in by_name(kind):
            raise AttributeError(f"there is no model {name!r} of the kind {kind!r}")
        return by_name(kind)[name]

    return named, lambda: list(by_name(kind))


def stub(kind: str) -> str:
    """The text of ``engine/<kind>.pyi``: the program's own models."""
    own = {name: model for name, model in by_name(kind).items() if model.__module__.startswith(PACKAGES[kind])}
    lines = []
    for name, model in sorted(own.items(), key=lambda item: item[1].__module__):
        line = f"from {model.__module__} import {name} as {name}"
        if len(line) > LONGEST_LINE:
            line = f"from {model.__module__} import (\n    {name} as {name},\n)"
        lines.append(line)
    names = "".join(f'    "{name}",\n' for name in own)
    return "\n".join(lines) + f"\n\n__all__ = [\n{names}]\n"


def stub_path(kind: str) -> Path:
    return ROOT / f"{kind}.pyi"


def write_stubs() -> None:
    """Bring every stub file up to date."""
    for kind in KINDS:
        stub_path(kind).write_text(stub(kind), encoding="utf-8")


if __name__ == "__main__":
    write_stubs()
