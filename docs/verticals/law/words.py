"""What counsel says to a move, by template, in two languages."""

from random import Random

from society.domain.dialogue import Action, View

TERMS = {
    "en": (
        "We offer a fee of {fee} thousand a year, a cap of {cap} {years} of fees, and data "
        "breaches {breach} the cap.",
        "Our terms are these: a fee of {fee} thousand, a cap of {cap} {years}, and data breaches "
        "{breach} the cap.",
        "I propose a cap of {cap} {years} with data breaches {breach} the cap, and a fee of {fee} "
        "thousand.",
    ),
    "zh": (
        "我方提议：年费 {fee} 万，上限为 {cap} 年的年费，数据泄露{breach}上限约束。",
        "条款如下：上限为 {cap} 年，数据泄露{breach}上限约束，年费 {fee} 万。",
    ),
}
WHY = {
    "en": {
        "vendor": (
            "An exposure without a limit is one that my client cannot insure.",
            "My client prices its risk, and a longer cap is part of the price.",
            "You know what we run for you; the fee pays for people, not for paper.",
            "We have read your comments, and this meets the second of them.",
        ),
        "customer": (
            "My client answers for this data to others.",
            "Whatever the fee is, the cap has to go with it.",
            "We compare three vendors, and yours is the only clause we still discuss.",
            "The fee is a cost to us every year, the clause only if you fail.",
        ),
    },
    "zh": {
        "vendor": ("没有上限的责任我方买不到保险。", "我方按风险定价，上限越高价格越高。"),
        "customer": ("这些数据我方要对别人负责。", "年费定多少，上限就要与之相称。"),
    },
}
AGREED = {
    "en": "Agreed: a fee of {fee} thousand, a cap of {cap} {years}, and data breaches {breach} the "
    "cap. I shall have it drawn up.",
    "zh": "同意：年费 {fee} 万，上限为 {cap} 年，数据泄露{breach}上限约束。我去起草。",
}
LEFT = {"en": "Then there is no contract to be had today.", "zh": "那么今天签不成了，谢谢。"}
BREACH = {"en": ("under", "outside"), "zh": ("受", "不受")}


def words(view: View, move: Action | None, chance: Random) -> str:
    """The words to a move; every term is named as it is moved."""
    language = "zh" if view.locale.startswith("zh") else "en"
    if move is None or move.name == "walk_away":
        return LEFT[language]
    terms = move.args or next(turn.action.args for turn in view.turns[::-1] if turn.action)
    years = "year" if terms["cap"] == 1 else "years"
    named = {**terms, "breach": BREACH[language][terms["breach"]], "years": years}
    if move.name == "accept":
        return AGREED[language].format(**named)
    offer = chance.choice(TERMS[language]).format(**named)
    why = chance.choice(WHY[language][view.role.id])
    return ("" if language == "zh" else " ").join(chance.sample([offer, why], 2))
