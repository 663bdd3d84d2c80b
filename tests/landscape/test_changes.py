"""Change cases: planned, heard, decided, carried out, dropped."""

from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from psycopg.types.range import Range

from grunnmur.core.clock import at, now, today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import person_of
from grunnmur.landscape import actions as landscape
from grunnmur.landscape.actions import changes as actions
from grunnmur.landscape.actions.facts import answer_fact
from grunnmur.landscape.events import ChangeCaseApplied, ChangeCaseDecided
from grunnmur.landscape.models import ChangeCase, ChangeStatement, ChangeStep, Element, Relation, SystemFact
from grunnmur.landscape.queries.changes import cases_touching, find_case, planned_steps, report_of, stale_among
from grunnmur.landscape.queries.changes.reading import ground_of
from grunnmur.landscape.queries.impact import Question, impact
from grunnmur.landscape.rules import DECIDE_CHANGE, EDIT, PLAN_CHANGE, SEE, ElementFacts
from grunnmur.landscape.rules.answers import AnswerError, NewAnswer
from grunnmur.landscape.rules.changes import (
    AddRelation,
    CaseClosedError,
    ChangeFact,
    CloseUnitInto,
    EndRelation,
    NewRequirement,
    OwnDecisionError,
    ReplaceElement,
    RetireElement,
    StaleStepsError,
    StepError,
    SwapSupplier,
    TooEarlyError,
)
from grunnmur.organisation.actions import name_deputy
from grunnmur.worklist.actions import claim_task, finish_task
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import EndedThereError, TaskTakenError
from tests.factories_landscape import SYSTEM, claim, live, make_element, make_relation
from tests.factories_organisation import granting, make_employee, make_leader, make_unit, make_user
from tests.one_day import one_day, published

__all__ = ["one_day", "published"]

Status = ChangeCase.Status


@pytest.fixture
def things(here):
    """Two systems with a supplier each; a step and its process depend on the first."""
    found = {
        "x": make_element("system", "Fagsystem X"),
        "y": make_element("system", "Fagsystem Y"),
        "s": make_element("supplier", "Leverandør S"),
        "t": make_element("supplier", "Leverandør T"),
        "step": make_element("activity", "Registrer melding"),
        "process": make_element("process", "Barnevernssak"),
    }
    make_relation("supplies", found["s"], found["x"])
    make_relation("supports", found["x"], found["step"], strength=2)
    make_relation("has_step", found["process"], found["step"])
    return found


def plan(*steps, title="Bytte fagsystem", by=SYSTEM, **more):
    case = actions.open_change_case(title, by=by, **more)
    for step in steps:
        actions.plan_step(case.pk, step, by=by)
    return case


def decided(*steps, **more):
    case = plan(*steps, **more)
    actions.send_to_review(case.pk, by=SYSTEM)
    actions.decide_change(case.pk, by=SYSTEM)
    return case


def state_of(case):
    return ChangeCase.objects.get(pk=case.pk).status


def dependents(element):
    return {row.thing.name for row in impact(Question(origins=(element.pk,)), seen_by=SYSTEM).reached}


def outcomes(case, seen_by=SYSTEM):
    """What becomes of each element in the first respect in which it is hit."""
    parts = report_of(find_case(case.pk, seen_by=seen_by), seen_by=seen_by).parts
    return {hit.thing.name: (part.policy.value, hit.outcome.value) for part in reversed(parts) for hit in part.hits}


@pytest.fixture
def people(here):
    """Somebody who plans, somebody who decides, and a unit with its leader."""
    top = make_unit("Fjordvik")
    unit = make_unit("Barnevern", parent=top)
    leader = make_leader(unit, name="Lise Leder")
    users = {"planner": make_user(make_employee(top)), "decider": make_user(make_employee(top))}
    users["leader"] = make_user(leader)
    with ExitStack() as held:
        for user in users.values():
            held.enter_context(granting(user, SEE, everywhere=True))
        held.enter_context(granting(users["planner"], PLAN_CHANGE, everywhere=True))
        held.enter_context(granting(users["decider"], DECIDE_CHANGE, everywhere=True))
        yield users | {"unit": unit, "top": top}


