"""From who has what to rules, with generated organisations: nothing is lost, nothing is counted twice."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from grunnmur.access.mining import Kind, Membership, Settings, Workforce, groups_of, propose

UNITS = {"top": ("top",), "a": ("a", "top"), "b": ("b", "top"), "a1": ("a1", "a", "top")}


@st.composite
def houses(draw):
    """A workforce of up to 24 persons, who has what, and what is given already."""
    persons = [f"p{number:02}" for number in range(draw(st.integers(1, 24)))]
    employments = [
        (person, draw(st.sampled_from(sorted(UNITS))), draw(st.sampled_from([None, "nurse", "clerk"])))
        for person in persons
    ]
    some = st.lists(st.sampled_from(persons), max_size=6)
    appointments = [(person, "safety") for person in draw(some)]
    workforce = Workforce(employments=employments, appointments=appointments, leaders=draw(some), ancestors=UNITS)
    pairs = st.lists(st.tuples(st.sampled_from([*persons, "stranger"]), st.sampled_from("xyz")), max_size=60)
    return workforce, draw(pairs), draw(pairs)


@given(houses(), st.sampled_from([50, 80, 100]))
@settings(max_examples=300, deadline=None)
def test_every_observed_membership_is_given_covered_once_or_an_exception(house, share):
    workforce, observed, had = house
    mined = propose(observed, workforce, settings=Settings(share=share), given=had)
    covered = [one for proposal in mined.proposals for one in proposal.covers]
    parts = [set(observed) & set(had), set(covered), set(mined.exceptions)]
    assert len(covered) == len(set(covered))
    assert set().union(*parts) == set(observed)
    assert sum(map(len, parts)) == len(set(observed))
    assert mined.covered == mined.observed - len(mined.exceptions)


@given(houses(), st.sampled_from([50, 80, 100]), st.integers(1, 4))
@settings(max_examples=300, deadline=None)
def test_enough_of_each_group_have_it_and_enough_are_new_to_it(house, share, least):
    workforce, observed, had = house
    mined = propose(observed, workforce, settings=Settings(share=share, least=least), given=had)
    for proposal in mined.proposals:
        for permission in proposal.permissions:
            holders = {person for person, one in observed if one == permission}
            assert len(holders & set(proposal.members)) * 100 >= share * len(proposal.members)
            assert sum(one.permission == permission for one in proposal.covers) >= least


@given(houses())
@settings(max_examples=300, deadline=None)
def test_who_newly_gets_it_is_named_exactly(house):
    workforce, observed, had = house
    mined = propose(observed, workforce, given=had)
    gets = {
        Membership(p, one) for proposal in mined.proposals for p in proposal.members for one in proposal.permissions
    }
    newly = [one for proposal in mined.proposals for one in proposal.newly]
    assert len(newly) == len(set(newly))
    assert set(newly) == gets - set(observed) - set(had)


@given(houses(), st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_facts_never_matters(house, random):
    workforce, observed, had = house
    rows = {
        name: random.sample(list(getattr(workforce, name)), len(getattr(workforce, name)))
        for name in ("employments", "appointments", "leaders")
    }
    shuffled = Workforce(**rows, ancestors=UNITS)
    assert propose(observed, workforce, given=had) == propose(observed[::-1], shuffled, given=had[::-1])


def whole_house():
    employments = [(f"c{n}", "a1", "clerk") for n in range(6)] + [(f"n{n}", "b", "nurse") for n in range(4)]
    return Workforce(employments=employments, appointments=[], leaders=["c0"], ancestors=UNITS)


def test_the_broadest_group_is_taken_and_a_rule_for_all_it_has():
    house = whole_house()
    mail = [(person, "mail") for person in house.persons]
    desk = [(f"c{n}", one) for n in range(6) for one in ("desk", "phone")]
    found = propose([*mail, *desk], house).proposals
    assert [(one.group.key, one.permissions) for one in found] == [
        ("below:a1", ("desk", "phone")),
        ("everyone", ("mail",)),
    ]


def test_a_group_left_out_is_not_proposed_and_another_may_be():
    house = whole_house()
    mail = [(person, "mail") for person in house.persons]
    found = propose(mail, house, settings=Settings(left_out=frozenset({"everyone"}))).proposals
    assert [one.group.key for one in found] == ["below:a1", "position:nurse"]


def test_a_subtree_of_fewer_than_five_is_no_group():
    keys = {group.key for group in groups_of(whole_house())}
    assert "below:b" not in keys
    assert {"below:a1", "position:nurse", "leaders", "everyone"} <= keys


def test_of_groups_with_the_same_members_the_simplest_and_lowest_is_kept():
    same = [group for group in groups_of(whole_house()) if group.size == 6]
    assert [(group.key, group.kind) for group in same] == [("below:a1", Kind.SUBTREE)]


def test_five_percent_of_noise_hides_nothing_of_what_rules_gave():
    random = Random(5)  # noqa: S311  # the same each time, and no secret
    employments = [(f"p{n}", ("a1", "b")[n % 2], ("nurse", "clerk")[n % 3 == 0]) for n in range(400)]
    house = Workforce(employments=employments, appointments=[], leaders=[], ancestors=UNITS)
    true = {(p, "mail") for p, _u, _q in employments} | {
        (p, "ehr") for p, u, q in employments if (u, q) == ("b", "nurse")
    }
    lost = set(random.sample(sorted(true), len(true) // 20))
    noise = {(random.choice(employments)[0], "ehr") for _ in range(len(true) // 20)}
    mined = propose((true - lost) | noise, house)
    gets = {(p, one) for proposal in mined.proposals for p in proposal.members for one in proposal.permissions}
    assert gets == true
