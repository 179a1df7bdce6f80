"""What a search leaves to learn from: the share of visits for a policy, values of positions.

Moves stand in them as JSON text, since every scenario has moves of its own.
"""

from society.domain.dialogue import Draft
from society.export.formats.format import Format, Record
from society.export.formats.messages import origin, plain
from society.export.shape import text
from society.export.targets import Outlook, Policy


def policy(policy: Policy) -> Record:
    """One moment: what was asked, every reply that was tried, and its share of the visits.

    `target` adds up to 1 and lies beside `completions`; so do moves, visits, priors and values.
    """
    replies = policy.replies
    turn = policy.position.tree.turn
    said = [at for at, each in enumerate(replies) if each.said]
    return {
        "prompt": plain(policy.moments[0].prompt),
        "completions": [each.completion.content for each in policy.moments],
        "target": list(policy.shares),
        "moves": [move(each.draft) for each in replies],
        "visits": [each.draft.visits for each in replies],
        "priors": [each.draft.prior for each in replies],
        "values": [each.draft.value for each in replies],
        "said": said[0] if said else None,
        **origin(policy.lens),
        "turn": policy.position.turn,
        "search": turn.searched.thought if turn.searched else None,
    }


def value(outlook: Outlook) -> Record:
    """One position as the role sees it, and what a search found it worth to the role, in [0, 1]."""
    draft = outlook.reply.draft
    return {
        "messages": plain(outlook.lines),
        "value": draft.value,
        "visits": draft.visits,
        "move": move(draft),
        "said": outlook.reply.said,
        **origin(outlook.lens),
        "turn": outlook.turn,
    }


def move(draft: Draft) -> str | None:
    """The move as JSON text; None where there is none."""
    return text(draft.action.model_dump(mode="json")) if draft.action else None


FORMATS = (
    Format(
        name="search-policy",
        title="policies: replies that a search tried, with their share of the visits",
        needs="policies",
        record=policy,
        losers=True,
    ),
    Format(
        name="search-value",
        title="value models: a position of a search, and what it is worth to the role",
        needs="outlooks",
        record=value,
        losers=True,
    ),
)
