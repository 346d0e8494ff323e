# 数据看板的文字。
onewindow = 一窗通办
nav-today = 今天
nav-cuts = 时限压缩
nav-start = 全部大厅
nav-manage = 大厅管理
nav = 数据看板
simulated = 模拟数据
simulated-speed = 模拟数据 · 时钟 { $speed } 倍速
simulated-note = 模拟数据：来人与柜员由演示程序扮演，本页数字都不是真实大厅的数据。

stale = 数据没有更新：暂时连不上看板。下面的内容可能已过时，恢复后会自动更新。
storage-away = 数据没有更新：暂时读不到数据，恢复后会自动更新。
question-too-large = 现有内存不够回答这个问题。请缩短时段或减少大厅，或稍后再试。下面的数据属于之前的问题，或为空。
login-ended = 登录已结束。
rights-changed = 可查看的范围刚刚有变更：本页已重新生成，只显示现在有权查看的内容。
log-in = 重新登录
opening = 正在打开……
calculating = 正在计算……
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
today-called =
    今天已叫 { $called } 个号：{ $alike ->
        [yes] 九成的人等了不超过 **{ $p90 }**。
       *[no] 一半的人等了不超过 **{ $p50 }**，九成不超过 **{ $p90 }**。
    }
today-under-target = { $share } 在目标时间内叫到。

figure-waiting = 等候
figure-waiting-note = 挂起 { $held } · 在窗口 { $at_counter }
figure-longest = 当前最长等候
figure-longest-note = 目标 { $target }
figure-longest-over = 超过目标 { $target }
figure-longest-note-several = 自取号起
figure-within = 目标内叫到
figure-within-note =
    已叫 { $called } 个号{ $given_up ->
        [0] {""}
       *[other] {" "}· 超时离开 { $given_up }
    }
figure-served = 已办
figure-served-note = 已取号 { $issued }
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

## 今天：窗口、往常、接下来

today-taken-now = 现在取号约等 **{ $range }**。
today-usual-more = 到 { $by } 来了 { $came } 人，**比往常多**：往常 { $usual } 人，多数日子 { $low } 至 { $high } 人。
today-usual-less = 到 { $by } 来了 { $came } 人，**比往常少**：往常 { $usual } 人，多数日子 { $low } 至 { $high } 人。
today-usual-same = 到 { $by } 来了 { $came } 人，与往常差不多：往常 { $usual } 人，多数日子 { $low } 至 { $high } 人。
figure-taken-now = 现在取号
figure-taken-now-note = 一半人少于前数，九成不超过后数
figure-taken-now-none = 没有开着的窗口可办
figure-halls-over = 超时的大厅
figure-halls-over-note = 有人等候超过该厅目标
floor-line = 窗口：开 **{ $open } / { $counters }** 个
floor-unread = · { $n } 个大厅的窗口本版本无法读取
counter-called = 叫号
counter-serving = 办理
counter-idle = 空闲
counter-paused = 暂停
counter-closed = 关闭
counter-tip = 自 { $time } · 今天已办 { $served }
halls-title = 现在哪里在等
halls-about = 条形图：各大厅现在等候的人数，等得最久的在前。
halls-over = 超过目标的大厅
halls-within = 目标以内的大厅
halls-axis = 现在等候（人）
halls-name = { $name }：{ $n } 人
halls-text = { $minutes } 分
halls-none = 现在没有人等候
halls-others = 只画等得最久的 { $shown } 个大厅；另有 { $n } 个大厅也有人等，见表格。
halls-definition = 条长：现在等候的人数；末端：其中等得最久的一位等了多久。深色：超过该厅目标。
usual-title = 和往常比
usual-about = 折线图：今天每半小时取号数，衬以往常同一星期几的中位数与 10–90% 区间。
usual-today = 今天
usual-median = 往常（中位数）
usual-band = 10–90% 的日子
usual-axis-time = 取号时间，每半小时
usual-axis-tickets = 张／半小时
usual-none = 今天还没有人来，也没有往日可比
usual-line = 到 { $by } 来了 **{ $came }** 人；往常此时 **{ $usual }**（{ $low }–{ $high }）
usual-line-few = 到 { $by } 来了 **{ $came }** 人；往日同一星期几只有 { $days } 天，此时 **{ $usual }**
usual-line-none = 还没有同一星期几的往日
usual-definition =
    { $days ->
        [0] 往常：还没有。
        [1] 往常：同一星期几的 1 天；满 { $least } 天才画区间。
        [2] 往常：同一星期几 2 天的中位数；满 { $least } 天才画区间。
       *[other] 往常：同一星期几最近 { $days } 天的中位数与第 10 至 90 百分位。
    }{ $left_out ->
        [0] {""}
       *[other] 半年内有 { $left_out } 天不计：日历上休息，或开门的大厅太少。
    }空心点：这半小时未完。
usual-simulated = 所用往日为模拟数据，不属于任何真实大厅。
usual-simulated-partly = 所用往日有一部分为模拟数据。
ahead-title = 接下来两小时
ahead-about = 柱状图：接下来四个半小时预计的取号数，旁为同一星期几的平均数。
ahead-forecast = 预计
ahead-average = 同一星期几平均
ahead-axis-time = 取号时间
ahead-line = { $from } 至 { $to } 预计约 **{ $n }** 人取号；同一星期几平均 { $average } 人。
ahead-wanted = 最多需同时开 **{ $wanted }** 个窗口；现在开着 { $open } 个。
ahead-closed = 日历上今天不办公
ahead-over = 今天预计不再有人来
ahead-few = 往日太少，无法检验预测
ahead-no-better = 不作预测：在这里并不比同一星期几的平均数准
ahead-definition = 预计＝同一星期几平均 × 今天到现在的水平。只有在留出的日子上比该平均数准，才显示。
ahead-better = 在留出的 { $days } 天（{ $since } 至 { $until }）上，两小时平均差 { $forecast } 人，平均数差 { $average } 人。
ahead-not-better = 在留出的 { $days } 天（{ $since } 至 { $until }）上，两小时平均差 { $forecast } 人，平均数差 { $average } 人：差别不超出偶然。
ahead-wanted-definition = 窗口数：按 Erlang C，{ $share }的人在 { $target } 分钟内叫到；已在等候的人不计入。
column-span = 时间
column-today = 今天
column-usual = 往常（中位数）
column-usual-low = 第 10 百分位
column-usual-high = 第 90 百分位
column-forecast = 预计
column-average = 同一星期几平均
column-waiting = 等候
column-longest = 当前最长等候（分钟）
column-abandoned = 未办离开
column-open-now = 开着的窗口
column-counters = 窗口

