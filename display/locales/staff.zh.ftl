# Words that the staff's pages share.
staff-minutes = { $minutes } 分
find-label = 名称、拼音首字母或代码
find-none = 没有找到“{ $text }”
find-away = 暂时无法查找，请检查连接