def test_case_is_an_element_on_the_map_that_changes_what_its_steps_name(things):
    case = plan(SwapSupplier(things["x"].pk, things["s"].pk, things["t"].pk))

    element = Element.objects.get(pk=case.pk)
    assert (element.type, element.name, element.lifecycle) == ("change", "Bytte fagsystem", "planned")
    changed = Relation.objects.filter(src=element, kind="changes").values_list("dst__name", flat=True)
    assert set(changed) == {"Fagsystem X", "Leverandør S", "Leverandør T"}


def test_planning_writes_nothing_else_and_stands_in_no_impact(things):
    before = set(Relation.objects.exclude(kind="changes").values_list("pk", "valid"))
    plan(RetireElement(things["x"].pk), AddRelation(things["y"].pk, "supports", things["step"].pk, 2))

    assert set(Relation.objects.exclude(kind="changes").values_list("pk", "valid")) == before
    assert dependents(things["x"]) == {"Registrer melding", "Barnevernssak"}
    assert dependents(things["y"]) == set()


def test_retiring_a_system_lets_what_depends_on_it_lose_what_it_needs(things):
    case = plan(RetireElement(things["x"].pk))

    assert outcomes(case) == {
        "Registrer melding": ("availability", "gone"),
        "Barnevernssak": ("availability", "gone"),
    }


def test_replaced_and_retired_system_calls_for_a_check_and_tells_both_ways(things):
    case = plan(ReplaceElement(things["x"].pk, things["y"].pk, ("supports", "supplies")), RetireElement(things["x"].pk))

    report = report_of(find_case(case.pk, seen_by=SYSTEM), seen_by=SYSTEM)
    (hit,) = [hit for hit in report.parts[0].hits if hit.thing.name == "Registrer melding"]
    assert hit.outcome == "recheck"
    assert (hit.before, hit.after) == ("stops", "stops")
    assert hit.before_path == "“Registrer melding” → uses Fagsystem X"
    assert hit.after_path == "“Registrer melding” → uses Fagsystem Y"


def test_other_supplier_calls_for_a_check_of_the_system_and_all_behind_it(things):
    case = plan(SwapSupplier(things["x"].pk, things["s"].pk, things["t"].pk))

    assert outcomes(case)["Fagsystem X"][1] == "recheck"
    assert outcomes(case)["Barnevernssak"] == ("availability", "recheck")


def test_what_is_changed_and_hit_by_another_change_is_told_too(things):
    """The system is where one question begins, and still hit by the loss of its supplier."""
    case = plan(
        EndRelation(things["s"].pk, "supplies", things["x"].pk),
        EndRelation(things["x"].pk, "supports", things["step"].pk),
    )

    assert outcomes(case)["Fagsystem X"][1] == "gone"


def test_new_law_newly_concerns_what_it_applies_to(things):
    law = make_element("law", "Ny lov")
    case = plan(NewRequirement(law.pk, (things["process"].pk,)))

    assert outcomes(case)["Barnevernssak"] == ("legal", "new")


def test_report_names_owners_to_hear_and_counts_what_nobody_owns(things, people):
    things["step"].owner_unit = people["unit"]
    things["step"].save()
    report = report_of(find_case(plan(RetireElement(things["x"].pk)).pk, seen_by=SYSTEM), seen_by=SYSTEM)

    (owner,) = report.hearing.owners
    assert (owner.name, owner.reason.name, owner.outcome, owner.count) == (
        "Barnevern",
        "Registrer melding",
        "gone",
        1,
    )
    assert report.hearing.unowned == 2


