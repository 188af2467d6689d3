"""Chinese texts keep to the terms of ``docs/glossary.md`` and to the rules of ``docs/chinese.md``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from app.document.networks.lessons import LESSONS
from app.i18n.spacing import spaced
from app.i18n.translation import CATALOGUES, use_language
from app.learn.runs.words import percent
from app.start_page.dates import when
from docs.collect_texts import ROOT, in_sentences
from engine.problems import SENTENCES

CATALOGUE: dict[str, str] = json.loads((CATALOGUES / "zh_CN.json").read_text("utf-8"))
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")

REFUSED = {
    # what the English image says
    r"想要的": "期望",
    r"听(?!凭)": "接收",
    r"(的|慢|快)记忆": "时间常数",
    r"备好|所备": "可用资源",
    r"(权重|突触|抑制)[^。，；]{0,12}(增长|缩小|缩短)": "增大, 减小, 增强, 减弱",
    r"完整的?脉冲": "全或无的脉冲",
    r"锐": "陡",
    # one thing, one word
    r"压抑": "减弱, 短时程抑制",
    r"脉冲串|串脉冲": "脉冲序列",
    r"(?<!脉冲)(?<!种子)(?<!母)序列": "脉冲序列",
    r"图样": "模式",
    r"时间带": "时间条",
    r"单击|点按|右击": "点击, 右键点击",
    r"(测试|验证)部分": "测试集, 验证集",
    r"录像": "事件记录",
    r"标注": "带标签的",
    r"代理(梯度|函数)": "替代梯度, 替代函数",
    r"首个脉冲": "首脉冲",
    r"期望的脉冲|目标脉冲": "期望脉冲",
    r"有限的数|非有限": "NaN 或无穷大",
    r"不是数(?![字据])": "不是数字",
    r"梅尔尺度|梅尔频谱(?!图)": "梅尔刻度, 梅尔频谱图",
    r"图形": "网络图",
    r"沉默|安静": "不发放",
    r"(?<!“)学习面板|“学习”(?!面板)": "“学习”面板",
    r"(?<!全)新权重": "全新权重",
    r"轮次(?!上)|批次|较小的批": "训练轮数, 批大小",
    # a word that means something else
    r"(?<!信号)源(脉冲|发放|的脉冲|的发放)|目标的?(脉冲|发放|膜)": "突触前, 突触后",
    r"脉冲突触|脉冲式": "单步电流突触",
    r"资格(?!迹)": "资格迹",
    r"拟合读出(?!层)|读出(神经元|跟随|不相符|的大小)|线性读出(?!层)": "读出层, 读出值",
    # as Chinese readers know them
    r"S 型": "Sigmoid",
    r"Hebb 学习": "赫布学习",
    r"脉冲时间依赖": "脉冲时序依赖",
    r"修正线性单元(?!(\*)?（ReLU）)": "修正线性单元（ReLU）",
    r"你": "您, or no pronoun",
}
"""Words, and the one that stands in the place of each."""

MENDED = {
    "想要的脉冲": "期望脉冲", "脉冲的记忆": "脉冲迹的时间常数", "权重缩短学习率的这一比例": "权重衰减", "变锐": "变陡",
    "每个目标一个自己的序列": "每个目标各发一路脉冲序列", "在“学习”中训练": "在“学习”面板中训练",
    "源脉冲的迹": "突触前迹", "脉冲对的资格": "脉冲对的资格迹",
    "正在拟合读出": "正在拟合读出层", "出现非有限的数": "出现了 NaN 或无穷大",
}  # fmt: skip
"""Phrases as they were and as they are."""

TOLD = re.compile(r"(An?|Available|Did|Its?|The|There|These|They|This)\b|\{")
"""How remedies begin that ask for nothing."""

SIGN = "[\u3400-\u9fff]"
MARK = "[\u3000-\u303f\uff00-\uffef\u2018-\u201d]"
FORMULA = re.compile(r"\*|&|ms$|\d{4}[a-z]?$|\{kinds\}$|.*([<>=/]| - |, [\da-z{])")
"""What stands in plain brackets: patterns of files, keys of menus, a column, years, coordinates, formulas."""


def lessons() -> Iterator[tuple[str, str]]:
    for path in sorted(LESSONS.glob("*/zh.md")):
        yield from ((path.parent.name, line) for line in path.read_text("utf-8").splitlines())
    for chapter in json.loads((LESSONS / "chapters.json").read_text("utf-8")):
        yield chapter["key"], chapter["titles"]["zh"]


def glossary() -> Iterator[tuple[str, str]]:
    """The Chinese terms by the English ones; what a remark refuses is not among them."""
    for line in GLOSSARY.splitlines():
        if line.startswith("| ") and not line.startswith("| English"):
            english, chinese, _ = (cell.strip() for cell in line.strip("|").split("|"))
            yield english, chinese


def texts() -> list[tuple[str, str]]:
    return [*CATALOGUE.items(), *lessons(), *glossary()]


def wrong(pattern: str, among: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(place, text) for place, text in among if re.search(pattern, text)]


def brackets(text: str) -> list[str]:
    """What stands in plain brackets beside Chinese and is no formula."""
    beside = rf"(?:{SIGN}|{MARK})"
    found = re.finditer(
        rf"(?P<before>{beside} ?)?(?<![\w.“])\((?P<held>[^()]*)\)(?P<after> ?{beside})?|", text, re.ASCII
    )
    return [m["held"] for m in found if (m["before"] or m["after"]) and not FORMULA.match(m["held"])]


def test_there_is_much_to_read() -> None:
    assert len(CATALOGUE) > 3000 and len(list(lessons())) > 250 and len(list(glossary())) > 90


@pytest.mark.parametrize("refused", REFUSED)
def test_a_word_that_was_replaced_does_not_come_back(refused: str) -> None:
    assert not wrong(refused, texts()), REFUSED[refused]


@pytest.mark.parametrize(("before", "now"), MENDED.items())
def test_phrases_as_they_were_are_refused_and_those_of_today_are_not(before: str, now: str) -> None:
    assert any(re.search(refused, before) for refused in REFUSED)
    assert not any(re.search(refused, now) for refused in REFUSED)


def test_per_cent_has_no_space() -> None:
    assert not wrong(r"[\d}] %", texts())
    use_language("zh_CN")
    try:
        assert percent(0.971) == "97.1%"
    finally:
        use_language("en")
    assert percent(0.971) == "97.1 %"


def test_a_date_has_its_spaces() -> None:
    """It read “12 月25 日”."""
    use_language("zh_CN")
    try:
        said = when(0.0)
    finally:
        use_language("en")
    assert re.fullmatch(r"19(69|70) 年 \d+ 月 \d+ 日", said), said


def test_brackets_of_prose_are_full() -> None:
    assert brackets("暂停 (Space)") and brackets("手写数字 (SHD)、") and not brackets("表格 (*.csv)")
    assert not brackets("在 ({x}, {y}) 处") and not brackets("(1 - x) 倍")
    assert not [(place, text) for place, text in texts() if brackets(text)]


def test_a_blank_has_a_space_on_both_sides_and_loses_it_where_chinese_fills_it() -> None:
    assert not wrong(rf"{SIGN}\{{|\}}{SIGN}", list(CATALOGUE.items()))
    assert not wrong(rf"{MARK} \{{|\}} {MARK}", list(CATALOGUE.items()))
    assert spaced("没有群体为 {name} 作答", {"name": "输出层"}) == "没有群体为输出层作答"
    assert spaced("没有群体为 {name} 作答", {"name": "Output"}) == "没有群体为 Output 作答"
    assert spaced("选择 {name} 时", {"name": "“甲”"}) == "选择“甲”时"
    assert spaced("选择 {name} 时", {"name": "（1）"}) == "选择（1）时"
    assert spaced("选择 {name} 时", {"name": ""}) == "选择时"


def test_latin_letters_and_figures_keep_their_distance_from_chinese() -> None:
    plain = [(place, re.sub(r"\*", "", text)) for place, text in texts()]
    close = rf"{SIGN}[A-Za-z0-9]|[A-Za-z0-9]{SIGN}"
    assert wrong(close, [("", "共 3个")]) and not wrong(close, plain)


def test_signs_stand_close() -> None:
    assert not wrong(rf"{SIGN} {SIGN}", texts())


def test_stressed_chinese_stands_close() -> None:
    said = list(lessons())
    assert not wrong(rf"{SIGN} \*+{SIGN}|{SIGN}\*+ {SIGN}", said)


def test_lists_go_on_with_a_mark() -> None:
    assert not wrong(r"\d、 ?… ?(?=[\d{])", texts())


def test_a_sentence_has_one_its_at_most() -> None:
    often = r"(?<!尤)其(?![他中余间实])[^。；\n]*(?<!尤)其(?![他中余间实])"
    assert re.search(often, "将其数值送入编码器，并将其标签连到解码器")
    assert not wrong(often, texts())


def test_every_remedy_is_polite() -> None:
    list(in_sentences())  # every room declares its own
    remedies = {sentence.remedy for sentence in SENTENCES.values()} - {""}
    said = {text: CATALOGUE[text] for text in remedies & CATALOGUE.keys()}
    assert len(said) > 300
    assert not {text: own for text, own in said.items() if "请" not in own and not TOLD.match(text)}
