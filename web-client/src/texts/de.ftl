language-name = Deutsch
language-direction = ltr
language-tag = de

## Rahmen

frame-skip = Zum Inhalt
frame-city = Stadtverwaltung
frame-help = Hilfe am Telefon:
frame-language = Sprache
frame-about = Über diese Seiten
loading = Einen Moment bitte …

end-here = Nicht Sie? An diesem Gerät beenden
end-here-title = An diesem Gerät beenden?
end-here-text = Danach ist hier nichts Persönliches mehr offen. Ihr Termin bleibt. Mit Ihrem Link kommen Sie wieder herein.
end-here-yes = Ja, hier beenden
end-here-no = Nein, weitermachen
end-here-done = An diesem Gerät ist nichts Persönliches mehr offen.
whose-title = Ist das Ihr Termin?
whose-title-many = Welcher Termin ist Ihrer?
whose-text = An diesem Gerät wurde schon ein Link geöffnet.
whose-yes = Ja: { $day }, { $time } Uhr
whose-yes-walk-in = Ja, der Termin ohne Uhrzeit
whose-no = Nein

connection-first = Wir stellen die Verbindung her …
connection-retrying = Die Verbindung ist unterbrochen. Wir verbinden Sie wieder. Ihr Platz bleibt.
connection-back = Die Verbindung ist wieder da.
connection-outdated = Diese Seite ist veraltet. Ein laufendes Gespräch geht weiter, alles andere erst nach dem Neuladen.
connection-reload = Jetzt neu laden
connection-elsewhere = Ihr Termin ist in einem anderen Fenster oder Gerät geöffnet.
connection-take-over = Hier weitermachen
elsewhere-text = Damit niemand mithört, gilt immer nur ein Fenster. Ihr Platz bleibt.

action-continue = Weiter
action-back = Zurück
action-slow = Noch keine Antwort. Es geschieht, sobald die Verbindung wieder da ist.
action-again = Noch einmal versuchen
action-close = Schließen
action-search = Suchen
answer-yes = Ja
answer-no = Nein
field-optional = (freiwillig)

length-minutes = { $n ->
    [one] { $n } Minute
   *[other] { $n } Minuten
  }
length-hours = { $h ->
    [one] { $h } Stunde
   *[other] { $h } Stunden
  }
length-hours-minutes = { $h ->
    [one] { $h } Stunde
   *[other] { $h } Stunden
  } { $n ->
    [one] { $n } Minute
   *[other] { $n } Minuten
  }

channel-video = Videogespräch
channel-phone = Telefongespräch
channel-other = Gespräch

seat-citizen = Sie
seat-clerk = Amt
seat-interpreter = Dolmetscherin oder Dolmetscher
seat-companion = Begleitung
seat-colleague = Kollegin oder Kollege
seat-other = Noch jemand

## Ihr Termin

join-title = Ihr Termin
appointment-title = Ihr Termin
appointment-office = Amt
appointment-day = Tag
appointment-time = Uhrzeit
when = { $day }, { $time } Uhr
appointment-clock = { $time } Uhr
appointment-channel = Art
appointment-reference = Terminnummer
appointment-opens-today = Der Warteraum öffnet um { $time } Uhr, in { $length }.
appointment-opens-later = Der Warteraum öffnet am { $day } um { $time } Uhr.
appointment-close-page = Sie können diese Seite schließen. Öffnen Sie später einfach denselben Link wieder.
appointment-open = Der Warteraum ist jetzt offen.
appointment-closed-today = Das Amt nimmt heute niemanden mehr neu auf.
appointment-closed-today-text = Ihr Termin kann heute nicht stattfinden. Das tut uns leid. Bitte wählen Sie eine neue Zeit oder rufen Sie uns an.
appointment-late = Ihr Termin hat schon begonnen. Sie können bis { $time } Uhr noch kommen.
appointment-phone = Wir rufen Sie an. Sie können hier sehen, wann Sie an der Reihe sind.
documents-title = Bitte bereithalten
office-closed = Das Amt hat gerade geschlossen.
office-closed-until = Das Amt hat gerade geschlossen. Es öffnet um { $time } Uhr.
office-closed-until-day = Das Amt hat gerade geschlossen. Es öffnet am { $day } um { $time } Uhr.

## Geräte prüfen

