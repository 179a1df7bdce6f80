"""`society scenario new`: what it asks, and where it writes."""

from pathlib import Path

import pytest

from society.cli.scenario.newcomer import answers, place
from society.domain.errors import ScenarioError, SocietyError
from tests.scenario.conftest import Run


def test_new_writes_a_file_that_lints_clean(society: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine" / "market" / "my_lamp.yaml"

    code, out, err = society(
        *("scenario", "new", "market/my_lamp", "--out", tmp_path / "mine", "--template", "group"),
        *("--roles", "ann, bo, cy", "--locale", "en,zh", "--title", "A lamp: whose?"),
    )

    assert code == 0
    assert out == f"{path}\n"
    assert f"society scenario lint {path}" in err
    assert society("scenario", "lint", path)[0] == 0
    shown = society("scenario", "show", "market/my_lamp", "--dir", tmp_path / "mine")
    assert "A lamp: whose?" in shown[1]


def test_new_never_writes_over_a_file_unasked(society: Run, tmp_path: Path) -> None:
    target = tmp_path / "lamp.yaml"
    target.write_text("mine", encoding="utf-8")

    code, _, err = society("scenario", "new", "lamp", "--out", tmp_path)
    assert code == 2
    assert "exists" in err
    assert target.read_text(encoding="utf-8") == "mine"

    assert society("scenario", "new", "lamp", "--out", tmp_path, "--force")[0] == 0
    assert "scenario/v1" in target.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lamp.yaml"]


def test_new_without_a_terminal_needs_an_id(society: Run) -> None:
    code, _, err = society("scenario", "new")

    assert code == 2
    assert "a new scenario needs an id" in err


def test_a_link_is_replaced_and_never_written_through(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs", encoding="utf-8")
    out = tmp_path / "mine"
    out.mkdir()
    (out / "lamp.yaml").symlink_to(tmp_path / "theirs")
    (out / "market").symlink_to(tmp_path)

    with pytest.raises(SocietyError, match="exists"):
        place("lamp", "text", out, force=False)
    place("lamp", "text", out, force=True)
    with pytest.raises(SocietyError, match="leads outside"):
        place("market/lamp", "text", out, force=True)

    assert (tmp_path / "theirs").read_text(encoding="utf-8") == "theirs"
    assert (out / "lamp.yaml").read_text(encoding="utf-8") == "text"


def test_on_a_terminal_it_asks_for_what_is_missing_and_offers_defaults() -> None:
    asked = []

    def ask(question: str, default: str) -> str:
        asked.append((question.split(" ")[0].rstrip("?,"), default))
        return {"id": "market/my_lamp", "languages": "en, zh"}.get(asked[-1][0], default)

    found = answers(ask, "", "", "", "", "")

    assert [name for name, _ in asked] == ["id", "template", "title", "roles", "languages"]
    assert asked[2:4] == [("title", "My lamp"), ("roles", "seller,buyer")]
    assert found == ("market/my_lamp", "bargain", "My lamp", ("seller", "buyer"), ("en", "zh"))


def test_what_is_given_is_not_asked() -> None:
    def never(question: str, default: str) -> str:
        raise AssertionError(question)

    found = answers(never, "lamp", "lesson", "A lamp", "ann,bo", "en")

    assert found == ("lamp", "lesson", "A lamp", ("ann", "bo"), ("en",))


def test_a_wrong_answer_is_told_at_once() -> None:
    with pytest.raises(ScenarioError, match="cannot be an id"):
        answers(lambda question, default: "../x", "", "", "", "", "")
