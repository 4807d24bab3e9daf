## Desk: frame

desk-title = Desk
desk-stage-title = What is going on now
desk-nameless = No name
desk-signed-out-title = You are not signed in
desk-signed-out-hint = Open the sign-in link from your administration. You need a new one each day.
desk-sign-out = Sign out
desk-sign-out-title = Do you want to sign out?
desk-sign-out-text = To sign in again, open your sign-in link.
desk-sign-out-busy = Somebody is with you now. This person goes back into the line.
desk-save = Save
desk-online = Connected
desk-offline = No connection
desk-connection-first = We are connecting you …
desk-connection-blocked = This network does not let the connection through (WebSocket). Another network or your technicians can help. Until then use the telephone.
desk-connection-lost = The connection is interrupted. We are connecting you again. A running call goes on.
desk-connection-back = The connection is back.
desk-outdated = This page is out of date. A call goes on, everything else only after reloading.
desk-reload = Reload now
desk-replaced = Your desk is open in another window. It goes on here only once you take it over.
desk-take-over = Take over here

desk-state = My state
desk-state-open = Available
desk-state-break = Break
desk-state-closed = Closed
desk-state-other = Unknown
desk-state-after = applies after this call
desk-queues = Your queues
desk-queues-of = { $n ->
    [one] { $n } queue
   *[other] { $n } queues
  }
desk-queue-option = { $name } ({ $n ->
    [0] nobody waiting
   *[other] { $n } waiting
  })
desk-queue-option-closed = { $name } (closed for today, { $n ->
    [0] nobody waiting
   *[other] { $n } waiting
  })
desk-served = Today: { $n }
desk-tones-on = Sounds on
desk-tones-off = Sounds off
desk-tones-title = Sounds on this device
desk-tones-text = Without your choice this desk stays silent. The choice is for this device only.
desk-tones-arrivals = Ring when somebody comes into the waiting room
desk-tones-knock = Knock when somebody in the waiting room writes
desk-tone-chime = Two tones
desk-tone-bell = Bell
desk-tone-steps = Three tones upwards
desk-tone-fall = Two tones downwards
desk-tone-drop = Two short tones
desk-tone-knock = Knock
desk-tone-none = No sound
desk-tone-listen = Listen
desk-tone-listen-to = Listen: { $name }
desk-arrival-notice = Somebody has arrived
desk-arrival-waiting = { $n ->
    [one] { $n } person is waiting.
   *[other] { $n } people are waiting.
  }
desk-new = New
desk-day = Day
desk-keys = Keys

## The lines

desk-lines-title = Waiting
desk-lines-none = You have not chosen a queue.
desk-lines-fresh = { $n ->
    [one] Show { $n } new person
   *[other] Show { $n } new people
  }
desk-lines-moved = Show the new order
desk-line-count = { $n } waiting
desk-line-empty = Nobody is waiting.
desk-line-closed = Nobody is waiting. The office is closed.
desk-row-gone = no longer in line
desk-slot = Appointment { $time }
desk-walk-in = no appointment
desk-length-minutes = { $n } min
desk-length-hours = { $h } h
desk-length-hours-minutes = { $h } h { $n } min
desk-wait-just-now = just now
desk-line-parked = { $n } set aside
desk-line-closed-today = Closed for today: nobody new comes into the line.
desk-line-notice = Notice to everybody who waits:
desk-row-menu = { $name }: what to do?
desk-queue-menu = { $queue }: what to do?
desk-queue-call = Call next from here only
desk-queue-tell = Notice to everybody who waits
desk-queue-tell-other = Change or take back the notice
desk-queue-close = Close for today
desk-queue-reopen = Open again
desk-why-hint = Point at a person: here it says why they stand where they stand.
desk-why-slot = By the appointment at { $slot }; here since { $from }.
desk-why-late = Came at { $from }, later than the appointment at { $slot }, and so stands by arrival.
desk-why-walk-in = Without an appointment; here since { $from }, ten minutes behind appointments.
desk-why-front = At the very front because they were called before; here since { $from }.
desk-why-priority = Has priority and so counts ten minutes earlier.
desk-why-skipped = { $n ->
    [one] Was put one place back.
   *[other] Was put back { $n } times.
  }
