"""Claim: a permission check by `require()` costs at most half of pycasbin's FastEnforcer, a twentieth of its Enforcer.

All three answer the same questions about the same rights in one run: may this person do this at this unit? Ours asks
the database anew for every request of CHECKS checks, which is counted; the others hold everything in memory, written
out for every unit, which is what FastEnforcer is fastest with, and loading it is not counted. Run as
`python bench/access_check.py`; prints two JSON lines.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import casbin
import django
from municipalities import demo_cluster

EMPLOYEES, USERS, CHECKS, BLOCKS, SLOW_CHECKS = 1000, 40, 20, 8, 20
GOAL_FAST, GOAL_DEFAULT = 0.5, 0.05
MODEL = """
[request_definition]
r = sub, dom, act
[policy_definition]
p = sub, dom, act
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && r.dom == p.dom && g(r.sub, p.sub)
"""
Question = tuple[str, str, str]
"""Person, unit, permission; as text."""


def main() -> None:
    """Check that all three answer the same, then measure."""
    with demo_cluster(employees=EMPLOYEES):
        django.setup()
        from access_check_data import Rights  # noqa: PLC0415 (its imports need Django to be set up)

        rights = Rights(USERS)
        with rights.entered():
            asked = questions(rights.persons, rights.units, rights.permissions)
            with TemporaryDirectory() as folder:
                files = written(Path(folder), rights)
                fast = casbin.FastEnforcer(*files, cache_key_order=(2, 1))
                slow = casbin.Enforcer(*files)
            few = asked[:SLOW_CHECKS]
            answers = [rights.may(*one) for one in asked]
            assert answers == [fast.enforce(*one) for one in asked]
            assert answers[:SLOW_CHECKS] == [slow.enforce(*one) for one in few]
            assert len(answers) // 20 < sum(answers) < len(answers)
            measure(rights, asked, few, fast, slow)


def written(folder: Path, rights: "Rights") -> tuple[str, str]:  # type: ignore[name-defined]  # noqa: F821
    """Write pycasbin's model and the rights as its files."""
    model, policy = folder / "model.conf", folder / "policy.csv"
    model.write_text(MODEL, encoding="utf-8")
    lines = [["p", *one] for one in rights.policies()] + [["g", *one] for one in rights.memberships()]
    policy.write_text("\n".join(", ".join(line) for line in lines), encoding="utf-8")
    return str(model), str(policy)


def questions(persons: Sequence[str], units: Sequence[str], permissions: Sequence[str]) -> list[Question]:
    """Return CHECKS questions about each person, by a fixed seed."""
    random = Random(2026)  # the same questions every time, no secret
    return [
        (person, random.choice(units), random.choice(permissions)) for person in persons for _number in range(CHECKS)
    ]


def seconds(work: Callable[[], object], times: int) -> float:
    """Return the seconds that one of so many pieces of the work takes, by the clock: the database's time counts."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) / times


def enforce_all(enforcer: casbin.Enforcer, asked: Sequence[Question]) -> None:
    """Ask pycasbin."""
    for one in asked:
        enforcer.enforce(*one)


def require_all(rights: "Rights", asked: Sequence[Question]) -> None:  # type: ignore[name-defined]  # noqa: F821
    """Ask `require()`, one request a person."""
    for person, unit, permission in asked:
        with suppress(rights.denied):
            rights.require(person, unit, permission)


def measure(
    rights: "Rights",  # type: ignore[name-defined]  # noqa: F821
    asked: Sequence[Question],
    few: Sequence[Question],
    fast: casbin.Enforcer,
    slow: casbin.Enforcer,
) -> None:
    """Measure all three in turn, block by block, and print a line for each peer."""
    found: list[tuple[float, float, float]] = []
    for _block in range(BLOCKS):
        rights.forget()
        ours = seconds(lambda: require_all(rights, asked), len(asked))
        found.append(
            (
                ours,
                seconds(lambda: enforce_all(fast, asked), len(asked)),
                seconds(lambda: enforce_all(slow, few), len(few)),
            )
        )
    sizes = {"persons": EMPLOYEES, "policies": len(rights.policies()), "memberships": len(rights.memberships())}
    tell("FastEnforcer", [(one[0], one[1]) for one in found], GOAL_FAST, sizes)
    tell("Enforcer", [(one[0], one[2]) for one in found], GOAL_DEFAULT, sizes)


def tell(peer: str, pairs: Sequence[tuple[float, float]], goal: float, sizes: dict[str, int]) -> None:
    """Print one claim as a JSON line."""
    ratios = [ours / theirs for ours, theirs in pairs]
    ratio = statistics.median(ratios)
    result = {
        "claim": f"permission check through require(), {CHECKS} in a request, beside pycasbin's {peer}",
        "ours": f"{1e6 * statistics.median(ours for ours, _theirs in pairs):.1f} µs",
        "peer": f"{1e6 * statistics.median(theirs for _ours, theirs in pairs):.1f} µs",
        "ratio": round(ratio, 4),
        "spread": [round(min(ratios), 4), round(max(ratios), 4)],
        "goal": f"<= {goal}",
        "holds": ratio <= goal,
        "rows": sizes,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
