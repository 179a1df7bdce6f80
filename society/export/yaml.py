"""Plain values as YAML that every reader takes for the same; nothing is read here. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][\w./-]*(?: [\w./-]+)*")
_UNWRITTEN = re.compile("[\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML does not take as it is, or takes for the end of a line."""

_NOT_PLAIN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def yaml(value: Any, indent: str = "") -> str:
    """Plain values as block YAML; every text that could be read otherwise is quoted."""
    if isinstance(value, Mapping):
        return "".join(
            f"{indent}{_scalar(key)}:{_inner(each, indent)}" for key, each in value.items()
        )
    return "".join(f"{indent}- {_item(each, indent)}" for each in value)


def _inner(value: Any, indent: str) -> str:
    if isinstance(value, Mapping | list) and value:
        return "\n" + yaml(value, f"{indent}  ")
    return f" {_scalar(value)}\n"


def _item(value: Any, indent: str) -> str:
    if isinstance(value, Mapping | list) and value:
        return yaml(value, f"{indent}  ").removeprefix(f"{indent}  ")
    return f"{_scalar(value)}\n"


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _NOT_PLAIN:
        return value
    written = json.dumps(value, ensure_ascii=False)
    return _UNWRITTEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
