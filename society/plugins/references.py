"""From a reference in a scenario to a callable: an entry point, `module:object`, `file.py:object`.

A judge in a file is a program. It runs only where the user said so, never because a scenario does.
"""

import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, reduce
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points, packages_distributions
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from society.domain.errors import ForeignError, SocietyError, boundary
from society.domain.judging import Badge
from society.plugins.juror import Juror, badge_of, seat, version_of

GROUP = "society.judges"
ELSEWHERE = ("cmd", "http", "https", "openevals", "deepeval", "inspect")
WRITE = "write module:object or file.py:object"


@dataclass(frozen=True)
class Permission:
    """What may run that is not installed as a judge: anything, or files in trusted folders."""

    allow_code: bool = False
    trusted: tuple[Path, ...] = ()

    def covers(self, file: Path) -> bool:
        """Whether that file may run."""
        inside = any(file.is_relative_to(folder.resolve()) for folder in self.trusted)
        return self.allow_code or inside


@dataclass(frozen=True)
class Installed:
    """A judge that an installed package offers; `error` says why it cannot be had."""

    name: str
    reference: str
    package: str
    badge: Badge | None = None
    version: str = ""
    error: str = ""
    hint: str = ""


def find(
    use: str,
    *,
    params: Mapping[str, Any] | None = None,
    criteria: Mapping[str, float] | None = None,
    here: Path | None = None,
    allow_code: bool = False,
    trusted: Sequence[Path] = (),
    offers: Iterable[EntryPoint] | None = None,
) -> Juror:
    """The judge that `use` refers to, built with the seat's params and criteria.

    A file's path starts from `here`, the scenario's folder. Files and modules need `allow_code`; a
    file inside a `trusted` folder and a judge in a package that offers judges do not. `offers` are
    the installed judges where the caller knows better than the environment. Raises SocietyError.
    """
    found, reference = resolve(
        use, here=here, allow_code=allow_code, trusted=trusted, offers=offers
    )
    return seat(found, reference, params=params, criteria=criteria, here=here)


def resolve(
    use: str,
    *,
    here: Path | None = None,
    allow_code: bool = False,
    trusted: Sequence[Path] = (),
    offers: Iterable[EntryPoint] | None = None,
) -> tuple[object, str]:
    """The object that `use` refers to, as its author wrote it, and the reference in full."""
    known = _known(offers)
    permission = Permission(allow_code, tuple(trusted))
    where, _, name = use.rpartition(":") if ":" in use else ("", "", use)
    if use.endswith(".py") or where.endswith(".py"):
        return _from_file(where or use, name if where else "", here, permission), use
    if where:
        return _from_module(use, where, name, permission, known), use
    offer = _offered(use, known)
    return _load(offer), offer.value


def installed(offers: Iterable[EntryPoint] | None = None) -> list[Installed]:
    """Every judge that an installed package offers, by name, with those that do not load."""
    return [_installed(offer) for offer in sorted(_known(offers), key=lambda offer: offer.name)]


def _installed(offer: EntryPoint) -> Installed:
    package = offer.dist.name if offer.dist else ""
    try:
        found = _load(offer)
        badge = badge_of(found)
    except SocietyError as error:
        return Installed(offer.name, offer.value, package, error=error.message, hint=error.hint)
    version = version_of(found, found, badge, {}, {})
    return Installed(offer.name, offer.value, package, badge=badge, version=version)


def _known(offers: Iterable[EntryPoint] | None) -> tuple[EntryPoint, ...]:
    found = _offers() if offers is None else offers
    return tuple({(offer.name, offer.value): offer for offer in found}.values())


@cache
def _offers() -> tuple[EntryPoint, ...]:
    """What is installed: read once, since it takes as long as a turn."""
    return tuple(entry_points(group=GROUP))


