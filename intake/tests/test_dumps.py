"""What is read in dumps of bytes, whoever printed them."""

from collections.abc import Callable
from random import Random

import pytest

from intake.scrubbing import scrub

pytestmark = pytest.mark.once

TOKEN = "ghp_" + "".join(Random(5).choices("abcdefgABCDEFG0123456789", k=36))
REQUEST = f"POST /api HTTP/1.1\r\nAuthorization: token {TOKEN}\r\nAccept: */*\r\n\r\n".encode()

Row = Callable[[int, bytes], str]


def _looks(raw: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in raw)


def _pairs(raw: bytes) -> str:
    return raw.hex(" ", -2)


def _sign(byte: int) -> str:
    return {9: r"\t", 10: r"\n", 13: r"\r"}.get(byte, chr(byte))


LAYOUTS: dict[str, tuple[int, Row]] = {
    "hexdump -C": (
        16,
        lambda at, raw: f"{at:08x}  {raw[:8].hex(' ')}  {raw[8:].hex(' '):<23}  |{_looks(raw)}|",
    ),
    "hexdump": (
        16,
        lambda at, raw: (
            f"{at:07x} " + " ".join(raw[i : i + 2][::-1].hex() for i in range(0, 16, 2))
        ),
    ),
    "xxd": (16, lambda at, raw: f"{at:08x}: {_pairs(raw):<40} {_looks(raw)}"),
    "xxd -e": (
        16,
        lambda at, raw: (
            f"{at:08x}: {' '.join(raw[i : i + 4][::-1].hex() for i in range(0, 16, 4)):<36} "
            f"{_looks(raw)}"
        ),
    ),
    "od -tx1": (16, lambda at, raw: f"{at:07o} {raw.hex(' ')}"),
    "od -An -tx1": (16, lambda _, raw: f" {raw.hex(' ')}"),
    "od -c": (16, lambda at, raw: f"{at:07o} " + "".join(f"{_sign(one):>4}" for one in raw)[1:]),
    "tcpdump -X": (16, lambda at, raw: f"\t0x{at:04x}:  {_pairs(raw):<40} {_looks(raw)}"),
    "Wireshark": (16, lambda at, raw: f"{at:04x}   {raw.hex(' '):<48}   {_looks(raw)}"),
    "PowerShell": (16, lambda at, raw: f"{at:08X}   {raw.hex(' ').upper():<47}  {_looks(raw)}"),
    "OpenSSL": (15, lambda _, raw: f"    {raw.hex(':')}:"),
    "s_client": (
        16,
        lambda at, raw: f"{at:04x} - {raw[:8].hex(' ')}-{raw[8:].hex(' '):<23}   {_looks(raw)}",
    ),
    "WinDbg": (
        16,
        lambda at, raw: f"00000000`{at:08x}  {raw[:8].hex(' ')}-{raw[8:].hex(' ')}  {_looks(raw)}",
    ),
    "gdb": (
        8,
        lambda at, raw: f"0x{0x7FFE0000 + at:x}:\t" + "\t".join(f"0x{byte:02x}" for byte in raw),
    ),
    "Netty": (16, lambda at, raw: f"|{at:08x}| {raw.hex(' '):<48}|{_looks(raw):<16}|"),
    "a kernel": (
        16,
        lambda at, raw: f"[ 12.3301] usb: {at:08x}: {raw.hex(' '):<47}  {_looks(raw)}",
    ),
    "an array": (12, lambda _, raw: "  " + ", ".join(f"0x{byte:02x}" for byte in raw) + ","),
}


def _dump(layout: str, raw: bytes) -> str:
    width, row = LAYOUTS[layout]
    rows = range(0, len(raw), width)
    return "\n".join(row(at, raw[at : at + width].ljust(width, b"\0")) for at in rows)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_key_goes_over_the_ends_of_lines(layout: str) -> None:
    scrubbed = scrub(f"sent these bytes\n{_dump(layout, REQUEST)}\nand failed")
    assert scrubbed.startswith("sent these bytes\n")
    assert scrubbed.endswith("\nand failed")
    assert "<secret>" in scrubbed
    for at in range(0, len(TOKEN) - 6, 3):
        part = TOKEN[at : at + 6]
        assert part not in scrubbed
        assert part.encode().hex(" ") not in scrubbed.lower()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_says_nothing_private_stays(layout: str) -> None:
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: nginx\r\n\r\n\x89\x00\x01\xffhello"
    )
    dump = _dump(layout, answer)
    assert scrub(dump) == dump


def test_utf_16_is_read() -> None:
    dump = _dump("hexdump -C", "mail ada@acme-pay.io now".encode("utf-16-le"))
    assert "<email>" in scrub(dump)


@pytest.mark.parametrize("layout", ["hexdump -C", "xxd", "od -tx1", "OpenSSL"])
def test_a_key_goes_that_the_dump_cuts_short(layout: str) -> None:
    short = "ghp_" + "RoLf1Er" + "grub8"
    assert "<secret>" in scrub(_dump(layout, short.encode()))


@pytest.mark.parametrize("prefix", ["ghs_", "glpat-", "npm_", "xoxb-", "sk_live_", "AKIA"])
def test_a_key_cut_short_goes(prefix: str) -> None:
    assert scrub(f"starts with {prefix}8KQ2W7T3LX…") == "starts with <secret>…"


@pytest.mark.parametrize(
    "text",
    [
        "ghp_xxxxxxxxxxxx, ghp_your_token_here, ghp_abcdefghij, ghp_XXXXXXXXXX",
        "npm_config_registry and npm_lifecycle_event, hf_hub_download, sk_live_your_key",
        "00000000  7f 45 4c 46 02 01 01 00  00 00 00 00 00 00 00 00  |.ELF............|",
        "00000000: 6578 616d 706c 652e 636f 6d00 0000 0000  example.com.....",
        "2019 2020 2021 2022 2023 2024 2025 2026",
        "10 20 30 40 50 60 70 80 90 12 14",
    ],
)
def test_what_looks_like_one_and_is_none_stays(text: str) -> None:
    assert scrub(text) == text
