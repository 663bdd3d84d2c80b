"""The slow evaluator's conflicts and licences: day by day, from the written formulas alone."""

from functools import cache

from tests.access.derivation.oracle import WINDOW, Oracle, on


class RestraintOracle(Oracle):
    """Asks each question once and remembers it; the facts must not change."""

    def __init__(self, people, definitions):
        super().__init__(people, definitions)
        for name in ("held", "names", "left", "side_on", "freed", "clashes", "withheld_by_conflict"):
            setattr(self, name, cache(getattr(self, name)))

    # what is left after exclusions and leave

    def names(self, person, day, without=frozenset()):
        return frozenset(name for name, _, _ in self.allowed_without(person, day, without))

    def allowed_without(self, person, day, without):
        usual = self.contents

        def contents(role, day):
            return set() if role in without else usual(role, day)

        self.contents = contents
        try:
            return self.allowed(person, day)
        finally:
            self.contents = usual

    def left(self, person, day):
        return frozenset(
            name
            for name in self.names(person, day)
            if not self.excluded_by(person, name, day) and not (self.is_flagged(name) and self.on_leave(person, day))
        )

    def is_flagged(self, permission):
        row = self.permissions[permission]
        return row.is_suspended_on_leave or row.pool is not None

    # conflicts

    def contains(self, role, wanted, day):
        row = self.roles.get(role)
        if row is None or not row.is_active or not on(row, day):
            return False
        inside = [item.child_role for item in self.definitions.items if item.role == role and on(item, day)]
        return role == wanted or any(child and self.contains(child, wanted, day) for child in inside)

    def side_on(self, person, items, day, *, is_before=False):
        """Tell whether the person has anything of a side on a day; before: whatever is withheld."""
        names = self.names(person, day) if is_before else self.left(person, day)
        held = [row for row in self.held(person) if row[0] and row[3] <= day < row[4]]
        return any(
            item.permission in names if item.permission else any(self.contains(row[0], item.role, day) for row in held)
            for item in items
        )

    def began(self, person, items, day):
        while day - 1 in WINDOW and self.side_on(person, items, day - 1, is_before=True):
            day -= 1
        return day

    def risk(self, items):
        inside = set()
        for item in items:
            if item.permission:
                inside.add(item.permission)
            else:
                inside |= {name for day in WINDOW for name, _, _ in self.contents(item.role, day)}
        return max((self.permissions[name].risk for name in inside if name in self.permissions), default=0)

    def loser(self, person, row, day):
        a, b = self.began(person, row.a, day), self.began(person, row.b, day)
        if a != b:
            return "without_a" if a > b else "without_b"
        return "without_a" if self.risk(row.a) > self.risk(row.b) else "without_b"

    def clashes(self, person, day):
        """Return {(conflict, outcome, waiver)} of a day."""
        found = set()
        for row in self.definitions.conflicts:
            if not on(row, day) or not (self.side_on(person, row.a, day) and self.side_on(person, row.b, day)):
                continue
            waivers = [one for one in self.people.waivers if (one.person, one.conflict) == (person, row.id)]
            waived = sorted((one.lower, one.id) for one in waivers if on(one, day))
            if row.severity == "record":
                found.add((row.id, "recorded", None))
            elif waived:
                found.add((row.id, "waived", waived[0][1]))
            else:
                found.add((row.id, self.loser(person, row, day), None))
        return found

    def freed(self, person, day, roles):
        """Return what the person would not have if these roles contained nothing."""
        return self.names(person, day) - self.names(person, day, roles)

    def withheld_by_conflict(self, person, day):
        """Return {(permission, conflict)} of a day."""
        found = set()
        for name, outcome, _ in self.clashes(person, day):
            row = next(one for one in self.definitions.conflicts if one.id == name)
            if not outcome.startswith("without"):
                continue
            items = row.a if outcome == "without_a" else row.b
            lost = {item.permission for item in items}
            lost |= self.freed(person, day, frozenset(item.role for item in items if item.role))
            found |= {(permission, name) for permission in lost & self.left(person, day)}
        return found

    # licences

    def wants(self, pool, person, day):
        taken = {permission for permission, _ in self.withheld_by_conflict(person, day)}
        return any(self.permissions[name].pool == pool for name in self.left(person, day) - taken)

    def total(self, pool, day):
        return [
            row.quantity for row in self.definitions.quantities if row.pool == pool and on(row, day) and not row.unit
        ]

    def share(self, pool, unit, day):
        return [
            row.quantity
            for row in self.definitions.quantities
            if row.pool == pool and on(row, day) and row.unit and unit in (None, row.unit)
        ]

    def payer(self, pool, person, day):
        jobs = sorted(self.employments(person), key=lambda row: (row.lower, row.id))
        active = [row for row in jobs if on(row, day)] or [row for row in jobs if row.lower > day][:1]
        near = []
        for place, row in enumerate(active):
            path = self.above(row.unit, "line", day)
            near += [(far, place, unit) for far, unit in enumerate(path) if self.share(pool, unit, day)]
        return min(near)[2] if near else None

    def capacity(self, pool, payer, day):
        if payer is not None:
            return sum(self.share(pool, payer, day))
        return max(0, sum(self.total(pool, day)) - sum(self.share(pool, None, day)))

    def seats(self, pool, *, sweep_from):
        """Return {(person, day): (payer, is seated, wanted from)} by giving out the seats day by day."""
        is_strict = next(row.is_strict for row in self.definitions.pools if row.id == pool)
        persons = {row.person for row in self.people.employments}
        found, seated = {}, set()
        for day in WINDOW:
            wanting = {one for one in persons if self.total(pool, day) and self.wants(pool, one, day)}
            said = {row.person: row for row in self.people.seats if row.pool == pool and on(row, day)}
            starts = {one: self.wanted_from(pool, one, day) for one in wanting}
            if day < sweep_from:
                for one in wanting & said.keys():
                    found[one, day] = (said[one].payer, said[one].is_seated, starts[one])
                continue
            if day == sweep_from:
                seated = {one for one in said if said[one].is_seated}
            seated &= wanting
            payers = {one: self.payer(pool, one, day) for one in wanting}
            for one in sorted(wanting - seated, key=lambda one: (starts[one], self.recorded(pool, one, day), one)):
                free = self.capacity(pool, payers[one], day) - sum(payers[other] == payers[one] for other in seated)
                if not is_strict or free > 0:
                    seated.add(one)
            found |= {(one, day): (payers[one], one in seated, starts[one]) for one in wanting}
        return found

    def wanted_from(self, pool, person, day):
        while day - 1 in WINDOW and self.wants(pool, person, day - 1):
            day -= 1
        return day

    def recorded(self, pool, person, day):
        """Return when the wish was first known: what was said of any day of its run; what is new comes last."""
        run = [day]
        while run[-1] + 1 in WINDOW and self.wants(pool, person, run[-1] + 1):
            run.append(run[-1] + 1)
        while run[0] - 1 in WINDOW and self.wants(pool, person, run[0] - 1):
            run.insert(0, run[0] - 1)
        said = [
            row.recorded.timestamp()
            for row in self.people.seats
            if (row.pool, row.person) == (pool, person) and row.recorded and any(on(row, one) for one in run)
        ]
        return min(said, default=float("inf"))
