"""Where a command line begins and where every error ends: one sentence, one exit code."""

import asyncio
import errno
import os
import re
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper

from cyclopts import App, CycloptsError, Parameter

from society import __version__
from society.cli.output import note, out
from society.cli.signals import let_go_of_the_terminal
from society.domain.errors import Exit, SocietyError

HELP = """Agents talk, judges pay every turn, winning dialogues become training data.

Start with `society run market/used_bike`: it needs no key.
"""


def build() -> App:
    """The whole command tree; a command's module is imported when it is called."""
    app = App(
        name="society",
        help=HELP,
        version=_version,
        help_format="plaintext",
        console=out(),
        exit_on_error=False,
        print_error=False,
        result_action="return_value",
        default_parameter=Parameter(negative=(), show_default=False),
    )
    for name, where, what in COMMANDS:
        app.command(f"society.cli.{where}", name=name, help=what)
    app.command("society.cli.stage.perform:perform", name="perform", show=False)
    return app


COMMANDS = (
    ("studio", "studio:studio", "Open the window: `society` alone does."),
    ("serve", "serve:serve", "Open the window in a browser."),
    ("run", "play.run:run", "Play one dialogue, watched live."),
    ("resume", "play.run:resume", "Go on with a dialogue that was interrupted."),
    ("batch", "batch.command:batch", "Play many dialogues; the same command again goes on."),
    ("estimate", "estimate.command:estimate", "Say what a batch or a search will take."),
    ("batches", "batch.batches:batches", "List the batches and how far they are."),
    ("list", "show.episodes:list_", "List the dialogues in the store."),
    ("show", "show.episodes:show", "Show one dialogue: turns, rewards, reasons, outcome."),
    ("diff", "show.diff:diff", "Compare two dialogues: words, rewards, outcomes."),
    ("export", "export.command:export", "Write dialogues as training data."),
    ("import", "import_:import_", "Read dialogues back from files."),
    ("scenario", "scenario.command:app", "List, show, lint and write scenario files."),
    ("judge", "judge.command:app", "List, show, test and compare judges; score with one."),
    ("rate", "rate.command:rate", "Score turns yourself, blind; import and export labels."),
    ("search", "search.command:app", "What thinking before speaking brings, and what it costs."),
    ("evolve", "evolve.command:evolve", "Let players get better; promote what is shown to be."),
    ("generation", "evolve.command:app", "What became of each generation of an evolution."),
    ("policy", "policy.command:app", "List, show and write policies: how seats are played."),
    ("league", "league.command:app", "Who plays better than whom: ratings, cycles, best answers."),
    ("curriculum", "curriculum.command:app", "What to practise next, and what to pay for."),
    ("strategy", "strategy.command:app", "What won, what goes with winning, what helps."),
    ("train", "train.command:train", "Train a policy's model on dialogues that went well."),
    ("models", "models:app", "List, fetch and test models."),
    ("db", "db:app", "Where the store is, whether it is sound."),
    ("config", "config:app", "Show settings; trust folders."),
    ("schema", "schema:schema", "Print the JSON Schema of scenario files."),
    ("doctor", "doctor:doctor", "Check this installation."),
    ("completion", "completion:completion", "Print a shell completion script."),
)


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and leave the process with its exit code."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115, PTH123
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    out().file = sys.stdout
    # What a judge prints must not get between the lines of data.
    sys.stdout = sys.stderr
    sys.exit(outcome(sys.argv[1:] if argv is None else argv))


def outcome(argv: Sequence[str]) -> int:
    """Run the command that the words mean; its exit code."""
    return reported(lambda: build()(list(argv) or _alone()))


def _alone() -> list[str]:
    """What `society` by itself means: the window where somebody can see it, otherwise help."""
    from society.cli.studio import at_a_terminal

    return ["studio"] if at_a_terminal() else ["--help"]


def reported(command: Callable[[], object]) -> int:
    """Run it; what a user can mend becomes a sentence on stderr and an exit code."""
    try:
        result = command()
        out().file.flush()
    except SocietyError as error:
        return _tell(error)
    except CycloptsError as error:
        note(f"society: {_sentence(error)}\n  {_help(error)}", "red")
        return Exit.USER
    except (KeyboardInterrupt, asyncio.CancelledError):
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The pipe's end is gone for good.
        out().file = open(os.devnull, "w")  # noqa: SIM115, PTH123
        return Exit.CLOSED_PIPE
    except OSError as error:
        if error.errno == errno.EIO and let_go_of_the_terminal():
            return Exit.TERMINATED
        if error.errno not in {errno.ENOSPC, errno.EIO}:
            raise
        note(f"society: what is printed cannot be written: {error.strerror}", "red")
        return Exit.STORAGE
    return result if isinstance(result, int) else Exit.DONE


def _tell(error: SocietyError) -> int:
    note("society: " + error.message.replace("\n", "\nsociety: "), "red")
    for line in error.hint.splitlines():
        note(f"  {line}")
    return error.exit


def _sentence(error: CycloptsError) -> str:
    return " ".join(str(error).split()).rstrip(".")


def _help(error: CycloptsError) -> str:
    """What to do about it: an option that is said of a role needs to be told which."""
    found = re.search(r"for (--[\w-]+): unable to convert \S+ into dict\[", str(error))
    return f"say of whom: {found[1]}.ROLE" if found else "society --help lists what there is"


def _version() -> str:
    return f"society {__version__} (Python {sys.version.split()[0]})"
