"""Changes inside: partitions, ceilings, doors, woodwork, floors."""

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
        key="backing",
        week=24,
        title="Steel backing for lifts in 96 patient rooms",
        text=(
            "Nursing decided on ceiling lifts in every medical surgical room. Track supports to "
            "structure and backing in the headwall."
        ),
        reason=OWNER,
        origin=("CCD", "CCD-005"),
        days=5,
        place="level6",
        rival="second_interiors",
        lines=(
            Line("09-2000", "Backing and track supports", 134_400, "96", "ea"),
            Line("26-0500", "Power to 96 lifts", 62_400, "96", "ea"),
        ),
        remarks=(("ruth", "Lifts themselves come through our supply chain. Rough-in only."),),
    ),
    Story(
        key="icu-doors",
        week=26,
        title="Intensive care: breakaway sliding doors in 24 rooms",
        text=(
            "Clinical mock-up showed that swing doors block the boom. Sliding breakaway units, "
            "trackless, with integral blinds."
        ),
        reason=OWNER,
        origin=("ASI", "ASI-022"),
        days=3,
        place="level4",
        lines=(
            Line("08-1000", "Sliding doors, difference, 24 rooms", 201_600, "24", "ea"),
            Line("09-2000", "Headers and revised openings", 31_200, "24", "ea"),
            Line("28-3100", "Smoke release", 11_900, "24", "ea"),
        ),
    ),
    Story(
        key="shaft-wall",
        week=23,
        title="Shaft wall at duct riser 2 not on the drawings",
        text=(
            "The life safety plan needs two hours; the wall type schedule shows one. 2,600 square "
            "feet from level 2 to the penthouse."
        ),
        reason=OMISSION,
        origin=("RFI", "RFI-0159"),
        days=1,
        lines=(
            Line("09-2000", "Two-hour shaft wall, difference", 36_400, "2600", "sf"),
            Line("07-8400", "Penetration seals", 7_300, "58", "ea"),
        ),
    ),
    Story(
        key="pharmacy-usp",
        week=27,
        title="Pharmacy compounding suite to the revised sterile standard",
        text=(
            "Board of pharmacy's new reading: separate negative-pressure buffer room, interlocked "
            "pass-throughs, washable ceilings."
        ),
        reason=CODE,
        origin=("ASI", "ASI-024"),
        days=6,
        place="basement",
        lines=(
            Line("09-2000", "Partitions and pass-throughs", 41_800),
            Line("09-5000", "Gasketed washable ceiling", 22_600, "940", "sf"),
            Line("12-3500", "Stainless casework, revised", 38_300),
            Line("23-3000", "Exhaust and terminal filters", 76_500),
            Line("23-0900", "Pressure monitors", 14_900, "5", "ea"),
        ),
        remarks=(("priya", "Exhaust goes to fan EF-9 with a 20 % margin. Confirmed."),),
    ),
    Story(
        key="nurse-station",
        week=30,
        title="Nurse stations: two smaller pods per unit in place of one",
        text=(
            "Operations redesigned the care model. Eight pods on levels 5 to 7, power and data "
            "moved, terrazzo pattern follows."
        ),
        reason=OWNER,
        origin=("ASI", "ASI-027"),
        days=8,
        place="level6",
        lines=(
            Line("06-4000", "Eight pods, less four stations", 118_700, "8", "ea"),
            Line("26-0500", "Move floor boxes and feeds", 37_200),
            Line("27-1000", "Move data", 21_600),
            Line("09-6000", "Terrazzo pattern", 16_900, "1900", "sf"),
        ),
    ),
    Story(
        key="moisture",
        week=33,
        title="Moisture mitigation under sheet flooring at the basement slab",
        text=(
            "In-place probes read 91 to 96 % relative humidity against the maker's 85. Two-coat "
            "epoxy over 21,000 square feet."
        ),
        reason=EXISTING,
        origin=("Issue", "ISS-0163"),
        days=4,
        place="basement",
        lines=(Line("09-6000", "Moisture mitigation", 126_000, "21000", "sf"),),
        ending="argued",
        ruling="The specification puts slab drying on the contractor.",
        settled=(63_000,),
        remarks=(
            ("miles", "Drying time was lost to the fuel vault and the helipad, both yours."),
            ("omar", "Half of it then, in writing. Send it again at 63,000."),
        ),
    ),
    Story(
        key="ceiling-height",
        week=29,
        title="Emergency corridor ceiling dropped 8 inches for ductwork",
        text=(
            "No route in the model at 9 feet 6. Architect accepts 8 feet 10 with a lit cove. "
            "Ceiling contractor re-hangs 620 square feet already up."
        ),
        reason=FIELD,
        origin=("RFI", "RFI-0191"),
        scope="contingency",
        place="emergency",
        lines=(
            Line("09-5000", "Re-hang and cove", 18_200, "620", "sf"),
            Line("26-5000", "Cove lights", 12_700, "140", "lf"),
        ),
    ),
    Story(
        key="behavioral",
        week=35,
        title="Four emergency rooms made ligature-resistant",
        text=(
            "Security and psychiatry ask for safe rooms 21 to 24: hardware, ceilings, fixtures, "
            "impact glass, no exposed fasteners."
        ),
        reason=OWNER,
        origin=("CCD", "CCD-008"),
        days=3,
        place="emergency",
        lines=(
            Line("09-2000", "Abuse-resistant board and plywood", 14_600, "4", "room"),
            Line("09-5000", "Security ceilings", 19_800, "4", "room"),
            Line("08-1000", "Ligature-resistant hardware", 26_200, "4", "room"),
            Line("08-8000", "Impact glass", 11_700, "4", "room"),
            Line("22-1000", "Anti-ligature fixtures", 21_500, "4", "room"),
        ),
    ),
    Story(
        key="door-hardware-keying",
        week=38,
        title="Rekey to the hospital's restricted key system",
        text="Cylinders ordered to the specification; locksmith wants the patented keyway.",
        reason=OWNER,
        origin=("Site Instruction", "SI-048"),
        lines=(Line("08-1000", "Cylinders, difference", 43_700, "1040", "ea"),),
    ),
    Story(
        key="board-damage",
        week=37,
        title="Drywall soaked by an open sprinkler drain, level 5 east",
        text=(
            "Drain valve left open at fill. 1,150 square feet of board out, dried and replaced, "
            "charged to the sprinkler contractor."
        ),
        reason=BACKCHARGE,
        origin=("Issue", "ISS-0181"),
        scope="in",
        pricing="tags",
        place="level5",
        lines=(
            Line("09-2000", "Remove and replace wet board", 17_240, "196", "hr"),
            Line("21-1000", "Backcharge: water damage", -17_240),
        ),
        remarks=(("dwight", "We will pay for the board. The drying fans were on anyway."),),
    ),
    Story(
        key="corner-guards",
        week=41,
        title="Stainless corner guards, service corridors",
        text="Materials management wants 5-foot stainless in place of vinyl at 84 corners.",
        reason=OWNER,
        origin=("RFI", "RFI-0251"),
        place="basement",
        pricing="estimate",
        lines=(Line("10-2600", "Stainless guards, difference", 11_340, "84", "ea"),),
    ),
    Story(
        key="terrazzo-credit",
        week=25,
        title="Value: rubber in place of terrazzo in staff corridors",
        text="12,400 square feet on levels 4 to 7. Owner's infection control agrees.",
        reason=VALUE,
        origin=("Letter", "HP-VE-11"),
        pricing="estimate",
        lines=(Line("09-6000", "Credit terrazzo, add rubber", -173_600, "12400", "sf"),),
    ),
    Story(
        key="headwall-finish",
        week=39,
        title="Patient headwalls in wood veneer in place of laminate",
        text="Patient council's choice at the second mock-up. Levels 5 to 7.",
        reason=OWNER,
        origin=("Issue", "ISS-0190"),
        lines=(Line("06-4000", "Veneer panels, difference", 88_300, "108", "room"),),
        ending="void",
        ruling="Infection control does not allow open-pore veneer within 6 feet of the bed.",
    ),
    Story(
        key="tile-shortage",
        week=32,
        title="Wall tile discontinued; nearest match costs more",
        text="Maker closed the line. Architect picked a match for 9,800 square feet of showers.",
        reason=SUPPLY,
        origin=("RFI", "RFI-0216"),
        scope="contingency",
        lines=(Line("09-3000", "Substitute tile, difference", 19_600, "9800", "sf"),),
    ),
    Story(
        key="signage-wayfinding",
        week=43,
        title="Wayfinding in three languages",
        text=(
            "Patient experience office asks for Spanish and Somali on 640 signs. Layouts to be "
            "redrawn before fabrication."
        ),
        reason=OWNER,
        origin=("CCD", "CCD-010"),
        lines=(Line("10-1400", "Trilingual signs, difference", 67_200, "640", "ea"),),
    ),
    Story(
        key="acoustics",
        week=42,
        title="Acoustic batts and seals at 40 consult rooms",
        text="Field test gave 41 against 45 for speech privacy. Batts, putty pads, door seals.",
        reason=DESIGN,
        origin=("RFI", "RFI-0257"),
        place="level1",
        lines=(
            Line("09-2000", "Batts and putty pads", 23_600, "40", "room"),
            Line("08-1000", "Door seals and drop bottoms", 18_400, "40", "ea"),
        ),
    ),
    Story(
        key="fireproofing-density",
        week=22,
        title="Medium-density fireproofing in the interstitial level",
        text="Commissioning agent objects to dusting in the air path above surgery.",
        reason=OMISSION,
        origin=("RFI", "RFI-0153"),
        place="level3",
        lines=(Line("07-8100", "Medium-density spray, difference", 62_700, "33000", "sf"),),
    ),
    Story(
        key="paint-epoxy",
        week=46,
        title="Epoxy coating in place of paint, sterile processing",
        text="Inspector's comment at the pre-finish walk; the specification is silent.",
        reason=CODE,
        origin=("Issue", "ISS-0214"),
        place="basement",
        lines=(Line("09-9000", "Epoxy wall coating", 21_900, "6200", "sf"),),
    ),
)
