# Words that the staff's pages share.
staff-minutes = { $minutes } min
find-label = Name, initials or code
find-none = Nothing found for “{ $text }”
find-away = Cannot search now: check the connection

# The slip
slip-ahead = { $count } ahead of you
slip-wait = About { $range } min
slip-code = Scan to follow your place
slip-keep = Watch the board; any counter may call you
