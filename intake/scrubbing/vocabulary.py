"""How people name the numbers of papers, registers, accounts and telephones, in many languages.

Written as people write it; capitals and marks (`número`, `Führerschein`) do not count.
"""

# Abbreviations, of whatever country
ABBREVIATIONS = """
    aadhaar aadhar aba abn acn afm afp ahv alv ama amka arc asvnr avs bic bis bn brn bsn bsnr
    btw bucn bvn cae cbu ccc cccd cci cdl cdr cgc ci cif cin clabe cmnd cne cnh cni cnic cnie
    cnp cnpj cns cpf cpj cpr ctps cui cuil cuit cup cups curp cvr dea dic dl dln dni dph dui
    dvla edb edrpou egn ehic eid eik ein embg embs emso eni eori epic esic esnr esr fin fn frn
    ghanacard gst gstin gui hetu hicn hkid hpii hssn hpio hst iban ic icc iccid ice ico idno
    idnp idnr ihi iin imei imeisv imsi inami ine inn inps insee insz ipn irc ird irpp isikukood
    isr itin iva jmbg kennitala kimlik kmkr knr kp kpp kra krs ktp kvk kvnr lanr lbg mbi
    medicare meid mersis mf moa moms mrn msisdn mst mva mwst mykad mynumber nas natid ndis nhi
    nhs ni nib nic nid nida nie nif nik nin nina ninea nino nip nipc nipt nir nirpp niss nist
    nit nita npi npwp nrc nric nrt nss nuban nui nuip nuis nuit nzbn ogrn ogrnip oib okpo onrc
    orgnr orgnummer oss osv pagibig pan pasep peid pesel philhealth phn pib pin pis pnf pnr pps
    ppsn pst ptin pvm pvn qst rcn regon rfc rg ric rif rnc rnokpp rntrc rodne rrn rsi rsin rtn
    ruc rut rvnr sepa sgk sin siren siret snils sofi ssin ssn ssnit ssnr sss steuerid stir stn
    stnr svnr taj tajszám tckn tfn tin tnin trn tva uan ubn uen tc tckimlik uidai umid unp upn
    uscc ust ustid utr vat vatin vid vin vkn vnr voen vsk vsnr ytunnus zvr kunnr lifnr pernr
    kunag kunwe kunrg bpartner bstnk bstkd vbeln ebeln stcd1 stcd2 stceg taxnum icnum perid
    bankn custno custid cusno empno empid emplid patno patid acctno polno clmno mbrid kdnr
    kundennr persnr patnr fallnr ktonr mandnr klantnr nmi mpan mprn nsn uln pwz gmc ahpra rego
    eircode cip nipu nisn nuptk bpjs rmn medrec prontuario nhc hcn phin rodcis
"""
# Of these, words of code or of a language: small, they have to be all that names the number.
WORDS_TOO = """
    aba ama arc bic bis bn brn cae ccc cci cdl cdr cgc ci cif cin cne cni cns cup cups cvr dea dic
    dl dph dui eid ein eni eori epic esr fin fn frn gst gui hst ic icc ice ico idno idnp iin ine inn
    insee ipn irc ird isr iva knr kp kpp kra krs ktp lbg mbi mf moa moms mrn mst mva nas ni nib nic
    nid nida nik nin nina nip nit nita nrc nric nss nui nuis oib oss osv pan phn pib pin pis pnf pps
    pst qst rcn rfc rg ric rif rnc rsi rtn ruc rut sepa sin sofi sss stir stn taj tin tva ubn uen
    unp upn ust tc vid vin vnr vsk
"""

# What names other things as well, whose numbers of digits alone are shorter: `nit:` of a review
LONG = "nit Nit pin Pin PIN serial Serial SERIAL tc Tc TC tr"

# What a message says of them, beside which they still are all that names the number
SAID = """
    a an already bad be does duplicate error exists expected field for found given has in invalid
    is malformed missing must no not of or person received record required row the unique unknown
    user valid value with wrong your
"""

