"""Categories and states in both languages, for files that do not follow the reader's language."""

from geo.features.collections import Text

CATEGORIES = {
    "occupation": Text("乱占", "illegal occupation"),
    "extraction": Text("乱采", "illegal extraction"),
    "dumping": Text("乱堆", "illegal dumping"),
    "construction": Text("乱建", "illegal construction"),
    "water_quality": Text("水质", "water quality"),
    "floating_waste": Text("漂浮物", "floating waste"),
    "bank_damage": Text("岸坡损毁", "bank damage"),
    "outfall": Text("排污口", "outfall"),
    "notice_board": Text("公示牌", "notice board"),
    "facility": Text("设施", "facility"),
    "other": Text("其他", "other"),
}
STATES = {
    "registered": Text("已登记", "registered"),
    "assigned": Text("已交办", "assigned"),
    "returned": Text("已退回", "returned"),
    "in_progress": Text("整改中", "in progress"),
    "rectified": Text("已整改", "rectified"),
    "verified": Text("已核查", "verified"),
    "closed": Text("已销号", "closed"),
}
ILLUSTRATIVE = Text(
    "含示意数据：示例问题均为虚构", "Holds illustrative data: its issues are invented"
)
