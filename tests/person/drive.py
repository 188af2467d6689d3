"""Opens the real window on a private screen and does what a newcomer does, with real mouse and key events.

``python -m tests.person.drive FOLDER`` leaves a picture of every stage in FOLDER and prints what was seen. With
``--way NAME`` one of the networks of ``ways.py`` is drawn instead.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType

from tests.person.display import Hand, missing_tools, private_display

SIZE = (1600, 1000)
PATIENCE = 45.0


def main() -> int:
    """Exit code 0 when the whole story could be told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--way", default="", help="a network of ways.py instead of the newcomer's story")
    options = parser.parse_args()
    missing = missing_tools()
    if missing:
        print(f"This needs {', '.join(missing)}: sudo apt install xvfb openbox xdotool imagemagick")
        return 2
    with private_display(*SIZE) as display, tempfile.TemporaryDirectory() as home:
        os.environ.update(DISPLAY=display, QT_QPA_PLATFORM="xcb", XDG_CONFIG_HOME=home, XDG_STATE_HOME=home)
        return tell(Hand(display), options.folder, Path(home), options.theme, options.way)


def tell(hand: Hand, folder: Path, home: Path, theme: str, way: str) -> int:
    """Everything that needs Qt, once the display stands."""
    from PySide6.QtWidgets import QApplication

    from app import overrides

    overrides.guard()
    from app.application import Composition
    from app.preferences import Preferences
    from app.process import set_up_application
    from tests.person.story import Story
    from tests.person.teller import Teller
    from tests.person.ways import Ways

    application = QApplication([])
    preferences = Preferences(home)
    preferences.set(theme=theme, last_folder=str(home))
    set_up_application(application, preferences)
    composition = Composition(preferences, recovery=home / "recovery")

    def photograph(name: str) -> None:
        hand.photograph(folder / f"{name}.png")

    ways, whole = Ways(composition, hand, photograph), Story(composition, hand, home / "a.spikeloom", photograph)
    story = ways if way else whole
    composition.window.showMaximized()
    steps = ways.steps(way) if way else whole.steps()
    teller = Teller(steps, PATIENCE, lambda: application.exit(0))
    errors: list[str] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        errors.append(f"{kind.__name__} at {teller.place}")
        traceback.print_exception(kind, error, trace)

    sys.excepthook = note
    composition.run.failed.connect(lambda problem: errors.append(f"{problem} at {teller.place}"))
    application.exec()
    for error in errors:
        print(f"error: {error}")
    if teller.failure:
        hand.photograph(folder / "stuck.png")
        print(f"stuck: {teller.failure}")
    for name, value in story.told.items():
        print(f"{name}: {value}")
    composition.close()
    return 1 if teller.failure or errors else 0


if __name__ == "__main__":
    sys.exit(main())
