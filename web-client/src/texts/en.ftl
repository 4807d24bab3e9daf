language-name = English
language-direction = ltr
language-tag = en-GB

## Frame

frame-skip = Skip to content
frame-city = City administration
frame-help = Help by telephone:
frame-language = Language
frame-about = About these pages
loading = One moment, please …

end-here = Not you? End on this device
end-here-title = End on this device?
end-here-text = After that nothing personal is open here. Your appointment stays. Your link brings you back.
end-here-yes = Yes, end here
end-here-no = No, go on
end-here-done = Nothing personal is open on this device any more.
whose-title = Is this your appointment?
whose-title-many = Which appointment is yours?
whose-text = A link was opened on this device before.
whose-yes = Yes: { $day }, { $time }
whose-yes-walk-in = Yes, the one without a time
whose-no = No

connection-first = We are connecting you …
connection-retrying = The connection is interrupted. We are reconnecting you. Your place is kept.
connection-back = The connection is back.
connection-outdated = This page is out of date. A call goes on, everything else only after reloading.
connection-reload = Reload now
connection-elsewhere = Your appointment is open in another window or on another device.
connection-take-over = Continue here
elsewhere-text = So that nobody listens in, only one window counts. Your place is kept.

action-continue = Continue
action-back = Back
action-slow = No answer yet. It will be done as soon as the connection is back.
action-again = Try again
action-close = Close
action-search = Search
answer-yes = Yes
answer-no = No
field-optional = (optional)

length-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
  }
length-hours = { $h ->
    [one] { $h } hour
   *[other] { $h } hours
  }
length-hours-minutes = { $h ->
    [one] { $h } hour
   *[other] { $h } hours
  } { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
  }

channel-video = Video call
channel-phone = Telephone call
channel-other = Conversation

seat-citizen = You
seat-clerk = Office
seat-interpreter = Interpreter
seat-companion = Companion
seat-colleague = Colleague
seat-other = Somebody else

## Your appointment

join-title = Your appointment
appointment-title = Your appointment
appointment-office = Office
appointment-day = Day
appointment-time = Time
when = { $day }, { $time }
appointment-clock = { $time }
appointment-channel = Type
appointment-reference = Appointment number
appointment-opens-today = The waiting room opens at { $time }, in { $length }.
appointment-opens-later = The waiting room opens on { $day } at { $time }.
appointment-close-page = You can close this page. Just open the same link again later.
appointment-open = The waiting room is open now.
appointment-closed-today = The office is not taking anybody new today.
appointment-closed-today-text = Your appointment cannot take place today. We are sorry. Please choose a new time or call us.
appointment-late = Your appointment has already begun. You can still come until { $time }.
appointment-phone = We will call you. Here you can see when it is your turn.
documents-title = Please have ready
office-closed = The office is closed right now.
office-closed-until = The office is closed right now. It opens at { $time }.
office-closed-until-day = The office is closed right now. It opens on { $day } at { $time }.

## Device check

check-title = Check camera and sound
check-title-phone = Join the line
check-before = We briefly check whether you can be seen and heard. Your browser will ask for permission. Nobody sees or hears you yet.
check-start = Turn on camera and microphone
check-start-audio = Turn on the microphone only
check-skip = Continue without camera and microphone, with text only
check-phone = Or call us: { $phone }
check-text-only = You will write text during the call. You can still turn on camera and microphone later.
check-camera = Camera
check-microphone = Microphone
check-speaker = Loudspeaker
check-camera-fine = Your picture is there.
check-camera-off = The camera is off. That is fine.
check-camera-on = Turn on the camera
check-camera-silent = The camera sends no picture. Is it covered, or on in another program?
check-microphone-speak = Please say something.
check-microphone-fine = We can hear you.
check-microphone-on = Turn on the microphone
check-microphone-off = The microphone is off. You can also write.
check-microphone-muted = The microphone is muted. Nobody hears you.
check-microphone-silent = Nothing comes out of the microphone. Some devices have a switch for it.
check-microphone-quiet = We hear you faintly. Move closer to the microphone.
check-microphone-nothing = We hear nothing. Speak louder or choose another microphone.
check-meter = Loudness of the microphone
check-speaker-try = Can you hear us?
check-speaker-play = Play a sound
check-speaker-fine = You can hear the sound.
check-speaker-bad = Turn up the volume or choose another device below.
check-speaker-meter = Loudness of the sound
check-speaker-asked-tone = Did you hear the sound?
check-speaker-asked-voice = Did you hear yourself?
check-next-speaker = You hear nothing yet. You can go on all the same and read text.
check-next-microphone = Nobody hears you yet. You can go on all the same and write text.
check-next-listen = Play the sound now.
check-next-speak = Say a few words now.
check-next-no-camera = Sound is ready. Without a camera you are heard, but not seen.
check-next-fine = Everything is ready.
check-asking = Your browser is asking you. Please allow access.
check-into-line = Enter the waiting room

