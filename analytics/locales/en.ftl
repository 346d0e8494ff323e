# Words of the dashboards.
onewindow = OneWindow
nav-today = Today
nav-cuts = Cuts
nav-start = All halls
nav-manage = Manage
nav = Dashboards
simulated = simulated data
simulated-speed = simulated data · clock ×{ $speed }
simulated-note = Simulated: a demo crew plays visitors and tellers. No figure of this page is of a real hall.

stale = No fresh figures: the dashboards cannot be reached. What you see may be out of date; it goes on by itself.
storage-away = No fresh figures: the data cannot be read just now. It goes on by itself.
question-too-large = This question needs more memory than there is just now. Ask for a shorter period or fewer halls, or ask again later. Figures below answer an earlier question, or none.
login-ended = Your login has ended.
log-in = Log in
rights-changed = What you may see here has just changed: the page was made again, and shows what you may see now.
opening = One moment …
calculating = Working it out …
javascript-needed = This page needs JavaScript.

choose-hall = Hall
choose-search = Search
choose-clear = Clear the search
choose-none = No such hall
choice-city = All halls of the city
choice-district = { $district }, all halls
as-of = { $date } { $time } · hall time

duration-under-a-minute = under 1 min
duration-minutes = { $minutes } min
duration-hours = { $hours } h { $minutes } min
minutes-short = min

## Today

today-question =
    { $several ->
        [yes] How are the halls doing now?
       *[no] How is the hall doing now?
    }
today-no-tickets = No ticket has been issued today yet.
today-nobody-waits = Nobody is waiting.
today-waiting =
    { $n ->
        [one] **One person** is waiting,
       *[other] **{ $n } people** are waiting,
    } the longest for **{ $longest }**.
today-closed = The day is closed.
today-none-called = Nobody has been called yet.
today-one-called = The one ticket called so far today waited **{ $p50 }**.
today-called =
    Of the { $called } called today, { $alike ->
        [yes] nine in ten waited at most **{ $p90 }**.
       *[no] half waited at most **{ $p50 }** and nine in ten at most **{ $p90 }**.
    }
today-under-target = { $share } were called within the target.

figure-waiting = Waiting
figure-waiting-note = { $held } put aside · { $at_counter } at a counter
figure-longest = Longest now
figure-longest-note = target { $target }
figure-longest-over = over the target of { $target }
figure-longest-note-several = since issue
figure-within = Within target
figure-within-note =
    { $called ->
        [one] of 1 called
       *[other] of { $called } called
    }{ $given_up ->
        [0] {""}
       *[other] {" "}· { $given_up } gave up after it
    }
figure-served = Served
figure-served-note = of { $issued } issued
figure-abandoned = Left unserved
figure-abandoned-note = { $no_shows } no-shows · { $cancelled } cancelled
figure-abandoned-note-closed = { $no_shows } no-shows · { $cancelled } cancelled · { $by_closing } by closing
none = –

waits-title = How long they waited
waits-line = Half within **{ $p50 }**, nine in ten within **{ $p90 }**
waits-line-none = Nobody called yet
waits-p50 = half (p50)
waits-p90 = 9 in 10 (p90)
waits-target = target { $minutes } min
waits-axis-hour = hour of issue; below it, tickets called
waits-axis-minutes = wait (min)
waits-none-called = Nobody has been called yet today
waits-definition = Wait = issue to first call. p50, p90: half, nine in ten of those called waited at most so long. Not called (yet): left out, { $left_out } today. Hollow: some of that hour still wait.
waits-about = Line chart: wait by hour of issue, median and 90th percentile, in minutes.

arrivals-title = How many came
arrivals-called = called
arrivals-waiting = not called yet
arrivals-gone = left uncalled
arrivals-axis-hour = hour of issue
arrivals-axis-tickets = tickets
arrivals-none = No ticket has been issued today yet
arrivals-definition = Tickets issued, by hour of issue; left uncalled = cancelled, or ended by closing, before any call.
arrivals-about = Bar chart: tickets issued by hour.

source-tickets = Source: tickets of { $where }, { $date }, up to { $time } (hall time).

## Today: the floor, the usual day, the next hours

today-taken-now = Who takes a ticket now waits **{ $range }**.
today-usual-more = By { $by } **more** came than usual: { $came }, usually { $usual } (mostly { $low } to { $high }).
today-usual-less = By { $by } **fewer** came than usual: { $came }, usually { $usual } (mostly { $low } to { $high }).
today-usual-same = By { $by } about as many came as usual: { $came }, usually { $usual } (mostly { $low } to { $high }).
figure-taken-now = Ticket taken now
figure-taken-now-note = half wait less, nine in ten no longer
figure-taken-now-none = no open counter takes it
figure-halls-over = Halls over target
figure-halls-over-note = somebody waits longer than the hall's target
floor-line = Counters: **{ $open } of { $counters }** open
floor-unread =
    { $n ->
        [one] · those of one hall cannot be read by this release
       *[other] · those of { $n } halls cannot be read by this release
    }
counter-called = called
counter-serving = serving
counter-idle = free
counter-paused = paused
counter-closed = closed
counter-tip = since { $time } · { $served } served today
halls-title = Where people wait now
halls-about = Bar chart: people waiting by hall, those with the longest wait first.
halls-over = halls over their target
halls-within = halls within it
halls-axis = waiting now
halls-name = { $name }: { $n }
halls-text = { $minutes } min
halls-none = Nobody is waiting
halls-others =
    { $n ->
        [one] The { $shown } halls with the longest waits; people wait in one more: see the table.
       *[other] The { $shown } halls with the longest waits; people wait in { $n } more: see the table.
    }
halls-definition = Bar: how many wait now; at its end, how long the one has waited who has waited longest. Dark: longer than the hall's target.
usual-title = Against the usual day
usual-about = Line chart: tickets issued by half hour today, over the median and a 10 to 90% band of the same weekdays before.
usual-today = today
usual-median = usual (median)
usual-band = 10–90% of days
usual-axis-time = time of issue, by half hours
usual-axis-tickets = tickets / 30 min
usual-none = Nobody has come today, and no closed day tells when people usually do
usual-line = By { $by } **{ $came }**; usually by then **{ $usual }** ({ $low }–{ $high })
usual-line-few =
    { $days ->
        [one] By { $by } **{ $came }**; on the one same weekday that there is: **{ $usual }**
       *[other] By { $by } **{ $came }**; on the { $days } same weekdays that there are: **{ $usual }**
    }
usual-line-none = No closed day of the same weekday yet
usual-definition =
    { $days ->
        [0] Usual day: none yet.
        [one] Usual day: one day of the same weekday; a band from { $least } days on.
        [2] Usual day: median of 2 days of the same weekday; a band from { $least } days on.
       *[other] Usual day: median, and 10th to 90th percentile, of the last { $days } days of the same weekday.
    }{ $left_out ->
        [0] {""}
        [one] {" "}One day of the last half year is left out: closed by the calendar, or few halls open.
       *[other] {" "}{ $left_out } days of the last half year are left out: closed by the calendar, or few halls open.
    } Hollow: the half hour is not over.
