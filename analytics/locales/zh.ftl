# 数据看板的文字。
onewindow = 一窗通办
nav-today = 今天
nav-cuts = 时限压缩
nav-places = 镇街
nav-start = 全部大厅
nav-manage = 大厅管理
nav = 数据看板
simulated = 模拟数据
simulated-speed = 模拟数据 · 时钟 { $speed } 倍速
simulated-note = 模拟数据：来人与柜员由演示程序扮演，本页数字都不是真实大厅的数据。

stale = 数据没有更新：暂时连不上看板。下面的内容可能已过时，恢复后会自动更新。
storage-away = 数据没有更新：暂时读不到数据，恢复后会自动更新。
login-ended = 登录已结束。
log-in = 重新登录
javascript-needed = 本页需要启用 JavaScript。

choose-hall = 大厅
choose-search = 搜索
choose-clear = 清除搜索
choose-none = 没有这样的大厅
choice-city = 全市各大厅
choice-district = { $district }各大厅
as-of = { $date } { $time } · 大厅时间

duration-under-a-minute = 不到 1 分钟
duration-minutes = { $minutes } 分钟
duration-hours = { $hours } 小时 { $minutes } 分
minutes-short = 分钟

## 今天

today-question =
    { $several ->
        [yes] 各大厅现在顺不顺？
       *[no] 大厅现在顺不顺？
    }
today-no-tickets = 今天还没有人取号。
today-nobody-waits = 现在没有人等候。
today-waiting = 现在有 **{ $n } 人**等候，最长已等 **{ $longest }**。
today-closed = 今天已结束办公。
today-none-called = 还没有叫过号。
today-one-called = 今天叫过一个号，等了 **{ $p50 }**。
today-called = 今天已叫 { $called } 个号：一半的人等了不超过 **{ $p50 }**，九成不超过 **{ $p90 }**。
today-under-target = { $share } 在目标时间内叫到。

figure-waiting = 等候
figure-waiting-note = 挂起 { $held } · 在窗口 { $at_counter }
figure-longest = 当前最长等候
figure-longest-note = 目标 { $target }
figure-longest-over = 超过目标 { $target }
figure-longest-note-several = 自取号起
figure-within = 目标内叫到
figure-within-note = 已叫 { $called } 个号
figure-served = 已办
figure-served-note = 已取号 { $issued }
figure-counters = 忙碌窗口
figure-counters-note = 今天用过 { $used } · 共设 { $counters }
figure-abandoned = 未办离开
figure-abandoned-note = 过号 { $no_shows } · 取消 { $cancelled }
figure-abandoned-note-closed = 过号 { $no_shows } · 取消 { $cancelled } · 下班时 { $by_closing }
none = –

waits-title = 等了多久
waits-line = 一半 **{ $p50 }**内、九成 **{ $p90 }**内叫到
waits-line-none = 还没有叫过号
waits-p50 = 一半 p50
waits-p90 = 九成 p90
waits-target = 目标 { $minutes } 分钟
waits-axis-hour = 取号钟点；下为已叫号数
waits-axis-minutes = 等候（分钟）
waits-none-called = 今天还没有叫过号
waits-definition = 等候＝取号至首次叫号。p50、p90：已叫到的人中一半、九成等了不超过这么久。未叫到的不计，今天 { $left_out } 张。空心点：该钟点还有人未叫到。
waits-about = 折线图：按取号钟点的等候时间，中位数与第 90 百分位，单位分钟。

arrivals-title = 来了多少人
arrivals-called = 已叫到
arrivals-waiting = 未叫到
arrivals-gone = 未叫到即离开
arrivals-axis-hour = 取号钟点
arrivals-axis-tickets = 号票（张）
arrivals-none = 今天还没有人取号
arrivals-definition = 按取号钟点的号票数；未叫到即离开＝首次叫号前取消，或下班时结束。
arrivals-about = 柱状图：按钟点的取号数。

source-tickets = 来源：{ $where }号票，{ $date }，截至 { $time }（大厅时间）。

## 时限压缩

