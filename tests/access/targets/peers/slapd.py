"""OpenLDAP's own server, with the overlays that keep members and accounts in step."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import ldap3

from tests.access.targets.peers.directory import DirectoryPeer
from tests.access.targets.peers.port import free_port, is_root, wait_for

SUFFIX = "dc=fjordvik,dc=example"
ADMIN, PASSWORD = f"cn=admin,{SUFFIX}", "the secret of the directory"
PROGRAM = shutil.which("slapd") or shutil.which("slapd", path="/usr/sbin:/usr/lib/openldap")
CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload refint
moduleload ppolicy
pidfile {folder}/slapd.pid
database mdb
maxsize 268435456
envflags nosync
suffix "{suffix}"
rootdn "{admin}"
rootpw "{password}"
directory {folder}/data
index objectClass,uid,entryUUID,cn,member eq
overlay memberof
memberof-dangling error
overlay refint
refint_attributes member
overlay ppolicy
"""


class SlapdPeer(DirectoryPeer):
    """OpenLDAP; a group of names must name somebody, so a new one names itself."""

    kind = "ldap"
    people = f"ou=people,{SUFFIX}"
    groups = f"ou=groups,{SUFFIX}"
    options = {"bind_dn": ADMIN, "user_base": people, "group_base": groups}

    def make_group(self, name):
        dn = f"cn={ldap3.utils.dn.escape_rdn(name)},{self.groups}"
        assert self.direct.add(dn, "groupOfNames", {"member": ADMIN}), self.direct.result

    def make_foreign(self, username):
        facts = {"cn": "X", "sn": "X", "uid": username, "employeeNumber": "somebody-else"}
        assert self.direct.add(f"uid={username},{self.people}", "inetOrgPerson", facts)


@contextmanager
def slapd_peer():
    """Start one on a free port, as an ordinary user."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="grunnmur-slapd-") as name:
        folder = Path(name)
        (folder / "data").mkdir()
        (folder / "slapd.conf").write_text(
            CONFIGURATION.format(folder=folder, suffix=SUFFIX, admin=ADMIN, password=PASSWORD)
        )
        user = {}
        if is_root():
            shutil.chown(folder, "openldap")
            shutil.chown(folder / "data", "openldap")
            user = {"user": "openldap", "group": "openldap", "extra_groups": []}
        address = f"ldap://127.0.0.1:{port}"
        command = [PROGRAM, "-h", address, "-f", str(folder / "slapd.conf"), "-d", "0"]
        with subprocess.Popen(command, **user, env=os.environ | {"LANG": "C"}) as process:  # noqa: S603 (the peer's own program)
            try:
                wait_for(port, process)
                with ldap3.Connection(ldap3.Server(address), ADMIN, PASSWORD, auto_bind=True) as direct:
                    _plant(direct)
                    yield SlapdPeer(address, direct, PASSWORD.encode())
            finally:
                process.terminate()


def _plant(direct):
    assert direct.add(SUFFIX, ["dcObject", "organization"], {"o": "Fjordvik"}), direct.result
    for unit in (SlapdPeer.people, SlapdPeer.groups):
        assert direct.add(unit, "organizationalUnit"), direct.result
    assert direct.add(ADMIN, "organizationalRole"), direct.result
