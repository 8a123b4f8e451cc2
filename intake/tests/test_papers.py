"""Numbers that only the words beside them name, as messages of any language hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.scrubbing import scrub

pytestmark = pytest.mark.once

ARABIC = {ord("0") + digit: 0x660 + digit for digit in range(10)}


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        # An abbreviation, and what little stands around it
        ("PESEL 44051401359 is not valid", "PESEL <id> is not valid"),
        ("invalid PESEL given: 44051401359", "invalid PESEL given: <id>"),
        ("EMŠO 0101006500006", "EMŠO <id>"),
        ("cuit='20-05536168-2'", "cuit='<id>'"),
        ('{"nip": "1234563218", "id": 7}', '{"nip": "<id>", "id": 7}'),
        ("the ssn is 078051120.", "the ssn is <id>."),
        ("orgnr=988077917", "orgnr=<id>"),
        # A paper, in the language of its country
        ("Reisepass: C01X0006H", "Reisepass: <id>"),
        ("número de pasaporte ZAB000254 vencido", "número de pasaporte <id> vencido"),
        ("führerscheinNummer=B072RRE2I55", "führerscheinNummer=<id>"),
        ("Cédula de identidad: 171430710-3", "Cédula de identidad: <id>"),
        # Whose, and that it is a number: as one word, in either order, with words between
        ("Steuerliche Identifikationsnummer: 36 574 261 809",
         "Steuerliche Identifikationsnummer: <id>"),
        ("Código Único de Identificación Tributaria 20267565393",
         "Código Único de Identificación Tributaria <id>"),
        ("burgerservicenummer 1112.22.333 klopt niet", "burgerservicenummer <id> klopt niet"),
        ("daňové_identifikační_číslo=25123891", "daňové_identifikační_číslo=<id>"),
        ('"australianTaxFileNumber": "123 456 782"', '"australianTaxFileNumber": "<id>"'),
        ("member #00012345", "member #<id>"),
        ("VAT number: SE 123456789701", "VAT number: SE <id>"),
        ("Driver's License 'T7949334' already exists", "Driver's License '<id>' already exists"),
        ("numéro d'assurance sociale=642-413-710", "numéro d'assurance sociale=<id>"),
        ("invalid tax ID 2781912756", "invalid tax ID <id>"),
        ("ValidationError: sin must be valid: 274 381 610",
         "ValidationError: sin must be valid: <id>"),
        ("bank account 22150987 is closed", "bank account <id> is closed"),
        ("RUN: 63.159.893-2", "RUN: <id>"),
        # Of scripts without capitals
        ("ИНН 7707083893", "ИНН <id>"),
        ("Единен граждански номер: 8032056031", "Единен граждански номер: <id>"),
        ("ΑΦΜ: 094259216", "ΑΦΜ: <id>"),
        ("身份证号:360426199101010071 无效", "身份证号:<id> 无效"),
        ("個人番号 621498320257", "個人番号 <id>"),
        ("เลขประจำตัวประชาชน: 3456789012347", "เลขประจำตัวประชาชน: <id>"),
        ("تعذر: رقم الهوية 1058529940", "تعذر: رقم الهوية <id>"),
        ("national id " + "331-105-268".translate(ARABIC), "national id <id>"),
        ("национален номер 9167577602", "национален номер <id>"),
        ("azonosító szám: 169053/0203", "azonosító szám: <id>"),
        ("pojištění číslo 748412/2910", "pojištění číslo <id>"),
        ("numru tat-taxxa: 1210711M", "numru tat-taxxa: <id>"),
        ("carné de identidad: 28942304J", "carné de identidad: <id>"),
        ("| passport | WEY878782 |", "| passport | <id> |"),
        ("NIN:\n  20448351622", "NIN:\n  <id>"),
        ("Krankenversicherungsausweis 'Y458811965'", "Krankenversicherungsausweis '<id>'"),
        ("NIP must be unique, got 8567346215", "NIP must be unique, got <id>"),
        ("UPDATE people SET tin = '591199013'", "UPDATE people SET tin = '<id>'"),
        ("My Kad 900127-01-1234", "My Kad <id>"),
        ("no record for nit 375478370", "no record for nit <id>"),
        ("serial number: C02XL0GZJGH5", "serial number: <id>"),
        ("GET /hasta?tc=11661135365&x=1", "GET /hasta?tc=<id>&x=1"),
        ("buyer identification: 32768433900", "buyer identification: <id>"),
        # What was ordered, billed, agreed and sent
        ('{"ordre":831441739,"x":1}', '{"ordre":<id>,"x":1}'),
        ("Bestellung 4711234 nicht gefunden", "Bestellung <id> nicht gefunden"),
        ("Rechnungsnr. 20240815", "Rechnungsnr. <id>"),
        ("numéro de commande 88123456", "numéro de commande <id>"),
        ("zamówienie nr 12345678", "zamówienie nr <id>"),
        ("fattura n. 20240815", "fattura n. <id>"),
        ("invoice number: 20240815", "invoice number: <id>"),
        ("номер заказа 12345678", "номер заказа <id>"),
        ("订单号: 2024081512345", "订单号: <id>"),
        # Behind the number
        ("'123' and '1234567890' is not a valid NHS number",
         "'123' and '<id>' is not a valid NHS number"),
        ("value 20267565393 of CUIT rejected", "value <id> of CUIT rejected"),
        # Telephones
        ("номер телефона: 8 (912) 345-67-89", "номер телефона: <phone>"),
        ("手机号 13812345678 已存在", "手机号 <phone> 已存在"),
        ("puhelinnumero: 041 2345678", "puhelinnumero: <phone>"),
        ("could not deliver to 0171 2345678 (attempt 2)",
         "could not deliver to <phone> (attempt 2)"),
        ("lookup of 06 12 34 56 78 failed", "lookup of <phone> failed"),
        ("KeyError: '(0512) 555 12 34'", "KeyError: '<phone>'"),
        # As business systems and meters call them
        ("PERNR 00043045 GBDAT 20000510", "PERNR <id> GBDAT <value>"),
        ("account, NMI 6203418872, closed", "account, NMI <id>, closed"),
        ("Debitor 466405 fehlt", "Debitor <id> fehlt"),
        ("(ת.ז. 220920649)", "(ת.ז. <id>)"),
        ("destination_addr=972541454054", "destination_addr=<phone>"),
        ("MRZ mismatch for document C5037834 (DOB 1979-03-12)",
         "MRZ mismatch for document <id> (DOB <value>)"),
    ],
)  # fmt: skip
def test_a_number_that_words_name_goes(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "tax rate 0.1925 applied to account 3",
        "account number must have 10 digits, got 12",
        "social_security_number varchar(11) NOT NULL",
        "passport@0.4.1 requires node 12.22.12",
        "passport-jwt 4.0.1 (build 20240101)",
        "VAT 20% of 1234567.89",
        "error TS2345 at tax.ts:1234:56, bankAccount.ts(12345,12)",
        "sin(1234567) != 0.12345678",
        "GITHUB_RUN_ID=1234567890, run: 1234567890, uid=1000123456",
        "RFC 2616 section 4.4",
        "identifier 1234567 is too long",
        "national character set id 16777216",
        "business logic error code 1000234",
        "TLS1_RFC_RSA_WITH_ARIA_256_GCM_SHA384",
        "a tin can of 1234567 beans",
        "HTTP 404 for /api/tax/1234567",
        "serial port 115200 baud",
        "nit: 12345678 lines, PIN 12345678 of J3",
        "serial number 12345678 of the certificate",
        "expected 3 arguments, got 12345678; it must be unique, but was 12345678",
        "number of persons 12345678, number of the last employees: 1234567",
        "GET /favicon.ico 404 242",
        "order 12345 of 67890, sort order: 1000000; order=1000000, invoice_total=1234567",
        "exit tc=11661, contract version 1000000, case 123456: break",
        "M9 8h-3.264-2.589.432-4.739",
        '<a href="https://gcc.gnu.org/PR102612">PR102612</a>',
        'Date formats: month/day/year as decimal numbers "(01/01/2000)"',
        "00003d90  a9 05 00 00 41 89 fe 48  89 d3 44 89",
        "0000b1a0: 94c2 83f8 030f 94c0 09c2 83f9 0374 3183",
        "Boston, MA 02110-1301, USA",
        "[2017-07-03_16,27,04.995982]-io80211Family-040.pcapng",
    ],
)
def test_another_number_stays(text: str) -> None:
    assert scrub(text) == text


@given(
    label=st.sampled_from(
        ["PESEL", "passport no.", "Steuernummer", "numéro fiscal", "ИНН", "税号"]
    ),
    number=st.from_regex(r"[1-9][0-9]{8,11}", fullmatch=True),
    around=st.sampled_from(["{} {}", "{}: {}", "{}={}", '"{}": "{}"', "invalid {} '{}' in row 3"]),
)
def test_no_digit_of_it_is_left(label: str, number: str, around: str) -> None:
    out = scrub(around.format(label, number))
    assert label in out
    assert number[:4] not in out
    assert number[-4:] not in out


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("response 07 BVN 22265885071 does not match", "response 07 BVN <id> does not match"),
        ('at "mynumber" received "1393 2204 6145"', 'at "mynumber" received "<id>"'),
        ("card_number=4716\xa01244\xa07827\xa01591 failed", "card_number=<card> failed"),
        ("iTax error 82003: PIN A668020349P is", "iTax error 82003: PIN <id> is"),
        ("IMEI 358563263064097; ERROR 30 (No network)", "IMEI <id>; ERROR 30 (No network)"),
        (
            "MD5 (jquery-3.7.1.min.js) = " + "2c872dbe" * 4,
            "MD5 (jquery-3.7.1.min.js) = " + "2c872dbe" * 4,
        ),
        (
            "ChromeDriver 121.0.6167.85 (" + "3f98d690" * 5 + ")",
            "ChromeDriver 121.0.6167.85 (" + "3f98d690" * 5 + ")",
        ),
    ],
)
def test_numbers_beside_others(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed
