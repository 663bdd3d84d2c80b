"""Claim: a permission check by `require()` costs at most half of pycasbin's FastEnforcer, a twentieth of its Enforcer.

All three answer the same questions about the same rights in one run: may this person do this at this unit? The others
hold everything in memory, written out for every unit, which is what FastEnforcer is fastest with; loading it is not
counted. Ours asks the database once a request and remembers; the claim is about a check after that. What asking costs
is told beside it: `request_ms`, and `ratio_in_request`, which spreads it over CHECKS checks. CPU of process and
backend. Run as `python bench/access_check.py`; prints two JSON lines.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

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


class Block(NamedTuple):
    """CPU seconds a check: ours after the database was asked, ours with asking, and pycasbin's two."""

    ours: float
    asking: float
    fast: float
    slow: float


def main() -> None:
    """Check that all three answer the same, then measure."""
    with demo_cluster(employees=EMPLOYEES):
        django.setup()
        from access_check_data import Rights  # noqa: PLC0415 (its imports need Django to be set up)

        rights = Rights(USERS)
        with rights.entered():
            asked = questions(rights)
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


def questions(rights: "Rights") -> list[Question]:  # type: ignore[name-defined]  # noqa: F821
    """Return CHECKS questions about each person, by a fixed seed; half of them about units near her."""
    random = Random(2026)  # the same questions every time, no secret
    near = rights.units_near()
    return [
        (person, random.choice(near[person] if number % 2 else rights.units), random.choice(rights.permissions))
        for person in rights.persons
        for number in range(CHECKS)
    ]


def seconds(rights: "Rights", work: Callable[[], object], times: int) -> float:  # type: ignore[name-defined]  # noqa: F821
    """Return the CPU seconds that one of so many pieces of the work takes."""
    backend, process = rights.backend_seconds(), time.process_time()
    work()
    return (time.process_time() - process + rights.backend_seconds() - backend) / times


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
    found: list[Block] = []
    for _block in range(BLOCKS):
        rights.forget()
        asking = seconds(rights, lambda: require_all(rights, asked), len(asked))
        ours = seconds(rights, lambda: require_all(rights, asked), len(asked))
        found.append(
            Block(
                ours,
                asking,
                seconds(rights, lambda: enforce_all(fast, asked), len(asked)),
                seconds(rights, lambda: enforce_all(slow, few), len(few)),
            )
        )
    sizes = {"persons": EMPLOYEES, "policies": len(rights.policies()), "memberships": len(rights.memberships())}
    tell("FastEnforcer", [(one, one.fast) for one in found], GOAL_FAST, sizes)
    tell("Enforcer", [(one, one.slow) for one in found], GOAL_DEFAULT, sizes)


def tell(peer: str, pairs: Sequence[tuple[Block, float]], goal: float, sizes: dict[str, int]) -> None:
    """Print one claim as a JSON line."""
    ratios = [block.ours / theirs for block, theirs in pairs]
    ratio = statistics.median(ratios)
    result = {
        "claim": f"permission check through require(), beside pycasbin's {peer}",
        "ours": f"{1e6 * statistics.median(block.ours for block, _theirs in pairs):.1f} µs",
        "peer": f"{1e6 * statistics.median(theirs for _block, theirs in pairs):.1f} µs",
        "ratio": round(ratio, 4),
        "spread": [round(min(ratios), 4), round(max(ratios), 4)],
        "goal": f"<= {goal}",
        "holds": ratio <= goal,
        "request_ms": round(1000 * CHECKS * statistics.median(one.asking - one.ours for one, _theirs in pairs), 2),
        "ratio_in_request": round(statistics.median(one.asking / theirs for one, theirs in pairs), 4),
        "checks_in_request": CHECKS,
        "rows": sizes,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
