# One's own login.
account-password = Password
account-sessions = Where you are logged in
account-sessions-about = End what you do not know, and then set another password.
account-end-others = End all others
account-said-ended = The session has ended
account-said-others-ended = All other sessions have ended
account-staff = All logins
