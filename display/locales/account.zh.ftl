# One's own login.
account-password = 密码
account-sessions = 登录位置
account-sessions-about = 如有不认识的登录，请结束它，并更换密码。
account-end-others = 结束其他全部登录
account-said-ended = 该登录已结束
account-said-others-ended = 其他登录均已结束
account-staff = 全部用户