# Steps


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda t: SwapSupplier(t["x"].pk, t["t"].pk, t["s"].pk), "does not deliver"),
        (lambda t: SwapSupplier(t["x"].pk, t["s"].pk, t["s"].pk), "another supplier"),
        (lambda t: SwapSupplier(t["x"].pk, t["s"].pk, t["y"].pk), "cannot go from"),
        (lambda t: ReplaceElement(t["x"].pk, t["x"].pk, ("supports",)), "another than"),
        (lambda t: ReplaceElement(t["x"].pk, t["s"].pk, ("supports",)), "same type"),
        (lambda t: ReplaceElement(t["x"].pk, t["y"].pk, ("masters",)), "at least one way"),
        (lambda t: AddRelation(t["x"].pk, "supports", t["s"].pk, 2), "cannot go from"),
        (lambda t: AddRelation(t["x"].pk, "replaces", t["x"].pk, 2), "itself"),
        (lambda t: AddRelation(t["y"].pk, "supports", t["step"].pk, 9), "how much"),
        (lambda t: EndRelation(t["y"].pk, "supports", t["step"].pk), "do not hang together"),
        (lambda t: CloseUnitInto(t["x"].pk, t["y"].pk), "Only units"),
        (lambda t: NewRequirement(t["x"].pk, (t["y"].pk,)), "cannot go from"),
        (lambda t: NewRequirement(t["x"].pk, ()), "Choose 1 to"),
        (lambda t: ChangeFact(t["s"].pk, "mfa", value=True), "Only systems"),
    ],
)
def test_step_that_does_not_fit_is_refused_and_nothing_is_planned(things, make, sentence):
    case = actions.open_change_case("Sak", by=SYSTEM)

    with pytest.raises(StepError, match=sentence):
        actions.plan_step(case.pk, make(things), by=SYSTEM)


def test_answer_that_is_none_is_refused(things):
    case = actions.open_change_case("Sak", by=SYSTEM)

    with pytest.raises(AnswerError):
        actions.plan_step(case.pk, ChangeFact(things["x"].pk, "mfa", value="perhaps"), by=SYSTEM)


def test_step_that_needs_what_an_earlier_one_takes_away_is_refused(things):
    case = plan(RetireElement(things["y"].pk))

    with pytest.raises(StepError, match="Step 2 needs Fagsystem Y"):
        actions.plan_step(case.pk, AddRelation(things["y"].pk, "supports", things["step"].pk, 2), by=SYSTEM)


def test_steps_change_places_but_not_so_that_one_misses_what_it_needs(things):
    case = plan(
        AddRelation(things["y"].pk, "supports", things["step"].pk, 1),
        SwapSupplier(things["x"].pk, things["s"].pk, things["t"].pk),
        RetireElement(things["x"].pk),
    )
    first, swap, retire = ChangeStep.objects.order_by("position")

    actions.move_step(first.pk, places=5, by=SYSTEM)
    assert [one.row.pk for one in planned_steps(case.pk)] == [swap.pk, retire.pk, first.pk]
    with pytest.raises(StepError, match="needs Fagsystem X"):
        actions.move_step(retire.pk, places=-1, by=SYSTEM)


def test_removed_step_leaves_the_map_and_the_others_close_up(things):
    case = plan(RetireElement(things["x"].pk), RetireElement(things["y"].pk), RetireElement(things["t"].pk))
    actions.remove_step(planned_steps(case.pk)[1].row.pk, by=SYSTEM)

    assert [(one.row.position, one.step.element_id) for one in planned_steps(case.pk)] == [
        (1, things["x"].pk),
        (2, things["t"].pk),
    ]
    assert cases_touching(things["y"].pk, seen_by=SYSTEM) == []
    assert not Relation.objects.filter(kind="changes", dst=things["y"], valid__contains=today()).exists()


def test_twenty_first_step_is_refused(things):
    case = plan(*(RetireElement(make_element("goal").pk) for _number in range(20)))

    with pytest.raises(StepError, match="at most 20"):
        actions.plan_step(case.pk, RetireElement(things["x"].pk), by=SYSTEM)


def test_steps_are_planned_in_drafts_only(things):
    case = plan(RetireElement(things["x"].pk))
    actions.send_to_review(case.pk, by=SYSTEM)

    with pytest.raises(CaseClosedError, match="In review"):
        actions.plan_step(case.pk, RetireElement(things["y"].pk), by=SYSTEM)