check-title = Kamera und Ton prüfen
check-title-phone = In die Warteschlange
check-before = Wir prüfen kurz, ob man Sie sehen und hören kann. Ihr Browser fragt gleich um Erlaubnis. Noch sieht und hört Sie niemand.
check-start = Kamera und Mikrofon einschalten
check-start-audio = Nur das Mikrofon einschalten
check-skip = Ohne Kamera und Mikrofon weiter, nur mit Text
check-phone = Oder rufen Sie uns an: { $phone }
check-text-only = Sie schreiben im Gespräch Text. Kamera und Mikrofon können Sie später noch einschalten.
check-camera = Kamera
check-microphone = Mikrofon
check-speaker = Lautsprecher
check-camera-fine = Ihr Bild ist da.
check-camera-off = Die Kamera ist aus. Das ist in Ordnung.
check-camera-on = Kamera einschalten
check-camera-silent = Aus der Kamera kommt kein Bild. Ist sie verdeckt oder in einem anderen Programm an?
check-microphone-speak = Sagen Sie bitte etwas.
check-microphone-fine = Wir hören Sie.
check-microphone-on = Mikrofon einschalten
check-microphone-off = Das Mikrofon ist aus. Sie können auch schreiben.
check-microphone-muted = Das Mikrofon ist stumm geschaltet. Niemand hört Sie.
check-microphone-silent = Aus dem Mikrofon kommt nichts. Manche Geräte haben dafür einen Schalter.
check-microphone-quiet = Wir hören Sie leise. Gehen Sie näher an das Mikrofon.
check-microphone-nothing = Wir hören nichts. Sprechen Sie lauter oder wählen Sie ein anderes Mikrofon.
check-meter = Lautstärke des Mikrofons
check-speaker-try = Können Sie uns hören?
check-speaker-play = Ton abspielen
check-speaker-fine = Sie hören den Ton.
check-speaker-bad = Machen Sie Ihr Gerät lauter oder wählen Sie unten ein anderes Gerät.
check-speaker-meter = Lautstärke des Tons
check-speaker-asked-tone = Haben Sie den Ton gehört?
check-speaker-asked-voice = Haben Sie sich gehört?
check-next-speaker = Noch hören Sie nichts. Weitergehen können Sie trotzdem und Text lesen.
check-next-microphone = Noch hört man Sie nicht. Weitergehen können Sie trotzdem und Text schreiben.
check-next-listen = Spielen Sie jetzt den Ton ab.
check-next-speak = Sagen Sie jetzt ein paar Worte.
check-next-no-camera = Ton ist bereit. Ohne Kamera hört man Sie, sieht Sie aber nicht.
check-next-fine = Alles ist bereit.
check-asking = Ihr Browser fragt Sie gerade. Bitte erlauben Sie den Zugriff.
check-into-line = In den Warteraum

trouble-camera-denied = Der Browser darf die Kamera nicht benutzen. Tippen Sie neben der Adresse auf das Schloss und erlauben Sie die Kamera. Oder gehen Sie ohne Kamera weiter.
trouble-camera-absent = Wir finden keine Kamera. Sie können ohne Kamera weitergehen.
trouble-camera-in-use = Ein anderes Programm benutzt die Kamera. Schließen Sie es. Oder gehen Sie ohne Kamera weiter.
trouble-microphone-denied = Der Browser darf das Mikrofon nicht benutzen. Tippen Sie neben der Adresse auf das Schloss und erlauben Sie das Mikrofon. Sie können auch schreiben.
trouble-microphone-absent = Wir finden kein Mikrofon. Sie können im Gespräch schreiben oder uns anrufen.
trouble-microphone-in-use = Ein anderes Programm benutzt das Mikrofon. Schließen Sie es und versuchen Sie es noch einmal.
trouble-other = Das Gerät antwortet nicht. Sie können trotzdem weitergehen.
trouble-unsupported = Dieser Browser kann keine Kamera und kein Mikrofon benutzen.
trouble-unsupported-advice = Öffnen Sie den Link in einem anderen Browser. Oder schreiben Sie uns im Gespräch Text.

when-zone = Die Uhrzeiten gelten am Ort des Amtes ({ $zone }).
when-called-title = Wenn Sie an der Reihe sind
when-called-ask = Fragen Sie mich zuerst
when-called-ask-hint = Sie drücken dann selbst auf „Jetzt beitreten“.
when-called-connect = Verbinden Sie mich sofort
when-called-connect-hint = Nach drei Sekunden beginnt das Gespräch von selbst.
consent-video = Mit „In den Warteraum“ sind Sie einverstanden, dass im Gespräch Bild, Ton und Text übertragen werden. Es wird nichts aufgezeichnet.
consent-phone = Das Gespräch wird nicht aufgezeichnet.

devices-title = Andere Geräte wählen
devices-none = Ihr Browser zeigt uns keine Geräte.
devices-nameless = Gerät { $n }
trial-start = In zwei Sekunden testen
trial-hint = Kurz sprechen, dann sich selbst hören. Nichts verlässt Ihren Browser.
trial-recording = Sprechen Sie jetzt …
trial-playing = So hört man Sie.
trial-failed = Der Test ging nicht. Prüfen Sie Mikrofon und Lautsprecher.
trial-again = Noch einmal testen
trial-heard-well = Man hört Sie gut.
trial-heard-quiet = Man hört Sie leise. Gehen Sie näher an das Mikrofon.
trial-heard-nothing = In den zwei Sekunden war nichts zu hören.

## Warteraum

waiting-title = Warteraum
waiting-tab = { $n ->
    [0] Gleich – Warteraum
   *[other] Noch { $n } – Warteraum
  }
waiting-before-you = Vor Ihnen:
waiting-next = Sie sind als Nächstes an der Reihe.
waiting-ahead-sentence = { $n ->
    [0] Niemand ist vor Ihnen.
    [one] Vor Ihnen ist noch { $n } Person.
   *[other] Vor Ihnen sind noch { $n } Personen.
  }
waiting-between = etwa { $from } bis { $to } Minuten
waiting-about = etwa { $n ->
    [one] { $n } Minute
   *[other] { $n } Minuten
  }
waiting-up-to = höchstens { $n ->
    [one] { $n } Minute
   *[other] { $n } Minuten
  }