usual-simulated = The closed days are simulated, of no real hall.
usual-simulated-partly = Some of the closed days are simulated.
ahead-title = What the next two hours bring
ahead-about = Bar chart: tickets expected in each of the next four half hours, beside the average of the same weekday.
ahead-forecast = expected
ahead-average = average of the weekday
ahead-axis-time = time of issue
ahead-line = From { $from } to { $to } about **{ $n }** tickets; the weekday's average is { $average }.
ahead-wanted =
    { $wanted ->
        [one] That needs at most **one** counter at once; { $open } open now.
       *[other] That needs at most **{ $wanted }** counters at once; { $open } open now.
    }
ahead-closed = Closed today by the calendar
ahead-over = Nobody more is expected today
ahead-few = Too few closed days to test a forecast on
ahead-no-better = No forecast: here it has been no better than the weekday's average
ahead-definition = Expected = average of the same weekday × the level of today so far. Shown only where it beat that average on days held out.
ahead-better = On { $days } held-out days ({ $since } to { $until }) it was off by { $forecast } tickets in two hours, the average by { $average }.
ahead-not-better = On { $days } held-out days ({ $since } to { $until }) it was off by { $forecast } tickets in two hours, the average by { $average }: not better by more than chance.
ahead-wanted-definition = Counters: by Erlang C, { $share } called within { $target } min; who waits already is not counted in.
column-span = Time
column-today = Today
column-usual = Usual (median)
column-usual-low = 10th percentile
column-usual-high = 90th percentile
column-forecast = Expected
column-average = Weekday's average
column-waiting = Waiting
column-longest = Longest now (min)
column-abandoned = Left unserved
column-open-now = Counters open
column-counters = Counters

## What was shortened

cuts-question = How much shorter has it become?
cuts-answer-some = Of the { $all } services { $services } are asked about.
cuts-answer-steps = { $services ->
        [one] One service takes
       *[other] { $services } services take
    } **{ $after } steps** instead of { $before } ({ $cut }).
cuts-answer-days = { $services ->
        [one] One service with a time limit has
       *[other] { $services } services with a time limit have
    } **{ $after } days** in all instead of { $before } ({ $cut }); the largest single cut is { $largest } days.
cuts-answer-materials = { $services ->
        [one] One service asks for
       *[other] { $services } services ask for
    } **{ $after } materials** instead of { $before } ({ $cut }).
cuts-answer-illustrative = The catalogue's figures are illustrative: they were made to agree with what the bureau published in { $year }, and prove nothing about it.
cuts-answer-own = These are the bureau's own figures, as they were loaded; nobody has checked them here.
cuts-answer-none = Nothing is stated of these services before and after.
cuts-answer-no-service = The catalogue has no such service: change what is asked for.
of-catalogue = the catalogue
of-bureau = the bureau's own
what-steps = steps
what-days = time limits
what-materials = materials
filter-of = Figures of
filter-what = Services by
filter-find = Find a service
find-how = name, pinyin or code
illustrative = illustrative
own-figures = the bureau's own
imported = imported event logs
published = published { $year }
figure-steps = Steps
figure-limits = Time limits
figure-largest = Largest single cut
figure-largest-days = { $days } days
figure-largest-note =
    { $n ->
        [one] one service: { $first }
       *[other] { $n } services, such as { $first }
    }
figure-sum = { $before } → { $after }
fact-steps_cut = more than 30%
fact-limits_cut = nearly one third
fact-max_limit_cut = up to 15 days
cuts-steps-title = Steps, before and after
cuts-days-title = Time limits, before and after
cuts-materials-title = Materials, before and after
cuts-spread-title = Every service, by group: { $what }
cuts-services-title = Services, the largest cut first: { $what }
cuts-before = before
cuts-after = after
cuts-steps-unit = steps
cuts-days-unit = days
cuts-materials-unit = materials
cuts-axis-steps = mean steps a service
cuts-axis-days = mean limit (days)
cuts-axis-materials = mean materials a service
cuts-axis-of-steps = steps
cuts-axis-of-days = limit (days)
cuts-axis-of-materials = materials
cuts-none = Nothing is stated of these services
cuts-materials-none = The catalogue does not say what was asked for before
cuts-materials-now = Now { $mean } materials a service on average ({ $services } services).
cuts-services-line = { $shown } of { $all } services are drawn; the table has them all.
spread-total = the group's cut
spread-axis = cut (% of before); a dot a service, diamond: the group
cuts-steps-definition = Percent = 1 − steps after ÷ steps before, summed over the group's services; { $stated } of { $services } services state both. Dots: means.
cuts-days-definition = Before: legal limit; after: promised limit. { $stated } of { $services } services have one; { $calendar } in calendar days, the others in working days. Percent: of sums. Dots: means of those.
cuts-own-days-definition = Limits before and after as the bureau says. { $stated } of { $services } services have one; { $calendar } in calendar days, the others in working days. Percent: of sums. Dots: means of those.
cuts-materials-definition = Materials that the visitor brings; { $stated } of { $services } services state how many before and after. Percent: of sums. Dots: means of those.
cuts-spread-definition = A dot is one service's cut, 1 − after ÷ before; the diamond is the cut of the group's sums, at the right how many services state both. Dots at one place lie above each other.
cuts-services-definition = From before (ring) to after (dot), by how much was taken off; the table has all services and all that is stated of them.
cuts-steps-about = Dumbbell chart: mean steps a service, one line a group, from before to after.
cuts-days-about = Dumbbell chart: mean time limit in days, one line a group, from before to after.
cuts-materials-about = Dumbbell chart: mean materials a service, one line a group, from before to after.
cuts-spread-about = Dot chart: the cut of every service in percent, a row a group.
cuts-services-about = Dumbbell chart: services from before to after, the largest cut first.
source-catalogue = Source: the catalogue, version { $version }; steps and most limits illustrative.
source-own = Source: the bureau's own figures, as loaded: { $sources }.
source-bureau = Published: { $source }.
bureau = Wendeng social-insurance bureau, account of its reform, { $date }
source-word-illustrative = illustrative
source-word-published = published
source-word-unchecked = not checked
limit-unit-working = working
limit-unit-calendar = calendar
column-stated = State both
column-before-mean = Before (mean)
column-after-mean = After (mean)
column-largest-off = Largest cut
column-code = Code
column-steps-was = Steps before
column-steps-now = Steps after
column-steps-cut = Steps cut (%)
column-days-was = Days before
column-days-now = Days after
column-days-cut = Days cut (%)
column-materials-was = Materials before
column-materials-now = Materials after
column-materials-cut = Materials cut (%)
column-limit-unit = Days are
column-numbers-from = Steps from
column-limits-from = Limits from

## The bureau's own figures, loaded

load-title = The bureau's own figures
load-none = None are loaded; the page shows the catalogue's.
load-state = { $services ->
        [one] One service
       *[other] { $services } services
    }, from the file { $file }, loaded by { $by } on { $at }.
load-sources = Their sources, as the file names them: { $sources }.
sources-more = { $listed }; and { $n } more
load-gone = { $n } of them are no longer in the catalogue and are not shown.
load-how = Fill in the template, a line a service, and load it as CSV (UTF-8 or GB18030, at most { $most } KB). It takes the place of what was loaded before; with one wrong line nothing changes.
load-template = Template (CSV)
load-choose = Choose a file or drop it here
load-done =
    { $services ->
        [one] One service loaded.
       *[other] { $services } services loaded.
    }
