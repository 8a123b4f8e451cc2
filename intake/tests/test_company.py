"""What stands beside somebody in a list, a record or a sentence."""

import pytest

from intake.scrubbing import scrub

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        # Records in brackets, rows, and lists with signs between
        ("customer no. 45361662 (Kowalski, 12/20/1994) has 2 open",
         "customer no. <id> (<user>, <value>) has 2 open"),
        ("name on record: CAAPM8509A / Ada Lovelace", "name on record: <id> / <user>"),
        ("It worked. \u2014 Lovelace Ada, +36 30 277 7726", "It worked. \u2014 <user>, <phone>"),
        ("BSN 761101755 (aanvrager: Ada Lovelace, Jäkälätie 52)",
         "BSN <id> (aanvrager: <user>, <value>)"),
        ('"Kowalski","Ada","14.11.1975","Gedimino pr. 58","LT-01103 Vilnius","+370 694 46590"',
         '"<user>","<user>","<value>","<value>","<value>","<phone>"'),
        ("VALUS ('Ada Lovelace','x1','093310996')", "VALUS ('<user>','x1','<id>')"),
        # Sentences: names that no list has
        ("Merhaba, ben Tunçalp Gökçe, telefon +90 532 123 45 67",
         "Merhaba, ben <user>, telefon <phone>"),
        ("Em là Đặng Quốc Bảo, số điện thoại +84 906 270 172.",
         "Em là <user>, số điện thoại <phone>."),
        ("הלקוח דוד אסולין, +972 50-545-5895", "הלקוח <user>, <phone>"),
        ("안녕하세요 김하은입니다. 연락처", "안녕하세요 <user>. 연락처"),
        ("row 311 of employees: Tursunbek, Ainura", "row 311 of employees: <user>"),
        ("[pan=XDTPT9225Y] for Nurbek Zhaksybekov, mobile +7 701 878 13 71",
         "[pan=<id>] for <user>, mobile <phone>"),
        ("time data '16.04.1941' does not match, row 311: Ada Kowalski",
         "time data '<value>' does not match, row 311: <user>"),
        ("cannot parse '25.07.1982' for column date_of_birth",
         "cannot parse '<value>' for column date_of_birth"),
        ('text "Welcome back, Aino-Maija Lehtosaari"', 'text "Welcome back, <user>"'),
        ("Authentication failed for Duc Szentgyörgyi (node 4)",
         "Authentication failed for <user> (node 4)"),
        ("for CN=Shunsuke Eze,OU=Radiology", "for CN=<user>,OU=Radiology"),
        ("Steuerpflichtiger Gelashvili, Rhiannon, geb. 19.07.1979",
         "Steuerpflichtiger <user>, geb. <value>"),
        ("(0010,0010) PN [Kühnel^Aigerim]", "(0010,0010) PN [<user>]"),
        ("parameters: ['Hufnagel, Detlef']", "parameters: ['<user>']"),
        ("I am Ayaka Matsumoto from the front office", "I am <user> from the front office"),
        ("'Willkommen, Babatunde Okonkwo' but", "'Willkommen, <user>' but"),
        ('"city":"48143 Münster", zip: \'Pune 411004\'', '"city":"<value>", zip: \'<value>\''),
        ("truck=MS-LA 489 late", "truck=<id> late"),
        # The parts of a name again, an account, and a number in groups
        ("User with name jvanderwielen exists. arn:aws:iam::423434437919:user/jvanderwielen",
         "User with name <user> exists. arn:aws:iam::<id>:user/<user>"),
        ('bigint: "6831 1100 6527", column aadhaar: "6831 1100 6527"',
         'bigint: "<id>", column aadhaar: "<id>"'),
        ("'/Users/ada.kowalski/Documents/Thesis Kowalski/a.csv'",
         "'<path>/Documents/Thesis <user>/a.csv'"),
        # What is said of any value stands between a label and its own
        ('customer.personalCode: must match "\\d{11}" (was: 47507163263)',
         'customer.personalCode: must match "\\d{11}" (was: <id>)'),
        ('assertThat(account.getHolder()).isEqualTo("Eirik Fossheim");',
         'assertThat(account.getHolder()).isEqualTo("<user>");'),
        ("- id: 682\n  nom: Cummings\n  prenom: Tonya",
         "- id: 682\n  nom: <user>\n  prenom: <user>"),
        ('new Payee { Name = "Мирослава Бондар", Rank = 1 }',
         'new Payee { Name = "<user>", Rank = 1 }'),
        # What mail and PowerShell encode
        ("Subject: =?utf-8?Q?Termin_Ada=20Lovelace?=", "Subject: <user>"),
        ("From: =?UTF-8?B?SmFuYSBOb3bDoWtvdsOh?=", "From: <user>"),
        # A number right beside somebody, without a label that is known
        ("Paciente: Ada Lovelace, prontuário HC-13524615", "Paciente: <user>, prontuário <id>"),
        ("owner Ada Lovelace, ref2 30412233 offline", "owner <user>, ref2 <id> offline"),
        ("batch ['/data/ct/LOVELACE^ADA_5523242_001.dcm']",
         "batch ['/data/ct/<user>_<id>_001.dcm']"),
        # Postcodes behind a street, and of a form of their own
        ("Ada Lovelace, Hauptstraße 9, 41701", "<user>, <value>, <value>"),
        ("for Ada Lovelace <ada@b.org>, at V4J 7V2", "for <user> <<email>>, at <value>"),
        # The family's name first, a part of a name behind its label
        ("SIN 187 158 647 Fontaine, Heather, rejected", "SIN <id> <user>, rejected"),
        ("VSNR 3395 200958 Familienname Hinterleitner", "VSNR <id> Familienname <user>"),
    ],
)  # fmt: skip
def test_what_stands_beside_somebody_goes(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed
    assert scrub(scrubbed) == scrubbed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("FATAL: user 'ada.lovelace', Access Denied, Version 3, Error 404, 1732700000",
         "Access Denied, Version 3, Error 404, 1732700000"),
        ("From: ada@lovelace.org\nX-Mailer: Jenkins Email Extension", "Jenkins Email Extension"),
        ("curl 'https://localhost/?next=ada%40lovelace.org' -> 431 Request Header Fields Too Large",
         "431 Request Header Fields Too Large"),
        ("Código Único de Identificación Tributaria 20267565393", "Código Único"),
        ('{"email": "ada@lovelace.org", "plan": "Premium Gold", "bytes": 12345678}',
         '"plan": "Premium Gold", "bytes": 12345678'),
        ("2026-01-09, ada@lovelace.org, Login Failed", "2026-01-09, <email>, Login Failed"),
        ("Copyright (c) 2006-2013, Ada Lovelace", "2006-2013"),
        ("upgrading from 4.18.2.1 to 4.18.2.3", "from 4.18.2.1 to 4.18.2.3"),
        ("DB_PASSWORD=${DB_PASSWORD:?err}", ":?err}"),
        ("I am Angular Developer, 'Firefox, Chrome'", "I am Angular Developer, 'Firefox, Chrome'"),
        ('"status": "50000 Requests"', "50000 Requests"),
        ("size: must be a number (was: 12345678)", "12345678"),
        ("charon: 09[IKE] IKE_SA home[4] between [ada@b.org]", "charon: 09[IKE] IKE_SA home[4]"),
        ("ResponderException Responder/RequestDenied NameID=ada@b.org",
         "ResponderException Responder/RequestDenied"),
        ("Bitte Migration zurück – Frau Lovelace (ada@lovelace.org) wartet", "Bitte Migration"),
        ("00305 IdFiscaleIVA del CessionarioCommittente non valido PEC=ada@lovelace.org",
         "IdFiscaleIVA del CessionarioCommittente"),
        ("ada@lovelace.org says: Guru Meditation Error: Core 1 panic", "Guru Meditation Error"),
        ("口座番号 5839730 名義 山本明美 — code ZG-2203", "— code ZG-2203"),
        ("Ada Lovelace failed to load in 1200000 ms", "in 1200000 ms"),
        ("ada@lovelace.org took 1234567 bytes", "took 1234567 bytes"),
        ("Ada Lovelace at line 123456, error 100234, build 20240115",
         "at line 123456, error 100234, build 20240115"),
        ("GET /customers?email=ada%40lovelace.org HTTP/1.1\" 500 312", "500 312"),
        ("(ada@lovelace.org) commit 1234567", "commit 1234567"),
    ],
)  # fmt: skip
def test_what_is_nobodys_stays(text: str, kept: str) -> None:
    assert kept in scrub(text)