desk-why-transferred = Came from another queue.
desk-why-parked = Is set aside and passed over meanwhile.
desk-why-parked-for = Is set aside ({ $reason }) and passed over meanwhile.
desk-why-passed = Missed { $n } of { $of } calls and is passed over for a short time.
desk-why-recall = Missed { $n } of { $of } calls and is passed over until { $time }.
desk-why-mail = Has closed the page and is called by mail.
desk-why-push = Has closed the page and is called by a message to the device.
desk-why-away = Is away right now and is passed over meanwhile.

desk-flag-new = new
desk-flag-mine = with you
desk-flag-away = away right now
desk-flag-changed = changed
desk-flag-late = due for { $length }
desk-flag-mail = on the way, is called by mail
desk-flag-push = on the way, is called by a message
desk-flag-missed = missed { $n } of { $of } calls
desk-flag-close = stays close
desk-flag-priority = Priority
desk-flag-transferred = handed over
desk-flag-noted = Internal note
desk-flag-parked = set aside since { $time }
desk-flag-parked-for = set aside since { $time }: { $reason }
desk-flag-phone = Telephone
desk-flag-needs = Needs
desk-flag-texts = { $n ->
    [one] { $n } message
   *[other] { $n } messages
  }
desk-stage-booked = not here yet
desk-stage-waiting = waiting
desk-stage-parked = set aside
desk-stage-called = called
desk-stage-in-call = in a call
desk-stage-ended = ended
desk-stage-other = unknown
desk-check-fine = Picture and sound checked
desk-check-absent = Device missing
desk-check-denied = Device not allowed
desk-check-unknown = Device not checked
desk-check-other = Device not checked
desk-device-fine = works
desk-device-absent = missing
desk-device-denied = not allowed
desk-device-unknown = not checked
desk-device-other = not checked
desk-checks = Camera { $camera }, microphone { $microphone }, sound { $speaker }
desk-language-de = German
desk-language-de-simple = Easy German
desk-channel-video = Video
desk-channel-phone = Telephone
desk-channel-other = Other

## The middle

desk-closed-title = Your desk is closed
desk-closed-hint = Choose the queues that you call from.
desk-open = Open the desk
desk-check-devices = Check camera and microphone
desk-break-title = You are on a break
desk-break-hint = Nobody comes to you until you go on.
desk-break-over = Back to work
desk-idle-title = Next
desk-idle-empty = Nobody is waiting
desk-idle-hint = Whoever comes appears in the list.
desk-idle-all-away = { $n ->
    [one] One person is in the list, but away right now. You can still call them from the list.
   *[other] { $n } people are in the list, but away right now. You can still call them from the list.
  }
desk-idle-parked = { $n ->
    [one] One person is set aside; you can call them from the list.
   *[other] { $n } people are set aside; you can call them from the list.
  }
desk-idle-closed-until = The office opens at { $time }.
desk-idle-closed-until-day = The office opens on { $day } at { $time }.
desk-call-next = Call next
desk-idle-other-queues = Or from one queue only
desk-idle-from = Next person from { $queue }
desk-last = Last:
desk-take-up = Take up again
desk-amend = Change
desk-amend-title = { $name }: change the outcome
desk-note = Note
desk-note-save = Save note
desk-note-internal = Only desks see this. It saves itself.
desk-note-unsaved = Not saved yet
desk-note-failed = { $problem } The note is not saved yet.
desk-note-saving = Saving …
desk-note-saved = Saved
desk-note-hidden = There is a note. You see it once you call the person.
desk-case = Case reference
desk-outcome = Outcome

desk-called-title = { $name } has been called
desk-called-asked = They hear a sound and have to join themselves.
desk-called-connects = They are connected by themselves.
desk-called-since = Called { $time } ago.
desk-called-left = { $n ->
    [one] { $n } second left to answer.
   *[other] { $n } seconds left to answer.
  }
desk-called-over = The time to answer is over.
desk-withdraw = Take it back
desk-no-show = Did not come
desk-not-reached = Not reached
desk-phone-title = Call { $name } by telephone
desk-phone-talk = On the telephone: { $name }
desk-phone-call = Telephone number
desk-phone-unknown = There is no telephone number for this appointment.
desk-phone-number = Telephone number
desk-answered = Has answered
desk-send-back = Back into the line
desk-end = End
desk-to-phone = Telephone
desk-to-phone-title = Go on by telephone?
desk-to-phone-text = The video call ends, the appointment goes on by telephone.
desk-to-phone-yes = Go on by telephone
desk-to-phone-known = The appointment has the number. You will see it in a moment.
desk-to-phone-unknown = The appointment has no number. Ask the person for it now.
desk-to-phone-other = Another number