# Hearing and deciding


def test_owners_who_are_hit_get_a_task_and_what_they_say_is_kept(things, people):
    things["step"].owner_unit = people["unit"]
    things["step"].save()
    case = plan(RetireElement(things["x"].pk), by=people["planner"])
    actions.send_to_review(case.pk, by=people["planner"])
    actions.send_to_review(case.pk, by=people["planner"])

    (row,) = ChangeStatement.objects.all()
    task = Task.objects.get(pk=row.task_id)
    assert (task.group_key, task.subject_id) == (f"leader:{people['unit'].pk}", case.pk)
    actions.state_opinion(row.pk, stance="concern", text=" Vi må ha noe annet først. ", by=people["leader"])
    row.refresh_from_db()
    assert (row.stance, row.text, row.stated_by) == ("concern", "Vi må ha noe annet først.", people["leader"])
    assert Task.objects.get(pk=row.task_id).state == "done"


def test_what_is_asked_of_an_owner_is_not_done_before_she_speaks_and_a_colleague_may(things, people):
    things["step"].owner_unit = people["unit"]
    things["step"].save()
    case = plan(RetireElement(things["x"].pk), by=people["planner"])
    actions.send_to_review(case.pk, by=people["planner"])
    row = ChangeStatement.objects.get()
    colleague = make_employee(people["unit"])
    days = Period(today(), today() + timedelta(days=30))
    name_deputy(person_of(people["leader"]), deputy_id=colleague.pk, may_do=["tasks"], valid=days, by=SYSTEM)
    claim_task(row.task_id, by=make_user(colleague))
    with pytest.raises(TaskTakenError):
        finish_task(row.task_id, outcome="done", by=people["leader"])
    with pytest.raises(EndedThereError):
        finish_task(row.task_id, outcome="done", by=SYSTEM)
    actions.state_opinion(row.pk, stance="agree", by=people["leader"])
    assert Task.objects.get(pk=row.task_id).state == "cancelled"


def test_only_who_answers_for_an_owner_speaks_for_it(things, people):
    things["step"].owner_unit = people["unit"]
    things["step"].save()
    case = plan(RetireElement(things["x"].pk), by=people["planner"])
    actions.send_to_review(case.pk, by=people["planner"])

    with pytest.raises(PermissionDenied):
        actions.state_opinion(ChangeStatement.objects.get().pk, stance="agree", by=people["decider"])
    actions.decide_change(case.pk, by=people["decider"])
    with pytest.raises(CaseClosedError):
        actions.state_opinion(ChangeStatement.objects.get().pk, stance="agree", by=people["leader"])


def test_case_that_is_taken_back_withdraws_its_questions_and_asks_again(things, people):
    things["step"].owner_unit = people["unit"]
    things["step"].save()
    case = plan(RetireElement(things["x"].pk))
    actions.send_to_review(case.pk, by=SYSTEM)
    actions.take_back(case.pk, by=SYSTEM)
    assert list(Task.objects.values_list("state", flat=True)) == ["cancelled"]

    actions.send_to_review(case.pk, by=SYSTEM)
    assert sorted(Task.objects.values_list("state", flat=True)) == ["cancelled", "open"]


def test_nobody_decides_on_her_own_draft(things, people):
    with granting(people["planner"], DECIDE_CHANGE, everywhere=True):
        case = plan(RetireElement(things["x"].pk), by=people["planner"])
        actions.send_to_review(case.pk, by=people["planner"])
        with pytest.raises(OwnDecisionError):
            actions.decide_change(case.pk, by=people["planner"])

    assert state_of(case) == Status.IN_REVIEW


