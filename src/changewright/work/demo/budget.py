"""The budget of the demo project: what the guaranteed maximum price is made of.

Codes are division, section and type of cost, after the order of divisions every estimator in the
field knows. Amounts are whole dollars; they add up to `GUARANTEED_MAXIMUM` exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

GUARANTEED_MAXIMUM = 179_640_000

COST_TYPES = {
    "L": "Own labour",
    "S": "Subcontract",
    "M": "Material and equipment bought",
    "O": "Other",
}

DIVISIONS = {
    "00": "Contract requirements",
    "01": "General requirements",
    "02": "Existing conditions",
    "03": "Concrete",
    "04": "Masonry",
    "05": "Metals",
    "06": "Woodwork",
    "07": "Thermal and moisture protection",
    "08": "Openings",
    "09": "Finishes",
    "10": "Specialties",
    "11": "Equipment",
    "12": "Furnishings",
    "13": "Special construction",
    "14": "Conveying",
    "21": "Fire suppression",
    "22": "Plumbing",
    "23": "Heating, ventilating and air conditioning",
    "26": "Electrical",
    "27": "Communications",
    "28": "Safety and security",
    "31": "Earthwork",
    "32": "Exterior improvements",
    "33": "Utilities",
}


@dataclass(frozen=True, slots=True)
class BudgetCode:
    """One row of the budget. `quantity` and `unit` where the estimate was measured, not lumped."""

    code: str
    name: str
    amount: int
    quantity: int = 1
    unit: str = "ls"

    @property
    def key(self) -> str:
        """The code without its type of cost, as stories and contracts name it."""
        return self.code[:7]

    @property
    def division(self) -> str:
        return self.code[:2]

    @property
    def section(self) -> str:
        return self.code[3:7]

    @property
    def cost_type(self) -> str:
        return self.code[8:]


BUDGET: tuple[BudgetCode, ...] = (
    BudgetCode("00-0600-O", "Payment and performance bond", 967_000),
    BudgetCode("00-0700-O", "Builder's risk and liability insurance", 1_669_000),
    BudgetCode("00-0900-O", "Contractor's contingency", 4_405_000),
    BudgetCode("00-0910-O", "Allowance: hybrid operating room fit-out", 1_020_000),
    BudgetCode("00-0920-O", "Allowance: utility company charges", 277_000),
    BudgetCode("00-1000-O", "Construction manager's fee", 4_195_521),
    BudgetCode("01-1000-L", "Project staff", 6_998_706, 22, "mo"),
    BudgetCode("01-2000-O", "Site offices, power and sanitation", 1_884_256, 22, "mo"),
    BudgetCode("01-2100-M", "Tower crane and material hoist", 1_781_486, 14, "mo"),
    BudgetCode("01-3000-L", "Infection control and interim life safety", 1_028_000),
    BudgetCode("01-4000-O", "Testing agencies and mock-ups", 502_000),
    BudgetCode("01-5000-O", "Winter enclosures and temporary heat", 930_000),
    BudgetCode("01-7000-O", "Cleaning, closeout and commissioning support", 726_000),
    BudgetCode("02-4100-S", "Selective demolition at the East Wing link", 1_199_000),
    BudgetCode("03-2000-S", "Reinforcing steel", 2_524_960, 1_720, "ton"),
    BudgetCode("03-3000-S", "Foundations, walls and slabs on grade", 4_419_540, 8_600, "cy"),
    BudgetCode("03-3100-S", "Slabs on metal deck and topping", 3_716_400, 228_000, "sf"),
    BudgetCode("03-4900-S", "Shielding concrete, imaging suite", 605_000),
    BudgetCode("04-2000-S", "Brick veneer, block and stone", 1_562_000),
    BudgetCode("05-1000-S", "Structural steel and deck", 12_089_700, 2_850, "ton"),
    BudgetCode("05-5000-S", "Stairs, rails and miscellaneous metals", 1_824_000),
    BudgetCode("06-4000-S", "Architectural woodwork and nurse stations", 3_381_000),
    BudgetCode("07-1000-S", "Waterproofing below grade", 1_101_000),
    BudgetCode("07-2500-S", "Air barrier and exterior insulation", 874_000),
    BudgetCode("07-4200-S", "Metal composite panels", 2_835_600, 27_800, "sf"),
    BudgetCode("07-5000-S", "Roofing, pavers and roof accessories", 1_863_000),
    BudgetCode("07-8100-S", "Sprayed fireproofing", 1_064_000),
    BudgetCode("07-8400-S", "Firestopping", 584_000),
    BudgetCode("08-1000-M", "Doors, frames and hardware, furnished", 3_223_616, 1_216, "ea"),
    BudgetCode("08-4400-S", "Curtain wall and storefront", 8_044_640, 54_800, "sf"),
    BudgetCode("08-8000-S", "Interior glazing and smoke-rated glass", 796_000),
    BudgetCode("09-2000-S", "Framing, drywall and backing", 8_732_400, 228_000, "sf"),
    BudgetCode("09-3000-S", "Ceramic tile", 959_000),
    BudgetCode("09-5000-S", "Ceilings", 1_710_000, 171_000, "sf"),
    BudgetCode("09-6000-S", "Terrazzo, sheet and resilient flooring", 2_788_000),
    BudgetCode("09-9000-S", "Painting and wall covering", 1_537_000),
    BudgetCode("10-1400-S", "Interior signage", 418_000),
    BudgetCode("10-2600-S", "Wall protection, handrails and accessories", 763_000),
    BudgetCode("11-7000-S", "Equipment placement and connection", 2_643_000),
    BudgetCode("11-7100-S", "Headwalls, booms and lights", 2_334_552, 132, "bed"),
    BudgetCode("12-3500-S", "Laboratory and pharmacy casework", 697_000),
    BudgetCode("13-4900-S", "Lead and radio-frequency shielding", 560_000),
    BudgetCode("14-2000-S", "Elevators", 4_267_744, 8, "ea"),
    BudgetCode("14-9200-S", "Pneumatic tube system", 910_315, 31, "stn"),
    BudgetCode("21-1000-S", "Sprinklers, standpipes and fire pump", 2_413_000),
    BudgetCode("22-1000-S", "Plumbing", 7_857_000),
    BudgetCode("22-6000-S", "Medical gas and vacuum", 2_589_000),
    BudgetCode("23-0900-S", "Building controls", 3_357_000),
    BudgetCode("23-2000-S", "Hydronic and steam piping", 5_256_000),
    BudgetCode("23-3000-S", "Ductwork and air distribution", 8_336_000),
    BudgetCode("23-7000-M", "Air handlers, chillers and boilers", 6_813_000),
    BudgetCode("26-0500-S", "Power distribution and branch wiring", 9_984_000),
    BudgetCode("26-3200-M", "Generators, transfer switches and paralleling gear", 3_390_000),
    BudgetCode("26-5000-S", "Lighting and lighting controls", 3_969_000),
    BudgetCode("27-1000-S", "Structured cabling and telecom rooms", 2_147_000),
    BudgetCode("27-5200-S", "Nurse call and patient monitoring rough-in", 1_610_136, 132, "bed"),
    BudgetCode("28-1000-S", "Access control, cameras and infant protection", 1_418_000),
    BudgetCode("28-3100-S", "Fire alarm", 1_318_000),
    BudgetCode("31-2000-S", "Excavation, haul-off and backfill", 2_650_600, 58_000, "cy"),
    BudgetCode("31-5000-S", "Soldier piles, lagging and tiebacks", 2_392_000),
    BudgetCode("31-6000-S", "Drilled piers", 3_151_828, 92, "ea"),
    BudgetCode("32-1000-S", "Paving, curbs and walks", 1_333_000),
    BudgetCode("32-9000-S", "Planting and irrigation", 393_000),
    BudgetCode("33-1000-S", "Water, sanitary and storm utilities", 1_879_000),
    BudgetCode("33-7000-S", "Site duct bank and primary service", 972_000),
)

BUDGET_BY_KEY = {row.key: row for row in BUDGET}
