"""Which language the window speaks: the chosen one or the desktop's, in its own texts and in Qt's."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.preferences import SYSTEM
from app.translation import language_of, use_language

QT_TEXTS = "qtbase"  # of file dialogs, context menus of text fields and standard buttons


def meant(chosen: str) -> str:
    """The language that a choice of the preferences means on this desktop."""
    return language_of(QLocale.system().uiLanguages()) if chosen == SYSTEM else chosen


def speak(application: QApplication, chosen: str) -> QTranslator:
    """Let everything that is made from now on speak the ``chosen`` language; returns Qt's own texts in it."""
    name = meant(chosen)
    use_language(name)
    translator = QTranslator(application)
    if translator.load(f"{QT_TEXTS}_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    return translator