cuts-question = 办事快了多少？
cuts-answer = 目录中 { $services } 项业务的环节由 { $steps_before } 个减到 **{ $steps_after } 个**（{ $step_cut }），其中有办理时限的 { $limited } 项由合计 { $days_before } 天减到 **{ $days_after } 天**（{ $day_cut }）。目录数字为示意，按 { $year } 年公布的说法配成，不能反过来证明它。
cuts-answer-none = 目录没有写明环节和时限。
illustrative = 示意
published = { $year } 年公布
figure-steps = 办理环节
figure-limits = 办理时限
figure-largest = 单项最多压缩
figure-largest-days = { $days } 天
figure-largest-note = { $n } 项，如{ $first }
figure-sum = { $before } → { $after }
fact-steps_cut = 30% 以上
fact-limits_cut = 近三分之一
fact-max_limit_cut = 最高达 15 天
cuts-steps-title = 办理环节：前与后
cuts-days-title = 办理时限：前与后
cuts-before = 改革前
cuts-after = 改革后
cuts-steps-unit = 个环节
cuts-days-unit = 天
cuts-axis-steps = 每项平均环节
cuts-axis-days = 平均时限（天）
cuts-none = 目录没有写明
cuts-steps-definition = 百分比＝1 − 改革后环节 ÷ 改革前环节，按组内各项合计；圆点为平均。
cuts-days-definition = 前：法定时限；后：承诺时限。{ $services } 项中 { $limited } 项有时限，其中 { $calendar } 项按自然日，其余按工作日。百分比按合计；圆点为有时限各项的平均。
cuts-steps-about = 哑铃图：每项平均环节，每组一条线，从改革前到改革后。
cuts-days-about = 哑铃图：平均办理时限（天），每组一条线，从改革前到改革后。
source-catalogue = 来源：业务目录第 { $version } 版；环节与多数时限为示意。
source-bureau = 公布数字：{ $source }。
bureau = 文登区社保中心改革报道，{ $date }

group-general = 参保登记 · 综合
group-collection = 缴费征缴
group-pension = 养老
group-medical = 医疗
group-work_injury = 工伤
group-unemployment = 失业
group-maternity = 生育

## 镇街

places-question = 今天各镇街来了多少人？
places-answer = { $district }今天 { $issued } 张号票中，**{ $share }** 在 { $halls } 个镇街村居大厅取号；最多的是 **{ $first }**（{ $most } 张）。
places-answer-none = { $district }的镇街村居大厅今天还没有人取号。
places-answer-no-halls = { $district }在此没有镇街村居大厅。
places-title = { $district }的镇街村居大厅
places-others-title = 其他区市的镇街大厅
places-served = 已办
places-not-yet = 未办或办理中
places-axis-tickets = 今天号票（张）
places-none = 没有这样的大厅
places-hall-count = { $name }（{ $n } 厅）
places-definition = 今天在该厅取的号，不论结果；深色为已办。
places-others-definition = 各区市在此设置的镇街村居大厅合计；各处厅数不同。
places-about = 条形图：今天各镇街大厅的号票数。
places-others-about = 条形图：今天其他区市镇街大厅的号票数，按区市合计。

## 已结束的日子

nav-waits = 等候
filters = 显示范围
filter-period = 时段
filter-than = 对比
filter-group = 业务类别
filter-channel = 渠道
filter-priority = 优先类别
filter-all = 全部
filter-clear = 清除
filter-select-all = 全选
filter-selected = 已选 { "{" }num_selected{ "}" } 项
than-previous = 前一段时间
than-year = 上年同期
than-none = 不对比
compare-now = 本时段
compare-then = 对比时段
channel-kiosk = 取号机
channel-phone = 手机
channel-web = 网上大厅
channel-appointment = 预约
channel-counter = 窗口
channel-terminal = 自助终端
channel-app = 手机应用
priority-normal = 普通
priority-elder = 老年人
priority-disabled = 残疾人
priority-veteran = 退役军人
priority-pregnant = 孕妇
priority-appointment = 预约
priority-urgent = 急办
weekday-1 = 周一
weekday-2 = 周二
weekday-3 = 周三
weekday-4 = 周四
weekday-5 = 周五
weekday-6 = 周六
weekday-7 = 周日
service-unnamed = 未选业务
note-simulated = 模拟数据：这些日子由程序按公开的到达规律生成，数字都不是真实大厅的。
note-simulated-partly = 其中部分日子为模拟数据，不是真实大厅的。
note-imported = 含其他系统的记录：{ $names }。
note-problems = 历史数据中有 { $n } 个文件无法读取，所含日子未显示；“onewindow history verify” 会列出。
source-closed = 来源：{ $where }已结束办公日的号票，{ $from } 至 { $to }。
closed-none = 该时段没有叫号，或人数过少不显示
closed-definition = 等候＝取号至首次叫号。p50、p90：已叫到的人中一半、九成等了不超过这么久，精确到秒。少于 5 人的组只显示人数。

