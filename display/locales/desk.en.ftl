# The teller's page.
desk-title = Desk
desk-counter = Counter { $counter }
desk-unified = Unified
desk-takes = Takes { $groups }

# Choosing a counter
desk-choose = Choose a counter
desk-choose-hint = Pick a counter to serve at. The one you used last comes first.
desk-choose-open = Open
desk-choose-open-all = Open for everything
desk-choose-go-on = Go on
desk-choose-take-over = Take over
desk-choose-last = used last
desk-choose-held = Held by { $staff } since { $since }
desk-choose-mine = Held by you
desk-choose-free = Free to open
desk-choose-none = This hall has no counters set up. Ask the manager.
desk-choose-hall = Choose a hall
desk-not-teller = This login cannot serve at a counter.

# Taking over
desk-take-over-title = Take over counter { $counter }?
desk-take-over-held = { $staff } holds it; it has been “{ $state }” since { $since }.
desk-take-over-ticket = { $number } at the counter will be yours to serve.
desk-take-over-told = Their screen says at once that the counter was taken over.
desk-take-over-do = Take over
desk-lost-title = The counter was taken over
desk-lost = { $staff } has taken over counter { $counter }.
desk-lost-ticket = Your visitor { $number } is being served by { $staff }.
desk-lost-work = The services you noted are kept on this machine for when you take it back.
desk-lost-take-back = Take it back
desk-lost-choose = Choose another counter
desk-shut-title = The counter is closed
desk-shut = Counter { $counter } is not open.
desk-shut-day = The hall's day is closed, or has not begun.
desk-shut-open = Open it again
desk-gone-title = No such counter
desk-gone = The hall has no counter { $counter } any more.

# The visitor
desk-nobody = Counter free
desk-nobody-waiting =
    { $count ->
        [one] 1 person waits: Space calls
       *[other] { $count } people wait: Space calls
    }
desk-nobody-none = Nobody is waiting now
desk-no-service = No service named
desk-more-services = and { $count } more
desk-waited = waited { $time }
desk-attempt =
    { $n ->
        [1] 1st call
        [2] 2nd call
        [3] 3rd call
       *[other] call { $n }
    }
desk-typical = typical { $time }
desk-over-typical = over the typical { $time }
desk-called-timer = Called
desk-serving-timer = Serving
desk-paused-timer = Paused
desk-idle-timer = Free
desk-correct-priority = Correct priority
desk-paused-title = Counter paused
desk-paused-hint = P resumes

# Actions: the words on the buttons
desk-do-next = Call next
desk-do-go-on = Finish and call next
desk-do-recall = Recall
desk-do-start = Start
desk-do-finish = Finish
desk-do-transfer = Transfer
desk-do-hold = Hold
desk-do-no-show = No-show
desk-do-pause = Pause
desk-do-resume = Resume
desk-do-back = Bring back
desk-do-issue = Issue
desk-do-priority = Correct priority
desk-do-line = Go to the line
desk-do-find = Find a service
desk-do-help = Keys
desk-do-close = Close
desk-do-logout = Log out
desk-do-leave = Cancel or leave
desk-do-outcome = Outcome of the chosen service
desk-do-choose-service = Previous, next service of the visit
desk-do-drop-service = Remove the chosen service
desk-key-space = Space

# Why an action is not to be had now
desk-no-offline = No connection to the server: actions wait, and go on by themselves when it is back.
desk-no-sending = The last action is still being sent.
desk-no-not-mine = You do not hold this counter.
desk-no-shut = The counter is not open.
desk-no-paused = The counter is paused: P resumes.
desk-no-ticket = There is no visitor at the counter.
desk-no-called-here = { $number } is called: S when they come, N if they do not, R calls again.
desk-no-serving-here = { $number } is being served: D finishes and calls the next, F only finishes.
desk-no-already-serving = { $number } is being served already.
desk-no-show-calls =
    { $calls ->
        [one] Call once more before marking a no-show.
       *[other] Call { $calls } more times before marking a no-show.
    }
desk-no-show-seconds = { $seconds } s more before a no-show can be marked.
desk-no-show-both =
    { $calls ->
        [one] One more call and { $seconds } s before a no-show can be marked.
       *[other] { $calls } more calls and { $seconds } s before a no-show can be marked.
    }
desk-no-pause-busy = Finish, hold or transfer { $number } before pausing.
desk-no-outcome-accept = An instant service cannot be accepted for review.

# What happened
desk-said-called = { $number } called to counter { $counter }
desk-said-recalled = { $number } called again, call { $n }
desk-said-started = { $number } is being served
desk-said-finished = { $number } finished
desk-said-nobody = Nobody waits whom this counter takes
desk-said-finished-nobody = { $number } finished; nobody waits now
desk-said-no-show = { $number } is a no-show; B brings it back
desk-said-held = { $number } is on hold; B brings it back
desk-said-moved-counter = { $number } sent to counter { $counter }
desk-said-moved-services = { $number } sent to the line of other services
desk-said-back = { $number } is back in the line
desk-said-back-called = { $number } brought back and called
desk-said-paused = The counter is paused
desk-said-resumed = The counter is open again
desk-said-opened = Counter { $counter } is open
desk-said-closed = Counter { $counter } is closed
desk-said-issued = Ticket { $number } issued
desk-said-issued-called = Ticket { $number } issued and called
desk-said-priority = { $number } now has priority: { $priority }
desk-said-sending = Sending “{ $action }”. Until the answer comes it is sent again under the same key, so it happens once.
desk-said-taken-over = { $staff } has taken over counter { $counter }

