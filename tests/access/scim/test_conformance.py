"""What an independent judge of SCIM servers says about ours, asked over HTTP as it runs."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from grunnmur.core.tenancy import tenant
from tests.access.scim.conftest import let_in
from tests.factories_organisation import make_unit


def passed_on_to(address):
    """A WSGI application that passes each request on to a server, over HTTP."""

    def application(environ, start_response):
        body = environ["wsgi.input"].read()
        named = ((name[5:].replace("_", "-"), value) for name, value in environ.items() if name.startswith("HTTP_"))
        headers = dict(named) | {"Content-Type": environ.get("CONTENT_TYPE", "")}
        query = f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""
        connection = HTTPConnection(urlsplit(address).netloc)
        connection.request(environ["REQUEST_METHOD"], environ["PATH_INFO"] + query, body or None, headers)
        answer = connection.getresponse()
        start_response(f"{answer.status} {answer.reason}", answer.getheaders())
        return [answer.read()]

    return application


@pytest.mark.django_db(transaction=True)
def test_scim2_tester_finds_nothing_wrong(live_server, client, fjordvik, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    with tenant(fjordvik):
        make_unit("Kundesenter", code="KS")
    caller = let_in(client, fjordvik)
    judge = WSGISCIMClient(
        passed_on_to(live_server.url),
        base_url=f"{live_server.url}/scim/v2",
        headers={"Authorization": f"Bearer {caller.token}"},
    )

    results = check_server(judge)

    wrong = [one for one in results if one.status not in {Status.SUCCESS, Status.SKIPPED}]
    assert [f"{one.title}: {one.reason}" for one in wrong] == []
    assert sum(one.status is Status.SUCCESS for one in results) > 80
