"""A real OpenID Connect server, canaille, for one test run; its own environment runs this file, not ours.

Arguments: its port, and the address it may send people back to. Two people live in it, with the password "secret".
"""

import sys

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import RSAKey

PORT, REDIRECT = int(sys.argv[1]), sys.argv[2]
PEOPLE = (("kari", "Kari", "kari@fjordvik.example"), ("eve", "Eve", "eve@elsewhere.example"))
CONFIG = {
    "SECRET_KEY": "only for this test run",
    "SERVER_NAME": f"127.0.0.1:{PORT}",
    "PREFERRED_URL_SCHEME": "http",
    "CANAILLE": {"LOGGING": None, "ENABLE_REGISTRATION": False},
    "CANAILLE_OIDC": {"REQUIRE_NONCE": False, "ACTIVE_JWKS": [RSAKey.generate_key(2048).as_dict(private=True)]},
}


def populate() -> None:
    """Make the people, and the client that Grunnmur is to this server."""
    for username, name, address in PEOPLE:
        user = models.User(
            user_name=username,
            formatted_name=f"{name} Eksempel",
            given_name=name,
            family_name="Eksempel",
            emails=[address],
            password="secret",
        )
        Backend.instance.save(user)
    client = models.Client(
        client_id="grunnmur",
        client_secret="client-secret",
        client_name="Grunnmur",
        client_uri="http://127.0.0.1/",  # of a trusted host: no question of consent
        redirect_uris=[REDIRECT],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "profile", "email"],
        token_endpoint_auth_method="client_secret_post",
    )
    Backend.instance.save(client)
    client.audience = [client]
    Backend.instance.save(client)


app = create_app(CONFIG)
app.config["CANAILLE_OIDC"]["USERINFO_MAPPING"]["EMAIL_VERIFIED"] = "true"
with app.app_context(), Backend.instance.session():
    populate()
app.run(host="127.0.0.1", port=PORT, threaded=True)
