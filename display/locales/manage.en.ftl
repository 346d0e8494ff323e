# The manager's page.
manage-title = Manage
manage-choose-hall = Choose a hall
manage-no-hall = This login has no hall to look at.
manage-tab-today = Today
manage-tab-hours = Hours
manage-tab-counters = Counters
manage-tab-policy = Rules
manage-tab-notices = Notices
manage-tab-day = Open and close
manage-analytics = Analytics
manage-offline = The server cannot be reached: this is how things stood; it goes on by itself. What you typed is kept.

## Today
manage-waiting = Waiting
manage-wait-now = a ticket now waits { $range } min
manage-no-wait = no counter takes a ticket taken now
manage-longest = Longest wait
manage-target-note = target { $target } min
manage-level = On-time calls
manage-level-note = of those called, within { $target } min
manage-percent = %
manage-served = Served
manage-called-note = { $count } called
manage-abandoned = Abandoned
manage-abandoned-note = and { $held } on hold
manage-counters-open = Counters open
manage-counters-note = of { $all }
manage-no-alarms = Nothing needs attention
manage-alarm-no-counter-takes =
    { $count ->
        [one] No open counter takes { $number }
       *[other] { $count } wait whom no open counter takes; { $number } has waited longest
    }
manage-alarm-idle-while-waiting =
    { $count ->
        [one] Counter { $counter } has been free for over a minute while 1 person waits whom it takes
       *[other] Counter { $counter } has been free for over a minute while { $count } people wait whom it takes
    }
manage-alarm-over-target = Somebody has waited longer than the target of { $target } min
manage-counters = Counters
manage-counter = Counter
manage-state = State
manage-staff = Staff
manage-number = Number
manage-since = For
manage-served-short = Served
manage-busy = Busy min
manage-line = The line
manage-line-order = in the order of calling
manage-line-empty = Nobody waits now.
manage-line-more = and { $count } more
manage-hours-so-far = By hour
manage-hours-unit = waits in minutes
manage-hours-none = No ticket was issued today.
manage-hour = Hour
manage-issued = Issued
manage-called = Called
manage-median = Median
manage-ninety = 90 %
manage-source = Source: the hall's live queue on { $date } at { $time }.
manage-source-demo = Source: the hall's live queue on { $date } at { $time }. Demo: visitors and tellers are played by a program.

## Hours
manage-hours = Hours of the week
manage-follows = The hall opens and closes by its hours; kiosks give tickets within them
manage-no-hours = No fixed hours: kiosks give tickets at any time; the day is closed by hand, or by itself at four in the morning.
manage-day-mon = Monday
manage-day-tue = Tuesday
manage-day-wed = Wednesday
manage-day-thu = Thursday
manage-day-fri = Friday
manage-day-sat = Saturday
manage-day-sun = Sunday
manage-opens = opens
manage-closes = closes
manage-closed = closed
manage-add-session = session
manage-remove-session = Remove the session
manage-copy-week = Copy to Tuesday to Friday
manage-closed-dates = Closed dates
manage-closed-dates-hint = Holidays and other dates on which the hall does not open.
manage-new-date = New closed date
manage-add-date = Add
manage-remove-date = Remove { $date }
manage-cutoff = Last tickets
manage-cutoff-label = Before each session ends
manage-cutoff-hint = From then on kiosks and phones give no tickets; tellers and greeters still may.

## Counters
manage-counters-hint = A counter must be closed before it can be removed. What a counter takes changes when it is next opened.
manage-counter-number = Counter number
manage-takes = Takes
manage-now = Now
manage-unified = Everything
manage-only-groups = Only
manage-add-counter = Add a counter
manage-remove = Remove
manage-remove-counter = Remove counter { $counter }
manage-counter-open = The counter is open: close it before removing it
manage-counter-in-use = Counter { $counter } is open. Close it first, then save.

## Policy
manage-policy = Who is called next
manage-policy-accumulating = Accumulating priority
manage-policy-accumulating-hint = Credit grows while waiting, faster for priority visitors. Nobody is overtaken for ever.
manage-policy-strict = Strict priority
manage-policy-strict-hint = The higher class always goes first, then by time. Normal visitors may wait very long.
manage-policy-first-come = First come
manage-policy-first-come-hint = By the time of issue alone, whatever the priority.
manage-rates = Credit per second waited
manage-ranks = Rank (higher goes first)
manage-rates-example = Example: an elder who has waited 10 min ranks with a normal visitor who has waited { $minutes } min.
manage-target = Target wait
manage-target-label = Called within
manage-target-hint = On-time calls and the share within target are counted by it.
manage-no-show = No-shows and returns
manage-no-show-calls = Calls before a no-show
manage-no-show-s = and after the first call
manage-no-show-hint = 0 asks for none.
manage-return-limit = A ticket may return at most
manage-times = times
manage-seconds = s

