"""Where people live and are, and when they were born, as messages of any country hold it."""

import pytest

from intake.scrubbing import scrub

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "address",
    [
        "Vesterbrogade 7, 37. tv, 1620 København V",
        "12 rue de la Paix, 75002 Paris",
        "5 bis avenue Foch, 69006 Lyon",
        "Calle Mayor 15, 3º B, 28013 Madrid",
        "Calle 101 # 8-76, Bogotá 110111",
        "Callejón Seychelles 529 Edif. 520 , Depto. 971, 01659-3002 San Miguel",
        "Av. da Liberdade 110, 1269-046 Lisboa",
        "Av. Paulista 1578, São Paulo - SP, 01310-200",
        "Rua Augusta, 102, apto 31, 01305-100 São Paulo",
        "Via Garibaldi 23/A, 20121 Milano MI",
        "Herengracht 131-28, 1016 BS Amsterdam",
        "Steenweg op Gent 71 bus 11, 9300 Aalst",
        "Musterstraße 12, A-1010 Wien",
        "Blanka-Löffler-Weg 15/22, 87202 Wunsiedel",
        "ul. Marszałkowska 10/12 m. 5, 00-590 Warszawa",
        "Veveří 46/3, 602 00 Brno",
        "Váci út 184. 3/21, 1139 Budapest",
        "1139 Budapest, Váci út 184. 3/21",
        "Str. Lipscani nr. 182, ap. 25, 030033 București",
        "Hämeenkatu 80 A 36, 33200 Tampere",
        "Storgata 12B, 0155 Oslo",
        "Drottninggatan 71C, 111 36 Stockholm",
        "Narva mnt 5-12, 10117 Tallinn",
        "Brīvības iela 85-4, Rīga, LV-1001",
        "Bağdat Caddesi No:57 D:20, 34740 Kad\u0131köy/İstanbul",
        "бул. Витоша 100, 1000 София",
        "\u0433. Москва, ул. Тверская, д. 5, кв. 12",
        "Ερμού 12, 105 63 Αθήνα",
        "רחוב הרצל 5, תל אביב",
        "شارع الملك فهد 12، الرياض",
        "〒100-0001 東京都千代田区千代田1-1",
        "北京市朝阳区建国路88号",
        "서울특별시 강남구 테헤란로 152",
        "10 Downing Street, London SW1A 2AA",
        "742 Evergreen Terrace, Springfield, IL 62704",
        "111 Wellington St, Ottawa ON K1A 0B6",
        "Unit 7, 5 George Street, Sydney NSW 2000",
        "12/17 Moo 86, Bang Kapi, Bangkok 10240",
        "Plot 172, Ngong Lane, Kilimani, Nairobi",
        "123 Nguyễn Trãi, Quận 1, Hồ Chí Minh 700000",
        "Jl. Malioboro No. 157, Yogyakarta 55271",
        "PO Box 1234, Nairobi 00100",
        # Of a street that says that it is one no town is asked.
        "Parkgatan 8",
        "al. Głowackiego 693",
        "Str. Lipscani nr. 182",
    ],
)
@pytest.mark.parametrize(
    "text", ["{}", "no route to ({}) today", "VALUES ('x', '{}', 3)", "refused\n{}\nretry"]
)
def test_an_address_is_known_by_its_shape(text: str, address: str) -> None:
    assert scrub(text.format(address)) == text.format("<value>")


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        (
            "to:\nBenito Tomas\nC. de Alondra Camino 47 Puerta 7 \n16225 Granada\nbut",
            "to:\n<user>\n<value>\nbut",
        ),
        ("Error Vesterbrogade 7, 1620 København V", "Error <value>"),
        (
            "GET /f?adresse=Strada+Nuova+35%2C+16124+Genova&x=1",
            "GET /f?adresse=<value>&x=1",
        ),
        (
            "GET /f?a=Ba%C4%9Fdat+Caddesi+No%3A57%2C+34740+Kad%C4%B1k%C3%B6y",
            "GET /f?a=<value>",
        ),
        ("q=Slavujevac 3b/7&postalcode=10983", "q=<value>&postalcode=<value>"),
        ('"street":"Nygatan 5","zip":"63795"', '"street":"<value>","zip":"<value>"'),
        ("she lives at Na Cikánce 1 now", "she lives at <value> now"),
        ("postal code K1A 0B6", "postal code <value>"),
        ("PLZ: 10115, PSČ 602 00", "PLZ: <value>, PSČ <value>"),
        ("почтовый индекс 101000", "почтовый индекс <value>"),
        ("郵便番号\uff1a100-0001", "郵便番号\uff1a<value>"),
    ],
)
def test_an_address_is_read_wherever_it_stands(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "Section 12, Figure 3; Python 3.12, Windows 11; Chapter 5, page 10; Line 3, Column 4",
        "May 12, 2024 Paris meeting",
        "Version 2, 1991 Free Software",
        "Release Notes 5, 2024 Spring",
        "Windows 10, 19045 Build",
        "GPU 0, 8192 MiB free",
        "QUIC 1, 1200 Datagrams",
        "Error 12, 12345 Bytes read",
        "Worker 3, 12345 Requests served",
        "Test Suite 3, 1234 Passed",
        "Foo 12\n12345 Bar",
        "Copyright:\n 2011 The X Group\n 2012 The Y Project",
        "Via Python 3; Brigade 7; Ring 5; Aggregate 5, 1234 Rows",
        "GET /x?q=Page+12+of+40&b=Error+404",
        "zip 1024 bytes, zip code must have 5 digits, postcode: required",
        "[ наб ] was here",
    ],
)
def test_what_is_counted_is_no_address(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("{ fodselsdato: '1948-01-24' }", "{ fodselsdato: '<value>' }"),
        ("data_urodzenia=1980-03-01", "data_urodzenia=<value>"),
        ("geb. 12.03.1980", "geb. <value>"),
        ("née le 14 mars 1985", "née le <value>"),
        ("fecha de nacimiento: 12 de marzo de 1980", "fecha de nacimiento: <value>"),
        ("datum narození: 3. 5. 1980", "datum narození: <value>"),
        ("生年月日\uff1a1980年3月12日", "生年月日\uff1a<value>"),
        ("p.birthdate = datetime(1980, 3, 12)", "p.birthdate = <value>"),
        # Beside somebody
        ('new Osoba("Jana Nováková", "1980-03-01")', 'new Osoba("<user>", "<value>")'),
        ("(1,'Somchai Rattanaporn','1984-04-10')", "(1,'<user>','<value>')"),
        ("'1998-05-26, Annelies Vermeulen'", "'<value>, <user>'"),
        ('Value: "1956-10-28" (Klant: Jana Nová)', 'Value: "<value>" (Klant: <user>)'),
        # Named before, or behind
        (
            "cannot parse field [birthdate] of type [date]. Preview of field's value: '12.04.1969'",
            "cannot parse field [birthdate] of type [date]. Preview of field's value: '<value>'",
        ),
        (
            'from String "1995-08-03T" at {"fodt":"1995-08-03T"}',
            'from String "<value>T" at {"fodt":"<value>T"}',
        ),
        # In a column
        (
            "id;fodselsdato;oprettet\n1;12.03.2015;13.03.2024",
            "id;fodselsdato;oprettet\n1;<value>;13.03.2024",
        ),
        (
            "   name   geburtsdatum  ort\n0  Ada  17.02.1960  Ulm\n1  Bo  1.2.1961  Ulm",
            "   name   geburtsdatum  ort\n0  Ada  <value>  Ulm\n1  Bo  <value>  Ulm",
        ),
        (
            "INSERT INTO t (id, dob, since) VALUES (4, '2016-03-12', '2024-01-02')",
            "INSERT INTO t (id, dob, since) VALUES (4, '<value>', '2024-01-02')",
        ),
        # Where a form has its place
        ("PID|1||123^^^MRN||x||19800101|M", "PID|1||<id>||x||<value>|M"),
        ("BDAY;VALUE=date:1980-03-12", "BDAY;VALUE=date:<value>"),
        ("1 BIRT\n2 DATE 12 MAR 1980\n", "1 BIRT\n2 DATE <value>\n"),
    ],
)
def test_a_date_of_birth_is_known_by_what_stands_around(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "2005-03-04 10:00:00 ERROR refused",
        'assertEquals("2001-02-03", format(date(2001, 2, 3)))',
        "Released on 2004-03-02, see Changelog",
        "created_at: 2001-02-03, expires: 2009-01-01",
        "birthdate is required\n\nSun, 06 Nov 1994 08:49:37 GMT",
        'parse("1970-01-01"), ("Windows Vista", "2007-01-30")',
        "st_birthtime: 2004-03-02; reborn at 2004-03-02",
        '{"birthDate": null, "issued": "2004-03-02"}',
    ],
)
def test_other_dates_stay(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("a map of my house (39.640451, 27.671182)", "a map of my house (<value>)"),
        ("geo:52.520008,13.404954", "geo:<value>"),
        ("/?mlat=52.52001&mlon=13.40495", "/?mlat=<value>&mlon=<value>"),
        ("/#map=18/52.52001/13.40495", "/#map=18/<value>"),
        ("setView([52.520008, 13.404954], 13)", "setView([<value>], 13)"),
        ("(id, lat, lng)\n7\t44.672360\t19.914432", "(id, lat, lng)\n7\t<value>"),
        (
            "GPS Position: 52 deg 31' 12.03\" N, 13 deg 24' 17.83\" E",
            "GPS Position: <value>",
        ),
        ("reg. DU53 RSY", "reg. <id>"),
        ("vehicle=B-ZA 6241", "vehicle=<id>"),
        ("placa ABC1D23", "placa <id>"),
        ("plaka 34 ABC 123", "plaka <id>"),
        ("kenteken: AB-123-C", "kenteken: <id>"),
        ("номер автомобиля: \u0410123\u0412\u0421 77", "номер автомобиля: <id>"),
        ("车牌号 京A12345", "车牌号 <id>"),
        ("MKDirections: origin=<40.476358, -3.735503>", "MKDirections: origin=<<value>>"),
        ("(VIN unknown, reg UBY-991QV)", "(VIN unknown, reg <id>)"),
        ("van SG12 EDL driver", "van <id> driver"),
        ("auto WI 2744T: kierowca", "auto <id>: kierowca"),
        ("permit rego XZV116 holder", "permit rego <id> holder"),
        ("my own car 0JVC123 comes out", "my own car <id> comes out"),
        ("address=2409+Pukatea+Road&region=nz", "address=<value>&region=nz"),
    ],
)
def test_a_position_and_a_plate_are_known(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "M 10.12345,20.12345 L 30.12345,40.12345",
        "matrix(0.98765, 0.12345, -0.12345, 0.98765, 12.12345, 4.12345)",
        "loss: 0.123456, 0.654321; mean 0.12345, 0.98765",
        'viewBox="0 0 24.12345 24.12345"',
        "translate(12.34567, 45.67890)",
        "reg: r15, reg ABC123 is undefined, vehicle: null, register R12 4567",
    ],
)
def test_other_coordinates_and_registers_stay(text: str) -> None:
    assert scrub(text) == text
