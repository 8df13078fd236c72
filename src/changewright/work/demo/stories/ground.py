"""Changes in the ground: piers, shoring, the East Wing's foundations, utilities in the way."""

from __future__ import annotations

from ..story import (
    CODE,
    DESIGN,
    EXISTING,
    FIELD,
    OMISSION,
    OWNER,
    VALUE,
    WEATHER,
    Line,
    Story,
)

STORIES: tuple[Story, ...] = (
    Story(
        key="pier-rock",
        week=0,
        title="Drilled piers: sandstone ledge at grids B-4 to B-7",
        text=(
            "Four 42-inch piers met a hard sandstone ledge 11 feet above the bearing elevation "
            "in the geotechnical report. Auger refused; piers were advanced with a core barrel. "
            "Logs signed daily by the testing agency."
        ),
        reason=EXISTING,
        origin=("RFI", "RFI-0019"),
        days=4,
        place="basement",
        lines=(
            Line("31-6000", "Rock coring, four piers, 42 inch", 92_400, "44", "lf"),
            Line("01-4000", "Inspector's extra days on pier logs", 6_800),
        ),
        remarks=(
            (
                "tomasz",
                "Bearing on the ledge is acceptable where the core shows 5 ft of sound rock.",
            ),
            ("hector", "Core barrel back on B-7 Monday. We lost four days, not six."),
        ),
    ),
    Story(
        key="buried-tank",
        week=1,
        title="Abandoned 8,000-gallon heating oil tank under the loading dock",
        text=(
            "Excavation uncovered an undocumented steel tank, two thirds full of sludge. Pump out, "
            "clean, cut up and dispose; manifest 40 tons of stained soil; closure letter to the "
            "state fire marshal."
        ),
        reason=EXISTING,
        origin=("Issue", "ISS-0031"),
        days=6,
        place="site",
        lines=(
            Line("31-2000", "Tank removal, cleaning and closure", 61_500),
            Line("31-2000", "Haul and dispose of stained soil", 23_200, "40", "ton"),
        ),
        remarks=(
            ("ruth", "Owner carries this. Please copy our environmental office on the manifest."),
        ),
    ),
    Story(
        key="east-wing-footing",
        week=1,
        title="East Wing footing lower and wider than record drawings",
        text=(
            "The 1974 footing along line 11 projects 2 feet 8 inches into the new pier line. "
            "Shift three piers, add a grade beam to pick up column 11.4."
        ),
        reason=EXISTING,
        origin=("RFI", "RFI-0022"),
        days=3,
        place="link",
        lines=(
            Line("31-6000", "Relocate three piers", 28_700, "3", "ea"),
            Line("03-3000", "Grade beam at line 11", 41_300, "34", "cy"),
            Line("03-2000", "Reinforcing for grade beam", 11_900, "4.1", "ton"),
        ),
    ),
    Story(
        key="tieback-conflict",
        week=2,
        title="Tiebacks clash with the city's 24-inch water main",
        text=(
            "The main lies 4 feet closer to the wall than the utility record shows. Replace nine "
            "tiebacks of row two with internal rakers along Mill Race Road."
        ),
        reason=EXISTING,
        origin=("RFI", "RFI-0026"),
        days=5,
        place="site",
        lines=(
            Line("31-5000", "Rakers in place of nine tiebacks", 118_600),
            Line("31-5000", "Credit for tiebacks not installed", -38_250, "9", "ea"),
        ),
        ending="resubmitted",
        ruling="Show the credit at the contract's unit price of 4,250 each, not at cost.",
        settled=(109_200, -38_250),
    ),
    Story(
        key="dewatering-extended",
        week=3,
        title="Deep wells: six more weeks of dewatering",
        text=(
            "A wet season held the water table 3 feet above the design level. Two wells added, "
            "pumping extended until the basement slab is placed."
        ),
        reason=WEATHER,
        origin=("Issue", "ISS-0036"),
        days=0,
        place="basement",
        lines=(Line("31-2000", "Two wells and six weeks of pumping", 74_800, "6", "wk"),),
        ending="rejected",
        ruling="Groundwater to elevation 698 was in the report you bid on. Not a change.",
        remarks=(
            ("miles", "Reserving our rights; the log shows 701.2 on eleven days."),
            ("omar", "Send the readings with the next request if you want it looked at again."),
        ),
    ),
    Story(
        key="unsuitable-soil",
        week=3,
        title="Unsuitable soil under the ambulance court",
        text=(
            "Proof roll failed over 9,200 square feet. Undercut 2 feet, geotextile, crushed stone "
            "in two lifts, as directed by the testing agency."
        ),
        reason=EXISTING,
        origin=("Site Instruction", "SI-007"),
        days=2,
        place="ambulance",
        lines=(
            Line("31-2000", "Undercut and haul off", 19_600, "681", "cy"),
            Line("32-1000", "Geotextile and crushed stone", 33_400, "681", "cy"),
        ),
    ),
    Story(
        key="elevator-pit",
        week=4,
        title="Elevator pit 18 inches deeper for the patient cars",
        text=(
            "Approved elevator shop drawings need a 6-foot-6 pit. Drawings show 5 feet. Deepen "
            "pits 1 to 4, extend the sump and the waterproofing."
        ),
        reason=OMISSION,
        origin=("RFI", "RFI-0033"),
        days=2,
        place="basement",
        lines=(
            Line("31-2000", "Excavate pits", 7_900),
            Line("03-3000", "Pit walls and mat", 26_800, "21", "cy"),
            Line("07-1000", "Pit waterproofing", 8_300, "620", "sf"),
        ),
        remarks=(("philippa", "The pit depth was on our approved sheet E-2 before we poured."),),
    ),
    Story(
        key="grease-trap",
        week=5,
        title="Kitchen grease interceptor moved out of the tree protection zone",
        text=(
            "City arborist refused excavation within the drip line of the two bur oaks. Move the "
            "interceptor 40 feet north, lengthen both laterals."
        ),
        reason=CODE,
        origin=("Site Instruction", "SI-009"),
        place="site",
        lines=(
            Line("33-1000", "Relocate interceptor, 80 feet of lateral", 31_700, "80", "lf"),
            Line("32-9000", "Root barrier and arborist's watch", 5_400),
        ),
    ),
    Story(
        key="basement-wall-blindside",
        week=6,
        title="Blindside waterproofing at the East Wing in place of positive side",
        text=(
            "No room to overdig beside the occupied wing. Change 3,100 square feet to blindside "
            "membrane with prefabricated drainage."
        ),
        reason=FIELD,
        origin=("RFI", "RFI-0041"),
        scope="contingency",
        place="link",
        lines=(Line("07-1000", "Blindside membrane, difference in cost", 46_500, "3100", "sf"),),
    ),
    Story(
        key="fuel-vault",
        week=7,
        title="Second 20,000-gallon generator fuel vault",
        text=(
            "Owner wants 96 hours of fuel on site in place of 48. Second vault, leak detection, "
            "piping to the day tanks, permit revision."
        ),
        reason=OWNER,
        origin=("CCD", "CCD-002"),
        days=8,
        place="plant",
        lines=(
            Line("31-2000", "Excavate and backfill vault", 38_200),
            Line("03-3000", "Vault and pad", 96_500, "74", "cy"),
            Line("26-3200", "Fuel tank, transfer pumps, leak detection", 268_000),
            Line("22-1000", "Fuel piping and vents", 57_400, "310", "lf"),
        ),
        remarks=(
            ("elliot", "Board approved up to 500,000 for 96 hours of fuel at its last meeting."),
        ),
    ),
    Story(
        key="storm-tank",
        week=9,
        title="Stormwater detention tank resized after city review",
        text=(
            "City engineer's second review asks for the 25-year storm. Tank grows from 42,000 to "
            "51,000 cubic feet; outlet structure revised."
        ),
        reason=CODE,
        origin=("ASI", "ASI-011"),
        days=3,
        place="site",
        lines=(
            Line("33-1000", "Larger detention tank and outlet", 143_000),
            Line("31-2000", "More excavation, haul-off", 22_600, "340", "cy"),
        ),
    ),
    Story(
        key="shoring-left",
        week=10,
        title="Credit: leave soldier piles in place along line A",
        text=(
            "City accepts the piles staying below 5 feet. Subcontractor returns extraction and "
            "backfill of the pile holes."
        ),
        reason=VALUE,
        origin=("RFI", "RFI-0058"),
        place="site",
        pricing="estimate",
        lines=(Line("31-5000", "Credit for pile extraction, 31 piles", -27_900, "31", "ea"),),
    ),
    Story(
        key="night-pour",
        week=8,
        title="Basement mat placed at night at the hospital's request",
        text=(
            "Patients in the East Wing complained of pump noise. Two mat placements moved to "
            "Saturday day and weekday nights with a second pump on stand-by. Tags signed by the "
            "superintendent."
        ),
        reason=OWNER,
        origin=("T&M tag", "TM-0014"),
        pricing="tags",
        place="basement",
        lines=(
            Line("03-3000", "Premium time, placing and finishing crew", 18_420, "307", "hr"),
            Line("03-3000", "Second pump on stand-by", 5_600, "2", "day"),
        ),
    ),
    Story(
        key="pier-testing",
        week=2,
        title="Cross-hole sonic tests on all piers instead of one in five",
        text=(
            "Structural engineer asked for tests on every pier after the ledge was found. Access "
            "tubes in the 61 piers still to be drilled."
        ),
        reason=DESIGN,
        origin=("RFI", "RFI-0024"),
        place="basement",
        lines=(
            Line("31-6000", "Access tubes in 61 piers", 24_700, "61", "ea"),
            Line("01-4000", "Sonic tests and reports", 30_500, "61", "ea"),
        ),
        ending="argued",
        ruling="One in five is what the report asks for; show us that the code wants more.",
        remarks=(("tomasz", "Table 1705.8 plus the ledge: all of them. Letter attached."),),
    ),
)
