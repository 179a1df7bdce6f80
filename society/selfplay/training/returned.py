"""What a trainer brought back, made a model that can be named: an adapter, a folder, or a name."""

from pathlib import Path
from shutil import copyfile

from society.domain.errors import SocietyError
from society.llm.adapters import EMBEDDED, JOINT, SUFFIX
from society.llm.adapters.files import width, write
from society.llm.adapters.peft import CONFIG, adapter, is_pefts
from society.llm.adapters.stack import Worn
from society.llm.locked import replacing

HEADS = (9, 3)
"""Attention heads and key-value heads of the embedded model."""

WIDTH = 576
"""Columns of the embedded model's matrices."""

_INWARD = ("q_proj.lora_A.weight", "up_proj.lora_A.weight")

SERVED = "hosted_vllm/"
"""How a model is named that a server of one's own serves."""


def kept(brought: str, name: str, adapters: Path) -> str:
    """The name of the model that was brought; an adapter is kept under `name`, whole or not at all.

    SocietyError where it is an adapter of another model, or where that name is another adapter's.
    """
    place = Path(brought).expanduser()
    if place.suffix == SUFFIX and place.is_file():
        return _adapter(place, name, adapters)
    if is_pefts(place) and _ours(worn := adapter(place)):
        return _adapter(_converted(place, worn, name), name, adapters)
    if place.is_dir():
        if not any((place / file).is_file() for file in ("config.json", CONFIG)):
            raise SocietyError(f"{brought} holds no model", hint="it has no config.json")
        return f"{SERVED}{name}"
    if place.suffix == SUFFIX or "/" not in brought:
        raise SocietyError(
            f"the trainer left {brought!r}, and there is no such file",
            hint="a .gguf adapter, a folder, or provider/model",
        )
    return brought


def free(name: str, adapters: Path) -> None:
    """SocietyError where an adapter of that name is kept: policies that wear it count on it."""
    if (adapters / f"{name}{SUFFIX}").exists():
        raise SocietyError(
            f"there is an adapter {name!r} already", hint="choose another name with --name"
        )


def _adapter(source: Path, name: str, adapters: Path) -> str:
    _checked(source)
    adapters.mkdir(parents=True, exist_ok=True)
    target = adapters / f"{name}{SUFFIX}"
    if target.exists() and target.read_bytes() != source.read_bytes():
        free(name, adapters)
    with replacing(target) as part:
        copyfile(source, part)
    return f"{EMBEDDED}{JOINT}{name}"


def _checked(source: Path) -> None:
    """SocietyError where the file is no adapter of the embedded model."""
    try:
        wide = width(source)
    except ValueError as error:
        raise SocietyError(f"{source} is no adapter: {error}", hint="a LoRA as GGUF") from error
    if wide != WIDTH:
        raise SocietyError(
            f"{source} is an adapter of another model", hint=f"the embedded one is {WIDTH} wide"
        )


def _ours(worn: Worn) -> bool:
    """Whether an adapter reads what is as wide as the embedded model, wherever it does."""
    inward = [each for name, each in worn.matrices.items() if name.endswith(_INWARD)]
    return bool(inward) and all(each.shape[1] == WIDTH for each in inward)


def _converted(folder: Path, worn: Worn, name: str) -> Path:
    target = folder.with_name(f"{name}{SUFFIX}")
    try:
        return write(target, worn.matrices, alpha=worn.alpha, heads=HEADS, title=name)
    except ValueError as error:
        raise SocietyError(f"{folder} changes what no adapter here can: {error}") from error
