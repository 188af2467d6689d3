"""What a person sees of answers at every step: bands of classes, curves, spikes, and how right they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.appearance.theme import borrowed, contrast, theme
from app.learn.runs.answer_courses import AnswerCourses
from app.running.trainings.answered import AnswerCourse, Answered
from tests.app.learn.bench import Bench

IMAGE = np.linspace(0.0, 1.0, 20).reshape(1, 20)
LABELS = np.repeat([0, 1], 10)
TOLD = np.array([1, 1, *[0] * 8, *[1] * 6, *[0] * 4])


def answered(wanted: Any, told: Any, merit: float = 0.5, **more: Any) -> Answered:
    held_back = more.pop("held_back", True)
    return Answered(IMAGE, "", "", AnswerCourse(np.asarray(wanted), np.asarray(told), merit, **more), held_back)


def colour(courses: AnswerCourses, line: int, share: float, from_below: int = 0) -> QColor:
    """The colour in a line of the first sample, in its middle or so many px above its lower edge."""
    area, picture = courses.areas(0)[line], courses.grab().toImage()
    y = area.bottom() - from_below if from_below else area.center().y() - area.height() / 4
    return picture.pixelColor(round(area.left() + share * area.width()), round(y))


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_labels_and_answers_are_bands_and_wrong_steps_are_underlined(bench: Bench) -> None:
    bench.start()
    bench.trainer.answered.emit([answered(LABELS, TOLD, 0.8, names=("left", "right"), uncounted=2)])
    figures = bench.panel.figures
    courses = figures.courses
    assert courses.isVisible() and not figures.answers.isVisible()
    assert colour(courses, 1, 0.3) == theme().identity(0) and colour(courses, 1, 0.6) == theme().identity(1)
    assert colour(courses, 2, 0.6) == theme().identity(1) and colour(courses, 2, 0.95) == theme().identity(0)
    wrong = theme().color("error")
    assert [colour(courses, 2, share, 5) == wrong for share in (0.05, 0.3, 0.6, 0.9)] == [False, False, False, True]
    assert "right in 80 % of the steps" in courses.accessibleName()
    area = courses.areas(0)[2]
    tip = courses.tip_at(QPointF(area.left() + 0.96 * area.width(), area.center().y()))
    assert tip == "step 20: right is wanted, left answered"
    assert courses.tip_at(QPointF(0.0, 0.0)) == ""


def test_one_answer_of_each_sample_is_a_picture_as_before(bench: Bench) -> None:
    bench.start()
    bench.trainer.answered.emit([answered(LABELS, TOLD, names=("left", "right"))])
    bench.trainer.answered.emit([Answered(np.zeros((8, 8)), "3", "3")])
    assert bench.panel.figures.answers.isVisible() and not bench.panel.figures.courses.isVisible()


def test_values_are_two_curves_and_an_answer_far_off_in_the_washout_does_not_flatten_them(qtbot: QtBot) -> None:
    courses = AnswerCourses()
    qtbot.addWidget(courses)
    wanted = np.linspace(0.0, 1.0, 20)[:, None]
    told = wanted + 0.1
    told[0] = 100.0
    courses.show_answers([answered(wanted, told, 0.1, uncounted=1)])
    courses.resize(300, courses.sizeHint().height())
    assert "RMS error 0.1" in courses.accessibleName()
    line, blank = colour(courses, 1, 0.999), theme().color("field")
    column = [courses.grab().toImage().pixelColor(200, y) for y in range(round(courses.areas(0)[1].bottom()))]
    assert line is not None and any(each not in (blank, theme().color("line")) for each in column[-30:])
    area = courses.areas(0)[1]
    assert courses.tip_at(area.center()) == "step 11: 0.526 is wanted, 0.626 answered"


@pytest.mark.parametrize("dark", [True, False])
def test_wanted_values_are_a_broad_band_and_the_answer_a_thin_line_as_the_legend_shows(
    qtbot: QtBot, dark: bool
) -> None:
    """Both had one colour and one width, in dashes of which the legend spoke in words."""
    with borrowed(dark):
        courses = AnswerCourses()
        qtbot.addWidget(courses)
        wanted = np.zeros((20, 1))
        courses.show_answers([answered(wanted, wanted + 1.0)])
        courses.resize(300, courses.sizeHint().height())
        area, picture = courses.areas(0)[1], courses.grab().toImage()
        blank = theme().color("field")

        def painted(x: int, low: int, high: int) -> list[QColor]:
            pixels = [picture.pixelColor(x, y) for y in range(low, high)]
            return [pixel for pixel in pixels if contrast(pixel, pixels[0]) > 1.2]

        x, top, middle, low = 200, round(area.top()) + 1, round(area.center().y()), round(area.bottom()) - 1
        thin, broad = painted(x, top, middle), painted(x, middle, low)
        assert len(broad) >= 2 * len(thin) > 0
        answer = max(contrast(pixel, blank) for pixel in thin)
        assert answer > contrast(broad[len(broad) // 2], blank), "the answer stands out"
        keys = courses.key_areas(0)
        assert all(key.right() < area.left() for key in keys)
        found = [painted(round(key.center().x()), round(key.top()), round(key.bottom())) for key in keys]
        assert len(found[0]) >= 2 * len(found[1]) > 0, "the legend shows the lines themselves"


def test_the_broad_band_of_wanted_values_ends_within_its_frame(qtbot: QtBot) -> None:
    """It lay over the frame at both sides."""
    courses = AnswerCourses()
    qtbot.addWidget(courses)
    slope = np.linspace(0.3, 0.7, 20)[:, None]
    courses.show_answers([answered(slope, np.linspace(0.0, 1.0, 20)[:, None])])
    courses.resize(300, courses.sizeHint().height())
    area, picture = courses.areas(0)[1], courses.grab().toImage()
    for x in (round(area.left()), round(area.right()) - 1):
        assert {picture.pixelColor(x, y).name() for y in range(round(area.top()) + 6, round(area.bottom()) - 6)} == {
            picture.pixelColor(x, round(area.top()) + 6).name()
        }


def test_spikes_are_two_rasters_and_it_is_said_that_they_are_trained(bench: Bench) -> None:
    bench.start()
    wanted = np.zeros((20, 2), bool)
    wanted[5, 0] = True
    bench.trainer.answered.emit([answered(wanted, wanted, 1.0, held_back=False)])
    courses = bench.panel.figures.courses
    assert len(courses.areas(0)) == 3 and "correlation 1" in courses.accessibleName()
    assert bench.panel.figures.answered_part.words == "of the training part"
    assert courses.tip_at(courses.areas(0)[1].center()) == "step 11"
