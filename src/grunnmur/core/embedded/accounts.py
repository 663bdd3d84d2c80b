"""Who runs the private PostgreSQL, and where that account may keep its files."""

import hashlib
import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_PATH = 107  # bytes, sizeof(sockaddr_un.sun_path) - 1 on Linux
STATE_FOLDER = Path("/var/lib/grunnmur")  # root's clusters, when their own folder is closed to other accounts


class EmbeddedError(RuntimeError):
    """The private PostgreSQL cannot run; the text tells the person at the screen what to do."""


@dataclass(frozen=True)
class Account:
    """An ordinary user of the operating system."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """The account to run the server as; None when it is the account we run as ourselves.

    PostgreSQL refuses to run as root, and initdb refuses an account without a name.
    """
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise EmbeddedError("PostgreSQL cannot run as root, and there is no user postgres or nobody to run it as.")


def keeper_of(data: Path, *, account: Account | None) -> Account | None:
    """The account that owns a cluster's data, so that root goes on with what another user began.

    Data that was given to root, as by a careless `chown -R`, is given to the account again.
    """
    if account is None or not data.exists():
        return account
    found = data.stat()
    if found.st_uid == 0:
        owner = f"{account.uid}:{account.gid}"
        subprocess.run(["/bin/chown", "-R", "--no-dereference", owner, str(data)], check=True)  # noqa: S603 (fixed)
        return account
    return Account(name=pwd.getpwuid(found.st_uid).pw_name, uid=found.st_uid, gid=found.st_gid)


def may_execute(account: Account | None, *, path: Path) -> bool:
    """Tell if the account may execute a program, or pass through a folder, with all folders above it."""
    if account is None:
        return os.access(path, os.X_OK)
    asked = ["/usr/bin/test", "-x", str(path)]
    answer = subprocess.run(  # noqa: S603 (a fixed program)
        asked, check=False, cwd="/", user=account.uid, group=account.gid, extra_groups=[]
    )
    return answer.returncode == 0


def cluster_folder(wanted: Path, *, account: Account | None) -> Path:
    """The folder to keep a cluster in: the wanted one, or one in /var/lib if the account cannot get there.

    Makes the wanted folder, because only that shows what the account may reach: root's home is closed to it.
    """
    wanted = wanted.resolve()
    make_passable(wanted, account=account)
    if may_execute(account, path=wanted):
        return wanted
    return STATE_FOLDER / _short_name(wanted)


def make_passable(folder: Path, *, account: Account | None) -> None:
    """Let the account through to its data and socket, which are closed themselves; nobody else."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if account else 0o700)


def socket_folder(cluster: Path) -> Path:
    """The folder of the cluster's socket: its own, or a short one where the path would be too long."""
    folder = cluster / "socket"
    if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET_PATH:
        return folder
    return Path(tempfile.gettempdir()) / f"grunnmur-{os.geteuid()}-{_short_name(cluster)}"


def make_private_folder(folder: Path, *, account: Account | None) -> None:
    """Make a folder that only the account may open, or refuse one that somebody else laid out for us."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = account.uid if account else os.geteuid()
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid not in (owner, os.geteuid()):
        raise EmbeddedError(f"{folder} belongs to somebody else; remove it first.")
    if account:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    folder.chmod(0o700)


def _short_name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