waiting-between-long = etwa { $from } bis { $to }
waiting-about-long = etwa { $length }
waiting-up-to-long = höchstens { $length }
waiting-any-moment = jeden Moment
phone-rings-any-moment = Das Telefon klingelt jeden Moment.
waiting-time-unknown = Wie lange es dauert, können wir noch nicht sagen.
waiting-no-desk = Im Moment ist im Amt kein Schalter besetzt. Ihr Platz bleibt.
waiting-in-line = Sie sind im Warteraum.
waiting-place-kept = Ihr Platz bleibt.
waiting-parked-other = Das Amt hat Ihren Termin kurz zurückgestellt.
waiting-parked-papers = Bitte holen Sie Ihre Unterlagen. Das Amt wartet so lange.
waiting-parked-interpreter = Das Amt wartet mit Ihnen auf die Dolmetschung.
waiting-parked-clarify = Das Amt klärt gerade etwas für Sie.
waiting-parked-wish = Sie wollten einen Moment Zeit. Das Amt wartet so lange.
waiting-parked-hint = Seit { $time } Uhr. Ihr Platz bleibt. Das Amt holt Sie danach wieder dazu.
waiting-look-away = Sie können etwas anderes tun. Lassen Sie diese Seite offen: Wir rufen Sie mit einem Ton.
waiting-look-away-connect = Sie können etwas anderes tun. Lassen Sie diese Seite offen: Wir rufen Sie mit einem Ton und verbinden Sie dann.
waiting-unchecked = Ihre Kamera und Ihr Mikrofon sind noch nicht geprüft. Das geht auch jetzt.
waiting-test-sound = Ton testen
waiting-sound-played = So klingt es. Nichts gehört? Machen Sie Ihr Gerät lauter.
waiting-sound-held = Klicken oder tippen Sie einmal auf diese Seite. Erst dann lässt Ihr Browser zu, dass wir Sie mit einem Ton rufen.
waiting-sound-blocked = Ihr Browser spielt gerade keinen Ton. Behalten Sie diese Seite im Blick.
waiting-notice = Auch mit einer Mitteilung
waiting-notice-on = Mitteilung ist an
waiting-close-page = Wenn Sie nur diese Seite schließen, bleibt Ihr Platz noch { $length }.

reason-earlier-place = Jemand mit einem früheren Platz ist vor Ihnen.
reason-no-desk = Im Amt ist gerade kein Schalter besetzt.
reason-desk-taken = Der freie Schalter hat gerade jemand anderen aufgerufen.
reason-takes-longer = Ein Gespräch vor Ihnen dauert länger.
reason-fewer-desks = Im Amt arbeiten gerade weniger Personen als geplant.
reason-today = Die Gespräche dauern heute länger als geplant.
reason-other = Die Wartezeit hat sich geändert.

returned-send-back = Das Amt hat den Aufruf zurückgenommen.
returned-send-back-more = Sie stehen ganz vorn und werden gleich wieder aufgerufen.
returned-clerk-gone = Das Amt hat die Verbindung verloren.
returned-clerk-gone-more = Sie stehen ganz vorn und werden gleich wieder aufgerufen.
returned-citizen-gone = Ihre Verbindung war weg.
returned-citizen-gone-more = Sie stehen ganz vorn und werden gleich wieder aufgerufen.
returned-transfer = Sie wurden weitergegeben an: { $office }.
returned-transfer-more = Sie müssen nichts noch einmal erklären. Sie warten dort weiter.
returned-other = Sie sind wieder im Warteraum. Ihr Platz bleibt.

leave-button = Platz aufgeben
leave-title = Platz wirklich aufgeben?
leave-text = Dann ist Ihr Termin beendet. Wenn Sie nur kurz weg müssen, lassen Sie die Seite offen oder schließen Sie sie: Ihr Platz bleibt.
leave-yes = Ja, Platz aufgeben
leave-no = Nein, weiter warten

late-title = Das Amt ist { $length } später dran als geplant. Es tut uns leid.
late-hint = Ihr Platz ist sicher. Sie müssen nichts tun.
late-choices = Was möchten Sie tun?
late-choices-announced = Sie können weiter warten oder etwas anderes wählen.
late-wait-on = Weiter warten

stay-close-title = Gleich sind Sie an der Reihe.
stay-close-text = Bitte bleiben Sie jetzt bei diesem Gerät.
stay-close-phone = Bitte nehmen Sie Ihr Telefon in die Hand. Wir rufen gleich an.

notice-title = Mitteilung des Amtes
notice-title-at = Mitteilung des Amtes, { $time } Uhr
closed-today-title = Das Amt nimmt heute niemanden mehr neu auf.
closed-today-text = Wer schon wartet, kommt noch an die Reihe. Sie auch.

phone-rings-in = Anruf in { $time }
phone-rings-between = Das ist etwa zwischen { $from } und { $to } Uhr.
waiting-phone-close = Sie können diese Seite schließen. Wir rufen Sie trotzdem an.
waiting-phone-number = Vielleicht zeigt Ihr Telefon unsere Nummer nicht an. Bitte nehmen Sie trotzdem ab.