## 时限压缩

cuts-question = 办事快了多少？
cuts-answer-some = { $all } 项业务中选出 { $services } 项。
cuts-answer-steps = { $services } 项业务的环节由 { $before } 个变为 **{ $after } 个**（{ $cut }）。
cuts-answer-days = 有时限的 { $services } 项由合计 { $before } 天变为 **{ $after } 天**（{ $cut }），单项最多压缩 { $largest } 天。
cuts-answer-materials = { $services } 项业务的材料由 { $before } 份变为 **{ $after } 份**（{ $cut }）。
cuts-answer-illustrative = 目录数字为示意，按 { $year } 年公布的说法配成，不能反过来证明它。
cuts-answer-own = 这些是本局自报的数字，照录入显示，本系统未作核对。
cuts-answer-none = 没有同时写明这些业务改革前后的数字。
cuts-answer-no-service = 目录中没有这样的业务，请改变查找或筛选条件。
of-catalogue = 业务目录
of-bureau = 本局自报
what-steps = 环节
what-days = 时限
what-materials = 材料
filter-of = 数字来自
filter-what = 业务比较
filter-find = 查找业务
find-how = 名称、拼音或代码
illustrative = 示意
own-figures = 本局自报
imported = 导入的事件日志
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
cuts-materials-title = 办理材料：前与后
cuts-spread-title = 各组每项业务：{ $what }
cuts-services-title = 业务按压缩多少排列：{ $what }
cuts-before = 改革前
cuts-after = 改革后
cuts-steps-unit = 个环节
cuts-days-unit = 天
cuts-materials-unit = 份材料
cuts-axis-steps = 每项平均环节
cuts-axis-days = 平均时限（天）
cuts-axis-materials = 每项平均材料
cuts-axis-of-steps = 环节
cuts-axis-of-days = 时限（天）
cuts-axis-of-materials = 材料（份）
cuts-none = 没有写明这些业务的数字
cuts-materials-none = 目录没有写明改革前要多少材料
cuts-materials-now = 现在平均每项 { $mean } 份材料（{ $services } 项业务）。
cuts-services-line = 图中为 { $all } 项中的 { $shown } 项，表中为全部。
spread-total = 该组压缩
spread-axis = 压缩（占改革前 %）；圆点为一项业务，菱形为全组
cuts-steps-definition = 百分比＝1 − 改革后环节 ÷ 改革前环节，按组内各项合计；{ $services } 项中 { $stated } 项两者都写明。圆点为平均。
cuts-days-definition = 前：法定时限；后：承诺时限。{ $services } 项中 { $stated } 项有时限，其中 { $calendar } 项按自然日，其余按工作日。百分比按合计；圆点为有时限各项的平均。
cuts-own-days-definition = 前后时限照本局自报。{ $services } 项中 { $stated } 项有时限，其中 { $calendar } 项按自然日，其余按工作日。百分比按合计；圆点为有时限各项的平均。
cuts-materials-definition = 办事人要带的材料份数；{ $services } 项中 { $stated } 项写明改革前后。百分比按合计；圆点为这些业务的平均。
cuts-spread-definition = 一个圆点是一项业务的压缩，即 1 − 改革后 ÷ 改革前；菱形是全组合计的压缩，右边为两者都写明的项数。位置相同的圆点上下排开。
cuts-services-definition = 由改革前（圆圈）到改革后（圆点），按减少多少排列；表中有全部业务及其写明的全部数字。
cuts-steps-about = 哑铃图：每项平均环节，每组一条线，从改革前到改革后。
cuts-days-about = 哑铃图：平均办理时限（天），每组一条线，从改革前到改革后。
cuts-materials-about = 哑铃图：每项平均材料，每组一条线，从改革前到改革后。
cuts-spread-about = 点图：每项业务压缩的百分比，每组一行。
cuts-services-about = 哑铃图：各项业务从改革前到改革后，压缩多的在上。
source-catalogue = 来源：业务目录第 { $version } 版；环节与多数时限为示意。
source-own = 来源：本局自报并录入的数字：{ $sources }。
source-bureau = 公布数字：{ $source }。
bureau = 文登区社保中心改革报道，{ $date }
source-word-illustrative = 示意
source-word-published = 已公布
source-word-unchecked = 未核对
limit-unit-working = 工作日
limit-unit-calendar = 自然日
column-stated = 前后都写明
column-before-mean = 改革前（平均）
column-after-mean = 改革后（平均）
column-largest-off = 最多压缩
column-code = 代码
column-steps-was = 改革前环节
column-steps-now = 改革后环节
column-steps-cut = 环节压缩（%）
column-days-was = 改革前天数
column-days-now = 改革后天数
column-days-cut = 天数压缩（%）
column-materials-was = 改革前材料
column-materials-now = 改革后材料
column-materials-cut = 材料压缩（%）
column-limit-unit = 天数按
column-numbers-from = 环节来源
column-limits-from = 时限来源

## 本局自报数字的录入

