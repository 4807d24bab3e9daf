## Arbeitsplatz: Rahmen

desk-title = Arbeitsplatz
desk-stage-title = Was gerade geschieht
desk-nameless = Ohne Namen
desk-signed-out-title = Sie sind nicht angemeldet
desk-signed-out-hint = Öffnen Sie den Anmelde-Link, den Sie von Ihrer Verwaltung haben. Sie brauchen für jeden Tag einen neuen.
desk-sign-out = Abmelden
desk-sign-out-title = Wollen Sie sich abmelden?
desk-sign-out-text = Um sich wieder anzumelden, öffnen Sie Ihren Anmelde-Link.
desk-sign-out-busy = Jemand ist gerade bei Ihnen. Diese Person kommt zurück in die Reihe.
desk-save = Speichern
desk-online = Verbunden
desk-offline = Verbindung fehlt
desk-connection-first = Wir stellen die Verbindung her …
desk-connection-blocked = Dieses Netz lässt die Verbindung nicht durch (WebSocket). Ein anderes Netz oder die Technik hilft. Bis dahin hilft das Telefon.
desk-connection-lost = Die Verbindung ist unterbrochen. Wir verbinden Sie wieder. Ein laufendes Gespräch geht weiter.
desk-connection-back = Die Verbindung ist wieder da.
desk-outdated = Diese Seite ist veraltet. Ein laufendes Gespräch geht weiter, alles andere erst nach dem Neuladen.
desk-reload = Jetzt neu laden
desk-replaced = Ihr Arbeitsplatz ist in einem anderen Fenster geöffnet. Hier geht es erst weiter, wenn Sie ihn übernehmen.
desk-take-over = Hier übernehmen

desk-state = Mein Zustand
desk-state-open = Verfügbar
desk-state-break = Pause
desk-state-closed = Geschlossen
desk-state-other = Unbekannt
desk-state-after = gilt nach diesem Gespräch
desk-queues = Ihre Warteschlangen
desk-queues-of = { $n ->
    [one] { $n } Warteschlange
   *[other] { $n } Warteschlangen
  }
desk-queue-option = { $name } ({ $n ->
    [0] niemand wartet
    [one] { $n } Person wartet
   *[other] { $n } Personen warten
  })
desk-queue-option-closed = { $name } (für heute geschlossen, { $n ->
    [0] niemand wartet
    [one] { $n } Person wartet
   *[other] { $n } Personen warten
  })
desk-served = Heute: { $n }
desk-tones-on = Töne an
desk-tones-off = Töne aus
desk-tones-title = Töne an diesem Gerät
desk-tones-text = Ohne Ihre Wahl bleibt dieser Arbeitsplatz still. Die Wahl gilt nur an diesem Gerät.
desk-tones-arrivals = Klingeln, wenn jemand in den Warteraum kommt
desk-tones-knock = Klopfen, wenn jemand aus dem Warteraum schreibt
desk-tone-chime = Zwei Töne
desk-tone-bell = Glocke
desk-tone-steps = Drei Töne aufwärts
desk-tone-fall = Zwei Töne abwärts
desk-tone-drop = Zwei kurze Töne
desk-tone-knock = Klopfen
desk-tone-none = Kein Ton
desk-tone-listen = Anhören
desk-tone-listen-to = Anhören: { $name }
desk-arrival-notice = Jemand ist angekommen
desk-arrival-waiting = { $n ->
    [one] Es wartet { $n } Person.
   *[other] Es warten { $n } Personen.
  }
desk-new = Neu
desk-day = Tag
desk-keys = Tasten

## Die Warteschlangen

desk-lines-title = Es warten
desk-lines-none = Sie haben keine Warteschlange gewählt.
desk-lines-fresh = { $n ->
    [one] { $n } neue Person anzeigen
   *[other] { $n } neue Personen anzeigen
  }
desk-lines-moved = Neue Reihenfolge anzeigen
desk-line-count = { $n } wartend
desk-line-empty = Niemand wartet.
desk-line-closed = Niemand wartet. Das Amt hat geschlossen.
desk-row-gone = nicht mehr in der Reihe
desk-slot = Termin { $time }
desk-walk-in = ohne Termin
desk-length-minutes = { $n } Min.
desk-length-hours = { $h } Std.
desk-length-hours-minutes = { $h } Std. { $n } Min.
desk-wait-just-now = gerade eben
desk-line-parked = { $n } zurückgestellt
desk-line-closed-today = Für heute geschlossen: Niemand Neues kommt in die Reihe.
desk-line-notice = Hinweis an alle, die warten:
desk-row-menu = { $name }: Was tun?
desk-queue-menu = { $queue }: Was tun?
desk-queue-call = Nächste Person nur von hier aufrufen
desk-queue-tell = Hinweis an alle, die warten
desk-queue-tell-other = Hinweis ändern oder zurücknehmen
desk-queue-close = Für heute schließen
desk-queue-reopen = Wieder öffnen
desk-why-hint = Zeigen Sie auf eine Person: Hier steht, warum sie an dieser Stelle steht.
desk-why-slot = Steht nach dem Termin um { $slot } Uhr; da seit { $from } Uhr.
desk-why-late = Kam um { $from } Uhr, später als der Termin um { $slot } Uhr, und steht deshalb nach der Ankunft.
desk-why-walk-in = Ohne Termin; da seit { $from } Uhr, mit zehn Minuten Abstand zu den Terminen.
desk-why-front = Ganz vorn, weil die Person schon einmal aufgerufen war; da seit { $from } Uhr.
desk-why-priority = Hat Vorrang und zählt deshalb zehn Minuten früher.
desk-why-skipped = { $n ->
    [one] Wurde einen Platz nach hinten gesetzt.
   *[other] Wurde { $n }-mal nach hinten gesetzt.
  }
