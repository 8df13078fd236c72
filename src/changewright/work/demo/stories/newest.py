"""What came up in the last weeks: it still waits for a price, an answer or a signature."""

from __future__ import annotations

from ..story import BACKCHARGE, CODE, EXISTING, OWNER, Line, Story

ASKED: tuple[Story, ...] = (
    Story(
        key="isolation-fans",
        week=49,
        title="Redundant exhaust fans for the isolation rooms",
        text="Infection control wants the four rooms at negative pressure with one fan down.",
        reason=OWNER,
        origin=("Meeting", "OAC 44, item 9"),
        days=3,
        place="level4",
        lines=(
            Line("23-3000", "Second fan and dampers", 38_700, "2", "ea"),
            Line("23-0900", "Changeover sequence", 7_900),
        ),
    ),
    Story(
        key="stair-pressure",
        week=49,
        title="Larger stair pressurisation fan, stair 2",
        text="The inspector measured too little at the top door with three doors open.",
        reason=CODE,
        origin=("Letter", "AHJ 31"),
        days=2,
        place="roof",
        lines=(Line("23-3000", "Fan, curb and duct", 52_400, "1", "ea"),),
    ),
)
"""Prices are asked for."""

SUBMITTED: tuple[Story, ...] = (
    Story(
        key="second-bank-rock",
        week=45,
        title="Rock in the trench of the second duct bank",
        text="Ledge for ninety feet, two feet above the elevation of the borings.",
        reason=EXISTING,
        origin=("RFI", "RFI-0288"),
        days=4,
        place="site",
        pricing="estimate",
        lines=(
            Line("31-2000", "Rock removal", 61_800, "90", "lf"),
            Line("33-7000", "Standby of the duct crew", 9_200, "46", "hr"),
        ),
    ),
    Story(
        key="nurse-screens",
        week=45,
        title="Privacy screens at the nurse stations",
        text="Patients at the desk are overheard. Eleven glass screens with a slot.",
        reason=OWNER,
        origin=("Letter", "TVHS 118"),
        place="level6",
        pricing="estimate",
        lines=(
            Line("06-4000", "Screens and posts", 44_300, "11", "ea"),
            Line("26-5000", "Task lights", 6_100, "11", "ea"),
        ),
    ),
    Story(
        key="helipad-foam",
        week=46,
        title="Foam suppression at the helipad",
        text="The state's reviewer reads the new edition: foam, not water alone.",
        reason=CODE,
        origin=("Letter", "AHJ 29"),
        days=6,
        place="roof",
        pricing="estimate",
        lines=(
            Line("21-1000", "Foam skid and monitors", 187_500),
            Line("26-0500", "Power and supervision", 14_900),
        ),
    ),
)
"""The owner is asked for the money."""

ORDERED: tuple[Story, ...] = (
    Story(
        key="patch-corridor",
        week=45,
        title="Patching after the data pulls, level 6 corridor",
        text="Signal Hill opened finished ceilings; Delgado closes them again.",
        reason=BACKCHARGE,
        origin=("Issue", "ISS-0219"),
        place="level6",
        scope="in",
        pricing="estimate",
        lines=(
            Line("09-5000", "Tile and patching", 11_600, "58", "hr"),
            Line("27-1000", "Charged to communications", -11_600),
        ),
    ),
    Story(
        key="hoist-standby",
        week=46,
        title="Hoist kept for the late curtain wall",
        text="Prismatic's last units came two weeks late; everybody else's freight waited.",
        reason=BACKCHARGE,
        origin=("Letter", "H&P 0461"),
        place="tower",
        scope="in",
        pricing="estimate",
        lines=(
            Line("09-2000", "Drywall crews on second shift", 128_400, "1070", "hr"),
            Line("08-4400", "Charged to the curtain wall", -128_400),
        ),
    ),
)
"""Orders to suppliers are under review."""

SIGNED: tuple[Story, ...] = (
    Story(
        key="infusion-bay",
        week=38,
        title="Infusion bay of eight chairs on level 7",
        text="Oncology moves in a year early: gas, power and a sink at each chair, a desk between.",
        reason=OWNER,
        origin=("Letter", "TVHS 107"),
        days=5,
        place="level7",
        pricing="estimate",
        lines=(
            Line("22-6000", "Oxygen, air and vacuum at each chair", 121_400, "8", "ea"),
            Line("06-4000", "Nurses' desk and cabinets", 64_900, "1", "ea"),
            Line("26-0500", "Power and lighting", 29_700),
        ),
    ),
)
"""The owner has signed for it, with the markups below the lines."""

STORIES: tuple[Story, ...] = (*ASKED, *SUBMITTED, *ORDERED, *SIGNED)