load-title = 本局自报的数字
load-none = 尚未录入，页面显示目录的数字。
load-state = 共 { $services } 项业务，文件 { $file }，由 { $by } 于 { $at } 录入。
load-sources = 文件注明的来源：{ $sources }。
sources-more = { $listed }；另有 { $n } 种
load-gone = 其中 { $n } 项已不在目录中，不显示。
load-how = 请填写模板，每项业务一行，再以 CSV 录入（UTF-8 或 GB18030，最大 { $most } KB）。新文件取代以前录入的全部数字；有一行错误则什么都不改。
load-template = 模板（CSV）
load-choose = 选择文件，或拖到这里
load-done = 已录入 { $services } 项业务。
load-nothing = 什么都没有改动。
load-wrong = 有 { $n } 行错误。
load-nowhere = 本服务器没有存放历史数据的目录，数字无处可存。
load-unwritable = 服务器无法保存此文件。
unfit-encoding = 文件既不是 UTF-8 文本，也不是 GB18030 文本。
unfit-text = 文件不是文本。
unfit-csv = 文件不是 CSV：{ $why }。
unfit-heading = 首行没有列名 { $missing }。
unfit-twice = 首行有重复的列名。
unfit-empty = 首行以下没有填写任何数字。
unfit-large = 文件大于 { $most } KB。
wrong-line = 第 { $line } 行：{ $reason }
wrong-more = 另有 { $n } 行
wrong-cells = 有 { $found } 格，应为 { $wanted } 格
wrong-no-service = 没有业务代码
wrong-unknown-service = 目录中没有业务 { $service }
wrong-again = { $service } 已在第 { $first } 行出现
wrong-number = { $column } 应为 0 至 { $most } 的整数，而不是 { $cell }
wrong-half = 缺 { $column }：前后两数须都填或都不填
wrong-from-zero = { $before } 为 0 时，{ $after } 也应为 0
wrong-nothing = 环节、天数、材料都没有填写
wrong-day-unit = 填写天数时，day_unit 应为 working（工作日）或 calendar（自然日）
wrong-no-days = 填写了 day_unit，却没有填写天数
wrong-no-source = 没有写明来源
wrong-source = source 应为一行，最多 { $most } 个字符

## 实测办理用时

measured-question = 实际办了多久？
measured-answer = { $unit }：{ $cases } 件中，一半在 **{ $median } 天**内办结（95% 区间 { $low } 至 { $high }），**{ $share }** 在 { $limit } 天内办结。{ $open } 件仍在办理，按至少已观察的时长计。
measured-answer-long = { $unit }：{ $cases } 件在观察期内办结不足一半，**{ $share }** 在 { $limit } 天内办结。{ $open } 件仍在办理。
measured-answer-other = { $unit }：**{ $median } 天**（95% 区间 { $low } 至 { $high }），{ $share } 在 { $limit } 天内办结，共 { $cases } 件。
measured-answer-long-other = { $unit }：观察期内办结不足一半，{ $share } 在 { $limit } 天内办结，共 { $cases } 件。
measured-answer-few = { $unit }：不足 5 件，不予显示。
measured-answer-none = 尚未录入办件的事件日志，因此没有实测数字。日志由系统管理员录入。
measured-how-none = 在服务器上：onewindow import log FILE，XES 或 CSV 格式，可含仍在办理的件。
measured-answer-none-here = 已录入的事件日志中，没有标明属于本区市的单位。由系统管理员在录入时标明。
measured-how-none-here = 在 onewindow import log FILE 的映射文件中，由 units 表写明各单位所属区市。
measured-damaged = 无法读取导入的日志；原因见 onewindow doctor 与服务器日志。
measured-none = 件数太少，不予显示
not-reached = 未达到
not-known = 不详
days-short = { $days } 天
filter-unit = 单位
filter-begun = 受理日期
filter-other = 对比
filter-other-begun = 受理日期
filter-limit = 时限（天）
begun-ever = 不限
choose-unit = 查找单位
figure-median = 一半办结用时
figure-done-within = { $days } 天内办结
figure-open-cases = 仍在办理
figure-waiting-share = 等待占比
measured-interval = 95% 区间 { $low } 至 { $high }
measured-bounds = 无论在办件结果如何，为 { $least } 至 { $most }
measured-bounds-sure = 在办件都已观察得更久
measured-other = 对比的件
measured-beside = 对比：{ $value }
measured-of-cases = 共 { $n } 件
measured-unsplit = 未记录环节开始时间
measured-limit = 时限 { $days } 天
measured-median = 一半办结
measured-within-short = { $days } 天内
measured-axis-days = 受理后天数
measured-axis-done = 已办结（占件数 %）
measured-axis-median = 一半办结用时（天）；横条为 95% 区间
measured-axis-time = 每件平均天数
measured-few = 有 { $n } 个单位不足 5 件，不予显示。
measured-rare = 少见的 { $n } 种环节合计
measured-activities = 图中为 { $all } 种环节中的 { $shown } 种，表中为全部。
measured-period-all = 不限受理日期。
measured-period = 受理日期 { $from } 至 { $to }。
measured-curves-definition = Kaplan-Meier 估计：仍在办理的件，观察多久就按多久计入在险件数。色带为各日的 95% 区间（Greenwood，log(-log)）。按自然日。观察中的件不足 5 件处曲线终止。
measured-units-definition = 一半办结用时：Kaplan-Meier 估计达到一半的日数及其 95% 区间。右边为 { $limit } 天内办结的比例。
measured-time-definition = 每件在各环节所用天数，按全部件平均。等待：本环节开始前，该件没有任何环节在办。办理：环节开始到结束。未记录开始时间的环节，两者合计。
source-logs = 来源：导入的事件日志 { $names }，观察至 { $until }。
measured-curves-title = 若干天后办结多少
measured-curves-about = 折线图：受理后各日已办结的比例及 95% 区间。
measured-units-title = 各单位
measured-units-about = 点图：各单位办理用时的中位数及其 95% 区间。
measured-time-title = 时间用在哪里
measured-time-about = 条形图：各环节每件平均天数，分等待与办理。
time-waiting = 等待
time-handling = 办理
time-unsplit = 合计（未记录开始）
column-unit = 单位
column-days-on = 天数
column-at-risk = 在险件数
column-ended = 其间办结
column-still-open = 在办
column-done = 已办结（%）
column-done-low = 已办结下限（95%）
column-done-high = 已办结上限（95%）
column-cases = 件数
column-median = 一半办结（天）
column-median-low = 一半办结下限（95%）
column-median-high = 一半办结上限（95%）
column-within-limit = 时限内（%）
column-within-low = 时限内下限（95%）
column-within-high = 时限内上限（95%）
column-known-least = 时限内至少（%）
column-known-most = 时限内至多（%）
column-activity = 环节
column-steps = 次数
column-waiting-days = 等待（天/件）
column-handling-days = 办理（天/件）
column-unsplit-days = 未分（天/件）
column-days-a-case = 天/件

