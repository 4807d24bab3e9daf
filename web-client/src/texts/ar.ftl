# Plain Modern Standard Arabic, without gender where it can be done: "يرجى" and the verbal noun instead of
# an imperative. Figures and times as in German papers: Western digits, 24 hours.
language-name = العربية
language-direction = rtl
language-tag = ar-u-hc-h23-nu-latn

## الإطار

frame-skip = إلى المحتوى
frame-city = إدارة المدينة
frame-help = المساعدة عبر الهاتف:
frame-language = اللغة
frame-about = حول هذه الصفحات
loading = لحظة من فضلك …

end-here = لست أنت؟ إنهاء على هذا الجهاز
end-here-title = هل تريد الإنهاء على هذا الجهاز؟
end-here-text = بعد ذلك لا يبقى هنا أي شيء شخصي مفتوحًا. موعدك باقٍ، ويمكنك العودة عبر الرابط.
end-here-yes = نعم، إنهاء هنا
end-here-no = لا، المتابعة
end-here-done = لم يعد هناك أي شيء شخصي مفتوح على هذا الجهاز.
whose-title = هل هذا موعدك؟
whose-title-many = أي موعد هو موعدك؟
whose-text = سبق أن فُتح رابط على هذا الجهاز.
whose-yes = نعم: { $day }، الساعة { $time }
whose-yes-walk-in = نعم، الموعد بلا وقت محدد
whose-no = لا

connection-first = جارٍ إنشاء الاتصال …
connection-retrying = انقطع الاتصال. نحن نعيد الاتصال الآن. مكانك محفوظ.
connection-back = عاد الاتصال.
connection-outdated = هذه الصفحة قديمة. المحادثة الجارية مستمرة، وكل ما عدا ذلك بعد إعادة التحميل.
connection-reload = إعادة التحميل الآن
connection-elsewhere = موعدك مفتوح في نافذة أخرى أو على جهاز آخر.
connection-take-over = المتابعة هنا
elsewhere-text = لكي لا يسمع أحد غيرك، تعمل نافذة واحدة فقط في كل مرة. مكانك محفوظ.

action-continue = متابعة
action-back = رجوع
action-slow = لا يوجد رد بعد. سيتم ذلك فور عودة الاتصال.
action-again = محاولة مرة أخرى
action-close = إغلاق
action-search = بحث
answer-yes = نعم
answer-no = لا
field-optional = (اختياري)

length-minutes = { $n ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $n } دقائق
   *[other] { $n } دقيقة
  }
length-hours = { $h ->
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $h } ساعات
   *[other] { $h } ساعة
  }
length-hours-minutes = { $h ->
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $h } ساعات
   *[other] { $h } ساعة
  } و{ $n ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $n } دقائق
   *[other] { $n } دقيقة
  }

channel-video = محادثة فيديو
channel-phone = محادثة هاتفية
channel-other = محادثة

seat-citizen = أنت
seat-clerk = الدائرة
seat-interpreter = الترجمة الشفوية
seat-companion = مرافق
seat-colleague = زميل من الدائرة
seat-other = شخص آخر

## موعدك

join-title = موعدك
appointment-title = موعدك
appointment-office = الدائرة
appointment-day = اليوم
appointment-time = الوقت
when = { $day }، الساعة { $time }
appointment-clock = الساعة { $time }
appointment-channel = النوع
appointment-reference = رقم الموعد
appointment-opens-today = تفتح غرفة الانتظار الساعة { $time }، بعد { $length }.
appointment-opens-later = تفتح غرفة الانتظار يوم { $day } الساعة { $time }.
appointment-close-page = يمكنك إغلاق هذه الصفحة. يكفي فتح الرابط نفسه لاحقًا.
appointment-open = غرفة الانتظار مفتوحة الآن.
appointment-closed-today = لا تستقبل الدائرة أحدًا جديدًا اليوم.
appointment-closed-today-text = لا يمكن أن يتم موعدك اليوم. نأسف لذلك. يرجى اختيار وقت جديد أو الاتصال بنا.
appointment-late = بدأ موعدك. ما زال بإمكانك الدخول حتى الساعة { $time }.
appointment-phone = سنتصل بك. هنا يمكنك أن ترى متى يأتي دورك.
documents-title = يرجى تجهيز ما يلي
office-closed = الدائرة مغلقة الآن.
office-closed-until = الدائرة مغلقة الآن. تفتح الساعة { $time }.
office-closed-until-day = الدائرة مغلقة الآن. تفتح يوم { $day } الساعة { $time }.

## فحص الأجهزة

