"""Words that matter to checks: which carry content, which are numbers, which a machine says."""

import re

_FUNCTION = """
a about after again ago all almost already also always am an and another any anybody anyone
anything are aren't around as at away back be because been before being best better big bit both
but by can can't cannot come comes coming could couldn't deal did didn't do does doesn't doing
don't done down each either else enough even ever every everybody everyone everything exactly far
few fine first for from get gets getting give gives go goes going good got great had has have
haven't having he he'd he'll he's her here hers him his how i i'd i'll i'm i've if in into is isn't
it it'd it'll it's its just keep kind know last least less let let's like little long look looks
lot made make makes many matter may maybe me mean might mine more most much must my myself need
needs neither never new next nice no nobody none nor not nothing now of off offer okay on once one
only or other others our ours out over own pay perhaps place please price quite rather really right
said same say says see seem seems shall she should since so some somebody someone something
somewhere soon sorry still such sure take takes than thank thanks that that's the their them then
there there's these they they'd they'll they're thing things think this those though thought time
to today together told tomorrow too took under until up us very want wants was way we we'd we'll
we're well were what what's when where which while who whose why will with without won't work
works would yes yet you you'd you'll you're you've your yours
agree agreed agrees agreement ask asked asking asks bargain dear fair final friend glad hand hands
happen happens happy hear hope hoped hoping it'd listen live meet mind pleased plus ready shake
start starting starts stay stays talk talking true wait win wins word words yeah
"""

FUNCTION = frozenset(_FUNCTION.split())
"""Words that say little by themselves, those of haggling included."""

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
