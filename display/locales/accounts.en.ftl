# All logins, for administrators.
staff-title = Logins of staff and devices
staff-find = Find by name, user name, role or place
staff-found-none = No login matches: try another word
staff-count = { $count ->
    [one] 1 login
   *[other] { $count } logins
}
staff-open = Open
staff-add = Add a login
staff-add-do = Add
staff-username = User name
staff-username-rules = Small letters, digits, - . _ and no spaces; it cannot be changed later.
staff-name = Name of the person or device
staff-roles = Roles
staff-role = Role
staff-place = Where
staff-role-add = One more role
staff-role-remove = Take this role away
staff-roles-save = Save the roles
staff-said-roles = The roles are saved
staff-password-none = No password yet
staff-password-initial = Initial password
staff-password-own = Own password
staff-since = Added
staff-renew = New initial password
staff-renew-sure = Really? Its password and sessions end
staff-disable = Disable
staff-disable-sure = Really disable? Its sessions end
staff-enable = Enable
staff-disabled = Disabled
staff-sessions = Where it is logged in
staff-no-sessions = Nowhere
staff-end-all = End all
staff-told = Initial password of { $username }
staff-told-about = It is shown only now. Whoever logs in with it sets a password of their own first; a device keeps it.
staff-told-done = I have noted it