trouble-camera-denied = The browser may not use the camera. Tap the lock beside the address and allow the camera. Or continue without it.
trouble-camera-absent = We cannot find a camera. You can continue without it.
trouble-camera-in-use = Another program is using the camera. Close it. Or continue without the camera.
trouble-microphone-denied = The browser may not use the microphone. Tap the lock beside the address and allow the microphone. You can also write.
trouble-microphone-absent = We cannot find a microphone. You can write during the call or telephone us.
trouble-microphone-in-use = Another program is using the microphone. Close it and try again.
trouble-other = The device does not answer. You can continue all the same.
trouble-unsupported = This browser cannot use a camera or a microphone.
trouble-unsupported-advice = Open the link in another browser. Or write text during the call.

when-zone = Times are those at the office ({ $zone }).
when-called-title = When it is your turn
when-called-ask = Ask me first
when-called-ask-hint = You press “Join now” yourself.
when-called-connect = Connect me at once
when-called-connect-hint = After three seconds the call begins by itself.
consent-video = With “Enter the waiting room” you agree that picture, sound and text are transmitted during the call. Nothing is recorded.
consent-phone = The call is not recorded.

devices-title = Choose other devices
devices-none = Your browser shows us no devices.
devices-nameless = Device { $n }
trial-start = Test in two seconds
trial-hint = Speak briefly, then hear yourself. Nothing leaves your browser.
trial-recording = Speak now …
trial-playing = This is how you sound.
trial-failed = The test did not work. Check microphone and loudspeaker.
trial-again = Test again
trial-heard-well = You are heard well.
trial-heard-quiet = You are heard faintly. Move closer to the microphone.
trial-heard-nothing = Nothing was heard in these two seconds.

## Waiting room

waiting-title = Waiting room
waiting-tab = { $n ->
    [0] Next – waiting room
   *[other] { $n } before you – waiting room
  }
waiting-before-you = Before you:
waiting-next = You are next.
waiting-ahead-sentence = { $n ->
    [0] Nobody is before you.
    [one] { $n } person is before you.
   *[other] { $n } people are before you.
  }
waiting-between = about { $from } to { $to } minutes
waiting-about = about { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
  }
waiting-up-to = at most { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
  }
waiting-between-long = about { $from } to { $to }
waiting-about-long = about { $length }
waiting-up-to-long = at most { $length }
waiting-any-moment = any moment now
phone-rings-any-moment = Your telephone will ring any moment now.
waiting-time-unknown = We cannot say yet how long it will take.
waiting-no-desk = No counter at the office is staffed right now. Your place is kept.
waiting-in-line = You are in the waiting room.
waiting-place-kept = Your place is kept.
waiting-parked-other = The office has put your appointment aside for a moment.
waiting-parked-papers = Please get your documents. The office is waiting for you.
waiting-parked-interpreter = The office is waiting with you for the interpreter.
waiting-parked-clarify = The office is finding something out for you.
waiting-parked-wish = You asked for a moment. The office is waiting for you.
waiting-parked-hint = Since { $time }. Your place is kept. The office will bring you back in afterwards.
waiting-look-away = You can do something else. Keep this page open: we will call you with a sound.
waiting-look-away-connect = You can do something else. Keep this page open: we will call you with a sound and then connect you.
waiting-unchecked = Your camera and microphone have not been checked yet. You can do it now.
waiting-test-sound = Test the sound
waiting-sound-played = This is how it sounds. Heard nothing? Turn up the volume.
waiting-sound-held = Click or tap this page once. Only then does your browser let us call you with a sound.
waiting-sound-blocked = Your browser is not playing sounds. Keep an eye on this page.
waiting-notice = With a notification, too
waiting-notice-on = Notification is on
waiting-close-page = If you only close this page, your place is kept for { $length }.

