"""A private PostgreSQL in a folder, for the demo, the tests and the benches. No Django here.

The server is a child of this process, listens on a unix socket in a closed folder and on no port, and lets
in only the user who started it (peer authentication). It stops with its `Cluster`, at exit, on SIGTERM, and when
this process is killed; what survives all that is stopped at the next start.
"""

from grunnmur.core.embedded.accounts import EmbeddedError
from grunnmur.core.embedded.children import ending_with_us
from grunnmur.core.embedded.cluster import SUPERUSER, Cluster

__all__ = ["SUPERUSER", "Cluster", "EmbeddedError", "ending_with_us"]
