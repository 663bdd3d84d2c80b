"""Claim: proposing rules for 10,000 persons × 300 permissions takes less than 2 s of CPU, and finds what gave them.

A municipality of 714 units is drawn, with 60 rules over everyone, units, positions, both, functions and leaders that
give 240 permissions; 60 more are had by a few people each, by no rule. Then 5 % of what rules gave is taken away at
random, and as much is given to people who should not have it. What is proposed must give back at least 95 % of what
the rules gave, and every membership must be covered once or be an exception. Run as `python bench/mining.py`; prints
one JSON line.
"""

import json
import statistics
import time
from random import Random

from grunnmur.access.mining import Group, Mined, Workforce, groups_of, propose

PERSONS, PERMISSIONS, RULES, UNITS, POSITIONS, FUNCTIONS = 10_000, 300, 60, 714, 120, 10
NOISE, BLOCKS, GOAL_SECONDS, GOAL_SHARE = 0.05, 5, 2.0, 95
random = Random(2026)
Pairs = set[tuple[str, str]]


def make_workforce() -> Workforce:
    """Return persons in a tree of units five levels deep, one in seven with two employments."""
    above: dict[str, tuple[str, ...]] = {"u0": ("u0",)}
    for number in range(1, UNITS):
        parent = f"u{(number - 1) // 4}"
        above[f"u{number}"] = (f"u{number}", *above[parent])
    units = list(above)
    employments = [
        (f"p{number:05}", random.choice(units), f"q{random.randrange(POSITIONS)}")
        for number in [*range(PERSONS), *random.sample(range(PERSONS), PERSONS // 7)]
    ]
    return Workforce(
        employments=employments,
        appointments=[(f"p{random.randrange(PERSONS):05}", f"f{random.randrange(FUNCTIONS)}") for _ in range(200)],
        leaders=[f"p{number:05}" for number in random.sample(range(PERSONS), UNITS)],
        ancestors=above,
    )


def given_by_rules(groups: list[Group], persons: tuple[str, ...]) -> Pairs:
    """Return what rules over some groups give: a few permissions each."""
    found: Pairs = set()
    large = [group for group in groups if group.size >= 15]  # fewer drown in noise
    chosen = [groups[0], *random.sample(large[1:], RULES - 1)]
    for number in range(PERMISSIONS - 60):
        mask = chosen[number % RULES].members
        found |= {(person, f"r{number}") for place, person in enumerate(persons) if mask >> place & 1}
    return found


def with_noise(true: Pairs, persons: tuple[str, ...]) -> Pairs:
    """Return what people have: some of it lost, as much had by mistake, and what a few have by no rule."""
    ranked = sorted(true)
    lost = set(random.sample(ranked, int(len(ranked) * NOISE)))
    wrong = {(random.choice(persons), random.choice(ranked)[1]) for _ in lost}
    few = {(random.choice(persons), f"x{number % 60}") for number in range(60 * 20)}
    return (true - lost) | wrong | few


def check(mined: Mined, observed: Pairs, true: Pairs) -> float:
    """Return how many percent of what rules gave the proposals give back; nothing may be lost or counted twice."""
    covered = [one for proposal in mined.proposals for one in proposal.covers]
    assert len(covered) == len(set(covered))
    assert set(covered) | set(mined.exceptions) == observed
    assert not set(covered) & set(mined.exceptions)
    gets = {
        (person, one) for proposal in mined.proposals for person in proposal.members for one in proposal.permissions
    }
    return 100 * len(gets & true) / len(true)


def main() -> None:
    """Draw, mine, check, and tell the median of some runs."""
    workforce = make_workforce()
    persons = workforce.persons
    groups = list(groups_of(workforce))
    true = given_by_rules(groups, persons)
    observed = with_noise(true, persons)
    share = check(propose(observed, workforce), observed, true)
    seconds = []
    for _ in range(BLOCKS):
        start = time.process_time()
        mined = propose(observed, workforce)
        seconds.append(time.process_time() - start)
    taken = statistics.median(seconds)
    told = {
        "claim": "proposals for 10,000 persons, CPU seconds",
        "ours": round(taken, 2),
        "goal": GOAL_SECONDS,
        "persons": len(persons),
        "permissions": len({permission for _person, permission in observed}),
        "memberships": len(observed),
        "groups": len(groups),
        "proposals": len(mined.proposals),
        "exceptions": len(mined.exceptions),
        "given_back_percent": round(share, 1),
        "holds": taken <= GOAL_SECONDS and share >= GOAL_SHARE,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