load-nothing = Nothing was changed.
load-wrong =
    { $n ->
        [one] One line is wrong.
       *[other] { $n } lines are wrong.
    }
load-nowhere = This server keeps no history, in which the figures would stand.
load-unwritable = The server could not keep the file.
unfit-encoding = The file is neither UTF-8 nor GB18030 text.
unfit-text = The file is no text.
unfit-csv = The file is no CSV: { $why }.
unfit-heading = The first line does not name the column { $missing }.
unfit-twice = The first line names a column twice.
unfit-empty = No line below the first says anything.
unfit-large = The file is larger than { $most } KB.
wrong-line = line { $line }: { $reason }
wrong-more = and { $n } more
wrong-cells = has { $found } cells instead of { $wanted }
wrong-no-service = names no service
wrong-unknown-service = the catalogue has no service { $service }
wrong-again = { $service } stands in line { $first } already
wrong-number = { $column } must be a whole number from 0 to { $most }, not { $cell }
wrong-half = { $column } is missing: both are needed, or neither
wrong-from-zero = { $after } must be 0 where { $before } is 0
wrong-nothing = states neither steps nor days nor materials
wrong-day-unit = day_unit must be working or calendar where days are stated
wrong-no-days = day_unit is filled in, but no days
wrong-no-source = says no source
wrong-source = source must be one line of at most { $most } characters

## Measured processing times

measured-question = How long do cases really take?
measured-answer = { $unit }: of { $cases } cases half were done within **{ $median } days** (95%: { $low } to { $high }), and **{ $share }** within { $limit } days. { $open } still go on and count as at least as long as they were watched.
measured-answer-long = { $unit }: of { $cases } cases not half were done while they were watched, and **{ $share }** within { $limit } days. { $open } still go on.
measured-answer-other = { $unit }: **{ $median } days** (95%: { $low } to { $high }), { $share } within { $limit } days, { $cases } cases.
measured-answer-long-other = { $unit }: not half were done while they were watched, { $share } within { $limit } days, { $cases } cases.
measured-answer-few = { $unit }: fewer than 5 cases, too few to be shown.
measured-answer-none = No event log of cases has been loaded yet, so nothing was measured. Administrators load them.
measured-how-none = On the server: onewindow import log FILE, as XES or CSV, with the cases that still go on.
measured-answer-none-here = Of the event logs that have been loaded none is said to be of this district. Administrators say it when they load one.
measured-how-none-here = In the mapping of onewindow import log FILE: its table units names the district of each unit.
measured-damaged = The imported logs cannot be read; onewindow doctor and the server's log say why.
measured-none = Too few cases to be shown
not-reached = not reached
not-known = not known
days-short = { $days } days
filter-unit = Unit
filter-begun = Cases begun
filter-other = Compared with
filter-other-begun = Cases begun
filter-limit = Limit (days)
begun-ever = any date
choose-unit = Search units
figure-median = Half done within
figure-done-within = Done within { $days } days
figure-open-cases = Still going on
figure-waiting-share = Waiting
measured-interval = 95%: { $low } to { $high }
measured-bounds = { $least } to { $most } whatever becomes of the open ones
measured-bounds-sure = all open ones were watched longer
measured-other = the other cases
measured-beside = compared with: { $value }
measured-of-cases = of { $n } cases
measured-unsplit = starts of steps are not recorded
measured-limit = limit: { $days } days
measured-median = half done
measured-within-short = within { $days } days
measured-axis-days = days since the case began
measured-axis-done = done (% of cases)
measured-axis-median = half done within (days); band: 95%
measured-axis-time = days a case (mean)
measured-few =
    { $n ->
        [one] One unit with fewer than 5 cases is not shown.
       *[other] { $n } units with fewer than 5 cases are not shown.
    }
measured-rare = { $n } rare activities together
measured-activities = { $shown } of { $all } activities are drawn; the table has them all.
measured-period-all = Cases whenever they began.
measured-period = Cases begun { $from } to { $to }.
measured-curves-definition = Kaplan-Meier estimate: a case that goes on counts as at risk as long as it was watched. Band: 95% at each day (Greenwood, log(-log)). Calendar days. A curve ends where fewer than 5 cases are watched.
measured-units-definition = Half done: the day on which the Kaplan-Meier estimate reaches one half, with its 95% interval. At the right the share done within { $limit } days.
measured-time-definition = Days of a case spent with each activity, mean over all cases. Waiting: no step of the case is at work until this one begins. Handling: its start to its end. Of steps whose start is not recorded both together.
source-logs = Source: imported event logs { $names }, watched until { $until }.
measured-curves-title = Done after so many days
measured-curves-about = Line chart: share of cases done by days since they began, with a 95% band.
measured-units-title = By unit
measured-units-about = Dot chart: median processing time by unit with its 95% interval.
measured-time-title = Where the time goes
measured-time-about = Bar chart: mean days a case by activity, waiting and handling.
time-waiting = waiting
time-handling = handling
time-unsplit = both, start not recorded
column-unit = Unit
column-days-on = After days
column-at-risk = At risk
column-ended = Ended since the row before
column-still-open = Open
column-done = Done (%)
column-done-low = Done, from (95%)
column-done-high = Done, to (95%)
column-cases = Cases
column-median = Half done (days)
column-median-low = Half done, from (95%)
column-median-high = Half done, to (95%)
column-within-limit = Within the limit (%)
column-within-low = Within, from (95%)
column-within-high = Within, to (95%)
column-known-least = Within, at least (%)
column-known-most = Within, at most (%)
column-activity = Activity
column-steps = Steps
column-waiting-days = Waiting (days a case)
column-handling-days = Handling (days a case)
column-unsplit-days = Not split (days a case)
column-days-a-case = Days a case

group-general = Registration, general
group-collection = Contributions
group-pension = Pension
group-medical = Medical
group-work_injury = Work injury
group-unemployment = Unemployment
group-maternity = Maternity

## Places

places-served = served
places-none = No such hall

## Closed days

nav-waits = Waits
filters = What is shown
filter-period = Period
filter-than = Compared with
filter-group = Services of
filter-channel = Channel
filter-priority = Priority
filter-all = all
filter-clear = Clear
filter-select-all = Select all
filter-selected = { "{" }num_selected{ "}" } chosen
than-previous = the days before
than-year = the year before
than-none = nothing
compare-now = this period
compare-then = the other period
compare-then-of = the other period, { $what }
channel-kiosk = Kiosk
channel-phone = Phone
channel-web = Web hall
channel-appointment = Appointment
channel-counter = At the counter
channel-terminal = Terminal
channel-app = App
priority-normal = Normal
priority-elder = Elder
priority-disabled = Disabled
priority-veteran = Veteran
priority-pregnant = Pregnant
priority-appointment = Appointment
priority-urgent = Urgent
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
service-unnamed = no service named
note-simulated = Simulated: these days were made by a program from published shapes of arrivals. No figure here is of a real hall.
note-simulated-partly = Some of these days are simulated and of no real hall.
note-imported = With records of another system: { $names }.
note-elsewhere = The address asks for a hall or district that is not there, or that this login may not see: another is shown.
note-compared =
    The other period: { dates }, with { $there ->
        [one] one closed day
       *[other] { $there } closed days
    }; this one has { $here }.
