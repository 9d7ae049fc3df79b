"""Surveys with the items of their blocks, as people meet them and as records name them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from kiosk.content.pack import Block, Item, Pack, Survey


def whole(pack: Pack) -> list[Survey]:
    """Return the pack's surveys, each with all items that it asks."""
    blocks = {each.id: each for each in pack.blocks}
    return [with_blocks(survey, blocks) for survey in pack.surveys]


def with_blocks(survey: Survey, blocks: Mapping[str, Block]) -> Survey:
    """Return a survey with the items of its blocks among its own.

    What is typed stays last, since it is sent with the confirming tap. A block that is not there
    is passed over; the check reports it.
    """
    if not survey.begins_with and not survey.ends_with:
        return survey
    own = list(survey.items)
    typed = [own.pop()] if own and own[-1].kind == "text" else []
    before, after = (_items(names, blocks) for names in (survey.begins_with, survey.ends_with))
    return replace(survey, items=(*before, *own, *after, *typed), begins_with=(), ends_with=())


def _items(names: tuple[str, ...], blocks: Mapping[str, Block]) -> list[Item]:
    return [item for name in names if name in blocks for item in blocks[name].items]
