"""Changes in air, water, gases and sprinklers."""

from __future__ import annotations

from ..story import (
    BACKCHARGE,
    CODE,
    DESIGN,
    EXISTING,
    FIELD,
    OMISSION,
    OWNER,
    SUPPLY,
    VALUE,
    Line,
    Story,
)

STORIES: tuple[Story, ...] = (
    Story(
        key="chiller-substitute",
        week=7,
        title="Magnetic-bearing chillers in place of screw machines",
        text=(
            "Specified machines slipped to 54 weeks. Two magnetic-bearing chillers in 34 weeks; "
            "utility rebate of 66,000 passed to the owner."
        ),
        reason=SUPPLY,
        origin=("Letter", "VM-0031"),
        place="plant",
        rival="second_mechanical",
        lines=(
            Line("23-7000", "Chillers, difference", 186_000, "2", "ea"),
            Line("23-7000", "Utility rebate", -66_000),
            Line("26-0500", "Revised feeders", 27_400),
        ),
        remarks=(("priya", "Part-load performance is better. Northlight supports it."),),
    ),
    Story(
        key="ahu-energy",
        week=10,
        title="Heat recovery wheels deleted, run-around coils added",
        text=(
            "Infection control will not accept wheels on surgery exhaust. Glycol run-around coils "
            "on air handlers 3, 4 and 5."
        ),
        reason=DESIGN,
        origin=("ASI", "ASI-010"),
        days=0,
        place="level3",
        lines=(
            Line("23-7000", "Credit wheels, add coils", 34_800, "3", "ea"),
            Line("23-2000", "Run-around piping", 91_300, "740", "lf"),
            Line("23-0900", "Sequences and points", 17_600, "64", "pt"),
        ),
    ),
    Story(
        key="or-airflow",
        week=15,
        title="Operating rooms at 25 air changes with laminar diffusers",
        text=(
            "The orthopaedic group asks for laminar arrays in rooms 2 and 5. Larger risers, two "
            "more terminal units a room."
        ),
        reason=OWNER,
        origin=("ASI", "ASI-016"),
        days=4,
        place="surgery",
        lines=(
            Line("23-3000", "Diffuser arrays, risers, terminals", 142_600, "2", "room"),
            Line("23-0900", "Room controllers", 15_300),
            Line("09-5000", "Ceiling frames", 9_400),
            Line("26-0500", "Terminal power", 6_900),
        ),
    ),
    Story(
        key="isolation-rooms",
        week=18,
        title="Six more airborne isolation rooms",
        text=(
            "Revised pandemic plan: two on each of levels 5 to 7. Exhaust to the roof, anterooms, "
            "pressure monitors."
        ),
        reason=OWNER,
        origin=("CCD", "CCD-004"),
        days=7,
        lines=(
            Line("23-3000", "Exhaust risers and fans", 121_500, "6", "room"),
            Line("23-0900", "Pressure control", 29_400, "6", "room"),
            Line("09-2000", "Anterooms", 33_600, "6", "room"),
            Line("26-0500", "Essential power to fans", 18_900),
        ),
        ending="resubmitted",
        ruling="Anterooms are already in the drawings at level 7. Price four, not six.",
        settled=(81_000, 19_600, 22_400, 12_600),
    ),
    Story(
        key="steam-main",
        week=12,
        title="East Wing steam main fails hydrostatic test at the tie-in",
        text=(
            "The 1974 main would not hold 150 psi past the anchor. Replace 120 feet to the next "
            "valve pit, with asbestos abatement of the insulation."
        ),
        reason=EXISTING,
        origin=("Issue", "ISS-0083"),
        days=5,
        place="link",
        lines=(
            Line("23-2000", "Replace steam main", 103_700, "120", "lf"),
            Line("02-4100", "Abate pipe insulation", 22_800, "120", "lf"),
        ),
    ),
    Story(
        key="duct-reroute",
        week=21,
        title="Supply main 2 rerouted around beam penetrations refused by engineer",
        text=(
            "Four web openings at level 3 not allowed within the middle third. Offset the main, "
            "two fittings a bay."
        ),
        reason=FIELD,
        origin=("RFI", "RFI-0144"),
        scope="contingency",
        place="level3",
        lines=(Line("23-3000", "Offset supply main", 39_800, "210", "lf"),),
    ),
    Story(
        key="dialysis-water",
        week=25,
        title="Dialysis water loop on level 6",
        text=(
            "Ten dialysis positions at bedside. Reverse osmosis skid in the penthouse, PVDF loop, "
            "disinfection return."
        ),
        reason=OWNER,
        origin=("CCD", "CCD-007"),
        days=4,
        place="level6",
        lines=(
            Line("22-1000", "Skid, loop and boxes", 188_200, "10", "pos"),
            Line("26-0500", "Skid power", 11_300),
        ),
    ),
    Story(
        key="medgas-zone",
        week=22,
        title="Medical gas zone valves relocated after the nurse station change",
        text="Valve boxes must be in sight of staff. Eleven boxes moved, alarms rewired.",
        reason=DESIGN,
        origin=("RFI", "RFI-0238"),
        place="level6",
        lines=(
            Line("22-6000", "Move 11 valve boxes", 46_200, "11", "ea"),
            Line("27-5200", "Alarm panels", 8_300, "4", "ea"),
        ),
    ),
    Story(
        key="medgas-booster",
        week=29,
        title="Second medical air compressor for surgery",
        text="Diversity in the basis of design was for four operating rooms, not six.",
        reason=OMISSION,
        origin=("RFI", "RFI-0188"),
        days=0,
        place="plant",
        lines=(
            Line("22-6000", "Compressor, dryer, controls", 97_600),
            Line("26-0500", "Feeder and starter", 12_900),
        ),
    ),
    Story(
        key="legionella",
        week=33,
        title="Secondary disinfection of domestic hot water",
        text="Facilities' water safety plan: copper-silver ionisation with monitoring.",
        reason=OWNER,
        origin=("Issue", "ISS-0166"),
        place="plant",
        lines=(Line("22-1000", "Ionisation system", 74_900),),
    ),
    Story(
        key="fire-pump-flow",
        week=8,
        title="Fire pump up one size after the city's flow test",
        text="Residual pressure fell 14 psi since design. 1,500 gpm, 150 hp pump and controller.",
        reason=EXISTING,
        origin=("RFI", "RFI-0056"),
        place="plant",
        lines=(
            Line("21-1000", "Larger pump and controller", 41_700),
            Line("26-0500", "Larger feeder", 13_800),
        ),
    ),
    Story(
        key="preaction-mri",
        week=27,
        title="Double-interlock pre-action in imaging and data rooms",
        text="Insurer's review letter. Three zones, detection by the fire alarm subcontractor.",
        reason=OWNER,
        origin=("Letter", "TV-0655"),
        place="imaging",
        lines=(
            Line("21-1000", "Three pre-action zones", 68_400, "3", "ea"),
            Line("28-3100", "Releasing panels", 24_700, "3", "ea"),
        ),
    ),
    Story(
        key="head-relocation",
        week=41,
        title="Sprinkler heads centred in tiles in public areas",
        text="Architect's punch item after ceilings were drawn. 214 heads, flexible drops.",
        reason=DESIGN,
        origin=("Issue", "ISS-0196"),
        place="level1",
        lines=(Line("21-1000", "Centre 214 heads", 27_820, "214", "ea"),),
        ending="withdrawn",
        ruling="Architect withdrew the item; quarter points are fine.",
    ),
    Story(
        key="grease-duct",
        week=31,
        title="Kitchen grease duct wrapped in place of shaft",
        text="Saves the two-hour shaft through level 1. Listed wrap over 140 feet.",
        reason=VALUE,
        origin=("Letter", "HP-VE-14"),
        place="basement",
        pricing="estimate",
        lines=(
            Line("23-3000", "Listed duct wrap", 17_900, "140", "lf"),
            Line("09-2000", "Credit for shaft wall", -31_600, "1980", "sf"),
        ),
    ),
    Story(
        key="controls-integration",
        week=37,
        title="Controls integrated with the campus front end",
        text="Owner's maintenance contract covers one vendor's front end only. 3,400 points.",
        reason=OWNER,
        origin=("Issue", "ISS-0178"),
        place="plant",
        lines=(Line("23-0900", "Integration and graphics", 112_000, "3400", "pt"),),
    ),
    Story(
        key="roof-drains",
        week=17,
        title="Overflow drains piped separately to daylight",
        text="Plumbing inspector does not accept overflow tied to the primary leader.",
        reason=CODE,
        origin=("RFI", "RFI-0124"),
        place="roof",
        lines=(Line("22-1000", "Separate overflow piping, 14 drains", 38_600, "14", "ea"),),
    ),
    Story(
        key="pipe-hit",
        week=40,
        title="Chilled water branch cut by the partition crew, level 6",
        text="Track fastener through the pipe. Repair, drain and refill charged to interiors.",
        reason=BACKCHARGE,
        origin=("Issue", "ISS-0192"),
        scope="in",
        pricing="tags",
        place="level6",
        lines=(
            Line("23-2000", "Repair branch, refill and treat", 7_650, "54", "hr"),
            Line("09-2000", "Backcharge: cut pipe", -7_650),
        ),
    ),
    Story(
        key="lab-hood",
        week=44,
        title="Second biosafety cabinet in the laboratory",
        text="Hard-ducted cabinet with alarm; exhaust margin is on fan EF-9.",
        reason=OWNER,
        origin=("RFI", "RFI-0266"),
        place="basement",
        lines=(
            Line("23-3000", "Exhaust branch and valve", 19_300),
            Line("12-3500", "Casework opening", 4_800),
        ),
    ),
    Story(
        key="commission-retest",
        week=48,
        title="Rebalancing of level 1 after the corridor change",
        text="Balancer's second visit with four days of readings.",
        reason=FIELD,
        origin=("Issue", "ISS-0223"),
        place="emergency",
        scope="tbd",
        lines=(Line("23-3000", "Rebalance level 1", 9_600, "4", "day"),),
        ending="idea",
    ),
    Story(
        key="humidifiers",
        week=45,
        title="Clean-steam humidifiers for surgery air",
        text="Boiler chemicals are not allowed in the air stream. Two clean-steam generators.",
        reason=CODE,
        origin=("RFI", "RFI-0271"),
        days=2,
        place="level3",
        lines=(
            Line("23-7000", "Clean-steam generators", 94_300, "2", "ea"),
            Line("23-2000", "Stainless distribution", 41_600, "260", "lf"),
        ),
    ),
)