ways-title = Ich möchte nicht hier warten
ways-text = Ihr Platz bleibt in jedem Fall.
ways-mail = Weggehen und E-Mail bekommen
ways-push = Weggehen und Nachricht auf dieses Gerät
ways-phone = Lieber telefonieren
ways-move = Termin verschieben
away-title = Sie können diese Seite schließen.
away-close-title = Sind Sie wieder da?
away-over = Gut, Sie sind wieder da. Bitte lassen Sie diese Seite offen.
away-close-text = Dann lassen Sie diese Seite jetzt bitte offen.
away-text = Wir schreiben Ihnen eine E-Mail, wenn Sie bald an der Reihe sind. Ihr Platz bleibt.
away-push-text = Dieses Gerät zeigt Ihnen eine Nachricht, wenn Sie bald an der Reihe sind. Lassen Sie es eingeschaltet und beenden Sie den Browser nicht ganz. Ihr Platz bleibt.
notice-near-title = Bald sind Sie an der Reihe
notice-near-text = Bitte kommen Sie jetzt zurück in den Warteraum.
notice-place-ends-title = Ihr Platz im Warteraum endet bald
notice-place-ends-text = Kommen Sie bitte zurück, dann bleibt Ihr Platz.
away-back = Ich bin wieder da

call-back-title = Sollen wir Sie anrufen?
call-back-text = Statt des Videogesprächs rufen wir Sie an, wenn Sie an der Reihe sind. Ihr Platz bleibt. Sie können die Seite dann schließen.
call-back-no-way-back = Zurück zum Video geht dann nicht mehr.
call-back-number = Welche Nummer sollen wir anrufen?
call-back-known = Die Nummer aus Ihrer Buchung
call-back-other = Eine andere Nummer
call-back-yes = Ja, rufen Sie mich an
call-back-no = Nein, hier weiter warten

move-text = Ihr Platz im Warteraum bleibt, bis Sie eine neue Zeit bestätigen.
move-keep = Doch weiter warten
move-title = Neue Zeit: { $day }, { $time } Uhr?
move-confirm = Ihr Platz im Warteraum wird damit frei. Derselbe Link gilt weiter.
move-confirm-booked = Ihre alte Zeit wird damit frei. Derselbe Link gilt weiter.
move-yes = Ja, verschieben
move-no = Nein

why-button = Warum war jemand vor mir dran?
why-nobody = Seit Sie warten, wurde niemand vor Ihnen aufgerufen.
why-in-order = Niemand wurde vor Ihnen aufgerufen, der nach Ihnen dran war.
why-appointment = { $n ->
    [one] { $n } Person hatte einen früheren Platz als Sie.
   *[other] { $n } Personen hatten einen früheren Platz als Sie.
  }
why-same-moment = { $n ->
    [one] { $n } Person wurde im selben Moment aufgerufen.
   *[other] { $n } Personen wurden im selben Moment aufgerufen.
  }
why-called-out-of-turn = { $n ->
    [one] { $n } Person hat das Amt vorgezogen. Den Grund hat es festgehalten.
   *[other] { $n } Personen hat das Amt vorgezogen. Die Gründe hat es festgehalten.
  }
why-put-back-by-office = { $n ->
    [one] { $n } Person war schon aufgerufen, das Gespräch kam aber nicht zustande. Sie durfte zuerst.
   *[other] { $n } Personen waren schon aufgerufen, die Gespräche kamen aber nicht zustande. Sie durften zuerst.
  }
why-you-were-away = { $n ->
    [one] { $n } Person kam dran, während Sie nicht verbunden waren.
   *[other] { $n } Personen kamen dran, während Sie nicht verbunden waren.
  }
why-you-missed-a-call = { $n ->
    [one] { $n } Person kam dran, nachdem Sie auf unseren Aufruf nicht geantwortet hatten.
   *[other] { $n } Personen kamen dran, nachdem Sie auf unseren Aufruf nicht geantwortet hatten.
  }
why-you-were-skipped = { $n ->
    [one] { $n } Person kam dran, weil das Amt Sie einmal nach hinten gestellt hat. Den Grund hat es festgehalten.
   *[other] { $n } Personen kamen dran, weil das Amt Sie einmal nach hinten gestellt hat. Den Grund hat es festgehalten.
  }
why-you-were-parked = { $n ->
    [one] { $n } Person kam dran, während Ihr Termin zurückgestellt war.
   *[other] { $n } Personen kamen dran, während Ihr Termin zurückgestellt war.
  }
why-other = { $n ->
    [one] { $n } Person kam aus einem anderen Grund vor Ihnen dran.
   *[other] { $n } Personen kamen aus einem anderen Grund vor Ihnen dran.
  }

## Textzeile

chat-title = Nachrichten
chat-empty = Sie können dem Amt hier schreiben.
chat-label = Ihre Nachricht
chat-send = Senden
chat-new = Nachricht vom Amt
chat-read = Lesen
chat-you = Sie
chat-announced = Nachricht von { $who }: { $text }

## Aufruf

called-title = Sie sind an der Reihe
called-notice = Bitte kommen Sie jetzt ins Gespräch.
called-by = { $name } ruft Sie auf.
called-by-office = { $office } ruft Sie auf.
called-join = Jetzt beitreten
called-join-now = Sofort beitreten
called-wait = Noch nicht verbinden
called-countdown = { $n ->
    [0] Wir verbinden Sie …
    [one] Wir verbinden Sie in { $n } Sekunde.
   *[other] Wir verbinden Sie in { $n } Sekunden.
  }
called-patience = Der Aufruf gilt noch { $time } Minuten. Danach bleibt Ihr Platz, und wir rufen Sie später wieder.
called-patience-soon = Bitte treten Sie jetzt bei.
called-patience-over = Der Aufruf endet gleich.
called-hold-on = Ich komme gleich
called-held = Gut. Der Aufruf gilt jetzt bis { $time } Uhr.
called-phone-title = Ihr Telefon klingelt jetzt
called-phone-text = Bitte nehmen Sie ab. Hier müssen Sie nichts drücken.

