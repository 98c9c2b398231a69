"""The public collections of deputies and river chiefs.

Phone numbers and homes are for staff only; they are not declared here and so leave by no way.
"""

from coverage.models import (
    Deputy,
    DeputyGroup,
    ElectoralDistrict,
    Pairing,
    RiverChiefAssignment,
)
from geo.features.collections import Collection, Text, field, register
from geo.features.places import KIND, NAMES, PROVENANCE, SUBDISTRICT, VALIDITY, about

CODE = field("code", "编号", "code")
DEPUTY = (
    field("deputy_code", "代表编号", "code of the deputy", "deputy__code"),
    field("deputy_name", "代表", "deputy", "deputy__name"),
    field("deputy_level", "代表层级", "level of the deputy", "deputy__level"),
)

register(
    Collection(
        "electoral-districts",
        ElectoralDistrict,
        Text("选区", "Electoral districts"),
        about("县级人大代表选区；单位选区可能没有范围。", "Districts that elect county deputies."),
        (*NAMES, KIND, field("seats", "应选代表数", "seats"), *SUBDISTRICT, *PROVENANCE),
    ),
    Collection(
        "deputy-groups",
        DeputyGroup,
        Text("代表小组", "Deputy groups"),
        Text("人大代表小组及其活动室和工作站；没有几何。", "Deputy groups; without geometry."),
        (
            CODE,
            field("name", "名称", "name"),
            field("activity_room_code", "活动室代码", "code of the room", "activity_room__code"),
            field("activity_room_name", "活动室", "activity room", "activity_room__name"),
            field("station_code", "工作站代码", "code of the station", "station__code"),
            field("station_name", "工作站", "station", "station__name"),
            *SUBDISTRICT,
            *VALIDITY,
        ),
        geometry="",
    ),
    Collection(
        "deputies",
        Deputy,
        Text("人大代表", "Deputies"),
        Text(
            "人大代表的公开信息：姓名、层级、任期、选区或选举单位、小组和工作站；没有几何。",
            "What is public of deputies: name, level, term, district or electing unit, group and "
            "station; without geometry.",
        ),
        (
            CODE,
            field("name", "姓名", "name"),
            field("level", "层级", "level"),
            field("district_code", "选区代码", "code of the district", "electoral_district__code"),
            field("district_name", "选区", "electoral district", "electoral_district__name"),
            field("electing_unit", "选举单位", "electing unit"),
            field("group_code", "小组编号", "code of the group", "group__code"),
            field("group_name", "代表小组", "group", "group__name"),
            field("station_code", "工作站代码", "code of the station", "group__station__code"),
            field("station_name", "工作站", "station", "group__station__name"),
            *SUBDISTRICT,
            *VALIDITY,
        ),
        geometry="",
    ),
    Collection(
        "pairings",
        Pairing,
        Text("对口帮扶", "Pairings"),
        about(
            "代表与村居的对口帮扶，位置为村委会。",
            "Who is paired with which village; at its centre.",
        ),
        (
            CODE,
            *DEPUTY,
            field("village_code", "村居代码", "code of the village", "village__code"),
            field("village_name", "村居", "village", "village__name"),
            field("quality", "数据质量", "quality of the geometry", "village__quality"),
            *VALIDITY,
        ),
        geometry="village__center",
    ),
    Collection(
        "river-chief-assignments",
        RiverChiefAssignment,
        Text("河长任职", "River chiefs' terms of office"),
        about("河长在河段上的任职，几何为河段。", "Who answers for which segment; its geometry."),
        (
            CODE,
            field("chief_code", "河长编号", "code of the chief", "chief__code"),
            field("chief_name", "河长", "chief", "chief__name"),
            field("chief_post", "职务", "post", "chief__post"),
            field("level", "层级", "level"),
            field("river_segment_code", "河段代码", "code of the segment", "river_segment__code"),
            field("river_segment_name", "河段", "river segment", "river_segment__name"),
            field("river_name", "河流", "river", "river_segment__river__name"),
            field("quality", "数据质量", "quality of the geometry", "river_segment__quality"),
            *VALIDITY,
        ),
        geometry="river_segment__geom",
    ),
)
