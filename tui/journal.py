"""What went wrong, written down for whoever mends it: a JSON object a line, without keys."""

import json
import traceback
from typing import TYPE_CHECKING

from society.llm.scrub import Scrubber
from society.settings import environment

if TYPE_CHECKING:
    from tui.backstage import Backstage


def write(backstage: "Backstage", error: BaseException) -> None:
    """Add an error with its traceback; the values of variables are never in it."""
    scrub = Scrubber(environment(backstage.environ, backstage.here))
    told = {
        "time": backstage.now().isoformat(timespec="milliseconds"),
        "error": type(error).__name__,
        "message": scrub(str(error)),
        "traceback": scrub("".join(traceback.format_exception(error))),
    }
    backstage.log.parent.mkdir(parents=True, exist_ok=True)
    with backstage.log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")
