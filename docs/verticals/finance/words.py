"""What lender and borrower say to a move, by template, in two languages."""

from random import Random

from society.domain.dialogue import Action, View

TERMS = {
    "en": (
        "I offer {rate} quarters of a percent, that is {percent} percent, over {years} {unit} with "
        "{pledge} machines pledged, which leaves {free} of the three free.",
        "Let us say {rate} quarters, so {percent} percent, for {years} {unit} and {pledge} "
        "machines pledged; {free} of the three stay free.",
    ),
    "zh": (
        "我提议利率 {rate} 档，也就是 {percent}%，期限 {years} 年，"
        "抵押 {pledge} 台机器，还剩 {free} 台。",
        "那就 {rate} 档，合 {percent}%，{years} 年，抵押 {pledge} 台，剩下 {free} 台不抵押。",
    ),
}
LESS = {
    "en": "From {old} to {rate} quarters is {step} {way}.",
    "zh": "从 {old} 档到 {rate} 档，{way} {step} 档。",
}
WAY = {"en": ("less", "more"), "zh": ("降", "升")}
WHY = {
    "en": {
        "bank": (
            "A longer loan ties our money up, and that has a price.",
            "A pledge makes the loan safer, and the rate can follow.",
            "Your books are in order, which is why we talk.",
        ),
        "firm": (
            "More years mean a smaller payment each month.",
            "We need the machines for the work that pays you back.",
            "Two other banks have our papers as well.",
        ),
    },
    "zh": {
        "bank": ("期限越长，我们的资金占用越久。", "有抵押，风险小一些，利率也好谈。"),
        "firm": ("年限长一点，每月还得少一些。", "机器要干活，才有钱还你们。"),
    },
}
AGREED = {
    "en": "Agreed, {rate} quarters, that is {percent} percent, over {years} {unit} with {pledge} "
    "machines pledged.",
    "zh": "成交：{rate} 档，也就是 {percent}%，{years} 年，抵押 {pledge} 台机器。",
}
LEFT = {"en": "Then we shall not come together today.", "zh": "那么今天谈不成了，谢谢。"}


def words(view: View, move: Action | None, chance: Random) -> str:
    """The words to a move; every figure is named, and every sum is right."""
    language = "zh" if view.locale.startswith("zh") else "en"
    if move is None or move.name == "walk_away":
        return LEFT[language]
    terms = move.args or next(turn.action.args for turn in view.turns[::-1] if turn.action)
    rate = terms["rate"]
    unit = "year" if terms["years"] == 1 else "years"
    named = {**terms, "percent": f"{rate / 4:g}", "free": 3 - terms["pledge"], "unit": unit}
    if move.name == "accept":
        return AGREED[language].format(**named)
    own = [turn.action.args for turn in view.turns if turn.role == view.role.id and turn.action]
    said = [chance.choice(WHY[language][view.role.id])]
    if own and own[-1]["rate"] != rate:
        old, way = own[-1]["rate"], WAY[language][rate > own[-1]["rate"]]
        said = [LESS[language].format(old=old, rate=rate, step=abs(rate - old), way=way)]
    said.append(chance.choice(TERMS[language]).format(**named))
    return ("" if language == "zh" else " ").join(said)
