"""Preferences of the window, of computing and of plug-ins; every choice but the language acts at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from app.appearance.language import meant
from app.appearance.theme import signals, theme
from app.i18n.translation import LANGUAGES, localized, tr, tr_in, translatable
from app.plots.transport.backend_button import backend_words
from app.preferences import PRECISIONS, SYSTEM, Preferences, most_threads
from app.running.background import Background
from app.widgets.above import open_above
from app.widgets.buttons import Button
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.segmented import Segmented
from app.widgets.layout import Gap, Ground, SectionHead, SeparationLine, column, fill, hint, row
from app.widgets.text import SECONDARY, Text
from app.window.frame.densities import density_titles
from app.window.plugins.control import PluginControl
from app.window.plugins.page import PluginsPage
from engine.backends import FASTEST, available
from engine.plugins import Plugin
from engine.simulation.arrays.layout import AUTOMATIC

WIDTH = 480
FIELD = 210
AUTOSAVES = (5, 10, 20, 60, 300)  # seconds
MINUTE = 60
ACTS_LATER = translatable("Another language acts when Spikeloom is started the next time.")
Options = Sequence[tuple[str, str]]
GENERAL, PLUGINS = "general", "plug-ins"
"""The pages."""


class PreferencesDialog(QDialog):
    """Looks, computing (backend, threads, precision), how often work is kept, and on a page of their own plug-ins.

    ``fields`` holds the choices by the name of the preference. Which backends can be used is asked off the
    window's thread, because a GPU takes a second to answer.
    """

    def __init__(self, preferences: Preferences, control: PluginControl, parent: QWidget, page: str = GENERAL) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Preferences"))
        self._preferences = preferences
        self.fields: dict[str, ChoiceField] = {}
        self.language_hint = hint("")
        self.reasons = Text("", size=SECONDARY, tone="text2", wrapped=True)
        self.plugins = PluginsPage(control)
        self.plugins.text_wanted.connect(self._show_text)
        ground = Ground()
        self.page = Segmented(((GENERAL, tr("General")), (PLUGINS, tr("Plug-ins"))))
        self.page.setAccessibleName(tr("Page"))
        self.page.chosen.connect(self.show_page)
        self._pages = QStackedWidget()
        general = QWidget()
        self._body = column(general, spacing=6)
        self._pages.addWidget(general)
        self._pages.addWidget(self.plugins)
        self._add_looks()
        self._body.addWidget(SeparationLine())
        self._add_computing()
        self._body.addWidget(SeparationLine())
        self._add_files()
        self._body.addStretch(1)
        close = Button(tr("Close"))
        close.clicked.connect(self.accept)
        foot = fill(row(margins=(0, 6, 0, 0)), 1, close)
        fill(column(ground, (20, 14, 20, 16), 6), self.page, Gap(4), (self._pages, 1), foot)
        fill(column(self), ground)
        self._take_width()
        signals.theme_changed.connect(self._take_width)
        self._asking = Background("backends", self)
        self._asking.ended.connect(self._show_backends)
        self._asking.start(lambda _tell: available())
        self.page.set_value(page)
        self.show_page(page)

    def show_page(self, page: str) -> None:
        """Show one of the pages."""
        self._pages.setCurrentIndex(int(page == PLUGINS))

    def _show_text(self, plugin: Plugin) -> None:
        from app.window.plugins.text_dialog import PluginTextDialog

        open_above(PluginTextDialog(plugin, self))

    def _take_width(self) -> None:
        """Take the width that its words want in the density that was chosen here."""
        self.setFixedWidth(theme().px(WIDTH))
        self.adjustSize()

    def _add_looks(self) -> None:
        self._body.addWidget(SectionHead(tr("Looks")))
        choices = self._preferences.choices
        themes = (("system", tr("As the system")), ("dark", tr("Dark")), ("light", tr("Light")))
        self._choice("theme", tr("Theme"), themes, choices.theme)
        self._choice("density", tr("Density"), tuple(density_titles().items()), choices.density)
        languages = ((SYSTEM, tr("As the system")), *LANGUAGES.items())
        self._choice("language", tr("Language"), languages, choices.language)
        self._body.addWidget(self.language_hint)
        self.fields["language"].chosen.connect(self._tell_language)
        self._tell_language(choices.language)

    def _tell_language(self, chosen: str) -> None:
        """Tell when another language acts, in the words of that language: nobody who wants it need read this one."""
        self.language_hint.say(tr_in(meant(chosen), ACTS_LATER))

    def _add_computing(self) -> None:
        self._body.addWidget(SectionHead(tr("Computing")))
        choices = self._preferences.choices
        self._choice("backend", tr("Backend"), ((choices.backend, backend_words(choices.backend)),), choices.backend)
        self.reasons.hide()
        self._body.addWidget(self.reasons)
        counts = tuple((str(count), str(count)) for count in range(1, most_threads() + 1))
        threads = ((str(AUTOMATIC), tr("Automatic")), *counts)
        self._choice("threads", tr("Threads"), threads, str(choices.threads), int)
        words = {"float64": tr("Double (64 bits)"), "float32": tr("Single (32 bits)")}
        precisions = tuple((name, words[name]) for name in PRECISIONS)
        self._choice("precision", tr("Precision"), precisions, choices.precision)
        self._body.addWidget(hint(tr("A network that runs starts anew with these; threads are for the CPU.")))

    def _add_files(self) -> None:
        self._body.addWidget(SectionHead(tr("Files")))
        chosen = round(self._preferences.choices.autosave_seconds)
        seconds = sorted({*AUTOSAVES, chosen})
        options = tuple((str(count), _duration_words(count)) for count in seconds)
        self._choice("autosave_seconds", tr("Keep unsaved work every"), options, str(chosen), float)

    def _choice(
        self, field: str, words: str, options: Options, chosen: str, read: Callable[[str], object] = str
    ) -> None:
        box = ChoiceField(options)
        box.setFixedWidth(theme().px(FIELD))
        box.setAccessibleName(words)
        box.set_value(chosen)
        box.chosen.connect(lambda key: self._preferences.set(**{field: read(key)}))
        self._body.addLayout(fill(row(spacing=12), (Text(words), 1), box))
        self.fields[field] = box

    def _show_backends(self, found: Mapping[str, str | None]) -> None:
        """Every backend by its name; those that cannot be used say why and cannot be chosen."""
        box = self.fields["backend"]
        box.set_options([(name, backend_words(name)) for name in (FASTEST, *found)])
        box.set_value(self._preferences.choices.backend)
        model = box.model()
        assert isinstance(model, QStandardItemModel)
        for index, reason in enumerate(found.values(), 1):
            item = model.item(index)
            item.setEnabled(reason is None)
            item.setData(localized(reason) if reason else "", Qt.ItemDataRole.ToolTipRole)
        refused = [f"{backend_words(name)}: {localized(reason)}" for name, reason in found.items() if reason]
        self.reasons.say("\n".join(refused))
        self.reasons.setVisible(bool(refused))
        self.adjustSize()


def _duration_words(seconds: int) -> str:
    if seconds % MINUTE:
        return tr("{count} s", count=seconds)
    return tr("{count} min", count=seconds // MINUTE)
