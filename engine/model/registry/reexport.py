"""The names that ``engine.neurons``, ``engine.synapses`` … hold, and the stub files that tell type checkers.

``python -m engine.model.registry.reexport`` rewrites the stubs; a test compares them with what discovery finds.
"""

from __future__ import annotations

from pathlib import Path

from engine.model.declaration import Model
from engine.model.registry.discovery import PACKAGES, models

KINDS = tuple(kind for kind, package in PACKAGES.items() if package.startswith("engine.models."))
LONGEST_LINE = 120  # of this project's files
ROOT = Path(__file__).parents[2]


def by_name(kind: str) -> dict[str, type[Model]]:
    """The discovered models of one kind by their class's name, sorted by it."""
    found = {model.__name__: model for model in models(kind).values()}
    return dict(sorted(found.items()))


def stub(kind: str) -> str:
    """The text of ``engine/<kind>.pyi``."""
    lines = []
    for name, model in sorted(by_name(kind).items(), key=lambda item: item[1].__module__):
        line = f"from {model.__module__} import {name} as {name}"
        if len(line) > LONGEST_LINE:
            line = f"from {model.__module__} import (\n    {name} as {name},\n)"
        lines.append(line)
    names = "".join(f'    "{name}",\n' for name in by_name(kind))
    return "\n".join(lines) + f"\n\n__all__ = [\n{names}]\n"


def stub_path(kind: str) -> Path:
    return ROOT / f"{kind}.pyi"


def write_stubs() -> None:
    """Bring every stub file up to date."""
    for kind in KINDS:
        stub_path(kind).write_text(stub(kind), encoding="utf-8")


if __name__ == "__main__":
    write_stubs()
