"""`turns:` of the shipped configuration, for networks that let only HTTPS-like traffic out."""

import asyncio
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.coturn import free_port, running_coturn
from tests.turn.turn_client import BINDING, SUCCESS, binding_request


async def test_turns_answers_and_takes_no_old_cipher(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    trusted = ssl.create_default_context(cafile=str(certificate))
    old = ssl.create_default_context(cafile=str(certificate))
    # CBC, which fits the certificate and is in OpenSSL's default list: only ours leaves it out.
    old.set_ciphers("ECDHE-ECDSA-AES128-SHA256")
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    port = free_port()
    async with running_coturn(
        change=lambda settings: replace(
            settings, tls_cert=str(certificate), tls_key=str(key), tls_port=port
        )
    ) as server:
        async with asyncio.timeout(10):
            reader, writer = await asyncio.open_connection(server.host, port, ssl=trusted)
            writer.write(binding_request())
            answer = await reader.readexactly(20)
            writer.close()
            assert answer[:2] == (BINDING | SUCCESS).to_bytes(2, "big")
            with pytest.raises(ssl.SSLError):
                await asyncio.open_connection(server.host, port, ssl=old)


def self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "turn.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_file, key_file