# The services of the visit
desk-services = Services in this visit
desk-services-none = No service noted. Press / to find one; a visit may also finish without.
desk-services-idle = After a call, what was done is noted here.
desk-outcome-done = Done
desk-outcome-accepted = Accept
desk-outcome-diverted = Divert
desk-outcome-lacking = Lacking
desk-outcome-refused = Refuse
desk-drop = Remove { $name }
desk-materials = Materials
desk-materials-none = This service needs no materials.
desk-materials-idle = Choose a service to check its materials.
desk-materials-missing = { $count } missing
desk-materials-all = all here

# The line
desk-line = The line
desk-line-waiting = Waiting
desk-line-longest = Longest
desk-line-served = Served here
desk-line-empty = Nobody waits whom this counter takes.
desk-line-more =
    { $count ->
        [one] and 1 more
       *[other] and { $count } more
    }
desk-line-call = Call { $number } now
desk-line-claimed = claimed when the ticket was taken, not checked yet

# Dialogs
desk-transfer-title = Transfer { $number }
desk-transfer-counter = To a counter
desk-transfer-services = To other services
desk-transfer-place = Place
desk-transfer-front = Front
desk-transfer-front-hint = keeps the time waited
desk-transfer-back = Back
desk-transfer-back-hint = waits from now
desk-transfer-do = Transfer
desk-transfer-pick-counter = Choose a counter, or type its number.
desk-transfer-pick-services = Add the services to go to.
desk-transfer-closed = closed: the visitor waits until it opens
desk-hold-title = Hold { $number }: reason
desk-hold-form = Filling in a form
desk-hold-document = Fetching a document
desk-hold-photo = Photo or copies
desk-hold-payment = Payment
desk-hold-approval = Waiting for approval
desk-hold-other = Other
desk-pause-title = Pause the counter: reason
desk-pause-break = Break
desk-pause-meal = Meal
desk-pause-meeting = Meeting
desk-pause-back-office = Back office
desk-pause-equipment = Equipment
desk-pause-other = Other
desk-pick-key = A digit chooses
desk-back-title = Bring back a held visitor or a no-show
desk-back-find = Number
desk-back-none = Nobody is held or a no-show.
desk-back-no-match = No such number: “{ $text }”.
desk-back-do = Back into the line
desk-back-call = Back and call
desk-back-held-place = to the old place
desk-back-no-show-place = waits from now
desk-priority-title = Correct the priority of { $number }
desk-priority-claimed = Claimed when the ticket was taken: { $priority }; not checked yet
desk-priority-new = Priority
desk-priority-reason = Reason
desk-priority-do = Correct
desk-reason-claim-shown = Proof shown
desk-reason-claim-not-shown = No proof shown
desk-reason-mistake = Chosen by mistake
desk-reason-urgent-need = Urgent need
desk-reason-other = Other
desk-issue-title = A ticket for a visitor
desk-issue-services = Services (may be left out)
desk-issue-priority = Priority
desk-issue-call = Issue and call
desk-issue-line = Issue only
desk-issue-busy = There is a visitor at the counter: the new ticket joins the line.
desk-issue-print = Print
desk-issue-print-again = Print the slip
desk-issue-done = Ticket issued
desk-issue-always = One person issues and serves here
desk-issue-always-hint = shows “Issue and call” on the main screen
desk-close-title = Close counter { $counter }?
desk-close-ticket = { $number } at the counter goes back to its place in the line.
desk-close-idle = Nobody is called here until it is opened again.
desk-close-do = Close the counter
desk-logout-title = Log out?
desk-logout-open = Counter { $counter } stays open and held by you; better close it first.
desk-logout-close-do = Close it and log out
desk-logout-do = Only log out
desk-help-title = All keys
desk-help-window = Counter
desk-help-visitor = Visitor
desk-help-work = Services
desk-help-note = In a text field these keys are text; Esc leaves the field. A button clicked with the mouse does not keep the Space key.
desk-done = Done

# The connection
desk-link-ok = Connected
desk-link-connecting = Connecting
desk-link-offline = No connection
desk-link-offline-long = No connection to the server since { $since }. The screen shows how things stood then. Actions wait, nothing you noted is lost, and it goes on by itself.
desk-alarm-no-counter-takes =
    { $count ->
        [one] 1 visitor waits whom no open counter takes
       *[other] { $count } visitors wait whom no open counter takes
    }
desk-alarm-over-target = Somebody has waited longer than the target
desk-help-pause = Pause or resume
desk-lacks-calls =
    { $calls ->
        [one] 1 call
       *[other] { $calls } calls
    }

# Refusals in the desk's own words, where the answer tells more.
desk-refused-counter-held = { $staff } holds this counter.
desk-refused-counter-busy = { $number } is at the counter already, perhaps called from another window.
desk-refused-counter-idle = The visitor is no longer at the counter: perhaps finished, held or transferred from another window.
desk-refused-ticket-not-waiting = { $number } no longer waits: perhaps another counter has just called it.
desk-refused-ticket-not-taken-here = This counter does not take { $number }.
desk-refused-return-limit = { $number } has returned to the line as often as the hall allows; a new ticket is needed.
desk-refused-already-serving = { $number } is being served already, perhaps started from another window.
