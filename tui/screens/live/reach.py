"""How many tokens a model can read, so that one is warned before it cannot read on."""

EMBEDDED = "embedded"


def context_of(model: str) -> int | None:
    """The tokens of a prompt and its reply; None where nobody knows. To be called in a thread."""
    from society.llm.listed import entry
    from society.llm.runtime import CONTEXT

    if model == EMBEDDED:
        return CONTEXT
    told = entry(model).get("max_input_tokens")
    return told if isinstance(told, int) else None
