"""The JSON Schemas that `bpkit schema` prints."""

from __future__ import annotations

from typing import Any

from .errors import UserError
from .wording import say


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of an output (validate, score, …) or of a file people write (sheet, config, rubric).

    Raises:
        UserError: there is no schema of that name.
    """
    from pydantic import BaseModel

    from .reports import shapes
    from .settings.config_model import ConfigFile
    from .settings.rubric_model import RubricFile

    models: dict[str, type[BaseModel]] = {
        "validate": shapes.ValidateShape,
        "score": shapes.ScoreShape,
        "recap": shapes.RecapShape,
        "run": shapes.RunShape,
        "status": shapes.StatusShape,
        "fix": shapes.FixShape,
        "sheet": shapes.SheetShape,
        "config": ConfigFile,
        "rubric": RubricFile,
    }
    if name not in models:
        names = ", ".join(models)
        raise UserError(say("run.unknown_schema", name=name), say("run.unknown_schema_remedy", names=names))
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": draft, **models[name].model_json_schema()}
