"""Drawings in which nothing runs and nothing reaches out: known elements and attributes alone.

Searching a file's words for what is bad misses what XML and CSS can write in other ways (entities,
escapes, namespaces, animation). So it is parsed, and whatever is not on the lists is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

from kiosk.content.findings import Findings

MOST_BYTES = 8 * 2**20
MOST_ELEMENTS, DEEPEST = 100_000, 100
MOST_DRAWN = 500_000
"""Elements drawn, with those that are named by others; ten lines of `use` could draw billions."""
STILL: Findings[None] = Findings(10_000)
"""Drawings in which nothing was found, by their digests; a save in the editor looks at all."""
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
INERT = re.compile(
    r"http://(www\.inkscape\.org/|sodipodi\.sourceforge\.net/|creativecommons\.org/|web\.resource\.org/"
    r"|purl\.org/dc/|www\.w3\.org/1999/02/22-rdf-syntax-ns|ns\.adobe\.com/|www\.bohemiancoding\.com/"
    r"|www\.serif\.com/|vectornator\.io|www\.corel\.com/)"
    r"|https://(boxy-svg\.com|sketch\.com|svgjs\.dev|svgjs\.com)"
)
"""What drawing programs write beside a drawing; browsers do nothing with it."""
_ELEMENTS = """
svg g defs symbol use switch title desc metadata style view
path rect circle ellipse line polyline polygon
text tspan textPath image marker pattern mask clipPath linearGradient radialGradient stop filter
feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
feSpecularLighting feSpotLight feTile feTurbulence
animate animateTransform animateMotion mpath set
"""
ELEMENTS = frozenset(_ELEMENTS.split())
_ATTRIBUTES = """
id class lang role style transform viewBox preserveAspectRatio version baseProfile type media
enable-background width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points pathLength dx dy
rotate textLength lengthAdjust startOffset method spacing side offset gradientUnits
gradientTransform spreadMethod patternUnits patternContentUnits patternTransform maskUnits
maskContentUnits mask-type clipPathUnits filterUnits primitiveUnits markerUnits markerWidth
markerHeight refX refY orient in in2 result mode values operator k1 k2 k3 k4 order kernelMatrix
divisor bias targetX targetY edgeMode preserveAlpha surfaceScale diffuseConstant kernelUnitLength
specularConstant specularExponent scale xChannelSelector yChannelSelector azimuth elevation
stdDeviation tableValues slope intercept amplitude exponent radius pointsAtX pointsAtY pointsAtZ
z limitingConeAngle baseFrequency numOctaves seed stitchTiles requiredFeatures systemLanguage
attributeName attributeType from to by begin dur end min max restart repeatCount repeatDur fill
calcMode keyTimes keySplines keyPoints additive accumulate path origin focusable tabindex
alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
color-interpolation-filters color-rendering direction display dominant-baseline fill-opacity
fill-rule filter flood-color flood-opacity font font-family font-size font-size-adjust
font-stretch font-style font-variant font-weight glyph-orientation-horizontal
glyph-orientation-vertical image-rendering isolation kerning letter-spacing lighting-color marker
marker-end marker-mid marker-start mask mix-blend-mode opacity overflow paint-order
pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray
stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
text-anchor text-decoration text-rendering transform-origin unicode-bidi vector-effect
visibility white-space word-spacing writing-mode space
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
PLAIN = re.compile(r"data-[\w-]+|aria-[a-z]+")
"""Further attributes, which are for scripts and readers of screens."""
MOVES = ATTRIBUTES - {"style", "class", "id", "attributeName"}
"""What an animation may change; not where a reference leads."""
RASTER = re.compile(r"data:image/(png|jpe?g|webp|gif);base64,[A-Za-z0-9+/=\s]*")
_FUNCTIONS = """
rgb rgba hsl hsla hwb lab lch oklab oklch color-mix url calc min max clamp matrix matrix3d
translate translatex translatey scale scalex scaley rotate skew skewx skewy cubic-bezier steps
blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia polygon
circle ellipse inset path icc-color not nth-child
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
"""What CSS may call; others, such as `image-set`, load files."""
_CALL = re.compile(r"([\w-]*)\(\s*([\"']?\s*.?)")
_NAMED = re.compile(r"url\(\s*[\"']?\s*#([^\"')\s]+)", re.IGNORECASE)
_LENGTH = 40


class SvgFault(Exception):
    """What a drawing may not hold, and on which line (from 1)."""

    def __init__(self, line: int, zh: str, en: str) -> None:
        """Keep the line and both sentences."""
        super().__init__(en)
        self.line, self.zh, self.en = line, zh, en


def require_still(data: bytes) -> None:
    """Raise SvgFault if data are no drawing, or one in which something may run or reach out."""
    STILL.of(hashlib.sha256(data).digest(), lambda: _require_still(data))


def _require_still(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 2**20
        raise SvgFault(1, f"超过 {most} MB", f"larger than {most} MB")
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        raise SvgFault(error.lineno, f"XML：{words}", f"XML: {words}") from error
    except (LookupError, ValueError) as error:  # An encoding that there is not.
        raise SvgFault(1, f"XML：{error}", f"XML: {error}") from error
    if reader.drawn("") > MOST_DRAWN:
        raise SvgFault(1, "引用层层重复", "its references multiply")


class _Reader:
    """A parser that stops at the first thing that is not on the lists."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._count = 0
        self._css: list[str] = []
        self._ids: list[str] = []
        self._sizes: Counter[str] = Counter()
        self._names: dict[str, list[str]] = defaultdict(list)
        self._drawn: dict[str, int] = {}
        self.parser: Any = expat.ParserCreate(namespace_separator=" ")
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.ProcessingInstructionHandler = self._instruction

    def _fault(self, what: str) -> SvgFault:
        what = what[:_LENGTH]
        return SvgFault(self.parser.CurrentLineNumber, f"不能有 {what}", f"may not hold {what}")

    def _doctype(
        self, _name: str, _system: str | None, _public: str | None, has_subset: bool
    ) -> None:
        if has_subset:
            raise self._fault("<!DOCTYPE […]>")

    def _entity(self, *_told: Any) -> None:
        raise self._fault("<!ENTITY>")

    def _instruction(self, target: str, _data: str) -> None:
        raise self._fault(f"<?{target}?>")

    def _start(self, name: str, attributes: list[str]) -> None:
        space, _, tag = name.rpartition(" ")
        if not self._path and name != f"{SVG} svg":
            words = f"应以 <svg xmlns=“{SVG}”> 开头", f"should begin with <svg xmlns=“{SVG}”>"
            raise SvgFault(self.parser.CurrentLineNumber, *words)
        given = dict(zip(attributes[::2], attributes[1::2], strict=True))
        self._path.append(name)
        self._ids.append(given.get("id", "") if len(self._path) > 1 else "")
        for each in set(self._ids):
            self._sizes[each] += 1
        self._count += 1
        if len(self._path) > DEEPEST or self._count > MOST_ELEMENTS:
            words = "嵌套太深或内容太多", "nested too deep or too much"
            raise SvgFault(self.parser.CurrentLineNumber, *words)
        if INERT.match(space):
            return
        if space != SVG or tag not in ELEMENTS:
            raise self._fault(f"<{tag}>")
        for key, value in given.items():
            self._attribute(tag, key, value)

    def _attribute(self, tag: str, key: str, value: str) -> None:
        space, _, name = key.rpartition(" ")
        if INERT.match(space):
            return
        if name == "href" and space in ("", XLINK):
            is_picture = tag in ("image", "feImage") and RASTER.fullmatch(value.strip())
            if not value.strip().startswith("#") and not is_picture:
                raise self._fault(f'{name}="{value}"')
            self._name(value.strip().removeprefix("#"))
        elif space == XLINK or (space == XML and name in ("space", "lang", "id")):
            return  # A title, or a role of a link, which by itself does nothing.
        elif space or (name not in ATTRIBUTES and not PLAIN.fullmatch(name)):
            raise self._fault(f"{name}=")
        elif name == "attributeName" and value.strip() not in MOVES:
            raise self._fault(f'{name}="{value}"')
        else:
            self._require_own(value)
            for each in _NAMED.findall(value):
                self._name(each)

    def _name(self, target: str) -> None:
        """Remember which parts of the drawing name another one."""
        for each in set(self._ids):
            self._names[each].append(unquote(target))

    def drawn(self, part: str, depth: int = 0) -> int:
        """Return how many elements a part draws, with all that it names; at most a little more."""
        if part not in self._drawn:
            if depth > DEEPEST:
                return MOST_DRAWN + 1
            self._drawn[part] = 0  # Browsers leave a part out that names itself.
            count = self._sizes[part]
            for each in self._names[part]:
                count = min(count + self.drawn(each, depth + 1), MOST_DRAWN + 1)
            self._drawn[part] = count
        return self._drawn[part]

    def _require_own(self, css: str) -> None:
        """Refuse what CSS, or a value that may hold some, can load or hide."""
        if "\\" in css or "@" in css or "javascript:" in "".join(css.split()).lower():
            raise self._fault(css.strip())
        for function, first in _CALL.findall(css):
            if function and function.lower() not in FUNCTIONS:
                raise self._fault(f"{function}(")
            if function.lower() == "url" and first.strip("\"' \t\r\n") != "#":
                raise self._fault("url(")

    def _end(self, name: str) -> None:
        self._path.pop()
        self._ids.pop()
        if name == f"{SVG} style":
            self._require_own("".join(self._css))
            self._css.clear()

    def _words(self, words: str) -> None:
        if self._path[-1] == f"{SVG} style":
            self._css.append(words)
