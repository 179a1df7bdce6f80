"""The judges that ask a model speak the language of the game; English as they always did."""

import re
from pathlib import Path

import pytest

from judges.phrases import CHINESE, ENGLISH
from judges.rubric_sheet import editions, names
from society import Dialogue, SocietyError
from society.domain.calls import Message
from society.llm.judge_model import JudgeModel
from society.llm.scripted import Scripted
from society.play.asking import Case, ask
from society.plugins import find
from society.testing import sample_dialogue
from tests.judges.asked import SHEET, prompts, written

BEFORE = Path(__file__).with_name("prompts_en.json")
TRANSLATED = """+++
[criteria.warm_tone]
about = "语气友善"

[criteria.wit]
about = "有趣"
ask = "这句话有趣吗？"
+++

你评判的是礼貌。
"""
ENGLISH_WORDS = re.compile("[A-Za-z]{2,}")


def sale(locale: str) -> Dialogue:
    whole = sample_dialogue()
    game = whole.game.model_copy(update={"locale": locale})
    return Dialogue(game=game, turns=whole.turns[:5])


def chinese(here: Path) -> Path:
    (here / "kind.zh.md").write_text(TRANSLATED, encoding="utf-8")
    return here


def around(asked: list[Message]) -> str:
    """What the judge says, without the dialogue, field names and other code."""
    told = "\n".join(each.content for each in asked if not each.content.startswith("{"))
    return re.sub(r"`[^`]*`|\"[A-Za-z]+\"|'[a-z]+'", "", told)


async def test_english_prompts_are_what_they_were_to_the_letter(tmp_path: Path) -> None:
    assert written(await prompts(sale("en"), tmp_path)) == BEFORE.read_text(encoding="utf-8")


async def test_a_chinese_game_is_judged_in_chinese(tmp_path: Path) -> None:
    asked = await prompts(sale("zh"), chinese(tmp_path))

    for name in asked.keys() - {"one question"}:
        english = set(ENGLISH_WORDS.findall(around(asked[name])))
        assert english <= {"JSON", "seller", "Ann", "agreement", "Yes", "wit", "warm", "tone"}, name


async def test_the_question_that_the_adapter_learned_is_the_same_in_every_language(
    tmp_path: Path,
) -> None:
    first, second = [
        (await prompts(sale(locale), tmp_path))["one question"] for locale in ("en", "zh")
    ]

    assert first == second


async def test_a_judges_plain_question_is_framed_in_the_games_language() -> None:
    found = []
    for locale in ("en", "zh-TW"):
        model = Scripted(['{"reason": "r", "score": 0.5}'])
        await JudgeModel(model, locale=locale).score("?")
        found.append(model.heard[0][0].content)

    assert found[0] == (
        "You are a judge. Answer with one JSON object: first `reason`, one or two sentences, then "
        "`score`, a number from 0 (worst) to 1 (best)."
    )
    assert found[1].startswith("你是裁判。")
    assert "从 0（最差）到 1（最好）" in found[1]


async def test_a_judge_that_is_asked_about_a_chinese_game_is_corrected_in_chinese() -> None:
    model = Scripted(["{}"], again=True)

    await ask(find("rubric"), Case(dialogue=sale("zh"), turn=4), model=model)

    assert model.heard[1][-1].content.startswith("格式不对：")


async def test_a_rubric_without_chinese_words_is_asked_in_its_own(tmp_path: Path) -> None:
    asked = await prompts(sale("zh"), tmp_path)

    assert "You judge manners." in asked["scores"][0].content
    assert "- warm_tone：is kind" in asked["scores"][0].content
    assert asked["questions"][3].content == "它是否做到了这一点：is kind？\n" + (
        "只用一个字回答：是或否。"
    )


def test_every_rubric_that_ships_is_in_chinese_too() -> None:
    for name in names():
        rubric = editions(name, None)
        assert rubric.spoken("zh") is not rubric.spoken("en")
        words = [
            rubric.chinese.guidance,
            *(each.about for each in rubric.chinese.criteria.values()),
        ]
        assert not ENGLISH_WORDS.search("\n".join(words)), name
        asked = [each.question(key, "zh") for key, each in rubric.chinese.criteria.items()]
        assert all(question.endswith("？") for question in asked)
        given = {key: bool(each.ask) for key, each in rubric.sheet.criteria.items()}
        assert given == {key: bool(each.ask) for key, each in rubric.chinese.criteria.items()}


def test_a_translation_changes_words_alone(tmp_path: Path) -> None:
    (chinese(tmp_path) / "kind.md").write_text(SHEET, encoding="utf-8")

    rubric = editions("kind.md", tmp_path)

    assert rubric.spoken("zh").scale == rubric.spoken("en").scale
    assert rubric.spoken("zh").criteria["wit"].about == "有趣"
    assert rubric.spoken("en").criteria["wit"].about == "is funny"


def test_a_changed_translation_is_another_judge(tmp_path: Path) -> None:
    (tmp_path / "kind.md").write_text(SHEET, encoding="utf-8")
    params = {"rubric": "kind.md"}
    before = find("rubric", params=params, here=tmp_path).version

    chinese(tmp_path)

    assert find("rubric", params=params, here=tmp_path).version != before


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(TRANSLATED.replace("wit]", "wits]"), "differ in wit, wits", id="another"),
        pytest.param(TRANSLATED.replace('ask = "', "ask = 3 # "), "wit.ask", id="no text"),
        pytest.param("你评判的是礼貌。", "no front matter", id="no front matter"),
    ],
)
def test_a_translation_that_does_not_fit_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "kind.md").write_text(SHEET, encoding="utf-8")
    (tmp_path / "kind.zh.md").write_text(text, encoding="utf-8")

    with pytest.raises(SocietyError, match=why):
        editions("kind.md", tmp_path)


def test_a_translation_is_not_read_from_outside_the_folder(tmp_path: Path) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere.md"
    here.mkdir()
    elsewhere.write_text(TRANSLATED, encoding="utf-8")
    (here / "kind.md").write_text(SHEET, encoding="utf-8")
    (here / "kind.zh.md").symlink_to(elsewhere)

    rubric = editions("kind.md", here)

    assert rubric.chinese is rubric.sheet


def test_both_languages_fill_in_the_same() -> None:
    fields = re.compile(r"\{(\w+)")
    for name in type(ENGLISH).model_fields:
        english, chinese_ = (set(fields.findall(getattr(w, name))) for w in (ENGLISH, CHINESE))
        assert english - {"locale"} == chinese_ - {"locale"} or name == "question", name