# Papers whose name alone says that a number of somebody comes next
PAPERS = """
    passport reisepass passeport pasaporte passaporte passaporto paspoort paszport pasport pasaport
    passnummer passnr passi putovnica paso vegabréf útlevél cestovní pašto
    ausweis personalausweis führerschein rijbewijs ajokortti körkort førerkort kørekort ökuskírteini
    identiteitskaart matrícula immatriculation matricule cédula dowód průkaz preukaz občianskeho
    občanského legitimation henkilökortti nafnskírteini buletin tessera iqama teudat kitambulisho
    matična registrikood iskaznica bilhete fuehrerschein tautotita personbeteckning
    izkaznica adószám adóazonosító rijksregister pojištěnce debitor kreditor personenkonto zählpunkt
    zählernummer elektroměr vodoměr plynoměr licznik elmätare strømmåler mätarnummer prontuário
    documento dokumentu
"""
# The same in several words, or with what has to follow
PAPER_PHRASES = r"""
    driv(?:er|ing)s? ?s? ?(?:lic|permit)
    identification (?:no|num|number|code|card)
    licen[cs]e (?:no|num|nr|id)
    permis de (?:conduire|conducere|sejour)
    carta di (?:guida|identita)
    \bpatente\b
    (?:licen\w+|carnet|carta|permiso) de conduc
    carteira (?:de )?(?:moto|trab|ident|habil|nacional)
    (?:permissao|licenca) (?:de )?conduc
    kartu tanda
    (?:credit|debit|kredit|bank)\w* ?(?:card|kart)
    \bcard (?:no|num|number|nr)\b
    (?:carte|carta|cartao|tarjeta) (?:de |di )?(?:credit|debit|banc)
    (?:no|nr|num|numero|numer) (?:de |del |della |di |do |de la )?(?:cart|tarjeta)
    kartenn
    (?:bank|checking|savings?|current|debit|deposit|giro) (?:account|acct)
    public service (?:no|num)
    tax file
    (?:work|travel) (?:permit|document)
    identity ?number
    titulo de eleitor
    praw[oa] jazdy
    ridicsk
    vodicsk
    vozack
    jogositvany
    szemelyi ig
    surucu belg
    ehliyet
    carte (?:vitale|d identite|nationale)
    kad pengenalan
    surat izin mengemudi
    (?:nomor|nomer) (?:induk|pokok)
    (?:id|identity) ?card
    identity (?:no|num|code|doc|id)\b
    social (?:security|insurance)
    securite sociale
    sozialversich
    national insurance
    medical record
    health card
    individual number
    my number
    birth number
    vehicle id
    unique (?:master|pupil|entity|social|citizen|population|identity)
    population (?:code|regist)
    \bid (?:no|nr|num|number|nummer|code|kaart)s?\b
    \bi c (?:no|num|number)\b
    \bmy kad\b
    multi ?purpose id
    soc(?:ial)? ins\b
    carnet? de ident
    (?:no|nr|num|numero) de licen
    potni list
    ausweis
    fahrerlaubnis
    samordningsn
    dokumenten?n
    ust idnr
    \btax ?id\b
    \btc no\b
    \bnufus
    \bst nr\b
    \bcod\w* unic
    numero d inscription
    ewidencji ludnosci
    (?:\bafa|forgalmi ado) szam
    sort ?code
    routing (?:transit )?(?:no|nr|num|code|id)
    serial (?:no|nr|num|number|code|id)\b|^serial$
    \by tunnus
    \bmeter (?:no|nr|num|number|id|serial|point)?
    contador n(?:o|um)?\b
    \b(?:policy|claim|matter|docket|case|permit|licen[cs]e|badge|account) ref\w*
    can cuoc|chung minh|ho chieu|ma so thue|bao hiem
"""

# Before `id`, `number` and their likes in English
HOLDERS = """
    national personal citizen voter resident civil student pupil patient employee staff member
    customer applicant policy claim badge taxpayer alien reservation booking device membership
    loyalty registration driver insurance emirates client beneficiary visa flyer prescription
    subscriber chart medicaid buyer seller payer payee recipient sender
    beneficiary holder cardholder
    insured claimant passenger traveler traveller debtor creditor donor doctor physician shopper
    merchant vendor supplier contract order invoice shipment tracking parcel waybill consignment
    transaction payment remittance mandate delivery prescription ward case meter
"""