desk-ending-title = How did it turn out?
desk-ending-back = Do not end yet
desk-outcome-completed = Done
desk-outcome-come-in-person = Has to come in person
desk-outcome-continued-by-phone = Goes on by telephone
desk-outcome-no-show-citizen = Did not come
desk-outcome-no-show-office = Our fault: office was not there
desk-outcome-citizen-left = Has left
desk-outcome-lost-contact = Connection lost
desk-outcome-technical-failure = Technology failed
desk-outcome-cancelled = Cancelled
desk-outcome-transferred-out = Handed to another office
desk-outcome-aborted = Ended by the supervisor
desk-outcome-other = Ended
desk-outcome-hint-come-in-person = Your note stays with the visit.
desk-outcome-hint-no-show-citizen = The person was not there.
desk-outcome-hint-no-show-office = The person was there, we were not.
desk-outcome-hint-transferred-out = To an office elsewhere.

desk-wide = Large picture
desk-wide-off = With columns
desk-full = Full screen
desk-full-off = Leave full screen
desk-drawer = Record

desk-call-trouble-slow = The connection is not there yet. You can write or change to the telephone.
desk-call-trouble-alone = The other side is not there right now. It usually comes back by itself.
desk-call-trouble-microphone = Your microphone does not work. The other side does not hear you.
desk-call-trouble-silent = Your microphone is still off. The other side does not hear you.
desk-call-held-silent = Sound or picture of the other side are still off; so are your microphone and camera.
desk-call-other-microphone = { $name } cannot be heard: the microphone there has failed. Write, or change to the telephone.
desk-call-other-camera = { $name } cannot be seen: the camera there has failed.

desk-devices-title = Camera and microphone
desk-devices-done = Done
desk-camera-denied = The browser may not use the camera. Allow it with the lock beside the address. The call works without your picture, too.
desk-camera-absent = No camera is connected. The call works without your picture, too.
desk-camera-in-use = Another program uses the camera. The call works without your picture, too.
desk-camera-other = The camera does not answer. The call works without your picture, too.
desk-microphone-denied = The browser may not use the microphone. Allow it with the lock beside the address. Until then you can only write.
desk-microphone-absent = No microphone is connected. Until then you can only write.
desk-microphone-in-use = Another program uses the microphone. Until then you can only write.
desk-microphone-other = The microphone does not answer. Until then you can only write.

## The record

desk-record-title = Record
desk-record-other = From the list
desk-record-next = Comes next
desk-record-then = After that
desk-record-empty = Choose a person in the list to see more or to write to them.
desk-record-back = Back to the current visit
desk-verbs = What to do?
desk-verb-call = Call
desk-verb-recall = Call again
desk-verb-recall-from = Call again, from { $time }
desk-verb-pre-call = Tell: next
desk-verb-resume = Back into the line
desk-verb-park = Set aside
desk-verb-skip = One place back
desk-verb-prioritise = Priority
desk-verb-transfer = Hand over
desk-verb-end = End
desk-fact-service = Service
desk-fact-slot = Time
desk-fact-channel = By
desk-fact-waits = Waiting
desk-fact-place = Place
desk-fact-reference = Number
desk-fact-language = Language
desk-fact-needs = Needs
desk-fact-check = Devices
desk-fact-documents = Documents
desk-fact-presence = Presence
desk-texts-empty = You can write to the person here.
desk-moves-title = History
desk-move-reschedule = Appointment moved.
desk-move-arrive = Came into the waiting room.
desk-move-arrive-reasoned = Came into the waiting room with priority.
desk-move-call = Called.
desk-move-join = Came into the call.
desk-move-connect = The connection was there.
desk-move-patience-over = Did not answer the call.
desk-move-send-back = Call taken back, at the very front of the line.
desk-move-send-back-supervisor = Sent back into the line by the supervisor.
desk-move-recall = Called again after a missed call.
desk-move-pre-call = Told in advance: soon their turn.
desk-move-place-ends = Warned: the place ends soon.
desk-move-turn-near = Has been told: soon their turn.
desk-move-park = Set aside.
desk-move-resume = Back in the line.
desk-move-skip = Put one place back.
desk-move-prioritise = Given priority.
desk-move-transfer = Handed over to: { $detail }.
desk-move-transfer-bare = Handed over to another queue.
desk-move-annotate = Note or case reference changed.
desk-move-take-up = Taken up again after its end.
desk-move-undo = Last step taken back.
desk-move-hold-on = The person is on the way and got more time.
desk-move-step-away = The person closed the page and is called in time.
desk-move-clerk-gone = The office had lost its connection.
desk-move-citizen-gone = The person had lost the connection.
desk-move-switch-channel = Changed to the telephone.
desk-move-end = Ended: { $detail }.
desk-move-end-supervisor = Ended by the supervisor: { $detail }.
desk-move-leave = The person left.
desk-move-hold-over = Did not come back; the place was given up.
desk-move-cancel = Cancelled.
desk-move-expire = The time of the appointment was over.
desk-move-amend = Outcome changed: { $detail }.
desk-move-other = Changed.
desk-move-reason = { $sentence } Reason: { $detail }