## Saving
manage-unsaved = Unsaved changes
manage-unsaved-mark = has unsaved changes
manage-discard = Discard
manage-save = Save
manage-said-saved = Saved as version { $version }; in force now
manage-said-faults =
    { $count ->
        [one] One thing has to be corrected
       *[other] { $count } things have to be corrected
    }
manage-conflict = While you were editing, somebody saved a newer set-up. What you typed is still here: load theirs, keep your changes on top, check, and save again.
manage-conflict-merge = Load theirs, keep my changes
manage-conflict-drop = Drop my changes
manage-merged = The newer set-up is loaded, with your changes on top. Check it and save.
manage-clashes = Both of you changed: { $parts }. Yours is shown.
manage-refused = The server does not accept this set-up:
manage-leave-title = Discard unsaved changes?
manage-leave-do = Discard and leave
manage-part-closed_dates = closed dates
manage-part-intake_cutoff_min = last tickets
manage-part-counters = counters
manage-part-policy = who is called next
manage-part-target_min = target wait
manage-part-no_show_calls = calls before a no-show
manage-part-no_show_s = seconds before a no-show
manage-part-return_limit = returns
manage-fault-time = Write a time such as 08:30
manage-fault-order = It has to end after it begins
manage-fault-overlap = Overlaps with another session
manage-fault-counter = A counter's number is whole, 1 to 999
manage-fault-twice = There are two of this number
manage-fault-takes = Choose at least one group
manage-fault-no-counter = There has to be at least one counter
manage-fault-number = A whole number from { $least } to { $most }
manage-fault-minutes = Minutes above 0, at most 1440
manage-fault-rate = A number above 0, at most 1000
manage-fault-long = At most { $most } characters
manage-fault-zh = Write it in Chinese
manage-fault-en = Write it in English
manage-fault-date = Give the date and the time
manage-fault-until = It has to end after it begins

## Notices
manage-notices = Notices on the boards
manage-no-notices = There are no notices.
manage-add-notice = Add a notice
manage-notice-zh = Chinese
manage-notice-en = English
manage-notice-from = From (empty: now)
manage-notice-until = Until (empty: removed by hand)
manage-notice-hint = Times are the hall's clock. A notice shows on the boards; both languages are needed.
manage-notice-now = shows now
manage-notice-later = not yet
manage-notice-over = over
manage-until-removed = until removed
manage-remove-notice = Remove this notice?
manage-said-notice = The notice is added
manage-said-notice-gone = The notice is removed

## The day
manage-day = Today
manage-day-open = The hall is open
manage-day-closed = Today is closed
manage-day-closed-hint = A closed day cannot change any more. The next one begins by itself with the hours.
manage-day-not-begun = The day has not begun
manage-day-not-begun-hint = It begins by itself with the hours, or when a counter is opened. You may begin it now by hand.
manage-close-now = Closing now would:
manage-close-by-itself = This is seldom needed: the day closes by itself after the last session, when nobody waits or is served.
manage-close-waiting =
    { $count ->
        [one] cancel 1 waiting ticket
       *[other] cancel { $count } waiting tickets
    }
manage-close-held =
    { $count ->
        [one] cancel 1 held ticket
       *[other] cancel { $count } held tickets
    }
manage-close-called = make no-shows of { $numbers }, called but not there
manage-close-serving = be refused while visitors are being served ({ $numbers }): finish first, or confirm again
manage-close-counters =
    { $count ->
        [one] close 1 counter
       *[other] close { $count } counters
    }
manage-close-final = end today for good: it cannot be undone or begun again
manage-close-title = Close the day now?
manage-close-what = This cannot be undone. It will:
manage-close-do = Close the day
manage-force-title = Somebody is still being served
manage-force-what = Closing by force breaks off these visits:
manage-force-one = Counter { $counter }: { $number }, served by { $staff }
manage-force-sure = I confirm that these visits end without a result
manage-force-do = Close by force
manage-open-title = Begin the day now?
manage-open-what = Tellers can open counters and call. Kiosks still give tickets only within the hours.
manage-open-do = Begin the day
manage-said-closed = The day is closed
manage-said-opened = The day has begun