# Whose it is; together with a word for a number
OWNERS = r"""
    tax fiscal fisc steuer impot impost tribut contribu kontribu nalog porez poresk podatk podat
    daňov adóaz adósz adóig nodok mokes maksu vero vergi skatt skatte skat belasting umsatz
    mehrwert revenue vat tva iva mwst ust btw moms arvonlis käibemaks mervärd merværdi merverdi
    pievien pridan abgaben pajak cukai thuế
    social sociaal sosial sozial seguro seguridad segurança sicurezza sécurit insur assur versicher
    verzeker ubezpiecz pojiš poist försäkring forsikring pension rente retrait zdravot zdravst
    socijal spolecznego penzij nyugd
    health santé salud saúde salute kranken gesundheit sundhed hälso helse medical medicare medic
    medizin patient pacient pasient potilas sygesikring
    citizen ciudadan cidadã cittadin citoyen bürger burger borger pilieč državlj občan obywatel
    građan grazhdan person persoon pesso personal personn personnes persona osobn osobist osebn
    henkilö isiku asmen személy kişi şahıs kojin hōjin födel fødsel birth naissance nascita
    nascimento nacimiento rodn geburt foreign alien immigra residen aufenthalt séjour soggiorno
    verblijf poblac census administrativ individual
    national nacional nazional natjonal kimlik tatueshëm voter elector identity identité identid
    identità identität tożsamość kependudukan
    student pupil onderwijs employ staff membre mitglied employer arbeitgeber worker lavorator
    trabajador profession arzt doctor prescri betriebsstätten
    compan yhteis yrity enterprise ondernem entrepris empresa firma firmen business corporate
    corporation organis organiz företag virksomhed handels unternehm gospodar econom juridic societ
    commerc comerț trade bedrijf yritys įmonė perusahaan
    client cliente kund klient zákazník müşteri prescri
    bank banca acct konto conto cuenta compte rekening account számla račun účet účtu giro vehicle
    identifica identify identifika identifizier identyfik azonosít tunnus tunnist sosiaal phearsanta
    chánach sécu\b
"""
# That it is a number, a code, a register's or a card's
NUMBERS = r"""
    number nummer número numer numret număr numri numru numur nomer broj číslo številk szám kodas
    kennzahl identif regist rejestr cadastr document dokument kaart karte kort cartão tarjeta carte
    karta tunnus kood certificat reference clave nömrə uimhir tunnist nr\b
    file ungscode único única
"""
NUMBER_WORDS = (
    "no nos nr nro num n code codes kod kods codice código cod rol id ids ref bangō card nomor"
)
# What people and offices number: what was ordered, billed, agreed, insured and sent
DEALS = r"""
    bestell auftrag bestilling beställning ordre commande pedido encomenda ordine bestelling
    zamówien zamowien objednáv rendelés megrendel tilaus sipariş comand comenz
    narudžb naroči užsakym
    rechnung faktur factur fattur fatur lasku számla račun sąskait arve
    vertrag contrat contrato contratto contracte overeenkomst umow smlouv zmluv
    szerződés sopimus avtal
    kontrakt sözleşme ugovor pogodb
    police póliza apólice polizza polis pojistk kötvény vakuutus
    sendung paket envío envio spedizion zending przesyłk zásilk zásielk küldemény csomag lähety
    försändels forsendels gönderi kargo colis colissimo expédition suivi seguimiento rastre rastreo
    verfolg buchung réservation reserva prenotazion reservering rezerwacj rezervac foglalás varaus
    bokning rezervasyon aktenzeichen dossier expediente pratica vorgang schaden sinistr siniestro
"""
DEALS_ELSEWHERE = r"""
    заказ счет-фактур договор накладн отправлен посылк замовлен рахунок παραγγελ τιμολογ συμβολαι
    订单 運單 运单 快递 单号 合同 保单 注文 契約 伝票 追跡 주문 송장 운송장 계약 คำสั่งซื้อ
"""
# What may stand between the two, beside one word more
BETWEEN = """
    a al and d da de del della den der des di do dos du e el en et for i in l la le les na o of og
    per pour pre sur the to und van von voor y z za
"""

