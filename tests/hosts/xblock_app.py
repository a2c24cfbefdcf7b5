"""Open edX's SCORM XBlock, the real class with its own scripts, without the rest of Open edX.

Runs in an environment of its own (``openedx-scorm-xblock``, ``django<6``)::

    python xblock_app.py FOLDER JQUERY     prints its port, then serves on 127.0.0.1

``POST /packages`` takes a zip and answers a key, or 422 with what stopped the import; ``/KEY/`` is the learner's page;
``/KEY/state`` is what the block holds; ``/KEY/h/...`` are the block's own handlers.
"""

from __future__ import annotations

import io
import itertools
import json
import sys
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from types import SimpleNamespace
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings

FOLDER, JQUERY = Path(sys.argv[1]), Path(sys.argv[2])
settings.configure(
    MEDIA_ROOT=str(FOLDER),
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    USE_I18N=False,
    USE_TZ=True,
    SECRET_KEY="tests only",
)
django.setup()

import webob  # noqa: E402
from openedxscorm.scormxblock import ScormXBlock  # noqa: E402
from xblock.fields import ScopeIds  # noqa: E402
from xblock.reference.user_service import XBlockUser  # noqa: E402
from xblock.runtime import DictKeyValueStore, KvsFieldData, MemoryIdManager, Runtime  # noqa: E402

PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Open edX</title><link rel="icon" href="data:,">
<script src="/jquery.js"></script><script>{scripts}</script><body>{content}
<script>
// The block's own initialiser, which Open edX calls once the unit is in the page.
ScormXBlock({{ handlerUrl: (element, name) => "/{key}/h/" + name }}, document.body, {arguments});
</script></body></html>"""


class Users:
    """The user service: one learner, known by number as in Open edX."""

    def get_current_user(self) -> XBlockUser:
        user = XBlockUser(is_current_user=True, full_name="Camille Martin")
        user.opt_attrs.update(
            {
                "edx-platform.user_id": 7,
                "edx-platform.username": "cmartin",
                "edx-platform.user_is_staff": False,
                "edx-platform.is_staff": False,
            }
        )
        return user


class Host(Runtime):
    """The least runtime that the block needs; keeps what the block publishes."""

    def __init__(self, key: str) -> None:
        ids = MemoryIdManager()
        services = {"user": Users(), "field-data": KvsFieldData(DictKeyValueStore())}
        super().__init__(id_reader=ids, id_generator=ids, services=services)
        self.key = key
        self.user_id = "7"
        self.published: list[tuple[str, object]] = []

    def handler_url(self, block, handler_name, suffix="", query="", thirdparty=False):
        return f"/{self.key}/h/{handler_name}/{suffix}".rstrip("/")

    def local_resource_url(self, block, uri):
        return uri

    def resource_url(self, resource):
        return resource

    def publish(self, block, event_type, event_data):
        self.published.append((event_type, event_data))


def load(key: str, archive: bytes) -> ScormXBlock:
    """The block after an author has uploaded *archive* in Studio."""
    host = Host(key)
    definition = host.id_generator.create_definition("scorm")
    usage = host.id_generator.create_usage(definition)
    block = ScormXBlock(host, scope_ids=ScopeIds("7", "scorm", definition, f"{usage}.{key}"))
    block.location = SimpleNamespace(org="org", course="course", block_type="scorm", block_id=key)
    block.has_score = True
    file = io.BytesIO(archive)
    file.name = f"{key}.zip"
    file.size = len(archive)
    block.update_package_meta(file)
    block.clean_storage()
    block.extract_package(file)
    block.update_package_fields()
    return block


class App:
    """The WSGI application: packages by key, one request at a time (a block is no thread's friend)."""

    def __init__(self) -> None:
        self.blocks: dict[str, ScormXBlock] = {}
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        request = webob.Request(environ)
        with self.lock:
            response = self.answer(request)
        return response(environ, start_response)

    def answer(self, request: webob.Request) -> webob.Response:
        if request.path == "/packages":
            key = f"x{next(self.numbers)}"
            try:
                self.blocks[key] = load(key, request.body)
            except Exception as error:  # noqa: BLE001 (whatever stops the import, Studio shows it as one failure)
                reason = f"{type(error).__name__}: {error}"
                return webob.Response(reason, status=422, content_type="text/plain", charset="utf-8")
            return webob.Response(key, content_type="text/plain", charset="utf-8")
        if request.path == "/jquery.js":
            return webob.Response(JQUERY.read_bytes(), content_type="application/javascript")
        key, _, rest = request.path.lstrip("/").partition("/")
        if key not in self.blocks:
            return webob.Response("no such block", status=404, content_type="text/plain", charset="utf-8")
        block = self.blocks[key]
        if rest == "":
            return webob.Response(self.page(key, block), content_type="text/html", charset="utf-8")
        if rest == "state":
            return webob.Response(
                json.dumps(self.state(block), default=str), content_type="application/json", charset="utf-8"
            )
        _, _, handler = rest.partition("/")
        name, _, suffix = handler.partition("/")
        return block.handle(name, request, suffix)

    def page(self, key: str, block: ScormXBlock) -> str:
        view = block.student_view({})
        scripts = "\n".join(
            each.data for each in view.resources if each.kind == "text" and each.mimetype == "application/javascript"
        )
        data = json.dumps(view.json_init_args, default=str).replace("<", "\\u003c")
        return PAGE.format(scripts=scripts, content=view.content, key=key, arguments=data)

    def state(self, block: ScormXBlock) -> dict[str, object]:
        return {
            "version": block.scorm_version,
            "index": block.index_page_path,
            "lesson_status": block.lesson_status,
            "success_status": block.success_status,
            "score": block.lesson_score,
            "grade": block.get_grade(),
            "data": block.scorm_data,
            "published": block.runtime.published,
            "warnings": block.package_warnings,
        }


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing: the tests read the state, not the log."""


if __name__ == "__main__":
    with make_server("127.0.0.1", 0, App(), server_class=Server, handler_class=Quiet) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()
