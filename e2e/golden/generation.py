"""Golden numbers of decoding: what transformers' logits processors leave of small tables of scores, and what its
`generate` answers with the tiny model of model/ under many settings.

Draws: torch's random numbers cannot be had elsewhere, so `torch.multinomial` is replaced by draws from the lab's own
seeded stream (src/base/random.ts), one index after another without putting back. All else is transformers.

    pip install -r requirements.txt && python model.py && python generation.py
"""

import json
from pathlib import Path
from unittest.mock import patch

import torch
from transformers import Idefics3ForConditionalGeneration
from transformers.generation.logits_process import (
    MinNewTokensLengthLogitsProcessor, NoRepeatNGramLogitsProcessor, RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper,
)

HERE = Path(__file__).parent
PAD_ID, BOS_ID, EOS_ID, IMAGE_ID, VOCAB, IMAGE_TOKENS, IMAGE = 0, 1, 2, 3, 60, 4, 24
MAX_NEW = 24

# Names are those of src/protocol/decoding.ts; what is absent is off.
SETTINGS = [
    dict(name="greedy"),
    dict(name="greedy, least length", minNew=18),
    dict(name="greedy, penalty and n-gram", repetitionPenalty=1.3, noRepeatNgram=2, text=True),
    dict(name="beams", beams=4),
    dict(name="beams, n-gram (mrhal)", beams=4, noRepeatNgram=5),
    dict(name="beams, penalty and n-gram", beams=4, repetitionPenalty=1.1, noRepeatNgram=2, text=True),
    dict(name="beams, least length and length penalty", beams=3, minNew=6, lengthPenalty=2.0),
    dict(name="beams, negative length penalty", beams=5, lengthPenalty=-1.0),
    dict(name="sampled", temperature=1.3, seed=5),
    dict(name="sampled, top-k", temperature=2.0, topK=5, seed=6),
    dict(name="sampled, top-p, penalty", temperature=1.5, topP=0.8, repetitionPenalty=1.2, seed=7, text=True),
    dict(name="sampled beams", beams=4, temperature=1.5, seed=8),
    dict(name="sampled beams (paper-meg)", beams=4, temperature=0.7, repetitionPenalty=1.1, seed=9, text=True),
    dict(name="sampled beams, top-k and top-p", beams=3, temperature=2.0, topK=8, topP=0.7, seed=10),
]


