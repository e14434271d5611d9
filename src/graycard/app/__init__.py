"""The local web app: one machine, one person's browser, and nothing that leaves either.

Pages are made on the server and work without JavaScript; a view is its URL. A page is one module,
one template and one line:

1. `pages/NAME.py` has an `APIRouter` and a `PAGE` that says where the page is in the menu. A view
   is a plain `def` (it runs in a thread); `Here` gives it the runs, and `page(...)` its answer:

       router = APIRouter()
       PAGE = Page(path="/words", name=lambda: say("Words"), router=router)

       @router.get("/words")
       def words(request: Request, here: Here) -> Response:
           return page(request, "words.html.j2", {"title": say("Words"), "found": ...})

2. `templates/NAME.html.j2` extends `base.html.j2` and fills its block `main`. Every sentence is
   `say("...")` or `several(...)` with literal English. Macros: `gallery` and `filter_form` of
   `gallery.html.j2`, `figure` of `figure.html.j2`, `table` of the report's `report/parts.html.j2`.
3. One line with its name in `NAMES` of `pages/__init__.py`.

A chart is a `Figure` handed over as `page(..., figures={"key": figure})`: it is drawn with its
table, and its downloads (CSV, SVG, PNG) come from the page's own URL; numbers without a chart are
`page(..., tables={"key": records})` and come as CSV. A picture grid is what
`gallery.gallery(request, here, rows)` returns for rows of `here.collection`; `filter_form.wanted`
reads the filter of a URL, and `filter_form.filter_form` makes the form that changes it. A script of
a page's own is a file in `static/`, loaded by its block `scripts`; there is no inline script or
style, for the content security policy refuses both. Links start at the root (`/picture/0/...`): the
static copy makes them relative. What needs a server stands within `{% if here.live %}`.
"""
