"""Short texts in the languages and encodings that people's files were in before UTF-8, to be read as they were written."""

TEXTS = {
    "english": (
        "cp1252",
        """
        The “quiet” carriage costs £12 more.
        We couldn’t find the keys – again.
        A single espresso is €2.
        Zoë’s résumé was on the chair.
        “Nobody told us,” she wrote…
        The exposé ran on page three.
        Tickets: £4 for adults, £2 for children.
        It’s the gardener’s day off.
        The temperature fell to –8° by nine.
        They served crème brûlée and coffee.
        """,
    ),
    "french": (
        "cp1252 latin_1 iso8859_15",
        """
        Le boulanger a fermé plus tôt que prévu.
        Nous avons déjà réservé deux places.
        Ça ne fait rien.
        Les élèves préparent la fête de l’école.
        Où étiez-vous hier soir ?
        Le château a été vendu à un Anglais.
        Elle préfère le thé à la menthe.
        La sœur de Benoît habite à Nîmes.
        Il reste très peu de forêts là-bas.
        Le prix du blé a doublé en août.
        """,
    ),
    "german": (
        "cp1252 latin_1",
        """
        Der Zug fährt um zwölf Uhr ab.
        Wir müssen die Tür schließen.
        Das Mädchen hörte nichts.
        Im März blühen die ersten Bäume.
        Die Bäckerei öffnet früh.
        Möchten Sie noch etwas Käse?
        Großmutter erzählte uns Märchen.
        Der Fluss trat über die Ufer.
        Er wohnt in der Königsstraße.
        Überall lag Schnee.
        """,
    ),
    "spanish": (
        "cp1252 latin_1",
        """
        Mañana no habrá clases en el colegio.
        El camión llegó con retraso.
        ¿Dónde está la estación?
        Los niños comieron una piña.
        El señor Muñoz compró un reloj.
        La reunión terminó después de las diez.
        Está lloviendo en León.
        Aquí nadie habla inglés.
        El año pasado subió el alquiler.
        Mi tía cocinó todo el día.
        """,
    ),
    "swedish": (
        "cp1252 latin_1",
        """
        Tåget går från spår två.
        Hunden sprang över ängen.
        Vi köpte bröd på torget.
        Båten låg kvar i hamnen.
        Hur långt är det till affären?
        Flickan läser en bok om får.
        Kommunen höjde skatten i år.
        På söndag är det stängt.
        Läraren sökte efter sina glasögon.
        Sjön frös redan i november.
        """,
    ),
    "polish": (
        "cp1250 iso8859_2",
        """
        Pociąg spóźnił się o godzinę.
        Książka leży na stole.
        Dziękuję za pomoc.
        Mój brat mieszka w Łodzi.
        Wczoraj padał śnieg.
        Dzieci poszły do kościoła.
        Czy mogę zapłacić kartą?
        Rząd obniżył podatki.
        Zeszłej nocy zgasło światło.
        Piękna pogoda będzie też w sobotę.
        """,
    ),
    "czech": (
        "cp1250 iso8859_2",
        """
        Vlak přijel o hodinu později.
        Děti si hrály na zahradě.
        Dnes večer bude pršet.
        Kde je nejbližší lékárna?
        Učitel napsal větu na tabuli.
        Naše kočka spí celý den.
        Koupil jsem čerstvý chléb.
        Řeka se vylila z břehů.
        Zítra má babička narozeniny.
        Hrad stojí na vysokém kopci.
        """,
    ),
    "hungarian": (
        "cp1250 iso8859_2",
        """
        A vonat egy órát késett.
        Hol van a könyvtár?
        A gyerekek az erdőben játszanak.
        Holnap zárva lesz az üzlet.
        Nagyon szép idő van ma.
        Az öreg hídon nem járnak autók.
        A tűz két házat pusztított el.
        Kérek egy kávét és egy süteményt.
        A bíró elnapolta a tárgyalást.
        Ősszel nő a víz a folyóban.
        """,
    ),
    "turkish": (
        "cp1254",
        """
        Tren bir saat geç kaldı.
        Çiçekler bahçede açtı.
        Bu akşam yağmur yağacak.
        Kütüphane nerede?
        Öğretmen tahtaya bir cümle yazdı.
        Köpek sokağın karşısına koştu.
        Yarın dükkân açılmayacak.
        Annem güzel bir çorba pişirdi.
        Işık söndü ve herkes sustu.
        Şoför yolu bilmiyordu.
        """,
    ),
    "latvian": (
        "cp1257",
        """
        Vilciens kavējās par stundu.
        Bērni spēlējas dārzā.
        Kur atrodas bibliotēka?
        Šovakar būs lietus.
        Skolotājs uzrakstīja teikumu.
        Mūsu kaķis guļ visu dienu.
        Rīt veikals būs slēgts.
        Vecmāmiņa cepa maizi.
        Upē ir augsts ūdens līmenis.
        Valdība paaugstināja nodokļus.
        """,
    ),
    "lithuanian": (
        "cp1257",
        """
        Traukinys vėlavo valandą.
        Kur yra biblioteka, gal žinote?
        Šį vakarą lis.
        Mokytojas parašė sakinį lentoje.
        Mūsų katė miega visą dieną.
        Rytoj parduotuvė nedirbs, nes šventė.
        Močiutė kepė duoną.
        Upėje pakilo vanduo, todėl kelias uždarytas.
        Vyriausybė padidino mokesčius.
        Ačiū už pagalbą.
        """,
    ),
    "russian": (
        "cp1251 koi8_r",
        """
        Поезд опоздал на час.
        Где находится библиотека?
        Дети играли во дворе.
        Сегодня вечером будет дождь.
        Учитель написал предложение.
        Завтра магазин не работает.
        Бабушка пекла хлеб.
        Правительство повысило налоги.
        Спасибо за помощь.
        Наша кошка спит весь день.
        """,
    ),
    "greek": (
        "cp1253",
        """
        Το τρένο άργησε μία ώρα.
        Τα παιδιά έπαιζαν στην αυλή.
        Πού είναι η βιβλιοθήκη;
        Απόψε θα βρέξει.
        Ο δάσκαλος έγραψε μια πρόταση.
        Αύριο το μαγαζί θα είναι κλειστό.
        Η γιαγιά έψησε ψωμί.
        Ευχαριστώ για τη βοήθεια.
        Η γάτα μας κοιμάται όλη μέρα.
        Η κυβέρνηση αύξησε τους φόρους.
        """,
    ),
    "portuguese": (
        "cp1252 latin_1",
        """
        O comboio atrasou-se uma hora.
        As crianças estão no jardim.
        Amanhã não há pão.
        Onde fica a estação de comboios?
        O avô contou uma história.
        O médico não atendeu ninguém.
        A reunião começa às três.
        Ela também é irmã do João.
        O preço do açúcar subiu.
        Até à próxima semana.
        """,
    ),
    "japanese": (
        "cp932 euc_jp",
        """
        電車が一時間遅れました。
        図書館はどこですか。
        子供たちは庭で遊んでいます。
        今夜は雨が降るでしょう。
        明日は店が休みです。
        猫は一日中寝ている。
        """,
    ),
    "chinese": (
        "gb18030",
        """
        火车晚点了一个小时。
        图书馆在哪里？
        孩子们在院子里玩。
        今晚会下雨。
        明天商店不开门。
        我们的猫整天睡觉。
        """,
    ),
    "korean": (
        "cp949",
        """
        기차가 한 시간 늦었다.
        도서관은 어디에 있습니까?
        아이들이 마당에서 놀고 있다.
        오늘 밤에는 비가 올 것이다.
        내일은 가게가 쉽니다.
        고양이는 하루 종일 잔다.
        """,
    ),
    "ukrainian": (
        "cp1251",
        """
        Потяг запізнився на годину.
        Де знаходиться бібліотека?
        Діти гралися на подвір’ї.
        Сьогодні ввечері буде дощ.
        Завтра крамниця не працює.
        Дякую за допомогу.
        """,
    ),
}


def list_short_texts() -> list[tuple[str, str]]:
    """List every text that holds a character beyond ASCII with each encoding of its language that can hold it."""
    found = []
    for encodings, texts in TEXTS.values():
        for encoding in encodings.split():
            found += [
                (text, encoding) for line in texts.strip().splitlines() if can_hold(text := line.strip(), encoding)
            ]
    return found


def can_hold(text: str, encoding: str) -> bool:
    """Return whether an encoding has all characters of a text, which are not those of ASCII alone."""
    try:
        return not text.encode(encoding).isascii()
    except UnicodeEncodeError:
        return False