check-title = فحص الكاميرا والصوت
check-title-phone = إلى صف الانتظار
check-before = نفحص بسرعة هل يمكن رؤيتك وسماعك. سيطلب متصفحك الإذن بعد قليل. لا أحد يراك أو يسمعك حتى الآن.
check-start = تشغيل الكاميرا والميكروفون
check-start-audio = تشغيل الميكروفون فقط
check-skip = المتابعة بدون كاميرا وميكروفون، بالكتابة فقط
check-phone = أو يمكنك الاتصال بنا: { $phone }
check-text-only = ستكتب في المحادثة. يمكنك تشغيل الكاميرا والميكروفون لاحقًا.
check-camera = الكاميرا
check-microphone = الميكروفون
check-speaker = مكبر الصوت
check-camera-fine = صورتك ظاهرة.
check-camera-off = الكاميرا مغلقة. لا بأس بذلك.
check-camera-on = تشغيل الكاميرا
check-camera-silent = لا تصل صورة من الكاميرا. هل هي مغطاة أو يستخدمها برنامج آخر؟
check-microphone-speak = يرجى قول شيء ما.
check-microphone-fine = نحن نسمعك.
check-microphone-on = تشغيل الميكروفون
check-microphone-off = الميكروفون مغلق. يمكنك الكتابة أيضًا.
check-microphone-muted = الميكروفون مكتوم. لا أحد يسمعك.
check-microphone-silent = لا يصل صوت من الميكروفون. في بعض الأجهزة مفتاح لذلك.
check-microphone-quiet = صوتك منخفض. يرجى الاقتراب من الميكروفون.
check-microphone-nothing = لا نسمع شيئًا. يرجى رفع صوتك أو اختيار ميكروفون آخر.
check-meter = قوة صوت الميكروفون
check-speaker-try = هل تسمعنا؟
check-speaker-play = تشغيل الصوت
check-speaker-fine = الصوت مسموع عندك.
check-speaker-bad = يرجى رفع صوت الجهاز أو اختيار جهاز آخر في الأسفل.
check-speaker-meter = شدة الصوت
check-speaker-asked-tone = هل سمعت الصوت؟
check-speaker-asked-voice = هل سمعت نفسك؟
check-next-speaker = أنت لا تسمع شيئًا بعد. يمكنك المتابعة رغم ذلك وقراءة النص.
check-next-microphone = لا أحد يسمعك بعد. يمكنك المتابعة رغم ذلك وكتابة نص.
check-next-listen = شغّل الصوت الآن.
check-next-speak = قل الآن بضع كلمات.
check-next-no-camera = الصوت جاهز. بدون كاميرا يسمعك الآخرون ولا يرونك.
check-next-fine = كل شيء جاهز.
check-asking = متصفحك يطلب الإذن الآن. يرجى السماح.
check-into-line = إلى غرفة الانتظار

trouble-camera-denied = لا يُسمح للمتصفح باستخدام الكاميرا. يرجى الضغط على القفل بجانب العنوان والسماح بالكاميرا. أو يمكنك المتابعة بدون كاميرا.
trouble-camera-absent = لم نجد كاميرا. يمكنك المتابعة بدون كاميرا.
trouble-camera-in-use = برنامج آخر يستخدم الكاميرا. يرجى إغلاقه. أو يمكنك المتابعة بدون كاميرا.
trouble-microphone-denied = لا يُسمح للمتصفح باستخدام الميكروفون. يرجى الضغط على القفل بجانب العنوان والسماح بالميكروفون. يمكنك أيضًا الكتابة.
trouble-microphone-absent = لم نجد ميكروفونًا. يمكنك الكتابة في المحادثة أو الاتصال بنا.
trouble-microphone-in-use = برنامج آخر يستخدم الميكروفون. يرجى إغلاقه والمحاولة مرة أخرى.
trouble-other = الجهاز لا يستجيب. يمكنك المتابعة رغم ذلك.
trouble-unsupported = هذا المتصفح لا يستطيع استخدام كاميرا أو ميكروفون.
trouble-unsupported-advice = يرجى فتح الرابط في متصفح آخر. أو يمكنك الكتابة لنا في المحادثة.

when-zone = الأوقات حسب توقيت مكان الدائرة ({ $zone }).
when-called-title = عندما يأتي دورك
when-called-ask = أريد أن أُسأل أولًا
when-called-ask-hint = ثم تضغط بنفسك على «الدخول الآن».
when-called-connect = الاتصال فورًا
when-called-connect-hint = تبدأ المحادثة من تلقاء نفسها بعد ثلاث ثوانٍ.
consent-video = بالضغط على «إلى غرفة الانتظار» توافق على نقل الصورة والصوت والنص في المحادثة. لا يتم تسجيل أي شيء.
consent-phone = لا يتم تسجيل المحادثة.

devices-title = اختيار أجهزة أخرى
devices-none = لا يعرض لنا متصفحك أي أجهزة.
devices-nameless = الجهاز { $n }
trial-start = اختبار في ثانيتين
trial-hint = تتحدث قليلًا ثم تسمع نفسك. لا يغادر أي شيء متصفحك.
trial-recording = تحدث الآن …
trial-playing = هكذا يسمعك الآخرون.
trial-failed = لم ينجح الاختبار. تحقق من الميكروفون ومكبر الصوت.
trial-again = اختبار مرة أخرى
trial-heard-well = صوتك مسموع جيدًا.
trial-heard-quiet = صوتك منخفض. يرجى الاقتراب من الميكروفون.
trial-heard-nothing = لم يُسمع شيء في هاتين الثانيتين.

## غرفة الانتظار

waiting-title = غرفة الانتظار
waiting-tab = { $n ->
    [0] دورك قريب – غرفة الانتظار
   *[other] قبلك { $n } – غرفة الانتظار
  }
waiting-before-you = قبلك:
waiting-next = أنت التالي.
waiting-ahead-sentence = { $n ->
    [0] لا أحد قبلك.
    [one] قبلك شخص واحد.
    [two] قبلك شخصان.
    [few] قبلك { $n } أشخاص.
   *[other] قبلك { $n } شخصًا.
  }
waiting-between = نحو { $from } إلى { $to } دقيقة
waiting-about = نحو { $n ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $n } دقائق
   *[other] { $n } دقيقة
  }
waiting-up-to = { $n ->
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $n } دقائق
   *[other] { $n } دقيقة
  } على الأكثر
