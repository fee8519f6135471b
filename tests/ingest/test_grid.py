"""Ruled tables from strokes: merged cells, tables without vertical rules, and what is no table."""

from __future__ import annotations

from ingest.formats.page import Box, Line, Page, Rule, Word
from ingest.grid import Grid, grids

WHITE = (255, 255, 255)


def line(x: float, top: float, text: str) -> Line:
    """A line in 10 pt type whose letters are 5 pt wide."""
    words = []
    at = x
    for word in text.split():
        words.append(Word(word, at, top, at + 5 * len(word), top + 10, 10, False))
        at += 5 * len(word) + 3
    return Line(tuple(words), text, x, top, words[-1].x1, top + 10, 10, False)


def across(y: float, x0: float = 0, x1: float = 300) -> Rule:
    return Rule(x0, y, x1, y)


def down(x: float, top: float, bottom: float) -> Rule:
    return Rule(x, top, x, bottom)


def page(lines: list[Line], rules: list[Rule], boxes: list[Box] | None = None) -> Page:
    return Page(1, 600, 800, tuple(lines), tuple(rules), tuple(boxes or ()))


def texts(grid: Grid) -> list[list[str]]:
    return [
        [" ".join(word.text for printed in cell.lines for word in printed) for cell in row.cells]
        for row in grid.rows
    ]


def test_a_cell_without_a_border_inside_covers_both_columns() -> None:
    lines = [
        line(5, 5, "A"),
        line(105, 5, "B"),
        line(205, 5, "C"),
        line(5, 25, "all of it"),
        line(205, 25, "D"),
    ]
    rules = [across(0), across(20), across(40), down(0, 0, 40), down(100, 0, 20), down(200, 0, 40)]
    (grid,) = grids(page(lines, [*rules, down(300, 0, 40)]))
    assert texts(grid) == [["A", "B", "C"], ["all of it", "D"]]
    assert [(cell.first, cell.last) for cell in grid.rows[1].cells] == [(0, 1), (2, 2)]


def test_lines_of_a_cell_stay_together_and_a_line_over_two_cells_is_parted() -> None:
    lines = [line(5, 5, "one two"), line(5, 17, "three"), line(5, 45, "left right")]
    rules = [across(0), across(40), across(60), down(0, 0, 60), down(26, 0, 60), down(300, 0, 60)]
    (grid,) = grids(page(lines, rules))
    assert texts(grid) == [["one three", "two"], ["left", "right"]]


def test_rules_broken_at_a_column_border_give_the_columns() -> None:
    rules = [rule for y in (0, 20, 40) for rule in (across(y, 0, 120), across(y, 120, 300))]
    lines = [
        line(5, 5, "Frist"),
        line(125, 5, "31. Juli"),
        line(5, 25, "Umfang"),
        line(125, 25, "2 Semester"),
    ]
    (grid,) = grids(page(lines, rules))
    assert texts(grid) == [["Frist", "31. Juli"], ["Umfang", "2 Semester"]]


def test_headings_underlined_by_rules_are_no_table() -> None:
    lines = [line(5, 5, "Inhalte und Aufbau"), line(5, 25, "Gebühren und Kosten"), line(5, 45, "Bewerbung")]
    assert grids(page(lines, [across(20), across(40), across(60)])) == ()


def test_boxes_behind_the_lines_of_a_text_are_no_table() -> None:
    lines = [line(5, 5, "a marked line that is long"), line(5, 20, "and a short one")]
    boxes = [Box(0, 0, 200, 17, WHITE), Box(0, 17, 120, 34, WHITE)]
    assert grids(page(lines, [], boxes)) == ()


def test_a_cell_without_a_rule_below_reaches_down_and_holds_all_its_words() -> None:
    lines = [line(5, 13, "core"), line(5, 25, "studies"), line(105, 5, "A"), line(105, 25, "B")]
    rules = [across(0), across(20, 100), across(40), down(0, 0, 40), down(100, 0, 40), down(300, 0, 40)]
    (grid,) = grids(page(lines, rules))
    assert texts(grid) == [["core studies", "A"], ["", "B"]]
    assert [row.cells[0].begun for row in grid.rows] == [False, True]