reason-earlier-place = Somebody with an earlier place is before you.
reason-no-desk = No counter at the office is staffed right now.
reason-desk-taken = The free counter has just called somebody else.
reason-takes-longer = A call before you is taking longer.
reason-fewer-desks = Fewer people are working at the office than planned.
reason-today = Calls are taking longer today than planned.
reason-other = The waiting time has changed.

returned-send-back = The office has withdrawn the call.
returned-send-back-more = You are at the front and will be called again soon.
returned-clerk-gone = The office lost its connection.
returned-clerk-gone-more = You are at the front and will be called again soon.
returned-citizen-gone = Your connection was gone.
returned-citizen-gone-more = You are at the front and will be called again soon.
returned-transfer = You were passed on to: { $office }.
returned-transfer-more = You need not explain again. Your waiting continues there.
returned-other = You are back in the waiting room. Your place is kept.

late-title = The office is running { $length } later than planned. We are sorry.
late-hint = Your place is safe. You do not have to do anything.
late-choices = What would you like to do?
late-choices-announced = You can keep waiting or choose something else.
late-wait-on = Keep waiting

stay-close-title = You are next.
stay-close-text = Please stay close to this device now.
stay-close-phone = Please have your telephone in your hand. We are about to call.

notice-title = The office says
notice-title-at = The office says, { $time }
closed-today-title = The office is not taking anybody new today.
closed-today-text = Those who are already waiting will still have their turn. So will you.

phone-rings-in = Call in { $time }
phone-rings-between = That is about between { $from } and { $to }.
waiting-phone-close = You can close this page. We will call you anyway.
waiting-phone-number = Your telephone may not show our number. Please answer anyway.

ways-title = I do not want to wait here
ways-text = Your place is kept in any case.
ways-mail = Leave and get an e-mail
ways-push = Leave and get a message on this device
ways-phone = Rather talk by telephone
ways-move = Move the appointment
away-title = You can close this page.
away-close-title = Are you back?
away-over = Good, you are back. Please keep this page open.
away-close-text = Then please keep this page open now.
away-text = We will send you an e-mail when it is nearly your turn. Your place is kept.
away-push-text = This device will show you a message when it is nearly your turn. Leave it switched on and do not quit the browser. Your place is kept.
notice-near-title = It is nearly your turn
notice-near-text = Please come back to the waiting room now.
notice-place-ends-title = Your place in the waiting room ends soon
notice-place-ends-text = Please come back, then your place is kept.
away-back = I am back

call-back-title = Shall we call you?
call-back-text = Instead of the video call we will ring you when it is your turn. Your place is kept. You can then close the page.
call-back-no-way-back = You cannot go back to video then.
call-back-number = Which number shall we call?
call-back-known = The number you gave when booking
call-back-other = Another number
call-back-yes = Yes, call me
call-back-no = No, keep waiting here

move-text = Your place in the waiting room is kept until you confirm a new time.
move-keep = Keep waiting after all
move-title = New time: { $day }, { $time }?
move-confirm = This gives up your place in the waiting room. The same link stays valid.
move-confirm-booked = This gives up your old time. The same link stays valid.
move-yes = Yes, move it
move-no = No

why-button = Why was somebody before me?
why-nobody = Nobody was called before you since you have been waiting.
why-in-order = Nobody was called before you whose turn was after yours.
why-appointment = { $n ->
    [one] { $n } person had an earlier place than you.
   *[other] { $n } people had an earlier place than you.
  }
why-same-moment = { $n ->
    [one] { $n } person was called at the same moment.
   *[other] { $n } people were called at the same moment.
  }
why-called-out-of-turn = { $n ->
    [one] The office called { $n } person out of turn. It has put the reason on record.
   *[other] The office called { $n } people out of turn. It has put the reasons on record.
  }
why-put-back-by-office = { $n ->
    [one] { $n } person had been called already, but the call did not work out. So they went first.
   *[other] { $n } people had been called already, but the calls did not work out. So they went first.
  }