group-general = 参保登记 · 综合
group-collection = 缴费征缴
group-pension = 养老
group-medical = 医疗
group-work_injury = 工伤
group-unemployment = 失业
group-maternity = 生育

## 地点

places-served = 已办
places-none = 没有这样的大厅

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
compare-then-of = 对比时段 { $what }
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
note-elsewhere = 网址所指的大厅或区市不存在，或此登录无权查看，因此显示的是另一处。
note-compared = 对比时段：{ dates }，有 { $there } 个已结束的办公日；本时段有 { $here } 个。
note-compared-none = 对比时段（{ dates }）没有已结束的办公日，无从对比。
note-problems = 历史数据中有 { $n } 个文件无法读取，所含日子未显示；“onewindow history verify” 会列出。
period =
    { $days ->
        [1] { $from }
       *[other] { $from } 至 { $to }
    }
period-then =
    { $days ->
        [1] { $from }
       *[other] { $from } 至 { $to }
    }
dates =
    { $days ->
        [1] { $from }
       *[other] { $from } 至 { $to }
    }
source-closed = 来源：{ $where }已结束办公日的号票，{ dates }。
closed-none = 该时段没有叫号，或人数过少不显示
closed-definition = 等候＝取号至首次叫号。p50、p90：已叫到的人中一半、九成等了不超过这么久，精确到秒。少于 5 人的组只显示人数。

waits-question = 人们要等多久？
waits-answer =
    { period }，共叫 { $called } 个号：{ $alike ->
        [yes] 九成的人等了不超过 **{ $p90 }**。
       *[no] 一半的人等了不超过 **{ $p50 }**，九成不超过 **{ $p90 }**。
    }
waits-answer-none = { period }，没有叫过号，或人数过少不显示。
waits-answer-level = { $share } 在目标时间内叫到。
waits-answer-than =
    { $change ->
        [less] 比对比时段**短**：那时一半的人等了不超过 { $p50 }，{ $level } 在目标时间内叫到。
        [more] 比对比时段**长**：那时一半的人等了不超过 { $p50 }，{ $level } 在目标时间内叫到。
       *[same] 对比时段同样有一半的人等了不超过 { $p50 }，{ $level } 在目标时间内叫到。
    }
waits-answer-than-none = 对比时段没有叫过号，或人数过少不显示。
figure-p50 = 一半的人不超过
figure-p90 = 九成的人不超过
figure-level = 目标内叫到
figure-left = 未叫到即离开
figure-no-show = 叫号未到
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
groups-waits-title = 按业务类别
groups-waits-about = 点图：各业务类别等候时间的中位数与第 90 百分位（分钟），以及上月的中位数。
groups-definition = 每张票按其首个业务所属类别计。未叫到即离开：占取票数的比例。办理：开始至办结，半数来访不超过的时间。每类先列本月，再列上月。
column-service-group = 业务类别
column-service-median = 办理（分钟，中位数）
closed-priority-title = 按优先类别
closed-priority-about = 点图：各优先类别等候时间的中位数与第 90 百分位，单位分钟。
png = PNG
svg = SVG
xlsx = XLSX
about-sheet = 说明
column-weekday = 星期
column-month = 月份
column-service = 业务
column-channel = 渠道
column-priority = 优先类别
column-max = 最长（分钟）
column-level = 目标内叫到（%）
column-no-show = 叫号未到（%）
column-left = 未叫到即离开（%）
column-walk = 走动（分钟，均值）
column-service-time = 办理（分钟，均值）
column-house = 在厅（分钟，均值）

## 镇街大厅

nav-towns = 镇街大厅
towns-question = 镇街和村居大厅分担了多少？
towns-answer = { period-then }，{ $where }各大厅共办结 { $served } 人次，其中 **{ $share }** 就近办结：{ $halls } 处镇街、村居大厅办结 { $near } 人次。
towns-answer-no-near = { period-then }，{ $where }共办结 { $served } 人次；所统计的大厅中没有镇街或村居大厅，就近办结情况无从说起。
towns-answer-most = 最多的是**{ $first }**（{ $most } 人次）。
towns-answer-than = 对比时段就近办结的占 { $share }。
towns-answer-narrowed = 其他大厅只能看到总数：有筛选时，数字仅为{ $where }。
towns-answer-none = { period }，{ $where }没有办结的来访，或人数太少不予显示。
figure-near-share = 就近办结
figure-near-note = { $served } 人次中的 { $near }
figure-near-served = 镇街、村居大厅办结人次
figure-near-a-day = 每个镇街、村居大厅每天办结
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
towns-residents-none = 尚未录入居民人数
towns-residents-how = 由系统管理员连同来源录入：onewindow import populations FILE。
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
column-served-then = 对比时段办结
column-change = 变化（%）
column-near = 就近
column-elsewhere = 其他大厅
column-near-share = 就近（%）
column-near-share-then = 对比时段就近（%）
column-near-a-day = 就近每天
column-elsewhere-a-day = 其他大厅每天
column-population = 居民人数
column-year = 年份
column-per-thousand = 每千人
column-origin = 来源

## 区市对比

nav-districts = 区市对比
districts-question = 各区市、各大厅相比如何？
districts-answer-waits = { period }，换算成同一业务结构后，平均等候在 **{ $least }**（{ $shortest }）到 **{ $most }**（{ $longest }）之间。
districts-answer-one = { period }，{ $where }只有一个大厅或区市可显示，没有可比较的。
districts-answer-apart = { period }，{ $where }各对象业务差别太大，等候无法比较。
districts-answer-funnel =
    { $beyond ->
        [none] { $halls } 个大厅的达标率和过号率都在 99.8% 控制限以内。
       *[some] { $halls } 个大厅中，超出 99.8% 控制限的：达标率 **{ $level }** 个，过号率 **{ $absent }** 个。
    }
