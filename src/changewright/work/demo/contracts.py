"""The contracts of the demo project: one with the owner, and one commitment for each trade.

A commitment's rows are its schedule of values: one for each budget code it was let from. What a
trade was let for differs from what was budgeted, as it does on a real job.
"""

from __future__ import annotations

from dataclasses import dataclass

from .budget import BUDGET, GUARANTEED_MAXIMUM


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One row of a schedule of values: whole dollars on a budget code."""

    budget: str
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Commitment:
    """A contract with a supplier. `key` is also the supplier's key in `cast`.

    `executed_week` counts from the first week of the demo's year; contracts signed before are
    negative.
    """

    key: str
    code: str
    name: str
    type: str
    executed_week: int
    scope: str
    rows: tuple[ValueRow, ...]
    status: str = "executed"
    retention_percent: int = 10

    @property
    def awarded(self) -> int:
        return sum(row.amount for row in self.rows)


@dataclass(frozen=True, slots=True)
class PrimeContract:
    """The contract with the owner. Days run from its start to substantial completion."""

    key: str
    code: str
    name: str
    amount: int
    start_week: int
    days: int
    retention_percent: int
    rows: tuple[ValueRow, ...]


WORK_ORDER = "Work Order"
PURCHASE_ORDER = "Purchase Order"

PRIME = PrimeContract(
    key="prime",
    code="PC-24-117",
    name="Construction manager at risk agreement, guaranteed maximum price",
    amount=GUARANTEED_MAXIMUM,
    start_week=-20,
    days=945,
    retention_percent=5,
    rows=tuple(ValueRow(row.key, row.name, row.amount) for row in BUDGET),
)

COMMITMENTS: tuple[Commitment, ...] = (
    Commitment(
        "earthwork",
        "SC-117-31",
        "Excavation, shoring and drilled piers",
        WORK_ORDER,
        -19,
        "Mass excavation, soldier pile shoring, drilled piers, backfill and selective demolition.",
        (
            ValueRow("31-2000", "Excavation, haul-off and backfill", 2_588_400),
            ValueRow("31-5000", "Soldier piles, lagging and tiebacks", 2_417_500),
            ValueRow("31-6000", "Drilled piers, 92 each", 3_098_000),
            ValueRow("02-4100", "Selective demolition at the East Wing link", 1_164_200),
        ),
    ),
    Commitment(
        "concrete",
        "SC-117-03",
        "Cast-in-place concrete",
        WORK_ORDER,
        -14,
        "Foundations, walls, slabs on grade and on deck, shielding vault, reinforcing.",
        (
            ValueRow("03-2000", "Reinforcing steel, furnished and placed", 2_506_000),
            ValueRow("03-3000", "Foundations, walls and slabs on grade", 4_386_750),
            ValueRow("03-3100", "Slabs on metal deck and topping", 3_664_000),
            ValueRow("03-4900", "Shielding concrete, imaging suite", 598_300),
        ),
    ),
    Commitment(
        "steel",
        "SC-117-05",
        "Structural steel and miscellaneous metals",
        WORK_ORDER,
        -16,
        "Mill order, detailing, fabrication and erection of 2,850 tons; stairs and rails.",
        (
            ValueRow("05-1000", "Structural steel and deck", 11_986_000),
            ValueRow("05-5000", "Stairs, rails and miscellaneous metals", 1_851_400),
        ),
    ),
    Commitment(
        "masonry",
        "SC-117-04",
        "Masonry",
        WORK_ORDER,
        3,
        "Brick veneer at levels 1 and 2, elevator and stair block, limestone base.",
        (ValueRow("04-2000", "Brick veneer, block and stone", 1_538_900),),
    ),
    Commitment(
        "roofing",
        "SC-117-07",
        "Roofing and waterproofing",
        WORK_ORDER,
        -8,
        "Below-grade waterproofing, air barrier, roofing, pavers at the family terrace.",
        (
            ValueRow("07-1000", "Waterproofing below grade", 1_092_600),
            ValueRow("07-2500", "Air barrier and exterior insulation", 881_000),
            ValueRow("07-5000", "Roofing, pavers and roof accessories", 1_829_500),
        ),
    ),
    Commitment(
        "glazing",
        "SC-117-08",
        "Curtain wall, panels and interior glass",
        WORK_ORDER,
        -12,
        "Unitised curtain wall, storefront, metal composite panels, interior and rated glass.",
        (
            ValueRow("08-4400", "Curtain wall and storefront", 7_968_000),
            ValueRow("07-4200", "Metal composite panels", 2_877_400),
            ValueRow("08-8000", "Interior glazing and smoke-rated glass", 802_300),
        ),
    ),
    Commitment(
        "interiors",
        "SC-117-09",
        "Framing, drywall, ceilings and fireproofing",
        WORK_ORDER,
        2,
        "Fireproofing, firestopping, framing, drywall, ceilings, wall protection.",
        (
            ValueRow("07-8100", "Sprayed fireproofing", 1_049_000),
            ValueRow("07-8400", "Firestopping", 571_800),
            ValueRow("09-2000", "Framing, drywall and backing", 8_694_500),
            ValueRow("09-5000", "Ceilings", 1_722_000),
            ValueRow("10-2600", "Wall protection, handrails and accessories", 748_600),
        ),
    ),
    Commitment(
        "doors",
        "PO-117-081",
        "Doors, frames and hardware",
        PURCHASE_ORDER,
        5,
        "Hollow metal, wood doors, hardware and automatic operators, furnished and delivered.",
        (ValueRow("08-1000", "Doors, frames and hardware, 1,216 openings", 3_187_200),),
        retention_percent=0,
    ),
    Commitment(
        "millwork",
        "SC-117-06",
        "Architectural woodwork and casework",
        WORK_ORDER,
        9,
        "Nurse stations, reception desks, panelling, patient room casework.",
        (
            ValueRow("06-4000", "Architectural woodwork and nurse stations", 3_342_000),
            ValueRow("12-3500", "Laboratory and pharmacy casework", 688_400),
        ),
    ),
    Commitment(
        "flooring",
        "SC-117-096",
        "Floor and wall tile, terrazzo and resilient",
        WORK_ORDER,
        14,
        "Epoxy terrazzo, rubber and sheet flooring, tile, moisture mitigation.",
        (
            ValueRow("09-6000", "Terrazzo, sheet and resilient flooring", 2_741_500),
            ValueRow("09-3000", "Ceramic tile", 966_200),
        ),
    ),
    Commitment(
        "painting",
        "SC-117-099",
        "Painting, wall covering and signage",
        WORK_ORDER,
        18,
        "Painting, wall covering, epoxy coatings, interior signage.",
        (
            ValueRow("09-9000", "Painting and wall covering", 1_498_000),
            ValueRow("10-1400", "Interior signage", 421_700),
        ),
        status="signed",
    ),
    Commitment(
        "elevators",
        "SC-117-14",
        "Elevators",
        WORK_ORDER,
        -15,
        "Four patient, two visitor and two service traction elevators.",
        (ValueRow("14-2000", "Elevators, eight", 4_231_000),),
    ),
    Commitment(
        "sprinklers",
        "SC-117-21",
        "Fire protection",
        WORK_ORDER,
        -6,
        "Design-assist sprinklers, standpipes, fire pump, pre-action in imaging.",
        (ValueRow("21-1000", "Sprinklers, standpipes and fire pump", 2_376_500),),
    ),
    Commitment(
        "plumbing",
        "SC-117-22",
        "Plumbing and medical gas",
        WORK_ORDER,
        -10,
        "Sanitary, storm, domestic water, natural gas, medical gas and vacuum.",
        (
            ValueRow("22-1000", "Plumbing", 7_794_000),
            ValueRow("22-6000", "Medical gas and vacuum", 2_612_400),
        ),
    ),
    Commitment(
        "mechanical",
        "SC-117-23",
        "Heating, ventilating and air conditioning",
        WORK_ORDER,
        -11,
        "Central plant, air handlers, piping, ductwork, controls, balancing.",
        (
            ValueRow("23-0900", "Building controls", 3_328_000),
            ValueRow("23-2000", "Hydronic and steam piping", 5_214_500),
            ValueRow("23-3000", "Ductwork and air distribution", 8_291_000),
            ValueRow("23-7000", "Air handlers, chillers and boilers", 6_884_600),
        ),
    ),
    Commitment(
        "electrical",
        "SC-117-26",
        "Electrical and fire alarm",
        WORK_ORDER,
        -11,
        "Normal and essential power, generators, lighting, fire alarm, site duct bank.",
        (
            ValueRow("26-0500", "Power distribution and branch wiring", 9_902_000),
            ValueRow("26-3200", "Generators, transfer switches and paralleling gear", 3_441_000),
            ValueRow("26-5000", "Lighting and lighting controls", 3_918_500),
            ValueRow("28-3100", "Fire alarm", 1_296_000),
            ValueRow("33-7000", "Site duct bank and primary service", 958_400),
        ),
    ),
    Commitment(
        "lowvoltage",
        "SC-117-27",
        "Communications, nurse call and security",
        WORK_ORDER,
        6,
        "Cabling, telecom rooms, nurse call, monitoring rough-in, access control, cameras.",
        (
            ValueRow("27-1000", "Structured cabling and telecom rooms", 2_119_300),
            ValueRow("27-5200", "Nurse call and patient monitoring rough-in", 1_624_000),
            ValueRow("28-1000", "Access control, cameras and infant protection", 1_402_500),
        ),
    ),
    Commitment(
        "equipment",
        "SC-117-11",
        "Medical equipment, shielding and tube system",
        WORK_ORDER,
        8,
        "Headwalls, booms, lights, shielding, pneumatic tube, placement of owner's equipment.",
        (
            ValueRow("11-7000", "Equipment placement and connection", 2_598_000),
            ValueRow("11-7100", "Headwalls, booms and lights", 2_341_800),
            ValueRow("13-4900", "Lead and radio-frequency shielding", 566_500),
            ValueRow("14-9200", "Pneumatic tube system, 31 stations", 897_200),
        ),
    ),
    Commitment(
        "sitework",
        "SC-117-32",
        "Site utilities, paving and planting",
        WORK_ORDER,
        -13,
        "Water, sanitary and storm, paving, curbs, walks, planting and irrigation.",
        (
            ValueRow("33-1000", "Water, sanitary and storm utilities", 1_852_600),
            ValueRow("32-1000", "Paving, curbs and walks", 1_318_000),
            ValueRow("32-9000", "Planting and irrigation", 388_500),
        ),
    ),
)

COMMITMENT_BY_KEY = {commitment.key: commitment for commitment in COMMITMENTS}
CONTRACT_OF_BUDGET = {row.budget: each.key for each in COMMITMENTS for row in each.rows}
"""Which trade a budget code was let to; a code that is missing is the contractor's own."""