desk-why-transferred = Kam aus einer anderen Warteschlange.
desk-why-parked = Ist zurückgestellt und wird so lange übergangen.
desk-why-parked-for = Ist zurückgestellt ({ $reason }) und wird so lange übergangen.
desk-why-passed = Hat { $n } von { $of } Aufrufen verpasst und wird für kurze Zeit übergangen.
desk-why-recall = Hat { $n } von { $of } Aufrufen verpasst und wird bis { $time } Uhr übergangen.
desk-why-mail = Hat die Seite geschlossen und wird per Mail gerufen.
desk-why-push = Hat die Seite geschlossen und wird per Nachricht auf das Gerät gerufen.
desk-why-away = Ist gerade nicht da und wird so lange übergangen.

desk-flag-new = neu
desk-flag-mine = bei Ihnen
desk-flag-away = gerade nicht da
desk-flag-changed = geändert
desk-flag-late = seit { $length } fällig
desk-flag-mail = ist unterwegs, wird per Mail gerufen
desk-flag-push = ist unterwegs, wird per Nachricht gerufen
desk-flag-missed = { $n } von { $of } Aufrufen verpasst
desk-flag-close = hält sich bereit
desk-flag-priority = Vorrang
desk-flag-transferred = übergeben
desk-flag-noted = Notiz
desk-flag-parked = seit { $time } Uhr zurückgestellt
desk-flag-parked-for = seit { $time } Uhr zurückgestellt: { $reason }
desk-flag-phone = Telefon
desk-flag-needs = Hinweis
desk-flag-texts = { $n ->
    [one] { $n } Nachricht
   *[other] { $n } Nachrichten
  }
desk-stage-booked = noch nicht da
desk-stage-waiting = wartet
desk-stage-parked = zurückgestellt
desk-stage-called = aufgerufen
desk-stage-in-call = im Gespräch
desk-stage-ended = beendet
desk-stage-other = unbekannt
desk-check-fine = Bild und Ton geprüft
desk-check-absent = Gerät fehlt
desk-check-denied = Gerät nicht erlaubt
desk-check-unknown = Gerät nicht geprüft
desk-check-other = Gerät nicht geprüft
desk-device-fine = geht
desk-device-absent = fehlt
desk-device-denied = nicht erlaubt
desk-device-unknown = nicht geprüft
desk-device-other = nicht geprüft
desk-checks = Kamera { $camera }, Mikrofon { $microphone }, Ton { $speaker }
desk-language-de = Deutsch
desk-language-de-simple = Leichte Sprache
desk-channel-video = Video
desk-channel-phone = Telefon
desk-channel-other = Anders

## Die Mitte

desk-closed-title = Ihr Arbeitsplatz ist geschlossen
desk-closed-hint = Wählen Sie die Warteschlangen, aus denen Sie aufrufen.
desk-open = Arbeitsplatz öffnen
desk-check-devices = Kamera und Mikrofon prüfen
desk-break-title = Sie haben Pause
desk-break-hint = Niemand kommt zu Ihnen, bis Sie weitermachen.
desk-break-over = Weiterarbeiten
desk-idle-title = Als Nächstes
desk-idle-empty = Niemand wartet
desk-idle-hint = Wer kommt, erscheint links in der Liste.
desk-idle-all-away = { $n ->
    [one] Eine Person ist in der Liste, aber gerade nicht da. Sie können sie trotzdem aus der Liste aufrufen.
   *[other] { $n } Personen sind in der Liste, aber gerade nicht da. Sie können sie trotzdem aus der Liste aufrufen.
  }
desk-idle-parked = { $n ->
    [one] Eine Person ist zurückgestellt; Sie können sie aus der Liste aufrufen.
   *[other] { $n } Personen sind zurückgestellt; Sie können sie aus der Liste aufrufen.
  }
desk-idle-closed-until = Das Amt öffnet um { $time } Uhr.
desk-idle-closed-until-day = Das Amt öffnet am { $day } um { $time } Uhr.
desk-call-next = Nächste Person aufrufen
desk-idle-other-queues = Oder nur aus einer Warteschlange
desk-idle-from = Nächste Person aus { $queue }
desk-last = Zuletzt:
desk-take-up = Wieder aufnehmen
desk-amend = Ändern
desk-amend-title = { $name }: Ergebnis ändern
desk-note = Notiz
desk-note-save = Notiz speichern
desk-note-internal = Sehen nur Arbeitsplätze. Wird von selbst gespeichert.
desk-note-unsaved = Noch nicht gespeichert
desk-note-failed = { $problem } Die Notiz ist noch nicht gespeichert.
desk-note-saving = Wird gespeichert …
desk-note-saved = Gespeichert
desk-note-hidden = Es gibt eine Notiz. Sie sehen sie, sobald Sie die Person aufrufen.
desk-case = Aktenzeichen
desk-outcome = Ergebnis

desk-called-title = { $name } ist aufgerufen
desk-called-asked = Die Person hört einen Ton und muss selbst beitreten.
desk-called-connects = Die Person wird von selbst verbunden.
desk-called-since = Aufgerufen seit { $time }.
desk-called-left = { $n ->
    [one] Noch { $n } Sekunde Zeit zu antworten.
   *[other] Noch { $n } Sekunden Zeit zu antworten.
  }
desk-called-over = Die Zeit zu antworten ist um.
desk-withdraw = Zurücknehmen
desk-no-show = Nicht erschienen
desk-not-reached = Nicht erreicht
desk-phone-title = Rufen Sie { $name } an
desk-phone-talk = Am Telefon: { $name }
desk-phone-call = Telefonnummer
desk-phone-unknown = Zu diesem Termin gibt es keine Telefonnummer.
desk-phone-number = Telefonnummer
desk-answered = Hat abgenommen
desk-send-back = In die Reihe zurück
desk-end = Beenden
desk-to-phone = Telefon
desk-to-phone-title = Am Telefon weitersprechen?
desk-to-phone-text = Das Videogespräch endet, der Termin geht am Telefon weiter.
desk-to-phone-yes = Am Telefon weiter
desk-to-phone-known = Die Nummer steht im Termin. Sie sehen sie gleich.
desk-to-phone-unknown = Im Termin steht keine Nummer. Fragen Sie die Person jetzt danach.
desk-to-phone-other = Andere Nummer

