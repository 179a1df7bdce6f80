"""`society completion`: a completion script for the user's shell."""

from typing import Literal

from society.cli.output import out


def completion(shell: Literal["bash", "zsh", "fish"]) -> None:
    """Print a shell completion script; `society completion bash >> ~/.bash_completion`.

    Parameters
    ----------
    shell
        Which shell's script to print.
    """
    from society.cli.root import build

    out().file.write(build().generate_completion(prog_name="society", shell=shell))
