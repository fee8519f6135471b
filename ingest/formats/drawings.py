"""Drawings of a PDF page (rules, filled areas, pictures) and the map from user space to the page shown."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ingest.formats.page import Box, Rule

Point = tuple[float, float]
_THIN = 2.5  # points: a rectangle no thicker than this is a rule
_SHORT = 4.0  # points: a stroke shorter than this is no rule
_FULL = 0.75  # least share of its bounds that a filled area covers to be a box; a circle covers 0.785


@dataclass(frozen=True, slots=True)
class View:
    """Maps user space to the page as shown."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    def point(self, x: float, y: float) -> Point:
        """A point of user space on the page shown."""
        return (
            (x - self.left, self.top - y),
            (y - self.bottom, x - self.left),
            (self.right - x, y - self.bottom),
            (self.top - y, self.right - x),
        )[self.turn]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page shown."""
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.turn % 2 else (wide, high)


def drawings(page: Any, view: View) -> tuple[list[Box], list[Rule], list[Box]]:
    """Filled areas in painting order, rules, and the areas of pictures and shadings."""
    import pypdfium2.raw as raw

    boxes: list[Box] = []
    rules: list[Rule] = []
    pictures: list[Box] = []
    for item in page.get_objects():
        if item.type in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            left, bottom, right, top = item.get_bounds()
            corners = [(left, bottom), (right, top)]
            shown = [view.point(*p) for p in _placed(item.container, corners)]
            pictures.append(Box(*_bounds(shown), (0, 0, 0)))
        elif item.type == raw.FPDF_PAGEOBJ_PATH:
            _path(item, view, boxes, rules)
    return boxes, rules, pictures


def _path(item: Any, view: View, boxes: list[Box], rules: list[Rule]) -> None:
    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    strokes = [[view.point(*p) for p in _placed(item, part)] for part in _subpaths(item)]
    for points in strokes:
        bounds = _bounds(points)
        wide, high = bounds[2] - bounds[0], bounds[3] - bounds[1]
        if fill.value and len(points) > 2:
            if min(wide, high) <= _THIN and max(wide, high) >= _SHORT:
                rules.append(Rule(*bounds))
            elif _area(points) > _FULL * wide * high and wide * high > 0:
                boxes.append(Box(*bounds, _fill(item)))
        if stroke.value:
            for start, end in pairwise(points):
                side = _bounds([start, end])
                wide, high = side[2] - side[0], side[3] - side[1]
                if min(wide, high) <= 0.5 and max(wide, high) >= _SHORT:
                    rules.append(Rule(*side))


def _subpaths(item: Any) -> Iterator[list[Point]]:
    """The end points of the segments of each subpath, closed ones with their first point repeated."""
    import pypdfium2.raw as raw

    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for index in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _placed(item: Any, points: list[Point]) -> list[Point]:
    """Points of an object in user space: its own matrix, then those of the forms it stands in."""
    while item is not None:
        matrix = item.get_matrix()
        points = [matrix.on_point(x, y) for x, y in points]
        item = item.container
    return points


def _bounds(points: list[Point]) -> tuple[float, float, float, float]:
    across, down = [p[0] for p in points], [p[1] for p in points]
    return min(across), min(down), max(across), max(down)


def _area(points: list[Point]) -> float:
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def _fill(item: Any) -> tuple[int, int, int]:
    import pypdfium2.raw as raw

    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    return (red.value, green.value, blue.value) if alpha.value else (255, 255, 255)
