"""The one place that builds the concrete parts and hands them to each other."""

import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

from chargecapture.cli.chart import ChartedLine
from chargecapture.cli.explaining import explained
from chargecapture.cli.listing import listed
from chargecapture.cli.main import CodedDocument, Written, run
from chargecapture.codesets.places import load_places
from chargecapture.domain.charges import Answer
from chargecapture.domain.codes import Descriptors, FoundCode
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.payers import SHIPPED, OfficePayers, PayerRule
from chargecapture.errors import DocumentError, KnownError
from chargecapture.exchange.stream import split_documents
from chargecapture.workflow.office import office_sources
from chargecapture.workflow.superbill import Wording
from chargecapture.workflow.typed_line import LineFacts
from chargecapture.workflow.visits import printable

if TYPE_CHECKING:
    from chargecapture.codesets.library import CodeLibrary
    from chargecapture.codesets.library_file import Additions
    from chargecapture.codesets.official.desk import EditionDesk
    from chargecapture.codesets.official.in_use import ImportedEditions
    from chargecapture.exchange.shorthand.reader import ShorthandReader
    from chargecapture.rules.engine import Coder
    from chargecapture.rules.tables import BuiltIn, DiagnosisCodes, Editions, RuleTables, SiteGroups
    from chargecapture.workflow.completing import Completer

# The first screen of the window codes nothing, so the rules and the reader of documents are imported where
# they are used: together they take as long as that screen does.


def resources_root() -> Path:
    """Where `resources` lies: in a checkout, in an installed package, or in the packed program."""
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "resources", here / "resources"):
        if (folder / "rules").is_dir():
            return folder
    raise KnownError("The program's tables are missing.", "Install it again.")


@contextmanager
def _qt_s_libraries() -> Iterator[None]:
    """Say which system library Qt lacks, in place of a traceback."""
    try:
        yield
    except ImportError as problem:
        if problem.name and not problem.name.startswith("PySide6"):
            raise
        raise KnownError(f"Qt cannot be loaded: {problem.msg}.", "Install that system library.") from problem


class _CodesWhenAsked:
    """The code set of the rules. Few visits name a code, so the library is opened at the first that does."""

    def __init__(self, built: "Built") -> None:
        self._built = built

    def standing(self, icd10: str, on: date) -> str:
        return self._built.library.standing(icd10, on)


def _today() -> date:
    return datetime.now().astimezone().date()


def _tell_fault(descriptors: Descriptors) -> None:
    if descriptors.fault:
        sys.stderr.write(f"{descriptors.fault}\n")


