"""What an adapter is worth as a judge: pairs told right, beside the stock model and mere length."""

from collections.abc import Sequence

from society.audit.flaws import KINDS, planted
from society.audit.lora.pairs import Pair
from society.audit.lora.training import Likely
from society.audit.material import Material
from society.domain.dialogue import Dialogue
from society.domain.value import Value
from society.scoring.intervals import Estimate, share


class Row(Value):
    """One kind of flaw, or all of a test: how often the reply without the flaw scored higher.

    `auc` also compares replies of different moments: 0.5 is chance. `over` is the share of replies
    that P(yes) puts on the right side of one half.
    """

    name: str
    adapter: Estimate
    stock: Estimate
    length: Estimate
    auc: float
    over: float


class Test(Value):
    """A named set of pairs with its rows; the first row is all of it."""

    name: str
    rows: tuple[Row, ...]


def casino_pairs(material: Material, wanted: int, *, seed: int = 0) -> list[Pair]:
    """The audit's own planted flaws on its own material, up to `wanted` of each of the nine kinds.

    Neither the dialogues nor the flaws come from the generator that the adapter is trained on.
    """
    made: list[Pair] = []
    for kind in KINDS:
        found = 0
        for item in material.items:
            if found == wanted:
                break
            whole = material.whole(item)
            flawed = planted(whole, item.turn, kind, seed, material.lenders)
            if flawed is None:
                continue
            found += 1
            made.append(_pair(flawed.good, flawed.bad, kind))
    return made


def _pair(good: Dialogue, bad: Dialogue, kind: str) -> Pair:
    before = Dialogue.model_construct(game=good.game, turns=good.turns[:-1])
    return Pair.model_construct(
        before=before,
        good=good.last,
        bad=bad.last,
        kind=kind,
        scenario=good.game.scenario.id,
        locale=good.game.locale,
    )


def told(
    name: str, pairs: Sequence[Pair], adapter: Sequence[Likely], stock: Sequence[Likely]
) -> Test:
    """How a test went, all of it first and then by kind of flaw."""
    lengths = [Likely(len(each.good.text), len(each.bad.text)) for each in pairs]
    if 2 * _hits(lengths) < len(pairs):
        lengths = [Likely(-good, -bad) for good, bad in lengths]
    rows = [_row("all", list(range(len(pairs))), adapter, stock, lengths)]
    for kind in dict.fromkeys(each.kind for each in pairs):
        places = [at for at, each in enumerate(pairs) if each.kind == kind]
        rows.append(_row(kind, places, adapter, stock, lengths))
    return Test(name=name, rows=tuple(rows))


def _row(
    name: str,
    places: Sequence[int],
    adapter: Sequence[Likely],
    stock: Sequence[Likely],
    lengths: Sequence[Likely],
) -> Row:
    chosen = [adapter[at] for at in places]
    return Row(
        name=name,
        adapter=_told_apart(chosen),
        stock=_told_apart([stock[at] for at in places]),
        length=_told_apart([lengths[at] for at in places]),
        auc=_auc(chosen),
        over=sum((each.good > 0.5) + (each.bad < 0.5) for each in chosen) / (2 * len(chosen)),
    )


def _told_apart(found: Sequence[Likely]) -> Estimate:
    return share(_hits(found), len(found))


def _hits(found: Sequence[Likely]) -> int:
    """Pairs told right; of those that are equal, half."""
    right = sum(each.good > each.bad for each in found)
    return right + sum(each.good == each.bad for each in found) // 2


def _auc(found: Sequence[Likely]) -> float:
    from sklearn.metrics import roc_auc_score

    scores = [each.good for each in found] + [each.bad for each in found]
    return float(roc_auc_score([1] * len(found) + [0] * len(found), scores))


def table(test: Test) -> str:
    """The test as a Markdown table."""
    lines = [
        "| flaw | pairs | adapter | stock model | length | AUC |",
        "| --- | ---: | --- | --- | --- | ---: |",
    ]
    for row in test.rows:
        figures = " | ".join(_shown(each) for each in (row.adapter, row.stock, row.length))
        lines.append(f"| {row.name} | {row.adapter.n} | {figures} | {row.auc:.2f} |")
    return "\n".join(lines)


def _shown(found: Estimate) -> str:
    return f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]"
