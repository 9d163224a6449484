"""Pretrains a bundled model: the vision tower on dense truth, then everything on clean dialogues.

    python train.py --data DIR/train --heldout DIR/heldout --out OUT [--size L]
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from model import SIZES, Model, load, make_config, save
from scenes import IGNORE, Batch, Scenes, make_batch

ALIGN = dict(steps=800, batch=64, lr=3e-3, warmup=50)
DIALOGUE = dict(steps=4000, batch=32, lr=2e-3, warmup=100, rounds=10, join=0.3, dense=0.2)
KEY_WEIGHT = 4.0
KEY_WORDS = "Yes No one two three four five six seven eight nine ten eleven twelve top bottom left right"
WEIGHT_DECAY = 0.02
MAX_GRAD_NORM = 1.0


class Words:
    """Which token ids mean what."""

    def __init__(self, meta: dict):
        self.nouns = torch.tensor([n["id"] for n in meta["nouns"]])
        self.plurals = torch.tensor([n["pluralId"] for n in meta["nouns"]])
        self.colours = torch.tensor([c["id"] for c in meta["colours"]])
        self.nothing = torch.tensor([meta["vocabulary"].index("<unused255>")])
        index = {word.strip(): i for i, word in enumerate(meta["vocabulary"])}
        self.sides = torch.tensor([[index["top"], index["bottom"]], [index["left"], index["right"]]])
        self.answers = {index["Yes"], index["No"]}
        self.boost = torch.ones(len(meta["vocabulary"]))  # [V]
        for word in KEY_WORDS.split():
            self.boost[index[word]] = KEY_WEIGHT
        self.key = {
            "existence": self.answers,
            "counting": {index[w] for w in "no one two three four five".split()},
            "attribute": self.answers | set(self.colours.tolist()),
        }


def dense_logits(model: Model, words: Words, images: torch.Tensor):
    """Each image token against the embeddings of nouns, their plurals and colours, 'nothing' last."""
    for ids in (words.nouns, words.plurals, words.colours):
        yield F.linear(images, model.table[torch.cat([ids, words.nothing])])


def dense_loss(model: Model, words: Words, images: torch.Tensor, cells: torch.Tensor) -> torch.Tensor:
    """Image tokens come to lie in word space: a token names the noun and the colour of its cell, and says
    how far down and to the right it is as a probability of "bottom" against "top", "right" against "left"."""
    total = images.new_zeros(())
    for logits, truth in zip(dense_logits(model, words, images), (cells[..., 0], cells[..., 0], cells[..., 1])):
        nothing = logits.shape[-1] - 1
        target = torch.where(truth < 0, nothing, truth)
        total = total + F.cross_entropy(logits.flatten(0, 1), target.flatten())
    grid = math.isqrt(cells.shape[1])
    place = (torch.arange(grid) + 0.5) / grid
    far = torch.stack([place.repeat_interleave(grid), place.repeat(grid)])  # [2, 16]: bottom, right
    for words_of_axis, p in zip(words.sides, far):
        logits = F.linear(images, model.table[words_of_axis]).flatten(0, 1)  # [B * 16, 2]
        target = torch.stack([1 - p, p], -1).repeat(len(images), 1)
        total = total + F.cross_entropy(logits, target)
    return total / 5


def dialogue_loss(model: Model, words: Words, batch: Batch, images: torch.Tensor) -> torch.Tensor:
    """Negative log-likelihood of the scored tokens, averaged within an answer, then over answers. Yes, No,
    numbers and places weigh more: one such token is all that an answer of ten tokens asks the image for."""
    hidden = model.hidden(images, batch.ids, batch.positions, batch.mask)
    scored = batch.targets != IGNORE
    logits = F.linear(hidden[scored], model.table)  # [scored tokens, V]
    losses = F.cross_entropy(logits, batch.targets[scored], reduction="none")
    weights = batch.weights[scored] * words.boost[batch.targets[scored]]
    return (losses * weights).sum() / weights.sum()


@torch.no_grad()
def evaluate(model: Model, words: Words, scenes: Scenes) -> dict[str, float]:
    """Held-out accuracy, every question by itself. `exact`: the whole answer is what greedy decoding
    gives; otherwise the answer's key word (Yes or No, number, colour) given what stands before it."""
    hits: dict[str, list[bool]] = {}
    random = np.random.default_rng(0)
    for start in range(0, len(scenes), 50):
        batch = make_batch(scenes, np.arange(start, min(start + 50, len(scenes))), random, rounds=99, join=0)
        images = model.image_tokens(batch.pixels)
        nouns, _, colours = dense_logits(model, words, images)
        truth, nothing = batch.cells, (len(words.nouns), len(words.colours))
        for name, logits, column in (("cellNoun", nouns, 0), ("cellColour", colours, 1)):
            right = logits.argmax(-1) == torch.where(truth[..., column] < 0, nothing[column], truth[..., column])
            hits.setdefault(name, []).extend(right[truth[..., 0] >= 0].tolist())
            hits.setdefault("cellEmpty", []).extend(right[truth[..., 0] < 0].tolist())
        hidden = model.hidden(images, batch.ids, batch.positions, batch.mask)
        guess = F.linear(hidden, model.table).argmax(-1)  # [B, T]
        for row, places in enumerate(batch.rounds):
            for r, at in places:
                answer = r.ids[r.answer :]
                right = [g == a for g, a in zip(guess[row, at : at + len(answer)].tolist(), answer)]
                hits.setdefault(f"{r.type}Exact", []).append(all(right))
                key = next((i for i, token in enumerate(answer) if token in words.key.get(r.type, ())), None)
                if key is not None:
                    name = "colour" if r.type == "attribute" and answer[key] not in words.answers else r.type
                    hits.setdefault(name, []).append(right[key])
    return {name: round(float(np.mean(values)), 4) for name, values in sorted(hits.items())}