def _tell_building(done: int, of: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        sys.stderr.write(f"\rBuilding the code library, once: {100 * done // of} %{end}")


def _keep_out_of_collections() -> None:
    """What is read once stays until the end; each full collection would search it for a third of a second."""
    gc.freeze()


class Built:
    """The parts of the program, each built when it is first needed."""

    def __init__(self) -> None:
        self._building = Lock()
        self._reading = Lock()
        self._payers: Path | None = None
        self.tell_building: Callable[[int, int], None] = _tell_building

    @cached_property
    def resources(self) -> Path:
        return resources_root()

    @cached_property
    def coder(self) -> "Coder":
        """The coder with its tables; a second thread waits for the first."""
        from chargecapture.codesets.rule_tables import load_diagnoses  # noqa: PLC0415 -- see above
        from chargecapture.rules.engine import Coder  # noqa: PLC0415

        with self._reading:
            if "coder" not in self.__dict__:
                diagnoses = load_diagnoses(self.resources / "rules" / "diagnoses", self._diagnosis_codes())
                self.__dict__["coder"] = Coder(self.tables, diagnoses)
                _keep_out_of_collections()
            return self.__dict__["coder"]

    @cached_property
    def tables(self) -> "RuleTables":
        """The tables of the coder, for what is shown beside its answers; read with it."""
        from chargecapture.codesets.rule_tables import load_rule_tables  # noqa: PLC0415

        return load_rule_tables(self.resources / "rules", self.office_payers, self._editions_before)

    @cached_property
    def editions_folder(self) -> Path:
        """Where this user's imported editions lie."""
        from platformdirs import user_data_path  # noqa: PLC0415 -- small, yet coding starts with it

        return user_data_path("chargecapture", appauthor=False) / "editions"

    @cached_property
    def imported(self) -> "ImportedEditions | None":
        """The imported editions. Where nothing was imported, nothing of the import is loaded."""
        if not (self.editions_folder / "editions.json").is_file():
            return None
        from chargecapture.codesets.official.in_use import ImportedEditions  # noqa: PLC0415 -- as above
        from chargecapture.codesets.official.store import EditionStore  # noqa: PLC0415 -- as above

        built_in = self._built_in()
        return ImportedEditions(EditionStore(self.editions_folder), built_in)

    def _built_in(self) -> "Sequence[BuiltIn]":
        from chargecapture.codesets.rule_tables import load_built_in  # noqa: PLC0415

        return load_built_in(self.resources / "rules")

    def _editions_before(self, built_in: "Sequence[BuiltIn]") -> "Editions":
        """The editions at hand."""
        from chargecapture.rules.tables import Editions  # noqa: PLC0415

        return Editions(built_in) if self.imported is None else self.imported

    def _diagnosis_codes(self) -> "DiagnosisCodes":
        if self.imported is None:
            return _CodesWhenAsked(self)
        from chargecapture.codesets.official.diagnoses import dated_diagnoses  # noqa: PLC0415 -- as above

        return dated_diagnoses(self.imported, _CodesWhenAsked(self), self.resources)

    @cached_property
    def editions(self) -> "EditionDesk":
        from chargecapture.codesets.official.desk import EditionDesk  # noqa: PLC0415 -- one command wants it

        return EditionDesk(self.editions_folder, self._built_in(), _today)

    def use_payers(self, path: Path) -> None:
        """Take this payer file in place of the office's own; before anything is coded."""
        self._payers = path

    @cached_property
    def office_payers(self) -> OfficePayers:
        """What the office sets otherwise for its payers.

        Raises:
            KnownError: the file cannot be opened, or has faults; it names the first.
        """
        from platformdirs import user_config_path  # noqa: PLC0415 -- small, yet coding starts with it

        path = self._payers
        if path is None:
            path = user_config_path("chargecapture", appauthor=False) / "payers.toml"
            if not path.is_file():
                return SHIPPED
        from chargecapture.exchange.payers_toml import read_payers  # noqa: PLC0415 -- few offices have such a file

        try:
            return read_payers(path)
        except DocumentError as problem:
            more = len(problem.faults) - 1
            raise KnownError(
                f"{path}, {problem.faults[0]}{f' (and {more} more)' if more else ''}.",
                f"`chargecapture payers check {path}` tells them all.",
            ) from None

    def payer_rules(self, on: date | None) -> Sequence[PayerRule]:
        from chargecapture.codesets.payer_profiles import load_payers  # noqa: PLC0415
        from chargecapture.rules.payers import payer_rules  # noqa: PLC0415

        payers = load_payers(self.resources / "rules" / "payers.toml", self.office_payers)
        profiles = payers.on(on or _today())
        return [rule for profile in profiles.values() for rule in payer_rules(profile)]

    def check_payers(self, path: Path) -> int:
        """How many rows a payer file has.

        Raises:
            DocumentError: it has faults.
        """
        from chargecapture.codesets.payer_profiles import load_payers  # noqa: PLC0415
        from chargecapture.exchange.payers_toml import read_payers  # noqa: PLC0415 -- as above

        office = read_payers(path)
        load_payers(self.resources / "rules" / "payers.toml", office)
        return len(office.overrides) + len(office.exceptions)

    @cached_property
    def library(self) -> "CodeLibrary":
        """The code library of this user's cache folder; built the first time, which takes seconds.

        A second thread waits for the first.
        """
        from platformdirs import user_cache_path  # noqa: PLC0415 -- coding needs it only where a code is named

        from chargecapture.codesets.library import open_library  # noqa: PLC0415 -- as above

        with self._building:
            if "library" in self.__dict__:
                return self.__dict__["library"]
            folder = user_cache_path("chargecapture", appauthor=False)
            self.__dict__["library"] = open_library(
                folder, self.resources, progress=self.tell_building, additions=self._additions()
            )
            return self.__dict__["library"]

    def _additions(self) -> "Additions":
        from chargecapture.codesets.library_file import NOTHING_ADDED  # noqa: PLC0415 -- as above

        if self.imported is None:
            return NOTHING_ADDED
        from chargecapture.codesets.official.additions import imported_codes  # noqa: PLC0415 -- as above

        return imported_codes(self.imported)

    @property
    def has_library(self) -> bool:
        return "library" in self.__dict__

    @cached_property
    def sites(self) -> "Mapping[str, SiteGroups]":
        from chargecapture.codesets.rule_tables import load_sites  # noqa: PLC0415

        return load_sites(self.resources / "rules" / "sites" / "sites.csv")

    @cached_property
    def shorthand(self) -> "ShorthandReader":
        """The reader of typed lines."""
        from chargecapture.bootstrap_shorthand import build_reader  # noqa: PLC0415 -- few commands want its parser

        reader = build_reader(self.resources, self.sites)
        _keep_out_of_collections()
        return reader

    @cached_property
    def completer(self) -> "Completer":
        """Completes the words of typed lines."""
        from chargecapture.bootstrap_shorthand import build_completer  # noqa: PLC0415 -- as above

        return build_completer(self.shorthand, self.resources)

    @cached_property
    def site_labels(self) -> Mapping[str, str]:
        return {site: groups.label for site, groups in self.sites.items()}

    @cached_property
    def wording(self) -> Wording:
        """The words of the printed documents."""
        words = Wording(
            titles=self.library.titles,
            labels=self.library.labels,
            places=load_places(self.resources / "places" / "places_of_service.csv"),
            sites=self.site_labels,
        )
        if self.imported is None:
            return words
        from chargecapture.codesets.official.words import ImportedWords  # noqa: PLC0415 -- as above

        imported = ImportedWords(self.imported, _today)
        return words._replace(
            titles=imported.titles(words.titles),
            labels=imported.labels(words.labels),
            places=imported.places(words.places),
            descriptors=imported.descriptors,
        )

    @property
    def descriptors_today(self) -> Descriptors:
        """The practice's licensed CPT descriptors for lists of today."""
        return self.wording.descriptors(_today())

    def print_superbills(self, document: bytes, *, office: Path | None, reasons: bool) -> dict[str, bytes]:
        """The superbills of one document, insurance first; the sample practice stands in for an office.

        Raises:
            DocumentError: the document or the office file cannot be read.
            KnownError: an obligatory field is missing, or there is nothing to charge.
        """
        from chargecapture.documents.superbill import superbill_pdf  # noqa: PLC0415 -- only printing wants its fonts
        from chargecapture.exchange.encounter_json import read_encounter  # noqa: PLC0415
        from chargecapture.exchange.office_toml import read_office  # noqa: PLC0415 -- as above

        encounter = read_encounter(document)
        _tell_fault(self.wording.descriptors(encounter.date_of_service))
        read = read_office(office or self.resources / "sample" / "office.toml")
        answer = self.coder.code(encounter, read.fees)
        sources = office_sources(read, encounter, answer, reasons=reasons, sample=office is None)
        bills, missing = printable(sources, self.wording)
        if missing:
            raise KnownError(" ".join(each.sentence for each in missing))
        if not bills:
            needed = " ".join(alert.message for alert in answer.alerts if alert.effect != "none")
            raise KnownError("Nothing is charged yet, so there is no superbill.", needed)
        return {bill.kind: superbill_pdf(bill) for bill in bills}

    def open_window(self, records: Path | None, *, sample: bool) -> int:
        # What is imported after Qt's binding is searched by it, source by source, for uses of Qt.
        import chargecapture.storage.records  # noqa: F401, PLC0415

        with _qt_s_libraries():
            from chargecapture.bootstrap_window import open_window  # noqa: PLC0415 -- only the window wants Qt

        return open_window(self, records, sample=sample)

    def sample_day(self, folder: Path) -> Sequence[Path]:
        with _qt_s_libraries():
            from chargecapture.bootstrap_window import sample_day  # noqa: PLC0415 -- as above

        return sample_day(self, folder)

    def find(self, text: str, *, most: int) -> Sequence[FoundCode]:
        return self.library.find(text, most=most)

    def chart_line(self, text: str, facts: LineFacts, *, code: bool) -> ChartedLine:
        """Chart a typed line: its document and what of it was not understood, or with `code` its answer."""
        from chargecapture.exchange.encounter_json import write_answer, write_encounter  # noqa: PLC0415

        line = self.shorthand.read(text, facts)
        if code:
            return ChartedLine(write_answer(line.held(self.coder.code(line.encounter))))
        return ChartedLine(write_encounter(line.encounter), line.faults)

    def code_documents(self, stream: BinaryIO, *, written_as: Written = "answer") -> Iterator[CodedDocument]:
        from chargecapture.exchange.encounter_json import read_encounter  # noqa: PLC0415

        for raw in split_documents(stream):
            if raw.fault:
                yield CodedDocument(raw.named, "", (raw.fault,))
                continue
            try:
                encounter = read_encounter(raw.text)
            except DocumentError as problem:
                yield CodedDocument(raw.named, "", problem.faults)
                continue
            answer = self.coder.code(encounter)
            yield CodedDocument(raw.named, self._written(encounter, answer, written_as))

    def _written(self, encounter: Encounter, answer: Answer, written_as: Written) -> str:
        if written_as == "explanation":
            return explained(self.coder.explain(encounter, answer))
        if written_as == "checklist":
            return listed(encounter.id, self.coder.checklist(encounter, answer))
        from chargecapture.exchange.encounter_json import write_answer  # noqa: PLC0415

        return write_answer(answer)


def main(arguments: Sequence[str] | None = None) -> int:
    return run(sys.argv[1:] if arguments is None else arguments, Built())