passed-over-title = Wir haben Sie aufgerufen
passed-over-text = Sie haben nicht geantwortet. Das macht nichts: Ihr Platz bleibt. Sagen Sie uns, wenn Sie wieder da sind.
passed-over-phone-title = Wir haben Sie angerufen
passed-over-phone-text = Sie haben nicht abgenommen. Das macht nichts: Ihr Platz bleibt. Sagen Sie uns, wenn wir wieder anrufen können.
passed-over-warning = Wenn Sie { $n }-mal nicht antworten, endet Ihr Termin.
passed-over-back = Ich bin da

## Gespräch

call-with = Im Gespräch: { $names }
call-picture-of = Bild von { $name }
call-whole = Ganzes Bild
call-fill = Bild füllen
zoom-title = Ausschnitt des Bildes
zoom-in = Bild vergrößern
zoom-out = Bild verkleinern
zoom-reset = { $percent } – zurücksetzen
call-own-picture = Ihr eigenes Bild
call-own-picture-off = Ihre Kamera ist aus
call-own-move = Eigenes Bild in die nächste Ecke
phone-call-title = Das Gespräch ist am Telefon
phone-call-text = Noch kein Anruf? Er kommt gleich. Diese Seite können Sie schließen.
call-connecting = Wir stellen die Verbindung her …
call-not-here = Gerade nicht da
call-no-picture = Kamera ist aus
call-camera-lost = Kamera ist ausgefallen
call-muted = { $name }, Mikrofon aus
call-interrupted = Verbindung unterbrochen
call-audio-only = Nur Ton
call-audio-only-switch = Nur Ton, ohne Bilder (spart Daten)
call-audio-only-turn-on = Nur Ton
call-start-devices = Mikrofon und Kamera einschalten

call-trouble-path = Die Verbindung ist unterbrochen. Wir stellen sie wieder her.
call-trouble-slow = Die Verbindung kommt noch nicht zustande. Sie können auch schreiben oder anrufen.
call-trouble-alone = Das Amt ist kurz weg. Bitte bleiben Sie, es geht gleich weiter.
call-trouble-silent = Mikrofon und Kamera sind noch aus. Das Amt hört und sieht Sie nicht.
call-trouble-microphone = Ihr Mikrofon geht nicht. Sie können auch schreiben.
call-trouble-poor = Die Verbindung ist schwach. Ohne Bilder geht es besser.
call-held = Ihr Browser hält Bild oder Ton noch zurück.
call-held-silent = Sie hören das Amt noch nicht. Auch Ihr Mikrofon und Ihre Kamera sind noch aus.
call-held-start = Bild und Ton einschalten
call-trouble-muted = Ihr Mikrofon gibt keinen Ton. Vielleicht ist es am Gerät stumm geschaltet.
call-trouble-camera = Ihre Kamera ist ausgefallen. Man hört Sie weiter.
call-trouble-replaced = Ein Gerät ist weg. Es geht weiter mit: { $label }.
call-other-microphone = Das Mikrofon am anderen Ende ist ausgefallen. Es liegt nicht an Ihnen. Schreiben geht weiter.
call-other-camera = Die Kamera am anderen Ende ist ausgefallen. Sprechen geht weiter.

bar-label = Gespräch bedienen
bar-microphone-on = Mikrofon an
bar-microphone-off = Mikrofon aus
bar-camera-on = Kamera an
bar-camera-off = Kamera aus
bar-text = Text
bar-devices = Geräte
bar-leave = Auflegen

hang-up-title = Gespräch beenden?
hang-up-text = Damit ist Ihr Termin vorbei.
hang-up-yes = Ja, auflegen
hang-up-no = Nein, weiter sprechen

## Auf Wiedersehen

outcome-completed = Vielen Dank für das Gespräch.
outcome-completed-next = Ihr Anliegen ist besprochen. Sie können diese Seite schließen.
outcome-come-in-person = Bitte kommen Sie noch persönlich ins Amt.
outcome-come-in-person-next = Was Sie schon besprochen haben, ist notiert. Sie müssen nicht neu anfangen.
outcome-continued-by-phone = Das Gespräch geht am Telefon weiter.
outcome-continued-by-phone-next = Halten Sie Ihr Telefon bereit.
outcome-no-show-citizen = Der Termin ist vorbei. Wir haben Sie nicht erreicht.
outcome-no-show-citizen-next = Sie können einen neuen Termin buchen.
outcome-no-show-office = Es tut uns leid: Das Amt konnte Ihren Termin nicht halten.
outcome-no-show-office-next = Das lag nicht an Ihnen. Bitte buchen Sie einen neuen Termin oder rufen Sie uns an.
outcome-citizen-left = Sie haben Ihren Platz aufgegeben.
outcome-citizen-left-next = Wenn Sie doch noch ein Gespräch möchten, buchen Sie einen neuen Termin.
outcome-lost-contact = Die Verbindung ist abgerissen.
outcome-lost-contact-next = Rufen Sie uns an oder buchen Sie einen neuen Termin.
outcome-technical-failure = Das Gespräch ging aus technischen Gründen nicht.
outcome-technical-failure-next = Das lag nicht an Ihnen. Rufen Sie uns an oder buchen Sie einen neuen Termin.
outcome-cancelled = Der Termin ist abgesagt.
outcome-cancelled-next = Sie können einen neuen Termin buchen.
outcome-transferred-out = Eine andere Stelle übernimmt Ihr Anliegen.
outcome-transferred-out-next = Sie hören von dort. Ihre Angaben sind weitergegeben.
outcome-aborted = Das Gespräch wurde beendet.
outcome-aborted-next = Rufen Sie uns bei Fragen an.
outcome-other = Der Termin ist vorbei.
outcome-other-next = Sie können diese Seite schließen.
goodbye-phone = Fragen? Rufen Sie uns an: { $phone }
goodbye-book = Neuen Termin buchen