def rate(step: int, plan: dict) -> float:
    """Linear warm-up, then half a cosine down to a twentieth."""
    if step < plan["warmup"]:
        return plan["lr"] * (step + 1) / plan["warmup"]
    progress = (step - plan["warmup"]) / (plan["steps"] - plan["warmup"])
    return plan["lr"] * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * progress)))


def make_optimizer(model: Model) -> torch.optim.AdamW:
    matrices = [p for p in model.parameters() if p.ndim > 1]
    vectors = [p for p in model.parameters() if p.ndim == 1]
    groups = [dict(params=matrices, weight_decay=WEIGHT_DECAY), dict(params=vectors, weight_decay=0.0)]
    return torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), fused=True)


def train(phase: str, plan: dict, model: Model, loss_of, draw, out: Path, measure) -> None:
    optimizer = make_optimizer(model)
    started, running = time.time(), 0.0
    for step in range(plan["steps"]):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, plan)
        loss = loss_of(draw())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_GRAD_NORM)
        optimizer.step()
        running = loss.item() if step == 0 else 0.98 * running + 0.02 * loss.item()
        done = step + 1
        if done % 50 == 0:
            print(f"{phase} {done} loss {running:.4f} {(time.time() - started) / done:.3f} s/step", flush=True)
        if done % 250 == 0 or done == plan["steps"]:
            record = dict(phase=phase, step=done, loss=round(running, 4), seconds=round(time.time() - started))
            record |= measure()
            with open(out / "log.jsonl", "a") as log:
                log.write(json.dumps(record) + "\n")
            print(record, flush=True)
            save(model, out / f"{phase}-{done}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--heldout", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--from", dest="start", type=Path, help="skip the alignment and start from this checkpoint")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="changes the dialogue phase's plan")
    parser.add_argument("--size", choices=SIZES, default="L")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    scenes, heldout = Scenes(args.data), Scenes(args.heldout)
    meta, words, random = scenes.meta, Words(scenes.meta), np.random.default_rng(args.seed)

    def measure():
        return evaluate(model, words, heldout)

    def indices(size):
        return random.choice(len(scenes), size, replace=False)

    if args.start:
        model = load(args.start)
    else:
        special = {name: meta["special"][f"<{name}>"] for name in ("image", "bos", "eos", "pad")}
        model = Model(make_config(meta["vocabSize"], special, args.size))
        model.initialise()

        def align(index):
            return dense_loss(model, words, model.image_tokens(scenes.pixels(index)), scenes.truth(index))

        train("align", ALIGN, model, align, lambda: indices(ALIGN["batch"]), args.out, measure)

    plan = DIALOGUE | {name: float(v) if "." in v or "e" in v else int(v) for name, v in (s.split("=") for s in args.set)}

    def converse(batch: Batch):
        images = model.image_tokens(batch.pixels)
        return dialogue_loss(model, words, batch, images) + plan["dense"] * dense_loss(model, words, images, batch.cells)

    def draw():
        return make_batch(scenes, indices(plan["batch"]), random, plan["rounds"], plan["join"])

    train("dialogue", plan, model, converse, draw, args.out, measure)


if __name__ == "__main__":
    main()
