"""The embedded judge's engine: one short question, and how likely its yes is."""

from society import Dialogue, JudgeError, Model, Sampling, Turn, judge, turn_question, yes_share

SURE = Sampling(temperature=0.0, max_tokens=1)
LISTED, LISTED_HERE = 20, 100
"""How many of the likeliest first tokens are looked at: providers tell 20, llama.cpp more."""

HERE = ("embedded", "gguf:")

ANSWER = 'root ::= "Yes" | "No"'
"""What may be said; the probabilities told are those before this choice."""


@judge(scope="turn", embedded="verifier")
async def verifier(turn: Turn, dialogue: Dialogue, model: Model) -> tuple[float, str]:
    """How likely the model says yes, this is a good reply, over yes and no.

    Made for `model: embedded+judge`, whose adapter learned this very question; any model that tells
    log-probabilities can be asked. It hears rudeness, pleading, broken and stray replies, in
    English; numbers are for `deal` and `answer`.
    """
    listed = LISTED_HERE if model.name.startswith(HERE) else LISTED
    reply = await model.reply(
        turn_question(dialogue, turn), sampling=SURE, grammar=ANSWER, logprobs=listed
    )
    if not reply.logprobs:
        raise JudgeError(f"{model.name} tells no log-probabilities; choose another model")
    share = yes_share(reply.logprobs[0].top)
    if share is None:
        raise JudgeError(f"neither yes nor no: {reply.text[:40]!r}")
    return share, f"a good reply? yes, {share:.0%} sure"
