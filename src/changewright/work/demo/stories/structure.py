"""Changes in the frame: steel, slabs, stairs, the helipad, holes cut for other trades."""

from __future__ import annotations

from ..story import (
    BACKCHARGE,
    CODE,
    DESIGN,
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
        key="mri-steel",
        week=5,
        title="Stiffer framing under the 3-tesla magnet",
        text=(
            "Vendor's site plan limits floor vibration to 125 micro-inches a second. Double the "
            "W24 beams in bay D-6, add a concrete haunch and a non-ferrous zone of stainless "
            "reinforcing."
        ),
        reason=DESIGN,
        origin=("ASI", "ASI-006"),
        days=3,
        place="imaging",
        lines=(
            Line("05-1000", "Added beams and connections", 54_900, "11.2", "ton"),
            Line("03-2000", "Stainless reinforcing", 31_600, "2.6", "ton"),
            Line("03-3100", "Thickened slab", 9_800, "18", "cy"),
        ),
    ),
    Story(
        key="boom-supports",
        week=8,
        title="Boom and light supports in all six operating rooms",
        text=(
            "Equipment planner's final layout adds twelve boom mounts. Structural plates, hangers "
            "and bracing to the underside of level 3."
        ),
        reason=DESIGN,
        origin=("ASI", "ASI-009"),
        days=2,
        place="surgery",
        lines=(
            Line("05-5000", "Plates, hangers and bracing, 12 mounts", 87_400, "12", "ea"),
            Line("07-8100", "Patch fireproofing at mounts", 6_200),
        ),
    ),
    Story(
        key="steel-camber",
        week=11,
        title="Beams at level 4 delivered without camber",
        text=(
            "Twenty-two beams on piece marks 4B12 to 4B33 arrived flat. Fabricator shims and heat "
            "cambers on site at his own cost; concrete finisher charges thicker topping."
        ),
        reason=BACKCHARGE,
        origin=("Issue", "ISS-0077"),
        scope="in",
        pricing="estimate",
        place="level4",
        lines=(
            Line("03-3100", "Extra topping, level 4", 14_300, "24", "cy"),
            Line("05-1000", "Backcharge: topping over flat beams", -14_300),
        ),
        remarks=(("gus", "We accept it. Our detailer dropped the camber note."),),
    ),
    Story(
        key="deck-openings",
        week=12,
        title="Reinforce 64 deck openings moved in coordination",
        text=(
            "Shafts for surgery supply air moved 3 feet west in the level 3 model. Frame new "
            "openings, plate over those abandoned."
        ),
        reason=FIELD,
        origin=("RFI", "RFI-0081"),
        scope="contingency",
        place="level3",
        lines=(Line("05-5000", "Frames and plates at 64 openings", 58_900, "64", "ea"),),
    ),
    Story(
        key="helipad",
        week=10,
        title="Helipad: heated aluminium deck in place of painted concrete",
        text=(
            "Flight service asks for an unbroken snow-free deck with foam suppression at the "
            "perimeter. Deck by the specialist, larger steel at the roof, glycol loop from the "
            "plant."
        ),
        reason=OWNER,
        origin=("CCD", "CCD-003"),
        days=12,
        place="roof",
        lines=(
            Line("05-1000", "Helipad frame", 214_000, "38", "ton"),
            Line("03-3100", "Credit for concrete deck", -46_000, "2800", "sf"),
            Line("23-2000", "Glycol loop to helipad", 118_000),
            Line("21-1000", "Foam suppression", 96_500),
        ),
        ending="resubmitted",
        ruling="Take the fuel spill basin out; the flight service has its own.",
        settled=(214_000, -46_000, 118_000, 81_500),
        remarks=(
            ("ruth", "Flight operations sign for the deck layout, not the architect."),
            ("dwight", "Foam skid has a 22-week lead time. We need a release this month."),
        ),
    ),
    Story(
        key="stair-3",
        week=13,
        title="Stair 3 discharge rated two hours and widened",
        text=(
            "Building department counts surgery's waiting area toward stair 3. Widen to 66 inches, "
            "rate the passage to the exterior."
        ),
        reason=CODE,
        origin=("RFI", "RFI-0089"),
        days=2,
        place="level1",
        lines=(
            Line("05-5000", "Wider stair, two flights", 33_800, "2", "flight"),
            Line("09-2000", "Two-hour passage", 18_700, "880", "sf"),
            Line("08-1000", "Rated pair with closers", 7_600, "1", "pr"),
        ),
    ),
    Story(
        key="edge-angle",
        week=15,
        title="Slab edge out of tolerance for curtain wall anchors",
        text=(
            "Survey shows the level 5 edge up to 1 1/8 inch proud over 140 feet. Chip back, add "
            "slotted extension brackets."
        ),
        reason=BACKCHARGE,
        origin=("Issue", "ISS-0104"),
        scope="in",
        place="level5",
        lines=(
            Line("08-4400", "Extension brackets, 46 anchors", 21_900, "46", "ea"),
            Line("03-3100", "Backcharge to concrete for brackets", -21_900),
        ),
    ),
    Story(
        key="steel-surcharge",
        week=6,
        title="Mill surcharge on wide-flange",
        text=(
            "Mill raised the surcharge by 62 dollars a ton after the order was held for the magnet "
            "bay. Ironwood asks for 410 tons."
        ),
        reason=SUPPLY,
        origin=("Letter", "IW-0107"),
        place="tower",
        pricing="estimate",
        lines=(Line("05-1000", "Mill surcharge, 410 tons", 25_420, "410", "ton"),),
        ending="rejected",
        ruling="The agreement fixes material prices through topping out. No adjustment.",
    ),
    Story(
        key="moment-frame-weld",
        week=16,
        title="Ultrasonic tests and repair at moment frame C",
        text=(
            "Third-party tests found lack of fusion at 7 of 40 joints. Repairs by the erector; "
            "owner's agency charges for retests."
        ),
        reason=BACKCHARGE,
        origin=("Issue", "ISS-0111"),
        scope="in",
        pricing="estimate",
        place="level4",
        lines=(
            Line("01-4000", "Retesting of repaired joints", 9_400),
            Line("05-1000", "Backcharge: retesting", -9_400),
        ),
    ),
    Story(
        key="link-bridge",
        week=17,
        title="Level 2 link: temporary steel to keep the corridor open",
        text=(
            "The hospital cannot give up the old connection to surgery before the new one opens. "
            "Temporary bridge frame, weather-tight enclosure, removal afterwards."
        ),
        reason=OWNER,
        origin=("Site Instruction", "SI-024"),
        days=6,
        place="link",
        lines=(
            Line("05-1000", "Temporary bridge, erect and remove", 128_000, "14", "ton"),
            Line("01-5000", "Enclosure and heat, 10 weeks", 44_600, "10", "wk"),
            Line("01-3000", "Infection control partitions", 19_300),
        ),
    ),
    Story(
        key="slab-depression",
        week=14,
        title="Depressed slabs at 132 patient showers",
        text=(
            "Accessible roll-in showers need a 1 1/2-inch recess that the structural drawings "
            "omit. Levels 4 and 5 before the pour, levels 6 and 7 revised in the shop."
        ),
        reason=OMISSION,
        origin=("RFI", "RFI-0094"),
        days=3,
        place="tower",
        lines=(
            Line("03-3100", "Form recesses, 132 showers", 112_200, "132", "ea"),
            Line("05-1000", "Reroute 18 deck runs", 23_700),
        ),
        remarks=(("lwazi", "Architectural sheet A-701 has shown the recess since permit."),),
    ),
    Story(
        key="stair-precast",
        week=9,
        title="Value: precast treads in place of pan-filled at stairs 1 and 2",
        text=(
            "Saves two weeks of finishing in the core. Offered with the buyout of miscellaneous "
            "metals."
        ),
        reason=VALUE,
        origin=("Letter", "HP-VE-04"),
        place="tower",
        pricing="estimate",
        lines=(
            Line("05-5000", "Precast treads, difference", 16_500),
            Line("03-3100", "Credit for pan fill", -39_800),
        ),
    ),
    Story(
        key="core-cutting",
        week=24,
        title="Core drilling for medical gas risers not in the sleeve drawings",
        text=(
            "Forty-one cores, 4 to 6 inch, levels 4 to 7. Scanning before each; two beams avoided. "
            "Tags signed by Hector Salinas."
        ),
        reason=FIELD,
        origin=("T&M tag", "TM-0058"),
        pricing="tags",
        scope="contingency",
        place="tower",
        lines=(Line("03-3100", "Coring crew with scanner", 27_060, "246", "hr"),),
    ),
    Story(
        key="vibration-study",
        week=19,
        title="Vibration survey of operating rooms with the crane running",
        text=(
            "Surgeons in the East Wing reported shake at the microscopes. Four-week survey, limits "
            "set for crane and pump hours."
        ),
        reason=OWNER,
        origin=("Issue", "ISS-0120"),
        scope="budgetOnly",
        pricing="estimate",
        place="link",
        lines=(Line("01-4000", "Vibration survey and report", 26_400),),
        ending="direct",
    ),
    Story(
        key="future-floor",
        week=20,
        title="Columns and footings for two future floors",
        text=(
            "Board asked what it would take to add levels 8 and 9 later. Heavier columns from "
            "level 2 up, splice plates at the roof."
        ),
        reason=OWNER,
        origin=("Letter", "TV-0612"),
        place="tower",
        lines=(
            Line("05-1000", "Heavier columns and splices", 940_000, "176", "ton"),
            Line("31-6000", "Four more piers", 162_000, "4", "ea"),
        ),
        ending="void",
        ruling="Level 2 columns were already erected when the board met. Taken back.",
    ),
)
