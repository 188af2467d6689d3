"""F6 jumps between the regions of the window, each time into the first control that takes keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def jump(regions: Sequence[QWidget], step: int) -> None:
    """Move the focus ``step`` visible regions on from the one that has it."""
    visible = [region for region in regions if region.isVisible()]
    if not visible:
        return
    focus = QApplication.focusWidget()
    here = next((i for i, region in enumerate(visible) if _holds(region, focus)), None)
    place = 0 if here is None else (here + step) % len(visible)
    target = _first_control(visible[place])
    if target is not None:
        target.setFocus(Qt.FocusReason.TabFocusReason)


def _holds(region: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (region is widget or region.isAncestorOf(widget))


def _first_control(region: QWidget) -> QWidget | None:
    """The region itself where it takes keys, else the first control in it that does."""
    if region.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return region
    widget = region.nextInFocusChain()
    while widget is not None and widget is not region:
        usable = widget.isVisible() and widget.isEnabled() and region.isAncestorOf(widget)
        if usable and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return widget
        widget = widget.nextInFocusChain()
    return None