def _offered(use: str, known: Sequence[EntryPoint]) -> EntryPoint:
    named = [offer for offer in known if offer.name == use]
    if len(named) == 1:
        return named[0]
    if named:
        values = " and ".join(offer.value for offer in named)
        raise SocietyError(
            f"two judges are installed as {use!r}: {values}", hint="write which, as module:object"
        )
    names = sorted({offer.name for offer in known})
    close = get_close_matches(use, names, 1)
    meant = f"did you mean {close[0]}? " if close else ""
    raise SocietyError(
        f"no judge is installed as {use!r}",
        hint=f"{meant}installed: {', '.join(names) or 'none'}; or {WRITE}",
    )


def _load(offer: EntryPoint) -> Callable[..., Any]:
    where = f"judge {offer.name!r} ({offer.value})"
    try:
        with boundary(where):
            found: Callable[..., Any] = offer.load()
    except ForeignError as bug:
        why = str(bug.__cause__)
        if not isinstance(bug.__cause__, ImportError):
            why = f"{type(bug.__cause__).__name__}: {why}"
        raise SocietyError(f"{where} does not import: {why}", hint=_rival(offer)) from bug
    return found


def _rival(offer: EntryPoint) -> str:
    """Who else installs a package of that name: the usual reason why ours is not the one found."""
    package = offer.module.partition(".")[0]
    ours = offer.dist.name if offer.dist else "dialogue-society"
    rivals = sorted({name for name in packages_distributions().get(package, []) if name != ours})
    if rivals:
        named = " and ".join([ours, *rivals])
        return f"{named} both install a package {package!r}; keep one of them"
    return f"reinstall {ours}, or remove it"


def _from_module(
    use: str, where: str, name: str, permission: Permission, known: Sequence[EntryPoint]
) -> object:
    scheme = where.partition(":")[0]
    if scheme in ELSEWHERE:
        raise SocietyError(f"this release asks no judges over {scheme}: {use!r}", hint=WRITE)
    vouched = where.partition(".")[0] in {offer.module.partition(".")[0] for offer in known}
    if not (permission.allow_code or vouched):
        raise _forbidden(use)
    with boundary(f"judge {use!r}"):
        module = import_module(where)
    found = _pick(use, module, name)
    if not permission.allow_code and not _marked(found):
        raise _forbidden(use)
    return found


def _from_file(path: str, name: str, here: Path | None, permission: Permission) -> object:
    file = ((here or Path.cwd()) / path).resolve()
    use = f"{path}:{name}" if name else path
    if not permission.covers(file):
        raise _forbidden(use)
    if not file.is_file():
        raise SocietyError(f"there is no file {path!r} for judge {use!r}", hint=f"looked at {file}")
    module = _run_file(file)
    return _pick(use, module, name or _only_judge(path, module))


def _run_file(file: Path) -> ModuleType:
    """The file as a module, run once for each content: its classes keep their module."""
    digest = hashlib.sha256(str(file).encode() + file.read_bytes()).hexdigest()[:16]
    name = f"society_judge_{digest}"
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise SocietyError(
            f"{file.name} cannot be read as Python", hint="a judge's file ends in .py"
        )
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        with boundary(f"judge file {file.name!r}"):
            spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _only_judge(path: str, module: ModuleType) -> str:
    names = [
        name
        for name, value in vars(module).items()
        if _marked(value) and getattr(value, "__module__", "") == module.__name__
    ]
    if len(names) != 1:
        found = ", ".join(names) or "none"
        raise SocietyError(f"{path} holds these judges: {found}", hint=f"write {path}:name")
    return names[0]


def _pick(use: str, module: ModuleType, name: str) -> object:
    try:
        return reduce(getattr, name.split("."), module)
    except AttributeError as missing:
        judges = sorted(key for key, value in vars(module).items() if _marked(value))
        raise SocietyError(
            f"{use!r} names nothing: there is no {name!r}",
            hint=f"marked as judges there: {', '.join(judges) or 'none'}",
        ) from missing


def _marked(value: object) -> bool:
    return isinstance(getattr(value, "__society_judge__", None), Badge)


def _forbidden(use: str) -> SocietyError:
    return SocietyError(
        f"judge {use!r} is a program that the scenario brings along; it has not been run",
        hint="read it, then pass --allow-code, or trust its folder: society config trust FOLDER",
    )