note-compared-none = The other period, { dates }, has no closed days here: there is nothing to compare with.
note-problems =
    { $n ->
        [one] One file of the history cannot be read; its days are missing here. "onewindow history verify" names it.
       *[other] { $n } files of the history cannot be read; their days are missing here. "onewindow history verify" names them.
    }
period =
    { $days ->
        [1] On { $from }
       *[other] From { $from } to { $to }
    }
period-then =
    { $days ->
        [1] on { $from }
       *[other] from { $from } to { $to }
    }
dates =
    { $days ->
        [1] { $from }
       *[other] { $from } to { $to }
    }
source-closed = Source: tickets of closed days of { $where }, { dates }.
closed-none = Nobody was called in this period, or too few to be shown
closed-definition = Wait = issue to first call. p50, p90: half, nine in ten of those called waited at most so long, to the whole second. Of groups under 5 only the number is shown.

waits-question = How long do people wait?
waits-answer = { period }, { $n ->
        [one] one visitor was called:
       *[other] { $called } visitors were called:
    } { $alike ->
        [yes] nine in ten of them waited at most **{ $p90 }**.
       *[no] half of them waited at most **{ $p50 }**, nine in ten at most **{ $p90 }**.
    }
waits-answer-none = { period }, nobody was called here, or too few to be shown.
waits-answer-level = { $share } were called within the target.
waits-answer-than =
    { $change ->
        [less] In the other period waits were **longer**: half waited at most { $p50 }, and { $level } were called within the target.
        [more] In the other period waits were **shorter**: half waited at most { $p50 }, and { $level } were called within the target.
       *[same] In the other period, too, half waited at most { $p50 }; { $level } were called within the target.
    }
waits-answer-than-none = In the other period nobody was called here, or too few to be shown.
figure-p50 = Half waited at most
figure-p90 = Nine in ten at most
figure-level = Within target
figure-left = Left uncalled
figure-no-show = Called, not there
figure-house = Time in house
figure-then = other period: { $value }
heat-axis-hour = hour of issue
distribution-axis-share = called by then
trend-axis-month = month; below it, tickets called
closed-heat-title = When one waits
closed-heat-about = Heat map: median wait in minutes, by weekday and hour of issue.
closed-distribution-title = How waits are spread
closed-distribution-about = Line chart: share of tickets called, by minutes of waiting.
closed-trend-title = Month by month
closed-trend-about = Line chart: median and 90th percentile of waits by month.
closed-service-title = By service
closed-service-about = Dot chart: median and 90th percentile of waits by service, in minutes.
closed-channel-title = By channel
closed-channel-about = Dot chart: median and 90th percentile of waits by channel, in minutes.
groups-waits-title = By service group
groups-waits-about = Dot chart: median and 90th percentile of waits by service group, in minutes, and the median of the month before.
groups-definition = A ticket counts for the group of the first service that it named. Left uncalled: share of those issued. Service: from start to finish, the time that half of those served did not exceed. Under each month the one before.
column-service-group = Service group
column-service-median = Service (min, median)
closed-priority-title = By priority
closed-priority-about = Dot chart: median and 90th percentile of waits by priority, in minutes.
png = PNG
svg = SVG
xlsx = XLSX
about-sheet = About
column-weekday = Weekday
column-month = Month
column-service = Service
column-channel = Channel
column-priority = Priority
column-max = Longest (min)
column-level = Within target (%)
column-no-show = Not there (%)
column-left = Left uncalled (%)
column-walk = Walk (min, mean)
column-service-time = Service (min, mean)
column-house = In house (min, mean)

## Towns

nav-towns = Town halls
towns-question = What do town and village halls carry?
towns-answer =
    Of the { $served } visits served in { $where } { period-then }, **{ $share }** were served near home: { $near } at { $halls ->
        [one] one town or village hall.
       *[other] { $halls } town and village halls.
    }
