"""Whose words a row would train on, and whether that is allowed. Pure.

A provider's terms may forbid training on its models' words; one's own machines' and people's are
`own`. It is asked of every turn, since a dialogue may have been gone on with by another model.
"""

from society.domain.episode import Episode

OWN = frozenset(
    {
        *("embedded", "gguf", "human", "scripted"),
        *("ollama", "ollama_chat", "vllm", "hosted_vllm", "sglang"),
        *("llama_cpp", "llamafile", "lm_studio"),
    }
)
"""Names of what runs on one's own machine, or is a person."""


def provider(model: str) -> str:
    """Who serves the model of that name.

    >>> provider("openai/gpt-x"), provider("embedded+judge"), provider("gguf:a.gguf")
    ('openai', 'embedded', 'gguf')
    """
    return model.partition("/")[0].partition("+")[0].partition(":")[0]


def providers(episode: Episode, role: str) -> frozenset[str]:
    """Who made the words of one role; a line that the scenario wrote is nobody's."""
    own = episode.dialogue.by(role)
    spoken = {turn.player for turn in own if turn.player and "opening" not in turn.flags}
    models = {player.partition(":")[2] or player for player in spoken}
    if model := episode.provenance.models.get(role):
        models.add(model)
    return frozenset(map(provider, models)) or frozenset({"unknown"})


def forbidden(episode: Episode, role: str, allowed: tuple[str, ...]) -> str:
    """Why nothing may be learned from this role; empty where it may, or where all is allowed."""
    if not allowed:
        return ""
    fine = {*allowed, *(OWN if "own" in allowed else ())}
    other = sorted(providers(episode, role) - fine)
    return f"the words are of {', '.join(other)}, which is not allowed" if other else ""