def test_case_is_decided_by_who_may_and_only_in_review(things, people, published):
    told = published(ChangeCaseDecided)
    case = plan(RetireElement(things["x"].pk), by=people["planner"])
    with pytest.raises(CaseClosedError):
        actions.decide_change(case.pk, by=people["decider"])
    actions.send_to_review(case.pk, by=people["planner"])
    with pytest.raises(PermissionDenied):
        actions.decide_change(case.pk, by=people["leader"])

    actions.decide_change(case.pk, note="Ja.", by=people["decider"])
    assert told == [ChangeCaseDecided(case.pk)]
    assert ChangeCase.objects.get().decision_note == "Ja."


def test_empty_case_is_not_sent(here):
    case = actions.open_change_case("Tom", by=SYSTEM)

    with pytest.raises(StepError, match="at least one step"):
        actions.send_to_review(case.pk, by=SYSTEM)


def test_who_may_not_plan_opens_nothing_and_touches_nobody_elses_case(things, people):
    case = plan(RetireElement(things["x"].pk))

    with pytest.raises(PermissionDenied):
        actions.open_change_case("Min", by=people["leader"])
    with pytest.raises(PermissionDenied):
        actions.plan_step(case.pk, RetireElement(things["y"].pk), by=people["planner"])
    with granting(people["leader"], PLAN_CHANGE, everywhere=True), granting(people["leader"], EDIT, people["unit"]):
        with pytest.raises(PermissionDenied):
            actions.open_change_case("Min", owner_unit_id=people["top"].pk, by=people["leader"])
        own = actions.open_change_case("Min", owner_unit_id=people["unit"].pk, by=people["leader"])
    assert own.element.owner_unit_id == people["unit"].pk


# Carrying out


def test_applying_changes_the_map_and_twice_is_harmless(things, published):
    told = published(ChangeCaseApplied)
    case = decided(
        ReplaceElement(things["x"].pk, things["y"].pk, ("supports",)),
        SwapSupplier(things["y"].pk, None, things["t"].pk),
        RetireElement(things["x"].pk),
    )
    actions.apply_change(case.pk, by=SYSTEM)
    after = list(Relation.objects.order_by("pk").values_list("pk", "valid"))
    actions.apply_change(case.pk, by=SYSTEM)

    assert Element.objects.get(pk=things["x"].pk).retired_at is not None
    assert live("supports", things["y"], things["step"]).strength == 2
    assert dependents(things["t"]) == {"Fagsystem Y", "Registrer melding", "Barnevernssak"}
    assert list(Relation.objects.order_by("pk").values_list("pk", "valid")) == after
    assert told == [ChangeCaseApplied(case.pk)]
    assert state_of(case) == Status.APPLIED
    assert Element.objects.get(pk=case.pk).lifecycle == "ended"


def test_report_of_what_was_carried_out_still_tells_what_it_meant(things):
    with at(now() - timedelta(days=10)):
        for row in Relation.objects.all():
            row.valid = Range(today(), None)
            row.save()
    case = decided(RetireElement(things["x"].pk))
    before = outcomes(case)
    actions.apply_change(case.pk, by=SYSTEM)

    assert outcomes(case) == before != {}


def test_stale_step_is_refused_until_somebody_confirms_it(things):
    case = decided(RetireElement(things["y"].pk), RetireElement(things["x"].pk))
    make_relation("supports", things["x"], make_element("activity", "Nytt steg"))

    with pytest.raises(StaleStepsError, match=r"Step 2: Retire Fagsystem X\.") as refused:
        actions.apply_change(case.pk, by=SYSTEM)
    assert len(refused.value.steps) == 1
    assert Element.objects.get(pk=things["y"].pk).retired_at is None
    actions.confirm_step(planned_steps(case.pk)[1].row.pk, by=SYSTEM)
    actions.apply_change(case.pk, by=SYSTEM)
    assert Element.objects.get(pk=things["x"].pk).retired_at is not None


def test_step_whose_element_is_gone_is_stale_and_cannot_be_confirmed(things):
    case = decided(RetireElement(things["x"].pk))
    landscape.retire_element(things["x"].pk, by=SYSTEM)

    with pytest.raises(StaleStepsError):
        actions.apply_change(case.pk, by=SYSTEM)
    with pytest.raises(StepError, match="no longer on the map"):
        actions.confirm_step(planned_steps(case.pk)[0].row.pk, by=SYSTEM)


