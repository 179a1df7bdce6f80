"""From `module:object` and `file.py:object` to the object, which runs only with permission."""

import hashlib
import sys
from collections.abc import Sequence
from functools import reduce
from importlib import import_module
from importlib.metadata import EntryPoint
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from society.domain.errors import SocietyError, boundary
from society.domain.judging import Badge
from society.plugins.permission import Permission, forbidden


def from_module(
    use: str, where: str, name: str, permission: Permission, known: Sequence[EntryPoint]
) -> object:
    """The object in a module; one of a package that offers judges needs no permission."""
    vouched = where.partition(".")[0] in {offer.module.partition(".")[0] for offer in known}
    if not (permission.allow_code or vouched):
        raise forbidden(use)
    with boundary(f"judge {use!r}"):
        module = import_module(where)
    found = _pick(use, module, name)
    if not permission.allow_code and not _marked(found):
        raise forbidden(use)
    return found


def from_file(path: str, name: str, here: Path | None, permission: Permission) -> object:
    """The object in a file, or the only judge in it where no name is given."""
    file = ((here or Path.cwd()) / path).resolve()
    use = f"{path}:{name}" if name else path
    if not file.is_file():
        raise SocietyError(f"there is no file {path!r} for judge {use!r}", hint=f"looked at {file}")
    if not permission.covers(file):
        raise forbidden(use, file)
    module = run_file(file)
    return _pick(use, module, name or _only_judge(path, module))


def source_of(where: str, here: Path | None) -> bytes:
    """The source of a module or a file that was loaded."""
    if where.endswith(".py"):
        return ((here or Path.cwd()) / where).resolve().read_bytes()
    source = getattr(sys.modules.get(where), "__file__", None)
    return Path(source).read_bytes() if source else b""


def run_file(file: Path, what: str = "judge") -> ModuleType:
    """The file as a module, run once for each content: its classes keep their module.

    Who calls it has the user's permission. `what` the file holds is for errors.
    """
    digest = hashlib.sha256(str(file).encode() + file.read_bytes()).hexdigest()[:16]
    name = f"society_judge_{digest}"
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise SocietyError(
            f"{file.name} cannot be read as Python", hint=f"a {what} file ends in .py"
        )
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        with boundary(f"{what} file {file.name!r}"):
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
