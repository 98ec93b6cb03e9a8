"""Settings: defaults, variables and flags, and errors that name invalid values."""

import pytest

from service.settings import SETTINGS, SettingsError, read_settings, unknown_variables


def test_defaults_need_no_environment() -> None:
    settings = read_settings({})
    assert (settings.folder, settings.host, settings.port) == (None, "127.0.0.1", 8080)
    assert (settings.max_document_bytes, settings.log_questions) == (50 << 20, False)


def test_a_secret_is_not_repeated_where_it_is_refused() -> None:
    with pytest.raises(SettingsError, match="QUOTH_TOKEN is not usable; expected") as refused:
        read_settings({"QUOTH_TOKEN": "hush"})
    assert "hush" not in str(refused.value)


def test_a_flag_comes_before_its_variable_and_an_empty_variable_is_none() -> None:
    environ = {"QUOTH_PORT": "9000", "QUOTH_THREADS": ""}
    assert read_settings(environ).port == 9000
    assert read_settings(environ, {"port": "9001", "threads": None}).port == 9001
    assert read_settings(environ).threads == 4


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("QUOTH_PORT", "eighty", "an integer from 0 to 65535"),
        ("QUOTH_PORT", "65536", "an integer from 0 to 65535"),
        ("QUOTH_PORT", "-1", "an integer from 0 to 65535"),
        ("QUOTH_PORT", "9" * 5000, "an integer from 0 to 65535"),
        ("QUOTH_THREADS", "0", "an integer from 1 to 256"),
        ("QUOTH_QUEUE", "33", "an integer from 0 to 32"),
        ("QUOTH_MAX_WAIT", "61", "a number of seconds from 0 to 60"),
        ("QUOTH_MAX_WAIT", "nan", "a number of seconds from 0 to 60"),
        ("QUOTH_REQUEST_SECONDS", "0", "a number of seconds from 0.1 to 3600"),
        ("QUOTH_REQUEST_SECONDS", "inf", "a number of seconds from 0.1 to 3600"),
        ("QUOTH_CONNECTIONS", "0", "an integer from 8 to 100000"),
        ("QUOTH_CLIENT_CONNECTIONS", "0", "an integer from 1 to 100000"),
        ("QUOTH_PROXY", "proxy.example", "an IP address"),
        ("QUOTH_HOST", "a/b", "a host name or address"),
        ("QUOTH_HOSTS", "a.example:80", "host names without ports, separated by commas"),
        ("QUOTH_HOSTS", "a.example,,b", "host names without ports, separated by commas"),
        ("QUOTH_HOSTS", "*", "host names without ports, separated by commas"),
        ("QUOTH_PUBLIC_URL", "quoth.example", "a URL such as https://quoth.example.org, without a path"),
        ("QUOTH_PUBLIC_URL", "ftp://quoth.example", "a URL such as"),
        ("QUOTH_PUBLIC_URL", "https://quoth.example/path", "a URL such as"),
        ("QUOTH_PUBLIC_URL", "https://user@quoth.example", "a URL such as"),
        ("QUOTH_PUBLIC_URL", "https://quoth.example:99999", "a URL such as"),
        ("QUOTH_THRESHOLD", "1.5", "a number from 0 to 1"),
        ("QUOTH_THRESHOLD", "nan", "a number from 0 to 1"),
        ("QUOTH_MAX_DOCUMENT_BYTES", "50 MiB", "an integer from 1"),
        ("QUOTH_MAX_BODY_BYTES", "1", "an integer from 1024 to 1073741824"),
        ("QUOTH_LOG_QUESTIONS", "yes", '"on" or "off"'),
    ],
)
def test_a_wrong_value_is_named_and_quoted(variable: str, value: str, expected: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({variable: value})
    assert str(raised.value).startswith(f"{variable} is {value!r}; expected {expected}")


def test_the_public_host_and_the_address_listened_on_are_trusted() -> None:
    environ = {"QUOTH_HOSTS": "A.example, .b.example", "QUOTH_PUBLIC_URL": "https://quoth.example:8443/"}
    settings = read_settings(environ, {"host": "::2"})
    assert settings.trusted_hosts == ("a.example", ".b.example", "quoth.example", "[::2]")
    assert settings.public_url == "https://quoth.example:8443"
    assert read_settings({"QUOTH_HOST": "0.0.0.0"}).trusted_hosts == ()


def test_unknown_variables_are_told_with_the_nearest_known() -> None:
    environ = {"QUOTH_PROT": "1", "QUOTH_PORT": "1", "PATH": "", "QUOTH_XYZZY": ""}
    assert unknown_variables(environ) == [
        "QUOTH_PROT is no setting; did you mean QUOTH_PORT?",
        "QUOTH_XYZZY is no setting.",
    ]


def test_every_setting_has_a_sentence() -> None:
    assert [setting.field for setting in SETTINGS if not setting.sentence.endswith(".")] == []


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("https://news.example.org", ("https://news.example.org",)),
        ("HTTPS://News.Example.org:443/, http://localhost:9000", ("https://news.example.org", "http://localhost:9000")),
        ("http://[::1]:8000,http://a.example:80", ("http://[::1]:8000", "http://a.example")),
    ],
)
def test_origins_are_spelt_as_browsers_spell_them(text: str, origins: tuple[str, ...]) -> None:
    assert read_settings({"QUOTH_ORIGINS": text}).origins == origins


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "null",
        "news.example.org",
        "https://*.example.org",
        "https://.example.org",
        "https://a.example/path",
        "https://a.example;b",
        "https://a.example https://b.example",
        "https://a.example,",
        "https://user@a.example",
        "https://a.example:0",
        "https://a.example:x",
        "ftp://a.example",
        "https://é.example",
    ],
)
def test_origins_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"QUOTH_ORIGINS is .* expected origins such as"):
        read_settings({"QUOTH_ORIGINS": text})
