"""The video of a window: asked for by a dialog, its time and its end at the top of the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.i18n.file_words import not_written
from app.i18n.translation import tr
from app.running.failures import failure_words
from app.widgets.above import open_above
from app.widgets.file_dialog import ask_where_to
from app.window.films.film import KINDS, UnkeptFilm, ending_in
from app.window.films.filming import Filming
from app.window.frame.notice import Notice
from app.window.frame.title_bar import FilmButton
from app.window.project.questions import ask_about_film
from app.window.rooms import Rooms


class Films:
    """The action *Record a video* in one main window: it begins a film, or ends the one that is made."""

    def __init__(
        self, window: QWidget, rooms: Rooms, notice: Notice, button: FilmButton, is_working: Callable[[], bool]
    ) -> None:
        self._window, self._rooms, self._notice, self._is_working = window, rooms, notice, is_working
        self.filming = Filming(window)
        button.clicked.connect(self.filming.stop)
        self.filming.changed.connect(lambda: button.setVisible(self.filming.is_on))
        self.filming.ticked.connect(button.show_seconds)
        self.filming.ended.connect(self._say_written)
        self.filming.failed.connect(self._say_failed)
        self.filming.unkept.connect(self._ask_elsewhere)
        self._unkept: list[UnkeptFilm] = []
        self._leaving: Callable[[], object] | None = None

    def subjects(self) -> dict[str, QWidget]:
        """Widgets that can be filmed now, by name: the window, the canvas, each view that is in sight."""
        found: dict[str, QWidget] = {tr("Whole window"): self._window}
        if self._is_working():
            found[tr("Drawing")] = self._rooms.canvas
            for panel in self._rooms.views.panels():
                if panel.isVisible():
                    name, number = panel.title, 2
                    while name in found:
                        name, number = f"{panel.title} {number}", number + 1
                    found[name] = panel
        return found

    def ask(self) -> None:
        """Begin a film, or end it."""
        from app.window.films.film_dialog import FilmDialog

        if self.filming.is_on:
            self.filming.stop()
            return
        folder = Path(self._rooms.preferences.choices.last_folder)
        dialog = FilmDialog(self.subjects(), folder, self._window)
        dialog.wanted.connect(self._notice.hide)  # what is said of a film before would be in this one
        dialog.wanted.connect(self.filming.start)
        open_above(dialog)

    def leave(self, then: Callable[[], object]) -> None:
        """Do ``then`` once the film that is made has ended, and every film is in its place or given up."""
        self._leaving = then
        self.filming.stop()
        if self.filming.is_busy:
            self._notice.say(tr("The video is being written."))
        self._go_on()

    def _go_on(self) -> None:
        if self._leaving is not None and not self._unkept and not self.filming.is_busy:
            then, self._leaving = self._leaving, None
            then()

    def _ask_elsewhere(self, film: UnkeptFilm) -> None:
        """Keep what was filmed and ask where to save it, until it has a file or a person gives it up."""
        self._unkept.append(film)
        what, why = tr("The video could not be saved."), not_written(film.path, film.reason)
        if film.is_cut:
            what = tr("The video had to end.")
            why = tr("There is no room left for temporary files. Save what was recorded until now.")
        self._notice.hide()  # it has said that it was being written
        ask_about_film(self._window, what, why, partial(self._choose, film), partial(self._let_go, film))

    def _choose(self, film: UnkeptFilm) -> None:
        path = film.path

        def put(chosen: Path, _kind: str) -> None:
            self._unkept.remove(film)
            self.filming.keep(film, ending_in(path.suffix.lower(), chosen))

        def stay() -> None:
            self._unkept.remove(film)
            self._ask_elsewhere(film)

        kind = KINDS[path.suffix.lower()]
        ask_where_to(self._window, tr("Save the video elsewhere"), path.name, tr(kind), put, otherwise=stay)

    def _let_go(self, film: UnkeptFilm) -> None:
        self._unkept.remove(film)
        film.film.close()
        self._go_on()

    def _say_written(self, path: str) -> None:
        self._notice.say(tr("Written: {name}", name=Path(path).name))
        self._go_on()

    def _say_failed(self, error: Exception, path: str) -> None:
        words = not_written(Path(path), error) if isinstance(error, OSError) else failure_words(error)
        self._notice.say(words, "error")
        self._leaving = None  # what a person should read
