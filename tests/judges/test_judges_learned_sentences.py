"""Sentence embeddings: looked for by name, read late, refused where they are not what they were."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from judges.learned_file import load_model, write_model
from judges.learned_material import Material, every, material
from judges.learned_recipes import Recipe, recipes
from judges.learned_sentences import (
    EMBEDDING,
    NEAR,
    PACKAGE,
    SENTENCES,
    Floats,
    embedding,
    sentences,
)
from judges.learned_training import fit, scores
from judges.learned_transformer import WIDTH, Transformer
from society import SocietyError
from tests.judges.lessons import KIND, lessons

LINEAR, BOOSTED = Recipe(1.0, sentences=True), Recipe(1.0, boosted=True, sentences=True)
installed = pytest.mark.skipif(find_spec(PACKAGE) is None, reason="needs the extra embeddings")


def kindness(text: str) -> Floats:
    """A stand-in that knows one thing about words."""
    found = np.zeros(WIDTH)
    found[0 if text in KIND else 1] = 1.0 if text.strip() else 0.0
    return found


@pytest.fixture(scope="module")
def found() -> Material:
    return material(lessons(), kindness)


def test_a_turn_points_somewhere_and_is_near_what_it_answers() -> None:
    dialogue = lessons()[5].dialogue

    figures = sentences(dialogue, kindness)

    assert len(figures) == SENTENCES == WIDTH + len(NEAR)
    assert figures[:WIDTH] == pytest.approx(kindness(dialogue.last.text))
    assert figures[WIDTH + 1] == float(
        kindness(dialogue.last.text) @ kindness(dialogue.turns[-2].text)
    )


@pytest.mark.parametrize("recipe", [LINEAR, BOOSTED], ids=["linear", "boosted"])
def test_a_turn_read_alone_scores_as_it_did_among_all(found: Material, recipe: Recipe) -> None:
    model = fit(found, every(found), recipe)

    together = [model.valued(total) for total in scores(model, found, every(found))]
    alone = [model.read(each.dialogue, each.role).value for each in lessons()]

    assert alone == pytest.approx(together, abs=1e-9)
    assert model.card["embedding"] == EMBEDDING


def test_a_model_without_its_embedding_says_so_and_guesses_nothing(found: Material) -> None:
    model = fit(found, every(found), LINEAR)

    with pytest.raises(SocietyError, match="needs the sentence embedding"):
        model.totals(np.zeros((1, len(model.arrays["centre"]))), np.zeros((1, 2048)))


def test_a_way_with_embeddings_needs_them() -> None:
    plain = material(lessons())

    with pytest.raises(SocietyError, match="needs sentence embeddings"):
        fit(plain, every(plain), LINEAR)


def test_embeddings_are_tried_only_where_they_were_asked_for() -> None:
    assert not any(each.sentences for each in recipes("best"))
    assert sum(each.sentences for each in recipes("best", sentences=True)) == 3


def test_a_missing_extra_is_named_with_how_to_get_it() -> None:
    with pytest.raises(SocietyError, match="the extra embeddings: no_such_weights") as refused:
        embedding(("no_such_weights", "json"))

    assert "dialogue-society[embeddings]" in (refused.value.hint or "")


def test_a_model_of_another_embedding_is_refused(found: Material, tmp_path: Path) -> None:
    model = fit(found, every(found), LINEAR)
    told = {**model.card, "embedding": "another 0123456789abcdef"}

    with pytest.raises(SocietyError, match="another sentence embedding"):
        write_model(type(model)(model.arrays, told, embed=kindness), tmp_path / "other.npz")


def test_no_words_point_nowhere_and_read_nothing(tmp_path: Path) -> None:
    assert not Transformer(tmp_path / "nowhere", {}).embed(" \n").any()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param(None, "cannot be read", id="no file"),
        pytest.param(b"other weights", "is not that of all-MiniLM", id="another file"),
    ],
)
def test_weights_that_are_not_the_ones_are_refused(
    tmp_path: Path, body: bytes | None, says: str
) -> None:
    if body is not None:
        (tmp_path / "tokenizer.json").write_bytes(body)

    with pytest.raises(SocietyError, match=says):
        Transformer(tmp_path, {"tokenizer.json": "0" * 64}).embed("Hello")


@installed
def test_what_means_the_same_points_the_same_way() -> None:
    embed = embedding()
    bike, same, other = map(
        embed, ("The bicycle is cheap.", "That bike costs little.", "Penguins dive deep.")
    )

    assert float(bike @ bike) == pytest.approx(1.0)
    assert float(bike @ same) > 0.5 > float(bike @ other)


@installed
def test_a_model_with_embeddings_reads_back_and_reads_as_it_did(tmp_path: Path) -> None:
    found = material(lessons(), embedding())
    model = fit(found, every(found), BOOSTED)
    write_model(model, tmp_path / "meant.npz")

    read = load_model(tmp_path / "meant.npz")

    one = lessons()[7]
    assert read.read(one.dialogue, one.role) == model.read(one.dialogue, one.role)


@installed
@pytest.mark.parametrize("text", ["\ud800", "🙂" * 5000, "你好，成交！", "\0", "a " * 9000])
def test_odd_words_point_somewhere(text: str) -> None:
    assert float(np.linalg.norm(embedding()(text))) == pytest.approx(1.0)