## Wenn etwas nicht geht: je ein Satz, und was man tun kann

problem-other = Das hat nicht geklappt.
problem-other-advice = Versuchen Sie es noch einmal oder rufen Sie uns an.
problem-internal = Bei uns ist etwas schiefgegangen.
problem-internal-advice = Versuchen Sie es in einer Minute noch einmal oder rufen Sie uns an.
problem-blocked = Dieses Netz lässt die Verbindung zum Warteraum nicht durch.
problem-blocked-advice = Nehmen Sie ein anderes Netz oder mobile Daten und laden Sie die Seite neu. Oder rufen Sie uns an.
problem-cookies = Ihr Browser nimmt keine Cookies an.
problem-cookies-advice = Ohne Cookies finden wir Ihren Termin nicht wieder. Erlauben Sie Cookies für diese Seite und laden Sie sie neu. Oder rufen Sie uns an.
problem-offline = Wir erreichen den Server gerade nicht.
problem-offline-advice = Prüfen Sie Ihre Internetverbindung und versuchen Sie es noch einmal.
problem-no-session = Diese Seite gehört zu einem Termin.
problem-no-session-advice = Öffnen Sie bitte den Link aus Ihrer Bestätigung. Er steht in der E-Mail oder im Brief.
problem-token-invalid = Dieser Link ist nicht gültig.
problem-token-invalid-advice = Kopieren Sie den ganzen Link aus Ihrer Bestätigung. Oder rufen Sie uns an.
problem-token-expired = Dieser Link ist abgelaufen.
problem-token-expired-advice = Der Termin ist vorbei. Sie können einen neuen Termin buchen.
problem-signed-out = Diese Seite ist abgemeldet.
problem-signed-out-advice = Öffnen Sie bitte den Link aus Ihrer Bestätigung noch einmal.
problem-not-signed-in = Sie sind nicht angemeldet.
problem-not-signed-in-advice = Öffnen Sie bitte Ihren Link noch einmal.
problem-bad-credentials = Sie sind nicht angemeldet.
problem-bad-credentials-advice = Öffnen Sie bitte Ihren Link noch einmal.
problem-revoked = Dieser Link wurde zurückgezogen.
problem-revoked-advice = Wir haben Ihnen einen neuen geschickt. Oder rufen Sie uns an.
problem-replaced = Ihr Termin ist in einem anderen Fenster geöffnet.
problem-visit-over = Dieser Termin ist vorbei.
problem-too-early = Der Warteraum ist noch geschlossen. Er öffnet: { $at }.
problem-not-now = Das geht im Moment nicht.
problem-not-now-advice = Die Seite zeigt Ihnen gleich, was jetzt möglich ist.
problem-not-yours = Das ist nicht erlaubt.
link-not-whole = Dieser Link ist nicht vollständig.
lost-title = Diese Seite gibt es nicht.
lost-advice = Vielleicht fehlt ein Stück des Links. Kopieren Sie den ganzen Link aus Ihrer Bestätigung.
lost-phone = Brauchen Sie Hilfe? Rufen Sie uns an: { $phone }
problem-not-found = Das haben wir nicht gefunden.
problem-not-found-advice = Prüfen Sie die Angaben oder rufen Sie uns an.
problem-bad-request = Eine Angabe stimmt nicht.
problem-bad-request-advice = Prüfen Sie bitte Ihre Angaben.
problem-consent-missing = Bitte bestätigen Sie den Datenschutz.
problem-slot-taken = Diese Zeit hat gerade jemand anderes gebucht.
problem-slot-taken-advice = Bitte wählen Sie eine andere Zeit. Ihre Angaben bleiben erhalten.
problem-slot-taken-action = Andere Zeit wählen
problem-service-closed = Für diesen Dienst gibt es gerade keine Termine.
problem-queue-closed = Das Amt hat gerade geschlossen.
problem-line-empty = Es wartet gerade niemand.
problem-desk-busy = Es ist noch ein Gespräch offen.
problem-no-push = Auf dieses Gerät können wir keine Nachricht schicken.
problem-no-push-advice = Nehmen Sie bitte E-Mail oder Telefon, wenn es angeboten wird. Oder lassen Sie diese Seite offen.
problem-push-refused = Ihr Browser erlaubt keine Nachrichten von dieser Seite.
problem-push-refused-advice = Sie können es in den Einstellungen des Browsers erlauben. Oder Sie nehmen E-Mail oder Telefon, wenn es angeboten wird. Oder Sie lassen diese Seite offen.
problem-push-failed = Das Gerät konnte sich nicht für Nachrichten anmelden.
problem-push-failed-advice = Nehmen Sie bitte E-Mail oder Telefon, wenn es angeboten wird. Oder lassen Sie diese Seite offen. Ihr Platz bleibt.
problem-reason-needed = Bitte nennen Sie einen Grund.
problem-conflict = Das hat sich gerade geändert.
problem-conflict-advice = Versuchen Sie es bitte noch einmal.
problem-rate = Das war zu oft hintereinander.
problem-rate-advice = Warten Sie einen Moment und versuchen Sie es noch einmal.
problem-store-down = Unser System antwortet gerade nicht.
problem-store-down-advice = Es ging nichts verloren. Versuchen Sie es in einer Minute noch einmal.
problem-unknown = Wir wissen noch nicht, ob das geklappt hat.
problem-unknown-advice = Versuchen Sie es noch einmal. Doppelt geschieht dabei nichts.
problem-going-away = Wir verbinden Sie gleich neu.
problem-old-client = Diese Seite ist veraltet.
problem-old-client-advice = Laden Sie die Seite bitte neu.
problem-out-of-turn = Das geht im Moment nicht.
problem-op-reused = Das hat nicht geklappt.
problem-bad-frame = Das hat nicht geklappt.
problem-too-large = Das ist zu groß.
problem-too-slow = Die Verbindung ist zu langsam.

