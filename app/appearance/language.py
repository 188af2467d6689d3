"""The language of the window: the chosen one or the desktop's, in its own texts and in Qt's."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.i18n.translation import CATALOGUES, language_of, use_language
from app.preferences import SYSTEM

QT_TEXTS = "qtbase"  # of file dialogs, context menus of text fields and standard buttons
ADDED = "qt"  # what those lack; its ``.ts`` is compiled by ``pyside6-lrelease``


def meant(chosen: str) -> str:
    """The language that a choice of the preferences means on this desktop."""
    return language_of(QLocale.system().uiLanguages()) if chosen == SYSTEM else chosen


def speak(application: QApplication, chosen: str) -> list[QTranslator]:
    """Let everything that is made from now on speak the ``chosen`` language; returns Qt's own texts in it."""
    name = meant(chosen)
    use_language(name)
    installed = []
    own = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for texts, folder in ((QT_TEXTS, own), (ADDED, str(CATALOGUES))):
        translator = QTranslator(application)
        if translator.load(f"{texts}_{name}", folder):
            application.installTranslator(translator)
            installed.append(translator)
    return installed