desk-ending-title = Wie ist es ausgegangen?
desk-ending-back = Noch nicht beenden
desk-outcome-completed = Erledigt
desk-outcome-come-in-person = Muss persönlich kommen
desk-outcome-continued-by-phone = Geht am Telefon weiter
desk-outcome-no-show-citizen = Nicht erschienen
desk-outcome-no-show-office = Unser Fehler: Amt nicht da
desk-outcome-citizen-left = Ist gegangen
desk-outcome-lost-contact = Verbindung abgerissen
desk-outcome-technical-failure = Technik ging nicht
desk-outcome-cancelled = Abgesagt
desk-outcome-transferred-out = An andere Stelle übergeben
desk-outcome-aborted = Von der Leitung beendet
desk-outcome-other = Beendet
desk-outcome-hint-come-in-person = Ihre Notiz bleibt beim Vorgang.
desk-outcome-hint-no-show-citizen = Die Person kam nicht.
desk-outcome-hint-no-show-office = Die Person war da, wir nicht.
desk-outcome-hint-transferred-out = An eine Stelle außerhalb.

desk-wide = Großes Bild
desk-wide-off = Mit Spalten
desk-full = Vollbild
desk-full-off = Vollbild aus
desk-drawer = Vorgang

desk-call-trouble-slow = Die Verbindung kommt noch nicht zustande. Sie können schreiben oder zum Telefon wechseln.
desk-call-trouble-alone = Die andere Seite ist gerade nicht da. Sie kommt meist von selbst zurück.
desk-call-trouble-microphone = Ihr Mikrofon geht nicht. Die andere Seite hört Sie nicht.
desk-call-trouble-silent = Ihr Mikrofon ist noch aus. Die andere Seite hört Sie nicht.
desk-call-held-silent = Ton oder Bild der anderen Seite sind noch aus, ebenso Ihr Mikrofon und Ihre Kamera.
desk-call-other-microphone = { $name } ist nicht zu hören: Das Mikrofon dort ist ausgefallen. Schreiben Sie, oder wechseln Sie zum Telefon.
desk-call-other-camera = { $name } ist nicht zu sehen: Die Kamera dort ist ausgefallen.

desk-devices-title = Kamera und Mikrofon
desk-devices-done = Fertig
desk-camera-denied = Der Browser darf die Kamera nicht benutzen. Erlauben Sie sie über das Schloss neben der Adresse. Das Gespräch geht auch ohne Ihr Bild.
desk-camera-absent = Es ist keine Kamera angeschlossen. Das Gespräch geht auch ohne Ihr Bild.
desk-camera-in-use = Ein anderes Programm benutzt die Kamera. Das Gespräch geht auch ohne Ihr Bild.
desk-camera-other = Die Kamera antwortet nicht. Das Gespräch geht auch ohne Ihr Bild.
desk-microphone-denied = Der Browser darf das Mikrofon nicht benutzen. Erlauben Sie es über das Schloss neben der Adresse. Bis dahin können Sie nur schreiben.
desk-microphone-absent = Es ist kein Mikrofon angeschlossen. Bis dahin können Sie nur schreiben.
desk-microphone-in-use = Ein anderes Programm benutzt das Mikrofon. Bis dahin können Sie nur schreiben.
desk-microphone-other = Das Mikrofon antwortet nicht. Bis dahin können Sie nur schreiben.

## Die Akte

desk-record-title = Vorgang
desk-record-other = Aus der Liste
desk-record-next = Kommt als Nächstes
desk-record-then = Danach
desk-record-empty = Wählen Sie links eine Person, um mehr zu sehen oder ihr zu schreiben.
desk-record-back = Zurück zum laufenden Vorgang
desk-verbs = Was tun?
desk-verb-call = Aufrufen
desk-verb-recall = Noch einmal aufrufen
desk-verb-recall-from = Noch einmal aufrufen, ab { $time }
desk-verb-pre-call = Bescheid geben
desk-verb-resume = Zurück in die Reihe
desk-verb-park = Zurückstellen
desk-verb-skip = Platz zurück
desk-verb-prioritise = Vorrang
desk-verb-transfer = Übergeben
desk-verb-end = Beenden
desk-fact-service = Anliegen
desk-fact-slot = Zeit
desk-fact-channel = Weg
desk-fact-waits = Wartet
desk-fact-place = Platz
desk-fact-reference = Nummer
desk-fact-language = Sprache
desk-fact-needs = Hinweis
desk-fact-check = Geräte
desk-fact-documents = Unterlagen
desk-fact-presence = Anwesenheit
desk-texts-empty = Hier können Sie der Person schreiben.
desk-moves-title = Verlauf
desk-move-reschedule = Termin verlegt.
desk-move-arrive = In den Warteraum gekommen.
desk-move-arrive-reasoned = Mit Vorrang in den Warteraum gekommen.
desk-move-call = Aufgerufen.
desk-move-join = Ins Gespräch gekommen.
desk-move-connect = Die Verbindung stand.
desk-move-patience-over = Hat auf den Aufruf nicht geantwortet.
desk-move-send-back = Aufruf zurückgenommen, ganz vorn in der Reihe.
desk-move-send-back-supervisor = Von der Leitung zurück in die Reihe gesetzt.
desk-move-recall = Nach einem verpassten Aufruf noch einmal aufgerufen.
desk-move-pre-call = Vorab Bescheid gegeben: bald an der Reihe.
desk-move-place-ends = Gewarnt: Der Platz endet bald.
desk-move-turn-near = Hat Bescheid bekommen: bald an der Reihe.
desk-move-park = Zurückgestellt.
desk-move-resume = Wieder in der Reihe.
desk-move-skip = Einen Platz nach hinten gesetzt.
desk-move-prioritise = Vorrang bekommen.
desk-move-transfer = Übergeben an: { $detail }.
desk-move-transfer-bare = In eine andere Warteschlange übergeben.
desk-move-annotate = Notiz oder Aktenzeichen geändert.
desk-move-take-up = Nach dem Ende wieder aufgenommen.
desk-move-undo = Letzten Schritt rückgängig gemacht.
desk-move-hold-on = Die Person ist unterwegs und bekam mehr Zeit.
desk-move-step-away = Die Person hat die Seite geschlossen und wird rechtzeitig gerufen.
desk-move-clerk-gone = Das Amt hatte die Verbindung verloren.
desk-move-citizen-gone = Die Person hatte die Verbindung verloren.
desk-move-switch-channel = Zum Telefon gewechselt.
desk-move-end = Beendet: { $detail }.
desk-move-end-supervisor = Von der Leitung beendet: { $detail }.
desk-move-leave = Die Person ist gegangen.
desk-move-hold-over = Kam nicht zurück; der Platz ist verfallen.
desk-move-cancel = Abgesagt.
desk-move-expire = Die Zeit des Termins war um.
desk-move-amend = Ergebnis geändert: { $detail }.
desk-move-other = Geändert.
desk-move-reason = { $sentence } Grund: { $detail }