waits-question = 人们要等多久？
waits-answer = { $from } 至 { $to } 共叫 { $called } 个号：一半的人等了不超过 **{ $p50 }**，九成不超过 **{ $p90 }**。
waits-answer-none = { $from } 至 { $to } 没有叫过号，或人数过少不显示。
waits-answer-level = { $share } 在目标时间内叫到。
waits-answer-than =
    { $change ->
        [less] 比对比时段**短**，那时一半的人等了不超过 { $p50 }。
        [more] 比对比时段**长**，那时一半的人等了不超过 { $p50 }。
       *[same] 与对比时段相同。
    }
figure-p50 = 一半的人不超过
figure-p90 = 九成的人不超过
figure-level = 目标内叫到
figure-left = 未叫到即离开
figure-no-show = 叫到未来
figure-house = 在厅时间
figure-then = 对比时段：{ $value }
heat-axis-hour = 取号钟点
distribution-axis-share = 此前已叫到
trend-axis-month = 月份；下为已叫号数
closed-heat-title = 何时等得久
closed-heat-about = 热力图：按星期和取号钟点的等候中位数，单位分钟。
closed-distribution-title = 等候的分布
closed-distribution-about = 折线图：等候若干分钟之内已叫到的比例。
closed-trend-title = 逐月变化
closed-trend-about = 折线图：各月等候时间的中位数与第 90 百分位。
closed-service-title = 按业务
closed-service-about = 点图：各业务等候时间的中位数与第 90 百分位，单位分钟。
closed-channel-title = 按渠道
closed-channel-about = 点图：各渠道等候时间的中位数与第 90 百分位，单位分钟。
closed-priority-title = 按优先类别
closed-priority-about = 点图：各优先类别等候时间的中位数与第 90 百分位，单位分钟。
png = PNG
svg = SVG
xlsx = XLSX
column-weekday = 星期
column-month = 月份
column-service = 业务
column-channel = 渠道
column-priority = 优先类别
column-max = 最长（分钟）
column-level = 目标内叫到（%）
column-no-show = 叫到未来（%）
column-left = 未叫到即离开（%）
column-walk = 走动（分钟，均值）
column-service-time = 办理（分钟，均值）
column-house = 在厅（分钟，均值）

## 指标说明

