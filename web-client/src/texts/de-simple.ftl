# Leichte Sprache. What is not here is said in the plain German of de.ftl.
language-name = Leichte Sprache
language-direction = ltr
language-tag = de
language-extends = de

frame-help = Hilfe am Telefon:
frame-city = Stadt-Verwaltung
loading = Bitte warten.

end-here = Sind Sie das nicht? Hier beenden
end-here-title = An diesem Gerät beenden?
end-here-text = Dann sieht hier niemand Ihren Termin. Ihr Termin bleibt. Mit Ihrem Link kommen Sie wieder rein.

connection-first = Wir verbinden Sie gerade.
connection-retrying = Das Internet ist kurz weg. Wir verbinden Sie wieder. Ihr Platz bleibt.
connection-outdated = Diese Seite ist alt. Sie können weiter sprechen. Für alles andere: Laden Sie die Seite neu.
connection-elsewhere = Ihr Termin ist noch an einer anderen Stelle offen.
connection-take-over = Hier weiter machen

channel-video = Video-Gespräch
channel-phone = Telefon-Gespräch
seat-interpreter = Dolmetscher
seat-companion = Begleit-Person

appointment-time = Uhr-Zeit
appointment-reference = Termin-Nummer
appointment-opens-today = Der Warte-Raum öffnet um { $time } Uhr. Das ist in { $length }.
appointment-opens-later = Der Warte-Raum öffnet am { $day }. Um { $time } Uhr.
appointment-close-page = Sie können diese Seite zu machen. Später klicken Sie noch einmal auf den Link.
appointment-open = Der Warte-Raum ist jetzt offen.
appointment-closed-today = Heute können keine neuen Leute mehr kommen.
appointment-closed-today-text = Ihr Termin geht heute nicht. Das tut uns leid. Wählen Sie eine neue Zeit. Oder rufen Sie uns an.
appointment-late = Ihr Termin hat schon angefangen. Sie können noch kommen. Bis { $time } Uhr.
appointment-phone = Wir rufen Sie an. Hier sehen Sie: Wann sind Sie dran?
documents-title = Das brauchen Sie
office-closed = Das Amt ist gerade zu.
office-closed-until = Das Amt ist gerade zu. Es öffnet um { $time } Uhr.
office-closed-until-day = Das Amt ist gerade zu. Es öffnet am { $day }. Um { $time } Uhr.

check-title = Kamera und Ton testen
check-before = Wir testen: Kann man Sie sehen? Kann man Sie hören? Ihr Gerät fragt Sie gleich. Noch sieht Sie niemand. Noch hört Sie niemand.
check-start = Kamera und Mikrofon an machen
check-start-audio = Nur das Mikrofon an machen
check-skip = Ohne Kamera und ohne Mikrofon weiter. Sie schreiben dann.
check-text-only = Sie schreiben im Gespräch. Die Kamera können Sie auch später an machen.
check-speaker = Laut-Sprecher
check-camera-fine = Wir sehen Sie.
check-camera-off = Die Kamera ist aus. Das ist gut so.
check-camera-on = Kamera an machen
check-meter = So laut sind Sie
check-speaker-try = Hören Sie uns?
check-speaker-play = Ton testen
check-speaker-bad = Machen Sie Ihr Gerät lauter.
check-speaker-asked-voice = Haben Sie Ihre Stimme gehört?
check-next-microphone = Wir hören Sie noch nicht. Sie können trotzdem weiter machen und schreiben.
check-next-speaker = Sie hören noch nichts. Sie können trotzdem weiter machen und lesen.
check-next-no-camera = Der Ton geht. Ohne Kamera hören wir Sie nur.
check-asking = Ihr Gerät fragt Sie gerade. Klicken Sie auf: Erlauben.
check-into-line = In den Warte-Raum
check-microphone-quiet = Wir hören Sie leise. Gehen Sie näher an das Gerät.
check-microphone-silent = Das Mikrofon ist still. Gibt es am Gerät einen Schalter?

trouble-camera-denied = Die Kamera ist nicht erlaubt. Sie können ohne Kamera weiter machen.
trouble-camera-absent = Es gibt keine Kamera. Sie können ohne Kamera weiter machen.
trouble-camera-in-use = Ein anderes Programm benutzt die Kamera. Machen Sie das Programm zu.
trouble-microphone-denied = Das Mikrofon ist nicht erlaubt. Sie können auch schreiben.
trouble-microphone-absent = Es gibt kein Mikrofon. Sie können auch schreiben.
trouble-microphone-in-use = Ein anderes Programm benutzt das Mikrofon. Machen Sie das Programm zu.

