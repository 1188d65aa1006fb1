"""What a view gives back: a page or a part of it, a redirect, a file."""

from io import BytesIO
from typing import Any

from flask import Response, make_response, redirect, render_template, send_file, url_for
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response as AnyResponse

from web.requests import is_partial


def page(template: str, *, block: str | None = None, status: int = 200, **values: Any) -> Response:
    """Return the page, or only the block of it when htmx asks for a part."""
    if block is not None and is_partial():
        return make_response(render_block(template, block, **values), status)
    return make_response(render_template(template, **values), status)


def go_to(endpoint: str, **values: Any) -> AnyResponse:
    """Return a redirect to another page of ours, as after every form."""
    return go_to_path(url_for(endpoint, **values))


def go_to_path(path: str) -> AnyResponse:
    """Return a redirect to a path of ours; see `web.access.safe_next` for one that was sent in."""
    if is_partial():
        return Response(status=204, headers={"HX-Redirect": path})
    return redirect(path, code=303)


def download(body: bytes | str, filename: str, mimetype: str) -> Response:
    """Return a file that the browser saves."""
    content = body.encode("utf-8") if isinstance(body, str) else body
    return send_file(
        BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=filename
    )