## Dienste und Buchung

catalogue-title = Termin für ein Gespräch buchen
catalogue-intro = Sprechen Sie mit dem Amt per Video oder am Telefon. Sie brauchen kein Konto.
catalogue-search = Wobei brauchen Sie Hilfe?
catalogue-filter = Art des Gesprächs
catalogue-filter-all = Alle
catalogue-count = { $n ->
    [0] Dazu haben wir nichts gefunden.
    [one] { $n } Dienst
   *[other] { $n } Dienste
  }
catalogue-phone = Telefon: { $phone }
catalogue-minutes = { $n } Minuten
catalogue-interpreter = mit Dolmetschen
catalogue-documents = Bitte bereithalten: { $list }
catalogue-next = Nächster freier Termin: { $day }, { $time } Uhr
catalogue-book = Termin wählen
catalogue-planned = Bald auch hier
catalogue-no-channel = Nur vor Ort
legal-gate-appearance-in-person = Zum Abschluss müssen Sie vielleicht noch ins Amt kommen. Wir beraten und bereiten vor.
legal-gate-other = Nicht alles lässt sich im Gespräch abschließen. Wir beraten und bereiten vor.

booking-all-services = Alle Dienste
booking-step = Schritt { $n } von { $of }
booking-time = Wann passt es Ihnen?
booking-person = Wer kommt?
booking-summary = Stimmt alles?
booking-done = Ihr Termin ist gebucht
booking-already = Sie haben schon gebucht
booking-already-missing = Was Sie danach geändert haben, ist nicht dabei.
booking-already-advice = Sie können den Termin verschieben, oder Sie sagen ihn ab und buchen neu.
booking-channel = Wie möchten Sie sprechen?
booking-video-hint = Im Browser, mit oder ohne Kamera. Sie brauchen kein Programm.
booking-phone-hint = Wir rufen Sie an.
booking-service = Dienst
booking-name = Name
booking-name-any = Sie müssen nicht Ihren richtigen Namen nennen.
booking-email = E-Mail
booking-email-hint = Dann schicken wir Ihnen den Link.
booking-phone = Telefonnummer
booking-phone-needed = Unter dieser Nummer rufen wir Sie an.
booking-phone-why = Falls die Verbindung abreißt.
booking-language = Sprache für das Gespräch
booking-language-simple = Leichte Sprache
booking-needs = Was sollen wir wissen?
booking-needs-hint = Zum Beispiel: Dolmetschen, Gebärdensprache, eine Begleitung, ein Aktenzeichen.
booking-other-time = Andere Zeit wählen
booking-change = Angaben ändern
booking-consent = Sie dürfen meine Angaben für diesen Termin verarbeiten.
booking-book = Termin buchen
booking-link-title = Ihr Link
booking-link-video = Mit diesem Link kommen Sie in den Warteraum. Bewahren Sie ihn auf.
booking-link-phone = Wir rufen Sie an. Mit diesem Link sehen Sie, wann Sie an der Reihe sind.
booking-mailed = Wir haben Ihnen eine E-Mail geschickt.
booking-mailed-demo = Die E-Mail dazu liegt im Postfach der Vorführung.
booking-open = Zum Termin
booking-calendar = In den Kalender
booking-manage = Termin ansehen, verschieben oder absagen
copy = Link kopieren
copy-done = Kopiert
slots-none = In dieser Zeit ist nichts frei.
slots-more = Weitere Tage

mistake-name = Bitte nennen Sie einen Namen.
mistake-name-unseen = Bitte nennen Sie einen Namen mit mindestens einem Buchstaben.
mistake-email = Bitte prüfen Sie die E-Mail-Adresse.
mistake-email-name = Bitte prüfen Sie den Teil vor dem @: Möglich sind Buchstaben von a bis z ohne Umlaute, Ziffern, einzelne Punkte und Striche.
mistake-email-host = Bitte prüfen Sie den Teil nach dem @. Er sieht zum Beispiel so aus: beispiel.de
mistake-phone = Bitte prüfen Sie die Telefonnummer. Möglich sind nur Ziffern und davor ein Plus.
mistake-phone-short = Bitte prüfen Sie die Telefonnummer: Es fehlen Ziffern.
mistake-phone-long = Bitte prüfen Sie die Telefonnummer: Es sind zu viele Ziffern.
mistake-phone-emergency = Unter einer Notrufnummer können wir niemanden zurückrufen. Bitte nennen Sie eine andere Nummer.
mistake-phone-costly = Diese Nummer kostet den Anrufer extra. Bitte nennen Sie eine andere Nummer.
mistake-phone-needed = Bitte nennen Sie eine Telefonnummer, damit wir Sie anrufen können.
mail-refused = Unsere E-Mail kommt bei der genannten Adresse nicht an. Notieren Sie sich bitte Zeit und Buchungsnummer, und bewahren Sie den Link auf.
mistake-consent = Bitte stimmen Sie zu, sonst können wir den Termin nicht buchen.

