"""Child processes that end with us, however we end."""

import shutil


def ending_with_us(command: list[str], *, by: str) -> list[str]:
    """The command, sent a signal by the kernel when the thread that starts it is gone.

    by: the signal's name, such as "TERM". Without setpriv (util-linux) the command stays as it is.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", by, "--", *command] if setpriv else command
