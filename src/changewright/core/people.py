"""Who is there: accounts, companies, people, projects, who plays what part, and client programs.

The directory is small and read on every request, so these are plain immutable rows. Each noun with
a `TABLE` is one table of the directory; its columns are its fields, in this order. Passwords and
client secrets are not fields of anybody: they never leave the statements that check them.

Ids come in the three forms the two vendors use: `id` an integer, `uuid`, and for people and
companies `autodesk_id`, twelve characters such as CED9LVTLHNXV (autodesk.md §0.1 [doc]).
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from .money import Decimal

AUTODESK_ID_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
AUTODESK_ID_LENGTH = 12


class DirectoryNoun(msgspec.Struct, frozen=True):
    """A row of the directory."""

    TABLE: ClassVar[str] = ""
    KEY: ClassVar[tuple[str, ...]] = ("id",)


class Account(DirectoryNoun, frozen=True):
    """A firm's whole workspace: Autodesk's account (hub), Procore's company as the tenant."""

    TABLE: ClassVar[str] = "account"

    id: int
    uuid: UUID
    name: str


class Company(DirectoryNoun, frozen=True):
    """A firm that takes part: contractor, owner, architect, trade; Procore's vendor.

    `trade` is what it does, `trade_name` the name it does business under. `bidding` are the names
    of the certificates it holds when it bids. `active` false: it gets no more work.
    """

    TABLE: ClassVar[str] = "company"

    id: int
    uuid: UUID
    account_id: int
    autodesk_id: str
    name: str
    trade: str | None = None
    city: str | None = None
    abbreviated_name: str | None = None
    trade_name: str | None = None
    address: str | None = None
    postal_code: str | None = None
    state_code: str | None = None
    country_code: str | None = None
    business_phone: str | None = None
    mobile_phone: str | None = None
    fax_number: str | None = None
    email: str | None = None
    website: str | None = None
    license_number: str | None = None
    labor_union: str | None = None
    notes: str | None = None
    authorized_bidder: bool = False
    prequalified: bool = False
    union_member: bool = False
    non_union_prevailing_wage: bool = False
    bidding: tuple[str, ...] = ()
    parent_id: int | None = None
    primary_contact_id: int | None = None
    origin_id: str | None = None
    origin_data: str | None = None
    origin_code: str | None = None
    active: bool = True
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Person(DirectoryNoun, frozen=True):
    """Somebody who signs in, or is named in a record. `title` is what they do in their company.
    `given_name` is the part of the name that comes first, where somebody said which it is.
    `active` false: may do nothing any more."""

    TABLE: ClassVar[str] = "person"

    id: int
    uuid: UUID
    autodesk_id: str
    email: str
    name: str
    company_id: int | None = None
    title: str | None = None
    active: bool = True
    given_name: str | None = None
    initials: str | None = None
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    state_code: str | None = None
    country_code: str | None = None
    business_phone: str | None = None
    business_phone_extension: int | None = None
    mobile_phone: str | None = None
    fax_number: str | None = None
    avatar: str | None = None
    email_signature: str | None = None
    employee_id: str | None = None
    is_employee: bool = False
    notes: str | None = None
    origin_id: str | None = None
    origin_data: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Project(DirectoryNoun, frozen=True):
    """A building project. `id` is the container id of every ledger table, `uuid` the container's
    and project's name on Autodesk's wire. `cost_active` false: it has no cost container yet.
    `parent_id` is the project it is a part of, `created_by` who made it."""

    TABLE: ClassVar[str] = "project"

    id: int
    uuid: UUID
    account_id: int
    name: str
    created_at: datetime
    updated_at: datetime
    number: str | None = None
    type: str | None = None
    platform: str = "acc"
    status: str = "active"
    cost_active: bool = True
    code: str | None = None
    description: str | None = None
    address: str | None = None
    city: str | None = None
    county: str | None = None
    postal_code: str | None = None
    state_code: str | None = None
    country_code: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    time_zone: str | None = None
    locale: str | None = None
    phone: str | None = None
    fax: str | None = None
    square_feet: int | None = None
    start_date: date | None = None
    completion_date: date | None = None
    actual_start_date: date | None = None
    projected_finish_date: date | None = None
    estimated_start_date: date | None = None
    estimated_completion_date: date | None = None
    warranty_start_date: date | None = None
    warranty_end_date: date | None = None
    total_value: Decimal | None = None
    estimated_value: Decimal | None = None
    estimated_budget: Decimal | None = None
    flag: str | None = None
    priority: str | None = None
    sector: str | None = None
    work_scope: str | None = None
    delivery_method: str | None = None
    public_notes: str | None = None
    store_number: str | None = None
    accounting_project_number: str | None = None
    designated_market_area: str | None = None
    erp_integrated: bool = False
    parent_id: int | None = None
    created_by: int | None = None
    origin_id: str | None = None
    origin_data: str | None = None
    origin_code: str | None = None


