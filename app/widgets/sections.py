"""Sections of a panel: a head, what belongs to it, and a line beneath."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets.layout import SectionHead, SeparationLine, column, fill, row


def add_section(body: QVBoxLayout, title: str, *content: QWidget, right: QWidget | None = None) -> QWidget:
    """Put a section beneath those of ``body``; it can be hidden as a whole."""
    holder = QWidget()
    padded = fill(column(margins=(12, 8, 12, 12), spacing=6), SectionHead(title, right), *content)
    fill(column(holder), padded, SeparationLine())
    body.addWidget(holder)
    return holder


def beside_nothing(widget: QWidget) -> QWidget:
    """A line of its own for something that is not as wide as the panel."""
    holder = QWidget()
    fill(row(holder, (0, 6, 0, 0)), widget, 1)
    return holder