def test_other_facts_and_other_peoples_relations_make_no_step_stale(things):
    case = plan(RetireElement(things["x"].pk))
    make_relation("supports", things["y"], make_element("activity"))
    plan(RetireElement(things["x"].pk), title="En annen sak om det samme")

    planned = planned_steps(case.pk)
    assert stale_among(planned, ground_of([one.step for one in planned])) == []


def test_change_planned_for_later_waits_for_its_day(things):
    case = decided(RetireElement(things["x"].pk), planned_date=date(2026, 3, 10))

    with pytest.raises(TooEarlyError, match="10 March 2026"):
        actions.apply_change(case.pk, by=SYSTEM)
    with at(now() + timedelta(days=8)):
        actions.apply_change(case.pk, by=SYSTEM)
    assert state_of(case) == Status.APPLIED


def test_only_what_is_decided_is_carried_out(things):
    case = plan(RetireElement(things["x"].pk))

    with pytest.raises(CaseClosedError):
        actions.apply_change(case.pk, by=SYSTEM)


def test_foreign_element_becomes_a_task_of_its_owner_and_is_done_when_that_is(things, people):
    things["process"].owner_unit = people["unit"]
    things["process"].save()
    case = decided(RetireElement(things["process"].pk))
    actions.apply_change(case.pk, by=SYSTEM)

    (step,) = ChangeStep.objects.all()
    assert Element.objects.get(pk=things["process"].pk).retired_at is None
    assert step.applied_at is None
    task = Task.objects.get(pk=step.task_id)
    assert task.group_key == f"leader:{people['unit'].pk}"
    assert task.params["step"] == "Retire Barnevernssak."
    finish_task(task.pk, outcome="done", by=people["leader"])
    assert ChangeStep.objects.get().applied_at is not None


def test_what_another_domain_says_is_left_to_it(things):
    landscape.claim_relations("process", "p1", [claim("supports", things["x"], things["step"])], by=SYSTEM)
    case = decided(EndRelation(things["x"].pk, "supports", things["step"].pk))
    actions.apply_change(case.pk, by=SYSTEM)

    assert live("supports", things["x"], things["step"]) is not None
    assert Task.objects.get().group_key == f"may:{DECIDE_CHANGE}"


def test_merged_unit_hands_over_its_work_and_what_it_owns_and_is_closed_by_the_organisation(things, people):
    other = make_unit("Familie", parent=people["top"])
    old, new = (Element.objects.get(type="unit", ref=unit.pk) for unit in (people["unit"], other))
    make_relation("performs", old, things["step"])
    things["x"].owner_unit = people["unit"]
    things["x"].save()
    case = decided(CloseUnitInto(old.pk, new.pk))
    actions.apply_change(case.pk, by=SYSTEM)

    assert live("performs", old, things["step"]) is None
    assert live("performs", new, things["step"]) is not None
    assert Element.objects.get(pk=things["x"].pk).owner_unit_id == other.pk
    assert Task.objects.filter(kind="landscape.change_step").get().group_key == f"leader:{people['unit'].pk}"


def test_answer_is_changed_with_its_case_as_the_one_who_says_it(things):
    answer_fact(things["x"].pk, "mfa", NewAnswer(value=False), by=SYSTEM)
    case = decided(ChangeFact(things["x"].pk, "mfa", value=True, evidence="Avtale § 4"))
    actions.apply_change(case.pk, by=SYSTEM)

    row = SystemFact.objects.filter(element=things["x"], valid__contains=today()).get()
    assert (row.value, row.evidence, row.answered_by) == (True, "Avtale § 4", "Bytte fagsystem")


def test_planned_law_comes_into_use_when_it_applies(things):
    law = make_element("law", "Ny lov", lifecycle="planned")
    case = decided(NewRequirement(law.pk, (things["process"].pk,)))
    actions.apply_change(case.pk, by=SYSTEM)

    assert Element.objects.get(pk=law.pk).lifecycle == "active"
    assert live("governs", law, things["process"]) is not None


