# Setting one's own password.
password-title = Set your own password
password-why = Somebody else gave you this password. Set your own before you go on.
password-current = Present password
password-new = New password
password-again = New password, again
password-show = Show the passwords
password-set = Set the password
password-going = Setting…
password-rules = At least { $least } characters: several words do. No common password, and not your user name.
password-fault-short = The new password needs at least { $least } characters
password-fault-differs = The two new passwords differ
password-done = Your password is set. All your other sessions have ended.
