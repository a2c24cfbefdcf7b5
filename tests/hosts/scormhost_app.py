"""scormhost, the real application on FastAPI, on a port of its own.

Runs in an environment of its own (``scormhost``)::

    python scormhost_app.py FOLDER     prints its port, then serves on 127.0.0.1
"""

from __future__ import annotations

import socket
import sys
import threading

import uvicorn
from scormhost.app import create_scorm_app

if __name__ == "__main__":
    application = create_scorm_app(data_dir=sys.argv[1], secret_key="tests only, and long enough for HS256")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, log_level="error"))

    def announce() -> None:
        while not server.started:
            threading.Event().wait(0.05)
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()

    threading.Thread(target=announce, daemon=True).start()
    server.run(sockets=[listening])