desk-reason-title = { $name } vorziehen?
desk-reason-text = { $n ->
    [one] Vor dieser Person wartet noch { $n } andere. Nennen Sie einen Grund; er steht im Verlauf.
   *[other] Vor dieser Person warten noch { $n } andere. Nennen Sie einen Grund; er steht im Verlauf.
  }
desk-reason-urgent = Dringend
desk-reason-agreed = So vereinbart
desk-reason-callback = War schon einmal dran
desk-reason-colleague = Ich kenne den Fall
desk-reason-papers = Holt noch Unterlagen
desk-reason-interpreter = Wartet auf die Dolmetschung
desk-reason-clarify = Ich muss etwas klären
desk-reason-wish = Auf eigenen Wunsch
desk-reason-not-ready = Ist noch nicht so weit
desk-reason-devices = Bild oder Ton geht noch nicht
desk-reason-care = Braucht Rücksicht
desk-reason-child = Hat ein Kind dabei
desk-reason-deadline = Frist läuft heute ab
desk-reason-our-fault = Fehler des Amts
desk-reason-own = Anderer Grund
desk-reason-told = Die Person liest: { $told }
desk-reason-call = Aufrufen

desk-park-title = { $name } zurückstellen?
desk-park-text = Der Platz bleibt erhalten. Der Grund steht in der Reihe und im Verlauf. Eigene Worte liest nur, wer hier arbeitet.
desk-park-without = Ohne Grund
desk-skip-title = { $name } einen Platz zurück?
desk-skip-yes = Nach hinten setzen
desk-skip-text = Die nächste Person kommt dann vorher. Nennen Sie einen Grund; er steht im Verlauf.
desk-prioritise-title = { $name } Vorrang geben?
desk-prioritise-text = Die Person zählt dann zehn Minuten früher, nur einmal. Nennen Sie einen Grund; er steht im Verlauf.
desk-transfer-title = { $name } übergeben
desk-transfer-search = Warteschlange suchen
desk-transfer-queue = An welche Warteschlange?
desk-transfer-none = Keine Warteschlange mit diesem Namen nimmt gerade jemanden auf.
desk-transfer-note = Notiz für die Kolleginnen und Kollegen dort
desk-transfer-note-hint = Ihre bisherige Notiz und der Verlauf gehen mit.
desk-transfer-sure = { $name } kommt in die Warteschlange:
desk-transfer-text = Dort gilt deren Reihenfolge. Die Person bleibt auf ihrer Seite und muss nichts noch einmal angeben.
desk-transfer-opens = Jetzt geschlossen, öffnet um { $time }
desk-transfer-opens-on = Jetzt geschlossen, öffnet erst { $day }, { $time }
desk-transfer-closed = Jetzt geschlossen
desk-transfer-closes = Schließt um { $time }: vielleicht, bevor die Person an der Reihe ist
desk-transfer-anyway = Trotzdem übergeben
desk-transfer-yes = Ja, übergeben
desk-tell-title = Hinweis: { $queue }
desk-tell-text = { $n ->
    [0] Gerade wartet niemand. Wer heute noch kommt, liest den Hinweis.
    [one] { $n } Person wartet und liest das sofort, ebenso alle, die heute noch kommen.
   *[other] { $n } Personen warten und lesen das sofort, ebenso alle, die heute noch kommen.
  }
desk-tell-label = Hinweis
desk-tell-hint = Ein Satz in einfacher Sprache, ohne Namen.
desk-tell-yes = { $n ->
    [0] Hinweis zeigen
    [one] Hinweis an { $n } Person
   *[other] Hinweis an { $n } Personen
  }
desk-tell-remove = Zurücknehmen
desk-close-title = { $queue }: für heute schließen?
desk-close-text = { $n ->
    [0] Gerade wartet niemand. Heute kommt niemand Neues mehr in diese Reihe.
    [one] { $n } Person wartet noch. Sie erfährt es und kann noch aufgerufen werden. Niemand Neues kommt mehr in diese Reihe.
   *[other] { $n } Personen warten noch. Sie erfahren es und können noch aufgerufen werden. Niemand Neues kommt mehr in diese Reihe.
  }
