"""Builds the visit's page: the largest part of the window, made when it is first wanted."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chargecapture.codesets.acts import load_acts, load_services
from chargecapture.desktop.presenters.favourites import FavouritesPresenter
from chargecapture.desktop.presenters.visit import VisitPresenter
from chargecapture.desktop.prompts import Prompts
from chargecapture.desktop.views.body_map import BodyMapView, Drawing
from chargecapture.desktop.views.card_form import CardParts, Follows, SiteFacts, Unread
from chargecapture.desktop.views.favourites import FavouritesView
from chargecapture.desktop.views.pick_line import Pick
from chargecapture.desktop.views.visit_view import VisitView
from chargecapture.domain.charges import Answer, Place
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.sites import HAS_FREE_MARGIN, LID_IS_NAMED
from chargecapture.domain.worked_out import VisitLook, WorkedOut
from chargecapture.rules.families import FAMILIES
from chargecapture.rules.tables import DamagedEditionError, NotInForceError, RuleBook, SiteGroups
from chargecapture.rules.visit_look import look_at_visit
from chargecapture.rules.working_out import work_out
from chargecapture.workflow.forms import forms_of
from chargecapture.workflow.superbill import Wording, lesion_in_words
from chargecapture.workflow.typed_line import LineFacts, ReadLine
from chargecapture.workflow.typing_in import match_acts, match_sites

if TYPE_CHECKING:
    from chargecapture.bootstrap import Built


def visit_page(
    built: "Built", visit: VisitPresenter, favourites: FavouritesPresenter, prompts: Prompts
) -> VisitView:
    words = Wording(titles={}, labels={}, places={}, sites=built.site_labels)
    view = VisitView(
        visit,
        card_parts(built, visit, favourites),
        BodyMapView(Drawing(built.resources / "bodymap" / "bodymap.svg"), built.site_labels),
        lambda lesion: lesion_in_words(lesion, words),
    )
    view.add_favourites(FavouritesView(favourites, prompts))
    return view


def card_parts(
    built: "Built", visit: VisitPresenter, favourites: FavouritesPresenter | None = None
) -> CardParts:
    """What the forms of charting are made of; acts are suggested in the order in which they are charted."""
    acts = load_acts(built.resources)

    def sites_for(text: str) -> Sequence[Pick]:
        return [Pick(hit.label, hit) for hit in match_sites(text, built.sites)]

    def acts_for(text: str) -> Sequence[Pick]:
        ordered = favourites.ordered_acts if favourites else acts
        return [Pick(act.label, act) for act in match_acts(text, ordered)]

    def line_read(text: str) -> ReadLine | None:
        charted = visit.charted
        if charted is None:
            return None
        here = charted.encounter
        taken = frozenset(
            (*(lesion.id for lesion in here.lesions), *(here.notice.lesions if here.notice else ()))
        )
        facts = LineFacts(here.date_of_service, here.payer, here.patient, here.id, taken)
        return built.shorthand.read(text, facts)

    return CardParts(
        forms={form.kind: form for form in forms_of(FAMILIES)},
        sites=_site_facts(built.sites),
        services=load_services(built.resources),
        suggest_words=lambda text: built.library.suggest(text) if built.has_library else (),
        suggest_sites=sites_for,
        read_line=line_read,
        complete=lambda text: built.completer.complete(text),  # noqa: PLW0108 -- built when it is wanted
        meant=lambda word: built.completer.meant(word),  # noqa: PLW0108 -- as above
        suggest_acts=acts_for,
        follows=_follows(built),
        take=visit.take,
        field_left=visit.field_left,
        add_act=visit.add_act,
        unread=Unread(lambda: visit.unread, visit.keep_unread),
        looked_at=visit.looked_at,
    )


def _follows(built: "Built") -> Follows:
    """What follows from charted facts by the tables of the day, which the coder has read before."""

    def book(encounter: Encounter) -> RuleBook | None:
        _ = built.coder
        try:
            return built.tables.on(encounter.date_of_service)
        except (NotInForceError, DamagedEditionError):
            return None  # the answer says so

    def of_act(encounter: Encounter, answer: Answer, place: Place) -> WorkedOut:
        found = book(encounter)
        return work_out(encounter, answer, found, place) if found else WorkedOut()

    def of_visit(encounter: Encounter, answer: Answer) -> VisitLook | None:
        found = book(encounter)
        return look_at_visit(encounter, answer, found) if found else None

    return Follows(of_act, of_visit)


def _site_facts(groups: Mapping[str, SiteGroups]) -> dict[str, SiteFacts]:
    return {
        site: SiteFacts(group.label, group.paired, site in LID_IS_NAMED, site in HAS_FREE_MARGIN)
        for site, group in groups.items()
    }