class Random:
    """mulberry32, as src/base/random.ts has it."""

    def __init__(self, seed: int, name: str):
        h = 0x811C9DC5 ^ seed
        for c in name:
            h = (h ^ ord(c)) * 0x01000193 & 0xFFFFFFFF
        h = (h ^ h >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
        self.state = h ^ h >> 13

    def next(self) -> float:
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        t = self.state
        t = (t ^ t >> 15) * (t | 1) & 0xFFFFFFFF
        t ^= (t + ((t ^ t >> 7) * (t | 61) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return (t ^ t >> 14) / 2**32


def multinomial(random: Random):
    def draw(probs: torch.Tensor, num_samples: int) -> torch.Tensor:
        weights = probs[0].double().tolist()  # one row: prompts are answered one at a time
        drawn = []
        while len(drawn) < num_samples and sum(weights) > 0:
            x = random.next() * sum(weights)
            for i, weight in enumerate(weights):
                x -= weight
                if x < 0:
                    break
            drawn.append(i)
            weights[i] = 0.0
        # torch fills up with indices of probability zero when there are too few others; they come to nothing.
        rest = [i for i in reversed(range(len(weights))) if i not in drawn]
        return torch.tensor([drawn + rest[: num_samples - len(drawn)]])

    return draw


def generate(model, prompt: dict, setting: dict) -> list[int]:
    ids = torch.tensor([prompt["ids"]])
    images = {} if prompt["pixels"] is None else dict(pixel_values=prompt["pixels"])
    sampled = setting.get("temperature", 0) > 0
    warpers = dict(
        temperature=setting["temperature"], top_k=setting.get("topK", 0), top_p=setting.get("topP", 1.0),
    ) if sampled else {}
    with patch("torch.multinomial", multinomial(Random(setting.get("seed", 0), prompt["key"]))):
        out = model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), **images, do_sample=sampled, **warpers,
            num_beams=setting.get("beams", 1), repetition_penalty=setting.get("repetitionPenalty", 1.0),
            no_repeat_ngram_size=setting.get("noRepeatNgram", 0), min_new_tokens=setting.get("minNew", 0),
            length_penalty=setting.get("lengthPenalty", 1.0), early_stopping=False, max_new_tokens=MAX_NEW,
            eos_token_id=EOS_ID, pad_token_id=PAD_ID, bos_token_id=BOS_ID,
        )
    answer = out[0, ids.shape[1]:].tolist()
    return answer[: answer.index(EOS_ID)] if EOS_ID in answer else answer


def make_prompts(model, generator: torch.Generator) -> list[dict]:
    """Text alone (where penalties see what the lab's see) and with an image, its features kept for the decoder."""
    prompts = []
    for n, image in [(5, False), (9, False), (3, False), (14, False), (4, True), (8, True)]:
        words = torch.randint(4, VOCAB, (n,), generator=generator).tolist()
        pixels = torch.randn(1, 1, 3, IMAGE, IMAGE, generator=generator).double() if image else None
        ids = [BOS_ID] + [IMAGE_ID] * (IMAGE_TOKENS if image else 0) + words
        features = None
        if image:
            features = torch.cat(list(model.model.get_image_features(pixels).pooler_output)).flatten().float()
        prompts.append(dict(key=f"prompt {len(prompts)}", ids=ids, pixels=pixels, features=features))
    return prompts


def score_tables(generator: torch.Generator) -> list[dict]:
    """Scores after each processor alone, and after all in the order of `generate`. null = -infinity."""
    V, tables = 16, []
    for length in [3, 8, 20]:
        context = torch.randint(0, V, (1, length), generator=generator)
        scores = torch.randn(1, V, generator=generator) * 3
        steps = dict(
            repetitionPenalty=(1.1, RepetitionPenaltyLogitsProcessor(1.1)),
            noRepeatNgram=(2, NoRepeatNGramLogitsProcessor(2)),
            minNew=(length + 1, MinNewTokensLengthLogitsProcessor(0, length + 1, EOS_ID)),
            temperature=(0.7, TemperatureLogitsWarper(0.7)),
            topK=(6, TopKLogitsWarper(6, min_tokens_to_keep=2)),
            topP=(0.6, TopPLogitsWarper(0.6, min_tokens_to_keep=2)),
        )
        alone = {name: step(context, scores.clone()) for name, (_, step) in steps.items()}
        every = scores.clone()
        for _, step in steps.values():
            every = step(context, every)
        tables.append(dict(
            context=context[0], scores=scores[0], eos=EOS_ID, keep=2,
            settings={name: value for name, (value, _) in steps.items()},
            alone={name: out[0] for name, out in alone.items()}, all=every[0],
        ))
    return tables


def digits(x):
    """Tensors to nested lists, floats to nine significant digits (float32 exactly), -infinity to null."""
    if isinstance(x, torch.Tensor):
        x = x.detach().tolist()
    if isinstance(x, dict):
        return {key: digits(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return [digits(value) for value in x]
    if x == float("-inf"):
        return None
    return float(f"{x:.9g}") if isinstance(x, float) else x


@torch.no_grad()
def main() -> None:
    model = Idefics3ForConditionalGeneration.from_pretrained(HERE / "model", attn_implementation="eager")
    model = model.double().eval()
    generator = torch.Generator().manual_seed(3)
    prompts = make_prompts(model, generator)
    runs = []
    for setting in SETTINGS:
        text = setting.get("text", False)
        answers = [None if text and p["pixels"] is not None else generate(model, p, setting) for p in prompts]
        runs.append(dict(
            name=setting["name"], answers=answers,
            decoding={k: v for k, v in setting.items() if k not in ("name", "text")} | dict(maxNew=MAX_NEW),
        ))
    golden = dict(
        eos=EOS_ID, imageToken=IMAGE_ID, tables=score_tables(generator), runs=runs,
        prompts=[{k: v for k, v in p.items() if k != "pixels"} for p in prompts],
    )
    (HERE / "generation.json").write_text(json.dumps(digits(golden), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