desk-close-yes = Für heute schließen
desk-reopen-title = { $queue }: wieder öffnen?
desk-reopen-text = Dann können wieder Personen in diese Reihe kommen.
desk-reopen-yes = Wieder öffnen

desk-undo = Rückgängig
desk-undo-left = noch { $n } s
desk-undo-refused = { $name }: { $problem }
desk-undo-too-late = Das lässt sich nicht mehr rückgängig machen; inzwischen ist etwas geschehen.
desk-done-spoken = { $sentence } Rückgängig mit der Taste Z.
desk-done-park = { $name } ist zurückgestellt.
desk-done-skip = { $name } steht einen Platz weiter hinten.
desk-done-send-back = { $name } steht wieder ganz vorn in der Reihe.
desk-done-transfer = { $name } ist übergeben.
desk-done-other = Erledigt: { $name }.
desk-undone-park = Rückgängig gemacht: { $name } ist nicht mehr zurückgestellt.
desk-undone-skip = Rückgängig gemacht: { $name } hat den alten Platz wieder.
desk-undone-send-back = Rückgängig gemacht: { $name } ist wieder bei Ihnen aufgerufen.
desk-undone-transfer = Rückgängig gemacht: { $name } ist nicht mehr übergeben.
desk-undone-other = Rückgängig gemacht: { $name }.

## Ansagen

desk-announce-joined = { $name } ist im Gespräch.
desk-announce-back = { $name } hat nicht geantwortet und wartet wieder.
desk-announce-ended = Das Gespräch mit { $name } ist beendet.
desk-announce-text = Neue Nachricht von { $name }.

## Neuer Termin, Tagesliste

desk-new-title = Neuer Termin
desk-new-name = Name
desk-new-channel = Wie
desk-new-when = Wann
desk-new-now = Jetzt, in die Reihe
desk-new-later = Zu einer freien Zeit
desk-new-time = Freie Zeit
desk-new-day = Tag
desk-new-no-slots = In den nächsten zwei Wochen ist nichts frei.
desk-new-email = E-Mail
desk-new-now-yes = In die Reihe setzen
desk-new-later-yes = Termin buchen
desk-mail-refused = E-Mails kommen nicht an
desk-mistake-name = Bitte einen Namen eintragen.
desk-mistake-phone-needed = Für ein Telefongespräch braucht es eine Nummer.
desk-mistake-slot = Bitte eine Zeit wählen.
desk-made-title = Der Termin ist gebucht
desk-made-now-title = Die Person ist in der Reihe
desk-made-slot = { $day }, { $time } Uhr.
desk-made-now = Geben Sie diesen Link weiter. Mit ihm kommt die Person in den Warteraum.
desk-made-reference = Terminnummer: { $reference }
desk-made-another = Noch ein Termin
desk-made-done = Fertig
desk-link-copy = Link kopieren
desk-link-copied = Kopiert
desk-link-by-hand = Bitte von Hand kopieren

desk-day-title = Heute
desk-day-bookings = Termine ({ $n })
desk-day-history = Beendet ({ $n })
desk-day-no-bookings = Heute gibt es keine Termine.
desk-day-no-history = Heute ist noch nichts beendet.
desk-day-cancel = Absagen
desk-day-cancel-yes = Wirklich absagen
desk-day-lengths = gewartet { $waited }, gesprochen { $talked }

## Tasten

desk-keys-title = Tasten
desk-keys-hint = Eine Taste tut, was der Knopf mit demselben Zeichen tut. In Textfeldern schreiben Sie wie gewohnt.
desk-keys-switch = Einzelne Tasten benutzen
desk-keys-line = Reihe
desk-keys-call = Aufruf und Gespräch
desk-keys-record = Vorgang
desk-keys-desk = Arbeitsplatz
desk-key-n = Nächste Person aufrufen, aus allen Ihren Warteschlangen
desk-key-r = Nach verpasstem Aufruf noch einmal aufrufen
desk-key-h = Vorab Bescheid geben: gleich an der Reihe
desk-key-k = Zurückstellen; wieder in die Reihe
desk-key-s = Einen Platz zurück
desk-key-q = Vorrang geben
desk-key-u = An eine andere Warteschlange übergeben
desk-key-queue = Menü der Warteschlange: Hinweis, schließen
desk-key-z = Rückgängig, zehn Sekunden lang; Beendetes wieder aufnehmen, eine Minute lang
desk-key-y = Aktenzeichen schreiben
desk-key-enter = Menü der gewählten Person
desk-key-c = Gewählte Person aufrufen
desk-key-j = Telefon: hat abgenommen
desk-key-x = Nicht erschienen, nicht erreicht
desk-key-b = Zurück in die Reihe
desk-key-wide = Großes Bild, Spalten weg
desk-key-full = Vollbild
desk-key-drawer = Vorgang neben dem großen Bild
desk-key-e = Beenden: dann das Ergebnis wählen
desk-key-m = Mikrofon an oder aus
desk-key-v = Kamera an oder aus
desk-key-t = Nachricht schreiben
desk-key-i = Notiz schreiben
desk-key-g = Geräte wählen
desk-key-f = Zum Telefon wechseln
desk-key-a = Letztes Ergebnis ändern
desk-key-l = In die Liste; ihren neuen Stand zeigen
desk-key-w = Neuer Termin
desk-key-d = Termine und Verlauf von heute
desk-key-o = Verfügbar
desk-key-p = Pause
desk-key-sheet = Diese Übersicht
desk-key-digit = Ergebnis oder Grund wählen
desk-key-arrows = Von Person zu Person
desk-sign-page-up = Bild ↑
desk-sign-page-down = Bild ↓
desk-key-pages = Von Warteschlange zu Warteschlange
desk-key-escape = Schließen; zurück zum laufenden Vorgang; aus einem Textfeld zurück zu den Tasten

## Leitung