# Where words have no capitals and their endings vary, these alone are enough.
ELSEWHERE = r"""
    лічильник счётчик счетчик електролічильник
    паспорт удостоверени страхов налогов плательщик платник идентификац ідентифікац пенсион
    личе?н(?:ый|ой)?\sном граждански\sномер номер\sна\s(?:чужденец|гражд) национал[а-я]*\sномер
    полис водительск номер\sкарт лицевой\sсчет расчетный\sсчет номер\sсчета свидетельств
    порески матични даночен
    данъчен регистрационн реєстраційн сәйкестендір куәлік
    (?:^|\s)(?:инн|снилс|огрн|огрнип|окпо|кпп|омс|жсн|иин|бин|егн|лнч|еик|унп|рнокпп|єдрпоу)(?:\s|$)
    (?:^|\s)(?:іпн|ддс|пиб|јмбг|едб|ембг)(?:\s|$)
    (?:^|\s)(?:αμκα|αφμ|αδτ|φπα|αμα)(?:\s|$)
    φορολογικ ταυτοτητ διαβατηρι μητρω ασφαλιση αδειας\sοδηγ
    תעודת\sזהות (?:^|[\s(])[תח].[זפ]\.?(?:\s|$) מספר\s(?:זהות|חברה|דרכון|עוסק|ביטוח|רישיון|חשבון)
    דרכון
    هوية هويه جواز بطاقة اقامة الضريب القومي الوطني رخصة رقم\sالحساب سجل\sتجاري
    کد\sملی شماره\sملی کد\sاقتصادی شناسه\sملی گذرنامه شناختی\sکارڈ
    身份证 身分證 身份證 证件号 證件號 护照 護照 社保 社会保障 社会信用 统一编号 統一編號 税号 稅號
    纳税人 納稅 营业执照 驾驶证 駕照 駕駛執照 居留证 居留證 在留番号 登録番号 健保 银行卡号 银行账号
    帐号 账号 卡号 個人番号 マイナンバー 法人番号 旅券 パスポート 免許証 保険証 年金番号 住民票
    口座番号 在留カード 被保険者 健康保険 カード番号 クレジットカード 免許番号 預金口座 社会保険
    外国人登録 주민등록 주민번호 외국인등록 여권 운전면허 사업자\s?등록 법인등록 계좌번호 건강보험
    면허번호 외국인번호 사업자번호 카드번호 เลขประจำตัว รหัสปชช บัตรประชาชน ผู้เสียภาษี หนังสือเดินทาง
    ประกันสังคม ใบขับขี่
    आधार पैन पासपोर्ट मतदाता পরিচয়পত্র পাসপোর্ট ஆதார் անձնագիր հվհհ პირადი\sნომერი პასპორტ
"""

TELEPHONES = r"""
    phone telefon telepon mobile \btel\b \btelp\b \bmobil \bmovil \bmovel celular cellulare handy
    whatsapp msisdn portable puhelin kännykkä điện\sthoại rufnummer durchwahl \btlf
    \b(?:fax|faks|sms|gsm|sđt|cep|mob|simu|gsmno|telno|dest(?:ination)?\saddr|(?:source|dest)addr)\b
    \btelf[12]\b telnr
    телефон сотов факс (?:^|\s)(?:тел|моб)(?:\s|\.|$)
    τηλεφων κινητο φαξ טלפון נייד פקס هاتف جوال موبايل تلفن
    موبایل همراه فون فاكس 电话 電話 手机 手機 携帯 传真 傳真 联系方式 ファックス 전화 휴대폰 연락처
    핸드폰 โทร มือถือ फ़ोन फोन मोबाइल ফোন মোবাইল հեռ ტელ მობ
"""

