"""Choice of what will be trained: the data, the method and its settings, shown as the drawing keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.commands import intentions
from app.commands.editor import Editor
from app.document.meaning.meaning import meaning
from app.i18n.translation import tr
from app.learn.comparison.comparison_choice import ComparisonChoice
from app.learn.setup.inquiry import DataFacts, Facts, MethodFacts
from app.learn.setup.method_list import MethodList
from app.learn.setup.needs import MemoryLine
from app.learn.setup.origin import OriginLine
from app.learn.setup.readiness import Wanted, data_words, named_words
from app.learn.setup.settings_form import FixedMark, SettingsForm
from app.widgets.pictures.split_bar import SplitBar
from app.widgets.sections import add_section
from app.widgets.text import SECONDARY, Text


class Choosing:
    """The first sections of the panel. ``facts`` is what is known of the present network."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self.facts: Facts | None = None
        self.split = SplitBar()
        self.data = Text("", size=SECONDARY, tone="text2", elided=True)
        self.data.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.methods = MethodList()
        self.settings = SettingsForm(editor)
        self.needs, self.origin = MemoryLine(), OriginLine()
        self._origin: int | None = None
        self.comparison = ComparisonChoice(editor)
        self._fixed = FixedMark()
        self.methods.chosen.connect(self._choose)
        self.settings.changed.connect(self._ask_needs)
        self.settings.changed.connect(self._show_origin)

    def lay_out(self, body: QVBoxLayout, waiting: QWidget, bring_back: Callable[[QWidget], None]) -> None:
        """Put the sections beneath those of ``body``; ``waiting`` stands where methods are awaited."""
        self.settings.went_back.connect(bring_back)
        add_section(body, tr("Data"), self.split, right=self.data)
        add_section(body, tr("Method"), waiting, self.methods)
        self._settings_section = add_section(
            body, tr("Settings"), self.settings, self.origin, self.needs, right=self._fixed
        )
        self._comparison_section = add_section(body, tr("Compare methods"), self.comparison)

    @property
    def wanted(self) -> Wanted:
        """The method that is chosen, as it is set."""
        method = self.methods.buttons[self.methods.value].facts
        return method, self.settings.values_of(method), self.settings.seed, self.settings.validation

    @property
    def all_wanted(self) -> list[Wanted]:
        """The methods to be compared, each with its settings."""
        return self.comparison.wanted(self.settings)

    @property
    def refused(self) -> list[MethodFacts]:
        """The methods that do not fit."""
        return [method for method in (self.facts.methods if self.facts is not None else ()) if method.reason]

    def show_facts(self, facts: Facts) -> None:
        """Show what is known of the present network."""
        self.facts = facts
        self.methods.show_methods(self._named(facts.methods), self._editor.document.training.method)
        self.comparison.show_methods(facts.methods)
        self._comparison_section.setVisible(bool(self.comparison.boxes))
        self._show_data(facts.data)
        self._show_method()

    def forget(self) -> None:
        """Nothing is known of the present network."""
        self.facts = None
        self.methods.show_methods(())
        self._settings_section.hide()
        self._comparison_section.hide()
        self.split.hide()
        self.data.say("")

    def refresh(self) -> None:
        """Show what the drawing keeps now."""
        self.methods.choose(self._editor.document.training.method)
        self.settings.refresh()
        self.comparison.refresh()
        if self.facts is not None:
            self._show_data(self.facts.data)
            self._show_method()

    def lock(self, locked: bool) -> None:
        """Keep everything readable but fixed."""
        self.methods.lock(locked)
        self.comparison.lock(locked)
        self.settings.lock(locked)
        self._fixed.setVisible(locked)

    def _show_data(self, data: DataFacts | None) -> None:
        self.split.setVisible(data is not None)
        self.data.say(data_words(data))
        self.settings.hold_back(data is None or data.validation > 0, data is not None and data.is_divided)
        if data is not None:
            self.split.show_parts(*data.parts(self.settings.validation), data.test)

    def _choose(self, key: str) -> None:
        text = tr("Train by {method}", method=self.methods.buttons[key].facts.title)
        intentions.set_training(self._editor, text, method=key)
        self._show_method()

    def _named(self, methods: Sequence[MethodFacts]) -> list[MethodFacts]:
        """The same, with reasons that say which element they are about."""
        return [
            replace(facts, reason=named_words(self._editor.document, facts.problem, facts.reason))
            if facts.problem is not None
            else facts
            for facts in methods
        ]

    def _show_method(self) -> None:
        """Show the settings of the chosen method; where none fits, there is nothing to set."""
        facts = self._shown
        self._settings_section.setVisible(bool(self.methods.value))
        if facts is not None:
            self.settings.show_method(facts)
            self._ask_needs()
            self._show_origin()

    def set_origin(self, number: int | None) -> None:
        """The run whose weights are in the drawing."""
        self._origin = number
        self._show_origin()

    def _show_origin(self) -> None:
        if self._shown is not None:
            self.origin.show_origin(self._origin, [(self._shown, self.settings.values_of(self._shown))])
            compared = [(facts, self.settings.values_of(facts)) for facts in self.comparison.chosen]
            self.comparison.origin.show_origin(self._origin, compared)

    @property
    def _shown(self) -> MethodFacts | None:
        methods = self.facts.methods if self.facts is not None else ()
        first = methods[0] if methods else None
        return next((facts for facts in methods if facts.key == self.methods.value), first)

    def _ask_needs(self) -> None:
        self.needs.ask(meaning(self._editor.document).description, self.methods.value, self.settings.values)
