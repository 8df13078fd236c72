"""Changes of program and medical equipment: imaging, surgery, elevators, the tube system."""

from __future__ import annotations

from ..story import (
    ALLOWANCE,
    CODE,
    DESIGN,
    FIELD,
    OMISSION,
    OWNER,
    SUPPLY,
    Line,
    Story,
)

STORIES: tuple[Story, ...] = (
    Story(
        key="ct-vendor",
        week=12,
        title="Second CT scanner from another maker",
        text=(
            "Purchasing changed vendors. New trenches, chilled water for the gantry, shielding "
            "report and lead revised."
        ),
        reason=OWNER,
        origin=("ASI", "ASI-013"),
        days=4,
        place="imaging",
        lines=(
            Line("13-4900", "Lead, revised layout", 28_400),
            Line("03-4900", "Trenches and pads", 16_700),
            Line("23-2000", "Gantry chilled water", 33_900, "180", "lf"),
            Line("26-0500", "Revised feeders and disconnects", 24_600),
        ),
    ),
    Story(
        key="linac-door",
        week=15,
        title="Vault door motor and interlock by the door maker",
        text="Physicist asks for one responsible party. Credit from the shielding sub.",
        reason=DESIGN,
        origin=("RFI", "RFI-0118"),
        place="imaging",
        pricing="estimate",
        lines=(
            Line("08-1000", "Motorised vault door", 92_000),
            Line("13-4900", "Credit for door by shielding", -78_500),
        ),
    ),
    Story(
        key="hybrid-or",
        week=17,
        title="Hybrid operating room: reconcile the fit-out allowance",
        text=(
            "Vendor and layout chosen. Allowance of 1,020,000 released to the trades, balance "
            "returned to the owner."
        ),
        reason=ALLOWANCE,
        origin=("CCD", "CCD-004A"),
        days=5,
        place="surgery",
        lines=(
            Line("00-0910", "Release allowance", -1_020_000),
            Line("11-7000", "Angiography system, place and connect", 318_000),
            Line("13-4900", "Lead to 7 feet, glass and doors", 94_600),
            Line("26-0500", "Power, uninterruptible supply", 246_000),
            Line("23-3000", "Air and cooling", 168_000),
            Line("05-5000", "Ceiling rail structure", 71_500),
        ),
        remarks=(("elliot", "Balance of the allowance comes back to us, not to contingency."),),
    ),
    Story(
        key="boom-vendor",
        week=21,
        title="Anaesthesia booms with integrated gas outlets",
        text="Twelve booms; gas outlets move from the wall. Medical gas drops in the ceiling.",
        reason=OWNER,
        origin=("ASI", "ASI-018"),
        place="surgery",
        lines=(
            Line("11-7100", "Booms, difference", 144_000, "12", "ea"),
            Line("22-6000", "Ceiling drops, less wall outlets", 31_800, "12", "ea"),
        ),
    ),
    Story(
        key="elevator-code-blue",
        week=19,
        title="Code-blue priority service on patient elevators 3 and 4",
        text="Card readers call a car in 20 seconds. Controller software and readers.",
        reason=OWNER,
        origin=("RFI", "RFI-0138"),
        lines=(
            Line("14-2000", "Priority software, two cars", 48_600, "2", "ea"),
            Line("28-1000", "Readers on seven floors", 13_300, "7", "ea"),
        ),
    ),
    Story(
        key="elevator-early",
        week=29,
        title="Service elevator 7 put to use for construction",
        text=(
            "Hoist comes down eight weeks early. Protection, operator, extended warranty and "
            "refurbishment before turnover; hoist rent returned."
        ),
        reason=FIELD,
        origin=("Site Instruction", "SI-038"),
        scope="contingency",
        pricing="estimate",
        lines=(
            Line("14-2000", "Temporary use and refurbishment", 64_200, "8", "wk"),
            Line("01-2100", "Hoist rent saved", -51_800, "8", "wk"),
        ),
    ),
    Story(
        key="tube-stations",
        week=27,
        title="Four more tube stations and a blower",
        text="Laboratory and both emergency pods. Blower at capacity with 31 stations.",
        reason=OWNER,
        origin=("RFI", "RFI-0178"),
        lines=(
            Line("14-9200", "Four stations, one blower", 116_800, "4", "stn"),
            Line("26-0500", "Power to stations", 8_400),
        ),
    ),
    Story(
        key="sterilizers",
        week=31,
        title="Sterile processing: third cart washer pit",
        text="Equipment list grew by one washer. Pit, drain, steam and exhaust.",
        reason=OWNER,
        origin=("ASI", "ASI-028"),
        days=3,
        place="basement",
        lines=(
            Line("03-3000", "Cut slab, form pit", 22_600),
            Line("22-1000", "Drain and water", 18_700),
            Line("23-2000", "Steam and condensate", 26_900, "90", "lf"),
            Line("23-3000", "Stainless exhaust", 21_400, "60", "lf"),
            Line("11-7000", "Place and connect washer", 12_800),
        ),
    ),
    Story(
        key="headwall-outlets",
        week=24,
        title="Headwalls: two more essential receptacles a bed",
        text="State's reading of the guidelines for 132 beds. Headwalls in fabrication.",
        reason=CODE,
        origin=("ASI", "ASI-021"),
        days=0,
        lines=(
            Line("11-7100", "Receptacles in headwalls", 42_240, "132", "bed"),
            Line("26-0500", "Branch circuits", 58_100, "132", "bed"),
        ),
        ending="resubmitted",
        ruling="Engineer says one circuit serves two beds. Reprice at 66 circuits.",
        settled=(42_240, 29_050),
    ),
    Story(
        key="mri-lead-time",
        week=35,
        title="Magnet delivery moved eight weeks by the maker",
        text=(
            "Demountable bays stay open eight weeks more. Night watch, heat and a second rigging "
            "mobilisation."
        ),
        reason=SUPPLY,
        origin=("Letter", "CM-0044"),
        days=0,
        place="imaging",
        lines=(
            Line("11-7000", "Second rigging mobilisation", 27_500),
            Line("01-5000", "Heat and watch, eight weeks", 33_600, "8", "wk"),
        ),
    ),
    Story(
        key="rf-shield-door",
        week=38,
        title="Radio-frequency door widened to 54 inches",
        text="Transport bed with ventilator does not pass 48. Door not yet released.",
        reason=OMISSION,
        origin=("RFI", "RFI-0242"),
        place="imaging",
        lines=(Line("13-4900", "Wider shielded door", 14_900, "1", "ea"),),
    ),
    Story(
        key="ultrasound-rooms",
        week=40,
        title="Two offices become ultrasound rooms",
        text="Radiology volume forecast. Sinks, dimmers, privacy track, data.",
        reason=OWNER,
        origin=("ASI", "ASI-034"),
        days=2,
        place="level1",
        lines=(
            Line("22-1000", "Two hand-wash sinks", 11_600, "2", "ea"),
            Line("26-5000", "Dimming", 4_300, "2", "room"),
            Line("27-1000", "Data", 3_700, "2", "room"),
            Line("09-5000", "Curtain track and patch", 2_900, "2", "room"),
        ),
    ),
    Story(
        key="blood-bank",
        week=45,
        title="Blood bank refrigerators on essential power",
        text="Laboratory's late equipment cut sheets. Six circuits and monitoring points.",
        reason=DESIGN,
        origin=("RFI", "RFI-0274"),
        place="basement",
        lines=(
            Line("26-0500", "Six essential circuits", 12_700, "6", "ea"),
            Line("23-0900", "Temperature points", 5_900, "6", "pt"),
        ),
    ),
    Story(
        key="robot-or",
        week=47,
        title="Surgical robot in room 4: power, data, floor loading",
        text="Capital request pending. Engineer checks 1,800 pounds on four feet.",
        reason=OWNER,
        origin=("Issue", "ISS-0220"),
        days=0,
        place="surgery",
        lines=(
            Line("26-0500", "Two dedicated circuits", 9_400, "2", "ea"),
            Line("27-1000", "Fibre to the boom", 6_200),
            Line("05-5000", "Plate, if the check says so", 12_000),
        ),
    ),
    Story(
        key="morgue-cooler",
        week=50,
        title="Body cooler enlarged from six to ten",
        text="County coroner's request by telephone. Nothing in writing yet.",
        reason=OWNER,
        origin=("Issue", "ISS-0229"),
        place="basement",
        lines=(Line("11-7000", "Larger cooler", 38_000),),
        ending="idea",
    ),
)