desk-reason-title = Call { $name } first?
desk-reason-text = { $n ->
    [one] { $n } other person waits before this one. Give a reason; it stays in the history.
   *[other] { $n } others wait before this one. Give a reason; it stays in the history.
  }
desk-reason-urgent = Urgent
desk-reason-agreed = Agreed like this
desk-reason-callback = Was here before
desk-reason-colleague = I know the case
desk-reason-papers = Is getting papers
desk-reason-interpreter = Waits for the interpreter
desk-reason-clarify = I have to clear something up
desk-reason-wish = At their own wish
desk-reason-not-ready = Is not ready yet
desk-reason-devices = Picture or sound not working yet
desk-reason-care = Needs consideration
desk-reason-child = Has a child with them
desk-reason-deadline = Deadline is today
desk-reason-our-fault = Mistake of the office
desk-reason-own = Another reason
desk-reason-told = The person reads: { $told }
desk-reason-call = Call

desk-park-title = Set { $name } aside?
desk-park-text = The place is kept. The reason stands in the line and in the history. Your own words are read by staff only.
desk-park-without = Without a reason
desk-skip-title = Put { $name } one place back?
desk-skip-yes = Move one place back
desk-skip-text = The next person then comes first. Give a reason; it stays in the history.
desk-prioritise-title = Give { $name } priority?
desk-prioritise-text = The person then counts ten minutes earlier, once only. Give a reason; it stays in the history.
desk-transfer-title = Hand { $name } over
desk-transfer-search = Search for a queue
desk-transfer-queue = To which queue?
desk-transfer-none = No queue of this name takes anybody right now.
desk-transfer-note = Note for the colleagues there
desk-transfer-note-hint = Your note so far and the history go along.
desk-transfer-sure = { $name } goes into the queue:
desk-transfer-text = The order of that queue applies there. The person stays on their page and need not enter anything again.
desk-transfer-opens = Closed now, opens at { $time }
desk-transfer-opens-on = Closed now, opens only on { $day }, { $time }
desk-transfer-closed = Closed now
desk-transfer-closes = Closes at { $time }: perhaps before the turn of this person
desk-transfer-anyway = Hand over anyway
desk-transfer-yes = Yes, hand over
desk-tell-title = Notice: { $queue }
desk-tell-text = { $n ->
    [0] Nobody is waiting right now. Whoever still comes today reads the notice.
    [one] { $n } person is waiting and reads this at once, as does everybody who still comes today.
   *[other] { $n } people are waiting and read this at once, as does everybody who still comes today.
  }
desk-tell-label = Notice
desk-tell-hint = One sentence in plain language, without names.
desk-tell-yes = { $n ->
    [0] Show the notice
    [one] Tell { $n } person
   *[other] Tell { $n } people
  }
desk-tell-remove = Take it back
desk-close-title = { $queue }: close for today?
desk-close-text = { $n ->
    [0] Nobody is waiting right now. Nobody new comes into this line today.
    [one] { $n } person is still waiting. They are told and can still be called. Nobody new comes into this line.
   *[other] { $n } people are still waiting. They are told and can still be called. Nobody new comes into this line.
  }