waiting-between-long = نحو { $from } إلى { $to }
waiting-about-long = نحو { $length }
waiting-up-to-long = { $length } على الأكثر
waiting-any-moment = في أي لحظة
phone-rings-any-moment = سيرن هاتفك في أي لحظة.
waiting-time-unknown = لا نستطيع حتى الآن تحديد مدة الانتظار.
waiting-no-desk = لا يوجد حاليًا شباك يعمل في الدائرة. مكانك محفوظ.
waiting-in-line = أنت في غرفة الانتظار.
waiting-place-kept = مكانك محفوظ.
waiting-parked-other = أجّلت الدائرة موعدك قليلًا.
waiting-parked-papers = يرجى إحضار مستنداتك. الدائرة تنتظر حتى ذلك الحين.
waiting-parked-interpreter = الدائرة تنتظر معك المترجم.
waiting-parked-clarify = الدائرة تستوضح الآن أمرًا من أجلك.
waiting-parked-wish = لقد طلبت بعض الوقت. الدائرة تنتظرك.
waiting-parked-hint = منذ الساعة { $time }. مكانك محفوظ. ستعيدك الدائرة إلى الصف بعد ذلك.
waiting-look-away = يمكنك القيام بشيء آخر. يرجى ترك هذه الصفحة مفتوحة: سنناديك بصوت.
waiting-look-away-connect = يمكنك القيام بشيء آخر. يرجى ترك هذه الصفحة مفتوحة: سنناديك بصوت ثم نوصلك.
waiting-unchecked = لم يتم فحص الكاميرا والميكروفون بعد. يمكنك فعل ذلك الآن.
waiting-test-sound = تجربة الصوت
waiting-sound-played = هكذا يكون الصوت. لم تسمع شيئًا؟ يرجى رفع صوت الجهاز.
waiting-sound-held = انقر على هذه الصفحة أو المسها مرة واحدة. عندها فقط يسمح متصفحك بأن نناديك بصوت.
waiting-sound-blocked = متصفحك لا يشغل الصوت الآن. يرجى مراقبة هذه الصفحة.
waiting-notice = مع إشعار أيضًا
waiting-notice-on = الإشعار مفعّل
waiting-close-page = إذا أغلقت هذه الصفحة فقط، يبقى مكانك محفوظًا لمدة { $length }.

reason-earlier-place = شخص مكانه أسبق جاء قبلك.
reason-no-desk = لا يوجد حاليًا شباك يعمل في الدائرة.
reason-desk-taken = نادى الشباك الشاغر شخصًا آخر للتو.
reason-takes-longer = إحدى المحادثات قبلك تستغرق وقتًا أطول.
reason-fewer-desks = يعمل في الدائرة الآن عدد أقل من الموظفين.
reason-today = المحادثات اليوم أطول مما كان متوقعًا.
reason-other = تغيّر وقت الانتظار.

returned-send-back = ألغت الدائرة النداء.
returned-send-back-more = أنت في أول الصف وسيتم نداؤك قريبًا من جديد.
returned-clerk-gone = انقطع اتصال الدائرة.
returned-clerk-gone-more = أنت في أول الصف وسيتم نداؤك قريبًا من جديد.
returned-citizen-gone = انقطع اتصالك.
returned-citizen-gone-more = أنت في أول الصف وسيتم نداؤك قريبًا من جديد.
returned-transfer = تم تحويلك إلى: { $office }.
returned-transfer-more = لا داعي لشرح أي شيء من جديد. يستمر انتظارك هناك.
returned-other = عدت إلى غرفة الانتظار. مكانك محفوظ.

late-title = تأخرت الدائرة { $length } عن الموعد. نأسف لذلك.
late-hint = مكانك مضمون. لا يلزمك فعل أي شيء.
late-choices = ماذا تريد أن تفعل؟
late-choices-announced = يمكنك مواصلة الانتظار أو اختيار شيء آخر.
late-wait-on = مواصلة الانتظار

stay-close-title = دورك بعد لحظات.
stay-close-text = يرجى البقاء الآن قرب هذا الجهاز.
stay-close-phone = يرجى إبقاء هاتفك في يدك. سنتصل بعد لحظات.

notice-title = رسالة من الدائرة
notice-title-at = رسالة من الدائرة، الساعة { $time }
closed-today-title = لا تستقبل الدائرة أحدًا جديدًا اليوم.
closed-today-text = من ينتظر الآن سيأتي دوره. وأنت كذلك.

phone-rings-in = المكالمة بعد { $time }
phone-rings-between = أي بين الساعة { $from } و{ $to } تقريبًا.
waiting-phone-close = يمكنك إغلاق هذه الصفحة. سنتصل بك رغم ذلك.
waiting-phone-number = قد لا يظهر رقمنا على هاتفك. يرجى الرد رغم ذلك.

ways-title = لا أريد الانتظار هنا
ways-text = مكانك محفوظ في كل الأحوال.
ways-mail = المغادرة وتلقي بريد إلكتروني
ways-push = المغادرة وتلقي رسالة على هذا الجهاز
ways-phone = أفضّل الهاتف
ways-move = تغيير الموعد
away-title = يمكنك إغلاق هذه الصفحة.
away-over = جيد أنك عدت. يرجى ترك هذه الصفحة مفتوحة.
away-close-title = هل عدت؟
away-close-text = إذن يرجى ترك هذه الصفحة مفتوحة الآن.
away-text = سنرسل إليك بريدًا إلكترونيًا عندما يقترب دورك. مكانك محفوظ.
away-push-text = سيعرض هذا الجهاز رسالة عندما يقترب دورك. اترك الجهاز قيد التشغيل ولا تغلق المتصفح تمامًا. مكانك محفوظ.
notice-near-title = اقترب دورك
notice-near-text = يرجى العودة الآن إلى غرفة الانتظار.
notice-place-ends-title = سينتهي مكانك في غرفة الانتظار قريبًا
notice-place-ends-text = يرجى العودة ليبقى مكانك محفوظًا.
away-back = لقد عدت

