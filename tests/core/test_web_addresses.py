"""Addresses of the web: whether they answer, and that nothing inside our own network is ever asked."""

import socket
from ipaddress import ip_address

import pytest

from grunnmur.core import web_addresses
from grunnmur.core.web_addresses import Found, Reached, Reason, is_public, nothing_answers, reach, reach_all
from tests.web_peer import web_peer


@pytest.fixture
def peer():
    with web_peer() as found:
        yield found


def test_a_page_that_is_there_answers_to_a_question_for_its_head_only(peer):
    peer.answers["/there"] = 200
    assert reach(f"{peer.base}/there", may_be_loopback=True) == Reached(Found.ANSWERS, status=200)
    assert peer.asked == [("HEAD", "/there")]


def test_a_server_that_knows_no_head_is_asked_for_the_page(peer):
    peer.answers["/there"] = 200
    peer.no_head.add("/there")
    assert reach(f"{peer.base}/there", may_be_loopback=True).found is Found.ANSWERS
    assert peer.asked == [("HEAD", "/there"), ("GET", "/there")]


def test_a_page_that_is_gone_is_gone_and_says_how(peer):
    assert reach(f"{peer.base}/away", may_be_loopback=True) == Reached(Found.GONE, Reason.STATUS, 404)


@pytest.mark.parametrize("status", [401, 403])
def test_a_page_for_those_who_log_in_is_there(peer, status):
    peer.answers["/closed"] = status
    assert reach(f"{peer.base}/closed", may_be_loopback=True).found is Found.ANSWERS


@pytest.mark.parametrize("status", [429, 503, 999])
def test_a_busy_server_says_nothing_of_the_page(peer, status):
    peer.answers["/busy"] = status
    assert reach(f"{peer.base}/busy", may_be_loopback=True).found is Found.UNKNOWN


def test_redirects_are_followed_to_where_they_end(peer):
    peer.answers |= {"/old": "/new", "/new": 200, "/lost": "/nothing"}
    assert reach(f"{peer.base}/old", may_be_loopback=True).found is Found.ANSWERS
    assert reach(f"{peer.base}/lost", may_be_loopback=True).found is Found.GONE


def test_redirects_in_a_circle_lead_nowhere(peer):
    peer.answers |= {"/a": "/b", "/b": "/a"}
    assert reach(f"{peer.base}/a", may_be_loopback=True) == Reached(Found.GONE, Reason.CIRCLES)


def test_letters_of_ours_in_an_address_are_asked_as_browsers_do(peer):
    peer.answers["/r%C3%A5d/m%20%C3%B8te?q=%C3%A6"] = 200
    assert reach(f"{peer.base}/råd/m øte?q=æ", may_be_loopback=True).found is Found.ANSWERS


def test_this_machine_is_not_asked_unless_a_test_says_so(peer):
    peer.answers["/there"] = 200
    assert reach(f"{peer.base}/there") == Reached(Found.REFUSED)
    assert reach(f"http://localhost:{peer.base.rpartition(':')[2]}/there") == Reached(Found.REFUSED)
    assert peer.asked == []


def test_a_redirect_into_our_own_network_is_not_followed(peer):
    peer.answers |= {"/out": "http://169.254.169.254/latest/meta-data/", "/file": "file:///etc/passwd"}
    assert reach(f"{peer.base}/out", may_be_loopback=True) == Reached(Found.REFUSED)
    assert reach(f"{peer.base}/file", may_be_loopback=True) == Reached(Found.REFUSED)


def test_a_name_is_asked_by_the_very_number_that_was_looked_at(peer, monkeypatch):
    lookups = []

    def first_here_then_inside(host, port, *_more, **_options):
        lookups.append(host)
        number = host if host != "twice.example" else ["127.0.0.1", "10.0.0.1"][lookups.count(host) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(web_addresses.socket, "getaddrinfo", first_here_then_inside)
    peer.answers["/there"] = 200
    port = peer.base.rpartition(":")[2]
    assert reach(f"http://twice.example:{port}/there", may_be_loopback=True).found is Found.ANSWERS
    assert lookups.count("twice.example") == 1


def test_a_host_with_one_number_inside_is_not_asked(monkeypatch):
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in ("8.8.8.8", "10.0.0.7")]
    monkeypatch.setattr(web_addresses.socket, "getaddrinfo", lambda *_where, **_more: rows)
    assert reach("https://both.example/") == Reached(Found.REFUSED)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org:70/",
        "https://user:secret@example.org/",
        "http://example.org:22/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://169.254.169.254/",
        "http://192.168.1.1/",
        "https://",
    ],
)
def test_what_is_not_of_the_public_web_is_not_asked(url):
    assert reach(url) == Reached(Found.REFUSED)


@pytest.mark.parametrize(
    "number",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "224.0.0.1",
        ),
        *("255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
        *("2002:7f00:1::", "2001:db8::1"),
    ],
)
def test_a_number_inside_is_never_public(number):
    assert not is_public(ip_address(number))


@pytest.mark.parametrize("number", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_number_of_the_internet_is_public(number):
    assert is_public(ip_address(number))


def test_a_host_that_is_not_there_is_gone_and_one_nobody_can_look_up_is_unknown(monkeypatch):
    def fails(number):
        def look_up(*_where, **_more):
            raise socket.gaierror(number, "no")

        return look_up

    monkeypatch.setattr(web_addresses.socket, "getaddrinfo", fails(socket.EAI_NONAME))
    assert reach("https://nowhere.example/") == Reached(Found.GONE, Reason.HOST)
    monkeypatch.setattr(web_addresses.socket, "getaddrinfo", fails(socket.EAI_AGAIN))
    assert reach("https://nowhere.example/") == Reached(Found.UNKNOWN)


def test_a_server_that_never_ends_its_answer_is_left(monkeypatch):
    monkeypatch.setattr(web_addresses, "LONGEST_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert reach(f"http://127.0.0.1:{port}/", may_be_loopback=True) == Reached(Found.GONE, Reason.SILENT)


def test_what_is_no_web_server_does_not_answer():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert reach(f"http://127.0.0.1:{port}/", may_be_loopback=True) == Reached(Found.GONE, Reason.SILENT)


def test_hosts_are_asked_in_turn_and_none_twice_in_a_row_without_a_pause(monkeypatch):
    slept, asked = [], []
    monkeypatch.setattr(web_addresses.time, "sleep", slept.append)
    monkeypatch.setattr(web_addresses, "reach", lambda url, **_more: asked.append(url) or Reached(Found.ANSWERS))
    reach_all(["https://a.example/1", "https://a.example/2", "https://b.example/1"], pause=2.0)
    assert asked == ["https://a.example/1", "https://b.example/1", "https://a.example/2"]
    assert len(slept) == 1
    assert 1.5 < slept[0] <= 2.0


def test_when_no_host_answers_the_fault_is_ours():
    gone = Reached(Found.GONE, Reason.SILENT)
    three = {f"https://{name}.example/": gone for name in "abc"}
    assert nothing_answers(three)
    assert not nothing_answers(dict(list(three.items())[:2]))
    assert not nothing_answers(three | {"https://d.example/": Reached(Found.GONE, Reason.STATUS, 404)})
