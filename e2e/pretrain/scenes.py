"""Scenes and dialogues as `node scripts/host.mjs dump-scenes` writes them, and batches of them."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

IGNORE = -100
PREFIX = 17  # <bos> and 16 image tokens


@dataclass
class Round:
    """One exchange: <user> question <assistant> answer <eos>."""

    ids: list[int]
    answer: int  # where the scored tokens begin
    type: str


class Scenes:
    def __init__(self, folder: Path):
        self.meta = json.loads((folder / "meta.json").read_text())
        count = self.meta["count"]
        self.images = np.memmap(folder / "images.u8", np.uint8, "r", shape=(count, *self.meta["imageShape"]))
        self.cells = np.fromfile(folder / "cells.i16", np.int16).reshape(count, self.meta["cells"], 2).astype(np.int64)
        with open(folder / "dialogues.jsonl") as lines:
            self.dialogues = [split_rounds(json.loads(line)) for line in lines]

    def __len__(self) -> int:
        return len(self.dialogues)

    def pixels(self, index) -> torch.Tensor:
        """[B, 3, 96, 96] in -1..1."""
        return torch.from_numpy(self.images[np.sort(index)]).float().div_(127.5).sub_(1.0)

    def truth(self, index) -> torch.Tensor:
        """[B, 16, 2]: noun and colour index of each cell, -1 where nothing stands."""
        return torch.from_numpy(self.cells[np.sort(index)])


def split_rounds(line: dict) -> list[Round]:
    ids, scored = line["ids"], line["round"]
    rounds, start = [], PREFIX
    for number, text in enumerate(line["text"]):
        first = scored.index(number)
        end = first + scored.count(number)
        rounds.append(Round(ids[start:end], first - start, text["type"]))
        start = end
    return rounds


@dataclass
class Batch:
    """Rows of one image, then segments that see the image and themselves only; a segment is a dialogue."""

    pixels: torch.Tensor  # [B, 3, 96, 96]
    cells: torch.Tensor  # [B, 16, 2]
    ids: torch.Tensor  # [B, T]
    positions: torch.Tensor  # [B, T]
    mask: torch.Tensor  # [B, 1, T, T], True = may attend
    targets: torch.Tensor  # [B, T], the next token where it is scored, else IGNORE
    weights: torch.Tensor  # [B, T], 1 / tokens of the answer: every answer counts the same
    rounds: list[list[tuple[Round, int]]]  # per row: the round and where its first scored token is predicted


def make_batch(scenes: Scenes, index: np.ndarray, random: np.random.Generator, rounds: int, join: float) -> Batch:
    """The first `rounds` rounds (shuffled) of each image; a round joins the dialogue before it with
    probability `join`, otherwise it opens a dialogue of its own."""
    index = np.sort(index)
    head = [scenes.meta["special"]["<bos>"]] + [scenes.meta["special"]["<image>"]] * (PREFIX - 1)
    rows = []
    for i in index:
        ids, positions, segments = list(head), list(range(PREFIX)), [0] * PREFIX
        targets, weights, places = [IGNORE] * PREFIX, [0.0] * PREFIX, []
        dialogue, segment = scenes.dialogues[i], 0
        for number in random.permutation(len(dialogue))[:rounds]:
            r = dialogue[number]
            if segment == 0 or random.random() >= join:
                segment, position = segment + 1, PREFIX
            scored = len(r.ids) - r.answer
            places.append((r, len(ids) + r.answer - 1))
            ids += r.ids
            positions += range(position, position + len(r.ids))
            segments += [segment] * len(r.ids)
            targets += [IGNORE] * (r.answer - 1) + r.ids[r.answer :] + [IGNORE]
            weights += [0.0] * (r.answer - 1) + [1 / scored] * scored + [0.0]
            position += len(r.ids)
        rows.append((ids, positions, segments, targets, weights, places))
    T = -(-max(len(row[0]) for row in rows) // 8) * 8

    def stack(column: int, fill) -> torch.Tensor:
        return torch.tensor([row[column] + [fill] * (T - len(row[column])) for row in rows])

    segments = stack(2, -1)
    mask = (segments[:, None, :] == 0) | (segments[:, :, None] == segments[:, None, :])
    mask &= torch.ones(T, T, dtype=torch.bool).tril()
    return Batch(
        scenes.pixels(index), scenes.truth(index), stack(0, 0), stack(1, 0), mask.unsqueeze(1),
        stack(3, IGNORE), stack(4, 0.0), [row[5] for row in rows],
    )
