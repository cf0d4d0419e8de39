"""A lever is a class derived from `Lever`; a hook that is misspelt or cannot be called is refused, and named."""

from __future__ import annotations

import inspect

import pytest

import salesim
from salesim.errors import InputError
from salesim.policy.lever import HOOKS, Lever, check_levers
from salesim.policy.registry import lever_classes, own_levers, read_paths, sections
from salesim.scenario.scenario import Scenario


class Diary(Lever):
    def __init__(self):
        self.weeks = []

    def close_week(self, model):
        self.note(model.week)

    def note(self, week):
        self.weeks.append(week)

    def _open_weak(self):
        """A name of one's own, since it begins with an underscore."""


def test_public_name():
    assert salesim.Lever is Lever


def test_methods_of_its_own_are_a_lever_s_own_business():
    check_levers([Diary()])
    check_levers([kind.__new__(kind) for kind in lever_classes()])


@pytest.mark.parametrize("thing", ["elite", 3, None, object(), Diary, lambda model: None])
def test_what_is_no_lever_is_refused(thing):
    with pytest.raises(InputError, match=r"^levers\.1: this is no lever.*derived from Lever"):
        check_levers([Diary(), thing])


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("open_weak", "open_week"),
        ("openWeek", "open_week"),
        ("close_quater", "close_quarter"),
        ("reorganise", "reorganize"),
        ("review_fortnite", "review_fortnight"),
        ("table", "tables"),
    ],
)
def test_a_misspelt_hook_is_refused_with_the_one_that_was_meant(name, meant):
    kind = type("Odd", (Diary,), {name: lambda self, model: None})
    with pytest.raises(InputError, match=rf"Odd\.{name}: there is no such hook.*did you mean '{meant}'"):
        salesim.simulate(Scenario(name="x"), levers=[kind()])


@pytest.mark.parametrize("name", ["before_visits", "start_week", "end_week", "open_day", "after_serve", "every_month"])
def test_what_looks_like_a_hook_and_is_none_is_refused_with_all_that_there_are(name):
    kind = type("Odd", (Diary,), {name: lambda self, model: None})
    with pytest.raises(InputError, match=rf"Odd\.{name}: there is no such hook.*(open_week, open_year|did you mean)"):
        check_levers([kind()])


def test_a_hook_that_would_never_run_is_refused():
    class Later(Lever):
        async def open_week(self, model):
            raise AssertionError

    class Bit(Lever):
        def close_week(self, model):
            yield model.week

    for lever, hook in ((Later(), "open_week"), (Bit(), "close_week")):
        with pytest.raises(InputError, match=rf"{hook}: this hook would never run.*allowed: {hook}\(self, model\)"):
            check_levers([lever])


@pytest.mark.parametrize("hook", [lambda self: None, lambda self, model, day, more: None, None, 7])
def test_a_hook_that_cannot_be_called_is_refused(hook):
    kind = type("Odd", (Lever,), {"close_day": hook})
    with pytest.raises(InputError, match=r"Odd\.close_day: this hook cannot be called; allowed: close_day"):
        check_levers([kind()])
    kind = type("Even", (Lever,), {"close_day": lambda self, model, day, more=0: None})
    check_levers([kind()])


def test_hooks_of_the_base_do_nothing_and_are_described():
    for name in HOOKS:
        hook = getattr(Lever, name)
        assert len(inspect.getdoc(hook).splitlines()) >= 1
        assert not Lever.__new__(Lever).__getattribute__(name)(*[None] * (len(inspect.signature(hook).parameters) - 1))


def test_the_model_s_own_levers_act_in_this_order():
    """Levers read what earlier ones have written: another order is another model."""
    names = [type(lever).__name__ for lever in own_levers(Scenario(name="x"))]
    assert " ".join(names) == (
        "Tools Leads QuotaSetting Pay RestOfQuarter PayComponents PayCap Wagers Holdback Clawback Draws Guarantees "
        "Recognition Contests EliteClub TeamTime Coverage Grading Tags Overlays Products Warnings QuotaReview "
        "Feedback Boards Adjusting Roles Handover LayoutReview ManagerPay TradeTerms Partners Diversion "
        "Credit Shelves Emergencies"
    )


def test_every_section_is_declared_by_its_lever_alone_and_stands_in_the_scenario():
    scenario = Scenario(name="x")
    paths = [section.path for section in sections()]
    assert len(set(paths)) == len(paths) == 33
    for section in sections():
        chapter, name = section.path.split(".")
        field = type(getattr(scenario, chapter)).model_fields[name]
        assert field.annotation is section.parameters and field.description == section.about
        assert getattr(getattr(scenario, chapter), name) == section.parameters()
    assert all(read_paths(kind) for kind in lever_classes())


def test_a_new_lever_needs_its_own_file_only(monkeypatch):
    """A class with an order in some file of policy/ is found, with its section."""
    from salesim.parameters import Parameters, parameter
    from salesim.policy import coverage, registry
    from salesim.policy.lever import Section

    class ParkingParameters(Parameters):
        enabled: bool = parameter(False, about="reps have a place to park", source="A")

    class Parking(Lever):
        order = 999
        sections = (Section("sales_force.parking", ParkingParameters, "where reps park"),)

    Parking.__module__ = coverage.__name__
    monkeypatch.setattr(coverage, "Parking", Parking, raising=False)
    registry.lever_classes.cache_clear()
    try:
        assert registry.lever_classes()[-1] is Parking

        @registry.with_levers("sales_force")
        class Chapter(Parameters):
            """A chapter."""

        assert Chapter.model_validate({"parking": {"enabled": True}}).parking.enabled
        Parking.order = 10
        registry.lever_classes.cache_clear()
        with pytest.raises(TypeError, match="both act at 10"):
            registry.lever_classes()
    finally:
        registry.lever_classes.cache_clear()
