"""What only one side of a game knows, and whether a text that somebody wrote quotes it.

Law: terminal, window and file hide the same; a paraphrase is not found, and nobody says it is.
"""

import re

from society.domain.dialogue import Game, Role
from society.domain.judging import Judgement

_SENTENCE = 8
"""Letters from which a sentence is long enough to be known again."""


def quotes(text: str, game: Game) -> bool:
    """Whether the text repeats a sentence or a secret that one role alone was told."""
    told = text.casefold()
    sentences = (each.casefold() for role in game.roles for each in _own_sentences(role))
    secrets = (secret for role in game.roles for secret in role.secrets if secret)
    # ASCII: between Chinese characters a number stands alone without a space.
    return any(each in told for each in sentences) or any(
        re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text, re.ASCII) for secret in secrets
    )


def discreet(said: Judgement, game: Game, instead: str) -> Judgement:
    """The judgement, its reason put as `instead` where it quotes what only a role knows."""
    return said.model_copy(update={"critique": instead}) if quotes(said.critique, game) else said


def _own_sentences(role: Role) -> list[str]:
    parts = re.split(r"[.!?。！？\n]", f"{role.private}\n{role.goal}")
    return [part.strip() for part in parts if len(part.strip()) >= _SENTENCE]