districts-answer-none = { period }，{ $where }没有叫到的号，或人数太少不予显示。
districts-unserved = 未办结
districts-axis-tickets = 取号数
compared-crude = 实际
compared-standardised = 换算成同一业务结构
compared-standard = 标准值（相同业务）
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
funnel-axis-n = 计算比例的总号数
funnel-axis-level = 目标时间内叫到
funnel-axis-no-show = 叫号未到
funnel-dispersed = 各大厅的离散程度是偶然所能解释的 { $phi } 倍：按计入大厅间差异的控制限判断。
funnel-unnamed = 超出控制限的大厅中有 { $n } 个写不下名称：指向圆点即可看到，表格中也有。
funnel-targets = 各大厅目标时间不同，各按各的目标判断。
districts-volume-definition = 取号数；深色：已办结。天数：有人取号的日子。叫到 1 至 4 个号的对象，以及可由相减推出它的对象，对不在其中工作的人不显示。
districts-waits-definition =
    直接标准化：各项业务的平均等候，按该业务在期间{ $mix ->
        [city] 全市叫号
       *[seen] 此处可见各大厅叫号
    }中的比重加权。对象不办（按现行设置）或叫到不足 5 个的业务，在它和它旁边的标准中都不计；“覆盖”是所余业务占标准的比例，不足一半的不显示。
districts-level-definition = 目标时间内叫到的，占叫到的和超过目标后未叫到就离开的之比。
districts-no-show-definition = 叫号未到的，占叫到的之比。
funnel-definition = 控制限：二项分布并插值（Spiegelhalter，Statistics in Medicine 24，2005，1185-1202）；过度离散时用其加性模型，由缩尾 z 值估计。超出控制限是要查原因，本身不是原因。
districts-change-definition = 本时段减对比时段。横线：95% 区间，以天为抽样单位（比率估计，Cochran 1977；Welch 自由度）；任一时段不足 5 天的没有区间。视各天相互独立，未剔除季节影响。
districts-quality-definition = 不到 30 秒：占按过“开始”的服务。10 秒内：挂起或记过号，占叫到的。未按开始：占办完的服务。随关门结束：占办完或这样结束的服务。比例高的大厅，其他数字要慎看。
quality-short = 服务不到 30 秒
quality-hasty = 10 秒内挂起或过号
quality-left-out = 未按开始
quality-late = 随关门结束
districts-volume-title = 来了多少人
districts-volume-about = 条形图：取号数与办结人次。
districts-waits-title = 同一业务结构下的等候
districts-waits-about = 点图：平均等候，实际的与换算后的。
districts-halls-waits-title = 同一业务结构下各大厅的等候
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
column-issued-then = 对比时段取号
column-mean = 平均等候（分钟）
column-mean-standardised = 换算后（分钟）
column-mean-standard = 标准值（分钟）
column-covered = 覆盖（%）
column-not-offered = 不办（%）
column-too-few = 不足 5 个号（%）
column-events = 数目
column-of = 总数
column-part = 比例（%）
column-low-95 = 95% 下限
column-high-95 = 95% 上限
column-low-998 = 99.8% 下限
column-high-998 = 99.8% 上限
column-beyond = 超出
column-target = 目标（分钟）
column-now = 本时段
column-then = 对比时段
column-difference = 变化
column-low = 从
column-high = 到
column-days = 天数
column-days-then = 对比时段天数
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
## 人手与推演

nav-staffing = 人手
staffing-question = 窗口够不够？
staffing-answer = { period }，窗口开放时间中有 **{ $share }** 在叫号或办理；最忙的是 { $hour }:00 起的一小时（**{ $most }**）。
staffing-answer-none = { period }，没有窗口开放时间的记录。
staffing-answer-short = 按 { $minutes } 分钟的目标等候和 Erlang C 公式，{ $hour }:00 起的一小时需要 **{ $wanted } 个窗口**，平均开了 { $open } 个；一天中有 { $n } 个小时不足。
staffing-answer-enough = 按 { $minutes } 分钟的目标等候，每小时开放的窗口都不少于 Erlang C 所需；最接近的是 { $hour }:00 起的一小时（需 { $wanted } 个，开 { $open } 个）。
staffing-definition = 忙：正在叫号或办理。忙碌率＝忙的时间 ÷ 开放时间，暂停都不计。按开放日平均。业务类别、渠道、优先类别的筛选只作用于号票，不作用于窗口。
figure-occupancy = 窗口忙碌率
figure-open = 最多同时开放
figure-wanted = 最多需要
figure-a-day = 每日取号
figure-service = 一半办理不超过
figure-paused = 暂停
counters-busy = 忙
counters-free = 空闲
counters-paused = 暂停
counters-wanted = 需要
counters-open = 开放
counters-none = 该时段没有窗口开放，或号票过少不显示
counters-axis-hour = 钟点
occupancy-light = 浅色：开放窗口不到最多时一半的钟点，只为余下的人办理。
occupancy-axis = 忙碌率（%）
open-axis-issued = 每日取号
open-axis-counters = 窗口数
services-p50 = 一半
services-p90 = 九成
services-interval = 中位数的 95% 区间
services-axis = 办理时间（分钟）
services-none = 该时段没有办结，或人数过少不显示
services-definition = 开始至办结。中位数的区间取以 95% 置信度包含它的次序统计量（二项分布，不假设分布形状）。少于 5 件的业务只显示件数。
fairness-overtaken = 普通号中 **{ $any }** 遇到后取号者先被叫到，{ $alike } 遇到后取的普通号先被叫到。
fairness-many = 被超越比例仅按最近一千二百万张号票计算：请选择较近的时段。
fairness-definition = 被超越：同一队列中后取的号先被叫到。窗口全部综合时为一队，否则每类业务一队。占已叫到的比例。
wanted-assumes = Erlang C：使 { $share }% 在 { $minutes } 分钟内叫到。假设：该小时开放时段内的平均到达随机而均匀；窗口用时平均 { $mean } 分钟，服从指数分布，各窗口相同；一条队；无人放弃；每小时处于稳态。未计入逐日波动、小时内的高峰和上一小时留下的人：推演都计入。
wanted-none = 没有可计算的数据。
wanted-one-hall = 请选择一个大厅：不同大厅的窗口不能互相帮忙
open-number = 柱上的数：开放的窗口，不含暂停的。
figure-wanted-note = 只对单个大厅计算
staffing-occupancy-title = 窗口有多忙
staffing-occupancy-about = 柱形图：各小时窗口忙的时间占开放时间的比例。
staffing-open-title = 来了多少人，开了多少窗口
staffing-open-about = 两组按小时的柱形图：每日取号数；平均开放的窗口数，分忙、空闲，以及暂停。
staffing-service-title = 办一件要多久
staffing-service-about = 点图：各业务办理时间的中位数及其 95% 区间与第 90 百分位，单位分钟。
staffing-fairness-title = 各优先类别等多久
staffing-fairness-about = 点图：各优先类别等候时间的中位数与第 90 百分位，单位分钟。
staffing-wanted-title = 达到目标需要几个窗口
staffing-wanted-about = 按小时的柱形图：Erlang C 所需窗口数，标记为实际开放的窗口数。
column-issued-day = 每日取号
column-issued-hour = 开放每小时取号
column-open = 开放窗口
column-busy = 忙（窗口）
column-paused = 暂停（窗口）
column-occupancy = 忙碌率（%）
column-paused-share = 暂停（%）
column-erlangs = 负荷（厄兰）
column-wanted = 所需窗口
column-within-open = 按开放数目标内叫到（%）
column-served-mean = 均值（分钟）
column-served-p50 = 中位数（分钟）
column-served-low = 中位数下限（95%）
column-served-high = 中位数上限（95%）
column-served-p90 = p90（分钟）
column-overtaken = 被超越（%）
column-by-alike = 被同类超越（%）
column-measure = 指标
column-actual = 实际
column-played = 照原样推演
column-played-low = 照原样，下限
column-played-high = 照原样，上限
column-error = 模拟误差
column-error-low = 误差下限
column-error-high = 误差上限
column-changed = 改变后
column-changed-low = 改变后，下限
column-changed-high = 改变后，上限
column-difference-low = 变化，下限
column-difference-high = 变化，上限