call-back-title = هل تريد أن نتصل بك؟
call-back-text = بدلًا من محادثة الفيديو سنتصل بك هاتفيًا عندما يأتي دورك. مكانك محفوظ. ويمكنك حينها إغلاق الصفحة.
call-back-no-way-back = لا يمكن الرجوع بعد ذلك إلى الفيديو.
call-back-number = على أي رقم نتصل بك؟
call-back-known = الرقم المذكور عند الحجز
call-back-other = رقم آخر
call-back-yes = نعم، اتصلوا بي
call-back-no = لا، مواصلة الانتظار هنا

move-text = يبقى مكانك في غرفة الانتظار محفوظًا حتى تأكيد وقت جديد.
move-keep = مواصلة الانتظار
move-title = الوقت الجديد: { $day }، الساعة { $time }؟
move-confirm = بذلك تتخلى عن مكانك في غرفة الانتظار. يبقى الرابط نفسه صالحًا.
move-confirm-booked = بذلك تتخلى عن وقتك السابق. يبقى الرابط نفسه صالحًا.
move-yes = نعم، تغيير الموعد
move-no = لا

why-button = لماذا جاء دور غيري قبلي؟
why-nobody = منذ بدء انتظارك لم يُنادَ أحد قبلك.
why-in-order = لم يُنادَ قبلك أحد دوره بعد دورك.
why-appointment = { $n ->
    [one] كان مكان شخص واحد أسبق من مكانك.
    [two] كان مكان شخصين أسبق من مكانك.
    [few] كان مكان { $n } أشخاص أسبق من مكانك.
   *[other] كان مكان { $n } شخصًا أسبق من مكانك.
  }
why-same-moment = { $n ->
    [one] نودي شخص واحد في اللحظة نفسها.
    [two] نودي شخصان في اللحظة نفسها.
    [few] نودي { $n } أشخاص في اللحظة نفسها.
   *[other] نودي { $n } شخصًا في اللحظة نفسها.
  }
why-called-out-of-turn = { $n ->
    [one] قدّمت الدائرة شخصًا واحدًا وسجّلت السبب.
    [two] قدّمت الدائرة شخصين وسجّلت السبب.
    [few] قدّمت الدائرة { $n } أشخاص وسجّلت السبب.
   *[other] قدّمت الدائرة { $n } شخصًا وسجّلت السبب.
  }
why-put-back-by-office = { $n ->
    [one] كان شخص واحد قد نودي من قبل ولم تتم محادثته، فجاء دوره أولًا.
    [two] كان شخصان قد نوديا من قبل ولم تتم محادثتهما، فجاء دورهما أولًا.
    [few] كان { $n } أشخاص قد نودوا من قبل ولم تتم محادثاتهم، فجاء دورهم أولًا.
   *[other] كان { $n } شخصًا قد نودوا من قبل ولم تتم محادثاتهم، فجاء دورهم أولًا.
  }
why-you-were-away = { $n ->
    [one] جاء دور شخص واحد بينما كان اتصالك مقطوعًا.
    [two] جاء دور شخصين بينما كان اتصالك مقطوعًا.
    [few] جاء دور { $n } أشخاص بينما كان اتصالك مقطوعًا.
   *[other] جاء دور { $n } شخصًا بينما كان اتصالك مقطوعًا.
  }
why-you-missed-a-call = { $n ->
    [one] جاء دور شخص واحد بعد نداء لم يصلنا منك رد عليه.
    [two] جاء دور شخصين بعد نداء لم يصلنا منك رد عليه.
    [few] جاء دور { $n } أشخاص بعد نداء لم يصلنا منك رد عليه.
   *[other] جاء دور { $n } شخصًا بعد نداء لم يصلنا منك رد عليه.
  }
why-you-were-skipped = { $n ->
    [one] جاء دور شخص واحد لأن الدائرة أخّرتك مرة وسجّلت السبب.
    [two] جاء دور شخصين لأن الدائرة أخّرتك مرة وسجّلت السبب.
    [few] جاء دور { $n } أشخاص لأن الدائرة أخّرتك مرة وسجّلت السبب.
   *[other] جاء دور { $n } شخصًا لأن الدائرة أخّرتك مرة وسجّلت السبب.
  }
why-you-were-parked = { $n ->
    [one] جاء دور شخص واحد بينما كان موعدك مؤجلًا.
    [two] جاء دور شخصين بينما كان موعدك مؤجلًا.
    [few] جاء دور { $n } أشخاص بينما كان موعدك مؤجلًا.
   *[other] جاء دور { $n } شخصًا بينما كان موعدك مؤجلًا.
  }
why-other = { $n ->
    [one] جاء دور شخص واحد قبلك لسبب آخر.
    [two] جاء دور شخصين قبلك لسبب آخر.
    [few] جاء دور { $n } أشخاص قبلك لسبب آخر.
   *[other] جاء دور { $n } شخصًا قبلك لسبب آخر.
  }

leave-button = التخلي عن المكان
leave-title = هل تريد حقًا التخلي عن مكانك؟
leave-text = بذلك ينتهي موعدك. إذا أردت الابتعاد قليلًا فقط، يمكنك ترك الصفحة مفتوحة أو إغلاقها: مكانك محفوظ.
leave-yes = نعم، التخلي عن المكان
leave-no = لا، مواصلة الانتظار

## الكتابة

chat-title = الرسائل
chat-empty = يمكنك الكتابة إلى الدائرة هنا.
chat-label = رسالتك
chat-send = إرسال
chat-new = رسالة من الدائرة
chat-read = قراءة
chat-you = أنت
chat-announced = رسالة من { $who }: { $text }

## النداء

