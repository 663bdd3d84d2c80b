"""Samba as Active Directory's domain controller. Its ports are fixed, so there is one at a time, and it wants root."""

import fcntl
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import CERT_REQUIRED
from uuid import UUID

import ldap3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from ldap3.utils.conv import escape_bytes

from tests.access.targets.peers.directory import DirectoryPeer
from tests.access.targets.peers.port import is_root, is_taken, wait_for

SUFFIX = "DC=ad,DC=fjordvik,DC=example"
ADMIN, PASSWORD = f"CN=Administrator,CN=Users,{SUFFIX}", "Passw0rd-of-the-peer"
PORT = 636
PATH = "/usr/bin:/usr/sbin:/bin:/sbin"


def cannot_start():
    """Say why there can be none here; blank when there can."""
    missing = [name for name in ("samba", "samba-tool") if not shutil.which(name, path=PATH)]
    if missing:
        return f"not installed: {', '.join(missing)} (Debian: samba-ad-dc samba-ad-provision samba-dsdb-modules)"
    return "" if is_root() else "Samba as a domain controller wants root"


class SambaPeer(DirectoryPeer):
    """Active Directory over LDAPS, its certificate checked."""

    kind = "ad"
    many = 25
    user_class = "user"
    group_class = "group"
    people = f"OU=people,{SUFFIX}"
    groups = f"OU=groups,{SUFFIX}"
    options = {"bind_dn": ADMIN, "user_base": people, "group_base": groups}
    database: Path

    def make_group(self, name):
        short = f"group-{abs(hash(name))}"
        dn = f"CN={ldap3.utils.dn.escape_rdn(name)},{self.groups}"
        assert self.direct.add(dn, "group", {"sAMAccountName": short}), self.direct.result

    def make_accounts(self, people):
        """Make them in its database, in one transaction: by LDAP it makes some twenty a second."""
        entry = "dn: CN={name},{base}\nobjectClass: user\nsAMAccountName: {name}\n"
        said = "\n".join(entry.format(name=person.username, base=self.people) for person in people)
        command = [shutil.which("ldbadd", path=PATH), "-H", str(self.database)]
        subprocess.run(command, input=said, text=True, check=True, capture_output=True, timeout=120)  # noqa: S603 (ours)

    def empty(self):
        """Remove everything; many accounts with their place, which is made again."""
        if len(self.names(self.people, "(objectClass=user)")) > self.many:
            tree = ("1.2.840.113556.1.4.805", True, None)
            assert self.direct.delete(self.people, controls=[tree]), self.direct.result
            assert self.direct.add(self.people, "organizationalUnit"), self.direct.result
        super().empty()

    def make_foreign(self, username):
        facts = {"sAMAccountName": username, "employeeID": "somebody-else"}
        assert self.direct.add(f"CN=X,{self.people}", "user", facts), self.direct.result

    def with_id(self, external_id):
        (name,) = self.names(self.people, f"(objectGUID={escape_bytes(UUID(external_id).bytes_le)})")
        return name


@contextmanager
def samba_peer():
    """Provision a domain and serve it on this machine alone."""
    lock = Path(tempfile.gettempdir()) / "grunnmur-samba.lock"
    with lock.open("w") as held, tempfile.TemporaryDirectory(prefix="grunnmur-samba-") as name:
        fcntl.flock(held, fcntl.LOCK_EX)
        if is_taken(PORT):
            raise RuntimeError(f"Something listens on port {PORT} already: an older domain controller that was left?")
        folder = Path(name)
        _provision(folder)
        authority = _certify(folder)
        configuration = folder / "etc" / "smb.conf"
        command = [shutil.which("samba", path=PATH), "-i", "-M", "single", "-s", str(configuration)]
        log = (folder / "log").open("w")
        with log, subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process:  # noqa: S603 (the same)
            try:
                wait_for(PORT, process)
                yield _entered(authority)
            finally:
                process.terminate()


def _provision(folder):
    tool = shutil.which("samba-tool", path=PATH)
    options = {
        "interfaces": "lo",
        "bind interfaces only": "yes",
        "server services": "ldap, cldap, kdc",
        "tls keyfile": str(folder / "key.pem"),
        "tls certfile": str(folder / "certificate.pem"),
        "tls cafile": str(folder / "certificate.pem"),
    }
    said = [f"--option={name}={value}" for name, value in options.items()]
    names = ["--realm=AD.FJORDVIK.EXAMPLE", "--domain=FJORDVIK", f"--adminpass={PASSWORD}", "--dns-backend=NONE"]
    command = [tool, "domain", "provision", f"--targetdir={folder}", *names, *said]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 (the peer's own program)
    easy = ["--complexity=off", "--min-pwd-length=0", "--history-length=0"]
    settings = [tool, "domain", "passwordsettings", "set", *easy, "-s", str(folder / "etc" / "smb.conf")]
    subprocess.run(settings, check=True, capture_output=True, timeout=60)  # noqa: S603 (the peer's own program)


def _certify(folder):
    """Make a certificate of its own for this machine's number; whoever trusts it trusts the peer."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    formats = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*formats))
    (folder / "key.pem").chmod(0o600)
    return str(path)


def _entered(authority):
    tls = ldap3.Tls(validate=CERT_REQUIRED, ca_certs_file=authority)
    server = ldap3.Server("127.0.0.1", port=PORT, use_ssl=True, tls=tls, get_info=ldap3.NONE)
    patient = ldap3.RESTARTABLE  # Samba closes what was idle for a quarter of an hour
    direct = ldap3.Connection(server, ADMIN, PASSWORD, auto_bind=True, check_names=False, client_strategy=patient)
    for unit in (SambaPeer.people, SambaPeer.groups):
        assert direct.add(unit, "organizationalUnit"), direct.result
    peer = SambaPeer(f"ldaps://127.0.0.1:{PORT}", direct, PASSWORD.encode())
    peer.authorities, peer.database = authority, Path(authority).parent / "private" / "sam.ldb"
    return peer
