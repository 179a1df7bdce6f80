"""Which models could not answer for want of a key; keys themselves are never looked at."""

from collections.abc import Iterable

from society.domain.errors import SocietyError
from society.settings import environment
from tui.backstage import Backstage


def keyless(models: Iterable[str], backstage: Backstage) -> list[SocietyError]:
    """An error for each model whose provider's key is not set; for a thread, it reads files."""
    from society.llm.listed import entry
    from society.llm.providers import KEYS

    if backstage.settings.api_base:
        return []
    environ = environment(backstage.environ, backstage.here)
    errors = []
    for model in sorted(set(models) - {""}):
        first, slash, _ = model.partition("/")
        provider = first if slash else str(entry(model).get("litellm_provider", ""))
        names = KEYS.get(provider, ())
        if names and not any(environ.get(name) for name in names):
            errors.append(_missing(model, names[0]))
    return errors


def _missing(model: str, variable: str) -> SocietyError:
    return SocietyError(
        f"no API key for {model}",
        hint=f"set {variable} (F2 shows which are set), or run with the model `embedded`",
    )