why-you-were-away = { $n ->
    [one] { $n } person was called while you were not connected.
   *[other] { $n } people were called while you were not connected.
  }
why-you-missed-a-call = { $n ->
    [one] { $n } person was called after you did not answer our call.
   *[other] { $n } people were called after you did not answer our call.
  }
why-you-were-skipped = { $n ->
    [one] { $n } person was called because the office once moved you back. It has put the reason on record.
   *[other] { $n } people were called because the office once moved you back. It has put the reason on record.
  }
why-you-were-parked = { $n ->
    [one] { $n } person was called while your appointment was put aside.
   *[other] { $n } people were called while your appointment was put aside.
  }
why-other = { $n ->
    [one] { $n } person was before you for another reason.
   *[other] { $n } people were before you for another reason.
  }

leave-button = Give up my place
leave-title = Really give up your place?
leave-text = This ends your appointment. If you only need a moment, leave the page open or close it: your place is kept.
leave-yes = Yes, give it up
leave-no = No, keep waiting

## Text line

chat-title = Messages
chat-empty = You can write to the office here.
chat-label = Your message
chat-send = Send
chat-new = Message from the office
chat-read = Read
chat-you = You
chat-announced = Message from { $who }: { $text }

## Called

called-title = It is your turn
called-notice = Please join the call now.
called-by = { $name } is calling you.
called-by-office = { $office } is calling you.
called-join = Join now
called-join-now = Join at once
called-wait = Do not connect yet
called-countdown = { $n ->
    [0] Connecting you …
    [one] We connect you in { $n } second.
   *[other] We connect you in { $n } seconds.
  }
called-patience = This call stays open for { $time } minutes. After that your place is kept and we call you again later.
called-patience-soon = Please join now.
called-patience-over = This call is about to end.
called-hold-on = I am coming
called-held = Good. This call now stays open until { $time }.
called-phone-title = Your telephone is ringing now
called-phone-text = Please answer it. There is nothing to press here.

passed-over-title = We called you
passed-over-text = You did not answer. That is all right: your place is kept. Tell us when you are back.
passed-over-phone-title = We called you
passed-over-phone-text = You did not answer. That is all right: your place is kept. Tell us when we can call again.
passed-over-warning = If you do not answer { $n } times, your appointment ends.
passed-over-back = I am here

## Call

call-with = In the call: { $names }
call-picture-of = Picture of { $name }
call-whole = Whole picture
call-fill = Fill the screen
zoom-title = Part of the picture
zoom-in = Enlarge the picture
zoom-out = Make the picture smaller
zoom-reset = { $percent } – reset
call-own-picture = Your own picture
call-own-picture-off = Your camera is off
call-own-move = Own picture to the next corner
phone-call-title = Your talk is on the telephone
phone-call-text = No call yet? It is about to come. You can close this page.
call-connecting = We are connecting you …
call-not-here = Not here right now
call-no-picture = Camera is off
call-camera-lost = Camera has failed
call-muted = { $name }, microphone off
call-interrupted = Connection interrupted
call-audio-only = Sound only
call-audio-only-switch = Sound only, no pictures (saves data)
call-audio-only-turn-on = Sound only
call-start-devices = Turn on microphone and camera

call-trouble-path = The connection is interrupted. We are restoring it.
call-trouble-slow = The connection is not there yet. You can also write or telephone.
call-trouble-alone = The office is away for a moment. Please stay, it will go on soon.
call-trouble-silent = Microphone and camera are still off. The office does not hear or see you.
call-trouble-microphone = Your microphone does not work. You can also write.
call-trouble-poor = The connection is weak. It works better without pictures.
call-held = Your browser still holds back picture or sound.
call-held-silent = You do not hear the office yet. Your microphone and camera are still off, too.
call-held-start = Start picture and sound
call-trouble-muted = Your microphone gives no sound. It may be muted on the device.
call-trouble-camera = Your camera has failed. You can still be heard.
call-trouble-replaced = A device is gone. We go on with: { $label }.
call-other-microphone = The microphone at the other end has failed. It is not your fault. You can still write.
call-other-camera = The camera at the other end has failed. You can still talk.

