# The teller's page.
desk-title = 窗口工作台
desk-counter = { $counter } 号窗口
desk-unified = 综合柜员
desk-takes = 受理 { $groups }

# Choosing a counter
desk-choose = 选择窗口
desk-choose-hint = 选一个窗口开始办理。上次使用的窗口排在最前。
desk-choose-open = 开窗
desk-choose-open-all = 受理全部业务
desk-choose-go-on = 继续
desk-choose-take-over = 接管
desk-choose-last = 上次使用
desk-choose-held = { $staff } 使用中，{ $since } 起
desk-choose-mine = 由您使用
desk-choose-free = 空闲，可开窗
desk-choose-none = 本大厅没有设置窗口。请联系主管。
desk-choose-hall = 选择大厅
desk-not-teller = 此登录不能在窗口办理业务。

# Taking over
desk-take-over-title = 接管 { $counter } 号窗口？
desk-take-over-held = 该窗口由 { $staff } 使用，{ $since } 起处于“{ $state }”。
desk-take-over-ticket = 窗口上的 { $number } 将由您继续办理。
desk-take-over-told = 对方的屏幕会立即显示窗口已被接管。
desk-take-over-do = 接管窗口
desk-lost-title = 窗口已被接管
desk-lost = { $staff } 已接管 { $counter } 号窗口。
desk-lost-ticket = 当时的访客 { $number } 由 { $staff } 继续办理。
desk-lost-work = 您填写的业务记录保留在本机，取回窗口后继续。
desk-lost-take-back = 取回窗口
desk-lost-choose = 选择其他窗口
desk-shut-title = 窗口已关闭
desk-shut = { $counter } 号窗口不在开放状态。
desk-shut-day = 今日已闭厅，或尚未开厅。
desk-shut-open = 重新开窗
desk-gone-title = 窗口不存在
desk-gone = 本大厅已没有 { $counter } 号窗口。

# The visitor
desk-nobody = 窗口空闲
desk-nobody-waiting = { $count } 人等候，按空格叫号
desk-nobody-none = 目前无人等候
desk-no-service = 未选事项
desk-more-services = 另有 { $count } 项
desk-waited = 等候 { $time }
desk-attempt = 第 { $n } 次叫号
desk-typical = 常用 { $time }
desk-over-typical = 已超过常用 { $time }
desk-called-timer = 已叫号
desk-serving-timer = 办理中
desk-paused-timer = 已暂停
desk-idle-timer = 空闲
desk-correct-priority = 更正优先
desk-paused-title = 窗口已暂停
desk-paused-hint = 按 P 恢复叫号

# Actions: the words on the buttons
desk-do-next = 叫下一位
desk-do-go-on = 办结并叫下一位
desk-do-recall = 重呼
desk-do-start = 开始
desk-do-finish = 办结
desk-do-transfer = 转移
desk-do-hold = 挂起
desk-do-no-show = 过号
desk-do-pause = 暂停
desk-do-resume = 恢复
desk-do-back = 找回
desk-do-issue = 代取号
desk-do-priority = 更正优先
desk-do-line = 选中队列
desk-do-find = 查找业务
desk-do-help = 按键
desk-do-close = 关窗
desk-do-logout = 退出
desk-do-leave = 取消或离开
desk-do-outcome = 所选业务的办理结果
desk-do-choose-service = 选择本次业务中的上一项、下一项
desk-do-drop-service = 移除所选业务
desk-key-space = 空格

# Why an action is not to be had now
desk-no-offline = 与服务器的连接中断，操作暂停；恢复后自动继续。
desk-no-sending = 上一个操作正在发送。
desk-no-not-mine = 窗口不由您使用。
desk-no-shut = 窗口未开放。
desk-no-paused = 窗口已暂停，按 P 恢复。
desk-no-ticket = 窗口上没有访客。
desk-no-called-here = { $number } 已叫号：到了按 S 开始，没来按 N 过号，按 R 重呼。
desk-no-serving-here = 正在办理 { $number }：按 D 办结并叫下一位，按 F 只办结。
desk-no-already-serving = { $number } 已开始办理。
desk-no-show-calls = 还须重呼 { $calls } 次才能过号。
desk-no-show-seconds = 还须再等 { $seconds } 秒才能过号。
desk-no-show-both = 还须重呼 { $calls } 次、再等 { $seconds } 秒才能过号。
desk-no-pause-busy = 先办结、挂起或转移 { $number }，再暂停。
desk-no-outcome-accept = 即办业务不能选“受理”。

# What happened
desk-said-called = 已叫 { $number } 到 { $counter } 号窗口
desk-said-recalled = 已重呼 { $number }，第 { $n } 次
desk-said-started = { $number } 开始办理
desk-said-finished = { $number } 已办结
desk-said-nobody = 没有此窗口受理的访客在等候
desk-said-finished-nobody = { $number } 已办结；目前无人等候
desk-said-no-show = { $number } 已过号，可用 B 找回
desk-said-held = { $number } 已挂起，可用 B 找回
desk-said-moved-counter = { $number } 已转到 { $counter } 号窗口
desk-said-moved-services = { $number } 已转到其他业务的队列
desk-said-back = { $number } 已回到队列
desk-said-back-called = { $number } 已找回并叫号
desk-said-paused = 窗口已暂停
desk-said-resumed = 窗口已恢复
desk-said-opened = { $counter } 号窗口已开放
desk-said-closed = { $counter } 号窗口已关闭
desk-said-issued = 已取号 { $number }
desk-said-issued-called = 已取号并叫号 { $number }
desk-said-priority = { $number } 的优先类别已改为{ $priority }
desk-said-sending = 正在发送“{ $action }”；未收到答复前会用同一编号重发，不会重复办理。
desk-said-taken-over = { $staff } 已接管 { $counter } 号窗口