whatif-title = 换一种安排会怎样？
whatif-what = 记录中的来人按原来的时刻再来一遍，遵循大厅自己的叫号规则，但窗口、规则或人数不同。重复二十次，双方用同样的随机数；区间为 95%。
whatif-shortcut = 试一试：{ $hall } { $month }，{ $unified } 个综合窗口代替 { $before } 个按部门分设的窗口
whatif-shortcut-shorter = ……并且每次办理缩短 { $percent }%，即该大厅改革后的水平
whatif-one-hall = 请先在上面选择一个大厅：推演的是一个大厅的一天或一个月。
whatif-day = 日或月
whatif-day-last = 最后一天
whatif-month = { $month } 全月
whatif-no-day = 没有可推演的有号票的日子。
whatif-counters = 开放窗口
whatif-as-recorded = 照记录
whatif-layout = 窗口受理
whatif-policy = 叫号规则
whatif-demand = 来人（±%）
whatif-service = 窗口用时（±%）
whatif-counters-how = 窗口：全天一个数，或按小时，如 8-10:12, 13:9 表示 8 点至 10 点十二个、13 点至 14 点九个，其余照记录。业务类别、渠道、优先类别的筛选在此不起作用：所有人都来。
whatif-run = 推演
whatif-stop = 停止
layout-as-recorded = 照记录
layout-unified = 全部业务（综合）
layout-by-group = 每窗一类
policy-as-recorded = 照记录
policy-first-come = 先来先办
policy-strict = 优先者总在先
policy-accumulating = 优先随等候增长
whatif-running = 推演中：已完成 { $percent }%
whatif-waiting = 另有两项推演正在进行，其中一项结束后开始。
whatif-stopped = 已停止，没有结果。可再按“推演”重新开始。
whatif-none = 推演已结束，没有结果。可再按“推演”。
whatif-failed = 推演中断。可再按“推演”重试。
whatif-replaced = 您的另一页面开始了推演；每人一次一项。要推演本页请再按“推演”。
whatif-refused = 这些日子无法推演：没有窗口开放时间的记录，或没有办结。
whatif-few = 不足五张号票：不向厅外显示。
whatif-wrong-counters = 窗口：0 至 { $most }，或按小时，如 8-10:12, 13:9。无法理解：{ $written }
whatif-wrong-demand = 来人：{ $least } 至 { $most } 的整百分数。无法理解：{ $written }
whatif-wrong-service = 窗口用时：{ $least } 至 { $most } 的整百分数。无法理解：{ $written }
whatif-wrong-day = 日期如 2026-03-02，或月份如 2026-03。无法理解：{ $written }
whatif-wrong-choice = 没有这个选项：{ $written }
whatif-error = 先看模拟本身的误差：实际平均等候 { $actual } 分钟，照原样推演相差 **{ $mean } 分钟**（95%：{ $low } 至 { $high }）。
whatif-error-none = 这些日子没有人被叫到，模拟本身的误差无从得知。
whatif-no-change = 没有改变任何安排。
whatif-answer =
    { $kind ->
        [less] 改变后平均等候 **{ $mean } 分钟**（95%：{ $low } 至 { $high }），原为 { $before }：**更短**。
        [more] 改变后平均等候 **{ $mean } 分钟**（95%：{ $low } 至 { $high }），原为 { $before }：**更长**。
       *[same] 改变后平均等候 **{ $mean } 分钟**（95%：{ $low } 至 { $high }），与原来的 { $before } 看不出差别。
    }
whatif-answer-none = 改变后没有人被叫到。
whatif-answer-never = 结束时还有 { $share }% 在等。
whatif-definition = 模拟结果，即使日子是真实的。办理和走动时间从记录中抽取；离开的人耐心就是其等候；未到的仍未到；每号只办一次。误差＝照原样推演 − 实际；差按成对计算。Student t，20 次重复，共同随机数。
source-whatif = 依据{ $where }已结束办公日的号票和窗口推演，{ dates }。
whatif-actual = 实际
whatif-played = 照原样推演
whatif-changed = 改变后
whatif-axis-share = 比例（%）
whatif-mean-wait = 平均等候
whatif-p90-wait = 九成等候不超过
whatif-within = 目标内叫到
whatif-left = 未叫到即离开
whatif-never-called = 结束时仍在等
whatif-occupancy = 窗口忙碌率
whatif-waits-title = 等候会怎样
whatif-waits-about = 点图：等候均值与第 90 百分位，单位分钟：实际、照原样推演、改变后。
whatif-shares-title = 其余会怎样
whatif-shares-about = 点图：各比例（百分比）：实际、照原样推演、改变后。

