"""The panel at the left: search, categories, models; folds to a strip of icons in a narrow window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.appearance.blank_picture import blank_picture
from app.appearance.theme import signals, theme
from app.document.networks.kept_models import kept_models
from app.document.networks.modules import modules
from app.i18n.translation import tr
from app.palette.card import ModelCard
from app.palette.model_section import ModelSection
from app.palette.module_section import ModuleSection
from app.palette.rows import ModelRow, NamedRow
from app.palette.section import PaletteSection
from app.palette.strip import Strip
from app.widgets.fields.quoting import quoted
from app.widgets.fields.search_field import SearchField
from app.widgets.layout import Scrolling, SeparationLine, column, fill, laid_at_once
from app.widgets.model_catalogue import ordered_categories
from app.widgets.model_drag import mime_of
from app.widgets.painting import stroke_and_fill, take_font
from app.widgets.pictures.model_pictures import ModelPictures
from app.widgets.text import Text

STRIP = 44
CARD_DELAY = 450  # ms that the mouse rests before a card is shown
PADDING = 10
DRAG_PICTURE = (120, 40)


class PalettePanel(QWidget):
    """``add_requested`` asks for a model on the canvas; ``unfold_requested`` for the whole panel.

    ``ordered`` tells the kinds of models once a person has put them in another order, none for the usual one.
    ``unwanted`` and ``rename_wanted`` give the name of a model that a person keeps; ``refused`` says why one cannot be
    taken.
    """

    add_requested = Signal(str)
    unfold_requested = Signal()
    ordered = Signal(tuple)
    unwanted = Signal(str)
    rename_wanted = Signal(str)
    refused = Signal(str)

    def __init__(self, order: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Palette"))
        self.search = SearchField(tr("Search models"))
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self._sections = [ModelSection(category, self) for category in ordered_categories(order)]
        self.modules = ModuleSection(modules, self)
        self._nothing = Text(size=12, tone="text2", wrapped=True, parent=self)
        self._nothing.hide()
        self._hint = Text(tr("Drag to the canvas,\nor double-click"), size=11, tone="text3", wrapped=True, parent=self)
        self._card = ModelCard(self)
        self._pointed: ModelRow | None = None
        self._pictures = ModelPictures(self)
        self._pictures.drawn.connect(self.show_picture)
        self._resting = QTimer(self, singleShot=True, interval=CARD_DELAY)
        self._resting.timeout.connect(self._show_card)
        self._stack = QStackedWidget(self)
        self._strip = Strip([section.category for section in self._all_sections()], self)
        self._strip.chosen.connect(self._open_category)
        self._stack.addWidget(self._whole())
        self._stack.addWidget(self._strip)
        column(self).addWidget(self._stack)
        for section in self._sections:
            section.head.carried.connect(partial(self._carry, section))
            section.head.dropped.connect(self._keep_order)
            section.head.moved.connect(partial(self._move, section))
            section.head.usual_wanted.connect(lambda: self.put_in_order(()))
            section.unwanted.connect(self.unwanted)
            section.rename_wanted.connect(self.rename_wanted)
            section.refused.connect(self.refused)
        for each in self._all_sections():
            each.taken.connect(self.add_requested)
            each.dragged.connect(self._drag)
            each.pointed.connect(self._point)
            each.left.connect(self._leave)
        for shelf in (modules, kept_models):
            shelf.changed.connect(self.renew)
            self.destroyed.connect(partial(shelf.changed.disconnect, self.renew, missing_ok=True))
        signals.theme_changed.connect(self._refresh_theme)
        self._refresh_theme()

    def renew(self) -> None:
        """There are other models or modules now."""
        for section in self._all_sections():
            section.renew()
        self._filter(self.search.text())
        self._pictures.request_pictures(row.model for row in self._all_rows() if isinstance(row, ModelRow))

    @property
    def is_folded(self) -> bool:
        return self._stack.currentIndex() == 1

    def set_folded(self, folded: bool) -> None:
        """Show the strip of icons (44 px) or the whole panel."""
        self._leave()
        self._stack.setCurrentIndex(1 if folded else 0)
        self._refresh_theme()

    def visible_models(self) -> list[str]:
        """Keys of the models that answer the search, from top to bottom."""
        rows = (row for section in self._sections for row in section.rows)
        return [row.key for row in rows if row.key and not row.isHidden()]

    def row(self, model_key: str) -> NamedRow:
        """The row of a model or a module; KeyError when there is none."""
        for row in self._all_rows():
            if row.key == model_key:
                return row
        raise KeyError(model_key)

    def show_picture(self, model_key: str) -> None:
        """Paint a row again whose picture has been drawn, if it is still there."""
        for row in self._all_rows():
            if row.key == model_key:
                row.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            modules.look()
            kept_models.look()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search field: down goes to the best answer, Enter takes it, Escape clears."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            shown = [row for row in self._all_rows() if not row.isHidden()]
            first = next((row for row in shown if row.is_best), shown[0] if shown else None)
            match event.key():
                case Qt.Key.Key_Down if first is not None:
                    first.setFocus(Qt.FocusReason.TabFocusReason)
                case Qt.Key.Key_Return | Qt.Key.Key_Enter if first is not None and self.search.text():
                    first.take()
                case Qt.Key.Key_Escape if self.search.text():
                    self.search.clear()
                case _:
                    return False
            return True
        return super().eventFilter(watched, event)

    def _whole(self) -> QWidget:
        """Search above, categories in a scroll area, the hint below."""
        whole, content = QWidget(self), QWidget(self)
        self._nothing.setContentsMargins(theme().px(14), theme().px(10), theme().px(14), 0)
        self._rows = fill(column(content, (0, 0, 0, 12)), *self._all_sections(), self._nothing)
        self._rows.addStretch(1)  # takes all that is left: sections end with a stretch of their own
        area = Scrolling(content)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # else rows end before the edge
        self._scroll_bar = area.verticalScrollBar()
        self._scroll_bar.valueChanged.connect(self._leave)
        head = fill(column(margins=(PADDING, 0, PADDING, 0)), self.search)
        foot = fill(column(margins=(12, 0, 8, 8)), self._hint)
        fill(column(whole, (0, PADDING, 0, 0), 6), head, (area, 1), SeparationLine(), foot)
        return whole

    def _filter(self, query: str) -> None:
        self._leave()
        with laid_at_once(self._rows):
            self._find(query)

    def _find(self, query: str) -> None:
        sections = self._all_sections()
        for section in sections:
            section.show_found(query)
        answering = [section for section in sections if section.best is not None] if query.strip() else []
        answering.sort(key=lambda section: section.best_rank)
        self._order([*answering, *(section for section in sections if section not in answering)])
        best = answering[0].best if answering else None
        for row in self._all_rows():
            row.set_best(row is best)
        self._nothing.setVisible(not any(section.best for section in sections))
        self._nothing.say(tr("No model answers “{query}”. Try another word.", query=quoted(query)))

    def _all_rows(self) -> Iterator[NamedRow]:
        """Of models and modules, whether they are shown or not."""
        for section in self._all_sections():
            yield from section.rows

    def _all_sections(self) -> list[PaletteSection]:
        """Those of models in their order, and that of modules."""
        return [*self._sections, self.modules]

    def _order(self, sections: list[PaletteSection], stays: bool = False) -> None:
        """Put the section with the best answer first, for the eye and for Tab; the eye follows unless it ``stays``."""
        if not stays:
            self._scroll_bar.setValue(0)
        if [self._rows.indexOf(section) for section in sections] == list(range(len(sections))):
            return
        before: QWidget = self.search
        for place, section in enumerate(sections):
            self._rows.insertWidget(place, section)
            for row in (section.head, *section.rows):
                QWidget.setTabOrder(before, row)
                before = row

    def put_in_order(self, kinds: Sequence[str]) -> None:
        """Show the kinds of models in this order, and tell it; none for the usual one."""
        places = [category.kind for category in ordered_categories(kinds)]
        self._sections.sort(key=lambda section: places.index(section.category.kind))
        self._keep_order(tuple(places) if kinds else ())

    def _move(self, section: ModelSection, by: int) -> None:
        """So many places further down, with the keyboard, if there is such a place."""
        before = self._sections.index(section)
        after = before + by
        if 0 <= after < len(self._sections):
            self._sections.insert(after, self._sections.pop(before))
            self._keep_order()
            section.head.setFocus()

    def _carry(self, section: ModelSection, to: QPoint) -> None:
        """Let a section stand where the mouse has carried its head; the others make room."""
        others = [other for other in self._sections if other is not section and not other.isHidden()]
        y = self.mapFromGlobal(to).y()
        above = [other for other in others if other.mapTo(self, QPoint(0, other.height() // 2)).y() < y]
        place = self._sections.index(above[-1]) + 1 if above else 0
        place -= place > self._sections.index(section)
        if place != self._sections.index(section):
            self._sections.remove(section)
            self._sections.insert(place, section)
            self._order(self._all_sections(), stays=True)

    def _keep_order(self, kinds: tuple[str, ...] | None = None) -> None:
        """Show the sections in their order, and tell it."""
        self._filter(self.search.text())
        self._strip.put_in_order([section.category.kind for section in self._all_sections()])
        self.ordered.emit(tuple(section.category.kind for section in self._sections) if kinds is None else kinds)

    def _open_category(self, kind: str) -> None:
        self.unfold_requested.emit()
        for section in self._all_sections():
            if section.category.kind == kind:
                section.head.set_open(True)
                section.head.setFocus()
                QTimer.singleShot(0, section, partial(self._bring, section))  # once it is laid out

    def _bring(self, section: QWidget) -> None:
        """Scroll what was chosen by its icon to the top."""
        self._scroll_bar.setValue(section.y())

    def _drag(self, model_key: str) -> None:
        """Carry a model to the canvas; its picture follows the mouse."""
        drag = QDrag(self)
        drag.setMimeData(mime_of(model_key))
        row = self.row(model_key)
        picture = _drag_picture(row)
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(theme().px(16), theme().px(16)))
        drag.exec(Qt.DropAction.CopyAction)

    def _point(self, row: NamedRow) -> None:
        self._pointed = row if isinstance(row, ModelRow) else None
        if self._card.isVisible():
            self._show_card()
        else:
            self._resting.start()

    def _leave(self) -> None:
        self._resting.stop()
        self._pointed = None
        self._card.hide()

    def _show_card(self) -> None:
        row = self._pointed
        if row is not None:
            place = QRect(row.mapToGlobal(QPoint(0, 0)), row.size())
            self._card.show_model(row.model, row.icon, place)

    def _refresh_theme(self) -> None:
        look = theme()
        self.setFixedWidth(look.px(STRIP) if self.is_folded else look.px(look.size("chrome", "palette")))


def _drag_picture(row: NamedRow) -> QPixmap:
    """A small plate with the picture and the name of a row."""
    look = theme()
    width, height = (look.px(side) for side in DRAG_PICTURE)
    picture = blank_picture(width, height, 2)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    stroke_and_fill(painter, look.color("accent"), look.color("surface1", 0.95))
    painter.drawRoundedRect(1, 1, width - 2, height - 2, look.px(7), look.px(7))
    row.paint_picture(painter, QRectF(look.px(8), look.px(12), look.px(28), look.px(15)))
    take_font(painter, look.font(12, 500), look.color("text1"))
    room = width - look.px(50)
    words = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, room)
    painter.drawText(look.px(43), look.px(25), words)
    painter.end()
    return picture
