"""Chinese, Japanese, Korean and Thai: their terms, and that they can be asked about and verified."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from conftest import examples
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.english.tokens import extract_terms, tokenize

TERMS = [
    ("北京开会", ["北京", "京开", "开会"]),
    ("桥", ["桥"]),
    ("在2020年开会", ["2020", "年开", "开会"]),
    ("GDP预算 rose", ["gdp", "预算", "rose"]),
    ("のは", []),  # particles alone
    ("다리를 열었다", ["다리", "리를", "열었", "었다"]),
    ("สะพาน", ["สะพ", "ะพา", "พาน"]),
]
TEXTS = {
    "zh.txt": "桥梁报告\n\n市长王强周五打开了新桥。新桥长三百米，耗资五千万元。学校今天关闭，孩子们很高兴。\n\n他说：「桥很漂亮。」\n",
    "ja.txt": "橋の報告\n\n市長の田中は金曜日に新しい橋を開いた。橋の長さは三百メートルである。学校は今日休みだ。\n",
    "ko.txt": "다리 보고서\n\n시장 김민수는 금요일에 새 다리를 열었다. 다리의 길이는 삼백 미터이다. 학교는 오늘 문을 닫았다.\n",
    "th.txt": "รายงานสะพาน\n\nนายกเทศมนตรีสมชายเปิดสะพานใหม่ในวันศุกร์\n\nโรงเรียนปิดวันนี้\n",
}
ASKED = [
    ("谁打开了新桥？", "市长王强周五打开了新桥。"),
    ("学校什么时候关闭？", "学校今天关闭，孩子们很高兴。"),
    ("橋の長さは？", "橋の長さは三百メートルである。"),
    ("誰が新しい橋を開いた？", "市長の田中は金曜日に新しい橋を開いた。"),
    ("새 다리를 누가 열었나요?", "시장 김민수는 금요일에 새 다리를 열었다."),
    ("ใครเปิดสะพานใหม่", "นายกเทศมนตรีสมชายเปิดสะพานใหม่ในวันศุกร์"),
]


@pytest.mark.parametrize(("text", "terms"), TERMS)
def test_scripts_without_spaces_are_cut_into_grams(text: str, terms: list[str]) -> None:
    assert extract_terms(text) == terms


@examples(100)
@given(st.text("北京开会讨论预算市长新桥", min_size=2, max_size=12), st.text("北京开会 a。", max_size=6))
def test_a_word_shares_its_terms_with_any_text_around_it(word: str, around: str) -> None:
    assert set(extract_terms(word)) <= set(extract_terms(around + word + around))


@examples(100)
@given(st.text("北京橋の다리สะพาน a1,。", max_size=20))
def test_tokens_are_in_order_and_overlap_nowhere(text: str) -> None:
    tokens = tokenize(text)
    assert all(token.start < token.end <= len(text) for token in tokens)
    assert all(one.end <= other.start for one, other in pairwise(tokens))


@pytest.mark.parametrize(("question", "quote"), ASKED)
def test_they_can_be_asked(serve_folder: Callable[..., FlaskClient], question: str, quote: str) -> None:
    reply = serve_folder(TEXTS).post("/ask", json={"question": question}).json
    assert reply["answered"] and reply["citations"][0]["quote"] == quote


@pytest.mark.parametrize("quote", ["周五打开了新桥", "橋の長さは三百メートル", "시장 김민수는 금요일에", "เปิดสะพานใหม่"])
def test_they_can_be_verified(serve_folder: Callable[..., FlaskClient], quote: str) -> None:
    assert serve_folder(TEXTS).post("/verify", json={"quote": quote}).json["verdict"] == "exact"
    assert serve_folder(TEXTS).post("/verify", json={"quote": quote[::-1]}).json["verdict"] == "not_found"
