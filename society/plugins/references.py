"""From a reference in a scenario to a judge that can be asked.

An entry point's name, `module:object`, `file.py:object`, `cmd:./judge.sh`, `http://…`, or an
evaluator of another library, `openevals:file.py:object`. What is a program runs only where the
user said so, never because a scenario does.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from society.domain.errors import SocietyError
from society.plugins.juror import Juror, code_of, seat
from society.plugins.members import with_members
from society.plugins.offers import known, load, offered
from society.plugins.permission import Permission
from society.plugins.sources import from_file, from_module, source_of

PROGRAMS = (".sh", ".js", ".rb", ".pl")
LIBRARIES = ("openevals", "deepeval", "inspect", "autoevals", "trl", "verifiers")


def find(
    use: str,
    *,
    params: Mapping[str, Any] | None = None,
    criteria: Mapping[str, float] | None = None,
    here: Path | None = None,
    allow_code: bool = False,
    trusted: Sequence[Path] = (),
    hosts: Sequence[str] = (),
    offers: Iterable[EntryPoint] | None = None,
) -> Juror:
    """The judge that `use` refers to, built with the seat's params and criteria.

    A file's path starts from `here`, the scenario's folder. Files and modules need `allow_code`; a
    file inside a `trusted` folder and a judge in a package that offers judges do not. `hosts` may
    be asked over HTTP, beside this machine. `offers` are the installed judges where the caller
    knows better than the environment. Raises SocietyError.
    """
    found, reference = resolve(
        use, here=here, allow_code=allow_code, trusted=trusted, hosts=hosts, offers=offers
    )
    juror = seat(found, reference, params=params, criteria=criteria, here=here)
    permitted = partial(
        find, here=here, allow_code=allow_code, trusted=trusted, hosts=hosts, offers=offers
    )
    return with_members(juror, permitted)


def resolve(
    use: str,
    *,
    here: Path | None = None,
    allow_code: bool = False,
    trusted: Sequence[Path] = (),
    hosts: Sequence[str] = (),
    offers: Iterable[EntryPoint] | None = None,
) -> tuple[object, str]:
    """The object that `use` refers to, as its author wrote it, and the reference in full."""
    permission = Permission(allow_code, tuple(trusted), tuple(hosts))
    scheme, colon, rest = use.partition(":")
    if colon and scheme == "cmd":
        from society.plugins.program import from_program

        return from_program(use, here, permission), use
    if colon and scheme in ("http", "https"):
        from society.plugins.service import from_service

        return from_service(use, permission), use
    if colon and scheme in LIBRARIES:
        return _of_library(scheme, rest, here, permission, offers), use
    return _of_python(use, here, permission, offers)


def names_file(use: str) -> bool:
    """Whether a file is named: on the command line that is the permission to run it."""
    scheme, _, rest = use.partition(":")
    if scheme in ("cmd", "http", "https"):
        return scheme == "cmd"
    bare = _unmarked(rest)[0] if scheme in LIBRARIES else use
    return bare.endswith(".py") or bare.rpartition(":")[0].endswith(".py")


def in_full(use: str, here: Path) -> str:
    """The reference with the file that it names as a whole path, from the folder `here`.

    >>> in_full("deal", Path("/home")), in_full("cmd:./tone.sh#scope=pair", Path("/home"))
    ('deal', 'cmd:/home/tone.sh#scope=pair')
    """
    if not names_file(use):
        return use
    scheme, colon, rest = use.partition(":")
    if scheme != "cmd" and scheme not in LIBRARIES:
        return _file_in_full(use, here)
    bare, mark, marks = _unmarked(rest)
    whole = str((here / bare).resolve()) if scheme == "cmd" else _file_in_full(bare, here)
    # A folder may have a # in its name: then the last one is where the marks begin.
    return f"{scheme}{colon}{whole}{mark or '#' * ('#' in whole)}{marks}"


def _file_in_full(use: str, here: Path) -> str:
    file, colon, name = (use, "", "") if use.endswith(".py") else use.rpartition(":")
    return f"{(here / file).resolve()}{colon}{name}"


def _unmarked(use: str) -> tuple[str, str, str]:
    bare, mark, marks = use.rpartition("#")
    return (bare, mark, marks) if mark else (use, "", "")


def _is_path(use: str) -> bool:
    bare = use.partition("#")[0]
    return "/" in bare or bare.endswith(PROGRAMS)


def _no_python(use: str) -> SocietyError:
    """The error of a path that is no Python file: it may be a program."""
    bare = use.partition("#")[0]
    called = bare if bare.startswith(("/", "./", "../")) else f"./{bare}"
    return SocietyError(
        f"{use!r} is the path of no Python file, so nothing in it can be called",
        hint=f"a program is written cmd:{called}{use[len(bare) :]}; a judge's file ends in .py",
    )


def _of_library(
    scheme: str,
    rest: str,
    here: Path | None,
    permission: Permission,
    offers: Iterable[EntryPoint] | None,
) -> object:
    from society.plugins.adapters import adapted, library
    from society.plugins.marks import split

    adapter = library(scheme)
    bare, badge = split(rest, f"an evaluator of {scheme}")
    where, _, name = bare.rpartition(":")
    if not where:
        raise SocietyError(
            f"judge '{scheme}:{rest}' names no evaluator",
            hint=f"write {scheme}:file.py:object or {scheme}:module:object",
        )
    found: Any = _of_python(bare, here, permission, offers)[0]
    return adapted(adapter, found, badge(name), code_of(found) + source_of(where, here))


def _of_python(
    use: str, here: Path | None, permission: Permission, offers: Iterable[EntryPoint] | None
) -> tuple[object, str]:
    judges = known(offers)
    where, _, name = use.rpartition(":") if ":" in use else ("", "", use)
    if use.endswith(".py") or where.endswith(".py"):
        return from_file(where or use, name if where else "", here, permission), use
    if where and not _is_path(where):
        return from_module(use, where, name, permission, judges), use
    if _is_path(use):
        raise _no_python(use)
    offer = offered(use, judges)
    return load(offer), offer.value
