# Words that the staff's pages share.
staff-minutes = { $minutes } 分
find-label = 名称、拼音首字母或代码
find-none = 没有找到“{ $text }”
find-away = 暂时无法查找，请检查连接

# The slip
slip-ahead = 前面 { $count } 人
slip-wait = 约等 { $range } 分钟
slip-code = 扫码看进度
slip-keep = 请留意叫号屏，凭号到任意窗口