when-zone = Die Uhr-Zeit ist die Zeit im Amt: { $zone }.
when-called-title = Wenn Sie dran sind
when-called-ask = Ich klicke selbst
when-called-ask-hint = Sie klicken dann auf: Jetzt ins Gespräch.
when-called-connect = Das Gespräch fängt von allein an
when-called-connect-hint = Nach 3 Sekunden.
consent-video = Klicken Sie auf: In den Warte-Raum. Dann erlauben Sie uns: Wir dürfen Sie im Gespräch sehen und hören. Wir nehmen nichts auf.
consent-phone = Wir nehmen das Gespräch nicht auf.

waiting-title = Warte-Raum
waiting-next = Sie sind als Nächstes dran.
waiting-between-long = ungefähr { $from } bis { $to }
waiting-about-long = ungefähr { $length }
waiting-up-to-long = nicht länger als { $length }
waiting-any-moment = gleich
phone-rings-any-moment = Das Telefon klingelt gleich.
waiting-time-unknown = Wir wissen noch nicht: Wie lange dauert es?
waiting-no-desk = Im Amt arbeitet gerade niemand an Ihrem Schalter. Ihr Platz bleibt.
waiting-in-line = Sie sind im Warte-Raum.
waiting-parked-other = Ihr Termin macht kurz Pause.
waiting-parked-papers = Bitte holen Sie Ihre Papiere. Das Amt wartet.
waiting-parked-interpreter = Sie und das Amt warten auf die Dolmetscherin.
waiting-parked-clarify = Das Amt fragt gerade etwas für Sie nach.
waiting-parked-wish = Sie brauchen etwas Zeit. Das Amt wartet.
waiting-parked-hint = Seit { $time } Uhr. Ihr Platz bleibt. Danach geht es weiter.
waiting-look-away = Sie können etwas anderes machen. Lassen Sie diese Seite offen. Wir rufen Sie mit einem Ton.
waiting-look-away-connect = Sie können etwas anderes machen. Lassen Sie diese Seite offen. Wir rufen Sie mit einem Ton. Dann fängt das Gespräch an.
waiting-sound-played = So klingt der Ton. Hören Sie nichts? Machen Sie Ihr Gerät lauter.
waiting-sound-held = Tippen Sie einmal auf diese Seite. Dann können wir Sie mit einem Ton rufen.
waiting-close-page = Machen Sie nur die Seite zu? Dann bleibt Ihr Platz noch { $length }.

reason-earlier-place = Jemand war vor Ihnen da.
reason-no-desk = Im Amt arbeitet gerade niemand an Ihrem Schalter.
reason-desk-taken = Der freie Schalter hat gerade einen anderen Menschen gerufen.
reason-takes-longer = Ein Gespräch vor Ihnen dauert länger.
reason-fewer-desks = Im Amt arbeiten heute weniger Menschen.
reason-today = Die Gespräche dauern heute länger.
reason-other = Die Zeit ist jetzt anders.

returned-transfer = Jetzt hilft Ihnen: { $office }.
returned-transfer-more = Sie müssen nichts noch einmal sagen. Sie warten hier weiter.

late-title = Das Amt kommt später. Es ist { $length } zu spät. Das tut uns leid.
late-hint = Ihr Platz ist sicher. Sie müssen nichts machen.
late-choices-announced = Sie können weiter warten. Oder Sie wählen etwas anderes.

stay-close-title = Sie sind gleich dran.
stay-close-text = Bleiben Sie jetzt hier.
stay-close-phone = Nehmen Sie Ihr Telefon in die Hand. Wir rufen Sie gleich an.

notice-title = Das Amt sagt
notice-title-at = Das Amt sagt um { $time } Uhr
closed-today-title = Heute können keine neuen Leute mehr kommen.
closed-today-text = Sie warten schon. Sie kommen noch dran.

phone-rings-between = Das ist ungefähr zwischen { $from } und { $to } Uhr.
waiting-phone-close = Sie können diese Seite zu machen. Wir rufen Sie trotzdem an.
waiting-phone-number = Vielleicht sehen Sie unsere Nummer nicht. Gehen Sie trotzdem ans Telefon.