# The services of the visit
desk-services = 本次业务
desk-services-none = 尚未添加业务。按 / 查找；不填也可以办结。
desk-services-idle = 叫号后在这里记录所办业务和结果。
desk-outcome-done = 办结
desk-outcome-accepted = 受理
desk-outcome-diverted = 疏导
desk-outcome-lacking = 缺件
desk-outcome-refused = 不予
desk-drop = 移除 { $name }
desk-materials = 材料
desk-materials-none = 此业务不需要材料。
desk-materials-idle = 选中一项业务，核对材料。
desk-materials-missing = 缺 { $count } 件
desk-materials-all = 材料齐全

# The line
desk-line = 队列
desk-line-waiting = 等候
desk-line-longest = 最长
desk-line-served = 本窗口已办
desk-line-empty = 此窗口受理的队列为空。
desk-line-more = 另有 { $count } 人等候
desk-line-call = 现在叫 { $number }
desk-line-claimed = 取号时自称，尚未核验

# Dialogs
desk-transfer-title = 转移 { $number }
desk-transfer-counter = 到窗口
desk-transfer-services = 到其他业务
desk-transfer-place = 排在
desk-transfer-front = 原先位置
desk-transfer-front-hint = 保留已等候的时间
desk-transfer-back = 队尾
desk-transfer-back-hint = 从现在起排队
desk-transfer-do = 转移
desk-transfer-pick-counter = 选择窗口，或直接键入窗口号。
desk-transfer-pick-services = 添加要转去的业务。
desk-transfer-closed = 未开放：访客要等该窗口开放
desk-hold-title = 挂起 { $number }：原因
desk-hold-form = 填写表格
desk-hold-document = 补取证件
desk-hold-photo = 拍照复印
desk-hold-payment = 缴费
desk-hold-approval = 等待审批
desk-hold-other = 其他
desk-pause-title = 暂停窗口：原因
desk-pause-break = 休息
desk-pause-meal = 用餐
desk-pause-meeting = 会议
desk-pause-back-office = 后台工作
desk-pause-equipment = 设备故障
desk-pause-other = 其他
desk-pick-key = 按数字键选择
desk-back-title = 找回挂起或过号的访客
desk-back-find = 票号
desk-back-none = 没有挂起或过号的访客。
desk-back-no-match = 没有票号含“{ $text }”的访客。
desk-back-do = 回到队列
desk-back-call = 找回并叫号
desk-back-held-place = 回到原先位置
desk-back-no-show-place = 从现在起排队
desk-priority-title = 更正 { $number } 的优先类别
desk-priority-claimed = 取号时自称：{ $priority }，尚未核验
desk-priority-new = 类别
desk-priority-reason = 原因
desk-priority-do = 更正
desk-reason-claim-shown = 已出示证件
desk-reason-claim-not-shown = 未能出示证件
desk-reason-mistake = 取号时选错
desk-reason-urgent-need = 急需照顾
desk-reason-other = 其他
desk-issue-title = 为访客取号
desk-issue-services = 业务（可不选）
desk-issue-priority = 优先
desk-issue-call = 取号并叫号
desk-issue-line = 只取号
desk-issue-busy = 窗口上有访客：新号先排入队列。
desk-issue-print = 打印
desk-issue-print-again = 打印号票
desk-issue-done = 已取号
desk-issue-always = 本窗口一人取号兼办理
desk-issue-always-hint = 在主界面显示“取号并叫号”
desk-close-title = 关闭 { $counter } 号窗口？
desk-close-ticket = 窗口上的 { $number } 将回到队列的原先位置。
desk-close-idle = 关闭后不再叫号，可随时重新开窗。
desk-close-do = 关窗
desk-logout-title = 退出登录？
desk-logout-open = { $counter } 号窗口仍开放并由您占用；建议先关窗。
desk-logout-close-do = 关窗并退出
desk-logout-do = 只退出
desk-help-title = 全部按键
desk-help-window = 窗口
desk-help-visitor = 访客
desk-help-work = 业务
desk-help-note = 在输入框里这些键是文字；按 Esc 离开输入框。用鼠标点过的按钮不会留住空格键。
desk-done = 完成

# The connection
desk-link-ok = 已连接
desk-link-connecting = 正在连接
desk-link-offline = 连接中断
desk-link-offline-long = 自 { $since } 起连不上服务器。屏幕显示的是那时的状态；操作暂停，已填的内容不会丢，恢复后自动继续。
desk-alarm-no-counter-takes = { $count } 人没有开放的窗口受理
desk-alarm-over-target = 有人等候超过目标时间
desk-help-pause = 暂停或恢复
desk-lacks-calls = 差 { $calls } 次

# Refusals in the desk's own words, where the answer tells more.
desk-refused-counter-held = { $staff } 正在使用此窗口。
desk-refused-counter-busy = 窗口上已有 { $number }，可能在另一页面叫的号。
desk-refused-counter-idle = 访客已不在窗口，可能在另一页面办结、挂起或转移。
desk-refused-ticket-not-waiting = { $number } 已不在等候，可能刚被其他窗口叫走。
desk-refused-ticket-not-taken-here = { $number } 的业务不在此窗口受理。
desk-refused-return-limit = { $number } 返回队列的次数已到上限，请重新取号。
desk-refused-already-serving = { $number } 已开始办理，可能在另一页面按了开始。
