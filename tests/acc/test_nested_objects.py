"""Objects inside a record: shown with every key the reference names, whichever were sent."""

from __future__ import annotations

import httpx


async def test_what_was_left_out_is_shown_as_nothing(acc: httpx.AsyncClient, root: str) -> None:
    path = "change-orders/oco"
    whole = {"companyId": "GF8XKPKWM38E", "companyUid": None, "contactIds": ["CED9LVTLHNXV"]}
    body = {
        "name": "Slab",
        "additionalCollaborators": [{"companyId": "GF8XKPKWM38E"}, whole],
        "recipients": [{"id": "CED9LVTLHNXV"}, {"id": "CED9LVTLHNXW", "isDefault": True}],
    }
    made = await acc.post(f"{root}/{path}", json=body)
    assert made.status_code == 201, made.text
    listed = await acc.get(f"{root}/{path}/{made.json()['id']}")
    for record in (made.json(), listed.json()):
        assert record["additionalCollaborators"] == [
            {"companyId": "GF8XKPKWM38E", "companyUid": None, "contactIds": []},
            whole,
        ]
        assert [each["isDefault"] for each in record["recipients"]] == [False, True]
