"""Who takes part in the demo project: companies, people and what each may do.

Every name is invented, and every address lies under `.example`, which no mail server serves. A
person's `key` is how the rest of the demo speaks of them; `role` is a role of `core.roles`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Company:
    """A company of the directory. `part` says what it is to the project."""

    key: str
    name: str
    part: str
    domain: str
    contact: str = ""
    """The person quotes and contracts are addressed to."""


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    name: str
    title: str
    company: str
    role: str

    @property
    def email(self) -> str:
        first, _, last = self.name.lower().partition(" ")
        letters = "".join(
            letter for letter in f"{first}.{last}" if letter.isalpha() or letter == "."
        )
        return f"{letters}@{COMPANY_BY_KEY[self.company].domain}"


@dataclass(frozen=True, slots=True)
class Project:
    name: str
    number: str
    address: str
    description: str


ACCOUNT_NAME = "Halvorsen & Pike Builders"

PROJECT = Project(
    name="Tamarack Valley Regional Hospital, North Tower",
    number="24-117",
    address="1900 Mill Race Road, Alder Falls, OH",
    description=(
        "Seven-storey patient tower over one basement, 228,000 square feet: 132 beds, an emergency "
        "department of 38 treatment rooms, six operating rooms of which one hybrid, imaging, a "
        "central energy plant, and a two-level link to the occupied East Wing. Guaranteed maximum "
        "price, open book."
    ),
)

COMPANIES: tuple[Company, ...] = (
    Company(
        "gc", "Halvorsen & Pike Builders", "contractor", "halvorsenpike.example", contact="dana"
    ),
    Company(
        "owner", "Tamarack Valley Health System", "owner", "tamarackvalley.example", contact="ruth"
    ),
    Company(
        "owners_rep",
        "Bluestem Project Advisors",
        "owner's representative",
        "bluestemadvisors.example",
        contact="omar",
    ),
    Company(
        "architect",
        "Ostrander Mbeki Architects",
        "architect",
        "ostrandermbeki.example",
        contact="ingrid",
    ),
    Company(
        "structural",
        "Kestrel Structural Engineers",
        "engineer",
        "kestrelstructural.example",
        contact="tomasz",
    ),
    Company(
        "mep",
        "Northlight Building Engineers",
        "engineer",
        "northlightengineers.example",
        contact="priya",
    ),
    Company(
        "earthwork",
        "Redbank Excavating & Shoring",
        "supplier",
        "redbankexcavating.example",
        contact="curtis",
    ),
    Company(
        "concrete",
        "Coldwater Concrete Constructors",
        "supplier",
        "coldwaterconcrete.example",
        contact="marisol",
    ),
    Company(
        "steel",
        "Ironwood Steel Erectors",
        "supplier",
        "ironwoodsteel.example",
        contact="gus",
    ),
    Company(
        "masonry", "Granger Stone & Masonry", "supplier", "grangermasonry.example", contact="walt"
    ),
    Company(
        "roofing",
        "Summit Line Roofing & Waterproofing",
        "supplier",
        "summitlineroofing.example",
        contact="bev",
    ),
    Company(
        "glazing",
        "Prismatic Glass & Curtain Wall",
        "supplier",
        "prismaticglass.example",
        contact="anton",
    ),
    Company(
        "interiors",
        "Delgado Interior Systems",
        "supplier",
        "delgadointeriors.example",
        contact="rafael",
    ),
    Company(
        "doors",
        "Three Forks Door & Hardware",
        "supplier",
        "threeforksdoor.example",
        contact="sheila",
    ),
    Company(
        "millwork",
        "Hartmann Architectural Woodwork",
        "supplier",
        "hartmannwoodwork.example",
        contact="eli",
    ),
    Company(
        "flooring", "Lakeland Floor & Tile", "supplier", "lakelandfloor.example", contact="noor"
    ),
    Company(
        "painting",
        "Brightwater Painting",
        "supplier",
        "brightwaterpainting.example",
        contact="kenji",
    ),
    Company(
        "elevators",
        "Cardinal Vertical Transport",
        "supplier",
        "cardinalvertical.example",
        contact="philippa",
    ),
    Company(
        "sprinklers",
        "Sentry Creek Fire Protection",
        "supplier",
        "sentrycreek.example",
        contact="dwight",
    ),
    Company(
        "plumbing",
        "Morrow Plumbing & Medical Gas",
        "supplier",
        "morrowplumbing.example",
        contact="janelle",
    ),
    Company(
        "mechanical",
        "Voss Mechanical Contractors",
        "supplier",
        "vossmechanical.example",
        contact="henrik",
    ),
    Company(
        "electrical",
        "Lindqvist Electric",
        "supplier",
        "lindqvistelectric.example",
        contact="astrid",
    ),
    Company(
        "lowvoltage",
        "Signal Hill Technologies",
        "supplier",
        "signalhilltech.example",
        contact="devon",
    ),
    Company(
        "equipment",
        "Clearwell Medical Equipment Services",
        "supplier",
        "clearwellmedical.example",
        contact="farah",
    ),
    Company(
        "sitework", "Stonegate Site Works", "supplier", "stonegatesite.example", contact="luther"
    ),
    # Asked to price now and then, under no contract.
    Company(
        "second_electrical",
        "Buckhorn Power & Light Contractors",
        "supplier",
        "buckhornpower.example",
        contact="corinne",
    ),
    Company(
        "second_mechanical",
        "Great Miami Mechanical",
        "supplier",
        "greatmiamimechanical.example",
        contact="saul",
    ),
    Company(
        "second_interiors",
        "Keller Brothers Partitions",
        "supplier",
        "kellerpartitions.example",
        contact="jolene",
    ),
)

COMPANY_BY_KEY = {company.key: company for company in COMPANIES}

PEOPLE: tuple[Person, ...] = (
    # The contractor. `dana` signs in when the server prints its first address.
    Person("dana", "Dana Halvorsen", "Project executive", "gc", "admin"),
    Person("miles", "Miles Okafor", "Senior project manager", "gc", "manager"),
    Person("teresa", "Teresa Lindgren", "Project manager, interiors and MEP", "gc", "manager"),
    Person("yusuf", "Yusuf Adeyemi", "Cost engineer", "gc", "estimator"),
    Person("claire", "Claire Brandt", "Estimator", "gc", "estimator"),
    Person("hector", "Hector Salinas", "General superintendent", "gc", "viewer"),
    Person("joan", "Joan Petrakis", "Vice president, operations", "gc", "approver"),
    Person("graham", "Graham Ellery", "Chief operating officer", "gc", "approver"),
    Person("nadia", "Nadia Whitcomb", "Project accountant", "gc", "manager"),
    # The owner's side
    Person("ruth", "Ruth Abernathy", "Director of facilities and construction", "owner", "owner"),
    Person("elliot", "Elliot Vance", "Chief financial officer", "owner", "owner"),
    Person("omar", "Omar Haddad", "Owner's representative", "owners_rep", "owner"),
    # The designers see, and answer outside the money.
    Person("ingrid", "Ingrid Ostrander", "Principal architect", "architect", "viewer"),
    Person("lwazi", "Lwazi Mbeki", "Construction administrator", "architect", "viewer"),
    Person("tomasz", "Tomasz Kaminski", "Structural engineer of record", "structural", "viewer"),
    Person("priya", "Priya Raman", "Lead mechanical engineer", "mep", "viewer"),
    # One estimator or manager at each supplier
    Person("curtis", "Curtis Redbank", "Project manager", "earthwork", "supplier"),
    Person("marisol", "Marisol Vega", "Project manager", "concrete", "supplier"),
    Person("gus", "Gus Ferraro", "Estimator", "steel", "supplier"),
    Person("walt", "Walt Granger", "Owner", "masonry", "supplier"),
    Person("bev", "Bev Stancil", "Project manager", "roofing", "supplier"),
    Person("anton", "Anton Reuter", "Senior project manager", "glazing", "supplier"),
    Person("rafael", "Rafael Delgado", "Vice president", "interiors", "supplier"),
    Person("sheila", "Sheila Burke", "Contract administrator", "doors", "supplier"),
    Person("eli", "Eli Hartmann", "Estimator", "millwork", "supplier"),
    Person("noor", "Noor Siddiqui", "Project manager", "flooring", "supplier"),
    Person("kenji", "Kenji Watanabe", "Estimator", "painting", "supplier"),
    Person("philippa", "Philippa Crane", "Construction manager", "elevators", "supplier"),
    Person("dwight", "Dwight Sorensen", "Designer and project manager", "sprinklers", "supplier"),
    Person("janelle", "Janelle Morrow", "Project manager", "plumbing", "supplier"),
    Person("henrik", "Henrik Voss", "Change order coordinator", "mechanical", "supplier"),
    Person("astrid", "Astrid Lindqvist", "Project executive", "electrical", "supplier"),
    Person("devon", "Devon Marsh", "Project manager", "lowvoltage", "supplier"),
    Person("farah", "Farah Nazari", "Installation manager", "equipment", "supplier"),
    Person("luther", "Luther Boone", "Estimator", "sitework", "supplier"),
    Person("corinne", "Corinne Tate", "Estimator", "second_electrical", "supplier"),
    Person("saul", "Saul Weintraub", "Estimator", "second_mechanical", "supplier"),
    Person("jolene", "Jolene Keller", "Estimator", "second_interiors", "supplier"),
)

PERSON_BY_KEY = {person.key: person for person in PEOPLE}

HOST = "dana"
"""Who the printed sign-in belongs to."""

GUESTS: tuple[tuple[str, str], ...] = (
    ("joan", "orders to approve"),
    ("graham", "the same, in her place"),
    ("ruth", "requests and orders to sign for the owner"),
    ("henrik", "prices to give"),
    ("teresa", "prices to accept"),
    ("yusuf", "changes to price"),
    ("ingrid", "requests to recommend"),
)
"""Who else is worth being for a while, and what waits for them. The same password signs in."""