ways-title = Ich möchte nicht hier warten
ways-text = Ihr Platz bleibt.
ways-mail = Weg gehen und eine E-Mail bekommen
ways-push = Weg gehen und eine Nachricht auf dieses Gerät bekommen
ways-phone = Wir rufen Sie an
ways-move = Einen anderen Termin nehmen
away-title = Sie können diese Seite zu machen.
away-over = Gut, Sie sind wieder da. Lassen Sie diese Seite offen.
away-close-text = Dann lassen Sie diese Seite jetzt offen.
away-text = Sind Sie bald dran? Dann schreiben wir Ihnen eine E-Mail. Ihr Platz bleibt.
away-push-text = Sind Sie bald dran? Dann zeigt dieses Gerät eine Nachricht. Lassen Sie das Gerät an. Beenden Sie den Browser nicht ganz. Ihr Platz bleibt.
notice-near-title = Sie sind bald dran
notice-near-text = Kommen Sie jetzt zurück in den Warte-Raum.
notice-place-ends-title = Ihr Platz endet bald
notice-place-ends-text = Kommen Sie bitte zurück. Dann bleibt Ihr Platz.

call-back-text = Wir machen kein Video. Wir rufen Sie an. Ihr Platz bleibt. Sie können diese Seite dann zu machen.
call-back-no-way-back = Dann geht kein Video mehr.
call-back-number = Welche Nummer sollen wir anrufen?
call-back-known = Die Nummer von der Buchung
call-back-other = Eine andere Nummer
call-back-no = Nein, ich warte hier

move-text = Ihr Platz bleibt. Bis Sie eine neue Zeit wählen.
move-keep = Ich warte weiter
move-confirm = Dann warten Sie heute nicht mehr. Der Link bleibt gleich.
move-confirm-booked = Dann gilt die alte Zeit nicht mehr. Der Link bleibt gleich.
move-yes = Ja, neue Zeit nehmen

why-button = Warum war jemand vor mir dran?
why-nobody = Niemand war vor Ihnen dran.
why-in-order = Alle kommen der Reihe nach dran.
why-appointment = { $n ->
    [one] { $n } Person war vor Ihnen in der Reihe.
   *[other] { $n } Personen waren vor Ihnen in der Reihe.
  }
why-called-out-of-turn = { $n ->
    [one] { $n } Person durfte vor. Das Amt hat einen Grund dafür.
   *[other] { $n } Personen durften vor. Das Amt hat einen Grund dafür.
  }
why-you-were-away = { $n ->
    [one] { $n } Person kam dran. Sie waren gerade nicht da.
   *[other] { $n } Personen kamen dran. Sie waren gerade nicht da.
  }
why-you-missed-a-call = { $n ->
    [one] { $n } Person kam dran. Wir hatten Sie gerufen, und Sie haben nicht geantwortet.
   *[other] { $n } Personen kamen dran. Wir hatten Sie gerufen, und Sie haben nicht geantwortet.
  }
why-you-were-parked = { $n ->
    [one] { $n } Person kam dran. Ihr Termin machte gerade Pause.
   *[other] { $n } Personen kamen dran. Ihr Termin machte gerade Pause.
  }

leave-button = Ich will nicht mehr warten
leave-title = Wollen Sie wirklich gehen?
leave-text = Dann ist Ihr Termin zu Ende. Müssen Sie nur kurz weg? Dann lassen Sie die Seite offen. Ihr Platz bleibt.
leave-yes = Ja, ich gehe
leave-no = Nein, ich warte

chat-empty = Hier können Sie dem Amt schreiben.
chat-new = Das Amt hat Ihnen geschrieben
chat-read = Lesen

called-title = Sie sind dran
called-notice = Kommen Sie jetzt ins Gespräch.
called-by = { $name } ruft Sie.
called-by-office = { $office } ruft Sie.
called-join = Jetzt ins Gespräch
called-join-now = Sofort ins Gespräch
called-wait = Noch nicht
called-patience = Sie haben noch { $time } Minuten Zeit. Danach bleibt Ihr Platz. Wir rufen Sie später noch einmal.

called-hold-on = Ich brauche noch etwas Zeit
called-held = Gut. Sie haben Zeit bis { $time } Uhr.
called-phone-text = Gehen Sie ans Telefon. Hier müssen Sie nichts drücken.
called-patience-soon = Kommen Sie bitte jetzt.
passed-over-title = Wir haben Sie gerufen
passed-over-text = Sie haben nicht geantwortet. Das ist nicht schlimm. Ihr Platz bleibt. Sind Sie wieder da?
passed-over-phone-title = Wir haben Sie angerufen
passed-over-phone-text = Sie waren nicht am Telefon. Das ist nicht schlimm. Ihr Platz bleibt. Können wir wieder anrufen?
passed-over-warning = Antworten Sie { $n } Mal nicht? Dann ist Ihr Termin zu Ende.
passed-over-back = Ich bin da

