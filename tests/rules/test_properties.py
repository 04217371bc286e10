"""What holds for every encounter, whatever is charted."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from chargecapture.domain.charges import POINTERS, Answer
from chargecapture.domain.encounter import (
    Encounter,
    Ground,
    Lesion,
    Nature,
    Notice,
    PatientFacts,
    PayerFamily,
    PriorCharge,
    Visit,
)
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    Biopsy,
    Coded,
    Cosmetic,
    Destruction,
    Drug,
    Excision,
    Graft,
    IncisionDrainage,
    IntralesionalInjection,
    Laboratory,
    Mohs,
    Pathology,
    Phototherapy,
    Repair,
    ShaveRemoval,
    SkinTagRemoval,
)
from chargecapture.domain.sites import SITE_IDS
from tests.helpers.encounters import DAY, charged, keratoses
from tests.helpers.rules import coder, rule_tables

cm = st.decimals("0.1", "9.9", places=1)
area = st.decimals("0.5", "150", places=1)
maybe_cm = st.none() | cm
flags = st.fixed_dictionaries({"requested_by_patient": st.sampled_from([False, False, False, True])})


def _of(record: type, **facts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(record, **facts)


procedures = st.one_of(
    _of(Biopsy, method=st.sampled_from(["tangential", "punch", "incisional", None])),
    _of(ShaveRemoval, lesion_cm=maybe_cm, requested_by_patient=st.booleans()),
    _of(Excision, lesion_cm=maybe_cm, margin_cm=maybe_cm),
    _of(Excision, excised_cm=cm),
    _of(
        Destruction,
        method=st.sampled_from(["cryosurgery", "laser", "curettage", "chemical", "surgical", None]),
        lesion_cm=maybe_cm,
        area_cm2=st.none() | area,
        extensive=st.booleans(),
        requested_by_patient=st.booleans(),
    ),
    _of(
        Mohs,
        stages=st.lists(st.integers(1, 9), max_size=4).map(tuple),
        prior_pathology=st.none() | st.booleans(),
    ),
    _of(Repair, complexity=st.sampled_from(["simple", "intermediate", "complex", None]), length_cm=maybe_cm),
    _of(AdjacentTissueTransfer, area_cm2=st.none() | area),
    _of(
        Graft, graft=st.sampled_from(["full_thickness", "split_thickness", "skin_substitute"]), area_cm2=area
    ),
    _of(SkinTagRemoval),
    _of(IntralesionalInjection, drug=st.none() | st.just("J3301"), dose_mg=maybe_cm),
    _of(
        IncisionDrainage,
        what=st.sampled_from(["abscess", "hematoma", "pilonidal_cyst", "foreign_body", None]),
    ),
    _of(Cosmetic, service=st.sampled_from(["botulinum_toxin", "filler", "ipl"]), units=st.just(Decimal(3))),
)
words = st.sampled_from(
    [
        "basal cell carcinoma",
        "melanocytic nevus",
        "AK",
        "viral wart",
        "r/o BCC",
        "skin tag",
        "psoriasis",
        "",
        "zzz",
    ]
)


services = st.one_of(
    _of(Laboratory, test=st.sampled_from(["koh", "wet_mount", None]), diagnosis=words),
    _of(Pathology, level=st.sampled_from(["3", "4"]), specimens=st.integers(1, 3), diagnosis=words),
    _of(Phototherapy, light=st.sampled_from(["uvb", "puva", "excimer"]), diagnosis=words),
    _of(Drug, hcpcs=st.sampled_from(["J3301", "J7308", "J1030"]), dose_mg=maybe_cm, diagnosis=words),
    _of(Coded, code=st.sampled_from(["88331", "11102", "17003", "15850", "99213", "zzzzz"]), diagnosis=words),
)
history = _of(
    PriorCharge,
    date=st.integers(0, 95).map(lambda days: DAY - timedelta(days=days)),
    code=st.sampled_from(["11602", "14040", "17000", "11102", "99213"]),
    planned_next=st.booleans(),
    diagnosis=st.none() | words,
    site=st.none() | st.sampled_from(SITE_IDS),
)
notices = _of(
    Notice,
    kind=st.sampled_from(["abn_mandatory", "abn_voluntary", "waiver"]),
    signed=st.booleans(),
    lesions=st.sampled_from([(), ("A",), ("A", "B")]),
)
visits = _of(
    Visit,
    minutes=st.none() | st.integers(0, 120),
    problems=st.sampled_from(["low", "moderate", None]),
    data=st.sampled_from(["minimal", None]),
    risk=st.sampled_from(["moderate", "low"]),
    separate=st.none() | st.booleans(),
    decision_for_surgery=st.booleans(),
    longitudinal=st.booleans(),
    telehealth=st.sampled_from([False, "video"]),
    related=st.none() | st.booleans(),
    diagnoses=st.sampled_from([(), ("psoriasis",)]),
)


@st.composite
def encounters(draw: st.DrawFn) -> Encounter:
    lesions = tuple(
        Lesion(
            id=label,
            site=draw(st.sampled_from(SITE_IDS)),
            side=draw(st.sampled_from(["left", "right", "midline", "bilateral", None])),
            diagnosis=draw(words),
            nature=draw(st.sampled_from([*get_args(Nature), None])),
            symptoms=tuple(draw(st.lists(st.sampled_from(get_args(Ground)), max_size=2, unique=True))),
            count=draw(st.integers(1, 20)),
            procedures=tuple(draw(st.lists(procedures, max_size=3))),
        )
        for label in "ABCDEFG"[: draw(st.integers(0, 6))]
    )
    return Encounter(
        id="E",
        date_of_service=DAY,
        payer=draw(st.sampled_from(get_args(PayerFamily))),
        place_of_service=draw(st.sampled_from(["11", "10", "22"])),
        patient=PatientFacts(
            age=Decimal(60), sex=draw(st.sampled_from(["F", "M", "X"])), established=draw(st.booleans())
        ),
        lesions=lesions,
        services=tuple(draw(st.lists(services, max_size=2))),
        history=tuple(draw(st.lists(history, max_size=2))),
        notice=draw(st.none() | notices),
        visit=draw(st.none() | visits),
    )


def _shape(answer: Answer) -> tuple[object, ...]:
    return (
        answer.status,
        answer.lines,
        frozenset(alert.message for alert in answer.alerts),
        answer.diagnoses,
    )


@settings(max_examples=300, deadline=None)
@given(encounters(), st.randoms())
def test_the_order_of_entry_never_matters(encounter: Encounter, random: Any) -> None:
    lesions = list(encounter.lesions)
    random.shuffle(lesions)
    assert _shape(coder().code(encounter)) == _shape(coder().code(replace(encounter, lesions=tuple(lesions))))


@settings(max_examples=300, deadline=None)
@given(encounters())
def test_every_answer_keeps_its_promises(encounter: Encounter) -> None:
    answer = coder().code(encounter)
    book = rule_tables().on(encounter.date_of_service)
    effects = {alert.effect for alert in answer.alerts}
    expected = "blocked" if "block" in effects else "held" if "hold" in effects else "ready"
    assert answer.status == expected
    assert [pointer for pointer, _ in answer.diagnoses] == list(POINTERS[: len(answer.diagnoses)])
    pointed = dict(answer.diagnoses)
    for line in answer.lines:
        assert line.why, "no line without a reason"
        assert all(reason.text and reason.rule and reason.source for reason in line.why)
        assert line.units > 0
        assert line.code in book.codes or line.code.startswith("COS-")
        assert line.code not in ("15850", "J1030", "99213" if encounter.visit is None else "")
        assert len(line.modifiers) <= 4 and len(set(line.modifiers)) == len(line.modifiers)
        assert len(line.icd10) <= 4
        assert all(pointed[pointer] in line.icd10 for pointer in line.pointers)
        if line.cosmetic:
            assert (line.responsibility, line.pointers) == ("patient", "")
        if {"59", "XS"} & set(line.modifiers):
            others = [other.code for other in answer.lines if other is not line]
            on = encounter.date_of_service
            others += [prior.code for prior in encounter.history if prior.date == on]
            pairs = [book.pairs.between(line.code, code) for code in others]
            assert any(pair and pair.column2 == line.code and pair.indicator == "1" for pair in pairs)
    for alert in answer.alerts:
        assert alert.message and alert.source and alert.rule
        assert alert.effect == "none" or (alert.severity == "error" and alert.place is not None)
        assert all(0 <= at < len(answer.lines) for at in alert.lines)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 60), st.integers(0, 20))
def test_more_lesions_never_pay_less(count: int, more: int) -> None:
    def value(number: int) -> Decimal:
        answer = coder().code(
            Encounter(
                id="E",
                date_of_service=DAY,
                payer="commercial",
                patient=PatientFacts(age=Decimal(60), sex="F", established=True),
                lesions=(keratoses("A", number),),
            )
        )
        book = rule_tables().on(DAY)
        return sum((book.facts(code).total * units for code, units in charged(answer).items()), Decimal(0))

    assert value(count) <= value(count + more) or count < 15 <= count + more
