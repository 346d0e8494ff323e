# Words that several pages share.
onewindow = 一窗通办
language = 语言
demo = 演示数据
demo-speed = 演示数据 · 时钟 { $speed } 倍速
loading = 正在加载…
close = 关闭
cancel = 取消
back = 返回
confirm = 确定
log-in = 登录
log-out = 退出登录
start-page = 首页
account = 我的账户
yes = 是
no = 否

conn-connecting = 正在连接
conn-live = 实时
conn-lost = 连接中断，正在重连
conn-stale = 已失去连接，内容可能过时
conn-refused = 无法显示

minutes-unit = 分钟
people-unit = 人
counter-n = { $counter } 号窗口
hall-closed-today = 今日不开放


group-general = 参保登记 · 综合
group-collection = 缴费征缴
group-pension = 养老
group-medical = 医疗
group-work_injury = 工伤
group-unemployment = 失业
group-maternity = 生育

kind-instant = 即办
kind-reviewed = 承诺件

priority-normal = 普通
priority-elder = 老年人
priority-disabled = 残疾人
priority-veteran = 军人
priority-pregnant = 孕妇
priority-appointment = 预约
priority-urgent = 紧急
priority-may-pass = 优先号可能先于前面的人叫到
priority = 优先

channel-kiosk = 取号机
channel-phone = 手机
channel-web = 网页
channel-appointment = 预约
channel-counter = 人工取号
channel-terminal = 自助终端
channel-app = 应用

ticket-waiting = 等候中
ticket-called = 请到窗口
ticket-serving = 办理中
ticket-held = 已挂起
ticket-done = 已办结
ticket-no_show = 已过号
ticket-cancelled = 已取消

counter-idle = 空闲
counter-called = 叫号中
counter-serving = 办理中
counter-paused = 暂停
counter-closed = 关闭

role-teller = 窗口柜员
role-greeter = 导办员
role-reviewer = 后台审核员
role-cashier = 基金支付员
role-manager = 大厅负责人
role-official = 主管部门
role-admin = 系统管理员
role-kiosk = 取号机
role-display = 显示屏
role-terminal = 自助终端

whole-city = 全市

session-current = 当前
session-started = 登录于
session-seen = 最近使用
session-end = 结束
session-device-unknown = 未知设备

missing-title = 这个地址没有内容
missing-more = 请核对网址，或从首页开始

## The paper slip.

slip-keep = 请留意叫号屏，凭号到窗口
slip-issued = 取号时间
slip-ahead = 前面
slip-wait = 约等
slip-any-counter = 任何窗口都能办
slip-bring = 请带好
slip-code = 扫码看排队
slip-today = 当日有效

## What went wrong, by the code of the answer.

problem-unknown = 未能完成，请再试一次（{ $code }）
problem-server = 系统暂时出错，请稍后再试
problem-offline = 连不上服务器，请检查网络
problem-storage-unavailable = 系统暂时无法保存，请稍后再试
problem-stream-conflict = 刚才有其他操作，请再试一次
problem-idempotency-key-reused = 这次操作与之前的不一致，请重新操作
problem-not-logged-in = 请先登录
problem-wrong-login = 用户名或密码不正确
problem-not-allowed = 此登录无权进行该操作
problem-wrong-origin = 请求来源不被接受，请从本页重新操作
problem-not-found = 没有找到
problem-unknown-hall = 没有这个大厅
problem-unknown-counter = 没有这个窗口
problem-unknown-ticket = 没有找到这张号票
problem-unknown-service = 没有这个事项
problem-service-not-offered = 本厅不办理该事项
problem-transfer-unclear = 请选择转到哪个窗口或事项
problem-same-counter = 号票已在该窗口
problem-work-unclear = 业务填写有误：重复，或即办件不能受理转审
problem-day-not-open = 大厅今天还没有开始办公
problem-day-already-open = 大厅今天已经开始办公
problem-day-closed = 大厅今天已结束办公
problem-intake-closed = 现在不发号
problem-too-many-tickets = 取号太频繁，请稍等一分钟
problem-ticket-in-service = 还有正在办理的号票
problem-counter-held = 该窗口由其他人员使用
problem-counter-closed = 窗口已关闭
problem-counter-paused = 窗口已暂停
problem-counter-not-paused = 窗口没有暂停
problem-counter-busy = 窗口还有未办完的号票
problem-counter-idle = 窗口没有号票
problem-counter-in-use = 请先关闭该窗口，再从设置中去掉
problem-already-serving = 已经开始办理
problem-ticket-not-waiting = 该号票不在等候
problem-ticket-not-taken-here = 本窗口不受理该号票
problem-ticket-not-away = 只有挂起或过号的号票可以返回队列
problem-ticket-ended = 该号票已经结束
problem-call-again = 请再叫号或再等一会儿，才能标记过号
problem-return-limit = 该号票返回队列的次数已到上限
problem-version-conflict = 设置已被其他人修改，请重新打开
problem-append-refused = 没有保存成功，请再试一次
problem-too-many-logins = 登录尝试过多，请稍后再试
problem-overloaded = 系统繁忙，请稍后再试
problem-too-slow = 网络太慢，请求没有及时送达，请再试一次
problem-head-too-large = 请求的头部过大
problem-too-large = 提交的内容过大
problem-malformed-json = 内容里有无法显示的残缺字符，请删去后再试
problem-invalid-body = 填写的内容有误，请检查
problem-invalid-query = 查询内容有误，请检查
problem-internal-error = 系统出错，请稍后再试
problem-setup-invalid = 设置有误，请检查
problem-notice-unreadable = 通知里有看不见的控制字符或叠加过多的符号，请删去后再试
problem-notice-invalid = 通知有误，请检查内容和时间
problem-unknown-notice = 这条通知已经不在了
problem-unknown-district = 没有这个区市
problem-password-change-required = 请先设置自己的密码
problem-wrong-password = 当前密码不正确
problem-password-too-short = 密码太短，至少需要 { $least } 个字符
problem-password-too-long = 密码太长，最多 { $most } 个字符
problem-password-holds-name = 密码不能包含用户名或产品名称
problem-password-guessable = 这个密码容易被猜到，请换一个，例如由几个词组成
problem-password-unreadable = 密码中有无法使用的字符
problem-password-unchanged = 这就是当前的密码，请换一个
problem-unknown-session = 该登录已经结束
problem-unknown-user = 没有这个用户
problem-user-exists = 这个用户名已被使用
problem-user-invalid = 用户信息有误，请检查用户名、姓名和角色
problem-user-disabled = 该用户已停用，请先启用
problem-last-administrator = 必须保留至少一名系统管理员