desk-close-yes = Close for today
desk-reopen-title = { $queue }: open again?
desk-reopen-text = People can then come into this line again.
desk-reopen-yes = Open again

desk-undo = Undo
desk-undo-left = { $n } s left
desk-undo-refused = { $name }: { $problem }
desk-undo-too-late = That can no longer be undone; something has happened since.
desk-done-spoken = { $sentence } Undo with the key Z.
desk-done-park = { $name } is set aside.
desk-done-skip = { $name } stands one place further back.
desk-done-send-back = { $name } is at the very front of the line again.
desk-done-transfer = { $name } is handed over.
desk-done-other = Done: { $name }.
desk-undone-park = Undone: { $name } is no longer set aside.
desk-undone-skip = Undone: { $name } has the old place again.
desk-undone-send-back = Undone: { $name } is called by you again.
desk-undone-transfer = Undone: { $name } is no longer handed over.
desk-undone-other = Undone: { $name }.

## Announcements

desk-announce-joined = { $name } is in the call.
desk-announce-back = { $name } did not answer and is waiting again.
desk-announce-ended = The call with { $name } has ended.
desk-announce-text = New message from { $name }.

## New appointment, list of the day

desk-new-title = New appointment
desk-new-name = Name
desk-new-channel = How
desk-new-when = When
desk-new-now = Now, into the line
desk-new-later = At a free time
desk-new-time = Free time
desk-new-day = Day
desk-new-no-slots = Nothing is free in the next two weeks.
desk-new-email = E-mail
desk-new-now-yes = Put into the line
desk-new-later-yes = Book
desk-mail-refused = E-mails do not arrive
desk-mistake-name = Please enter a name.
desk-mistake-phone-needed = A telephone call needs a number.
desk-mistake-slot = Please choose a time.
desk-made-title = The appointment is booked
desk-made-now-title = The person is in the line
desk-made-slot = { $day }, { $time }.
desk-made-now = Pass this link on. With it the person comes into the waiting room.
desk-made-reference = Appointment number: { $reference }
desk-made-another = Another one
desk-made-done = Done
desk-link-copy = Copy link
desk-link-copied = Copied
desk-link-by-hand = Please copy by hand

desk-day-title = Today
desk-day-bookings = Appointments ({ $n })
desk-day-history = Ended ({ $n })
desk-day-no-bookings = There are no appointments today.
desk-day-no-history = Nothing has ended today yet.
desk-day-cancel = Cancel appointment
desk-day-cancel-yes = Really cancel
desk-day-lengths = waited { $waited }, talked { $talked }

## Keys

desk-keys-title = Keys
desk-keys-hint = A key does what the button with the same sign does. In text fields you write as usual.
desk-keys-switch = Use single keys
desk-keys-line = Line
desk-keys-call = Calling and talking
desk-keys-record = Record
desk-keys-desk = Desk
desk-key-n = Call next, from all your queues
desk-key-r = Call again after a missed call
desk-key-h = Say in advance: you are next
desk-key-k = Set aside; back into the line
desk-key-s = One place back
desk-key-q = Give priority
desk-key-u = Hand over to another queue
desk-key-queue = Menu of the queue: notice, closing
desk-key-z = Undo, for ten seconds; take up again what ended, for a minute
desk-key-y = Write the case reference
desk-key-enter = Menu of the chosen person
desk-key-c = Call the chosen person
desk-key-j = Telephone: has answered
desk-key-x = Did not come, not reached
desk-key-b = Back into the line
desk-key-wide = Large picture, columns away
desk-key-full = Full screen
desk-key-drawer = Record beside the large picture
desk-key-e = End: then choose the outcome
desk-key-m = Microphone on or off
desk-key-v = Camera on or off
desk-key-t = Write a message
desk-key-i = Write the note
desk-key-g = Choose devices
desk-key-f = Change to the telephone
desk-key-a = Change the last outcome
desk-key-l = Into the list; show how it stands
desk-key-w = New appointment
desk-key-d = Appointments and history of today
desk-key-o = Available
desk-key-p = Break
desk-key-sheet = This list
desk-key-digit = Choose an outcome or a reason
desk-key-arrows = From person to person
desk-sign-page-up = Page ↑
desk-sign-page-down = Page ↓
desk-key-pages = From queue to queue
desk-key-escape = Close; back to the current visit; from a text field back to the keys

