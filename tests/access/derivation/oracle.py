"""A second, slow evaluator: asks every question day by day, from the written formulas alone.

It shares no code with the engine. Time is the days of WINDOW; facts are constant outside it, so that a fact without
a bound is one that reaches the window's edge.
"""

from grunnmur.access.derivation.facts import Anchor, Effect, Scope

WINDOW = range(700_000, 700_060)


def on(row, day):
    return row.lower <= day < row.upper


class Oracle:
    def __init__(self, people, definitions):
        self.people, self.definitions = people, definitions
        self.roles = {row.id: row for row in definitions.roles}
        self.permissions = {row.id: row for row in definitions.permissions}

    def employments(self, person):
        return [row for row in self.people.employments if row.person == person]

    def employed(self, person, day):
        return any(on(row, day) for row in self.employments(person))

    # who is where

    def above(self, unit, structure, day):
        path = [unit]
        for _ in range(len(self.definitions.parents) + 1):
            for row in self.definitions.parents:
                if row.unit == path[-1] and row.structure == structure and row.parent and on(row, day):
                    path.append(row.parent)
                    break
        return path

    def in_units(self, named, unit, structure, day):
        path = self.above(unit, structure, day)
        return any(row.unit == unit or (row.with_below and row.unit in path) for row in named)

    # step 1: anchors, rules, grants

    def anchors(self, rule, person):
        """Yield (unit, is valid on a day, the anchor if it is an employment or an appointment)."""
        if rule.anchor == Anchor.LEADERSHIP:
            yield from self.leaderships(rule, person)
            return
        employs = rule.anchor == Anchor.EMPLOYMENT
        for row in self.people.employments if employs else self.people.appointments:
            if row.person == person:
                yield row.unit, lambda day, row=row: on(row, day), row

    def leaderships(self, rule, person):
        for row in self.people.leaderships:
            if row.person == person:
                yield row.unit, lambda day, row=row: on(row, day), None
            for stand_in in self.people.deputies if rule.has_deputies else ():
                fits = stand_in.unit is None or stand_in.unit == row.unit
                whom = stand_in.deputy == person and stand_in.for_person == row.person != person
                if whom and fits and "access" in stand_in.may:
                    yield row.unit, lambda day, a=row, b=stand_in: on(a, day) and on(b, day), None

    def stands(self, rule, person, anchor, day):
        """The employment side of a match: the anchor's own employment, or one that meets positions and kinds."""

        def fits(row):
            position = not rule.positions or row.position in rule.positions
            return position and (not rule.kinds or row.kind in rule.kinds)

        if rule.anchor == Anchor.EMPLOYMENT:
            return on(anchor, day) and fits(anchor)
        return any(on(row, day) and fits(row) for row in self.employments(person))

    def matches(self, rule, person, unit, valid, anchor, day):
        if not (on(rule, day) and valid(day) and self.stands(rule, person, anchor, day)):
            return False
        plus = [named for named in rule.units if not named.is_minus]
        minus = [named for named in rule.units if named.is_minus]
        if plus and not self.in_units(plus, unit, rule.structure, day):
            return False
        if self.in_units(minus, unit, rule.structure, day):
            return False
        if rule.functions:
            held = {row.function for row in self.people.appointments if row.person == person and on(row, day)}
            asked = {anchor.function} if rule.anchor == Anchor.FUNCTION else held
            if not asked & rule.functions:
                return False
        return (not rule.persons or person in rule.persons) and person not in rule.not_persons

    def routes(self, person, effect):
        """Yield (target, scope unit, source, own first day, hour, holds on a day, employed on a day)."""
        for rule in self.definitions.rules:
            if rule.effect != effect:
                continue
            for unit, valid, anchor in self.anchors(rule, person):
                yield (
                    (rule.role, rule.permission),
                    unit,
                    rule.id,
                    rule.lower,
                    None,
                    lambda day, r=rule, u=unit, v=valid, a=anchor: self.matches(r, person, u, v, a, day),
                    lambda day, r=rule, a=anchor: self.stands(r, person, a, day),
                )
        if effect == Effect.EXCLUDE:
            return
        for grant in self.people.grants:
            if grant.person == person:

                def bound(day, grant=grant):
                    rows = self.employments(person)
                    return any(on(row, day) and grant.employment in (None, row.id) for row in rows)

                yield (
                    (grant.role, grant.permission),
                    grant.scope_unit,
                    grant.id,
                    grant.lower,
                    grant.ends_at,
                    lambda day, g=grant, b=bound: on(g, day) and b(day),
                    bound,
                )

    # steps 2 and 3: grace, active roles, exclusions

    def active(self, target, day):
        role, permission = target
        if role:
            row = self.roles.get(role)
            return row is not None and row.is_active and on(row, day)
        row = self.permissions.get(permission)
        return row is not None and on(row, day)

    def excluded_from_role(self, person, role, day):
        if any(row.person == person and row.role == role and on(row, day) for row in self.people.exclusions):
            return True
        return any(
            target == (role, None) and holds(day)
            for target, _, _, _, _, holds, _ in self.routes(person, Effect.EXCLUDE)
        )

    def held(self, person):
        """Return {(role, permission, scope, lower, upper, floor, hour, via)}; window edges stand for no bound."""
        rows = set()
        by_key = {}
        for route in self.routes(person, Effect.GRANT):
            by_key.setdefault((route[0], route[1]), []).append(route)
        for (target, scope), routes in by_key.items():
            days = {day: {r for r in routes if r[5](day)} for day in WINDOW}
            self.add_grace(person, target, days)
            may = {
                day: self.active(target, day) and not (target[0] and self.excluded_from_role(person, target[0], day))
                for day in WINDOW
            }
            for run in runs(day for day in WINDOW if days[day] and may[day]):
                rows.add(self.row(target, scope, run, days, may))
        return rows

    def add_grace(self, person, target, days):
        role = self.roles.get(target[0])
        has = {day: set(routes) for day, routes in days.items()}
        for day in WINDOW[1:]:
            if has[day - 1] and not has[day]:
                ended = {route for route in has[day - 1] if not route[6](day)}
                for later in range(day, min(day + (role.grace_days if role else 0), WINDOW.stop)):
                    if self.employed(person, later):
                        days[later] |= ended

    def row(self, target, scope, run, days, may):
        lower = run[0]
        through = set().union(*(days[day] for day in run))
        hours = {route[4] for route in through}
        floor = None
        if lower != WINDOW[0]:
            starts = [route[3] for route in days[lower] if route[5](lower) and not route[6](lower - 1)]
            if starts:
                floor = lower
                while floor > max(min(starts), WINDOW[0]) and may[floor - 1]:
                    floor -= 1
        via = tuple(sorted({route[2] for route in through}))
        return (*target, scope, lower, run[-1] + 1, floor, None if None in hours else max(hours), via)

    # step 4: permissions

    def contents(self, role, day):
        """Return {(permission, scope, unit)} inside a role on a day."""
        row = self.roles.get(role)
        if row is None or not row.is_active or not on(row, day):
            return set()
        found = set()
        for item in self.definitions.items:
            if item.role == role and on(item, day):
                if item.child_role:
                    found |= self.contents(item.child_role, day)
                elif self.active((None, item.permission), day):
                    found.add((item.permission, item.scope, item.unit))
        return found

    def allowed(self, person, day):
        """Return {(permission, scope, unit)} before anything is withheld."""
        found = set()
        for role, permission, scope_unit, lower, upper, floor, _, _ in self.held(person):
            inside = self.contents(role, day) if role else set()
            if permission and self.active((None, permission), day):
                inside = {(permission, Scope.HERE if scope_unit else Scope.EVERYWHERE, None)}
            for name, scope, unit in inside:
                first = lower
                if floor is not None:
                    first = max(floor, lower - self.permissions[name].pre_start_days)
                if first <= day < upper:
                    here = scope_unit if scope in {Scope.HERE, Scope.HERE_BELOW} else None
                    at = unit if scope in {Scope.AT, Scope.AT_BELOW} else here
                    found.add((name, scope, at))
        return found

    # step 5: withheld

    def excluded_by(self, person, permission, day):
        """Return the exclusions and exclude rules that name this permission on this day."""
        found = {
            row.id
            for row in self.people.exclusions
            if row.person == person and row.permission == permission and on(row, day)
        }
        early = self.permissions[permission].pre_start_days
        for target, _, source, first, _, holds, employed in self.routes(person, Effect.EXCLUDE):
            if target != (None, permission):
                continue
            starts = [d for d in range(day + 1, day + early + 1) if holds(d) and not employed(d - 1)]
            if holds(day) or (starts and day >= first):
                found.add(source)
        return found

    def on_leave(self, person, day):
        active = [row for row in self.employments(person) if on(row, day)]
        return bool(active) and all(
            any(leave.employment == row.id and leave.percent >= 100 and on(leave, day) for leave in self.people.leaves)
            for row in active
        )


def runs(days):
    found = []
    for day in days:
        if found and found[-1][-1] == day - 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found