bar-label = Controls of the call
bar-microphone-on = Mic on
bar-microphone-off = Mic off
bar-camera-on = Camera on
bar-camera-off = Camera off
bar-text = Text
bar-devices = Devices
bar-leave = Hang up

hang-up-title = End the call?
hang-up-text = This ends your appointment.
hang-up-yes = Yes, hang up
hang-up-no = No, keep talking

## Goodbye

outcome-completed = Thank you for the conversation.
outcome-completed-next = Your matter has been discussed. You can close this page.
outcome-come-in-person = Please come to the office in person.
outcome-come-in-person-next = What you have discussed is noted. You do not have to start again.
outcome-continued-by-phone = The conversation continues by telephone.
outcome-continued-by-phone-next = Keep your telephone at hand.
outcome-no-show-citizen = The appointment is over. We could not reach you.
outcome-no-show-citizen-next = You can book a new appointment.
outcome-no-show-office = We are sorry: the office could not keep your appointment.
outcome-no-show-office-next = It was not your fault. Please book a new appointment or call us.
outcome-citizen-left = You gave up your place.
outcome-citizen-left-next = If you still want to talk to us, book a new appointment.
outcome-lost-contact = The connection was lost.
outcome-lost-contact-next = Call us or book a new appointment.
outcome-technical-failure = The call failed for technical reasons.
outcome-technical-failure-next = It was not your fault. Call us or book a new appointment.
outcome-cancelled = The appointment is cancelled.
outcome-cancelled-next = You can book a new appointment.
outcome-transferred-out = Another office is taking over.
outcome-transferred-out-next = You will hear from them. Your details have been passed on.
outcome-aborted = The call was ended.
outcome-aborted-next = Call us if you have questions.
outcome-other = The appointment is over.
outcome-other-next = You can close this page.
goodbye-phone = Questions? Call us: { $phone }
goodbye-book = Book a new appointment

## When something fails

problem-other = That did not work.
problem-other-advice = Try again or call us.
problem-internal = Something went wrong on our side.
problem-internal-advice = Try again in a minute or call us.
problem-blocked = This network does not let the connection to the waiting room through.
problem-blocked-advice = Use another network or mobile data and reload the page. Or call us.
problem-cookies = Your browser does not accept cookies.
problem-cookies-advice = Without cookies we cannot find your appointment again. Allow cookies for this site and reload the page. Or call us.
problem-offline = We cannot reach the server.
problem-offline-advice = Check your internet connection and try again.
problem-no-session = This page belongs to an appointment.
problem-no-session-advice = Please open the link from your confirmation. It is in the e-mail or the letter.
problem-token-invalid = This link is not valid.
problem-token-invalid-advice = Copy the whole link from your confirmation. Or call us.
problem-token-expired = This link has expired.
problem-token-expired-advice = The appointment is over. You can book a new one.
problem-signed-out = This page is signed out.
problem-signed-out-advice = Please open the link from your confirmation again.
problem-not-signed-in = You are not signed in.
problem-not-signed-in-advice = Please open your link again.
problem-bad-credentials = You are not signed in.
problem-bad-credentials-advice = Please open your link again.
problem-revoked = This link was withdrawn.
problem-revoked-advice = We have sent you a new one. Or call us.
problem-replaced = Your appointment is open in another window.
problem-visit-over = This appointment is over.
problem-too-early = The waiting room is still closed. It opens: { $at }.
problem-not-now = That is not possible right now.
problem-not-now-advice = The page will show you what is possible now.
problem-not-yours = That is not allowed.
link-not-whole = This link is not whole.
lost-title = There is no such page.
lost-advice = Perhaps a part of the link is missing. Copy the whole link from your confirmation.
lost-phone = Do you need help? Call us: { $phone }
problem-not-found = We did not find that.
problem-not-found-advice = Check what you entered or call us.
problem-bad-request = Something you entered is not right.
problem-bad-request-advice = Please check what you entered.
problem-consent-missing = Please confirm the privacy notice.
problem-slot-taken = Somebody else has just booked this time.
problem-slot-taken-advice = Please choose another time. What you entered is kept.
problem-slot-taken-action = Choose another time
problem-service-closed = There are no appointments for this service right now.
problem-queue-closed = The office is closed right now.
problem-line-empty = Nobody is waiting right now.
problem-desk-busy = Another call is still open.
problem-no-push = We cannot send a message to this device.
problem-no-push-advice = Please choose e-mail or telephone if it is offered. Or keep this page open.
problem-push-refused = Your browser does not allow messages from this page.
problem-push-refused-advice = You can allow them in the settings of the browser. Or choose e-mail or telephone if it is offered. Or keep this page open.
problem-push-failed = The device could not sign up for messages.
problem-push-failed-advice = Please choose e-mail or telephone if it is offered. Or keep this page open. Your place is kept.
problem-reason-needed = Please give a reason.
problem-conflict = This has just changed.
problem-conflict-advice = Please try again.
problem-rate = That was too often in a row.
problem-rate-advice = Wait a moment and try again.
problem-store-down = Our system does not answer right now.
problem-store-down-advice = Nothing was lost. Try again in a minute.
problem-unknown = We do not know yet whether that worked.
problem-unknown-advice = Try it once more. Nothing happens twice.
problem-going-away = We will reconnect you in a moment.
problem-old-client = This page is out of date.
problem-old-client-advice = Please reload the page.
problem-out-of-turn = That is not possible right now.
problem-op-reused = That did not work.
problem-bad-frame = That did not work.
problem-too-large = That is too large.
problem-too-slow = The connection is too slow.

