"""Changes in the skin: curtain wall, panels, brick, roofs, glass."""

from __future__ import annotations

from ..story import (
    ALLOWANCE,
    BACKCHARGE,
    CODE,
    DESIGN,
    FIELD,
    OMISSION,
    OWNER,
    SUPPLY,
    VALUE,
    WEATHER,
    Line,
    Story,
)

STORIES: tuple[Story, ...] = (
    Story(
        key="bird-glass",
        week=13,
        title="Bird-safe frit on glass below 75 feet",
        text=(
            "City ordinance passed after permit applies to the south and west elevations. "
            "Ceramic frit, 2-inch pattern, 18,400 square feet."
        ),
        reason=CODE,
        origin=("ASI", "ASI-014"),
        days=0,
        lines=(Line("08-4400", "Fritted lites, difference", 147_200, "18400", "sf"),),
        remarks=(
            ("anton", "Glass for level 1 is cut. Frit starts at level 2 or we buy it twice."),
        ),
    ),
    Story(
        key="thermal-mockup",
        week=14,
        title="Curtain wall mock-up failed dynamic water at the stack joint",
        text=(
            "Second test with revised gasket passed. Laboratory charges for the retest and the "
            "façade consultant's travel."
        ),
        reason=BACKCHARGE,
        origin=("Issue", "ISS-0098"),
        scope="in",
        pricing="estimate",
        lines=(
            Line("01-4000", "Retest and consultant", 18_650),
            Line("08-4400", "Backcharge: retest", -18_650),
        ),
    ),
    Story(
        key="operable-panels",
        week=18,
        title="Removable panels at level 2 for the magnet's way in",
        text=(
            "Rigger needs a clear opening of 11 by 10 feet at D-6 until the magnet is placed, and "
            "again in ten years. Two unitised bays become demountable."
        ),
        reason=DESIGN,
        origin=("RFI", "RFI-0132"),
        days=2,
        place="imaging",
        lines=(
            Line("08-4400", "Two demountable bays", 38_900, "2", "ea"),
            Line("05-5000", "Removable sill frame", 9_200),
        ),
    ),
    Story(
        key="brick-blend",
        week=16,
        title="Brick blend changed after the second mock-up",
        text=(
            "Owner and architect chose a three-colour blend with 15 % clinker. The single colour "
            "was released but not fired."
        ),
        reason=OWNER,
        origin=("Site Instruction", "SI-026"),
        lines=(Line("04-2000", "Brick blend, difference", 22_100, "61000", "ea"),),
        ending="resubmitted",
        ruling="Kiln's quote is 290 a thousand more, not 362. Please correct.",
        settled=(17_690,),
    ),
    Story(
        key="panel-joint",
        week=22,
        title="Metal panel joints realigned with the window module",
        text=(
            "Façade sketch SK-A-118 moves vertical joints by 5 inches on the north elevation. "
            "Sixty-two panels were fabricated."
        ),
        reason=DESIGN,
        origin=("ASI", "ASI-019"),
        lines=(
            Line("07-4200", "Remake 62 panels", 41_200, "62", "ea"),
            Line("07-2500", "Refasten girts", 6_900, "540", "lf"),
        ),
    ),
    Story(
        key="roof-davits",
        week=21,
        title="Window-washing davits and roof anchors",
        text=(
            "The state's inspector wants certified anchors for all elevations. Drawings show them "
            "by owner. Twenty-eight anchors, four davit arms."
        ),
        reason=OMISSION,
        origin=("RFI", "RFI-0147"),
        place="roof",
        lines=(
            Line("05-5000", "Anchors and davits, certified", 64_300, "28", "ea"),
            Line("07-5000", "Flash 28 penetrations", 12_600, "28", "ea"),
        ),
    ),
    Story(
        key="terrace-pavers",
        week=26,
        title="Family terrace: porcelain pavers and raised planters",
        text=(
            "The hospital foundation gave 250,000 for the level 4 terrace. Pavers, six planters, "
            "irrigation, benches by others."
        ),
        reason=OWNER,
        origin=("CCD", "CCD-006"),
        days=4,
        place="level4",
        lines=(
            Line("07-5000", "Pavers on pedestals, overburden", 88_700, "3400", "sf"),
            Line("32-9000", "Planters, soil and irrigation", 61_900),
            Line("22-1000", "Terrace drains and hose bibb", 17_300),
        ),
    ),
    Story(
        key="second-enclosure",
        week=34,
        title="Second weather enclosure, levels 5 to 7 north",
        text=(
            "Late glass left the north face open longer than planned. Enclosure and heat for five "
            "weeks so that fireproofing can go on."
        ),
        reason=SUPPLY,
        origin=("Site Instruction", "SI-041"),
        scope="contingency",
        pricing="estimate",
        lines=(
            Line("01-5000", "Enclosure and heat, five weeks", 71_500, "5", "wk"),
            Line("07-8100", "Return trips for spraying", 13_800, "3", "ea"),
        ),
    ),
    Story(
        key="rain-days",
        week=11,
        title="Eleven rain days above the norm",
        text=(
            "Weather log against the ten-year record of the county airport. Time only, no cost "
            "claimed."
        ),
        reason=WEATHER,
        origin=("Letter", "HP-0088"),
        pricing="estimate",
        days=7,
        lines=(Line("01-1000", "Time extension, no cost", 0),),
        ending="direct",
        remarks=(
            ("omar", "Seven of the eleven fell on working days with open excavation. Agreed."),
        ),
    ),
    Story(
        key="roof-insulation",
        week=19,
        title="Value: tapered insulation package redesigned",
        text=(
            "Slope the structure over the penthouse and drop 14,000 square feet of taper. Same "
            "warranty."
        ),
        reason=VALUE,
        origin=("Letter", "HP-VE-09"),
        place="penthouse",
        pricing="estimate",
        lines=(Line("07-5000", "Credit for tapered insulation", -52_400, "14000", "sf"),),
    ),
    Story(
        key="canopy-heater",
        week=31,
        title="Radiant heaters and glass roof at the ambulance canopy",
        text=(
            "Emergency staff asked for a warm unloading zone. Eight gas radiant tubes, laminated "
            "glass in place of metal deck over 1,100 square feet."
        ),
        reason=OWNER,
        origin=("RFI", "RFI-0203"),
        days=3,
        place="ambulance",
        lines=(
            Line("08-4400", "Laminated canopy glass", 93_500, "1100", "sf"),
            Line("22-1000", "Gas piping to heaters", 14_200, "160", "lf"),
            Line("26-0500", "Power and controls", 9_700),
        ),
    ),
    Story(
        key="smoke-glass",
        week=36,
        title="Smoke-rated glass at the intensive care corridor",
        text=(
            "Plan review asks for a smoke barrier at line 6. Replace 310 square feet of tempered "
            "with 45-minute ceramic in steel frames."
        ),
        reason=CODE,
        origin=("ASI", "ASI-031"),
        place="level4",
        lines=(Line("08-8000", "Ceramic glass and frames", 57_900, "310", "sf"),),
    ),
    Story(
        key="expansion-joint",
        week=28,
        title="Seismic joint cover at East Wing raised to 6 inches of movement",
        text=(
            "Structural engineer's revised drift. Covers at walls, floors and roof on three "
            "levels, with fire barrier inserts."
        ),
        reason=DESIGN,
        origin=("RFI", "RFI-0186"),
        place="link",
        lines=(
            Line("05-5000", "Joint covers, difference", 44_600, "212", "lf"),
            Line("07-8400", "Fire barrier inserts", 19_100, "212", "lf"),
        ),
    ),
    Story(
        key="air-barrier-sequence",
        week=30,
        title="Air barrier patched where shoring rakers came out",
        text="Nine raker pockets closed after the block was up. Roofing crew returned twice.",
        reason=FIELD,
        origin=("T&M tag", "TM-0077"),
        scope="contingency",
        pricing="tags",
        place="basement",
        lines=(Line("07-2500", "Patch nine pockets, crew of two", 6_880, "64", "hr"),),
    ),
    Story(
        key="donor-wall",
        week=40,
        title="Donor wall: back-lit onyx in the lobby",
        text=(
            "Allowance of 120,000 in the interiors package replaced by the foundation's design. "
            "Stone by the mason, light boxes by the electrician."
        ),
        reason=ALLOWANCE,
        origin=("ASI", "ASI-035"),
        place="level1",
        lines=(
            Line("04-2000", "Onyx panels on steel frame", 96_400, "280", "sf"),
            Line("26-5000", "Light boxes and drivers", 31_800),
            Line("06-4000", "Credit for panelling", -27_500),
        ),
    ),
)
