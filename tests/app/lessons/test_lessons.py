"""Every lesson is whole: words in languages that say the same steps, tasks that can be checked, a network that runs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.document.networks.lessons import (
    ENGLISH,
    LESSONS,
    NETWORK,
    OTHERS,
    Lesson,
    chapters,
    elements,
    lesson_network,
    lessons,
    taught_lessons,
    write,
)
from app.i18n.translation import use_language
from app.lessons.checks import check_of, checks
from app.lessons.checks.every import Every

EVERY = pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
NODES = re.compile(r"\*\*([^*]+)\*\*")
WINDOW = {"Run", "运行", "Learn", "学习", "Start training", "开始训练"}
LONGEST = {"en": 520, "zh": 220}
"""Letters of a paragraph, so that a step stays short."""


def test_the_networks_are_those_that_the_program_writes(tmp_path):
    write(tmp_path)
    for lesson in lessons():
        assert (tmp_path / lesson.id / NETWORK).read_bytes() == lesson.network.read_bytes(), lesson.id
    assert {path.name for path in LESSONS.iterdir() if path.is_dir()} == set(taught_lessons())


def test_the_lessons_go_through_the_chapters_in_order():
    order = [chapter.key for chapter in chapters()]
    places = [(order.index(lesson.plan.chapter), lesson.plan.order) for lesson in lessons()]
    assert places == sorted(set(places)) and lessons()


@EVERY
def test_every_step_is_said(lesson: Lesson):
    """In English, and in other languages as far as they keep up."""
    tasks = taught_lessons()[lesson.id].tasks
    assert tasks.keys() <= {step.key for step in lesson.steps}
    for language, words in lesson.words.items():
        assert words.title and words.summary and words.steps.keys() <= lesson.words[ENGLISH].steps.keys(), language
        for key, said in words.steps.items():
            if key in lesson.lacking(language):
                continue
            assert said.title and said.paragraphs and bool(said.task) == (key in tasks), (language, key)
            assert max(map(len, said.paragraphs)) <= LONGEST[language], (language, key)


@pytest.mark.release
@EVERY
@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_every_step(lesson: Lesson, language: str):
    assert not lesson.lacking(language)


@EVERY
def test_a_name_in_bold_is_a_node_or_a_button(lesson: Lesson):
    try:
        for language, words in lesson.words.items():
            use_language({"zh": "zh_CN"}.get(language, language))
            own = {node.title for node in lesson_network(lesson).nodes.values()}
            for step in words.steps.values():
                for text in (*step.paragraphs, step.task):
                    assert set(NODES.findall(text)) <= own | WINDOW, (language, text)
    finally:
        use_language(ENGLISH)


def test_the_nodes_have_names_in_the_language_of_the_window():
    """*Digits* is what is drawn in one place, what is read in another."""
    (lesson,) = (lesson for lesson in lessons() if lesson.id == "edges")
    use_language("zh_CN")
    try:
        assert {node.title for node in lesson_network(lesson).nodes.values()} == {"光", "眼", "边缘"}
        assert lesson.title == lesson.words["zh"].title
    finally:
        use_language(ENGLISH)
    assert (
        {node.title for node in lesson_network(lesson).nodes.values()}
        == set(elements(lesson))
        == {"Light", "Eye", "Edge"}
    )


def test_words_that_do_not_keep_up_are_said_in_english():
    (lesson,) = (lesson for lesson in lessons() if lesson.id == "edges")
    old = replace(lesson.words["zh"], steps={"bar": lesson.words["zh"].steps["bar"]})
    late, none = (
        replace(lesson, words={**lesson.words, "zh": old}),
        replace(lesson, words={ENGLISH: lesson.words["en"]}),
    )
    use_language("zh_CN")
    try:
        assert late.step_words(0) == lesson.step_words(0) != none.step_words(0)
        assert late.step_words(1) == none.step_words(1) == lesson.words[ENGLISH].steps["near"]
        assert late.lacking("zh") == ["near", "filter"] and none.title == lesson.words[ENGLISH].title
    finally:
        use_language(ENGLISH)


@EVERY
def test_every_task_has_a_check_that_speaks_of_the_network(lesson: Lesson):
    for step in lesson.steps:
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
        for step in lesson.steps:
            if step.task:
                check = check_of(step.task)
                used |= {type(check), *(map(type, check.checks()) if isinstance(check, Every) else ())}
    assert used == set(checks().values())


def test_an_unknown_kind_and_an_unknown_field_are_refused():
    with pytest.raises(KeyError):
        check_of({"kind": "telepathy"})
    with pytest.raises(ValueError, match="speed"):
        check_of({"kind": "run", "duration": 1.0, "speed": 2.0})
