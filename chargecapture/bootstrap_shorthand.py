"""Builds the reader of typed lines from the tables of sites, diagnoses, acts and drugs."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from chargecapture.codesets.acts import load_acts
from chargecapture.codesets.rule_tables import load_terms_and_words
from chargecapture.codesets.words import Reader
from chargecapture.exchange.shorthand.reader import ShorthandReader
from chargecapture.exchange.shorthand.vocabulary import END, SiteWords, TermWords, Trie, load_vocabulary
from chargecapture.rules.tables import SiteGroups
from chargecapture.workflow.completing import Completer, Phrase

COMPLETED = (
    "ACT",
    "DX",
    "SITE",
    "SYMPTOM",
    "VISIT",
    "VISIT_FACT",
    "DRUG",
    "NATURE",
    "NAIL",
    "EXCISED",
)
"""Kinds of words that are completed: those that say something, not those between them."""


def build_reader(resources: Path, sites: Mapping[str, SiteGroups]) -> ShorthandReader:
    """The reader over an office's words; costs about a tenth of a second."""
    rules = resources / "rules"
    terms, words = load_terms_and_words(rules / "diagnoses")
    vocabulary = load_vocabulary(
        resources / "shorthand" / "words.toml",
        sites=list(_sites(sites)),
        terms=[TermWords(term.name, term.nature, term.synonyms) for term in terms],
        acts=load_acts(resources),
        drugs=_drugs(rules / "lookups.toml"),
        hedges=words.hedges,
        ambiguous=words.ambiguous,
        singular=Reader((), words.plurals, frozenset()).singular,
    )
    return ShorthandReader(vocabulary)


def build_completer(reader: ShorthandReader, resources: Path) -> Completer:
    """Completes the words that a reader understands, but for those with signs in them.

    The reader keeps its phrases in the singular; they are offered as the tables spell them (`scabies`).
    """
    words = reader.vocabulary
    terms, _ = load_terms_and_words(resources / "rules" / "diagnoses")
    written = [phrase for term in terms for phrase in (term.name, *term.synonyms)]
    written += [phrase for site in words.sites.values() for phrase in (site.label, *site.words)]
    spelled = {" ".join(words.key(phrase)): phrase.lower() for phrase in written}
    found = _phrases(words.trie)
    return Completer(each._replace(words=spelled.get(each.words, each.words)) for each in found)


def _phrases(node: Trie, before: tuple[str, ...] = ()) -> Iterator[Phrase]:
    for atom, below in node.items():
        if atom != END:
            yield from _phrases(below, (*before, atom))
        elif below.type in COMPLETED and all(word.replace("'", "").isalnum() for word in before):
            yield Phrase(" ".join(before), f"{below}")


def _sites(sites: Mapping[str, SiteGroups]) -> Iterator[SiteWords]:
    for site in sites.values():
        groups = tuple(sorted(f"{family}: {group}" for family, group in site.groups.items()))
        yield SiteWords(site.site, site.label, site.region, site.paired, site.words, groups)


def _drugs(path: Path) -> dict[str, str]:
    """Each drug's code and its name."""
    lookups = tomllib.loads(path.read_text("utf-8"))["lookup"]
    versions = (lookup["version"] for lookup in lookups if lookup["id"] == "drug")
    return {row["key"]: row["label"] for some in versions for version in some for row in version["rows"]}
