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

## 镇街大厅

nav-towns = 镇街大厅
towns-question = 镇街和村居大厅分担了多少？
towns-answer = { $from } 至 { $to }，{ $where }各大厅共办结 { $served } 人次，其中 **{ $share }** 就近办结：{ $halls } 处镇街、村居大厅办结 { $near } 人次。
towns-answer-most = 最多的是**{ $first }**（{ $most } 人次）。
towns-answer-than = 对比期为 { $share }。
towns-answer-narrowed = 其他大厅只能看到总数：有筛选时，数字仅为{ $where }。
towns-answer-none = { $from } 至 { $to }，{ $where }没有办结的来访，或人数太少不予显示。
figure-near-share = 就近办结
figure-near-note = { $served } 人次中的 { $near }
figure-near-served = 镇街、村居大厅办结人次
figure-near-a-day = 每个镇街大厅每天
towns-served = 办结人次
towns-near = 镇街、村居大厅
towns-other = 其他大厅
towns-none = 这段时间没有办结的来访，或人数太少不予显示
towns-no-hall = 未设大厅
towns-block = { $name } · 就近办结 { $share }
towns-axis-visits = 办结人次
towns-axis-share = 就近办结（占本区市办结人次的 %）
towns-axis-month = 月份；其下为有大厅开放的天数
towns-axis-a-day = 每天办结人次
towns-axis-residents = 期间每千居民办结人次
towns-per-thousand = 每千居民办结人次
towns-definition = 办结人次：在窗口办完的号。1 至 4 的数，以及可由相减推出它的数，对不在该大厅工作的人不显示（–）。
towns-share-definition = 本区市镇街、村居大厅办结人次，占其所有大厅办结人次之比。号票不记录来访人住在哪个镇：在任何镇街或村居大厅办结都算就近。
towns-map-definition = 示意图：一格一镇街，按区市分块，依区划代码排列，不表示实际位置。颜色越深人次越多；没有数字的未设大厅。
towns-residents-definition = 期间该镇街各大厅办结人次（不论来自何处），与所录入居民人数之比。
towns-residents-source = 居民人数：{ $sources }。
towns-residents-none = 没有录入居民人数：onewindow import populations FILE
towns-map-title = 各镇街
towns-map-about = 示意图：一格一镇街，写有办结人次，越深越多。
towns-halls-title = 各大厅
towns-halls-about = 条形图：各镇街、村居大厅办结人次。
towns-share-title = 各区市就近办结比例
towns-share-about = 条形图：各区市在镇街、村居大厅办结的比例。
towns-channel-title = 各渠道
towns-channel-about = 条形图：各渠道办结人次，分镇街、村居大厅与其他大厅。
towns-trend-title = 逐月
towns-trend-about = 条形图：逐月每天办结人次，分镇街、村居大厅与其他大厅。
towns-residents-title = 与居民人数相比
towns-residents-about = 条形图：各镇街每千居民办结人次。
level-district = 区市大厅
level-town = 镇街大厅
level-village = 村居大厅
level-partner = 合作网点
column-town = 镇街
column-level-of-hall = 级别
column-open-days = 天数
column-served-then = 对比期办结
column-change = 变化（%）
column-near = 就近
column-elsewhere = 其他大厅
column-near-share = 就近（%）
column-near-share-then = 对比期就近（%）
column-near-a-day = 就近每天
column-elsewhere-a-day = 其他大厅每天
column-population = 居民人数
column-year = 年份
column-per-thousand = 每千人
column-origin = 来源

## 区市对比

