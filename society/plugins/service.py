"""A judge that answers over HTTP: the document is posted to it, its verdict is the answer."""

from functools import partial
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from society.domain.errors import SocietyError
from society.llm.posting import post
from society.plugins.marks import split
from society.plugins.outside import Outside, OutsidePair, outside
from society.plugins.permission import Permission


def from_service(use: str, permission: Permission) -> Outside | OutsidePair:
    """The judge at an address on this machine, or at a host that the user's settings allow."""
    bare, badge = split(use, "a service of its own")
    try:
        at = urlsplit(bare)
        host, port = at.hostname or "", at.port
    except ValueError as wrong:
        raise SocietyError(f"judge {use!r} is no address: {wrong}", hint=_HINT) from wrong
    if not host or at.username or at.password:
        raise SocietyError(f"judge {_shown(at)} is no plain address", hint=_HINT)
    allowed = {host, f"{host}:{port}"} & set(permission.hosts)
    if not (allowed or _is_loopback(host)):
        raise SocietyError(
            f"judge {use!r} would send dialogues to {host}",
            hint=f"allow it in your own settings: judge_hosts = [{host!r}], or SOCIETY_JUDGE_HOSTS",
        )
    name = at.path.strip("/").rpartition("/")[2] or host
    return outside(badge(name), bare.encode(), partial(post, bare))


_HINT = "write it like http://127.0.0.1:8000/judge, without a name or a password"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown(at: SplitResult) -> str:
    return repr(f"{at.scheme}://…@{at.hostname}" if at.username or at.password else at.geturl())
