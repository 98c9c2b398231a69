"""The words of scenarios that are written in both languages: tables and reasons."""

from geo.features.collections import Text

STATES = {
    "covered": Text("已覆盖", "covered"),
    "gap": Text("盲区", "gap"),
    "unknown": Text("不详", "not known"),
}
KINDS = {
    "maximal_covering": Text("最大覆盖", "maximal covering"),
    "p_median": Text("p-中位（平均路程最短）", "p-median"),
    "p_center": Text("p-中心（最远路程最短）", "p-centre"),
    "set_covering": Text("集合覆盖（站点最少）", "set covering"),
    "pairing": Text("对口帮扶建议", "pairing"),
}
# Why a village gets nobody.
REASONS = {
    "unlocated": Text("村委会位置不详，无法计算路程。", "Its committee point is not known."),
    "not_allowed": Text(
        "它最近的工作站没有可安排的代表。",
        "No deputy belongs to the station nearest to it.",
    ),
    "unreachable": Text(
        "没有道路从可选代表处通到该村。", "No way leads to it from the deputies it could have."
    ),
    "full": Text(
        "本小组的代表都已达到对口村数上限。",
        "The deputies it could have all carry as many villages as allowed.",
    ),
}
NOTE = Text(
    "这是建议方案，尚未实施；任何更改须由工作人员另行办理。",
    "This is a proposal; nothing of it is applied. People decide and enter any change themselves.",
)