## Board

board-title = Board
board-empty = There are no queues that you may see.
board-wall = Wall view
board-wall-off = Leave wall view
board-as-of = As of { $time }
board-all-well = Everything is fine.
board-troubles = { $n ->
    [one] Something is wrong at { $n } queue.
   *[other] Something is wrong at { $n } queues.
  }
board-waiting = waiting
board-longest = longest wait
board-desks = desks at work
board-in-call = in a call
board-nobody-waits = Nobody waits
board-headline-empty = { $desks ->
    [0] no desk at work
    [one] one desk at work
   *[other] { $desks } desks at work
  } · { $calls } in a call
board-headline = { $waiting } waiting · { $desks ->
    [0] no desk at work
    [one] one desk at work
   *[other] { $desks } desks at work
  } · { $calls } in a call
board-more-troubles = { $n ->
    [one] and one more
   *[other] and { $n } more
  }
board-none = –
board-under-a-minute = < 1 min
board-closed = closed
board-closed-until = closed until { $time }
board-closed-until-day = closed until { $day }, { $time }
board-level-danger = Urgent
board-level-warning = Attention
board-level-fine = Fine
board-level-other = Unknown

board-trouble-nobody = Nobody at work, { $n } waiting
board-trouble-closed = Closed, but { $n } waiting
board-trouble-late = Somebody waits { $length } past the time
board-trouble-parked = Somebody has been set aside for { $length }
board-trouble-away = { $n } away right now
board-trouble-unanswered = { $n ->
    [one] { $n } call without an answer
   *[other] { $n } calls without an answer
  }
board-trouble-long-call = { $n ->
    [one] { $n } call takes very long
   *[other] { $n } calls take very long
  }
board-trouble-other = Something is wrong

board-stuck-unanswered = called for { $length }, no answer
board-stuck-parked = set aside for { $length }
board-stuck-away = away for { $length }
board-stuck-long-call = in a call for { $length }
board-stuck-no-desk = waiting, but nobody at work
board-stuck-late = { $length } past the time
board-stuck-other = stuck

board-queue-back = All queues
board-queue-line = The line
board-queue-empty = Nobody is waiting or talking.
board-visit-nth = Place { $n }
board-visit-at-desk = at a desk
board-send-back = Back into the line
board-send-back-title = Back into the line?
board-send-back-text = The call ends at once. The person then stands at the very front.
board-send-back-yes = Send back
board-abort = End visit
board-abort-title = End this appointment?
board-abort-text = The appointment is over then and does not come back. The record says: ended by the supervisor.
board-abort-yes = End the appointment
board-no = No
board-announce-trouble = { $queue }: { $trouble }

board-alerts = Alerts
board-alert-take = I take care
board-alert-since = Since { $time }.
board-alert-nobody = Nobody takes care yet.
board-alert-taken = { $name } takes care since { $time }.
board-alert-wait-too-long = Somebody has been waiting for { $length } (limit: { $allowed })
board-alert-too-many-waiting = { $n ->
    [one] { $n } person waiting (limit: { $limit })
   *[other] { $n } people waiting (limit: { $limit })
  }
board-alert-office-late = An appointment is { $length } late (limit: { $allowed })
board-alert-no-desk = Somebody waits, and nobody has been at work for { $length } (limit: { $allowed })
board-alert-nobody-comes = { $n } people in a row did not come (limit: { $limit })
board-alert-other = Something is wrong

board-closed-today = closed for today
board-promise = Who comes now waits about { $from } to { $to } min.
board-promise-long = Who comes now waits about { $from } to { $to }.
board-promise-one = Who comes now waits about { $length }.
board-promise-most = Who comes now waits about { $length } at most.
board-kept = Kept today: { $share } of the promises.
board-kept-few = Kept today: { $n } of { $of } promises.
board-typical-today = Usual wait today: { $time }
board-late-now = { $n ->
    [one] { $n } appointment is late
   *[other] { $n } appointments are late
  }
board-parked-now = { $n ->
    [one] { $n } person is set aside, for { $length }
   *[other] { $n } people are set aside, the longest for { $length }
  }
