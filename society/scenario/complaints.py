"""What pydantic finds wrong with a file, in the words of the file and with its paths."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from society.domain import scenario as words
from society.scenario.problems import Finding, Path, brief, dotted, meant


class Kind(NamedTuple):
    """A kind of file: what it is called, and which value stands at which path.

    `*` in a path is any name or number.
    """

    name: str
    models: Mapping[tuple[str, ...], type[BaseModel]]


_MODELS: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): words.Scenario,
    ("locale",): words.Locale,
    ("variables", "*"): words.Variable,
    ("roles", "*"): words.RoleSpec,
    ("roles", "*", "reservation"): words.Reservation,
    ("roles", "*", "model"): words.ModelDefaults,
    ("channels", "*"): words.Channel,
    ("turns",): words.Turns,
    ("actions", "*"): words.ActionSpec,
    ("stop", "*"): words.StopRule,
    ("outcome",): words.OutcomeSpec,
    ("outcome", "checks", "*"): words.Check,
    ("judges", "*"): words.JudgeSpec,
    ("reward",): words.RewardMix,
    ("promote",): words.Promotion,
}
SCENARIO = Kind("the scenario", _MODELS)

_EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "a text",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of names to values",
    "tuple_type": "a list",
    "list_type": "a list",
    "finite_number": "a finite number",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}
_PATTERNS = {
    "^[a-z]": "small letters, digits and _, beginning with a letter",
    "^[a-z0-9_]{1,64}(/": "small letters, digits and _, in parts joined by /",
    "^[a-z0-9_]": "small letters, digits and _",
    "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$": "up to 64 letters, digits, dots, dashes and _",
}


def findings(error: ValidationError, tree: Any, kind: Kind = SCENARIO) -> Iterator[Finding]:
    """Every complaint, once, at its path in the tree of a file of that kind."""
    details = error.errors(include_url=False, include_context=True, include_input=True)
    located = [(*_located(detail["loc"], tree, kind), detail) for detail in details]
    paths = [path for path, _, _ in located]
    seen: dict[Path, list[ErrorDetails]] = {}
    for path, extra, detail in located:
        inner = any(other[: len(path)] == path and len(other) > len(path) for other in paths)
        if not (inner and _follows(detail, _at(tree, path))):
            seen.setdefault((*path, *extra), []).append(detail)
    for path, group in seen.items():
        yield Finding(path, _said(path, group, tree, kind))


def _follows(detail: ErrorDetails, there: Any) -> bool:
    """Whether the complaint only follows from what is wrong further in; `there` is in the file."""
    if detail["type"] == "too_short":
        return len(there) != detail.get("ctx", {}).get("actual_length")
    return there is not None and detail["type"].endswith("_type")


def _located(loc: Sequence[str | int], tree: Any, kind: Kind) -> tuple[Path, Path]:
    """The part of a pydantic location that the file has, and the name that it lacks, if any.

    Between the names stand pydantic's own labels for the members of a union; they are passed over.
    """
    path: list[str | int] = []
    here = tree
    rest: list[str | int] = []
    for part in loc:
        if isinstance(here, Mapping) and part in here:
            here = here[cast("str", part)]
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            rest.append(part)
            continue
        path.append(part)
        rest = []
    model = _model(tuple(path), kind)
    missing = [part for part in rest if model and part in _fields(model)]
    return tuple(path), tuple(missing[:1])


def _said(path: Path, group: Sequence[ErrorDetails], tree: Any, file: Kind) -> str:
    first = group[0]
    kind, context = first["type"], first.get("ctx", {})
    name, value = dotted(path) or file.name, brief(first["input"])
    if len(group) > 1 and all(detail["type"] in _EXPECTED for detail in group):
        expected = dict.fromkeys(_EXPECTED[detail["type"]] for detail in group)
        return f"{name} is {value}; it must be {' or '.join(expected)}"
    if kind == "missing":
        return f"{name} is missing"
    if kind == "extra_forbidden":
        return _unknown(path, file)
    if kind in _EXPECTED:
        return f"{name} is {value}; it must be {_EXPECTED[kind]}"
    if kind in _BOUNDS:
        key, bound = _BOUNDS[kind]
        return f"{name} is {value}; it must be {bound} {context[key]}"
    return _rarer(name, first, path, tree)


def _rarer(name: str, detail: ErrorDetails, path: Path, tree: Any) -> str:
    kind, context, value = detail["type"], detail.get("ctx", {}), brief(detail["input"])
    match kind:
        case "literal_error":
            return f"{name} is {value}; it must be {context['expected']}"
        case "string_pattern_mismatch":
            starts = [key for key in _PATTERNS if str(context["pattern"]).startswith(key)]
            takes = _PATTERNS[max(starts, key=len)] if starts else context["pattern"]
            return f"{name} is named {value}; names are {takes}"
        case "too_short" if path == ("roles",):
            return f"there is {len(_at(tree, path))} role; a dialogue needs two or more"
        case "too_short" | "too_long":
            wanted = context.get("min_length", context.get("max_length"))
            return f"{name} has {context['actual_length']} entries; it needs {wanted}"
        case "string_too_short":
            return f"{name} is empty"
        case "string_too_long":
            return f"{name} is longer than {context['max_length']} characters"
    return f"{name} is {value}; {detail['msg'][:1].lower()}{detail['msg'][1:]}"


def _unknown(path: Path, kind: Kind) -> str:
    model = _model(path[:-1], kind)
    fields = _fields(model) if model else []
    place = dotted(path[:-1]) or kind.name
    close = meant(str(path[-1]), fields) or f"; it has {', '.join(fields)}"
    return f"{place} has no {path[-1]!r}{close}"


def _model(path: Path, kind: Kind) -> type[BaseModel] | None:
    for pattern, model in kind.models.items():
        if len(pattern) == len(path) and all(
            one in ("*", two) for one, two in zip(pattern, path, strict=True)
        ):
            return model
    return None


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _at(tree: Any, path: Path) -> Any:
    for part in path:
        tree = tree[part]
    return tree