call-connecting = Wir verbinden Sie.
call-trouble-path = Das Internet ist kurz weg. Wir verbinden Sie wieder.
call-trouble-slow = Es klappt noch nicht. Sie können auch schreiben. Oder rufen Sie an.
call-trouble-alone = Das Amt ist kurz weg. Bitte bleiben Sie da.
call-trouble-microphone = Ihr Mikrofon geht nicht. Sie können auch schreiben.
call-trouble-poor = Das Internet ist schwach. Ohne Bild geht es besser.
call-held = Ihr Browser zeigt das Bild noch nicht. Oder Sie hören noch nichts.
call-held-silent = Sie hören das Amt noch nicht. Das Amt hört und sieht Sie auch nicht.
call-trouble-muted = Aus Ihrem Mikrofon kommt kein Ton. Ist es am Gerät aus?
call-trouble-camera = Ihre Kamera geht nicht mehr. Man hört Sie weiter.
call-other-microphone = Das Mikrofon vom Amt geht nicht. Das liegt nicht an Ihnen. Sie können schreiben.
call-other-camera = Die Kamera vom Amt geht nicht. Sie können weiter sprechen.
zoom-in = Bild größer machen
zoom-out = Bild kleiner machen
zoom-reset = { $percent } – ganzes Bild

hang-up-title = Wollen Sie auflegen?
hang-up-text = Dann ist Ihr Termin zu Ende.
hang-up-no = Nein, wir sprechen weiter

outcome-completed = Danke für das Gespräch.
outcome-completed-next = Sie können diese Seite zu machen.
outcome-come-in-person = Bitte kommen Sie noch ins Amt.
outcome-come-in-person-next = Das Amt weiß schon Bescheid. Sie müssen nicht neu anfangen.
outcome-continued-by-phone = Wir sprechen am Telefon weiter.
outcome-no-show-citizen = Der Termin ist vorbei. Sie waren nicht da.
outcome-no-show-office = Es tut uns leid. Das Amt hatte keine Zeit für Sie.
outcome-citizen-left = Sie sind gegangen.
outcome-lost-contact = Das Internet war weg.
outcome-technical-failure = Die Technik war kaputt.
goodbye-book = Neuen Termin machen

problem-blocked = Das Internet hier lässt die Verbindung nicht zu.
problem-blocked-advice = Nehmen Sie ein anderes Internet. Zum Beispiel das Internet vom Handy. Laden Sie die Seite dann neu. Oder rufen Sie uns an.
problem-cookies = Ihr Browser nimmt keine Cookies.
problem-cookies-advice = Ohne Cookies geht es nicht. Erlauben Sie Cookies für diese Seite. Laden Sie die Seite dann neu. Oder rufen Sie uns an.
problem-offline = Das Internet geht gerade nicht.
action-slow = Wir warten auf das Internet. Wenn es wieder geht, machen wir es.
problem-no-session = Diese Seite ist für einen Termin.
problem-no-session-advice = Klicken Sie auf den Link in Ihrer E-Mail. Oder im Brief.
problem-token-invalid = Dieser Link geht nicht.
problem-token-invalid-advice = Brauchen Sie Hilfe? Rufen Sie uns an.
problem-no-push = Wir können keine Nachricht auf dieses Gerät schicken.
problem-no-push-advice = Nehmen Sie die E-Mail oder das Telefon. Oder lassen Sie diese Seite offen.
problem-push-refused = Ihr Browser erlaubt keine Nachrichten.
problem-push-refused-advice = Nehmen Sie die E-Mail oder das Telefon. Oder lassen Sie diese Seite offen.
problem-push-failed = Die Nachricht auf dieses Gerät geht nicht.
problem-push-failed-advice = Nehmen Sie die E-Mail oder das Telefon. Oder lassen Sie diese Seite offen. Ihr Platz bleibt.

catalogue-title = Termin für ein Gespräch machen
catalogue-intro = Sprechen Sie mit dem Amt. Mit Video oder am Telefon.
booking-time = Wann haben Sie Zeit?
booking-person = Wer sind Sie?
booking-summary = Ist alles richtig?
booking-done = Sie haben jetzt einen Termin
booking-already = Sie haben schon einen Termin
booking-already-missing = Sie haben danach etwas geändert. Das fehlt bei diesem Termin.
booking-already-advice = Sie können eine andere Zeit wählen. Oder Sie sagen ab und machen einen neuen Termin.
booking-phone = Telefon-Nummer
booking-book = Termin machen
booking-consent = Sie dürfen meine Angaben für diesen Termin benutzen.
imprint-title = Impressum
privacy-title = Daten-Schutz
accessibility-title = Barriere-Freiheit