called-title = جاء دورك
called-notice = يرجى الدخول إلى المحادثة الآن.
called-by = النداء من { $name }.
called-by-office = النداء من { $office }.
called-join = الدخول الآن
called-join-now = الدخول فورًا
called-wait = ليس بعد
called-countdown = { $n ->
    [0] نحن نوصلك …
    [one] نوصلك بعد ثانية واحدة.
    [two] نوصلك بعد ثانيتين.
    [few] نوصلك بعد { $n } ثوانٍ.
   *[other] نوصلك بعد { $n } ثانية.
  }
called-patience = يبقى هذا النداء قائمًا { $time } دقيقة. بعد ذلك يبقى مكانك محفوظًا ونناديك لاحقًا من جديد.
called-patience-soon = يرجى الدخول الآن.
called-patience-over = النداء على وشك الانتهاء.
called-hold-on = سآتي حالًا
called-held = حسنًا. يبقى النداء قائمًا الآن حتى الساعة { $time }.
called-phone-title = هاتفك يرن الآن
called-phone-text = يرجى الرد. لا يلزم الضغط على أي شيء هنا.

passed-over-title = لقد ناديناك
passed-over-text = لم يصلنا رد منك. لا بأس: مكانك محفوظ. يرجى إخبارنا عندما تعود.
passed-over-phone-title = لقد اتصلنا بك
passed-over-phone-text = لم يصلنا رد منك. لا بأس: مكانك محفوظ. يرجى إخبارنا متى يمكننا الاتصال من جديد.
passed-over-warning = بعد عدم الرد على { $n } مكالمات ينتهي موعدك.
passed-over-back = أنا هنا

## المحادثة

call-with = في المحادثة: { $names }
call-picture-of = صورة { $name }
call-whole = الصورة كاملة
call-fill = ملء الشاشة
zoom-title = جزء من الصورة
zoom-in = تكبير الصورة
zoom-out = تصغير الصورة
zoom-reset = { $percent } – إعادة الضبط
call-own-picture = صورتك
call-own-picture-off = كاميرتك مغلقة
call-own-move = نقل صورتك إلى الزاوية التالية
phone-call-title = المحادثة عبر الهاتف
phone-call-text = لم تصلك مكالمة بعد؟ ستصل قريبًا. يمكنك إغلاق هذه الصفحة.
call-connecting = نحن نقيم الاتصال …
call-not-here = ليس هنا الآن
call-no-picture = الكاميرا مغلقة
call-camera-lost = تعطلت الكاميرا
call-muted = { $name }، الميكروفون مغلق
call-interrupted = انقطع الاتصال
call-audio-only = صوت فقط
call-audio-only-switch = صوت فقط بدون صور (يوفر البيانات)
call-audio-only-turn-on = صوت فقط
call-start-devices = تشغيل الميكروفون والكاميرا

call-trouble-path = انقطع الاتصال. نحن نعيده الآن.
call-trouble-slow = لم يتم الاتصال بعد. يمكنك أيضًا الكتابة أو الاتصال هاتفيًا.
call-trouble-alone = غابت الدائرة قليلًا. يرجى البقاء، سنتابع حالًا.
call-trouble-silent = الميكروفون والكاميرا ما زالا مغلقين. الدائرة لا تسمعك ولا تراك.
call-trouble-microphone = ميكروفونك لا يعمل. يمكنك أيضًا الكتابة.
call-trouble-poor = الاتصال ضعيف. بدون صور يكون أفضل.
call-held = ما زال متصفحك يوقف الصورة أو الصوت.
call-held-silent = أنت لا تسمع الدائرة بعد. والميكروفون والكاميرا لديك ما زالا مغلقين أيضًا.
call-held-start = تشغيل الصورة والصوت
call-trouble-muted = لا يصدر صوت من ميكروفونك. ربما تم كتمه في الجهاز.
call-trouble-camera = تعطلت كاميرتك. ما زال صوتك مسموعًا.
call-trouble-replaced = لم يعد أحد الأجهزة موجودًا. نتابع مع: { $label }.
call-other-microphone = تعطل الميكروفون في الطرف الآخر. المشكلة ليست منك. يمكنك الكتابة.
call-other-camera = تعطلت الكاميرا في الطرف الآخر. يمكنكما متابعة الحديث.

bar-label = التحكم بالمحادثة
bar-microphone-on = الميكروفون يعمل
bar-microphone-off = الميكروفون مغلق
bar-camera-on = الكاميرا تعمل
bar-camera-off = الكاميرا مغلقة
bar-text = كتابة
bar-devices = الأجهزة
bar-leave = إنهاء

hang-up-title = هل تريد إنهاء المحادثة؟
hang-up-text = بذلك ينتهي موعدك.
hang-up-yes = نعم، إنهاء
hang-up-no = لا، مواصلة الحديث

## إلى اللقاء

outcome-completed = شكرًا جزيلًا على المحادثة.
outcome-completed-next = تمت مناقشة طلبك. يمكنك إغلاق هذه الصفحة.
outcome-come-in-person = يرجى الحضور شخصيًا إلى الدائرة.
outcome-come-in-person-next = ما تمت مناقشته مسجّل. لا داعي للبدء من جديد.
outcome-continued-by-phone = تستمر المحادثة عبر الهاتف.
outcome-continued-by-phone-next = يرجى إبقاء هاتفك قريبًا.
outcome-no-show-citizen = انتهى الموعد. لم نتمكن من الوصول إليك.
outcome-no-show-citizen-next = يمكنك حجز موعد جديد.
outcome-no-show-office = نأسف: لم تتمكن الدائرة من الالتزام بموعدك.
outcome-no-show-office-next = السبب ليس منك. يرجى حجز موعد جديد أو الاتصال بنا.
outcome-citizen-left = لقد تخليت عن مكانك.
outcome-citizen-left-next = إذا أردت المحادثة رغم ذلك، يرجى حجز موعد جديد.
outcome-lost-contact = انقطع الاتصال.
outcome-lost-contact-next = يرجى الاتصال بنا أو حجز موعد جديد.
outcome-technical-failure = لم تنجح المحادثة لأسباب تقنية.
outcome-technical-failure-next = السبب ليس منك. يرجى الاتصال بنا أو حجز موعد جديد.
outcome-cancelled = تم إلغاء الموعد.
outcome-cancelled-next = يمكنك حجز موعد جديد.
outcome-transferred-out = ستتولى جهة أخرى طلبك.
outcome-transferred-out-next = ستسمع منها. تم نقل معلوماتك إليها.
outcome-aborted = تم إنهاء المحادثة.
outcome-aborted-next = لديك أسئلة؟ يرجى الاتصال بنا.
outcome-other = انتهى الموعد.
outcome-other-next = يمكنك إغلاق هذه الصفحة.
goodbye-phone = لديك أسئلة؟ يمكنك الاتصال بنا: { $phone }
goodbye-book = حجز موعد جديد

