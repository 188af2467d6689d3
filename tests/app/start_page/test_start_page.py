"""Where the window begins: examples are found, recent files and recovered work are one click away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.document.example import examples
from app.document.file.recovery import Recovered
from app.document.networks.lessons import lessons
from app.document.networks.templates import Templates
from app.i18n.translation import tr_in, use_language
from app.preferences import Recent
from app.start_page.begin import RecentRow, RecoveryCard
from app.start_page.dates import when
from app.start_page.example_card import picture_file
from app.start_page.start_page import StartPage
from app.widgets.text import Text
from tests.activation import activate

NOON = datetime(2026, 11, 24, 12, 0)


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[StartPage]:
    done = (0.0, 0.4, 1.0)
    made = StartPage(
        examples(), lessons(), lambda lesson: done[min(lesson.plan.order, 3) - 1], Templates(lambda: tmp_path)
    )
    qtbot.addWidget(made)
    made.resize(1600, 960)
    made.show()
    yield made


def titles(page: StartPage) -> list[str]:
    return [card.example.title for card in page.gallery.visible_cards()]


def test_every_example_has_a_card_and_the_first_says_start_here(page: StartPage) -> None:
    assert titles(page) == [example.title for example in examples()]
    assert sum(example.start_here for example in examples()) == 1


@pytest.mark.parametrize("dark", [True, False])
def test_every_example_has_its_pictures(dark: bool) -> None:
    assert [e.title for e in examples() if QImage(str(picture_file(e.path, dark))).isNull()] == []


def test_typing_finds_examples_by_what_they_are_for(qtbot: QtBot, page: StartPage) -> None:
    field = page.gallery.findChild(QLineEdit)
    qtbot.keyClicks(field, "digits")
    assert titles(page) and all("igits" in title for title in titles(page))
    field.setText("there is no such thing")
    assert titles(page) == []


def test_in_a_chinese_window_examples_are_found_by_english_words_too(qtbot: QtBot, tmp_path: Path) -> None:
    """“xor” found nothing, though Ctrl+K found the example."""
    use_language("zh_CN")
    try:
        page = StartPage(examples(), lessons(), lambda lesson: 0.0, Templates(lambda: tmp_path))
        qtbot.addWidget(page)
        field = page.gallery.findChild(QLineEdit)
        for typed in ("xor", "学习 xor", "spike xor"):
            field.setText(typed)
            assert len(titles(page)) == 1
        field.setText("there is no such thing")
        assert titles(page) == []
    finally:
        use_language("en")


def test_a_category_shows_only_its_own(qtbot: QtBot, page: StartPage) -> None:
    buttons = {b.text(): b for b in page.gallery.findChildren(QToolButton)}
    qtbot.mouseClick(buttons["Learning"], Qt.MouseButton.LeftButton)
    assert {card.category for card in page.gallery.visible_cards()} == {"Learning"}


def test_a_card_opens_by_mouse_and_by_keyboard(qtbot: QtBot, page: StartPage) -> None:
    opened: list[str] = []
    page.example_wanted.connect(lambda example: opened.append(example.title))
    card = page.gallery.visible_cards()[0]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.keyClick(card, Qt.Key.Key_Space)
    assert opened == [card.example.title] * 2


def test_arrows_go_from_card_to_card_as_they_lie_on_the_page(qtbot: QtBot, page: StartPage) -> None:
    activate(qtbot, page)
    cards = page.gallery.visible_cards()
    columns = sum(card.y() == cards[0].y() for card in cards)
    cards[0].setFocus()
    qtbot.keyClick(cards[0], Qt.Key.Key_Down)
    assert cards[columns].hasFocus()
    qtbot.keyClick(cards[columns], Qt.Key.Key_Right)
    assert cards[columns + 1].hasFocus()
    qtbot.keyClick(cards[columns + 1], Qt.Key.Key_Up)
    assert cards[1].hasFocus()
    qtbot.keyClick(cards[1], Qt.Key.Key_Left)
    qtbot.keyClick(cards[0], Qt.Key.Key_Left)
    assert cards[0].hasFocus()


def test_a_recent_file_is_one_click_away(qtbot: QtBot, page: StartPage) -> None:
    wanted: list[str] = []
    page.begin.file_wanted.connect(wanted.append)
    page.begin.show_recent([Recent("/home/me/cortex.spikeloom", NOON.timestamp())])
    qtbot.mouseClick(page.begin.findChild(RecentRow), Qt.MouseButton.LeftButton)
    assert wanted == ["/home/me/cortex.spikeloom"]


def test_tab_goes_down_the_page(qtbot: QtBot, page: StartPage, tmp_path: Path) -> None:
    page.begin.show_recent([Recent(f"/home/me/{name}.spikeloom", NOON.timestamp()) for name in "ab"])
    page.begin.show_recovered([Recovered(tmp_path / "kept", "cortex", None, NOON.timestamp())])
    activate(qtbot, page)
    qtbot.wait(1)  # what was just laid out shows itself in the event loop
    opened = page.begin.findChild(QAbstractButton, "begin folder")
    opened.setFocus()
    stops: list[str] = []
    for _ in range(6):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        stop = QApplication.focusWidget()
        assert isinstance(stop, QAbstractButton)
        stops.append(stop.text() or stop.accessibleName())
    assert stops == ["Open it", "Discard", "a", "b", "First steps", "Shortcuts"]


def test_a_low_and_narrow_page_squeezes_nothing(qtbot: QtBot, page: StartPage, tmp_path: Path) -> None:
    page.begin.show_recent([Recent(f"/home/me/{name}.spikeloom", NOON.timestamp()) for name in "abcde"])
    kept = [Recovered(tmp_path / name, name, None, NOON.timestamp()) for name in "ab"]
    page.begin.show_recovered(kept)
    page.resize(1024, 600)
    qtbot.wait(10)
    parts = [*page.begin.findChildren(RecentRow), *page.begin.findChildren(RecoveryCard)]
    assert [part for part in parts if part.isVisible() and part.height() < part.sizeHint().height()] == []
    gallery = page.gallery
    assert gallery.widget().width() <= gallery.viewport().width()


def test_recovered_work_is_seen_in_a_low_window_with_many_recent_files(
    qtbot: QtBot, page: StartPage, tmp_path: Path
) -> None:
    """It lay beneath them, out of sight."""
    page.begin.show_recent([Recent(f"/home/me/{name}.spikeloom", NOON.timestamp()) for name in "abcde"])
    page.begin.show_recovered([Recovered(tmp_path / "kept", "cortex", None, NOON.timestamp())])
    page.resize(1024, 560)
    card = page.begin.findChild(RecoveryCard)
    qtbot.waitUntil(lambda: card.height() > 0 and card.visibleRegion().boundingRect() == card.rect())


def test_recovered_work_is_named_after_its_file(qtbot: QtBot, page: StartPage, tmp_path: Path) -> None:
    page.begin.show_recovered([Recovered(tmp_path / "kept", "", tmp_path / "李 雷's.spikeloom", NOON.timestamp())])
    words = [text.words for text in page.begin.findChild(RecoveryCard).findChildren(Text)]
    assert any("李 雷's" in line for line in words)


def test_recovered_work_is_opened_or_discarded(qtbot: QtBot, page: StartPage, tmp_path: Path) -> None:
    recovered = Recovered(tmp_path / "kept", "cortex", None, NOON.timestamp())
    said: list[tuple[str, object]] = []
    page.begin.recovered_wanted.connect(lambda which: said.append(("open", which)))
    page.begin.recovered_unwanted.connect(lambda which: said.append(("discard", which)))
    page.begin.show_recovered([recovered])
    for button in page.begin.findChild(RecoveryCard).findChildren(QPushButton):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert said == [("open", recovered), ("discard", recovered)]


def test_discarded_work_is_brought_back_by_keys_where_it_was_discarded(
    qtbot: QtBot, page: StartPage, tmp_path: Path
) -> None:
    found = [Recovered(tmp_path / name, name, None, NOON.timestamp()) for name in ("one", "two")]

    def show(recovered: Recovered, discarded: bool) -> None:
        found[[work.path for work in found].index(recovered.path)] = replace(recovered, is_discarded=discarded)
        page.begin.show_recovered(found)

    page.begin.recovered_unwanted.connect(lambda recovered: show(recovered, True))
    page.begin.recovered_wanted_back.connect(lambda recovered: show(recovered, False))
    page.begin.show_recovered(found)
    buttons = page.begin.findChildren(RecoveryCard)[1].findChildren(QPushButton)
    activate(qtbot, page)
    buttons[1].setFocus()
    for discarded in (True, False):
        pressed = QApplication.focusWidget()
        assert isinstance(pressed, QPushButton)
        qtbot.keyClick(pressed, Qt.Key.Key_Space)
        assert [work.is_discarded for work in found] == [False, discarded]
    assert QApplication.focusWidget() is not pressed


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 24, 9, 5), "today, 09:05"),
        (datetime(2026, 11, 23, 23, 59), "yesterday"),
        (datetime(2026, 11, 14, 8, 0), "14 November"),
        (datetime(2025, 3, 2, 8, 0), "2 March, 2025"),
    ],
)
def test_days_are_said_as_a_person_says_them(moment: datetime, words: str) -> None:
    assert when(moment.timestamp(), NOON) == words


@pytest.mark.parametrize("size", [(1600, 960), (1024, 600)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_words_of_every_card_are_seen_whole(
    qtbot: QtBot, page: StartPage, size: tuple[int, int], language: str
) -> None:
    page.resize(*size)
    qtbot.wait(10)
    told = [
        (card, tr_in(language, card.example.title), tr_in(language, card.example.purpose))
        for card in page.gallery.visible_cards()
    ]
    title, purpose = QFontMetricsF(theme().font(14, 600)), QFontMetricsF(theme().font())
    cut = [
        words
        for card, name, words in told
        if title.horizontalAdvance(name) + 45 > card.words_place().width()
        or purpose.horizontalAdvance(words) > card.words_place().width()
        or card.words_place().top() + 42 > card.height()
    ]
    assert cut == []


def test_a_narrow_page_shows_more_of_the_cards_that_stand_one_a_row(qtbot: QtBot, page: StartPage) -> None:
    wide = page.gallery.visible_cards()[0].height()
    for width in (800, 1024):
        page.resize(width, 600)
        qtbot.wait(10)
    cards = page.gallery.visible_cards()
    assert cards[0].x() == cards[1].x() and cards[0].height() < 0.5 * wide


def test_a_lesson_that_was_begun_is_told_from_one_that_was_not(page: StartPage) -> None:
    """Who left one in its middle found it like all the others."""
    untouched, begun, done = (next(r for r in page.lessons.rows if r.done == share) for share in (0.0, 0.4, 1.0))
    steps = len(begun.lesson.steps)
    assert begun.toolTip() == f"{round(0.4 * steps)} of {steps} done"
    assert begun.toolTip() in begun.accessibleDescription()
    assert not untouched.toolTip() and not done.toolTip()
    marks = [row.grab().toImage().copy(0, 0, 40, row.height()) for row in (untouched, begun, done)]
    assert marks[0] != marks[1] != marks[2]


def test_a_page_that_is_narrowed_while_another_is_seen_is_as_wide_as_its_place(qtbot: QtBot, page: StartPage) -> None:
    """It took the least width of three columns, became one, and stayed that wide: its right side was cut."""
    gallery = page.gallery
    gallery.resize(1190, 800)
    assert gallery.viewport().width() > 1100
    gallery.resize(624, 800)
    assert gallery.widget().width() == gallery.viewport().width()