board-title = Übersicht
board-empty = Es gibt keine Warteschlangen, die Sie sehen dürfen.
board-wall = Wandansicht
board-wall-off = Wandansicht beenden
board-as-of = Stand { $time } Uhr
board-all-well = Alles läuft.
board-troubles = { $n ->
    [one] Bei { $n } Warteschlange stimmt etwas nicht.
   *[other] Bei { $n } Warteschlangen stimmt etwas nicht.
  }
board-waiting = wartend
board-longest = längste Wartezeit
board-desks = Arbeitsplätze
board-in-call = im Gespräch
board-nobody-waits = Niemand wartet
board-headline-empty = { $desks ->
    [0] kein Platz besetzt
    [one] ein Platz besetzt
   *[other] { $desks } Plätze besetzt
  } · { $calls } im Gespräch
board-headline = { $waiting } wartend · { $desks ->
    [0] kein Platz besetzt
    [one] ein Platz besetzt
   *[other] { $desks } Plätze besetzt
  } · { $calls } im Gespräch
board-more-troubles = { $n ->
    [one] und noch etwas
   *[other] und noch { $n } Hinweise
  }
board-none = –
board-under-a-minute = < 1 Min.
board-closed = geschlossen
board-closed-until = geschlossen bis { $time } Uhr
board-closed-until-day = geschlossen bis { $day }, { $time } Uhr
board-level-danger = Dringend
board-level-warning = Achtung
board-level-fine = In Ordnung
board-level-other = Unbekannt

board-trouble-nobody = { $n ->
    [one] Niemand arbeitet, { $n } Person wartet
   *[other] Niemand arbeitet, { $n } Personen warten
  }
board-trouble-closed = { $n ->
    [one] Geschlossen, aber { $n } Person wartet
   *[other] Geschlossen, aber { $n } Personen warten
  }
board-trouble-late = Jemand wartet { $length } über die Zeit
board-trouble-parked = Jemand ist schon { $length } zurückgestellt
board-trouble-away = { $n ->
    [one] { $n } Person ist gerade nicht da
   *[other] { $n } Personen sind gerade nicht da
  }
board-trouble-unanswered = { $n ->
    [one] { $n } Aufruf ohne Antwort
   *[other] { $n } Aufrufe ohne Antwort
  }
board-trouble-long-call = { $n ->
    [one] { $n } Gespräch dauert sehr lange
   *[other] { $n } Gespräche dauern sehr lange
  }
board-trouble-other = Etwas stimmt nicht

board-stuck-unanswered = seit { $length } aufgerufen, keine Antwort
board-stuck-parked = schon { $length } zurückgestellt
board-stuck-away = seit { $length } nicht da
board-stuck-long-call = seit { $length } im Gespräch
board-stuck-no-desk = wartet, aber niemand arbeitet
board-stuck-late = { $length } über die Zeit
board-stuck-other = hängt

board-queue-back = Alle Warteschlangen
board-queue-line = Die Reihe
board-queue-empty = Niemand wartet oder spricht.
board-visit-nth = Platz { $n }
board-visit-at-desk = am Arbeitsplatz
board-send-back = In die Reihe zurück
board-send-back-title = Zurück in die Reihe?
board-send-back-text = Der Aufruf oder das Gespräch endet sofort. Die Person steht dann ganz vorn.
board-send-back-yes = Zurückstellen
board-abort = Termin beenden
board-abort-title = Termin beenden?
board-abort-text = Der Termin ist damit vorbei und kommt nicht zurück. Im Vorgang steht: von der Leitung beendet.
board-abort-yes = Termin beenden
board-no = Nein
board-announce-trouble = { $queue }: { $trouble }

board-alerts = Meldungen
board-alert-take = Ich kümmere mich
board-alert-since = Seit { $time } Uhr.
board-alert-nobody = Noch kümmert sich niemand.
board-alert-taken = { $name } kümmert sich seit { $time } Uhr.
board-alert-wait-too-long = Jemand wartet schon { $length } (Grenze: { $allowed })
board-alert-too-many-waiting = { $n ->
    [one] { $n } Person wartet (Grenze: { $limit })
   *[other] { $n } Personen warten (Grenze: { $limit })
  }
board-alert-office-late = Ein Termin hat { $length } Verspätung (Grenze: { $allowed })
board-alert-no-desk = Jemand wartet, und seit { $length } arbeitet niemand (Grenze: { $allowed })
board-alert-nobody-comes = { $n } Personen nacheinander sind nicht erschienen (Grenze: { $limit })
board-alert-other = Etwas stimmt nicht

board-closed-today = für heute geschlossen
board-promise = Wer jetzt kommt, wartet etwa { $from } bis { $to } Min.
board-promise-long = Wer jetzt kommt, wartet etwa { $from } bis { $to }
board-promise-one = Wer jetzt kommt, wartet etwa { $length }
board-promise-most = Wer jetzt kommt, wartet höchstens etwa { $length }
board-kept = Heute gehalten: { $share } der Zusagen.
board-kept-few = Heute gehalten: { $n } von { $of } Zusagen.
board-typical-today = Übliche Wartezeit heute: { $time }
board-late-now = { $n ->
    [one] { $n } Termin hat Verspätung
   *[other] { $n } Termine haben Verspätung
  }
board-parked-now = { $n ->
    [one] { $n } Person ist zurückgestellt, seit { $length }
   *[other] { $n } Personen sind zurückgestellt, am längsten seit { $length }
  }
board-parked-due = bei { $n } ist die Zeit des Termins da
board-served-today = Heute bedient: { $n }.
board-missed = Nicht erschienen: { $citizens }. Vom Amt nicht gehalten: { $office }.
board-lent = { $n ->
    [one] Heute hilft { $n } anderes Amt.
   *[other] Heute helfen { $n } andere Ämter.
  }