# Who people are, to those who write of them
PEOPLE = r"""
    customer client patient employee recipient sender beneficiary payee payer cardholder holder
    insured claimant applicant candidate attendee borrower landlord tenant subscriber physician
    doctor nurse surgeon dentist pharmacist therapist spouse witness signatory signer consignee
    consignor shipper guardian passenger traveler traveller guest resident student pupil teacher
    professor lecturer instructor tutor mentor parent mother father child sibling husband wife
    partner member driver owner author assignee assigner reviewer committer reporter contact
    approver maintainer contributor requester requestor requestee organizer organiser speaker
    registrant manager supervisor director colleague attn attention buyer seller purchaser donor
    voter citizen person people staff user admin operator caller callee creator editor submitter
    translator agent lawyer attorney notary accountant auditor nominee heir kin relative deceased
    defendant plaintiff suspect victim winner player coach artist inventor researcher investigator
    interviewer respondent participant volunteer visitor host hostess trainee intern employer
    responsible representative debtor creditor depositor lender policyholder cosigner
    kunde kunden kundin patienten patientin mitarbeiter mitarbeiterin inhaber kontoinhaber empfanger
    absender ansprechpartner ansprechpartnerin kontaktperson versicherter versicherungsnehmer
    bearbeiter sachbearbeiter besteller antragsteller vertreter
    titulaire destinataire expediteur salarie employe responsable titular destinatario remitente
    paciente empleado cliente cliente(?:s)? intestatario paziente dipendente mittente
    funcionario utente klant werknemer ontvanger afzender contactpersoon kund mottagare anstalld
    avsandare handlaggare kunde modtager ansat medarbejder mottaker pasient klient pacjent pracownik
    odbiorca nadawca zakaznik zamestnanec prijemce pacient ugyfel musteri hasta alici gonderen
    calisan asiakas potilas vastaanottaja
    wlasciciel vlastnik majitel wnioskodawca zglaszajacy ziadatel zadatel podatnik platce placatel
    odberatel nabywca kupujacy aanvrager eigenaar innehavare agare sokande ejer eier soker omistaja
    hakija proprietario propietario proprietaire demandeur richiedente solicitante requerente
    cessionario cedente assicurato asegurado assure verzekerde ubezpieczony inhaberin auftraggeber
    contribuinte contribuyente contribuable contribuente steuerpflichtiger taxpayer
    khach\shang benh\snhan nguoi\sdung nhan\svien khach pelanggan pasien karyawan pengguna peserta
    nasabah mteja mgonjwa usager adherent locataire souscripteur conducteur beneficiaire abonne
    usuario abonado inquilino conductor beneficiario afiliado alumno abbonato conducente alunno
    assinante condutor segurado aluno huurder bestuurder begunstigde leerling kierowca najemca
    ubezpieczajacy uczen lekarz kontrahent najemce pojistenec spravce hyresgast lakare kuljettaja
    vuokralainen oppilas surucu kiraci ogrenci sigortali keeper mandant mandantin klager beklagter
    klient(?:a|owi)? zadavatel pasazer pasajero passager viajero gosc mottaker fahrgast reisender
    клиент\w* пациент\w* абонент\w* заявител\w* владел\w* водител\w* получател\w* сотрудник\w*
    клієнт\w* пацієнт\w* споживач\w* заявник\w* власник\w* воді\w* πελατ\w* ασθεν\w*
    bevollmachtigter eigentumer halter fahrer mieter vermieter gast gaste teilnehmer schuler
"""
# What they are called, beside such a word or alone, and which part of it
NAMED = r"""
    name names full\sname legal\sname real\sname display\sname first\sand\slast\sname
    contact contact\sperson contact\sname person
"""
FULL_NAMES = r"""

    (?:full|legal|real|display|person|holder|billing|shipping|contact|ship\sto|bill\sto|sold\sto|invoice\sto|sign(?:ed)?|common)\s?name
    fullname displayname realname name\sand\ssurname next\sof\skin power\sof\sattorney
    (?:vor|vor-?\sund\snach)name\sund\snachname kundenname patientenname
    nom nom\set\sprenoms? prenom\set\snom nom\scomplet nom\sd\w*(?:\s\w+){0,2} nombre
    nombre\scompleto
    nombres?\sy\sapellidos? nombre\sd\w*(?:\s\w+){0,2} nome nome\scompleto nome\se\scognome
    nome\sd\w*(?:\s\w+){0,2} naam volledige\snaam namn navn fulde\snavn nimi imie\si\snazwisko
    jmeno\sa\sprijmeni ad\ssoyad adi\ssoyadi isim ime\si\sprezime nume\ssi\sprenume nev teljes\snev
    nama nama\slengkap onoma onomateponymo imya fio pangalan jina ho\sten hoten xingming shimei shem
    nafn izena ainm emri koinh ename cname
    (?:фио|имя|ім\w+|име|ονομα|ονοματεπωνυμο|שם|الاسم|اسم|نام|姓名|名前|氏名|이름|성명|ชื่อ|नाम)
    name\sdes?r?\s\w+
"""
PARTS_OF_NAMES = r"""
    (?:first|last|given|family|middle|maiden|birth|sur|fore|nick)\s?names? \bfname \blname
    surname forename name\sfamily name\sgiven
    vorname nachname familienname geburtsname prenom nom\sde\sfamille nom\sde\snaissance apellidos?
    (?:primer|segundo)\s(?:nombre|apellido) cognome sobrenome apelido primeiro\snome ultimo\snome
    voornaam achternaam fornamn efternamn fornavn efternavn mellemnavn etternavn imie nazwisko
    onoma eponymo familiya otchestvo shem shem\sprati shem\smishpacha mishpacha apelyido
    nachn vorna vards uzvards vardas pavarde eesnimi perekonnanimi perenimi mbiemri sloinne kunjom
    priimek voorname
    where\svan and\svan set\svan
    jmeno prijmeni keresztnev vezeteknev etunimi sukunimi soyad soyadi \badi ime prezime prenume
    фамилия имя отчество прізвище име фамилно ονομα επωνυμο
"""
# What somebody did, before `by` or `to`
DONE = """
    created approved signed requested reported reviewed assigned submitted written updated authored
    sent invited opened closed merged modified prepared uploaded shared changed posted edited owned
    issued verified checked ordered purchased paid booked published committed filed handled managed
    performed recorded registered resolved triggered translated delivered addressed billed shipped
    sold granted transferred escalated delegated
"""
BORN = r"""
    \bdob \bgbdat \bur(?:\s|$) birth(?:\b|d|y) bday \bborn(?:\b|\s?(?:on|at|date)) d\so\sb geburt
    geboren geb\sam
    \bgeb(?:\b|\s?dat) naissance \bnee?\s(?:e\s)?le
    naci(?:do|da|miento) nascita nat[oa]\sil nascimento nascid[oa] naixement nacemento geboorte
    urodz fodsel fodels fodt \bfodd faed[di] synty[mn] \bsynt\b narozeni narodenia
    \bnar\b szulet dogum \bd\starihi nastere nascut rodjen rojstva rojen \bsunni(?:d|aeg|ko)
    gimimo \bgime dzimsan dzimis
    lindje \blindur ngay\ssinh \blahir kapanganakan tugilgan kuzaliwa twelid
    рожден рођ роден народж нарадж туған γεννησ γεννηθ לידה ميلاد مواليد تولد پیدائش जन्म জন্ম
    ծննդ დაბად 生年月日 出生 生日 誕生日 생년월일 생일 เกิด
"""

