start-title = { $city }: waits at the halls
start-heading = How long to wait at each hall
start-summary = { $open } of { $halls } halls are open, { $waiting ->
    [one] one person waits
   *[other] { $waiting } people wait
 }
start-search = Find a hall
start-search-hint = Name, town or pinyin
start-district = District
start-all = All
start-only-open = Open ones only
start-found = { $count ->
    [one] One hall found
   *[other] { $count } halls found
 }
start-none = No hall matches
start-show-all = Show all
start-open-of = { $open } of { $halls } open
start-waiting = Waiting
start-wait = Wait from now
start-counters = Counters open
start-no-tickets = No tickets now
start-no-counter = No counter open yet
start-hours = Today
start-hours-always = at any time
start-closed = Closed
start-opens = Opens { $time }
start-open = Open
start-intake-over = No more tickets
start-kiosk = Kiosk
start-board = Board
start-staff-links = { $hall }: pages for staff
start-about = Where these figures come from
start-assumptions = Assumptions of this project
start-assumed-of = { $halls ->
    [one] { $hall }
   *[other] { $hall } and others, { $halls } halls in all
 }
start-sources = Sources
start-demo-about = This is a demo: a program plays visitors and tellers, all waits are simulated and speak of no real hall.
start-live-about = The queue systems of the halls give the number waiting and the expected wait as they change. The range is the time within which half, and nine in ten, of the visitors are called.
start-now = Hall time
start-desk = Desk
start-manage = Manage
start-greet = Greeter
start-analytics = Analytics
start-staff = Logins
start-from-board = The hall whose code you scanned
start-nav = Pages for staff
start-figures = Figures of past months
