"""Every lesson is whole: two languages that say the same steps, tasks that can be checked, a network that runs."""

from __future__ import annotations

import re

import pytest

from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.document.networks.lesson_networks import NETWORKS, write_networks
from app.document.networks.lessons import (
    LANGUAGES,
    LESSONS,
    NETWORK,
    Lesson,
    chapters,
    elements,
    lesson_network,
    lessons,
)
from app.i18n.translation import use_language
from app.lessons.checks import check_of, checks
from app.lessons.checks.every import Every

EVERY = pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
NODES = re.compile(r"\*\*([^*]+)\*\*")
WINDOW = {"Run", "运行", "Learn", "学习", "Start training", "开始训练"}
LONGEST = {"en": 520, "zh": 220}
"""Letters of a paragraph, so that a step stays short."""


def test_the_files_are_those_that_the_program_writes(tmp_path):
    write_networks(tmp_path)
    for id in NETWORKS:
        assert (tmp_path / id / NETWORK).read_bytes() == (LESSONS / id / NETWORK).read_bytes(), id
    assert set(NETWORKS) == {lesson.id for lesson in lessons()}


def test_the_lessons_go_through_the_chapters_in_order():
    order = [chapter.key for chapter in chapters()]
    places = [(order.index(lesson.plan.chapter), lesson.plan.order) for lesson in lessons()]
    assert places == sorted(set(places)) and lessons()


@EVERY
def test_both_languages_say_every_step(lesson: Lesson):
    keys = [step.key for step in lesson.plan.steps]
    assert len(set(keys)) == len(keys)
    for language in LANGUAGES:
        words = lesson.words[language]
        assert list(words.steps) == keys, language
        assert words.title and words.summary
        for step in lesson.plan.steps:
            said = words.steps[step.key]
            assert said.title and said.paragraphs and bool(said.task) == (step.task is not None), step.key
            assert max(map(len, said.paragraphs)) <= LONGEST[language], (language, step.key)
    for key in keys:
        assert len({len(words.steps[key].paragraphs) for words in lesson.words.values()}) == 1, key


@EVERY
def test_a_name_in_bold_is_a_node_or_a_button(lesson: Lesson):
    for language in LANGUAGES:
        own = {lesson.plan.names.get(language, {}).get(title, title) for title in elements(lesson)}
        for step in lesson.words[language].steps.values():
            for text in (*step.paragraphs, step.task):
                assert set(NODES.findall(text)) <= own | WINDOW, (language, text)


@EVERY
def test_the_nodes_have_names_in_the_language_of_the_window(lesson: Lesson):
    assert set(lesson.plan.names["zh"]) == set(elements(lesson))
    use_language("zh_CN")
    try:
        assert {node.title for node in lesson_network(lesson).nodes.values()} == set(lesson.plan.names["zh"].values())
        assert lesson.title == lesson.words["zh"].title
    finally:
        use_language("en")
    assert {node.title for node in lesson_network(lesson).nodes.values()} == set(elements(lesson))


@EVERY
def test_every_task_has_a_check_that_speaks_of_the_network(lesson: Lesson):
    for step in lesson.plan.steps:
        if step.task is None:
            continue
        check = check_of(step.task)
        for part in check.checks() if isinstance(check, Every) else [check]:
            for field in ("population", "node", "source", "target", "decoder", "first", "second"):
                named = getattr(part, field, None)
                assert named is None or named in elements(lesson), (step.key, named)


@EVERY
def test_its_network_has_no_problem(lesson: Lesson):
    assert [str(problem) for problem in meaning(open_document(lesson.network)).problems] == []


def test_every_kind_of_check_is_used():
    used = set()
    for lesson in lessons():
        for step in lesson.plan.steps:
            if step.task:
                used |= {step.task["kind"], *(part["kind"] for part in step.task.get("of", ()))}
    assert used == set(checks())


def test_an_unknown_kind_and_an_unknown_field_are_refused():
    with pytest.raises(KeyError):
        check_of({"kind": "telepathy"})
    with pytest.raises(ValueError, match="speed"):
        check_of({"kind": "run", "duration": 1.0, "speed": 2.0})
