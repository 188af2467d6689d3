"""Somebody who answers the dialogs that ask for a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.widgets import file_dialog


def answer_with(monkeypatch: pytest.MonkeyPatch, path: Path, kind: int = 0) -> list[list[str]]:
    """Every such dialog ends at once with ``path`` and the offered kind of this number; gives what each has offered."""
    offered: list[list[str]] = []

    def answer(dialog: QFileDialog, then: Callable[[], object]) -> None:
        offered.append(dialog.nameFilters())
        dialog.selectNameFilter(dialog.nameFilters()[kind])
        dialog.fileSelected.emit(str(path))
        then()
        dialog.deleteLater()

    monkeypatch.setattr(file_dialog, "open_above", answer)
    return offered


def answer_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every such dialog is sent away at once."""

    def cancel(dialog: QFileDialog, then: Callable[[], object]) -> None:
        then()
        dialog.deleteLater()

    monkeypatch.setattr(file_dialog, "open_above", cancel)