board-parked-due = the appointment of { $n } should have begun
board-served-today = Served today: { $n }.
board-missed = Did not come: { $citizens }. Missed by the office: { $office }.
board-lent = { $n ->
    [one] { $n } other office helps today.
   *[other] { $n } other offices help today.
  }
board-notice-shown = Notice to all who wait: “{ $text }”
board-notice-none = There is no notice in the waiting room now.
board-dark = Dark
board-dark-off = Light or dark as the device

board-day = Today
board-day-close = Close for today
board-day-close-title = Close for today?
board-day-close-text = { $n ->
    [0] Nobody waits. Nobody new gets into the line today.
    [one] { $n } person waits, keeps the place and is told. Nobody new gets into the line today.
   *[other] { $n } people wait, keep their places and are told. Nobody new gets into the line today.
  }
board-day-close-yes = Close
board-day-open = Open again
board-day-open-title = Open again?
board-day-open-text = Then people get into the line again today.
board-day-open-yes = Open
board-day-notice = Notice to those who wait
board-day-notice-title = Notice to all who wait
board-day-notice-text = { $n ->
    [0] Nobody waits right now. Whoever still comes today reads the notice in the waiting room.
    [one] { $n } person waits and reads the notice at once. Whoever still comes today reads it, too.
   *[other] { $n } people wait and read the notice at once. Whoever still comes today reads it, too.
  }
board-day-notice-label = Notice
board-day-notice-hint = At most 200 characters, in plain words. Empty takes the notice back.
board-day-notice-yes = Show notice
board-day-notice-remove = Take notice back
board-day-lend = Help from other offices
board-day-lend-title = Who may help today?
board-day-lend-text = Desks of these offices may call from this queue today. They see names and requests then. It ends by itself tonight.
board-day-lend-yes = Save

board-curves = Day and week
board-curves-span = Span
board-curves-day = Today, by 15 minutes
board-curves-week = 7 days, by hour
board-curves-people = People and desks
board-curves-wait = Wait in minutes
board-curves-wait-label = Median wait until the call. The values are in the table.
board-curves-peak = { $n ->
    [one] At most { $n } person waited at once, at { $time }. The values are in the table.
   *[other] At most { $n } people waited at once, at { $time }. The values are in the table.
  }
board-curves-nobody = Nobody waited. The values are in the table.
board-curves-empty = Nothing happened in this time.
board-curves-table = As a table
board-curves-week-caption = By hour: how many waited at once at most, and the median wait until the call
board-curves-cell = { $waiting }, { $wait } min
board-curve-time = Time
board-curve-waiting = waiting
board-curve-desks = desks at work
board-curve-calls = in a call
board-curve-ended = calls ended
board-curve-wait = median wait in min

board-limits = When an alert is raised
board-limits-hint = An empty field switches the alert off. The limits hold for everybody who sees this board.
board-limits-wait-s = Somebody waits longer than (minutes)
board-limits-waiting = So many people wait
board-limits-late-s = An appointment is late by (minutes)
board-limits-no-desk-s = Somebody waits, and nobody is at work for (minutes)
board-limits-no-shows = So many people in a row do not come
board-limits-wrong-minutes = A whole number from 1 to 480, or empty.
board-limits-wrong-people = A whole number from 1 to 500, or empty.
board-limits-saved = Saved.

board-report = Figures to take along
board-report-hint = The figures hold no names. Values with fewer than three people behind them stay empty.
board-report-name = What
board-report-days = Days: appointments, outcomes, waits
board-report-visits = Services: the same by service and channel
board-report-desks = Desks: how many and how long
board-report-alerts = Alerts: when and how long
board-report-from = From
board-report-to = To
board-report-span = The end is after the beginning, 366 days at most.
board-report-csv = For spreadsheets (CSV)
board-report-json = For programs (JSON)