## عندما لا يعمل شيء ما

problem-other = لم ينجح ذلك.
problem-other-advice = يرجى المحاولة مرة أخرى أو الاتصال بنا.
problem-internal = حدث خطأ لدينا.
problem-internal-advice = يرجى المحاولة بعد دقيقة أو الاتصال بنا.
problem-blocked = هذه الشبكة لا تسمح بالاتصال بغرفة الانتظار.
problem-blocked-advice = استخدم شبكة أخرى أو بيانات الهاتف ثم أعد تحميل الصفحة. أو اتصل بنا.
problem-cookies = متصفحك لا يقبل ملفات تعريف الارتباط.
problem-cookies-advice = من دونها لا يمكننا العثور على موعدك. اسمح بها لهذا الموقع ثم أعد تحميل الصفحة. أو اتصل بنا.
problem-offline = لا يمكننا الوصول إلى الخادم الآن.
problem-offline-advice = يرجى فحص اتصال الإنترنت والمحاولة مرة أخرى.
problem-no-session = هذه الصفحة خاصة بموعد.
problem-no-session-advice = يرجى فتح الرابط من تأكيد الموعد. تجده في البريد الإلكتروني أو في الرسالة.
problem-token-invalid = هذا الرابط غير صالح.
problem-token-invalid-advice = يرجى نسخ الرابط كاملًا من تأكيد الموعد. أو الاتصال بنا.
problem-token-expired = انتهت صلاحية هذا الرابط.
problem-token-expired-advice = انتهى الموعد. يمكنك حجز موعد جديد.
problem-signed-out = تم تسجيل الخروج من هذه الصفحة.
problem-signed-out-advice = يرجى فتح الرابط من تأكيد الموعد مرة أخرى.
problem-not-signed-in = لم يتم تسجيل دخولك.
problem-not-signed-in-advice = يرجى فتح الرابط مرة أخرى.
problem-bad-credentials = لم يتم تسجيل دخولك.
problem-bad-credentials-advice = يرجى فتح الرابط مرة أخرى.
problem-revoked = تم سحب هذا الرابط.
problem-revoked-advice = أرسلنا إليك رابطًا جديدًا. أو يمكنك الاتصال بنا.
problem-replaced = موعدك مفتوح في نافذة أخرى.
problem-visit-over = انتهى هذا الموعد.
problem-too-early = غرفة الانتظار ما زالت مغلقة. تفتح: { $at }.
problem-not-now = هذا غير ممكن الآن.
problem-not-now-advice = ستعرض لك الصفحة بعد قليل ما هو ممكن الآن.
problem-not-yours = هذا غير مسموح.
link-not-whole = هذا الرابط غير كامل.
lost-title = هذه الصفحة غير موجودة.
lost-advice = ربما ينقص جزء من الرابط. يرجى نسخ الرابط كاملًا من تأكيد الموعد.
lost-phone = هل تحتاج إلى مساعدة؟ اتصل بنا: { $phone }
problem-not-found = لم نجد ذلك.
problem-not-found-advice = يرجى التحقق من البيانات أو الاتصال بنا.
problem-bad-request = إحدى المعلومات غير صحيحة.
problem-bad-request-advice = يرجى التحقق من بياناتك.
problem-consent-missing = يرجى الموافقة على حماية البيانات.
problem-slot-taken = حجز شخص آخر هذا الوقت للتو.
problem-slot-taken-advice = يرجى اختيار وقت آخر. تبقى بياناتك محفوظة.
problem-slot-taken-action = اختيار وقت آخر
problem-service-closed = لا توجد حاليًا مواعيد لهذه الخدمة.
problem-queue-closed = الدائرة مغلقة الآن.
problem-line-empty = لا أحد ينتظر الآن.
problem-desk-busy = ما زالت هناك محادثة مفتوحة.
problem-no-push = لا يمكننا إرسال رسالة إلى هذا الجهاز.
problem-no-push-advice = يرجى اختيار البريد الإلكتروني أو الهاتف إن كان متاحًا، أو ترك هذه الصفحة مفتوحة.
problem-push-refused = متصفحك لا يسمح برسائل من هذه الصفحة.
problem-push-refused-advice = يمكنك السماح بها في إعدادات المتصفح، أو اختيار البريد الإلكتروني أو الهاتف إن كان متاحًا، أو ترك هذه الصفحة مفتوحة.
problem-push-failed = لم يتمكن الجهاز من التسجيل لتلقي الرسائل.
problem-push-failed-advice = يرجى اختيار البريد الإلكتروني أو الهاتف إن كان متاحًا، أو ترك هذه الصفحة مفتوحة. مكانك محفوظ.
problem-reason-needed = يرجى ذكر سبب.
problem-conflict = تغيّر ذلك للتو.
problem-conflict-advice = يرجى المحاولة مرة أخرى.
problem-rate = كان ذلك مرات كثيرة متتالية.
problem-rate-advice = يرجى الانتظار لحظة ثم المحاولة مرة أخرى.
problem-store-down = نظامنا لا يستجيب الآن.
problem-store-down-advice = لم يضع أي شيء. يرجى المحاولة بعد دقيقة.
problem-unknown = لا نعرف بعد هل نجح ذلك.
problem-unknown-advice = يرجى المحاولة مرة أخرى. لن يحدث شيء مرتين.
problem-going-away = سنعيد توصيلك بعد قليل.
problem-old-client = هذه الصفحة قديمة.
problem-old-client-advice = يرجى إعادة تحميل الصفحة.
problem-out-of-turn = هذا غير ممكن الآن.
problem-op-reused = لم ينجح ذلك.
problem-bad-frame = لم ينجح ذلك.
problem-too-large = هذا كبير جدًا.
problem-too-slow = الاتصال بطيء جدًا.