definitions-staffing = 人手
measure-occupancy = 窗口忙碌率
measure-occupancy-how = 窗口有来人（叫号或办理）的时间 ÷ 开放时间。
measure-occupancy-without = 暂停都不计。没有来人时的工作不得而知，空闲的窗口可能也有事做。
measure-open = 开放窗口
measure-open-how = 某钟点内所有窗口的开放时间 ÷ 一小时 ÷ 大厅开放日数：平均同时开放的窗口数。
measure-open-without = 暂停。多个大厅相加。
measure-paused = 暂停
measure-paused-how = 暂停时间 ÷（开放＋暂停时间）。
measure-paused-without = 没有暂停而是关闭的窗口。午休时若是暂停则计入。
measure-interval = 办理时间中位数的区间
measure-interval-how = 以至少 95% 置信度包含中位数的两个次序统计量，按二项分布（Conover 1999，3.2）。
measure-interval-without = 不足六件：无从得知。同日各件视为相互独立。
measure-overtaken = 被超越
measure-overtaken-how = 同一队列中后取的号先被叫到的号票 ÷ 已叫到的号票。窗口全部综合时为一队，否则每类一队。
measure-overtaken-without = 从未叫到的。预约和优先者本来可以超越，因此并列被同类超越的比例。
measure-wanted = 所需窗口
measure-wanted-how = 按 Erlang C，使该小时平均到达者 90% 在目标等候内叫到的最少窗口数。
measure-wanted-without = 逐日与小时内的波动、离开的人、上一小时留下的人：推演都计入。
measure-what-if = 推演
measure-what-if-how = 记录中的到达按大厅自己的规则再走一遍，20 次重复，共同随机数，Student t。
measure-what-if-without = 挂起、返回、转移不再重演。记录没有的按卡片所述假设。
measure-own-error = 模拟本身的误差
measure-own-error-how = 照原样推演减去实际；区间为各次重复的 95%。
measure-own-error-without = 真实一天的偶然也在其中：来人越少，误差越大。

## 指标说明

nav-definitions = 指标说明
definitions-question = 数字怎么来的？
definitions-answer = 各页面的每个数字都只按下列规则算出。
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
measure-no-show = 叫号未到
measure-no-show-how = 以过号告终的号票 ÷ 已叫到的号票。
measure-no-show-without = 后来返回并办成的不算过号。
measure-left = 未叫到即离开
measure-left-how = 首次叫号前由来人或工作人员取消的号票 ÷ 取号数。
measure-left-without = 不声不响离开的会被空叫，计为叫号未到；二者无法区分。
measure-closed = 下班时未叫到
measure-closed-how = 结束办公时仍在等候或挂起的号票数。
measure-closed-without = 无。
definitions-today = 今天
measure-taken-now = 现在取号约等
measure-taken-now-how = 把排队在开着的窗口上模拟 200 次，与取号机和手机上显示的相同：一半少于前数，九成不超过后数。
measure-taken-now-without = 窗口之后是否再开或关；要办哪项业务。
measure-floor = 窗口
measure-floor-how = 开着＝叫号、办理或空闲，以大厅此刻的事件为准。
measure-floor-without = 暂停和关闭的窗口已设置但不算开着。
measure-usual = 往常
measure-usual-how = 按大厅时钟每半小时的取号数：半年内最近 8 个同一星期几的已结束日的中位数、第 10 与第 90 百分位（第 7 型）。不足 3 天不画区间。
measure-usual-without = 大厅日历上休息的日子；多个大厅时，开门的不足九成的日子。
measure-forecast = 接下来两小时
measure-forecast-how = 最近 8 个同一星期几的平均 ×（1＋f S）÷（1＋f U）：S 为今天到现在来的人，U 为平均此时来的人，f 为往日水平在偶然之外的方差（伽马－泊松）。在最多 60 个留出的日子上，每半小时只用此前的日子预测，平均绝对误差小于单用平均数、且差的 95% 区间在 0 以下，才显示。
measure-forecast-without = 这样的日子不足 20 天：不显示。节假日和发放日只凭来人得知。
measure-wait = 等候
measure-wait-how = 取号至首次叫号，单位秒。
measure-wait-without = 从未叫到的没有等候时间：此处不计，分别计入未叫到即离开、叫号未到或下班时未叫到。午休不扣除：来人确实等了。
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
measure-on-time = 按时叫号率
measure-on-time-how = 大厅管理页当天的数字：在大厅目标等候时间内叫到的 ÷ 已叫到的。
measure-on-time-without = 未叫到即离开的；其中超过目标才离开的计入“目标内叫到”，所以后者不会更高。
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
measure-materials = 材料压缩
measure-materials-how = 1 − 改革后材料份数 ÷ 改革前材料份数，按业务求和。
measure-materials-without = 没有同时写明两者的业务：改革前要多少，目录没有写明。
measure-own = 本局自报的数字
measure-own-how = 管理员录入的改革前后环节、时限与材料，每行注明来源；由谁、何时录入，写在数字下面。
measure-own-without = 只核对格式，不核对内容。目录中已没有的业务不显示。从不与目录数字相加。
measure-median = 一半办结用时
measure-median-how = 已办结比例的 Kaplan-Meier 估计达到一半的时间；全部办结时就是普通中位数。95% 区间：Brookmeyer 与 Crowley（1982）。
measure-median-without = 没有不计入的：仍在办理的件按已观察的时长计。观察期内办结不足一半的，写“未达到”。
measure-limit = 时限内办结
measure-limit-how = 受理后不超过若干自然日办结的比例，按 Kaplan-Meier 估计并附 95% 区间；旁边是无论在办件结果如何都成立的范围。
measure-limit-without = 只看已办结的会偏高或偏低：新近受理的只有快的办结了。
measure-censored = 仍在办理
measure-censored-how = 日志中没有结束的件，观察到日志结束为止。期间按受理日期（本市时区）划分。
measure-censored-without = 不足 5 件的单位不显示，观察中不足 5 件处曲线终止。日志不说明哪些在办的，就没有在办件。
measure-activity-time = 时间用在哪里
measure-activity-time-how = 等待：本环节开始前，该件没有任何环节在办。办理：开始到结束。按每件平均天数。等待占比：占全部环节用时。
measure-activity-time-without = 没有结束的环节不计办理时间。没有开始时间的环节不拆分，等待占比因此是一个范围。不足 5 件的环节合并。
definitions-records = 记录
measure-near-home = 就近办结
measure-near-home-how = 区市内镇街、村居大厅办结人次，除以其所有大厅办结人次。
measure-near-home-without = 不考虑来访人住在哪里：号票不记录所在镇。
measure-residents = 每千居民办结人次
measure-residents-how = 期间某镇街各大厅办结人次，除以管理员连同来源录入的居民人数，乘以 1000。
measure-residents-without = 没有录入居民人数的镇街。外来的来访人也计入。
measure-change = 变化
measure-change-how = 本时段的平均等候或比例减对比时段的。95% 区间：由各天残差得比率的方差（Cochran 1977），两期相加，自由度按 Welch 与 Satterthwaite。
measure-change-without = 任一时段不足 5 天的没有区间。视各天相互独立；未剔除季节影响；二十个对象中约有一个仅因偶然超出区间。
measure-standardised = 同一业务结构下的等候
measure-standardised-how = 对象各项业务的平均等候，按期间该业务占全市（或此处可见各大厅）叫号的比重加权（直接标准化）。
measure-standardised-without = 对象不办或叫到不足 5 个的业务：两边都不计，以“覆盖”说明；覆盖不足一半的不显示。
measure-funnel = 漏斗图控制限
measure-funnel-how = 比例按所占数目排列；95% 与 99.8% 控制限取总比例下的二项分布并插值（Spiegelhalter 2005）。离散超过偶然时，加上大厅间方差（DerSimonian 与 Laird，z 值两端各缩尾一成）。
measure-funnel-without = 没有人的大厅。计入大厅间差异的控制限用正态近似，截于 0 与 100%。
measure-short = 服务不到 30 秒
measure-short-how = 从开始到结束不到 30 秒的服务，除以按过开始且有时长的服务。
measure-short-without = 未按开始的服务。
measure-hasty = 10 秒内挂起或过号
measure-hasty-how = 叫号后 10 秒内挂起或记过号的号，除以叫到的号。
measure-hasty-without = 关门所致的。
measure-left-out = 未按开始
measure-left-out-how = 未按开始就办完的服务，除以办完的服务。
measure-left-out-without = 导入而未说明的。
measure-late = 随关门结束
measure-late-how = 由关门结束的服务，除以办完或这样结束的服务。
measure-late-without = 无。

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
column-cut = 压缩（%）
column-hall = 大厅
column-district = 区市
column-halls = 厅数
column-served = 已办

