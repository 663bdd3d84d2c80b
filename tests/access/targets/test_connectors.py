"""What every kind of system must do: one suite for all of them, each against a real one."""

from dataclasses import replace

import pytest

from grunnmur.access.connectors import Change, ConnectorError, Operation
from tests.access.targets.peers.port import who

CRM, DOORS = "CRM (bidra)", 'Dører; øst, "nord" *+='
ENSURE, DISABLE, DELETE, ADD, REMOVE = Operation


def seen(peer, *groups):
    """All accounts by user name."""
    return {one.username: one for one in peer.connector(*groups).observe()}


def do(peer, operation, *people, group=None, **options):
    """Do the same to all these people at once; return the faults by user name."""
    place = peer.place(group) if group else None
    batch = [Change(f"{number}", operation, one, place) for number, one in enumerate(people)]
    outcomes = peer.connector(*([group] if group else []), **options).apply(batch)
    assert sorted(outcome.change_id for outcome in outcomes) == sorted(change.id for change in batch)
    by_id = {outcome.change_id: outcome for outcome in outcomes}
    return {change.who.username: by_id[change.id] for change in batch}


def faults(outcomes):
    return {name: outcome.fault.message % outcome.fault.params for name, outcome in outcomes.items() if outcome.fault}


def known(outcomes, person):
    """The person as we know her after her account was made."""
    return replace(person, external_id=outcomes[person.username].external_id)


def test_a_system_with_nobody_shows_nobody(peer):
    peer.connector().test()

    assert seen(peer) == {}


def test_an_account_is_made_once_and_shown_as_it_was_told(peer):
    first = do(peer, ENSURE, who(1), who(2))
    again = do(peer, ENSURE, who(1), known(first, who(2)))

    assert faults(first) == faults(again) == {}
    assert first["kari1"].external_id == again["kari1"].external_id != ""
    accounts = seen(peer)
    assert sorted(accounts) == ["kari1", "kari2"]
    assert accounts["kari1"].external_id == first["kari1"].external_id
    assert accounts["kari1"].key in {who(1).key, who(1).employee_number}
    assert accounts["kari1"].is_active
    assert accounts["kari1"].facts == {"display_name": "Kari Nordmann 1", "email": "kari1@fjordvik.example"}


def test_what_is_said_of_somebody_is_brought_in_step(peer):
    person = known(do(peer, ENSURE, who(1)), who(1))

    renamed = replace(person, display_name='Åse "Ø" Nordmann (vikar)*', email="ase@fjordvik.example")
    assert faults(do(peer, ENSURE, renamed)) == {}

    (account,) = seen(peer).values()
    assert account.facts == {"display_name": 'Åse "Ø" Nordmann (vikar)*', "email": "ase@fjordvik.example"}


@pytest.mark.parametrize("group", [CRM, DOORS])
def test_members_come_and_go_and_twice_is_once(peer, group):
    peer.make_group(group)
    made = do(peer, ENSURE, who(1), who(2), who(3))
    one, two, three = (known(made, who(number)) for number in (1, 2, 3))

    assert faults(do(peer, ADD, one, two, group=group)) == {}
    assert faults(do(peer, ADD, two, three, group=group)) == {}
    assert faults(do(peer, REMOVE, one, group=group)) == {}
    assert faults(do(peer, REMOVE, one, two, group=group)) == {}

    inside = {name for name, account in seen(peer, group).items() if account.places == {peer.place(group)}}
    assert inside == {"kari3"}
    assert faults(do(peer, REMOVE, three, group=group)) == {}
    assert {account.places for account in seen(peer, group).values()} == {frozenset()}
    assert faults(do(peer, ADD, one, group=group)) == {}
    assert seen(peer, group)["kari1"].places == {peer.place(group)}


def test_an_account_is_kept_out_and_let_in_again_and_stays_the_same(peer):
    first = do(peer, ENSURE, who(1))
    person = known(first, who(1))

    for _twice in range(2):
        assert faults(do(peer, DISABLE, person)) == {}
        assert not seen(peer)["kari1"].is_active

    back = do(peer, ENSURE, person)
    assert back["kari1"].external_id == person.external_id
    assert [account.is_active for account in seen(peer).values()] == [True]


def test_an_account_is_removed_and_none_is_as_good(peer):
    person = known(do(peer, ENSURE, who(1)), who(1))

    for _twice in range(2):
        assert faults(do(peer, DELETE, person)) == {}
        assert seen(peer) == {}
    assert faults(do(peer, DISABLE, person)) == {}


def test_an_account_that_is_gone_is_made_anew(peer):
    person = known(do(peer, ENSURE, who(1)), who(1))
    peer.forget(person.external_id)
    assert seen(peer) == {}

    assert faults(do(peer, ENSURE, person)) == {}

    assert list(seen(peer)) == ["kari1"]


def test_an_account_of_somebody_else_is_never_taken_over(peer):
    peer.make_group(CRM)
    peer.make_foreign("kari1")
    before = seen(peer, CRM)

    for operation, group in ((ENSURE, None), (DISABLE, None), (DELETE, None), (ADD, CRM)):
        outcomes = do(peer, operation, who(1), group=group)
        assert "somebody else" in faults(outcomes)["kari1"]
        assert outcomes["kari1"].fault.is_final
    assert seen(peer, CRM) == before


def test_one_bad_member_never_stops_the_others(peer):
    peer.make_group(CRM)
    made = do(peer, ENSURE, *(who(number) for number in range(9)))
    people = [known(made, who(number)) for number in range(9)]
    people.insert(4, who(77))

    outcomes = do(peer, ADD, *people, group=CRM)

    assert list(faults(outcomes)) == ["kari77"]
    assert sum(bool(account.places) for account in seen(peer, CRM).values()) == 9
    assert faults(do(peer, REMOVE, *people, group=CRM)) == {}
    assert not any(account.places for account in seen(peer, CRM).values())


def test_many_members_at_once(peer):
    peer.make_group(CRM)
    made = do(peer, ENSURE, *(who(number) for number in range(peer.many)))
    people = [known(made, who(number)) for number in range(peer.many)]

    assert faults(do(peer, ADD, *people, group=CRM)) == {}
    assert sum(bool(account.places) for account in seen(peer, CRM).values()) == peer.many


def test_where_nobody_answers_everything_can_be_tried_again(peer):
    connector = peer.unreachable()

    with pytest.raises(ConnectorError) as refusal:
        connector.test()
    assert refusal.value.fault.message.startswith(("The system does not answer", "The file cannot be read"))
    outcomes = connector.apply([Change("1", ENSURE, who(1)), Change("2", ADD, who(1), peer.place(CRM))])
    assert [outcome.fault.is_final for outcome in outcomes] == [False, False]
