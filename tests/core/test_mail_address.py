"""A mail address as every mail server takes it, or what is wrong with it."""

from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.mail_address import clean_email
from broker.errors import BadRequest


@pytest.mark.parametrize(
    ("typed", "sent_to"),
    [
        (None, None),
        ("erika@example.org", "erika@example.org"),
        ("e.b+termin@example.org", "e.b+termin@example.org"),
        ("Erika@EXAMPLE.org", "Erika@example.org"),
        ("info@müller.de", "info@xn--mller-kva.de"),
        ("a@straße.example", "a@xn--strae-oqa.example"),
        ("a@faß.example", "a@xn--fa-hia.example"),
        ("a@βόλος.example", "a@xn--nxasmm1c.example"),
        ("a@MÜLLER.example", "a@xn--mller-kva.example"),
        ("a@xn--mller-kva.example", "a@xn--mller-kva.example"),
        ("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah"),
        ("a@ｘ。example", "a@x.example"),
        ("a@ex\u00adample.org", "a@example.org"),
        ("a@r3---sn.example", "a@r3---sn.example"),
        ("\u200b a@x.example\u00a0", "a@x.example"),
    ],
)
def test_an_address_is_taken_as_mail_servers_take_it(
    typed: str | None, sent_to: str | None
) -> None:
    """IDNA 2008: `straße` and `strasse` are two houses."""
    assert clean_email(typed) == sent_to


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("müller@x.example", "name"), ("a b@x.example", "name"), ("a..b@x.example", "name"),
        (".a@x.example", "name"), ("a.@x.example", "name"), ("a,b@x.example", "name"),
        ("<a@x.example>", "name"), ("mailto:a@x.example", "name"), ('"a b"@x.example', "name"),
        ("a\r\nBcc: x@y.example", "name"), ("a" * 65 + "@x.example", "name"),
        ("a@x.example.", "host"), ("a@x.example,", "host"), ("a@x..example", "host"),
        ("a@.x.example", "host"), ("a@☕.example", "host"), ("a@localhost", "host"),
        ("a@127.0.0.1", "host"), ("a@[127.0.0.1]", "host"), ("a@x_y.example", "host"),
        ("a@-x.example", "host"), ("a@xn--a.example", "host"), ("a@x.example;b", "host"),
        ("a@x.example\n", "host"), ("a@\u202ex.example", "host"), ("a@x.example。", "host"),
        ("a@" + "ä" * 60 + ".example", "host"), ("a@" + "b." * 126 + "de", "host"),
        ("a" * 64 + "@" + "b." * 94 + "de", "form"),
        ("a@x.c", "host"), ("a@\ud800.example", "host"), ("a@a\u200db.example", "host"),
        ("@x.example", "form"), ("a@", "form"), ("a", "form"), ("a@b@x.example", "form"),
    ],
)  # fmt: skip
def test_what_is_not_one_address_is_refused_with_what_is_wrong(typed: str, why: str) -> None:
    """A second recipient, or a header, could hide in it; and nobody looks for a dot at the end."""
    with pytest.raises(BadRequest) as refused:
        clean_email(typed)
    assert refused.value.extra == {"field": "person.email", "why": why}


@given(st.emails())
def test_an_address_that_is_taken_can_be_written_into_a_header(address: str) -> None:
    """The mail is composed later, where nobody could be told."""
    try:
        cleaned = clean_email(address)
    except BadRequest:
        return
    assert cleaned is not None and Address(addr_spec=cleaned).addr_spec == cleaned
    assert cleaned.isascii() and clean_email(cleaned) == cleaned


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_an_ascii_address_or_refused(name: str, host: str) -> None:
    """Never another error."""
    try:
        cleaned = clean_email(f"{name}@{host}")
    except BadRequest:
        return
    assert cleaned is not None and cleaned.isascii() and cleaned.isprintable()
