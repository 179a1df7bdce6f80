"""Words that matter to checks: which carry content, which are numbers, which a machine says."""

import re

_PLAIN = """
a about after again ago all almost already also always am an and another any anybody anyone
anything are aren't around as at away be because been before being both but by can can't cannot
could couldn't did didn't do does doesn't don't done each either else even ever every everybody
everyone for from had has have haven't having he he'd he'll he's her here hers him his how i i'd
i'll i'm i've if in into is isn't it it'd it'll it's its just let's many may me might mine much
must my myself neither never no nobody none nor not now of off on once one only or other others
our ours out over own really see seem seems shall she should since so some somebody someone
somewhere still such than that that's the their them then there there's these they they'd they'll
they're this those though to too took under until us very was way we we'd we'll we're well were
what what's when where which while who whose why will with without won't would yes yet you you'd
you'll you're you've your yours
"""

_MOVES = """
accept agree agreed agreement agrees ask asked asking asks bargain cost deal down final get gets
getting give gives go goes going got hand hands know last least less let made make makes more most
need needs offer pay price said same say says shake start starting starts stay stays take takes
talk talking up want wants win wins word words
"""

_COMMON = """
back best better big bit care come comes coming dear doing enough everything exactly fair far few
fine first friend glad good great happen happens happy hear hope hoped hoping join keep kind last
late leave left like listen little live long look looks lot matter maybe mean meet mind new next
nice nothing okay perhaps place please pleased plus quite rather ready right something soon sorry
sure thank thanks thing things think thought time today together told tomorrow true wait work
works yeah
"""

PLAIN = frozenset((_PLAIN + _MOVES).split())
"""Words that say nothing beside a move: grammar, and haggling itself."""

FUNCTION = PLAIN | frozenset(_COMMON.split())
"""Words that say little by themselves."""

_DANGLING = "a an the of to in on at by for with and but or so if than as my your its very i"
DANGLING = frozenset(_DANGLING.split())
"""Words that no English sentence ends with: where one does, it was cut."""

NUMBER_WORDS = re.compile(
    r"\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|twice|doubled?|triple|percent"
    r"|one (?:more|less|week|month|day|year|dollar|point)s?)\b"
    r"|[两二三四五六七八九十]+[个元块周月天年位包份倍]|[百千万亿]|一半|翻倍",
    re.IGNORECASE,
)
"""Numbers in words. `one` is mostly a pronoun and only counts before a unit."""

MACHINE = re.compile(
    r"\b(?:ai|a\.i|assistant|language model|chatbot|assist|assistance|http|www|email|website|click"
    r"|prompt|user|customer service|i'?m here to help|happy to help|help you with"
    r"|provide you|feel free|sentence|sorry for your loss)\b|人工智能|语言模型|助手",
    re.IGNORECASE,
)
"""What an assistant says and a person at a table does not."""

_CHINESE_PLAIN = frozenset("的了是我你他她它们这那有在不就也都很还要和吗吧呢啊可以会说好个元给")


def words(text: str) -> list[str]:
    """The words of a text in lower case, apostrophes kept inside them.

    >>> words("It isn't MINE – 12!")
    ['it', "isn't", 'mine', '12']
    """
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower().replace("’", "'"))


def chinese(locale: str) -> bool:
    """Whether texts in that locale are counted by characters."""
    return locale.lower().startswith("zh")


def content_words(text: str, locale: str = "en") -> list[str]:
    """The words that carry content; for Chinese the characters that do. Numbers are none."""
    if chinese(locale):
        return [each for each in text if each.isalpha() and each not in _CHINESE_PLAIN]
    return [each for each in words(text) if each not in FUNCTION and not each.isdigit()]


def stem(word: str) -> str:
    """A word without its ending, roughly: enough to see that two words are kin.

    >>> stem("scratched") == stem("scratches"), stem("bike") == stem("bikes")
    (True, True)
    """
    for ending in ("'s", "ing", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