## Services and booking

catalogue-title = Book an appointment to talk to us
catalogue-intro = Talk to the office by video or telephone. You do not need an account.
catalogue-search = What do you need help with?
catalogue-filter = Way to talk
catalogue-filter-all = All
catalogue-count = { $n ->
    [0] We found nothing for this.
    [one] { $n } service
   *[other] { $n } services
  }
catalogue-phone = Telephone: { $phone }
catalogue-minutes = { $n } minutes
catalogue-interpreter = with an interpreter
catalogue-documents = Please have ready: { $list }
catalogue-next = Next free appointment: { $day }, { $time }
catalogue-book = Choose a time
catalogue-planned = Soon here, too
catalogue-no-channel = On site only
legal-gate-appearance-in-person = You may still have to come to the office at the end. We advise and prepare.
legal-gate-other = Not everything can be completed in the call. We advise and prepare.

booking-all-services = All services
booking-step = Step { $n } of { $of }
booking-time = When does it suit you?
booking-person = Who is coming?
booking-summary = Is everything right?
booking-done = Your appointment is booked
booking-already = You have booked already
booking-already-missing = What you changed since is not in it.
booking-already-advice = You can move the appointment, or cancel it and book again.
booking-channel = How do you want to talk?
booking-video-hint = In the browser, with or without a camera. You need no program.
booking-phone-hint = We call you.
booking-service = Service
booking-name = Name
booking-name-any = You do not have to give your real name.
booking-email = E-mail
booking-email-hint = Then we send you the link.
booking-phone = Telephone number
booking-phone-needed = We will call you on this number.
booking-phone-why = In case the connection breaks.
booking-language = Language of the conversation
booking-language-simple = Easy German
booking-needs = What should we know?
booking-needs-hint = For example: an interpreter, sign language, a companion, a case reference.
booking-other-time = Choose another time
booking-change = Change my details
booking-consent = You may process my details for this appointment.
booking-book = Book the appointment
booking-link-title = Your link
booking-link-video = This link takes you to the waiting room. Keep it safe.
booking-link-phone = We call you. With this link you can see when it is your turn.
booking-mailed = We have sent you an e-mail.
booking-mailed-demo = The e-mail is in the mailbox of the demo.
booking-open = Go to the appointment
booking-calendar = Add to calendar
booking-manage = Look at, move or cancel the appointment
copy = Copy the link
copy-done = Copied
slots-none = Nothing is free in this time.
slots-more = More days

mistake-name = Please give a name.
mistake-name-unseen = Please give a name with at least one letter.
mistake-email = Please check the e-mail address.
mistake-email-name = Please check the part before the @: letters a to z without accents, digits, single dots and dashes are possible.
mistake-email-host = Please check the part after the @. It looks like this: example.org
mistake-phone = Please check the telephone number. Only digits are possible, with a plus before them.
mistake-phone-short = Please check the telephone number: digits are missing.
mistake-phone-long = Please check the telephone number: there are too many digits.
mistake-phone-emergency = We cannot call anybody back at an emergency number. Please give another number.
mistake-phone-costly = Calling this number costs extra. Please give another number.
mistake-phone-needed = Please give a telephone number so that we can call you.
mail-refused = Our e-mail does not arrive at the address that you gave. Please write down time and reference, and keep the link.
mistake-consent = Please agree, otherwise we cannot book the appointment.

