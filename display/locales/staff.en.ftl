# Words that the staff's pages share.
staff-minutes = { $minutes } min
find-label = Name, initials or code
find-none = Nothing found for “{ $text }”
find-away = Cannot search now: check the connection