# Where people live
ADDRESSES = r"""
    addres+(?:es|e|a)?(?:\b|\d|line) \baddr\d?\b street residence domicil
    anschrift ad+res adre[cs] strasse wohnort wohnhaft
    hausnummer lieferung \brue\b \bvoie\b direccion \bcalle\b \bindirizzo ^via$ \bvia\s\w+$
    enderec \bmorada\b \brua$ straat gata\b vejnavn \bvej$ \bulic[aey]\b zamieszkania bydliste
    lakcim \butca\b osoite \balamat cadde sokak ship(?:ping)?\sto bill(?:ing)?\sto
    deliver(?:y)?\sto \bline\s?[12] thoroughfare ^(?:\w+\s)?location$ \bbydlisko heimili aadress
    adrese \bdia\schi
    geocod \blives?\s(?:at|in)\s?$ \bliving\s(?:at|in)\s?$ resid(?:es|ing)\s(?:at|in)\s?$
    \bwohnt\sin\s?$ \bdemeurant \bdomicilied \bvive\sen\s?$ \babita\sin\s?$ \bmora\s(?:em|na)\s?$
    \bwoont\s(?:aan|in|op)\s?$ \bbor\s(?:i|pa)\s?$ \bheim(?:ilis)?fang \basuu\b \bmieszka
    \bbytem\s?$ \blakik \bikamet \bcim\b
    адрес улица вулиця διευθυνση כתובת عنوان العنوان نشانی آدرس 地址 住所 주소 ที่อยู่ पता
"""
# What a street is called, as a word of its own or at the end of its name
STREETS = """
    ul ulic[ae] al aleja os nam namesti tr trida pl plac rue avenue ave av boulevard blvd bd impasse
    chemin allee? quai cours route calle avenida avda carrer paseo calzada callejon carrera cra cl
    jiron jr pasaje plaza camino ronda rua travessa alameda rodovia estrada praca largo via viale
    corso piazza vicolo contrada str strada bulevardul calea aleea sos soseaua splaiul jl jln jalan
    lorong gang soi thanon moo duong pho quan phuong huyen steenweg chaussee rruga triq ut utca ter
    tere korut krt setany koz fasor caddesi cad sokak sokagi sok sk bulvari blv mahallesi mah
    tanav tn puiestee pst maantee mnt iela prospekts bulvaris gatve prospektas pr street st road
    rd lane ln drive dr court ct square sq way place terrace close crescent parkway pkwy highway hwy
    grove gardens mews hill plot flat estate trg cesta setaliste obala prospekti
    marg nagar chowk sector colony gali barangay brgy purok
"""
JOINED_STREETS = """
    stra(?:sse|ss?e) str gasse weg platz allee ufer damm ring steig chaussee straat laan gracht
    plein kade dijk singel steeg dreef gatan vagen grand torget stigen vej gade vaenget straede
    veien vegen gata gaten gate bakken kroken katu kuja polku tie stigur vegur braut utca
"""
STREETS_ELSEWHERE = """
    пров узвіз майдан тупик пл проезд
    ул улица пр просп пр-т проспект бул бульвар булевард вул вулиця вулица пер переулок провулок наб
    набережная шоссе площадь площа пл мкр жк οδος λεωφ λεωφορος πλατεια רחוב רח שדרות شارع خیابان
    خيابان کوچه ถนน ซอย
"""
# What messages and papers number, and what no town is called
COUNTED = """
    version ver release build rev revision commit issue ticket bug line lines ln column columns col
    row rows record section sect sec chapter figure fig page pages table tab volume vol part step
    phase level msg message state server port node host error errors warning warnings note test
    tests case example code status exit signal pid process thread worker task job run epoch batch
    iteration attempt retry try loss id key value values type field argument arg args param
    parameter option rule block function method class module file frame instruction address register
    group layer channel stage pass round question answer listing equation theorem lemma appendix
    article clause paragraph item items category grade unit index offset position char characters
    byte bytes bits kb mb gb ms seconds minutes hours days weeks months years total count size
    length max min expected received actual got found between from since until before after about
    over under rfc iso ieee utf unicode http https tcp udp python java javascript npm ruby perl php
    windows ubuntu debian fedora centos linux macos android ios chrome firefox safari edge webkit
    gecko mozilla postgresql mysql oracle sql visual studio office core intel amd cuda gpu cpu ram
    thang tieng copyright january february march april may june july august september october
    november december jan feb mar apr jun jul aug sep sept oct nov dec januar februar marz mai juni
    juli oktober dezember janvier fevrier mars avril juin juillet aout septembre octobre novembre
    decembre monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    undefined null none true false object array string number boolean integer float missing invalid
    unexpected unknown failed passed skipped read write the this that these those see when where and
    or not for with using use used only all any each every usage options default required optional
    is are was were has have must should can will if else return import export include require
"""
POSTCODES = r"""
    post\s?codes? postal\s?codes? post\s?(?:nr|nummer|no) zip zip\s?codes? plz postleitzahl
    code\spostal codigo\spostal cep postinumero kod\spocztowy psc iranyitoszam cod\spostal
    codice\spostale \bcap postihnumber posta\skodu kode\spos pin\s?code eircode postanski\sbroj
    pasto\skodas pasta\sindekss \birsz (?:почтовый\s)?индекс поштовий\s(?:індекс|код) пощенски\sкод
    ταχ[^\s]*\sκωδικ[^\s]* τκ מיקוד 邮编 邮政编码 郵遞區號 郵便番号 우편번호 รหัสไปรษณีย์
"""
POSTCODES_CLUES = """
    postal postcode post_code post-code postleit postn postin posta pošt zip plz cep pocztow psc
    psč irány irsz cap: cap= cap" pin_code pincode eircode kode_pos kodepos pašto indeks индекс
    індекс пощен ταχ τκ מיקוד 邮 郵 우편 รหัส
"""
# Of cars
PLATES = r"""
    (?:number|licen[cs]e|vehicle|car|registration|reg)\s?plates? plates? vehicle truck lorry
    (?:vehicle|car)\s(?:registration|reg) vrm vrn targa placas? matricula immatriculation
    plaque (?:kfz\s)?kennz(?:eichen)? kenteken(?:plaat)? nummerplaat
    nummerplade nummerplat reg\s?skilt registrerings?nummer rekisteri\w* (?:nr|numer)\srej\w*
    tablica\srejestracyjna spz rz ecv registracni\sznacka rendszam plaka
    numar(?:ul)?\s(?:de\s)?inmatriculare registarska\soznaka tablice fahrzeug voertuig vehicule
    vehiculo veicolo pojazd vozidlo
    гос\s?номер номер\s(?:автомобил|авто|машин)[^\s]* регистрационен\sномер
    车牌号?码? 車牌號?碼? 車両番号 ナンバー(?:プレート)? 차량번호 번호판 ทะเบียนรถ
"""
PLATES_CLUES = """
    plate reg. reg: reg= reg_ registr vehicle vrm vrn targa placa matric matríc immatric plaque
    truck lorry
    kennz kenteken nummerpl rekister rejestr spz špz ecv ečv značka rendsz plaka înmatric oznaka
    tablice fahrzeug voertuig véhicul vehicul vehícul veicolo pojazd vozidlo номер 车牌 車牌 車両
    ナンバー 차량 번호 ทะเบียน
"""
# A machine has an `address` too
MACHINES = r"""
    \bip(?:v[46])?\b \bmac\b \be?mail\b \bmemory \bhost \bserver \bsocket \bbind \bpeer
    \bwallet \burl \bweb\b \bpointer \bbytes? \bregister\b \bvirtual \bnetwork \blisten
"""
# What names an account and nothing else
ACCOUNTS = r"""
    (?:user|login|logon|account|screen|nick|log|samaccount|sign\s?in)\s?name
    \b(?:user|login|logon|account)\s?(?:id|handle|login)
    \b(?:twitter|slack|git\s?hub|git\s?lab)\s?(?:user|handle|name|login)
    \bsourced\s?id \bend\s?user\s?id \bpreferred\susername \bgamer\s?tag \bpersona\s?name
    \blogin \bsam\s?account (?:be)?nutzername anmeldename benutzerkennung identifiant
    nombre\sde\susuario
    nome\sutente nome\sde\susuario nome\sde\sutilizador gebruikersnaam bruker?navn brugernavn
    anvandarnamn uzytkownika uzivatelske\sjmeno kullanici\sadi felhasznalonev kayttajatunnus
    korisnicko\sime nume\sde\sutilizator
    логин пользовател[^\s]{0,3} користувач[^\s]{0,3} 用户名 用戶名 ユーザー名 ユーザ名
    사용자 المستخدم משתמש
"""
# Who may be said by an account
ACCOUNTED = r"""
    user account owner principal handle requestor requester submitter author committer
    assignee reviewer reporter maintainer approver creator
"""