def test_dropped_case_leaves_no_trace_in_impact_and_is_not_carried_out(things):
    before = dependents(things["x"])
    case = decided(RetireElement(things["x"].pk))
    actions.drop_change_case(case.pk, by=SYSTEM)
    actions.drop_change_case(case.pk, by=SYSTEM)

    assert dependents(things["x"]) == before
    assert not Relation.objects.filter(src=case.pk, valid__contains=today()).exists()
    assert cases_touching(things["x"].pk, seen_by=SYSTEM) == []
    with pytest.raises(CaseClosedError):
        actions.apply_change(case.pk, by=SYSTEM)


def test_case_taken_off_the_map_is_dropped(things):
    case = plan(RetireElement(things["x"].pk))
    landscape.retire_element(case.pk, by=SYSTEM)

    assert state_of(case) == Status.DROPPED


def test_carried_out_case_is_not_dropped(things):
    case = decided(RetireElement(things["x"].pk))
    actions.apply_change(case.pk, by=SYSTEM)

    with pytest.raises(CaseClosedError):
        actions.drop_change_case(case.pk, by=SYSTEM)


# Who may know


@pytest.fixture
def hidden(things, people):
    """The first system is known only to those of the unit."""
    things["x"].audience = [f"below:{people['unit'].pk}"]
    things["x"].save()
    return things


def test_case_about_something_hidden_is_known_to_those_who_may_know_of_it(hidden, people):
    case = plan(RetireElement(hidden["x"].pk))

    assert Element.objects.get(pk=case.pk).audience == [f"below:{people['unit'].pk}"]
    assert find_case(case.pk, seen_by=people["leader"]) == case
    with pytest.raises(ChangeCase.DoesNotExist):
        find_case(case.pk, seen_by=people["planner"])
    with pytest.raises(Element.DoesNotExist):
        plan(RetireElement(hidden["x"].pk), by=people["planner"])


def test_case_is_hidden_as_soon_as_something_it_names_is(things, people):
    case = plan(RetireElement(things["x"].pk), RetireElement(things["y"].pk))
    assert find_case(case.pk, seen_by=people["planner"])
    facts = ElementFacts(name="Fagsystem X", audience=(f"below:{people['unit'].pk}",))
    landscape.change_element(things["x"].pk, facts, by=SYSTEM)

    with pytest.raises(ChangeCase.DoesNotExist):
        find_case(case.pk, seen_by=people["planner"])
    assert Element.objects.get(pk=case.pk).audience == [f"below:{people['unit'].pk}"]


def test_things_that_different_people_know_of_take_two_cases(hidden, people):
    hidden["y"].audience = [f"below:{make_unit('Skole').pk}"]
    hidden["y"].save()
    case = plan(RetireElement(hidden["x"].pk))

    with pytest.raises(StepError, match="a case for each"):
        actions.plan_step(case.pk, RetireElement(hidden["y"].pk), by=SYSTEM)


def test_report_tells_nothing_hidden_nor_what_lies_behind_it(hidden, people):
    """The reader may know of the supplier, not of the system between it and the step."""
    case = plan(RetireElement(hidden["s"].pk))

    assert set(outcomes(case)) == {"Fagsystem X", "Registrer melding", "Barnevernssak"}
    assert outcomes(case, seen_by=people["planner"]) == {}
    report = report_of(find_case(case.pk, seen_by=people["planner"]), seen_by=people["planner"])
    assert (report.hearing.owners, report.hearing.unowned) == ([], 1)


def test_owner_who_may_not_know_of_the_case_is_not_asked(hidden, people):
    other = make_unit("Skole", parent=people["top"])
    make_leader(other)
    hidden["process"].owner_unit = other
    hidden["process"].save()
    case = plan(RetireElement(hidden["x"].pk))
    actions.send_to_review(case.pk, by=SYSTEM)

    assert not ChangeStatement.objects.filter(case=case).exists()
