# Setting one's own password.
password-title = 请设置自己的密码
password-why = 当前密码由他人设置，请先换成自己的密码再继续。
password-current = 当前密码
password-new = 新密码
password-again = 再输一次新密码
password-show = 显示密码
password-set = 设置密码
password-going = 正在设置…
password-rules = 至少 { $least } 个字符，可用几个词组成；不要用常见密码，也不要包含用户名。
password-fault-short = 新密码至少需要 { $least } 个字符
password-fault-differs = 两次输入的新密码不一致
password-done = 密码已设置，您的其他登录均已结束。