nav-definitions = 指标说明
definitions-question = 数字怎么来的？
definitions-answer = 各页面的每个数字都只按下列规则由号票算出。
definitions-measure = 指标
definitions-how = 算法
definitions-without = 不计入的及原因
definitions-tickets = 号票
definitions-times = 时间
definitions-quality = 比较
definitions-cuts = 压缩情况
measure-issued = 取号
measure-issued-how = 发出的号票数，按大厅当地日期。
measure-issued-without = 无。来人匿名，取两张号计两次。
measure-called = 已叫到
measure-called-how = 至少叫过一次的号票数。
measure-called-without = 重复呼叫、返回后再叫不重复计。
measure-served = 已办
measure-served-how = 在窗口办结的来访数。
measure-served-without = 下班时被结束的来访计入，但不计办理时间：何时办完不得而知。
measure-no-show = 叫到未来
measure-no-show-how = 以过号告终的号票 ÷ 已叫到的号票。
measure-no-show-without = 后来返回并办成的不算过号。
measure-left = 未叫到即离开
measure-left-how = 首次叫号前由来人或工作人员取消的号票 ÷ 取号数。
measure-left-without = 不声不响离开的会被空叫，计为叫到未来；二者无法区分。
measure-closed = 下班时未叫到
measure-closed-how = 结束办公时仍在等候或挂起的号票数。
measure-closed-without = 无。
measure-wait = 等候
measure-wait-how = 取号至首次叫号，单位秒。
measure-wait-without = 从未叫到的没有等候时间：此处不计，分别计入未叫到即离开、叫到未来或下班时未叫到。午休不扣除：来人确实等了。
measure-quantile = p50、p90
measure-quantile-how = 已叫到的人中一半、九成等了不超过这么久；精确到秒，相邻值线性内插（Hyndman 与 Fan 1996 第 7 型）。
measure-quantile-without = 同“等候”。
measure-walk = 走动
measure-walk-how = 叫号至窗口开始办理，均值，单位秒。
measure-walk-without = 未点“开始”的来访。
measure-service = 办理时间
measure-service-how = 开始至办结，均值，单位秒。
measure-service-without = 下班时被结束的来访。未点“开始”的从叫号算起，因而多出走动时间。
measure-house = 在厅时间
measure-house-how = 取号至办结，均值，单位秒。
measure-house-without = 未办结的来访。
measure-hour = 钟点、星期、月份
measure-hour-how = 按取号时刻的大厅当地时间；调整时钟的日子有 23 或 25 小时。
measure-hour-without = 无。
measure-level = 目标内叫到
measure-level-how = 在大厅目标等候时间内叫到的 ÷（已叫到的＋超过目标后未叫到即离开的）。
measure-level-without = 目标时间未到就离开的：当时仍可能达标。目标以当天的设置为准。
measure-suppressed = 少于五人
measure-suppressed-how = 少于 5 人的组只显示人数。
measure-suppressed-without = 本厅人员可见全部：人是他们接待的。
measure-compared = 对比时段
measure-compared-how = 此前同样天数，或 52 周前同星期的日子。
measure-compared-without = 未考虑节假日：请看叫号数。
measure-simulated = 模拟数据
measure-simulated-how = 由程序按公开的到达规律和假设的设置生成；每页和每次导出都有标明。
measure-simulated-without = 其中没有真实大厅的数字。
measure-steps = 环节压缩
measure-steps-how = 1 − 改革后环节数 ÷ 改革前环节数，按业务求和。
measure-steps-without = 只标明其中一项的业务。
measure-days = 时限压缩
measure-days-how = 1 − 承诺时限 ÷ 法定时限，按业务求和。
measure-days-without = 缺任一时限的业务。自然日与工作日照原数相加。
measure-largest = 最大压缩
measure-largest-how = 单项业务法定时限与承诺时限相差最多的天数。
measure-largest-without = 同“时限压缩”。

## 表格与导出

table = 表格
csv = CSV
column-hour = 钟点
column-issued = 取号
column-called = 已叫到
column-not-called = 未叫到
column-gone = 未叫到即离开
column-p50 = p50（分钟）
column-p90 = p90（分钟）
column-within = 目标内（%）
column-group = 组
column-services = 业务
column-steps-before = 改革前环节（平均）
column-steps-after = 改革后环节（平均）
column-limited = 有时限
column-days-before = 改革前天数（平均）
column-days-after = 改革后天数（平均）
column-cut = 压缩（%）
column-largest = 最多压缩（天）
column-hall = 大厅
column-district = 区市
column-halls = 厅数
column-served = 已办
column-a-hall = 每厅取号（平均）

## 代替看板的页面

refused-away = 看板正在启动
refused-away-why = 看板暂时不在。大厅的窗口和屏幕不受影响，照常运行。本页会自动重试。
refused-role = 此登录不能查看
refused-role-why = 看板供大厅负责人、区市主管部门和系统管理员查看。
refused-elsewhere = 请求来自别的网站
refused-elsewhere-why = 该请求不是从本服务器的页面发出的。
refused-large = 请求过大
refused-large-why = 该请求超过了看板会发送的大小。
refused-login = 未登录
refused-login-why = 请登录后查看看板。
refused-method = 不接受该方法
refused-method-why = 看板只可查看和查询。
to-login = 换一个登录
to-start = 全部大厅