board-notice-shown = Hinweis an alle Wartenden: „{ $text }“
board-notice-none = Zurzeit steht kein Hinweis im Warteraum.
board-dark = Dunkel
board-dark-off = Hell oder dunkel wie das Gerät

board-day = Heute
board-day-close = Für heute schließen
board-day-close-title = Für heute schließen?
board-day-close-text = { $n ->
    [0] Niemand wartet. Neue Personen kommen heute nicht mehr in die Reihe.
    [one] { $n } Person wartet. Sie behält ihren Platz und wird benachrichtigt. Neue Personen kommen heute nicht mehr in die Reihe.
   *[other] { $n } Personen warten. Sie behalten ihre Plätze und werden benachrichtigt. Neue Personen kommen heute nicht mehr in die Reihe.
  }
board-day-close-yes = Schließen
board-day-open = Wieder öffnen
board-day-open-title = Wieder öffnen?
board-day-open-text = Dann kommen heute wieder neue Personen in die Reihe.
board-day-open-yes = Öffnen
board-day-notice = Hinweis an die Wartenden
board-day-notice-title = Hinweis an alle Wartenden
board-day-notice-text = { $n ->
    [0] Gerade wartet niemand. Wer heute noch kommt, liest den Hinweis im Warteraum.
    [one] { $n } Person wartet und liest den Hinweis sofort. Wer heute noch kommt, liest ihn auch.
   *[other] { $n } Personen warten und lesen den Hinweis sofort. Wer heute noch kommt, liest ihn auch.
  }
board-day-notice-label = Hinweis
board-day-notice-hint = Höchstens 200 Zeichen, in einfachen Worten. Leer nimmt den Hinweis zurück.
board-day-notice-yes = Hinweis zeigen
board-day-notice-remove = Hinweis zurücknehmen
board-day-lend = Hilfe anderer Ämter
board-day-lend-title = Wer darf heute helfen?
board-day-lend-text = Arbeitsplätze dieser Ämter dürfen heute aus dieser Warteschlange aufrufen. Sie sehen dann Namen und Anliegen. Heute Nacht endet das von selbst.
board-day-lend-yes = Speichern

board-curves = Tag und Woche
board-curves-span = Zeitraum
board-curves-day = Heute, je 15 Minuten
board-curves-week = 7 Tage, je Stunde
board-curves-people = Menschen und Arbeitsplätze
board-curves-wait = Wartezeit in Minuten
board-curves-wait-label = Mittlere Wartezeit bis zum Aufruf. Die Werte stehen in der Tabelle.
board-curves-peak = { $n ->
    [one] Höchstens { $n } Person wartete zugleich, um { $time } Uhr. Die Werte stehen in der Tabelle.
   *[other] Höchstens { $n } Personen warteten zugleich, um { $time } Uhr. Die Werte stehen in der Tabelle.
  }
board-curves-nobody = Niemand hat gewartet. Die Werte stehen in der Tabelle.
board-curves-empty = In dieser Zeit ist nichts geschehen.
board-curves-table = Als Tabelle
board-curves-week-caption = Je Stunde: wie viele höchstens zugleich warteten, und die mittlere Wartezeit bis zum Aufruf
board-curves-cell = { $waiting }, { $wait } Min.
board-curve-time = Uhrzeit
board-curve-waiting = wartend
board-curve-desks = Arbeitsplätze
board-curve-calls = im Gespräch
board-curve-ended = beendete Gespräche
board-curve-wait = mittlere Wartezeit in Min.

board-limits = Wann eine Meldung kommt
board-limits-hint = Ein leeres Feld schaltet die Meldung aus. Die Grenzen gelten für alle, die diese Übersicht sehen.
board-limits-wait-s = Jemand wartet länger als (Minuten)
board-limits-waiting = So viele Personen warten
board-limits-late-s = Ein Termin hat Verspätung von (Minuten)
board-limits-no-desk-s = Jemand wartet, und niemand arbeitet seit (Minuten)
board-limits-no-shows = So viele Personen nacheinander erscheinen nicht
board-limits-wrong-minutes = Eine ganze Zahl von 1 bis 480, oder leer.
board-limits-wrong-people = Eine ganze Zahl von 1 bis 500, oder leer.
board-limits-saved = Gespeichert.

board-report = Zahlen mitnehmen
board-report-hint = Die Zahlen enthalten keine Namen. Werte, hinter denen weniger als drei Personen stehen, bleiben leer.
board-report-name = Was
board-report-days = Tage: Termine, Ergebnisse, Wartezeiten
board-report-visits = Leistungen: dasselbe je Leistung und Weg
board-report-desks = Arbeitsplätze: wie viele und wie lange
board-report-alerts = Meldungen: wann und wie lange
board-report-from = Vom
board-report-to = Bis
board-report-span = Das Ende liegt nach dem Anfang, höchstens 366 Tage.
board-report-csv = Für Tabellen (CSV)
board-report-json = Für Programme (JSON)

