"""The Properties panel: one form for whatever is selected, or for the document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.appearance.theme import signals
from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.elements import Link, Node
from app.document.networks.kept_models import kept_models
from app.document.third_factors import third_factor
from app.document.vocabulary import EQUATIONS
from app.i18n.translation import tr
from app.inspector.equations_place import EquationsPlace
from app.inspector.forms.document_form import document_form
from app.inspector.forms.factor_form import factor_form
from app.inspector.forms.form import Form, Jump, Section
from app.inspector.forms.link_form import link_form
from app.inspector.forms.mixed_form import mixed_form
from app.inspector.forms.node_form import node_form
from app.inspector.forms.varying import varying
from app.inspector.head import FormHead
from app.inspector.message import Message
from app.inspector.refused_values import RefusedValues
from app.inspector.row import FormRow
from app.inspector.samples.sample_panel import SamplePanel
from app.inspector.section_part import SectionPart
from app.widgets.banner import Banner
from app.widgets.buttons import Mark
from app.widgets.layout import Ground, Scrolling, SeparationLine, column, empty, hint, laid_at_once, let_go, row
from app.widgets.text import SECONDARY, Text

A_FRAME = 16  # ms


class InspectorPanel(Ground):
    """Follows the editor's selection and document.

    ``keep_weights_wanted`` asks to keep a link's live weights, ``fit_wanted`` to fit a decoder, ``file_wanted`` that a
    node reads a file or folder as if it had been dropped on it, ``neurons_wanted`` for a table of a population's
    neurons, ``model_card_wanted`` for the page of a model's key, ``show_element`` to bring an element into view.
    """

    keep_weights_wanted = Signal(str)
    fit_wanted = Signal(str)
    file_wanted = Signal(object, object)  # Node, Path
    neurons_wanted = Signal(str)
    model_card_wanted = Signal(str)
    show_element = Signal(str)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__("surface0", parent)
        self._editor = editor
        self._form: Form | None = None
        self._subject: tuple[str, ...] | None = None
        self._lock = ""
        self._refused = RefusedValues(editor)
        self._messages: dict[str, Message] = {}
        self.parts: dict[str, SectionPart] = {}  # by the keys of their sections
        self._aside: list[SectionPart] = []  # of the form before, for an undo
        self.rows: dict[str, FormRow] = {}
        self.head = FormHead()
        self.banner: Banner | None = None
        self._content = QWidget()
        self.equations_place = EquationsPlace()
        self.equations = self.equations_place.editor
        self.samples = SamplePanel()
        whole = column(self._content, (0, 0, 0, 12))
        whole.addWidget(self.equations_place)
        whole.addWidget(self.samples)
        self._told = QWidget()  # where the banner is
        self._banners = column(self._told, (12, 10, 12, 4))
        whole.addWidget(self._told)
        self._sections = column()
        whole.addLayout(self._sections)
        self._scrolling = Scrolling(self._content)
        body = column(self)
        body.addWidget(self.head)
        body.addWidget(SeparationLine())
        body.addWidget(self._scrolling, 1)
        body.addWidget(SeparationLine())
        body.addWidget(_legend())
        self._is_behind = False
        self._soon = QTimer(self, singleShot=True, interval=A_FRAME)
        self._soon.timeout.connect(self._refresh_in_sight)
        editor.changed.connect(self._document_changed)
        editor.loaded.connect(self._document_loaded)
        editor.selection.changed.connect(self._selection_changed)
        kept_models.changed.connect(self._refresh_in_sight)
        self.destroyed.connect(partial(kept_models.changed.disconnect, self._refresh_in_sight, missing_ok=True))
        signals.size_changed.connect(self._rebuild_all)  # colours are followed by what shows them
        self.refresh()

    def refresh(self) -> None:
        """Show the present values; widgets stay where the form has the same rows."""
        self._soon.stop()
        self._is_behind = False
        subject = tuple(self._editor.selection.ids)
        form = self._wanted_form()
        had_equations, had_keyboard = self.equations.has_equations, self.isAncestorOf(_focus(self))
        same = self._form is not None and subject == self._subject and self._form.shape() == form.shape()
        is_another = self._form is not None and subject != self._subject and self._form.shape() != form.shape()
        focused = "" if same else self._focused_row()
        if not same and self.isAncestorOf(_focus(self)) and not self._stays_in_equations(subject):
            self.setFocus()  # what is being typed still belongs to the old rows
            form = self._wanted_form()
        if not same and self._subject is not None:
            self._refused.lay_aside(self._subject, self.rows)
        kept = [*self._aside, *self.parts.values()] if self._form is not None and subject == self._subject else []
        begins = not had_equations and form.equations and subject == self._subject
        self._form, self._subject = form, subject
        self.head.show_form(form)
        if not same:
            self._show_banner()
        self.equations.show_equations(form.equations, self._lock)
        self.samples.show_subject(form.samples, form.no_samples)
        if same:
            for section, part in zip(form.sections, self.parts.values(), strict=True):
                part.show_section(section)
            return
        self._rebuild(form, focused, kept)
        if not self._lock:
            self._refused.bring_back(subject, self.rows)
        if is_another and focused not in self.rows:
            self._go_to_top()
        if begins:
            self._scrolling.bring_up(self.equations_place)  # who has written a model as equations sees them
            if had_keyboard:
                self.equations.area.setFocus()

    def _wanted_form(self) -> Form:
        """The form for the present selection."""
        editor = self._editor
        found = [editor.document.element(element_id) for element_id in editor.selection.ids]
        nodes = [element for element in found if isinstance(element, Node)]
        links = [element for element in found if isinstance(element, Link)]
        factors = [factor for id in editor.selection.ids if (factor := third_factor(editor.document, id)) is not None]
        if factors:
            is_alone = len(editor.selection.ids) == 1
            return factor_form(editor, factors[0]) if is_alone else mixed_form(editor, nodes, links, factors)
        if nodes and not links and len({node.kind for node in nodes}) == 1:
            form = node_form(editor, nodes, self.fit_wanted.emit, self.file_wanted.emit, self.neurons_wanted.emit)
            return varying(editor, nodes[0], form) if len(nodes) == 1 else form
        if links and not nodes and (len(links) == 1 or all(link.synapses is not None for link in links)):
            form = link_form(editor, links)
            return varying(editor, links[0], form) if len(links) == 1 else form
        return mixed_form(editor, nodes, links) if nodes or links else document_form(editor)

    def _stays_in_equations(self, subject: tuple[str, ...]) -> bool:
        """Tell whether somebody types equations whose form changes with every name."""
        return subject == self._subject and self.equations.isAncestorOf(_focus(self))

    def lock(self, reason: str) -> None:
        """Fix every value while something else owns the network, such as training; "" unlocks."""
        if reason != self._lock:
            self._lock = reason
            self._rebuild_all()

    def show_drift(self, link_id: str, words: str) -> None:
        """Say that plasticity changed a link's live weights (``words``: how much); "" when they agree again."""
        keep = (tr("Keep these weights"), lambda: self.keep_weights_wanted.emit(link_id))
        title = tr("Plasticity changed these weights")
        self.show_message(link_id, Message("note", title, words, (keep,)) if words else None)

    def show_message(self, element_id: str, message: Message | None) -> None:
        """Tell something about an element at the top of its form, until something else or None is told."""
        before = self._messages.pop(element_id, None)
        if message is not None:
            self._messages[element_id] = message
        if self._subject != (element_id,) or message == before:
            return
        if message is not None and message.alike(before) and self.banner and self.banner.title.words == message.title:
            self.banner.sentence.say(message.sentence)
        else:
            self._show_banner()

    def show_field(self, name: str) -> None:
        """Give the focus to the row of a parameter, as the problem list asks for."""
        if name == EQUATIONS and not self.equations.isHidden():
            self._scrolling.ensureWidgetVisible(self.equations_place)
            self.equations.go_to_mistake()
            return
        for key, entry_row in self.rows.items():
            if key == name or key.endswith(f":{name}"):
                self.bring_into_sight(entry_row)
                entry_row.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def bring_into_sight(self, part: QWidget) -> None:
        """Scroll to a row or a button."""
        self._scrolling.ensureWidgetVisible(part)

    def _go_to_top(self) -> None:
        """Begin a form of which nothing was read yet at its top; another of the same rows is read on where one was."""
        self._scrolling.verticalScrollBar().setValue(0)

    def _rebuild_all(self) -> None:
        self._form = None
        self.refresh()

    def _focused_row(self) -> str:
        """Key of the row that has the keyboard, empty where none has."""
        focus = _focus(self)
        return next((key for key, entry_row in self.rows.items() if entry_row.isAncestorOf(focus)), "")

    def _rebuild(self, form: Form, focused: str, kept: Sequence[SectionPart]) -> None:
        """Lay the form out; sections of the same shape are ``kept`` with their widgets.

        Those of the form before that have none here are laid aside: an undo of what changed the form finds them.
        """
        before, older = self.parts.values(), self._aside
        known = {part.section.shape(): part for part in kept if part in before or part.is_clean}
        self.parts = {each.key: known.get(each.shape()) or self._part(each) for each in form.sections}
        now = self.parts.values()
        self._aside = [part for part in before if part in kept and part not in now]
        with laid_at_once(self._sections):
            self._fill(form, kept=(*now, *self._aside))
        for part in older:
            if part not in now:
                let_go(part)
        self.rows = {key: found for part in now for key, found in part.rows.items()}
        for before_it, field in pairwise(self._stops()):  # parts of an earlier form stand where they were made
            QWidget.setTabOrder(before_it, field)
        if focused in self.rows:
            self.rows[focused].field.setFocus()

    def _fill(self, form: Form, kept: Sequence[SectionPart]) -> None:
        """Put the sections of a form beneath each other."""
        empty(self._sections, keep=kept)
        for part in self._aside:
            part.hide()
        for index, (section, part) in enumerate(zip(form.sections, self.parts.values(), strict=True)):
            if index:
                self._sections.addWidget(SeparationLine())
            if part.section is not section:
                part.show_section(section)
            self._sections.addWidget(part)
            part.show()
        if not form.sections:
            nothing = QWidget()
            column(nothing, (12, 12, 12, 12)).addWidget(hint(tr("Nothing to set here.")))
            self._sections.addWidget(nothing)
        self._sections.addStretch(1)

    def _stops(self) -> list[QWidget]:
        """The widgets that Tab reaches in the form, from top to bottom."""
        fields = (field for part in self.parts.values() for field in part.findChildren(QWidget))
        here = self.window()
        return [f for f in fields if f.focusPolicy() & Qt.FocusPolicy.TabFocus and f.window() is here]

    def _part(self, section: Section) -> SectionPart:
        part = SectionPart(section, self._lock)
        part.card_wanted.connect(self.model_card_wanted)
        part.jumped.connect(self._jump)
        return part

    def _jump(self, jump: Jump) -> None:
        """Select what a line leads to; the keyboard stays in the panel."""
        jump.go()
        if len(jump.ids) == 1:
            self.show_element.emit(jump.ids[0])

    def _show_banner(self) -> None:
        """Show what is told about the one element that is selected; what is typed beneath goes on."""
        subject = self._subject or ()
        told = self._messages.get(subject[0]) if len(subject) == 1 else None
        told = self._refused.message(subject, self.show_field, self._show_banner) or told
        if self.banner is not None:
            let_go(self.banner)
        self.banner = None if told is None else Banner(told.kind, told.title, told.sentence, told.actions)
        if self.banner is not None:
            self._banners.addWidget(self.banner)
        self._told.setVisible(self.banner is not None)

    def _document_changed(self, change: Change) -> None:
        if not self._is_behind:
            self._refresh_in_sight()

    def _document_loaded(self, document: Document) -> None:
        self._messages.clear()
        self._refused.clear()
        self._subject = None
        self._rebuild_all()
        self._go_to_top()

    def _selection_changed(self, ids: tuple[str, ...]) -> None:
        """A person who chooses sees the form at once; after an undo that chooses otherwise, the drawing comes first."""
        if self._editor.is_telling:
            self._is_behind = True
            QTimer.singleShot(0, self._soon, self._soon.start)  # counted from when the drawing can be painted
        else:
            self._refresh_in_sight()

    def _refresh_in_sight(self) -> None:
        """Now, or where another panel covers this one once it comes back: a form takes as long as some frames."""
        is_covered = self.isHidden() and self.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        self._is_behind = is_covered
        if not is_covered:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_behind:
            self._is_behind = False
            self.refresh()


def _focus(panel: QWidget) -> QWidget:
    return panel.window().focusWidget() or panel


def _legend() -> QWidget:
    legend = QWidget()
    line = row(legend, (12, 8, 12, 8), 6)
    words = tr("acts after reset; all other values act while running")
    line.addWidget(Mark("lock", words, "text3"))
    line.addWidget(Text(words, size=SECONDARY, tone="text3", elided=True), 1)
    return legend
