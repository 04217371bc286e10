"""Settings: what is stored comes back as the program may use it, or not at all."""

import pytest

from chargecapture.settings import SETTINGS, TEXT_PERCENT, THEME, WINDOW, Setting


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("99", 100),
        ("100", 100),
        ("125", 125),
        (150, 150),
        ("200", 200),
        ("201", 100),
        ("-5", 100),
        ("large", 100),
        ("", 100),
        ("12.5", 100),
        (None, 100),
    ],
)
def test_a_text_size_within_its_bounds_is_read_and_any_other_gives_the_default(stored, read):
    assert TEXT_PERCENT.read(stored) == read


@pytest.mark.parametrize("choice", THEME.allowed)
def test_each_theme_is_read(choice):
    assert THEME.read(choice) == choice


@pytest.mark.parametrize("stored", [None, "", "Dark", "pink", 1])
def test_a_theme_that_does_not_exist_gives_the_systems(stored):
    assert THEME.read(stored) == "system"


def test_a_setting_that_allows_anything_is_read_as_it_is():
    assert WINDOW.read("somewhere") == "somewhere"


@pytest.mark.parametrize(("stored", "read"), [("-1", -1), ("7", 7), ("8", 3)])
def test_a_bound_may_stand_on_one_side_alone(stored, read):
    assert Setting("n", 3, "N", "A number", most=7).read(stored) == read


def test_settings_are_named_once_and_say_what_they_are():
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names)
    assert all(setting.label and setting.help for setting in SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_default_is_a_value_that_is_allowed(setting):
    assert setting.read(setting.default) == setting.default