manage-title = Your appointment
manage-preline = Appointment number { $reference }
manage-live = This appointment is under way.
manage-move = Move the appointment
manage-move-title = Choose a new time
manage-keep = Keep the old time
manage-moved = Moved to { $day }, { $time }.
manage-cancel = Cancel the appointment
manage-cancel-title = Really cancel the appointment?
manage-cancel-text = The time will be free for others.
manage-cancel-yes = Yes, cancel it
manage-cancel-no = No, keep it

## More pages

imprint-title = Imprint
privacy-title = Privacy
privacy-device = Your browser stores only what the appointment needs: a cookie for your session, the language you chose and, if you want a message on this device, which appointment it is for.
accessibility-title = Accessibility
accessibility-contact = Does a barrier stop you? Call us. The number is at the top of the page.

statistics-title = Figures
statistics-intro = What became of the appointments. Without names, counted from the appointments themselves. As of: { $at }.
statistics-empty = There are no figures yet.
statistics-held = Conversations
statistics-held-formula = All conversations in which both sides were connected.
statistics-held-share = Appointments that took place
statistics-held-share-formula = Conversations ÷ (conversations + nobody came + office could not)
statistics-office-share = Kept by the office
statistics-office-share-formula = Conversations ÷ (conversations + office could not)
statistics-by-month = Conversations by month
statistics-by-month-formula = Sum of the conversations in the month of the appointment.
statistics-little = These are only few appointments so far: { $n }.
statistics-little-more = Shares may still change a lot. That is why the counts stand here, too.
statistics-part-of = { $part } of { $of }
statistics-comparison = In the last { $n } weeks { $last }, in the { $n } before { $before }.
statistics-no-comparison = A comparison with the time before appears here after { $n } full weeks.
statistics-by = Period
statistics-weeks = Weeks
statistics-months = Months
statistics-by-week = Conversations by week
statistics-by-week-formula = Sum of the conversations from Monday to Sunday.
statistics-week = Week from { $from }
statistics-this-week = Week from { $from } (not over yet)
statistics-take = Save:
statistics-take-picture = picture
statistics-take-table = table
statistics-by-department = Conversations by office
statistics-by-department-formula = Sum of the conversations of all services of an office.
statistics-by-end = What became of the appointments
statistics-by-end-formula = Every appointment that has ended counts once.
statistics-split = ({ $video } video, { $phone } telephone)
statistics-end-held = Took place
statistics-end-no-show-citizen = Nobody came
statistics-end-no-show-office = Office could not
statistics-end-cancelled = Cancelled
statistics-end-other = Other
statistics-table = All figures as a table
statistics-column-month = Month
statistics-column-department = Office
statistics-column-service = Service
statistics-column-channel = Type
statistics-column-booked = Booked
statistics-column-held = Conversations
statistics-column-no-show-citizen = Nobody came
statistics-column-no-show-office = Office could not
statistics-column-cancelled = Cancelled
statistics-column-other = Other
statistics-column-wait = Waiting time in minutes (median)

mailbox-title = Mailbox of the demo
mailbox-intro = Here lies what the program would have sent by e-mail. Nothing of it leaves this machine.
mailbox-refresh = Reload
mailbox-empty = No e-mails yet.
mailbox-to = To { $to }, { $at }
mailbox-attached = Attached: { $list }

demo-title = Demo
demo-intro = Open the three doors in three windows and play all the roles yourself.
demo-citizen = Citizen
demo-citizen-text = A booked appointment: check, wait, talk.
demo-clerk = Office
demo-clerk-text = The line: call, talk, conclude.
demo-supervisor = Supervisor
demo-supervisor-text = All lines at a glance.
demo-fresh = New appointment for the first door
demo-played = Whom shall the program play?
demo-played-citizens = Citizens come by themselves
demo-played-clerk = The office calls by itself
demo-catalogue = Book an appointment yourself
