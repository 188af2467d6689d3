"""One process of the window, from its first look to its end."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QProcess, QProcessEnvironment, QTimer
from PySide6.QtWidgets import QApplication

from app import platform
from app.appearance import style
from app.appearance.brand import window_icon
from app.appearance.language import speak
from app.appearance.theme import set_density, set_theme, signals, theme
from app.application import Composition
from app.document.networks.kept_models import offered
from app.faults import Faults
from app.i18n.translation import tr
from app.plots.views import plots
from app.preferences import Choices, Preferences
from app.running.background import Background, Tell
from app.running.collector import Collector
from app.running.thread_turns import set_switch_interval
from app.running.types_of_qt import TypesOfQt
from app.widgets.pictures.behaviour import behaviour
from app.window.frame.text_focus import TextFocus
from engine import child_process
from engine.model.registry import discovery
from engine.simulation.arrays.layout import POOL

LAST_WORDS = "crash.log"  # where a crash of the libraries beneath leaves what every thread was doing
START = Path(__file__).parents[1] / "main.py"
PLACE = "SPIKELOOM_WINDOW"  # tells the window of a further file how many were opened with it before
STEP = 32  # px by which windows that are opened at once stand aside of each other
WARM_AFTER = 400  # ms after the window is shown, when it has been painted


def main(paths: Sequence[str]) -> int:
    """Open the window, with the first of ``paths`` in it and one of its own for each of the others; the exit code."""
    with (platform.state_folder() / LAST_WORDS).open("a", encoding="utf-8") as last_words:
        faulthandler.enable(last_words)
        set_switch_interval()
        code = live(paths)
        faulthandler.disable()
    return code


def live(paths: Sequence[str]) -> int:
    """From the first look of the window to its end."""
    application = QApplication([platform.NAME])
    collector = Collector(application)
    preferences = Preferences()
    set_up_application(application, preferences)
    composition = Composition(preferences)
    window = composition.window
    Faults(lambda words: window.notice.say(words, "error")).install()
    place = own_place()
    if place and not window.isMaximized():
        window.move(window.pos() + QPoint(STEP, STEP) * place)
    window.show()
    QTimer.singleShot(0, lambda: window.begin([Path(path) for path in paths[:1]]))
    for place, path in enumerate(paths[1:], start=1):
        if not open_beside(path, place):
            words = tr("{file} could not be opened in a window of its own; open it here.", file=Path(path).name)
            window.notice.say(words, "error")
    warming = Background("warm up", application)
    warming.told.connect(composition.palette.show_picture)
    warming.ended.connect(lambda _nothing: collector.keep())
    types = TypesOfQt(application)
    is_closed = threading.Event()
    types.made.connect(lambda: warming.start(lambda tell: warm_up(tell, lambda: not is_closed.is_set())))
    QTimer.singleShot(WARM_AFTER, types.start)
    types.made.connect(window.plugins.control.look)
    code = application.exec()
    is_closed.set()
    sys.excepthook = sys.__excepthook__  # there is no window any more to say it in
    composition.close()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no loop is left to delete the window
    collector.close()
    wait_for_threads()
    return code


def wait_for_threads() -> None:
    """Wait for what still works in threads: once Python has begun to end, they could import nothing more.

    Those of a pool wait for work from the others, which is done by then, until Python itself ends them.
    """
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon and not thread.name.startswith(POOL):
            thread.join()


def own_place() -> int:
    """The number of windows that were opened with this one before it; 0 where that was not told by a digit."""
    told = os.environ.get(PLACE, "")
    return int(told) if len(told) == 1 and told.isdecimal() else 0


def open_beside(path: str, place: int) -> bool:
    """Open a file in a window of its own, which lives on when this one ends; whether it could be started.

    It stands ``place`` steps aside of where windows are opened, so that none hides another.
    """
    another = QProcess()
    program, *arguments = child_process.python(str(START), str(Path(path).absolute()))
    another.setProgram(program)
    another.setArguments(arguments)
    another.setWorkingDirectory(str(child_process.PROGRAM))
    environment = QProcessEnvironment()
    for name, value in child_process.environment({PLACE: str(place)}).items():
        environment.insert(name, value)
    another.setProcessEnvironment(environment)
    return bool(another.startDetached())  # in spite of its stub, one truth value


def set_up_application(application: QApplication, preferences: Preferences) -> None:
    """Name, icon, language and looks, now and whenever the preferences change."""
    os.environ["QT_NO_FAST_MOVE"] = "1"  # Qt paints a canvas that it moves over a panel that lies above it, else
    application.setApplicationName(platform.NAME)
    application.setApplicationDisplayName(tr("Spikeloom"))
    application.setDesktopFileName(platform.NAME)
    speak(application, preferences.choices.language)
    TextFocus(application)

    def choose(before: Choices, after: Choices) -> None:
        set_theme(after.theme)
        set_density(after.density)

    def look() -> None:
        style.apply(application, theme())
        application.setWindowIcon(window_icon())

    signals.theme_changed.connect(look)
    preferences.changed.connect(choose)
    choose(preferences.choices, preferences.choices)
    look()


def warm_up(tell: Tell, is_wanted: Callable[[], bool]) -> None:
    """Load and compute what the first drawing and its first run need, as long as it is wanted, while nobody waits."""
    from engine.simulation.warming import warm

    if is_wanted():
        plots()  # pyqtgraph and the files of all views; their classes only, no object of Qt is made here
    for kind in discovery.KINDS:
        for model in offered(kind) if is_wanted() else ():
            if not is_wanted():
                return
            behaviour(model)
            tell(model.key)  # to the palette
    warm(is_wanted)
