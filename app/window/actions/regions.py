"""F6 jumps between the regions of the window, Tab goes through all that each of them holds and on into the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def jump(regions: Sequence[QWidget], step: int) -> None:
    """Move the focus ``step`` visible regions on from the one that has it, to the first control that takes keys."""
    visible = [region for region in regions if region.isVisible()]
    if not visible:
        return
    here = _holder(visible, QApplication.focusWidget())
    place = 0 if here is None else (here + step) % len(visible)
    for target in stops(visible[place])[:1]:
        target.setFocus(Qt.FocusReason.TabFocusReason)


def go_on(regions: Sequence[QWidget], forward: bool) -> bool:
    """Move the focus to the control after, or before, the one that has it; False where that is in no region, or goes.

    Qt would go by the order in which widgets were made, in which a panel that is filled anew comes last.
    """
    focus = QApplication.focusWidget()
    if focus is None or not focus.isVisibleTo(focus.window()):
        return False  # it is being hidden with what it stands in; no key was pressed
    near = [region for region in regions if region.isVisible()]
    near = [region for region in near if region.window() is focus.window()]
    here = _holder(near, focus)
    if here is None:
        return False
    chain = [(i, control) for i, region in enumerate(near) for control in stops(region)]
    place = next((k for k, (_, control) in enumerate(chain) if control is focus), None)
    if place is None:  # the keyboard is at what Tab does not reach
        inside = [k for k, (i, _) in enumerate(chain) if i == here] or [0]
        place = inside[0] - 1 if forward else inside[0]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    chain[(place + (1 if forward else -1)) % len(chain)][1].setFocus(reason)
    return True


def stops(region: QWidget) -> list[QWidget]:
    """Widgets that Tab reaches in a region, as it is read: the region itself where it takes keys, then line by line.

    Qt's own chain is not asked: by ``nextInFocusChain`` PySide takes what Qt made itself, such as a scroll bar, for a
    child of the widget behind it, and holds it for deleted together with that one.
    """
    found = [region] if _takes_keys(region) else []
    for part in _as_read(region):
        found += stops(part)
    return found


def _as_read(region: QWidget) -> list[QWidget]:
    """Children that stand directly in a widget, from top to bottom, and from left to right within a line."""
    parts = region.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    left = sorted((part for part in parts if part.isVisible() and not part.isWindow()), key=lambda part: part.y())
    found: list[QWidget] = []
    while left:
        first = left[0]  # is in its line also where it has no height
        line = [part for part in left if part is first or part.geometry().center().y() <= first.geometry().bottom()]
        found += sorted(line, key=lambda part: part.x())
        left = [part for part in left if part not in line]
    return found


def _takes_keys(widget: QWidget) -> bool:
    usable = widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
    return usable and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _holder(regions: Sequence[QWidget], widget: QWidget | None) -> int | None:
    """The index of the region that a widget is in, or is."""
    holds = (i for i, region in enumerate(regions) if region is widget or region.isAncestorOf(widget or region))
    return next(holds, None) if widget is not None else None
