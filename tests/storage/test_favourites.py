"""What each provider charts most, their bundles, the marks of a draft, and the last signed visit."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from chargecapture.domain.charges import Place
from chargecapture.domain.procedures import Biopsy
from chargecapture.errors import KnownError
from chargecapture.storage.records import SqlRecords
from chargecapture.workflow.bundles import Bundle, bundle_of
from chargecapture.workflow.favourites import ActUse
from chargecapture.workflow.marks import Copied
from tests.helpers.encounters import DAY, biopsy, encounter, keratoses, warts
from tests.helpers.records import (
    NOON,
    Clock,
    records_at,
    sample_answer,
    sample_patient,
    sample_provider,
    sample_visit,
)

FREEZE = ActUse("destruction method=cryosurgery", "viral wart")
PUNCH = ActUse("biopsy method=punch")


def test_each_use_of_an_act_is_counted_with_its_time(records: SqlRecords) -> None:
    for _ in range(2):
        records.count_acts("D1", (FREEZE, PUNCH))
    records.count_acts("D1", (FREEZE,))
    uses = {(use.act, use.diagnosis): use for use in records.act_uses("D1")}
    assert {key: use.uses for key, use in uses.items()} == {tuple(FREEZE[:2]): 3, tuple(PUNCH[:2]): 2}
    punched, frozen = uses[PUNCH[:2]].last_used, uses[FREEZE[:2]].last_used
    assert punched is not None and frozen is not None and NOON < punched < frozen


def test_each_provider_has_acts_of_their_own(records: SqlRecords) -> None:
    records.save_provider(sample_provider(id="D2"))
    records.count_acts("D1", (FREEZE,))
    records.pin_act("D2", FREEZE, pinned=True)
    assert [(use.uses, use.pinned) for use in records.act_uses("D1")] == [(1, False)]
    assert [(use.uses, use.pinned) for use in records.act_uses("D2")] == [(0, True)]


def test_a_pin_comes_and_goes_and_the_count_stays(records: SqlRecords, path: Path) -> None:
    records.count_acts("D1", (PUNCH,))
    records.pin_act("D1", PUNCH, pinned=True)
    records.count_acts("D1", (PUNCH,))
    other = records_at(path)
    assert [(use.uses, use.pinned) for use in other.act_uses("D1")] == [(2, True)]
    other.close()
    records.pin_act("D1", PUNCH, pinned=False)
    records.pin_act("D1", FREEZE, pinned=False)
    assert [(use.act, use.uses, use.pinned) for use in records.act_uses("D1")] == [(PUNCH.act, 2, False)]


def bundle(name: str, id_: str = "U1") -> Bundle:
    return Bundle(id_, "D1", name, bundle_of(encounter(warts("A", 3), keratoses("B", 7))))


def test_a_bundle_is_kept_renamed_and_deleted(records: SqlRecords, path: Path) -> None:
    records.save_bundle(bundle("Warts"))
    records.save_bundle(bundle("Acne", "U2"))
    assert records.bundles("D1") == (bundle("Acne", "U2"), bundle("Warts"))
    records.save_bundle(bundle("Zoster"))
    other = records_at(path)
    assert other.bundles("D1") == (bundle("Acne", "U2"), bundle("Zoster"))
    other.close()
    records.delete_bundle("U2")
    assert records.bundles("D1") == (bundle("Zoster"),)
    assert records.bundles("D2") == ()


def test_two_bundles_of_a_provider_never_share_a_name(records: SqlRecords) -> None:
    records.save_bundle(bundle("Warts"))
    with pytest.raises(KnownError, match="“Warts” already"):
        records.save_bundle(bundle("Warts", "U2"))
    assert records.bundles("D1") == (bundle("Warts"),)


MARKS = frozenset(
    Copied(Place(*place), date(2026, 3, 2))
    for place in [("A", None, "count"), ("A", 0, "kind"), ("", 1, "hcpcs"), ("", None, "visit.diagnoses")]
)


def test_the_marks_of_a_draft_are_kept_with_it(records: SqlRecords, path: Path) -> None:
    draft = records.save_draft(replace(sample_visit(), copied=MARKS))
    other = records_at(path)
    assert other.visit("V1").copied == MARKS
    other.close()
    records.save_draft(replace(draft, copied=frozenset()))
    assert records.visit("V1").copied == frozenset()


def test_a_signed_visit_has_no_marks(records: SqlRecords) -> None:
    draft = records.save_draft(replace(sample_visit(), copied=MARKS))
    records.sign(draft, sample_answer(), by="L", at=NOON)
    assert records.visit("V1").copied == frozenset()


def signed(records: SqlRecords, id_: str, days_before: int, label: str, **facts: object) -> None:
    day = DAY - timedelta(days=days_before)
    charted = replace(encounter(biopsy(label), rendering="D1"), date_of_service=day)
    records.sign(sample_visit(charted, id=id_, day=day, **facts), sample_answer(), by="L", at=Clock()())


def test_the_last_signed_visit_is_the_newest_before_the_day(records: SqlRecords) -> None:
    assert records.last_signed("P1", DAY) is None
    records.save_draft(sample_visit(id="D", day=DAY - timedelta(days=1)))
    signed(records, "V3", 40, "A")
    signed(records, "V4", 20, "B")
    signed(records, "V5", 0, "C")
    records.save_patient(sample_patient(id="P2", account="2"))
    signed(records, "V6", 1, "D", patient_id="P2")
    last = records.last_signed("P1", DAY)
    assert last is not None
    assert (last.id, last.version, last.encounter.lesions[0].id) == ("V4", 1, "B")
    assert last.encounter.lesions[0].procedures == (Biopsy(method="tangential"),)


def test_of_an_amended_visit_the_newest_version_is_the_last(records: SqlRecords) -> None:
    signed(records, "V3", 40, "A")
    before = records.visit("V3")
    amended = replace(before, encounter=replace(before.encounter, lesions=(warts("A", 2),)))
    records.sign(amended, sample_answer(), by="L", at=NOON)
    last = records.last_signed("P1", DAY)
    assert last is not None
    assert (last.version, last.encounter.lesions) == (2, (warts("A", 2),))