towns-answer-no-near = { $served } visits were served in { $where } { period-then }. None of the halls counted is a town or village hall, so nothing can be said of what these carry.
towns-answer-most = The most were at **{ $first }** ({ $most }).
towns-answer-than = In the other period { $share } were served near home.
towns-answer-narrowed = Of other halls only whole counts may be seen here: with a filter, the figures are of { $where } alone.
towns-answer-none = { period }, no visit was served in { $where }, or too few to be shown.
figure-near-share = Served near home
figure-near-note = { $near } of { $served } visits
figure-near-served = Visits at town and village halls
figure-near-a-day = Visits a day per town or village hall
towns-served = visits served
towns-near = town and village halls
towns-other = other halls
towns-none = No visit was served in this period, or too few to be shown
towns-no-hall = no hall
towns-block = { $name } · { $share } near home
towns-axis-visits = visits served
towns-axis-share = served near home (% of the district's visits)
towns-axis-month = month; below it, days with an open hall
towns-axis-a-day = visits served a day
towns-axis-residents = visits a thousand residents, in the period
towns-per-thousand = visits a thousand residents
towns-definition = Visits served = tickets finished at the counter. Counts of 1 to 4, and others by which such a one could be found by subtraction, are left out (–) for all who do not work in the hall.
towns-share-definition = Visits served at the district's town and village halls, of those served at all its halls. A ticket does not say in which town its visitor lives: near home is any town or village hall.
towns-map-definition = Schematic: a tile a town, by district, in the order of the division codes; it does not show where they lie. Darker: more visits. Without a number: no hall.
towns-residents-definition = Visits served in the period by the town's halls, whoever made them, of its residents as they were loaded.
towns-residents-source = Residents: { $sources }.
towns-residents-none = No numbers of residents have been loaded yet
towns-residents-how = Administrators load them, with their source: onewindow import populations FILE.
towns-map-title = By town
towns-map-about = Schematic map: a tile a town with the visits served there, darker with more.
towns-halls-title = By hall
towns-halls-about = Bar chart: visits served by town and village hall.
towns-share-title = Share near home, by district
towns-share-about = Bar chart: share of each district's visits served at its town and village halls.
towns-channel-title = By channel
towns-channel-about = Bar chart: visits served by channel, at town and village halls and elsewhere.
towns-trend-title = Month by month
towns-trend-about = Bar chart: visits served a day by month, at town and village halls and elsewhere.
towns-residents-title = For its residents
towns-residents-about = Bar chart: visits a thousand residents, by town.
level-district = district hall
level-town = town hall
level-village = village hall
level-partner = partner
column-town = Town
column-level-of-hall = Level
column-open-days = Days
column-served-then = Served, other period
column-change = Change (%)
column-near = Near home
column-elsewhere = Other halls
column-near-share = Near home (%)
column-near-share-then = Near home, other period (%)
column-near-a-day = Near home a day
column-elsewhere-a-day = Other halls a day
column-population = Residents
column-year = Year
column-per-thousand = Visits a thousand
column-origin = Source

## Districts

nav-districts = Comparison
districts-question = How do districts and halls compare?
districts-answer-waits = { period }, with one mix of services for all, the mean wait was between **{ $least }** ({ $shortest }) and **{ $most }** ({ $longest }).
districts-answer-one = { period }, of { $where } only one hall or district can be shown, so there is nothing to compare it with.
districts-answer-apart = { period }, the services in { $where } were too different to compare waits.
districts-answer-funnel =
    { $beyond ->
        [none] None of the { $halls } halls lies outside the 99.8% limits, neither by service level nor by no-shows.
       *[some] Of { $halls } halls **{ $level }** lie outside the 99.8% limits by service level and **{ $absent }** by no-shows.
    }
districts-answer-none = { period }, nobody was called in { $where }, or too few to be shown.
districts-unserved = not served
districts-axis-tickets = tickets issued
compared-crude = as it was
compared-standardised = with one mix of services
compared-standard = the mix itself, over the same services
compared-axis-minutes = mean wait (min)
compared-axis-change = change of the mean wait (min)
compared-axis-points = change of the service level (percentage points)
compared-none = There is no other period to compare with
compared-sure = change beyond chance
compared-unsure = could be chance
points-short = points
column-covered-short = covered
funnel-beyond-998 = beyond 99.8% limits
funnel-beyond-95 = beyond 95% limits
funnel-chance = limits by chance alone (dashed 95%)
funnel-wide = with the spread between halls
funnel-all = all: { $share }
funnel-axis-n = tickets that the share is taken of
funnel-axis-level = within the target
funnel-axis-no-show = not there when called
funnel-dispersed = Shares spread { $phi } times as much as chance lets them: halls are held to the limits that include the spread between halls.
funnel-unnamed =
    { $n ->
        [one] One of those outside has no room for its name: hovering shows it, and so does the table.
       *[other] { $n } of those outside have no room for their names: hovering shows them, and so does the table.
    }
funnel-targets = Targets differ; each hall is held to its own.
districts-volume-definition = Tickets issued; dark: visits served. Days: those with a ticket. Units with 1 to 4 calls, and others from which those could be worked out, are hidden from viewers who do not work there.
districts-waits-definition =
    Direct standardisation: each service's mean wait, weighted with the service's share in { $mix ->
        [city] the city's calls
       *[seen] the calls of all halls that may be seen here
    } of the period. Services that a unit does not offer (as set up now), or of which it called under 5, are left out, on its side and in the mix beside it; "covered" tells which part of the mix is left, under half nothing is shown.
districts-level-definition = Called within the target, of those called and those who left uncalled after it.
districts-no-show-definition = Called and not there, of those called.
funnel-definition = Limits: binomial, interpolated (Spiegelhalter, Statistics in Medicine 24, 2005, 1185-1202); with over-dispersion its additive model, from winsorised z-scores. Standing outside asks for a reason, it gives none.
districts-change-definition = This period less the other. Bars: 95% intervals, with days as the sampling units (ratio estimator, Cochran 1977; Welch's degrees of freedom); none with under 5 days in a period. Days count as independent, a season is not taken out.
districts-quality-definition = Under 30 s: of services with a start. Within 10 s: put aside or marked absent, of those called. Start left out: of services finished. Ended by closing: of services finished or ended so. A high share says that the other figures of the hall are to be read with care.
quality-short = service under 30 s
quality-hasty = aside or absent within 10 s
quality-left-out = start left out
quality-late = ended by closing
districts-volume-title = How many came
districts-volume-about = Bar chart: tickets issued and visits served.
districts-waits-title = Waits with one mix of services
districts-waits-about = Dot chart: mean waits as they were and with one mix of services.
districts-halls-waits-title = Waits of halls with one mix of services
districts-halls-waits-about = Dot chart: mean waits of halls as they were and with one mix of services.
districts-level-title = Service level of halls
districts-level-about = Funnel plot: share called within the target by hall, with limits.
districts-no-show-title = No-shows of halls
districts-no-show-about = Funnel plot: share not there when called by hall, with limits.
districts-change-title = Change of waits
districts-change-about = Dot chart: change of mean waits with 95% intervals.
districts-change-level-title = Change of the service level
districts-change-level-about = Dot chart: change of the share called within the target, with 95% intervals.
districts-halls-change-title = Change of waits by hall
districts-halls-change-about = Dot chart: change of mean waits by hall, with 95% intervals.
districts-quality-title = How far the records can be trusted
districts-quality-about = Table: shares of doubtful records by hall.
column-a-day = Issued a day
column-issued-then = Issued, other period
column-mean = Mean wait (min)
column-mean-standardised = With one mix (min)
column-mean-standard = The mix itself (min)
column-covered = Covered (%)
column-not-offered = Not offered (%)
column-too-few = Under 5 calls (%)
column-events = Count
column-of = Of
column-part = Share (%)
column-low-95 = 95% low
column-high-95 = 95% high
column-low-998 = 99.8% low
column-high-998 = 99.8% high
column-beyond = Beyond
column-target = Target (min)
column-now = This period
column-then = Other period
column-difference = Change
column-low = From
column-high = To
column-days = Days
column-days-then = Days, other period
column-short = Under 30 s
column-short-of = of timed services
column-short-share = Under 30 s (%)
column-hasty = Within 10 s
column-hasty-of = of called
column-hasty-share = Within 10 s (%)
column-left-out = Start left out
column-left-out-of = of finished
column-left-out-share = Start left out (%)
column-late = Ended by closing
column-late-of = of all services
column-late-share = Ended by closing (%)
## Staffing and what if

nav-staffing = Staffing
staffing-question = Are there enough counters?
staffing-answer = { period }, counters were busy for **{ $share }** of the time that they stood open; most in the hour from { $hour }:00 (**{ $most }**).
staffing-answer-none = { period }, no opening times of counters are recorded here.
staffing-answer-short = For its target wait of { $minutes } min the hall needs **{ $wanted } counters** in the hour from { $hour }:00 by Erlang C, and { $open } stood open on average; { $n ->
        [one] it is short in this hour alone.
       *[other] it is short in { $n } hours of the day.
    }
staffing-answer-enough = For its target wait of { $minutes } min enough stood open in every hour by Erlang C; it is closest in the hour from { $hour }:00 ({ $wanted } needed, { $open } open).
staffing-definition = Busy: a visitor is called or served. Occupancy = busy time ÷ open time; pauses are in neither. Means over the days on which the hall was open. Filters by group, channel and priority narrow tickets, not counters.
figure-occupancy = Counters busy
figure-open = Open at most
figure-wanted = Needed at most
figure-a-day = Tickets a day
figure-service = Half are served in
figure-paused = Paused
counters-busy = busy
counters-free = free
counters-paused = paused
counters-wanted = needed
counters-open = open
counters-none = No counter stood open in this period, or too few tickets to be shown
counters-axis-hour = hour
occupancy-light = Light: hours in which fewer than half as many counters stood open as in the fullest one; they serve those who are left.
occupancy-axis = busy (%)
open-axis-issued = tickets a day
open-axis-counters = counters
services-p50 = half
services-p90 = 9 in 10
services-interval = 95% interval of the half
services-axis = service time (min)
services-none = Nobody was served in this period, or too few to be shown
services-definition = Start to finish. The interval of the median is that of the order statistics between which it lies with 95% confidence (binomial; no shape of the distribution is assumed). Of services with fewer than 5 only the number is shown.
fairness-overtaken = Of visitors without priority **{ $any }** saw somebody called who had come later; counting only others without priority, it is { $alike }.
fairness-many = Who was overtaken is told of the newest twelve million tickets only: choose a later period.
fairness-definition = Overtaken: a ticket of the same line that was issued later was called earlier. One line where all counters are unified, else one a group. Share of those called.
wanted-assumes = Erlang C, so that { $share }% are called within { $minutes } min. Assumed: the mean arrivals of the part of an hour in which the hall was open come by chance at an even rate; { $mean } min at the counter, exponential and alike at all counters; one line; nobody gives up; every hour in a steady state. The day-to-day swing, humps within the hour and visitors left over from the hour before are not in it: the what-if has them.
wanted-none = No tickets or opening times to reckon with.
wanted-one-hall = Choose one hall: counters of several do not help each other out
open-number = The number above a bar: counters open, without those paused.
figure-wanted-note = only for one hall
staffing-occupancy-title = How busy the counters were
staffing-occupancy-about = Bar chart: share of open time that counters were busy, by hour.
staffing-open-title = What came, and what stood open
staffing-open-about = Two bar charts by hour: tickets issued a day; counters open on average, busy and free, and paused.
staffing-service-title = How long services take
staffing-service-about = Dot chart: median service time with its 95% interval and 90th percentile by service, in minutes.
staffing-fairness-title = Who waited, by priority
staffing-fairness-about = Dot chart: median and 90th percentile of waits by priority, in minutes.
staffing-wanted-title = How many counters the target needs
staffing-wanted-about = Bar chart by hour: counters needed by Erlang C, and a mark for those that stood open.
column-issued-day = Tickets a day
column-issued-hour = Tickets an hour of opening
column-open = Counters open
column-busy = Busy (counters)
column-paused = Paused (counters)
column-occupancy = Busy (% of open)
column-paused-share = Paused (%)
column-erlangs = Load (erlangs)
column-wanted = Counters needed
column-within-open = Within target with those open (%)
column-served-mean = Mean (min)
column-served-p50 = Median (min)
column-served-low = Median from (95%)
column-served-high = Median to (95%)
column-served-p90 = p90 (min)
column-overtaken = Overtaken (%)
column-by-alike = Overtaken by the same priority (%)
column-measure = Measure
column-actual = Happened
column-played = Played as it was
column-played-low = As it was, from
column-played-high = As it was, to
column-error = Simulator's error
column-error-low = Error from
column-error-high = Error to
column-changed = Changed
column-changed-low = Changed, from
column-changed-high = Changed, to
column-difference-low = Change from
column-difference-high = Change to

whatif-title = What if it were otherwise?
whatif-what = The recorded visitors come again at their own times and meet the hall's own rules, with other counters or another policy, or with more or fewer visitors. Twenty runs, with the same random numbers for both sides; intervals are 95%.
whatif-shortcut = Try it: { $unified } unified counters in place of { $before } by department, { $hall }, { $month }
whatif-shortcut-shorter = … and with services { $percent }% shorter, as they were at this hall after the reform
whatif-one-hall = Choose one hall above: what is played is a hall's day or month.
whatif-day = Day or month
whatif-day-last = the last day
whatif-month = { $month }, the whole month
whatif-no-day = There is no day with tickets to play.
whatif-counters = Counters open
whatif-as-recorded = as recorded
whatif-layout = They take
whatif-policy = Who is called next
whatif-demand = Visitors (±%)
whatif-service = Time at the counter (±%)
whatif-counters-how = Counters: a number for the whole day, or by hour, such as 8-10:12, 13:9 for twelve from 8 to 10 o'clock and nine from 13 to 14; other hours stay as recorded. Filters by group, channel and priority do not apply here: everybody comes.
whatif-run = Play
whatif-stop = Stop
layout-as-recorded = what they took
layout-unified = everything (unified)
layout-by-group = one group each
policy-as-recorded = as recorded
policy-first-come = first come, first served
policy-strict = priority always first
policy-accumulating = priority that grows with waiting
whatif-running = Playing: { $percent }% done
whatif-waiting = Two runs of others are under way; this one begins when one of them ends.
whatif-stopped = Stopped before there was an answer. Press Play to begin again.
whatif-none = The run has ended without an answer. Press Play for another.
whatif-failed = The run broke off. Press Play to try again.
whatif-replaced = Another page of yours has begun a run; each viewer has one at a time. Press Play for this one.
whatif-refused = These days cannot be played: no opening times of counters are recorded, or nobody was served.
whatif-few = Fewer than five tickets: they are not shown outside the hall.
whatif-wrong-counters = Counters: 0 to { $most }, or by hour such as 8-10:12, 13:9. Not understood: { $written }
whatif-wrong-demand = Visitors: whole percent from { $least } to { $most }. Not understood: { $written }
whatif-wrong-service = Time at the counter: whole percent from { $least } to { $most }. Not understood: { $written }
whatif-wrong-day = A day such as 2026-03-02 or a month such as 2026-03. Not understood: { $written }
whatif-wrong-choice = There is no such choice: { $written }
whatif-error = The simulator's own error first: the mean wait was { $actual } min, and played as it was it comes out **{ $mean } min** off (95%: { $low } to { $high }).
whatif-error-none = Nobody was called on these days, so the simulator's own error is not known.
whatif-no-change = Nothing was changed.
whatif-answer =
    { $kind ->
        [less] With the change the mean wait is **{ $mean } min** (95%: { $low } to { $high }) instead of { $before }: **shorter**.
        [more] With the change the mean wait is **{ $mean } min** (95%: { $low } to { $high }) instead of { $before }: **longer**.
       *[same] With the change the mean wait is **{ $mean } min** (95%: { $low } to { $high }); against { $before } no difference can be told.
    }
whatif-answer-none = With the change nobody is called.
whatif-answer-never = { $share }% are still waiting when the day ends.
whatif-definition = Simulated, also where the days are real. Service times and walks are drawn from those recorded; who left had as much patience as the wait; who was absent stays absent; a ticket has one turn. Error = played as it was less what happened; differences are taken pair by pair. Student's t, 20 replications, common random numbers.
source-whatif = Played from the tickets and counters of closed days of { $where }, { dates }.
whatif-actual = happened
whatif-played = played as it was
whatif-changed = changed
whatif-axis-share = share (%)
whatif-mean-wait = mean wait
whatif-p90-wait = 9 in 10 wait at most
whatif-within = within target
whatif-left = left uncalled
whatif-never-called = still waiting at the end
whatif-occupancy = counters busy
whatif-waits-title = What became of waits
whatif-waits-about = Dot chart: mean and 90th percentile of waits in minutes: happened, played as it was, changed.
whatif-shares-title = What became of the rest
whatif-shares-about = Dot chart: shares in percent: happened, played as it was, changed.

definitions-staffing = Staffing
measure-occupancy = Counters busy (occupancy)
measure-occupancy-how = Time in which counters had a visitor, called or being served, divided by the time that they stood open.
measure-occupancy-without = Pauses are in neither. Work without a visitor is not known, so a free counter may have had some.
measure-open = Counters open
measure-open-how = Open time of all counters in an hour of the clock, divided by an hour and by the days on which the hall was open: counters open at once, on average.
measure-open-without = Pauses. Of several halls they are added up.
measure-paused = Paused
measure-paused-how = Time paused divided by time open and paused.
measure-paused-without = Counters that were closed instead of paused. Lunch counts where counters are paused for it.
measure-interval = Interval of the median service time
measure-interval-how = The order statistics between which the median lies with at least 95% confidence, by the binomial distribution (Conover 1999, 3.2).
measure-interval-without = Fewer than six services: they cannot tell. Services of one day are taken for independent.
measure-overtaken = Overtaken
measure-overtaken-how = Called tickets before which a later issued one of the same line was called, divided by those called. One line where all counters were unified, else one a group.
measure-overtaken-without = Who was never called. Appointments and priorities may overtake; that is what they are for, so the share by the same priority stands beside it.
measure-wanted = Counters needed
measure-wanted-how = Fewest counters with which, by Erlang C, 90% of the hour's mean arrivals are called within the target wait.
measure-wanted-without = Swings from day to day and within the hour, visitors who leave, and visitors of the hour before: the what-if has them.
measure-what-if = What if
measure-what-if-how = Recorded arrivals played again through the rules that run the halls, 20 replications with common random numbers, Student's t.
measure-what-if-without = Holds, returns and transfers are not played again. What rows do not say is assumed, as the card states.
measure-own-error = The simulator's own error
measure-own-error-how = The days played as they were, less what happened; 95% interval over the replications.
measure-own-error-without = What one real day had of luck is in it: the smaller the day, the larger.

## Definitions

nav-definitions = Definitions
definitions-question = What is counted, and how?
definitions-answer = Every figure of these pages is made by the rules below, and by no others.
definitions-measure = Measure
definitions-how = How it is made
definitions-without = What is left out, and why
definitions-tickets = Tickets
definitions-times = Times
definitions-quality = Comparing
definitions-cuts = What was shortened
measure-issued = Issued
measure-issued-how = Number of tickets given, by the hall's own date.
measure-issued-without = Nobody. One who took two tickets counts twice: visitors are anonymous.
measure-called = Called
measure-called-how = Number of tickets called at least once.
measure-called-without = Calling again, or calling after a return, does not count twice.
measure-served = Served
measure-served-how = Number of visits finished at a counter.
measure-served-without = Visits ended by the day's closing are counted, but without a service time: when they ended is not known.
measure-no-show = Called, not there
measure-no-show-how = Tickets that ended as no-show, divided by tickets called.
measure-no-show-without = Visitors who came back and were served in the end.
measure-left = Left uncalled
measure-left-how = Tickets cancelled by the visitor or staff before any call, divided by tickets issued.
measure-left-without = Who leaves without a word is called in vain and counts as not there; nobody can tell the two apart.
measure-closed = Ended by closing
measure-closed-how = Tickets still waiting or put aside when the day was closed.
measure-closed-without = Nothing.
definitions-today = Today
measure-taken-now = Ticket taken now
measure-taken-now-how = The line simulated over the open counters, 200 runs, as kiosk and phone show it: half of them wait less, nine in ten no longer than the second figure.
measure-taken-now-without = That a counter opens or closes; which service is wanted.
measure-floor = Counters
measure-floor-how = Open: calling, serving or free, as the hall's events say now.
measure-floor-without = Paused and closed counters are set up, and not open.
measure-usual = Usual day
measure-usual-how = Tickets issued by half hours of the hall's clock: median, 10th and 90th percentile (type 7) of the last 8 closed days of the same weekday within half a year. With fewer than 3 there is no band.
measure-usual-without = Dates on which the hall's calendar has it closed; for several halls those on which under nine in ten of them were open.
measure-forecast = Next two hours
measure-forecast-how = Average of the last 8 same weekdays × (1 + f S) ÷ (1 + f U): S came today so far, U do on average, f is the variance of earlier days' levels beyond chance (a gamma-Poisson level). Shown only where its mean absolute error was below that of the average alone on up to 60 held-out days, each forecast every half hour from the days before it, with the 95% interval of the difference below 0.
measure-forecast-without = Fewer than 20 such days: nothing is shown. Holidays and paydays are known by what they bring alone.
measure-wait = Wait
measure-wait-how = From issue to the first call, in seconds.
measure-wait-without = Who was never called has no wait: left out here, and counted as left uncalled, not there, or ended by closing. Lunch is not taken off: the visitor waited through it.
measure-quantile = p50, p90
measure-quantile-how = Half, nine in ten of those called waited at most so long; to the whole second, linear between neighbours (type 7 of Hyndman and Fan, 1996).
measure-quantile-without = As for the wait.
measure-walk = Walk
measure-walk-how = From the call to the start at the counter, mean, in seconds.
measure-walk-without = Visits whose start was left out.
measure-service = Service time
measure-service-how = From start to finish, mean, in seconds.
measure-service-without = Visits ended by the day's closing. Where the start was left out it counts from the call, and so is too long by the walk.
measure-house = Time in house
measure-house-how = From issue to finish, mean, in seconds.
measure-house-without = Visits that were not finished.
measure-hour = Hour, weekday, month
measure-hour-how = Of issue, by the hall's own clock; a day on which clocks are changed has 23 or 25 hours.
measure-hour-without = Nothing.
measure-level = Within target
measure-level-how = Called within the hall's target wait, divided by those called and those who left uncalled after the target had passed.
measure-level-without = Who left before the target had passed: it could still have been kept. The target is that of the set-up on that day.
measure-on-time = On-time calls
measure-on-time-how = On the hall's page for managers, of today: called within the hall's target wait, divided by those called.
measure-on-time-without = Who left uncalled. Those of them who waited longer than the target count in “Within target”, which is therefore never higher.
measure-suppressed = Fewer than five
measure-suppressed-how = Of groups under 5 persons only their number is shown.
measure-suppressed-without = Those who work in the hall see all of it: they served them.
measure-compared = The other period
measure-compared-how = As many days before, or the same weekdays 52 weeks before.
measure-compared-without = Holidays are not taken into account: look at how many were called.
measure-simulated = Simulated
measure-simulated-how = Made by a program from published shapes of arrivals and assumed set-ups; marked on every page and export.
measure-simulated-without = No figure of it is of a real hall.
measure-steps = Cut of steps
measure-steps-how = 1 minus steps after divided by steps before, summed over services.
measure-steps-without = Services of which only one of the two is stated.
measure-days = Cut of time limits
measure-days-how = 1 minus the promised limit divided by the legal one, summed over services.
measure-days-without = Services without both limits. Calendar and working days are added up as they stand.
measure-largest = Largest cut
measure-largest-how = Most days between the legal and the promised limit of one service.
measure-largest-without = As for the limits.
measure-materials = Cut of materials
measure-materials-how = 1 minus materials after divided by materials before, summed over services.
measure-materials-without = Services of which not both are stated: of what was asked for before, the catalogue says nothing.
measure-own = The bureau's own figures
measure-own-how = Steps, limits and materials before and after as an administrator loaded them, each with its source; who loaded them and when stands below them.
measure-own-without = Nothing is checked but form. Services that the catalogue has no more are not shown. They are never added to the catalogue's.
measure-median = Half done within
measure-median-how = The time at which the Kaplan-Meier estimate of the share done reaches one half; of cases that have all ended, their plain median. 95% interval: Brookmeyer and Crowley (1982).
measure-median-without = Nothing: a case that goes on counts as long as it was watched. "Not reached" where not half were done in that time.
measure-limit = Done within the limit
measure-limit-how = Share of cases done at most so many calendar days after they began, by the Kaplan-Meier estimate, with its 95% band; beside it what is certain whatever becomes of the open cases.
measure-limit-without = The share of ended cases alone would be wrong: of those begun lately only the quick ones have ended.
measure-censored = Still going on
measure-censored-how = Cases without an end in the log, watched until the log ends. A period is that in which cases began, by the date in the city's time zone.
measure-censored-without = Units with fewer than 5 cases are not shown, nor a curve where fewer than 5 are watched. A log that does not tell which cases are open has none.
measure-activity-time = Where the time goes
measure-activity-time-how = Waiting: no step of the case is at work until this one begins. Handling: its start to its end. Mean days a case. Waiting share: of the time of all activities.
measure-activity-time-without = Handling of steps without an end. Steps whose start is not recorded are not split: the share of waiting then lies between two bounds. Activities of fewer than 5 cases stand together.
definitions-records = Records
measure-near-home = Near home
measure-near-home-how = Visits served at a district's town and village halls, divided by visits served at all its halls.
measure-near-home-without = Where a visitor lives is not taken into account: a ticket does not say the town.
measure-residents = Visits a thousand residents
measure-residents-how = Visits served in the period by a town's halls, divided by its residents as an administrator loaded them with their source, times 1000.
measure-residents-without = Towns whose residents were not loaded. Visitors from elsewhere count, too.
measure-change = Change
measure-change-how = A mean wait or share in this period less that in the other. 95% interval: variance of a ratio from the residuals of days (Cochran 1977), both periods added, degrees of freedom of Welch and Satterthwaite.
measure-change-without = With under 5 days in a period there is no interval. Days count as independent; seasons are not taken out; of twenty units about one lies beyond its interval by chance.
measure-standardised = Wait with one mix of services
measure-standardised-how = Mean wait of each service in the unit, weighted with the service's share of all calls of the city, or of all halls that may be seen here, in the period (direct standardisation).
measure-standardised-without = Services that the unit does not offer, or of which it called under 5: left out on both sides and told as "covered"; with under half covered nothing is shown.
measure-funnel = Funnel limits
measure-funnel-how = Shares by how many they are of; 95% and 99.8% limits are those of the binomial distribution around the share of all, interpolated (Spiegelhalter 2005). Where shares spread more than chance lets them, the variance between halls (DerSimonian and Laird, from z-scores winsorised by a tenth) is added.
measure-funnel-without = Halls without anybody. The limits with the spread between halls are normal ones, cut at 0 and 100%.
measure-short = Service under 30 s
measure-short-how = Visits served in under 30 s from start to finish, divided by visits with a start and a service time.
measure-short-without = Visits whose start was left out.
measure-hasty = Aside or absent within 10 s
measure-hasty-how = Tickets put aside or marked absent within 10 s of their call, divided by tickets called.
measure-hasty-without = What closing the day did.
measure-left-out = Start left out
measure-left-out-how = Services finished without a start, divided by services finished.
measure-left-out-without = Imported visits that do not say.
measure-late = Late finish
measure-late-how = Services that closing the day ended, divided by services finished or ended so.
measure-late-without = Nothing.

## Tables and exports

table = Table
csv = CSV
column-hour = Hour
column-issued = Issued
column-called = Called
column-not-called = Not called yet
column-gone = Left uncalled
column-p50 = p50 (min)
column-p90 = p90 (min)
column-within = Within target (%)
column-group = Group
column-services = Services
column-cut = Cut (%)
column-hall = Hall
column-district = District
column-halls = Halls
column-served = Served

## Pages in place of a dashboard

refused-away = The dashboards are starting
refused-away-why = They are not there just now. The halls' counters and screens go on without them. This page tries again by itself.
refused-crowded = Too many questions at once
refused-crowded-why = This login has asked more than is answered at a time. This page tries again by itself.
refused-role = Not for this login
refused-role-why = Dashboards are for a hall's manager, for officials of a district or the city, and for administrators.
refused-elsewhere = Sent from another site
refused-elsewhere-why = The request did not come from a page of this server.
refused-large = Too much at once
refused-large-why = The request is larger than any that a dashboard sends.
refused-login = Not logged in
refused-login-why = Log in to see the dashboards.
refused-method = Not so
refused-method-why = Dashboards are read and asked, nothing else.
to-login = Log in as somebody else
to-start = All halls

## Monthly report

report-title = Monthly report
report-month =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
report-made-of =
    Made of { $tickets } tickets of { $days ->
        [one] one closed day
       *[other] { $days } closed days
    } { $halls ->
        [one] of the hall
       *[other] of { $halls } halls together
    }, { $from } to { $to }.
report-made-of-none = The history has no closed day here from { $from } to { $to }.
report-made = Drawn up on { $date } by OneWindow, from the same records and by the same rules as the dashboards.
report-not-over = This month is not over: it will be another one when its last day is closed.
report-summary = In short
report-then = The other period is the month before: { report-month }.
report-keys = Key figures
report-key = Figure
report-change = Change
report-tables = Long tables
report-table-below = Table: among the long ones, at the end

## Figures for everybody

public-title = Figures of past months
public-about = What visitors of each hall went through, month by month. Of months that are over; nothing of today.
public-all = All halls' figures
public-none-yet = no month yet
public-no-months = There are no figures of this hall yet: none of its months is over.
public-answer =
    In { report-month } { $served ->
        [few] fewer than { $few } visitors were
       *[other] **{ $served }** visitors were
    } served. { $alike ->
        [yes] Nine in ten of those called waited at most **{ $p90 }**.
       *[no] Half of those called waited at most **{ $p50 }**, nine in ten at most **{ $p90 }**.
    }
public-answer-none = In { report-month } nobody was called here, or too few to be shown.
public-few = under { $few }
public-note-served = visits finished at a counter
public-note-wait = from taking a number to the call
public-note-level = called within the hall's target wait
public-note-left = gone before they were called
public-quiet = When is it quiet?
public-quiet-answer = Shortest on **{ $short_day } from { $short_hour }**: nine in ten within { $short }. Longest on **{ $long_day } from { $long_hour }**: nine in ten within { $long }.
public-quiet-about = Minutes within which nine in ten were called, by hour and weekday of taking a number. Darker: longer. –: under five people, or closed.
public-simulated = This is a demo: figures are simulated and of no real hall.
public-suppressed = Of fewer than { $few } people nothing is shown.
public-months = Month by month
public-never-today =
    { $days ->
        [one] Of one closed day. It does not change any more, unless a record is put right. Today's figures are not in it.
       *[other] Of { $days } closed days. They do not change any more, unless a record is put right. Today's figures are not in them.
    }
refused-unknown = No such figures
refused-unknown-why = There is no such hall, or no such month that is over.
refused-soon = The figures are not there just now
refused-soon-why = They come from another part of the system, which is starting. This page tries again by itself.
refused-read-only = Not so
refused-read-only-why = These figures are read, nothing else.
to-figures = All halls' figures
