# Words that several pages share.
onewindow = OneWindow
language = Language
demo = Demo data
demo-speed = Demo data, clock at { $speed }×
loading = Loading…
close = Close
cancel = Cancel
back = Back
confirm = OK
log-in = Log in
log-out = Log out
start-page = Start page
account = My account
yes = Yes
no = No

conn-connecting = Connecting
conn-live = Live
conn-lost = Connection lost, reconnecting
conn-stale = Out of touch: may be out of date
conn-refused = Cannot be shown

minutes-unit = min
people-unit = { "" }
counter-n = Counter { $counter }
hall-closed-today = Closed today


group-general = Registration, general
group-collection = Contributions
group-pension = Pension
group-medical = Medical
group-work_injury = Work injury
group-unemployment = Unemployment
group-maternity = Maternity

kind-instant = On the spot
kind-reviewed = Back office

priority-normal = Normal
priority-elder = Elder
priority-disabled = Disabled
priority-veteran = Veteran
priority-pregnant = Pregnant
priority-appointment = Appointment
priority-urgent = Urgent
priority-may-pass = A priority number may be called before people ahead
priority = Priority

channel-kiosk = Kiosk
channel-phone = Phone
channel-web = Web
channel-appointment = Appointment
channel-counter = Walk-up
channel-terminal = Terminal
channel-app = App

ticket-waiting = Waiting
ticket-called = Go to the counter
ticket-serving = Being served
ticket-held = On hold
ticket-done = Finished
ticket-no_show = Missed
ticket-cancelled = Cancelled

counter-idle = Free
counter-called = Calling
counter-serving = Serving
counter-paused = Paused
counter-closed = Closed

role-teller = Teller
role-greeter = Greeter
role-reviewer = Reviewer
role-cashier = Cashier
role-manager = Hall manager
role-official = Official
role-admin = Administrator
role-kiosk = Kiosk
role-display = Display
role-terminal = Terminal

whole-city = Whole city

session-current = This one
session-started = Since
session-seen = Last used
session-end = End
session-device-unknown = Unknown device

missing-title = There is nothing at this address
missing-more = Check what was typed, or begin at the start page

## The paper slip.

slip-keep = Watch the board and go to your counter
slip-issued = Issued
slip-ahead = Ahead
slip-wait = Wait
slip-any-counter = Any counter can help
slip-bring = Please bring
slip-code = Scan to follow the line
slip-today = Valid today

## What went wrong, by the code of the answer.

problem-unknown = That did not work, please try again ({ $code })
problem-server = The system has a problem, please try again later
problem-offline = The server cannot be reached, please check the network
problem-storage-unavailable = The system cannot save at the moment, please try again
problem-stream-conflict = Something else happened just now, please try again
problem-idempotency-key-reused = This does not match what was sent before, please start again
problem-not-logged-in = Please log in first
problem-wrong-login = User name or password is wrong
problem-not-allowed = This login may not do that
problem-wrong-origin = The request's origin is not accepted, please use this page again
problem-not-found = Not found
problem-unknown-hall = There is no such hall
problem-unknown-counter = There is no such counter
problem-unknown-ticket = There is no such ticket
problem-unknown-service = There is no such service
problem-service-not-offered = This hall does not offer the service
problem-transfer-unclear = Choose a counter or services to transfer to
problem-same-counter = The ticket is at that counter already
problem-work-unclear = The work is not right: a service twice, or an instant service cannot go to review
problem-day-not-open = The hall's day has not begun
problem-day-already-open = The hall's day has begun already
problem-day-closed = The hall's day is over
problem-intake-closed = No tickets are given out now
problem-too-many-tickets = Too many tickets at once, please wait a minute
problem-ticket-in-service = A ticket is still being served
problem-counter-held = Somebody else holds the counter
problem-counter-closed = The counter is closed
problem-counter-paused = The counter is paused
problem-counter-not-paused = The counter is not paused
problem-counter-busy = The counter still has a ticket
problem-counter-idle = The counter has no ticket
problem-counter-in-use = Close the counter before taking it out of the set-up
problem-already-serving = Service has begun already
problem-ticket-not-waiting = The ticket is not waiting
problem-ticket-not-taken-here = This counter does not take the ticket
problem-ticket-not-away = Only a held or missed ticket can return to the line
problem-ticket-ended = The ticket's visit has ended
problem-call-again = Call again or wait a little before marking it missed
problem-return-limit = The ticket has returned as often as the hall allows
problem-version-conflict = Somebody changed the set-up meanwhile, please open it again
problem-append-refused = It was not saved, please try again
problem-too-many-logins = Too many attempts to log in, please wait a little
problem-overloaded = The system is busy, please try again in a moment
problem-too-slow = The request took too long to arrive; please try again
problem-head-too-large = The request’s header is too large
problem-too-large = What was sent is too large
problem-malformed-json = The text has a broken character that cannot be shown; please remove it
problem-invalid-body = Something in what was entered is not right, please check
problem-invalid-query = The search is not valid, please check
problem-internal-error = The system has a problem, please try again later
problem-setup-invalid = Something in the set-up is not right, please check
problem-notice-unreadable = The notice has invisible control characters or too many marks on a letter; please remove them
problem-notice-invalid = The notice is not right, please check its text and times
problem-unknown-notice = This notice is no longer there
problem-unknown-district = There is no such district
problem-password-change-required = Please set your own password first
problem-wrong-password = The present password is not right
problem-password-too-short = The password is too short: at least { $least } characters
problem-password-too-long = The password is too long: at most { $most } characters
problem-password-holds-name = The password may not hold your user name or the product's name
problem-password-guessable = The password is easy to guess: please choose another, such as several words
problem-password-unreadable = The password holds characters that cannot be used
problem-password-unchanged = This is the password that you have now, please choose another
problem-unknown-session = The session has ended already
problem-unknown-user = There is no such login
problem-user-exists = There is a login with this user name already
problem-user-invalid = The login cannot be like this, please check user name, name and roles
problem-user-disabled = The login is disabled, please enable it first
problem-last-administrator = One administrator has to remain