# Given names that other things have too: of a person, if a known family name follows.
GIVEN_TO_THINGS = """
    valid peer math costa curry field parts bitte guru
    diffie hellman catalina loki mimir kiali istio tomcat grafana merkle patricia floyd warshall
    jetson xavier pearson spearman kendall kolmogorov smirnov levenshtein damerau jaro winkler
    dijkstra bellman kruskal fibonacci fourier laplace gauss bernoulli poisson euler markov bayes
    hamming reed schnorr shamir adleman rivest knuth morris pratt boyer moore corasick cooley tukey
    newton raphson hessian lagrange hilbert turing nagle tarjan huffman lempel ziv burrows wheeler
    copilot renovate
    add adm alba alma amber an angel angeles apollo april arabic arch argo as ash asia astro august
    aurora austin autumn baker bangla basil bay berry bill blaze bo brook buck bud cal candra carol
    case cat chad chance charity chase cherry china chinese chip christian clark clarke claude clay
    cliff code cody conn constant cook coral council crystal cuba dakota dale danish dash dawn dean
    dee delta destiny dev diamond doc dom don dot drew duke dutch earl easter echo eden edit ember
    emit english eve ever faith fay fern flora forest francis frank free french gale gene genesis
    georgia georgian german ginger glen glory gold grace grant gray greek gus guy harmony harper
    haven hazel heath heather heaven hebrew henry hindi holly hope houston hunter huston igor iris
    israel italian ivory ivy jack jackson jade jan japanese jasmine jasper java jay jenkins jersey
    jest jet jewel job jordan joy juan jude julia july june juniper karma kay kelvin kit kitty
    korean lacy lance latin laurel lee lily lincoln linden line link lone lotus lou lower lucky lynx
    mac madison mai major mar marina mark marshal marshall mason max mercury mercy merit merry meta
    mia milan miles misty mode moss mount napoleon nova ocean octave olive opal orange orion page
    paige paris pat pearl penny perl persian phoenix pierce piper pixel polish poppy prince princess
    prudence ray red reed reese rex rich river rob robin rocky roman rory rose rosy rowan ruby rust
    ryan sage saint salt sandy santa savannah scala server sierra sky skyler sol solomon sonny soul
    spanish spencer stan star stella sterling stone storm stormy summer sun sunny sydney tab tai
    tamil tea temple tera terra thai theta tilde tim tone trace travis trinidad trinity tripp tucker
    turkish tyler unique unknown us val valentine van vector velvet venus vera victory violet
    virginia vista wade ward will willow winter wren yaml york zeta zion
    """