manage-title = Ihr Termin
manage-preline = Terminnummer { $reference }
manage-live = Dieser Termin läuft gerade.
manage-move = Termin verschieben
manage-move-title = Neue Zeit wählen
manage-keep = Beim alten Termin bleiben
manage-moved = Verschoben auf { $day }, { $time } Uhr.
manage-cancel = Termin absagen
manage-cancel-title = Termin wirklich absagen?
manage-cancel-text = Die Zeit wird dann für andere frei.
manage-cancel-yes = Ja, absagen
manage-cancel-no = Nein, behalten

## Weitere Seiten

imprint-title = Impressum
privacy-title = Datenschutz
privacy-device = Ihr Browser speichert nur, was für den Termin nötig ist: ein Cookie für Ihre Anmeldung, die gewählte Sprache und, wenn Sie eine Nachricht auf dieses Gerät wünschen, zu welchem Termin sie gehört.
accessibility-title = Barrierefreiheit
accessibility-contact = Stört Sie eine Barriere? Rufen Sie uns an. Die Nummer steht oben auf der Seite.

statistics-title = Zahlen
statistics-intro = Was aus den Terminen wurde. Ohne Namen, aus den Terminen selbst gezählt. Stand: { $at }.
statistics-empty = Es gibt noch keine Zahlen.
statistics-held = Gespräche
statistics-held-formula = Alle Gespräche, in denen beide Seiten verbunden waren.
statistics-held-share = Termine, die stattfanden
statistics-held-share-formula = Gespräche ÷ (Gespräche + niemand kam + Amt konnte nicht)
statistics-office-share = Vom Amt gehalten
statistics-office-share-formula = Gespräche ÷ (Gespräche + Amt konnte nicht)
statistics-by-month = Gespräche nach Monat
statistics-by-month-formula = Summe der Gespräche im Monat des Termins.
statistics-little = Das sind erst wenige Termine: { $n }.
statistics-little-more = Anteile können sich noch stark ändern. Darum stehen hier auch die Anzahlen.
statistics-part-of = { $part } von { $of }
statistics-comparison = In den letzten { $n } Wochen { $last }, in den { $n } davor { $before }.
statistics-no-comparison = Ein Vergleich mit der Zeit davor steht hier nach { $n } vollen Wochen.
statistics-by = Zeitraum
statistics-weeks = Wochen
statistics-months = Monate
statistics-by-week = Gespräche nach Woche
statistics-by-week-formula = Summe der Gespräche von Montag bis Sonntag.
statistics-week = Woche ab { $from }
statistics-this-week = Woche ab { $from } (läuft noch)
statistics-take = Speichern:
statistics-take-picture = Bild
statistics-take-table = Tabelle
statistics-by-department = Gespräche nach Amt
statistics-by-department-formula = Summe der Gespräche aller Dienste eines Amtes.
statistics-by-end = Was aus den Terminen wurde
statistics-by-end-formula = Jeder beendete Termin zählt einmal.
statistics-split = ({ $video } Video, { $phone } Telefon)
statistics-end-held = Gespräch fand statt
statistics-end-no-show-citizen = Niemand kam
statistics-end-no-show-office = Amt konnte nicht
statistics-end-cancelled = Abgesagt
statistics-end-other = Anderes
statistics-table = Alle Zahlen als Tabelle
statistics-column-month = Monat
statistics-column-department = Amt
statistics-column-service = Dienst
statistics-column-channel = Art
statistics-column-booked = Gebucht
statistics-column-held = Gespräche
statistics-column-no-show-citizen = Niemand kam
statistics-column-no-show-office = Amt konnte nicht
statistics-column-cancelled = Abgesagt
statistics-column-other = Anderes
statistics-column-wait = Wartezeit in Minuten (Median)

mailbox-title = Postfach der Vorführung
mailbox-intro = Hier liegt, was das Programm per E-Mail verschickt hätte. Nichts davon verlässt diesen Rechner.
mailbox-refresh = Neu laden
mailbox-empty = Noch keine E-Mails.
mailbox-to = An { $to }, { $at }
mailbox-attached = Anhang: { $list }

demo-title = Vorführung
demo-intro = Öffnen Sie die drei Türen in drei Fenstern und spielen Sie alle Rollen selbst.
demo-citizen = Bürgerin oder Bürger
demo-citizen-text = Ein gebuchter Termin: prüfen, warten, sprechen.
demo-clerk = Amt
demo-clerk-text = Die Warteschlange: aufrufen, sprechen, abschließen.
demo-supervisor = Leitung
demo-supervisor-text = Alle Warteschlangen auf einen Blick.
demo-fresh = Neuer Termin für die erste Tür
demo-played = Wen soll das Programm spielen?
demo-played-citizens = Bürgerinnen und Bürger kommen von selbst
demo-played-clerk = Das Amt ruft von selbst auf
demo-catalogue = Termin selbst buchen
