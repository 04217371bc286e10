"""Completing the words of a typed line."""

import pytest

from chargecapture.bootstrap import Built
from chargecapture.workflow.completing import MOST_OFFERED, Completer, Completion, Phrase


@pytest.fixture(scope="module")
def built() -> Built:
    return Built()


@pytest.fixture
def few_words() -> Completer:
    means = {"shave bx": "shave", "shavebx": "shave", "shave biopsy": "shave", "shaft": "penis", "bcc": "BCC"}
    return Completer(Phrase(words, meaning) for words, meaning in means.items())


def test_the_shortest_word_comes_first_and_of_like_meanings_the_whole_word(few_words):
    assert few_words.complete("sha") == (Completion(0, "shaft"), Completion(0, "shave biopsy"))


@pytest.mark.parametrize("text", ["", "s", "sha ", "bcc", "12", "xyz", "sha;"])
def test_nothing_is_offered_where_nothing_is_half_typed(few_words, text):
    assert few_words.complete(text) == ()


def test_words_go_on_from_where_their_phrase_begins(few_words):
    assert few_words.complete("LN2 bcc; Shave b") == (Completion(9, "shave biopsy"),)


def test_the_word_that_is_near_is_named_and_none_where_none_is(built):
    assert built.completer.meant("shvx") == "shave"
    assert built.completer.meant("xyzzy") == ""


@pytest.mark.parametrize("text", ["shave bx l che", "LN2 AK x7 sca", "basal c", "tri", "ac"])
def test_all_that_is_offered_is_understood(built, text):
    found = built.completer.complete(text)
    assert 0 < len(found) <= MOST_OFFERED
    trie = built.shorthand.vocabulary
    for each in found:
        atoms = trie.key(each.words)
        taken = trie.longest(atoms, 0)
        assert taken is not None and taken[0] == len(atoms), each.words