board-timeline = History
board-timeline-waited = Waited
board-timeline-talked = Talked
board-timeline-empty = Nothing has happened yet.
board-by-citizen = (citizen)
board-by-its-clerk = (desk)
board-by-queue-clerk = (desk)
board-by-supervisor = (supervisor)
board-by-booking-system = (booking)
board-by-system = (by itself)
board-by-other = (unknown)
board-move-arrive = Came into the waiting room.
board-move-reschedule = Appointment moved.
board-move-call = Called.
board-move-recall = Called again.
board-move-pre-call = Told to stay close.
board-move-hold-on = Asked for a little patience.
board-move-step-away = Left the waiting room; the place is kept.
board-move-place-ends = Warned: place ends soon.
board-move-turn-near = Reminded: soon.
board-move-join = Came into the call.
board-move-connect = Picture and sound were there.
board-move-patience-over = No answer to the call.
board-move-park = Set aside.
board-move-resume = In the line again.
board-move-skip = One place back.
board-move-prioritise = Brought forward.
board-move-send-back = Back into the line.
board-move-clerk-gone = The desk had lost the connection.
board-move-citizen-gone = The person had lost the connection.
board-move-transfer = Passed on: { $detail }.
board-move-take-up = Taken up again after its end.
board-move-undo = Taken back.
board-move-annotate = Note changed.
board-move-switch-channel = Changed to the telephone.
board-move-end = Ended: { $detail }.
board-move-end-supervisor = Ended by the supervisor: { $detail }.
board-move-leave = Left.
board-move-hold-over = Did not come back; the place is gone.
board-move-cancel = Cancelled.
board-move-expire = The time of the appointment was over.
board-move-amend = Outcome changed: { $detail }.
board-move-other = Changed.
board-move-ahead = { $n ->
    [one] Before { $n } other person.
   *[other] Before { $n } other people.
  }
board-move-reason = A reason is on record.

## When something does not work

desk-problem-other = That did not work. Try it again.
desk-problem-internal = Something went wrong at the server. Try it again in a minute.
desk-problem-offline = The server cannot be reached right now. Check your network.
desk-problem-blocked = This network does not let the connection through. Use another network or ask your IT department.
desk-problem-cookies = Your browser does not accept cookies. Allow cookies for this site and reload the page.
desk-problem-no-queue = Choose at least one queue.
desk-problem-not-now = That is no longer possible for this visit. The list shows how it stands.
desk-problem-no-skip = That is not possible: nobody who is here stands behind, or the person was put back often enough. Set them aside or call them.
desk-problem-not-yours = You may not do this for this visit; whoever called it is in charge.
desk-problem-too-early = It is too early for that. Wait a little.
desk-problem-too-early-until = That works from { $time }, or as soon as the person is back by themselves.
desk-problem-visit-over = This visit has already ended.
desk-problem-line-empty = Nobody is here right now whom you could call.
desk-problem-desk-busy = You still have a visit open. End it first.
desk-problem-queue-closed = Your desk is not open for this queue. Set yourself to "Available".
desk-problem-closed-today = This queue is closed for today. Open it again or choose another one.
desk-problem-reason-needed = Give a reason why this person goes first.
desk-problem-conflict = Somebody was faster. Try it again.
desk-problem-out-of-turn = That is not possible right now.
desk-problem-op-reused = That did not work. Reload the page.
desk-problem-rate = That was too often in a row. Wait a moment.
desk-problem-store-down = The system does not answer right now. Nothing is lost; try it in a minute.
desk-problem-unknown = Whether that happened is not known yet. Try it once more; nothing happens twice.
desk-problem-going-away = The server is being changed. Try it again in a moment.
desk-problem-old-client = This page is out of date. Reload it.
desk-problem-bad-frame = That did not work. Reload the page.
desk-problem-bad-request = An entry is not right. Check the form.
desk-problem-too-large = That is too long.
desk-problem-too-slow = Your connection is too slow.
desk-problem-slot-taken = Somebody else has just booked this time. Choose another one.
desk-problem-service-closed = This service cannot be booked like this.
desk-problem-consent-missing = The consent is missing.
desk-problem-not-found = That is no longer there.
desk-problem-no-push = No message can be sent to this device.
desk-problem-not-signed-in = You are no longer signed in. Open your sign-in link.
desk-problem-signed-out = This page is signed out.
desk-problem-bad-credentials = You are no longer signed in. Open your sign-in link.
desk-problem-revoked = Your sign-in was ended. Open a new sign-in link.
desk-problem-replaced = Your desk is open in another window.
desk-problem-token-invalid = This sign-in link is not valid.
desk-problem-token-expired = This sign-in link has expired.
