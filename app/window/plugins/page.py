"""The page *Plug-ins* of the preferences: the switch of the folder, and every plug-in with what is known of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.i18n.plugin_words import DIGITS, state_words
from app.i18n.translation import listed, problem_words, tr
from app.widgets.buttons import Button
from app.widgets.fields.segmented import Segmented
from app.widgets.flow import Flow
from app.widgets.layout import (
    Gap,
    RoundedGround,
    Scrolling,
    SeparationLine,
    column,
    fill,
    hint,
    laid_at_once,
    let_go,
    row,
)
from app.widgets.model_catalogue import categories
from app.widgets.text import MEDIUM, SECONDARY, SMALL, Text
from app.window.plugins.control import PluginControl, shown_name
from app.window.plugins.text_dialog import open_folder
from engine import plugins
from engine.plugins import Plugin, PluginStatus

ON, OFF = "on", "off"
ORDER = (
    PluginStatus.NEW, PluginStatus.BROKEN, PluginStatus.MISSING, PluginStatus.REFUSED, PluginStatus.ALLOWED,
)  # fmt: skip
"""What is to be decided stands first."""
TONES = {
    PluginStatus.NEW: "accentText",
    PluginStatus.ALLOWED: "ok",
    PluginStatus.REFUSED: "text2",
    PluginStatus.BROKEN: "error",
    PluginStatus.MISSING: "warn",
}


class PluginsPage(QWidget):
    """``text_wanted`` gives a plug-in whose text is to be shown."""

    text_wanted = Signal(object)

    def __init__(self, control: PluginControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._control = control
        self.switch = Segmented(((OFF, tr("Off")), (ON, tr("On"))))
        self.switch.setAccessibleName(tr("Load plug-ins from my folder"))
        self.switch.chosen.connect(lambda key: control.set_folder_on(key == ON))
        self.place = Text("", size=SECONDARY, tone="text2", elided=True)
        self.open_button = Button(tr("Open folder"))
        self.open_button.clicked.connect(lambda: open_folder(plugins.folder()))
        self.busy = hint("")
        self.cards: list[PluginCard] = []
        self._places: dict[tuple[str, str], int] = {}
        self.nothing = hint("")
        self._content = QWidget()
        self._column = fill(column(self._content, (0, 0, 8, 0), 8), self.nothing, 1)
        switch = fill(row(spacing=12), (Text(tr("Load plug-ins from my folder")), 1), self.switch)
        folder = fill(row(spacing=12), (self.place, 1), self.open_button)
        code = tr(
            "A plug-in is code that runs with your rights. None is loaded before you allow it, and one whose "
            "content changes is asked about again."
        )
        parts = (
            hint(code),
            SeparationLine(),
            (Scrolling(self._content), 1),
            self.busy,
        )  # beneath: no card moves
        fill(column(self, spacing=8), switch, folder, *parts)
        control.told.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._places = {}
        self._control.is_seen = True
        self._control.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._control.is_seen = False

    def _show(self) -> None:
        control, on = self._control, plugins.is_folder_on()
        self.switch.set_value(ON if on else OFF)
        self.place.say(str(plugins.folder()))
        self.open_button.setEnabled(plugins.folder().is_dir())
        self.busy.say(control.busy)
        self.busy.setVisible(bool(control.busy))
        found = sorted(control.known, key=self._standing)
        self._places = {_place(plugin): index for index, plugin in enumerate(found)}
        if control.is_listed and [card.plugin for card in self.cards] != found:
            with laid_at_once(self._column):
                self._fill(found)
        words = tr("There are no plug-ins yet: put a file of Python into the folder.")
        if not on:
            words = tr("The folder is off, and no installed package has plug-ins.")
        self.nothing.say(words)
        self.nothing.setVisible(control.is_listed and not found)

    def _standing(self, plugin: Plugin) -> tuple[int, int, str]:
        """Order cards: what is to be decided stands first, and nothing moves under the mouse once it was shown."""
        place = self._places.get(_place(plugin), len(self._places))
        return place, ORDER.index(plugin.status), shown_name(plugin).casefold()

    def _fill(self, found: list[Plugin]) -> None:
        """A card for each; the keyboard stays at one that is made anew."""
        before, focus = {_place(card.plugin): card for card in self.cards}, self.window().focusWidget()
        self.cards = []
        for index, plugin in enumerate(found):
            old = before.get(_place(plugin))
            is_same = old is not None and old.plugin == plugin
            card = before.pop(_place(plugin)) if is_same else self._made(plugin)
            self.cards.append(card)
            self._column.insertWidget(index, card)
            if old is not None and old is not card and focus is not None and old.isAncestorOf(focus):
                card.buttons[-1].setFocus()  # not at what would take the decision back
        for old in before.values():
            let_go(old)

    def _made(self, plugin: Plugin) -> PluginCard:
        card = PluginCard(plugin)
        card.allowed.connect(lambda plugin: self._control.allow((plugin,)))
        card.refused.connect(self._control.refuse)
        card.text_wanted.connect(self.text_wanted)
        return card


class PluginCard(RoundedGround):
    """One plug-in; its buttons tell what is decided on it."""

    allowed = Signal(object)
    refused = Signal(object)
    text_wanted = Signal(object)

    def __init__(self, plugin: Plugin, parent: QWidget | None = None) -> None:
        super().__init__("surface1", "line", parent)
        self.plugin = plugin
        self.setAccessibleName(shown_name(plugin))
        head = fill(row(spacing=10), (Text(shown_name(plugin), weight=MEDIUM, wrapped=True), 1))
        self.state = Text(state_words(plugin), size=SECONDARY, weight=MEDIUM, tone=TONES[plugin.status])
        head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        lines = (Text(words, size=SECONDARY, tone=tone, wrapped=True) for words, tone in _lines(plugin))
        digits = Text(f"SHA-256 {plugin.sha256[:DIGITS]}…", size=SMALL, tone="text3")
        digits.setToolTip(plugin.sha256)
        self.buttons: list[Button] = []
        buttons = Flow(7)
        for words, told in _offers(self):
            button = Button(words)
            button.setAccessibleDescription(shown_name(plugin))
            button.clicked.connect(partial(told.emit, plugin))
            self.buttons.append(button)
            buttons.addWidget(button)
        foot = (Gap(4), buttons) if self.buttons else ()
        fill(column(self, (12, 9, 12, 10), 3), head, *lines, digits, *foot)
        digits.setVisible(bool(plugin.sha256))  # once it has a parent: else it is shown as a window of its own


def _place(plugin: Plugin) -> tuple[str, str]:
    """The place that it comes from, whatever it holds."""
    return plugin.origin, plugin.name


def _lines(plugin: Plugin) -> list[tuple[str, str]]:
    """The lines beneath a plug-in's name, each in its tone."""
    lines = [(_origin(plugin), "text2")]
    if plugin.provides:
        kinds = {category.kind: category.title for category in categories()}
        named = [(tr(one.title), kinds.get(one.kind, _other_kind(one.kind))) for one in plugin.provides]
        titles = listed(tr("{title} ({kind})", title=title, kind=kind) for title, kind in named)
        lines.append((tr("Adds: {titles}", titles=titles), "text1"))
    if plugin.imports:
        lines.append((tr("Imports: {modules}", modules=listed(plugin.imports)), "text2"))
    if plugin.problem is not None:
        lines.append((problem_words(plugin.problem), "error"))
    return lines


def _origin(plugin: Plugin) -> str:
    if not plugin.origin:
        return tr("a file of your folder")
    return tr("of the package {package}", package=f"{plugin.origin} {plugin.version}".strip())


def _other_kind(kind: str) -> str:
    """The name of a kind of features that are no models."""
    return {
        "learning": tr("Learning method"),
        "views": tr("Live view"),
        "exporters": tr("Export"),
        "importers": tr("Import"),
        "readings": tr("Import"),
        "targets": tr("Script"),
    }.get(kind, kind)


def _offers(card: PluginCard) -> list[tuple[str, SignalInstance]]:
    """The buttons of a card: their words, and what each tells."""
    status = card.plugin.status
    offers: list[tuple[str, SignalInstance]] = []
    if status in (PluginStatus.NEW, PluginStatus.REFUSED, PluginStatus.BROKEN) and card.plugin.sha256:
        offers.append((tr("Allow"), card.allowed))
    if status is not PluginStatus.REFUSED and card.plugin.sha256:
        offers.append((tr("Refuse"), card.refused))
    if card.plugin.path is not None:
        offers.append((tr("Show file"), card.text_wanted))
    return offers