## الخدمات والحجز

catalogue-title = حجز موعد لمحادثة
catalogue-intro = يمكنك التحدث مع الدائرة عبر الفيديو أو الهاتف. لا تحتاج إلى حساب.
catalogue-search = في ماذا تحتاج إلى مساعدة؟
catalogue-filter = نوع المحادثة
catalogue-filter-all = الكل
catalogue-count = { $n ->
    [0] لم نجد شيئًا.
    [one] خدمة واحدة
    [two] خدمتان
    [few] { $n } خدمات
   *[other] { $n } خدمة
  }
catalogue-phone = هاتف: { $phone }
catalogue-minutes = { $n ->
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $n } دقائق
   *[other] { $n } دقيقة
  }
catalogue-interpreter = مع ترجمة شفوية
catalogue-documents = يرجى تجهيز: { $list }
catalogue-next = أقرب موعد متاح: { $day }، الساعة { $time }
catalogue-book = اختيار موعد
catalogue-planned = قريبًا هنا أيضًا
catalogue-no-channel = بالحضور فقط
legal-gate-appearance-in-person = قد يلزم في النهاية الحضور إلى الدائرة. نحن نقدم المشورة ونحضّر.
legal-gate-other = لا يمكن إنهاء كل شيء في المحادثة. نحن نقدم المشورة ونحضّر.

booking-all-services = كل الخدمات
booking-step = الخطوة { $n } من { $of }
booking-time = متى يناسبك؟
booking-person = من سيأتي؟
booking-summary = هل كل شيء صحيح؟
booking-done = تم حجز موعدك
booking-already = لقد حجزت بالفعل
booking-already-missing = ما غيّرته بعد ذلك ليس ضمن الحجز.
booking-already-advice = يمكنك تغيير الموعد، أو إلغاؤه والحجز من جديد.
booking-channel = كيف تريد التحدث؟
booking-video-hint = في المتصفح، مع كاميرا أو بدونها. لا تحتاج إلى برنامج.
booking-phone-hint = نحن نتصل بك.
booking-service = الخدمة
booking-name = الاسم
booking-name-any = لا يلزم ذكر اسمك الحقيقي.
booking-email = البريد الإلكتروني
booking-email-hint = سنرسل إليك الرابط.
booking-phone = رقم الهاتف
booking-phone-needed = سنتصل بك على هذا الرقم.
booking-phone-why = في حال انقطع الاتصال.
booking-language = لغة المحادثة
booking-language-simple = لغة ألمانية سهلة
booking-needs = ماذا ينبغي أن نعرف؟
booking-needs-hint = مثلًا: ترجمة شفوية، لغة الإشارة، مرافق، رقم ملف.
booking-other-time = اختيار وقت آخر
booking-change = تغيير البيانات
booking-consent = أوافق على معالجة بياناتي لهذا الموعد.
booking-book = حجز الموعد
booking-link-title = رابطك
booking-link-video = بهذا الرابط تدخل إلى غرفة الانتظار. يرجى الاحتفاظ به.
booking-link-phone = سنتصل بك. بهذا الرابط ترى متى يأتي دورك.
booking-mailed = أرسلنا إليك بريدًا إلكترونيًا.
booking-mailed-demo = البريد الإلكتروني موجود في صندوق العرض التجريبي.
booking-open = إلى الموعد
booking-calendar = إضافة إلى التقويم
booking-manage = عرض الموعد أو تغييره أو إلغاؤه
copy = نسخ الرابط
copy-done = تم النسخ
slots-none = لا توجد أوقات متاحة في هذه الفترة.
slots-more = أيام أخرى

mistake-name = يرجى كتابة اسم.
mistake-name-unseen = يرجى كتابة اسم فيه حرف واحد على الأقل.
mistake-email = يرجى التحقق من عنوان البريد الإلكتروني.
mistake-email-name = يرجى التحقق من الجزء الذي قبل علامة @: يمكن استعمال الحروف من a إلى z والأرقام والنقاط والشرطات المفردة.
mistake-email-host = يرجى التحقق من الجزء الذي بعد علامة @. مثال: example.org
mistake-phone = يرجى التحقق من رقم الهاتف. يمكن استعمال الأرقام فقط، وقبلها علامة زائد.
mistake-phone-short = يرجى التحقق من رقم الهاتف: تنقصه أرقام.
mistake-phone-long = يرجى التحقق من رقم الهاتف: فيه أرقام كثيرة.
mistake-phone-emergency = لا يمكننا الاتصال بأحد على رقم طوارئ. يرجى كتابة رقم آخر.
mistake-phone-costly = الاتصال بهذا الرقم له تكلفة إضافية. يرجى كتابة رقم آخر.
mistake-phone-needed = يرجى كتابة رقم هاتف لكي نتمكن من الاتصال بك.
mail-refused = لا تصل رسالتنا إلى عنوان البريد الذي ذكرتموه. يرجى تدوين الوقت ورقم الحجز والاحتفاظ بالرابط.
mistake-consent = يرجى الموافقة، وإلا لا يمكننا حجز الموعد.

