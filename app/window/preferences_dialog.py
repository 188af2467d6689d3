"""What a person may choose about the window; every choice acts at once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.appearance.theme import theme
from app.preferences import Preferences
from app.translation import tr
from app.widgets.text import Text

LEAST, MOST = 5, 600  # seconds between autosaves


class PreferencesDialog(QDialog):
    """Theme, density, language and how often work is kept."""

    def __init__(self, preferences: Preferences, languages: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Preferences"))
        self._preferences = preferences
        choices = preferences.choices
        t = theme()
        form = QFormLayout()
        form.setSpacing(t.px(10))
        themes = {"system": tr("As the system"), "dark": tr("Dark"), "light": tr("Light")}
        densities = {"normal": tr("Normal"), "compact": tr("Compact"), "large": tr("Large")}
        form.addRow(tr("Theme"), self._choice("theme", themes, choices.theme))
        form.addRow(tr("Density"), self._choice("density", densities, choices.density))
        form.addRow(tr("Language"), self._choice("language", languages, choices.language))
        form.addRow("", Text(tr("Another language acts after a restart."), size=12, tone="text2"))
        autosave = QSpinBox()
        autosave.setRange(LEAST, MOST)
        autosave.setSuffix(tr(" s"))
        autosave.setValue(round(choices.autosave_seconds))
        autosave.valueChanged.connect(lambda seconds: preferences.set(autosave_seconds=float(seconds)))
        form.addRow(tr("Keep unsaved work every"), autosave)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(tr("Close"))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(t.px(20), t.px(20), t.px(20), t.px(16))
        column.setSpacing(t.px(16))
        column.addLayout(form)
        column.addWidget(buttons)
        self.setMinimumWidth(t.px(380))

    def _choice(self, field: str, options: Mapping[str, str], chosen: str) -> QComboBox:
        box = QComboBox()
        for value, words in options.items():
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.activated.connect(lambda index: self._preferences.set(**{field: box.itemData(index)}))
        box.setAccessibleName(field)
        return box
