"""The JSON schema of a scenario, by which editors complete and check while one types."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from salesim.scenario.scenario import Scenario


def scenario_schema(model: type[BaseModel] = Scenario) -> dict[str, Any]:
    """JSON schema (draft 2020-12); descriptions carry unit and source, which editors show on hovering."""
    schema = model.model_json_schema()
    for part in [schema, *schema.get("$defs", {}).values()]:
        for field in part.get("properties", {}).values():
            notes = [field.get("unit"), field.get("source")]
            words = "; ".join(note for note in notes if note)
            if words:
                field["description"] = f"{field.get('description', '')} [{words}]".strip()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