manage-title = موعدك
manage-preline = رقم الموعد { $reference }
manage-live = هذا الموعد جارٍ الآن.
manage-move = تغيير الموعد
manage-move-title = اختيار وقت جديد
manage-keep = إبقاء الموعد القديم
manage-moved = تم التغيير إلى { $day }، الساعة { $time }.
manage-cancel = إلغاء الموعد
manage-cancel-title = هل تريد حقًا إلغاء الموعد؟
manage-cancel-text = عندها يصبح الوقت متاحًا لغيرك.
manage-cancel-yes = نعم، إلغاء
manage-cancel-no = لا، إبقاء

## صفحات أخرى

imprint-title = بيانات النشر
privacy-title = حماية البيانات
privacy-device = يحفظ متصفحك فقط ما يلزم للموعد: ملف تعريف ارتباط لتسجيل دخولك واللغة المختارة، وإذا طلبت رسالة على هذا الجهاز، الموعد الذي تخصه.
accessibility-title = إمكانية الوصول
accessibility-contact = هل يعيقك شيء في هذه الصفحات؟ يرجى الاتصال بنا. الرقم في أعلى الصفحة.

statistics-title = أرقام
statistics-intro = ماذا حدث للمواعيد. بدون أسماء، محسوبة من المواعيد نفسها. بتاريخ: { $at }.
statistics-empty = لا توجد أرقام بعد.
statistics-held = المحادثات
statistics-held-formula = كل المحادثات التي كان فيها الطرفان متصلين.
statistics-held-share = المواعيد التي تمت
statistics-held-share-formula = المحادثات ÷ (المحادثات + لم يأتِ أحد + لم تتمكن الدائرة)
statistics-office-share = ما التزمت به الدائرة
statistics-office-share-formula = المحادثات ÷ (المحادثات + لم تتمكن الدائرة)
statistics-by-month = المحادثات حسب الشهر
statistics-by-month-formula = مجموع المحادثات في شهر الموعد.
statistics-little = عدد المواعيد ما زال قليلًا: { $n }.
statistics-little-more = قد تتغير النسب كثيرًا بعد. لذلك تظهر الأعداد هنا أيضًا.
statistics-part-of = { $part } من { $of }
statistics-comparison = في آخر { $n } أسابيع: { $last }، وفي الأسابيع { $n } قبلها: { $before }.
statistics-no-comparison = تظهر هنا مقارنة مع الفترة السابقة بعد { $n } أسابيع كاملة.
statistics-by = الفترة
statistics-weeks = أسابيع
statistics-months = أشهر
statistics-by-week = المحادثات حسب الأسبوع
statistics-by-week-formula = مجموع المحادثات من الاثنين إلى الأحد.
statistics-week = الأسبوع من { $from }
statistics-this-week = الأسبوع من { $from } (لم ينته بعد)
statistics-take = حفظ:
statistics-take-picture = صورة
statistics-take-table = جدول
statistics-by-department = المحادثات حسب الدائرة
statistics-by-department-formula = مجموع محادثات كل خدمات الدائرة.
statistics-by-end = ماذا حدث للمواعيد
statistics-by-end-formula = كل موعد انتهى يُحسب مرة واحدة.
statistics-split = (فيديو: { $video }، هاتف: { $phone })
statistics-end-held = تمت المحادثة
statistics-end-no-show-citizen = لم يأتِ أحد
statistics-end-no-show-office = لم تتمكن الدائرة
statistics-end-cancelled = أُلغيت
statistics-end-other = غير ذلك
statistics-table = كل الأرقام في جدول
statistics-column-month = الشهر
statistics-column-department = الدائرة
statistics-column-service = الخدمة
statistics-column-channel = النوع
statistics-column-booked = محجوز
statistics-column-held = المحادثات
statistics-column-no-show-citizen = لم يأتِ أحد
statistics-column-no-show-office = لم تتمكن الدائرة
statistics-column-cancelled = أُلغيت
statistics-column-other = غير ذلك
statistics-column-wait = وقت الانتظار بالدقائق (الوسيط)

mailbox-title = صندوق بريد العرض التجريبي
mailbox-intro = هنا ما كان البرنامج سيرسله بالبريد الإلكتروني. لا شيء منه يغادر هذا الجهاز.
mailbox-refresh = إعادة التحميل
mailbox-empty = لا توجد رسائل بعد.
mailbox-to = إلى { $to }، { $at }
mailbox-attached = مرفق: { $list }

demo-title = عرض تجريبي
demo-intro = افتح الأبواب الثلاثة في ثلاث نوافذ وجرّب كل الأدوار بنفسك.
demo-citizen = مواطنة أو مواطن
demo-citizen-text = موعد محجوز: فحص وانتظار ومحادثة.
demo-clerk = الدائرة
demo-clerk-text = صف الانتظار: نداء ومحادثة وإنهاء.
demo-supervisor = الإدارة
demo-supervisor-text = كل صفوف الانتظار في نظرة واحدة.
demo-fresh = موعد جديد للباب الأول
demo-played = من يمثّله البرنامج؟
demo-played-citizens = يأتي المواطنون من تلقاء أنفسهم
demo-played-clerk = تنادي الدائرة من تلقاء نفسها
demo-catalogue = حجز موعد بنفسك