## 代替看板的页面

refused-away = 看板正在启动
refused-away-why = 看板暂时无法使用。大厅的窗口和屏幕不受影响，照常运行。本页会自动重试。
refused-crowded = 同时提问过多
refused-crowded-why = 此登录同时提出的问题超过可答复的数量。本页会自动重试。
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

## 月报

report-title = 月报
report-month = { $year } 年 { $month } 月
report-made-of =
    { $halls ->
        [1] 依据该大厅 { $from } 至 { $to } 共 { $days } 个已结束办公日的 { $tickets } 张号票。
       *[other] 依据 { $halls } 个大厅 { $from } 至 { $to } 合计 { $days } 个已结束办公日的 { $tickets } 张号票。
    }
report-made-of-none = { $from } 至 { $to } 没有已结束办公日的记录。
report-made = 由 OneWindow 于 { $date } 生成，与看板使用同样的记录和规则。
report-not-over = 本月尚未结束：最后一天结束后数字还会变。
report-summary = 概要
report-then = “对比时段”指上个月：{ report-month }。
report-keys = 主要数字
report-key = 数字
report-change = 变化
report-tables = 长表
report-table-below = 表格：见文末“长表”

## 公开数字

public-title = 往月数字
public-about = 各大厅逐月的来访情况。只含已经结束的月份，不含今天。
public-all = 所有大厅的数字
public-none-yet = 尚无月份
public-no-months = 该大厅还没有已结束的月份，暂无数字。
public-answer =
    { report-month }办结 { $served ->
        [few] 不足 { $few } 人次
       *[other] **{ $served }** 人次
    }。{ $alike ->
        [yes] 叫到的人中九成等了不超过 **{ $p90 }**。
       *[no] 叫到的人中一半等了不超过 **{ $p50 }**，九成不超过 **{ $p90 }**。
    }
public-answer-none = { report-month }没有叫到的号，或人数过少不显示。
public-few = 不足 { $few } 人
public-note-served = 在窗口办完的人次
public-note-wait = 从取号到叫号
public-note-level = 在大厅目标等候时间内叫到
public-note-left = 叫到之前已离开
public-quiet = 什么时候人少？
public-quiet-answer = 最短：**{ $short_day } { $short_hour } 起**，九成不超过 { $short }。最长：**{ $long_day } { $long_hour } 起**，九成不超过 { $long }。
public-quiet-about = 九成的人在多少分钟内叫到，按取号的钟点和星期。颜色越深越久。–：不足五人，或不开放。
public-simulated = 这是演示：数字是模拟的，不代表任何真实大厅。
public-suppressed = 不足 { $few } 人的一律不显示。
public-months = 逐月
public-never-today = 依据 { $days } 个已结束的办公日。除非更正记录，不再变化；不含今天的数字。
refused-unknown = 没有这样的数字
refused-unknown-why = 没有这个大厅，或该月份尚未结束。
refused-soon = 数字暂时不可用
refused-soon-why = 提供数字的部分正在启动。本页会自动重试。
refused-read-only = 不能这样做
refused-read-only-why = 这些数字只供查看。
to-figures = 所有大厅的数字