class Member(DirectoryNoun, frozen=True):
    """A person's part in a project: `role` is a name of `core.roles`. `active` false: was one."""

    TABLE: ClassVar[str] = "member"
    KEY: ClassVar[tuple[str, ...]] = ("project_id", "person_id")

    project_id: int
    person_id: int
    role: str
    company_id: int | None = None
    active: bool = True


class OAuthClient(DirectoryNoun, frozen=True):
    """A program that asks for tokens. `public`: it cannot keep a secret, so it must use PKCE.
    `service_person_id`: on whose behalf it acts when it signs in for itself, on doors where such
    a client is a person. `account_id`: whose administrators keep it; None: the operator's."""

    TABLE: ClassVar[str] = "oauth_client"
    KEY: ClassVar[tuple[str, ...]] = ("client_id",)

    client_id: str
    name: str
    redirect_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    public: bool = False
    service_person_id: int | None = None
    active: bool = True
    account_id: int | None = None


class ServiceKey(DirectoryNoun, frozen=True):
    """The public half of a service account's key: `client_id` may speak for `person_id` with an
    assertion signed by it. `public_jwk` is the key as JSON text."""

    TABLE: ClassVar[str] = "service_key"
    KEY: ClassVar[tuple[str, ...]] = ("key_id",)

    key_id: str
    client_id: str
    person_id: int
    public_jwk: str
    active: bool = True


class Choice(DirectoryNoun, frozen=True):
    """An entry of one of an account's lists: a change reason, a status, a cost type, ….

    `list` is a name of `core.choices.LISTS`. `mapped_to` is the built-in word it stands for, where
    its list has such words. `shown` false: not offered for new records. `built_in`: it was there
    without anybody making it. `active` false: it is deleted; records go on naming it.
    """

    TABLE: ClassVar[str] = "choice"

    id: int
    account_id: int
    list: str
    name: str
    abbreviation: str | None = None
    mapped_to: str | None = None
    shown: bool = True
    is_default: bool = False
    position: int = 0
    built_in: bool = False
    active: bool = True
    origin_id: str | None = None
    origin_data: str | None = None


class TaxType(DirectoryNoun, frozen=True):
    """A kind of tax that an account knows. `active` false: deleted."""

    TABLE: ClassVar[str] = "tax_type"

    id: int
    account_id: int
    name: str
    description: str | None = None
    active: bool = True
    origin_id: str | None = None
    origin_data: str | None = None


class TaxCode(DirectoryNoun, frozen=True):
    """A rate of tax by its code; `rate` in percent. `archived`: not for new records."""

    TABLE: ClassVar[str] = "tax_code"

    id: int
    account_id: int
    code: str
    description: str | None = None
    rate: Decimal | None = None
    archived: bool = False
    is_default: bool = False
    active: bool = True
    origin_id: str | None = None
    origin_data: str | None = None


DIRECTORY_NOUNS: tuple[type[DirectoryNoun], ...] = (
    Account,
    Company,
    Person,
    Project,
    Member,
    OAuthClient,
    ServiceKey,
    Choice,
    TaxType,
    TaxCode,
)
"""In the order in which they can be written: each only refers to nouns before it."""


class DirectoryRows(msgspec.Struct, frozen=True):
    """Some rows of each noun, for writing many at once and for what changed since a revision."""

    accounts: tuple[Account, ...] = ()
    companies: tuple[Company, ...] = ()
    people: tuple[Person, ...] = ()
    projects: tuple[Project, ...] = ()
    members: tuple[Member, ...] = ()
    clients: tuple[OAuthClient, ...] = ()
    service_keys: tuple[ServiceKey, ...] = ()
    choices: tuple[Choice, ...] = ()
    tax_types: tuple[TaxType, ...] = ()
    tax_codes: tuple[TaxCode, ...] = ()

    def in_order(self) -> tuple[tuple[DirectoryNoun, ...], ...]:
        """The groups, in the order of DIRECTORY_NOUNS."""
        return (
            self.accounts,
            self.companies,
            self.people,
            self.projects,
            self.members,
            self.clients,
            self.service_keys,
            self.choices,
            self.tax_types,
            self.tax_codes,
        )


def normal_email(text: str) -> str:
    """The form in which an address is kept and compared: NFKC, trimmed, lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def autodesk_id_from(randomness: bytes) -> str:
    """Twelve letters and digits from at least eight random bytes, none easily misread."""
    if len(randomness) < 8:
        raise ValueError("an id needs at least eight random bytes")
    number = int.from_bytes(randomness[:8], "big")
    letters = []
    for _ in range(AUTODESK_ID_LENGTH):
        number, rest = divmod(number, len(AUTODESK_ID_LETTERS))
        letters.append(AUTODESK_ID_LETTERS[rest])
    return "".join(letters)


def given_and_family_name(name: str) -> tuple[str, str]:
    """A full name in two: everything but the last word, and the last word."""
    given, _, family = name.strip().rpartition(" ")
    return (given, family) if given else (family, "")