board-timeline = Verlauf
board-timeline-waited = Gewartet
board-timeline-talked = Gesprochen
board-timeline-empty = Noch ist nichts geschehen.
board-by-citizen = (Bürgerin oder Bürger)
board-by-its-clerk = (Arbeitsplatz)
board-by-queue-clerk = (Arbeitsplatz)
board-by-supervisor = (Leitung)
board-by-booking-system = (Buchung)
board-by-system = (von selbst)
board-by-other = (unbekannt)
board-move-arrive = In den Warteraum gekommen.
board-move-reschedule = Termin verlegt.
board-move-call = Aufgerufen.
board-move-recall = Noch einmal aufgerufen.
board-move-pre-call = Vorgewarnt: gleich dran.
board-move-hold-on = Um etwas Geduld gebeten.
board-move-step-away = Den Warteraum verlassen; der Platz bleibt.
board-move-place-ends = Gewarnt: Platz endet bald.
board-move-turn-near = Erinnert: bald dran.
board-move-join = Ins Gespräch gekommen.
board-move-connect = Bild und Ton standen.
board-move-patience-over = Auf den Aufruf kam keine Antwort.
board-move-park = Zurückgestellt.
board-move-resume = Wieder in der Reihe.
board-move-skip = Einen Platz nach hinten.
board-move-prioritise = Vorgezogen.
board-move-send-back = In die Reihe zurück.
board-move-clerk-gone = Der Arbeitsplatz hatte die Verbindung verloren.
board-move-citizen-gone = Die Person hatte die Verbindung verloren.
board-move-transfer = Weitergegeben: { $detail }.
board-move-take-up = Nach dem Ende wieder aufgenommen.
board-move-undo = Rückgängig gemacht.
board-move-annotate = Notiz geändert.
board-move-switch-channel = Zum Telefon gewechselt.
board-move-end = Beendet: { $detail }.
board-move-end-supervisor = Von der Leitung beendet: { $detail }.
board-move-leave = Gegangen.
board-move-hold-over = Nicht zurückgekommen; der Platz ist verfallen.
board-move-cancel = Abgesagt.
board-move-expire = Die Zeit des Termins war um.
board-move-amend = Ergebnis geändert: { $detail }.
board-move-other = Geändert.
board-move-ahead = { $n ->
    [one] Vor { $n } anderen Person.
   *[other] Vor { $n } anderen Personen.
  }
board-move-reason = Ein Grund ist vermerkt.

## Wenn etwas nicht geht

desk-problem-other = Das hat nicht geklappt. Versuchen Sie es noch einmal.
desk-problem-internal = Beim Server ist etwas schiefgegangen. Versuchen Sie es in einer Minute noch einmal.
desk-problem-offline = Der Server ist gerade nicht zu erreichen. Prüfen Sie Ihr Netz.
desk-problem-blocked = Dieses Netz lässt die Verbindung nicht durch. Nehmen Sie ein anderes Netz oder fragen Sie Ihre IT.
desk-problem-cookies = Ihr Browser nimmt keine Cookies an. Erlauben Sie Cookies für diese Seite und laden Sie sie neu.
desk-problem-no-queue = Wählen Sie mindestens eine Warteschlange.
desk-problem-not-now = Das geht bei diesem Vorgang gerade nicht mehr. Die Liste zeigt den neuen Stand.
desk-problem-no-skip = Das geht nicht: Dahinter steht niemand, der da ist, oder die Person musste schon oft zurück. Stellen Sie sie zurück oder rufen Sie sie auf.
desk-problem-not-yours = Das dürfen Sie bei diesem Vorgang nicht; zuständig ist, wer aufgerufen hat.
desk-problem-too-early = Dafür ist es noch zu früh. Warten Sie noch etwas.
desk-problem-too-early-until = Das geht ab { $time } Uhr, oder sobald die Person von selbst zurück ist.
desk-problem-visit-over = Dieser Vorgang ist schon beendet.
desk-problem-line-empty = Gerade ist niemand da, den Sie aufrufen können.
desk-problem-desk-busy = Sie haben noch einen Vorgang offen. Beenden Sie ihn zuerst.
desk-problem-queue-closed = Ihr Arbeitsplatz ist für diese Warteschlange nicht geöffnet. Stellen Sie sich auf „Verfügbar“.
desk-problem-closed-today = Diese Warteschlange ist für heute geschlossen. Öffnen Sie sie wieder oder wählen Sie eine andere.
desk-problem-reason-needed = Nennen Sie einen Grund, warum diese Person vorgeht.
desk-problem-conflict = Jemand war gerade schneller. Versuchen Sie es noch einmal.
desk-problem-out-of-turn = Das geht gerade nicht.
desk-problem-op-reused = Das hat nicht geklappt. Laden Sie die Seite neu.
desk-problem-rate = Das war zu oft hintereinander. Warten Sie einen Moment.
desk-problem-store-down = Das System antwortet gerade nicht. Es ging nichts verloren; versuchen Sie es in einer Minute.
desk-problem-unknown = Ob das geschehen ist, ist noch nicht bekannt. Versuchen Sie es noch einmal; doppelt geschieht nichts.
desk-problem-going-away = Der Server wird gewechselt. Versuchen Sie es gleich noch einmal.
desk-problem-old-client = Diese Seite ist veraltet. Laden Sie sie neu.
desk-problem-bad-frame = Das hat nicht geklappt. Laden Sie die Seite neu.
desk-problem-bad-request = Eine Angabe stimmt nicht. Prüfen Sie das Formular.
desk-problem-too-large = Das ist zu lang.
desk-problem-too-slow = Ihre Verbindung ist zu langsam.
desk-problem-slot-taken = Diese Zeit hat gerade jemand anderes gebucht. Wählen Sie eine andere.
desk-problem-service-closed = Dieses Anliegen kann man so nicht buchen.
desk-problem-consent-missing = Die Zustimmung fehlt.
desk-problem-not-found = Das gibt es nicht mehr.
desk-problem-no-push = An dieses Gerät lässt sich keine Nachricht schicken.
desk-problem-not-signed-in = Sie sind nicht mehr angemeldet. Öffnen Sie Ihren Anmelde-Link.
desk-problem-signed-out = Diese Seite ist abgemeldet.
desk-problem-bad-credentials = Sie sind nicht mehr angemeldet. Öffnen Sie Ihren Anmelde-Link.
desk-problem-revoked = Ihre Anmeldung wurde beendet. Öffnen Sie einen neuen Anmelde-Link.
desk-problem-replaced = Ihr Arbeitsplatz ist in einem anderen Fenster geöffnet.
desk-problem-token-invalid = Dieser Anmelde-Link ist nicht gültig.
desk-problem-token-expired = Dieser Anmelde-Link ist abgelaufen.
