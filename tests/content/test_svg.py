"""A drawing in which anything runs or reaches out never gets into a pack."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.content.load import BUNDLED
from kiosk.content.svg import SvgFault, require_still
from tests.factories import faults, pack_folder

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
HTML = 'xmlns:h="http://www.w3.org/1999/xhtml"'
LAUGHS = "".join(f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 12))
BAD = {
    "script": "<script>alert(1)</script>",
    "script-prefixed": '<x:script xmlns:x="http://www.w3.org/2000/svg">go()</x:script>',
    "script-html": f"<h:script {HTML}>go()</h:script>",
    "script-capital": "<Script>go()</Script>",
    "iframe": f'<h:iframe {HTML} src="https://example.com"/>',
    "foreign": "<foreignObject><p/></foreignObject>",
    "handler": '<handler type="text/ecmascript">go()</handler>',
    "event": '<path d="M0 0" onclick="go()"/>',
    "event-spaced": '<path d="M0 0" onclick\n =\n"go()"/>',
    "event-begin": '<animate attributeName="x" onbegin="go()"/>',
    "event-entity": '<path d="M0 0" &#x6f;nload="go()"/>',
    "href": '<image href="https://example.com/a.png"/>',
    "href-xlink": '<image xlink:href="https://example.com/a.png"/>',
    "href-other-prefix": '<image xmlns:q="http://www.w3.org/1999/xlink" q:href="//example.com/a"/>',
    "href-entity": '<image href="&#104;ttps://example.com/a.png"/>',
    "href-file": '<use href="file:///etc/passwd#a"/>',
    "href-relative": '<use href="other.svg#a"/>',
    "link": '<a href="javascript:go()"><path d="M0 0"/></a>',
    "use-script": '<use href="javascript:go()"/>',
    "use-data": '<use href="data:image/svg+xml;base64,PHN2Zy8+#a"/>',
    "image-svg": '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    "image-html": '<image href="data:text/html;base64,PHA+"/>',
    "base": '<g xml:base="https://example.com/"><use href="#a"/></g>',
    "style-import": "<style>@import 'https://example.com/a.css';</style>",
    "style-url": "<style>path{fill:url(https://example.com/a.svg#b)}</style>",
    "style-escape": r"<style>path{fill:u\72l(https://example.com)}</style>",
    "style-set": "<style>svg{background:image-set('https://example.com/a.png' 1x)}</style>",
    "style-font": "<style>@font-face{font-family:a;src:url(//example.com/a)}</style>",
    "style-cdata": "<style><![CDATA[@import '//example.com';]]></style>",
    "style-in-parts": "<style>@<![CDATA[import '//example.com';]]></style>",
    "style-attribute": '<path d="M0 0" style="fill: url( &quot;https://example.com/a&quot; )"/>',
    "style-sheet": '<link rel="stylesheet" href="https://example.com/a.css"/>',
    "fill-url": '<path d="M0 0" fill="url(https://example.com/a.svg#b)"/>',
    "filter-url": '<path d="M0 0" filter="URL(//example.com/a)"/>',
    "cursor": '<path d="M0 0" cursor="url(https://example.com/a.cur)"/>',
    "animated-href": '<use href="#a"><set attributeName="href" to="//example.com/a"/></use>',
    "animated-xlink": '<use href="#a"><animate attributeName="xlink:href" values="a;b"/></use>',
    "animated-spaced": '<use href="#a"><set attributeName=" href " to="javascript:go()"/></use>',
    "animated-event": '<set attributeName="onclick" to="go()"/>',
    "animated-style": '<set attributeName="style" to="fill:red"/>',
    "animated-script": '<animate attributeName="fill" values="javascript:go()"/>',
    "feimage": '<filter id="f"><feImage href="https://example.com/a.png"/></filter>',
    "video": '<video src="https://example.com/a.mp4"/>',
    "unknown": '<path d="M0 0" ping="https://example.com/"/>',
    "laughs": '<g id="g0"><path d="M0 0"/></g>' + LAUGHS,
    "deep": "<g>" * 200 + "</g>" * 200,
    "unclosed": "<g>",
}
STILL = {
    "plain": '<path d="M0 0h9" fill="#0a3474" transform="rotate(45 1 2)"/>',
    "gradient": '<linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient>'
    '<path d="M0 0" fill="url(#a)" style="stroke:url(#a); fill-opacity:.5"/>',
    "use": '<g id="a"><path d="M0 0"/></g><use href="#a"/><use xlink:href="#a" x="4"/>',
    "itself": '<g id="a"><use href="#a"/></g>',
    "photo": '<image width="9" height="9" href="data:image/png;base64,iVBORw0KGgo="/>',
    "style": "<style>.a{fill:rgb(1,2,3)} .b:not(.a){stroke:url(#c)}</style>",
    "moving": '<path d="M0 0"><animate attributeName="opacity" values="0;1" dur="2s"/></path>',
    "words": '<text x="1" y="2" xml:space="preserve">警 <tspan>110 on=1 url(x)</tspan></text>',
    "inkscape": '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="a" '
    'i:groupmode="layer"><i:grid type="xygrid"/></g>',
    "metadata": '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<c:Work xmlns:c="http://creativecommons.org/ns#" r:about=""/></r:RDF></metadata>',
}
HEADS = {
    "entities": '<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD + "><text>&a;</text></svg>",
    "laughs": '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + HEAD + ">&b;</svg>",
    "outside-entity": '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    + HEAD
    + ">&a;</svg>",
    "subset": "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'go()'>]>" + HEAD + "></svg>",
    "style-sheet": '<?xml-stylesheet href="https://example.com/a.xsl"?>' + HEAD + "></svg>",
    "html": "<html><svg/></html>",
    "no-namespace": '<svg viewBox="0 0 1 1"></svg>',
    "event": HEAD + 'onload="go()"></svg>',
    "empty": "",
    "words": "just words",
    "encoding": '<?xml version="1.0" encoding="UTF-7"?>' + HEAD + "></svg>",
}


@pytest.mark.parametrize("inside", BAD.values(), ids=BAD)
def test_what_may_run_or_reach_out_is_refused(inside: str) -> None:
    with pytest.raises(SvgFault) as told:
        require_still(f'{HEAD}viewBox="0 0 9 9">{inside}</svg>'.encode())
    assert "\n" not in told.value.zh + told.value.en


@pytest.mark.parametrize("form", ["utf-16", "utf-8-sig"])
def test_another_encoding_hides_nothing(form: str) -> None:
    with pytest.raises(SvgFault, match="script"):
        require_still(f"{HEAD}><script>go()</script></svg>".encode(form))


@pytest.mark.parametrize("data", HEADS.values(), ids=HEADS)
def test_a_bad_beginning_is_refused(data: str) -> None:
    with pytest.raises(SvgFault):
        require_still(data.encode())


@pytest.mark.parametrize("inside", STILL.values(), ids=STILL)
def test_what_drawing_programs_write_is_taken(inside: str) -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">\n<!-- by hand -->\n'
    require_still(
        f'<?xml version="1.0"?>\n{doctype}{HEAD}viewBox="0 0 9 9">{inside}</svg>'.encode()
    )


def test_every_bundled_drawing_is_still() -> None:
    for path in (BUNDLED / "images").glob("*.svg"):
        require_still(path.read_bytes())


def test_the_check_of_a_pack_names_the_drawing_the_line_and_what_is_bad(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    drawing = f"{HEAD}>\n\n<g\nonclick='go()'/></svg>"
    (folder / "images" / "bad.svg").write_text(drawing, "utf-8")
    [fault] = faults(folder)
    assert "image bad.svg is no plain SVG (line 3: may not hold onclick=)" in fault


def test_a_drawing_is_sent_with_a_policy_under_which_nothing_runs(client: FlaskClient) -> None:
    home = client.get("/").get_data(as_text=True)
    address = next(part for part in home.split('"') if part.endswith(".svg") and "/pack/" in part)
    policies = client.get(address).headers.getlist("Content-Security-Policy")
    assert any("default-src 'none'; sandbox" in each for each in policies)