nav-districts = 区市对比
districts-question = 各区市、各大厅相比如何？
districts-answer-waits = { $from } 至 { $to }，换算成同一业务结构后，平均等候在 **{ $least }**（{ $shortest }）到 **{ $most }**（{ $longest }）之间。
districts-answer-one = { $from } 至 { $to }，{ $where }只有一个对象可显示，没有可比较的。
districts-answer-apart = { $from } 至 { $to }，{ $where }各对象业务差别太大，等候无法比较。
districts-answer-funnel = 超出偶然范围（99.8% 控制限）的：{ $halls } 个大厅中，达标率 **{ $level }** 个，过号率 **{ $absent }** 个。
districts-answer-none = { $from } 至 { $to }，{ $where }没有叫到的号，或人数太少不予显示。
districts-unserved = 未办结
districts-axis-tickets = 取号数
compared-crude = 实际
compared-standardised = 换算成同一业务结构
compared-standard = 标准本身（相同业务）
compared-axis-minutes = 平均等候（分钟）
compared-axis-change = 平均等候的变化（分钟）
compared-axis-points = 达标率的变化（百分点）
compared-none = 没有可对比的时段
compared-sure = 超出偶然的变化
compared-unsure = 可能出于偶然
points-short = 百分点
column-covered-short = 覆盖
funnel-beyond-998 = 超出 99.8% 控制限
funnel-beyond-95 = 超出 95% 控制限
funnel-chance = 仅偶然的控制限（虚线 95%）
funnel-wide = 计入大厅间差异
funnel-all = 全部：{ $share }
funnel-axis-n = 所占的号数
funnel-axis-level = 目标时间内叫到
funnel-axis-no-show = 叫号未到
funnel-dispersed = 各大厅的离散程度是偶然所能解释的 { $phi } 倍：按计入大厅间差异的控制限判断。
funnel-targets = 各大厅目标时间不同，各按各的目标判断。
districts-volume-definition = 取号数；深色：已办结。天数：有人取号的日子。叫到 1 至 4 个号的对象，以及可由相减推出它的对象，对不在其中工作的人不显示。
districts-waits-definition =
    直接标准化：各项业务的平均等候，按该业务在期间{ $mix ->
        [city] 全市叫号
       *[seen] 本账号可见各大厅叫号
    }中的比重加权。对象不办（按现行设置）或叫到不足 5 个的业务，在它和它旁边的标准中都不计；“覆盖”是所余业务占标准的比例，不足一半的不显示。
districts-level-definition = 目标时间内叫到的，占叫到的和超过目标后未叫到就离开的之比。
districts-no-show-definition = 叫号未到的，占叫到的之比。
funnel-definition = 控制限：二项分布并插值（Spiegelhalter，Statistics in Medicine 24，2005，1185-1202）；过度离散时用其加性模型，由缩尾 z 值估计。超出控制限是要查原因，本身不是原因。
districts-change-definition = 本期减对比期。横线：95% 区间，以天为抽样单位（比率估计，Cochran 1977；Welch 自由度）；任一期不足 5 天的没有区间。视各天相互独立，未剔除季节影响。
districts-quality-definition = 不到 30 秒：占按过“开始”的服务。10 秒内：暂挂或记过号，占叫到的。未按开始：占办完的服务。随关门结束：占办完或这样结束的服务。比例高的大厅，其他数字要慎看。
quality-short = 服务不到 30 秒
quality-hasty = 10 秒内暂挂或过号
quality-left-out = 未按开始
quality-late = 随关门结束
districts-volume-title = 来了多少人
districts-volume-about = 条形图：取号数与办结人次。
districts-waits-title = 同一业务结构下的等候
districts-waits-about = 点图：平均等候，实际的与换算后的。
districts-halls-waits-title = 各大厅的等候
districts-halls-waits-about = 点图：各大厅平均等候，实际的与换算后的。
districts-level-title = 各大厅达标率
districts-level-about = 漏斗图：各大厅目标时间内叫到的比例与控制限。
districts-no-show-title = 各大厅过号率
districts-no-show-about = 漏斗图：各大厅叫号未到的比例与控制限。
districts-change-title = 等候的变化
districts-change-about = 点图：平均等候的变化与 95% 区间。
districts-change-level-title = 达标率的变化
districts-change-level-about = 点图：目标时间内叫到的比例的变化与 95% 区间。
districts-halls-change-title = 各大厅等候的变化
districts-halls-change-about = 点图：各大厅平均等候的变化与 95% 区间。
districts-quality-title = 记录可信到什么程度
districts-quality-about = 表：各大厅可疑记录的比例。
column-a-day = 每天取号
column-issued-then = 对比期取号
column-mean = 平均等候（分钟）
column-mean-standardised = 换算后（分钟）
column-mean-standard = 标准本身（分钟）
column-covered = 覆盖（%）
column-not-offered = 不办（%）
column-too-few = 不足 5 个号（%）
column-events = 数目
column-of = 所占
column-part = 比例（%）
column-low-95 = 95% 下限
column-high-95 = 95% 上限
column-low-998 = 99.8% 下限
column-high-998 = 99.8% 上限
column-beyond = 超出
column-target = 目标（分钟）
column-now = 本期
column-then = 对比期
column-difference = 变化
column-low = 从
column-high = 到
column-days = 天数
column-days-then = 对比期天数
column-short = 不到 30 秒
column-short-of = 计时的服务
column-short-share = 不到 30 秒（%）
column-hasty = 10 秒内
column-hasty-of = 叫到的
column-hasty-share = 10 秒内（%）
column-left-out = 未按开始
column-left-out-of = 办完的
column-left-out-share = 未按开始（%）
column-late = 随关门结束
column-late-of = 全部服务
column-late-share = 随关门结束（%）

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
