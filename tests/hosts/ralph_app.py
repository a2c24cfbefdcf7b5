"""Ralph, the Learning Record Store, made usable on its file back end.

Runs in an environment of its own (``ralph-malph[lrs,cli]``)::

    python ralph_app.py FOLDER ORIGIN      prints its port, then serves on 127.0.0.1

ORIGIN is the one that may call it across origins. ``/xAPI/`` is Ralph as it is: statements and nothing
else. ``/full/xAPI/`` has the same statements and, in memory, the State documents that Ralph lacks, so that
a resumed attempt can be played. ``POST /_validate`` judges a list of statements by Ralph's own strict
models, one list of errors for each.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import bcrypt

FOLDER, ORIGIN = Path(sys.argv[1]), sys.argv[2]
STATEMENTS = FOLDER / "statements"
STATEMENTS.mkdir(parents=True, exist_ok=True)
os.environ.update(
    {
        "RALPH_APP_DIR": str(FOLDER),
        "RALPH_AUTH_FILE": str(FOLDER / "auth.json"),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(STATEMENTS),
        "RALPH_RUNSERVER_CORS_ALLOW_ORIGINS": json.dumps([ORIGIN]),
    }
)
user = {
    "agent": {"mbox": "mailto:lrs@example.org"},
    "scopes": ["all"],
    "hash": bcrypt.hashpw(b"secret", bcrypt.gensalt(4)).decode(),
    "username": "ralph",
}
(FOLDER / "auth.json").write_text(json.dumps([user]), encoding="utf-8")

import uvicorn  # noqa: E402
from fastapi import Depends, FastAPI, Request, Response  # noqa: E402
from pydantic import ValidationError  # noqa: E402
from ralph.api import app, get_authenticated_user  # noqa: E402
from ralph.api.routers import statements as ralph_statements  # noqa: E402
from ralph.backends.data.base import BaseOperationType  # noqa: E402
from ralph.backends.lrs.fs import FSLRSBackend  # noqa: E402
from ralph.models.xapi.base.statements import BaseXapiStatement  # noqa: E402

# The file back end would create its file anew for each write, which fails from the second one on.
FSLRSBackend.default_operation_type = BaseOperationType.APPEND


def _by_text(name: str) -> None:
    """Let a filter compare texts: Ralph hands it an IRI object, which equals no string."""
    original = getattr(FSLRSBackend, name)
    setattr(
        FSLRSBackend,
        name,
        staticmethod(lambda filters, value, *rest: original(filters, str(value) if value else None, *rest)),
    )


for _filter in ("_add_filter_by_verb", "_add_filter_by_activity"):
    _by_text(_filter)


@app.post("/_validate")
async def validate(statements: list[dict[str, Any]]) -> list[list[str]]:
    """The errors of each statement by Ralph's models; an empty list is a valid statement."""
    found = []
    for statement in statements:
        try:
            BaseXapiStatement.model_validate(statement)
            found.append([])
        except ValidationError as error:
            found.append([f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()])
    return found


full = FastAPI()
full.include_router(ralph_statements.router)
documents: dict[str, tuple[bytes, str]] = {}


@full.api_route(
    "/xAPI/activities/state", methods=["GET", "PUT", "DELETE"], dependencies=[Depends(get_authenticated_user)]
)
async def state(request: Request) -> Response:
    """One State document (xAPI 1.0.3, Communication 2.3), by all its parameters."""
    query = dict(request.query_params)
    query["agent"] = json.dumps(json.loads(query["agent"]), sort_keys=True)
    key = json.dumps(query, sort_keys=True)
    if request.method == "PUT":
        documents[key] = (await request.body(), request.headers["content-type"])
    elif request.method == "DELETE":
        documents.pop(key, None)
    elif key not in documents:
        return Response(status_code=404)
    else:
        return Response(documents[key][0], media_type=documents[key][1])
    return Response(status_code=204)


app.mount("/full", full)

if __name__ == "__main__":
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # who calls before Ralph is up waits
    sys.stdout.write(f"{listener.getsockname()[1]} Basic {base64.b64encode(b'ralph:secret').decode()}\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", ws="none")).run(sockets=[listener])
