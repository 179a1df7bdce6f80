"""The words of templated dialogues, by language: what people say around a move."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from society.players.lexicon import chinese


@dataclass(frozen=True)
class Phrases:
    """One language's sentences; `{}` is where a word, a fact, a number or terms stand."""

    reactions: tuple[str, ...]
    takes_up: tuple[str, ...]
    reasons: tuple[str, ...]
    asides: tuple[str, ...]
    agreed: tuple[str, ...]
    farewells: tuple[str, ...]
    waiting: tuple[str, ...]
    prices: tuple[str, ...]
    offers: tuple[str, ...]
    vague: tuple[str, ...]
    numbered: str
    priced: str
    named: str
    comma: str
    last_comma: str
    first_person: Mapping[str, str]

    def own(self, fact: str) -> str:
        """A fact told to `you`, as `I` say it."""
        for you, i in self.first_person.items():
            fact = re.sub(you, i, fact)
        return fact[:1].upper() + fact[1:]

    def listed(self, terms: Sequence[str]) -> str:
        """Terms as one list."""
        if len(terms) < 2:
            return "".join(terms)
        return self.comma.join(terms[:-1]) + self.last_comma + terms[-1]


ENGLISH = Phrases(
    reactions=(
        "I hear you.", "That makes sense.", "Fair point.", "I see what you mean.",
        "Thanks for telling me.", "I understand, and I would feel the same.", "Hm, let me think.",
        "Okay, that helps me to understand.", "Good to know.", "I did not expect that.",
        "That is a start.", "You are not making it easy!", "I appreciate that.", "Right.",
        "Well, that is a bit much for me.", "I like how you think.",
        "Not bad, but not enough yet.",
        "Sure, we can talk about it.", "No worries, I get it.", "That sounds pretty good.",
    ),
    takes_up=(
        "I hear you about the {}.", "You mentioned the {}, and I get that.",
        "As for the {}, we can find a way.", "The {} matters to me too.",
        "I thought about the {} as well.", "Why is the {} so important to you?",
        "If the {} is what counts for you, let us start there.", "Okay, the {} is a fair point.",
        "I did not know about the {}.", "Let us not forget the {}.",
    ),
    reasons=(
        "{}.", "You see, {}.", "The thing is: {}.", "{}, so please understand me.",
        "Remember: {}.", "{}, and that counts for something.", "To be honest, {}.",
        "{}, you know.", "I have to think of this: {}.", "{}, which is why I ask.",
    ),
    asides=(
        "What do you think?", "Does that work for you?", "I hope we can both be happy.",
        "Let me know.", "Thank you for being patient.", "How does that sound?",
        "I think that is fair to both of us.", "Would you be okay with that?",
        "I really want to make this work.", "Take your time.", "What matters most to you?",
        "And how is your day?", "It was nice of you to come.", "Let us find something together.",
    ),
    agreed=(
        "Deal! Thank you so much.", "That works for me, let us do it.", "Sounds great, I accept.",
        "You have a deal, good luck with everything!", "Okay, I can do that. Thanks!",
        "Perfect, we both get what we need.", "I am fine with that split.",
        "That is fair, I will take it.", "All right, I agree to that offer.",
    ),
    farewells=(
        "I do not think we will agree, sorry.", "Then I have to say no. Have a good day!",
        "I cannot go that far, so let us leave it.", "We tried, but it is not enough for me.",
    ),
    waiting=(
        "I am not sure yet, tell me more.", "What would you suggest?", "Let me hear your idea.",
        "What do you need most?", "Could you say a bit more about that?",
    ),
    prices=(
        "How does {} sound?", "I was thinking {}.", "I can do {}.", "Could we meet at {}?",
        "What if we say {}?", "Let us settle on {}.", "My number is {} now.",
        "{} and we are done.",
    ),
    offers=(
        "How about {}?", "I propose {}.", "What if we say {}?", "I would like {}.",
        "Let us try {}.", "Could we do {}?", "My suggestion: {}.", "I was thinking {}.",
        "Would you agree to {}?", "I could live with {}.", "Then {} would be fair.",
        "I need at least {}.", "I can offer {}.", "We could say {}.",
    ),
    vague=("I have an idea how we could share it.", "Let us change it a little."),
    numbered="{1} {0}",
    priced="a {0} of {1}",
    named="{0} for {1}",
    comma=", ",
    last_comma=" and ",
    first_person=MappingProxyType({
        r"\b[Yy]ou are\b": "I am", r"\b[Yy]ou were\b": "I was", r"\b[Yy]ou\b": "I",
        r"\b[Yy]our\b": "my", r"\bsold I\b": "sold me",
    }),
)  # fmt: skip

CHINESE = Phrases(
    reactions=(
        "我明白你的意思。", "有道理。", "谢谢你告诉我。", "嗯，让我想想。", "这样我就清楚了。",
        "我理解，换了我也一样。", "这个开头不错。", "好，我们可以谈。", "这对我来说有点难。",
    ),
    takes_up=("你说的我听到了：{}。",),
    reasons=("{}。", "你看，{}。", "说实话，{}。", "{}，请你理解。", "别忘了，{}。"),
    asides=("你觉得怎么样？", "这样可以吗？", "希望我们都满意。", "谢谢你的耐心。",
            "你最看重什么？"),
    agreed=("好，成交，谢谢你。", "可以，就这么办。", "我接受你的方案。", "行，这样很公平。"),
    farewells=("我看谈不拢，抱歉。", "那我只好说不了，祝你顺利。", "这个我做不到，算了吧。"),
    waiting=("我还没想好，你再说说。", "你有什么建议？", "先说说你最需要什么。"),
    prices=("{} 元怎么样？", "我想的是 {} 元。", "{} 元可以吗？", "我们就定 {} 元吧。"),
    offers=("{}，怎么样？", "我提议{}。", "要不{}？", "我想要{}。", "{}，可以吗？"),
    vague=("我有个分法，你听听看。", "我们稍微改一改吧。", "这样分对两边都好。",
           "我再让一点，你看行不行？"),
    numbered="{0} {1}",
    priced="{1} 元",
    named="{0}归{1}",
    comma="，",
    last_comma="，",
    first_person=MappingProxyType({"你": "我"}),
)  # fmt: skip


def phrases_of(locale: str) -> Phrases:
    """The sentences in that language; English where there are none."""
    return CHINESE if chinese(locale) else ENGLISH
