"""What a push service is handed is what the standards ask for, octet by octet."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from broker.core.visit import PushAddress
from broker.errors import NoPush
from broker.outbox.endpoints import BROWSER_MAKERS, PushOffer, is_allowed
from broker.outbox.push import asked_to_wait
from broker.outbox.webpush import authorization, encrypted, packed, point, unpacked
from tests.support.push_service import Browser

# RFC 8291, section 5 and appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_the_example_of_the_standard_comes_out_octet_by_octet() -> None:
    """RFC 8291, appendix A."""
    sender = ec.derive_private_key(int.from_bytes(unpacked(SENDER), "big"), ec.SECP256R1())
    assert packed(encrypted(PLAIN, P256DH, AUTH, sender=sender, salt=unpacked(SALT))) == BODY


def test_the_length_does_not_tell_what_is_said() -> None:
    """A push service that counts octets learns nothing; the browser reads each."""
    browser = Browser()
    address = browser.address("https://push.example.org/x")
    bodies = [
        encrypted(plain, address["p256dh"], address["auth"], padded_to=128)
        for plain in (b'{"kind":"near"}', b'{"kind":"place-ends"}')
    ]
    assert len(bodies[0]) == len(bodies[1])
    assert [browser.read(body) for body in bodies] == [
        b'{"kind":"near"}',
        b'{"kind":"place-ends"}',
    ]


def test_no_two_messages_share_key_or_salt() -> None:
    """The same words twice are not the same octets: AES-GCM forgives no repeated nonce."""
    first, second = (encrypted(PLAIN, P256DH, AUTH) for _ in range(2))
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]


def test_the_token_is_for_one_push_service_and_for_less_than_a_day() -> None:
    """RFC 8292, section 2: audience is the origin, with its port."""
    key = ec.generate_private_key(ec.SECP256R1())
    said = authorization(
        "https://push.example.org:443/send/abc?x=1", key, subject="mailto:a@example.org", now=NOW
    )
    scheme, t, k = said.split(" ")
    claims = jwt.decode(
        t.removeprefix("t=").rstrip(","),
        key.public_key(),
        algorithms=["ES256"],
        audience="https://push.example.org:443",
        options={"verify_exp": False},
    )
    assert scheme == "vapid"
    assert k == f"k={packed(point(key.public_key()))}"
    assert claims["sub"] == "mailto:a@example.org"
    assert timedelta() < datetime.fromtimestamp(claims["exp"], UTC) - NOW <= timedelta(hours=24)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/eXa:APA91bH_x-Y",
        "https://fcm.googleapis.com:443/wp/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%2b%2f",
        "https://web.push.apple.com/QAbc-12",
    ],
)
def test_the_browser_makers_services_are_asked(endpoint: str) -> None:
    """What the browsers of today subscribe at."""
    assert is_allowed(endpoint, BROWSER_MAKERS)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com.example.org/x",
        "https://evilfcm.googleapis.com/x",
        "https://push.services.mozilla.com.example.org/x",
        "https://evilpush.services.mozilla.com/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://127.0.0.1#fcm.googleapis.com/x",
        "https://127.0.0.1\\@fcm.googleapis.com/x",
        "https://user:pass@fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://redis:6379/x",
        "https://fcm.googleapis.com/x\r\nHost: redis",
        "https://fcm.googleapis.com/x y",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_stranger_sends_us_anywhere_else(endpoint: str) -> None:
    """An endpoint is a request that we make for somebody we do not know."""
    assert not is_allowed(endpoint, BROWSER_MAKERS)


def test_a_loopback_service_is_asked_only_where_it_is_named_whole() -> None:
    """For trials: another port of this machine is not meant."""
    hosts = ("http://127.0.0.1:9090",)
    assert is_allowed("http://127.0.0.1:9090/a", hosts)
    assert not is_allowed("http://127.0.0.1:90901/a", hosts)
    assert not is_allowed("http://127.0.0.1:9091/a", hosts)
    assert not is_allowed("http://127.0.0.1:9090@example.org/a", hosts)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        pytest.param("A" * 87, AUTH, id="no-point"),
        pytest.param("B" + "A" * 86, AUTH, id="not-on-the-curve"),
        pytest.param(P256DH, "AAAA", id="short-secret"),
    ],
)
def test_a_key_that_is_none_is_refused_before_anything_is_promised(p256dh: str, auth: str) -> None:
    """The encryption would fail when it is too late to say so."""
    address = PushAddress(endpoint="https://web.push.apple.com/x", p256dh=p256dh, auth=auth)
    with pytest.raises(NoPush):
        PushOffer("key").check(address)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        (None, timedelta()),
        ("120", timedelta(minutes=2)),
        ("Tue, 24 Nov 2026 09:05:00 GMT", timedelta(minutes=5)),
        ("Tue, 24 Nov 2026 08:00:00 GMT", timedelta()),
        ("99999999999999999999", timedelta(days=1)),
        ("soon", timedelta()),
        ("-5", timedelta()),
    ],
)
def test_retry_after_is_read_in_both_of_its_forms(said: str | None, wait: timedelta) -> None:
    """RFC 9110, 10.2.3; nonsense asks for nothing."""
    assert asked_to_wait(said, NOW) == wait
