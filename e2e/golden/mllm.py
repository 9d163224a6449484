"""Golden numbers of the real architectures: tiny seeded Idefics3 and SmolVLM by Hugging Face's transformers, nanoVLM by
its own code, out of a clone of github.com/huggingface/nanoVLM (commit 4e0c096, models/*.py, run as they are).

Written to mllm/: golden.json, and per case a folder with the checkpoint and the adapter as their own programs save
them, and the large tensors. Fields: README.md.

    pip install -r requirements.txt && python mllm.py CLONE
"""

import copy
import itertools
import json
import shutil
import sys
import types
from pathlib import Path

sys.path.append(sys.path.pop(0))  # last, for statistics.py beside this file would stand in for Python's own

import torch
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import (
    Idefics3Config, Idefics3ForConditionalGeneration, SmolVLMConfig, SmolVLMForConditionalGeneration,
)

from adapters import adapter_parameters
from model import BETA, digits

OUT = Path(__file__).parent / "mllm"
PAD_ID, BOS_ID, EOS_ID, IMAGE_ID, VOCAB = 0, 1, 2, 3, 128
TILES = [2, 1]  # [L]
ANSWER_LENGTHS = [[6, 3, 5], [4, 7, 2]]  # [L][K], <eos> included
ALL_LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj", "out_proj", "fc1", "fc2"]

TEXT = dict(
    model_type="llama", vocab_size=VOCAB, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
    num_attention_heads=4, num_key_value_heads=2, rms_norm_eps=1e-5, max_position_embeddings=128,
    pad_token_id=PAD_ID, bos_token_id=BOS_ID, eos_token_id=EOS_ID,
)


def seed_weights(model: torch.nn.Module, seed: int, dtype: torch.dtype = torch.float32) -> None:
    """Far from the initial ones, so that attention is sharp and no bias or gain is trivial; rounded to `dtype`."""
    torch.manual_seed(seed)
    for name, p in model.named_parameters():
        is_gain = any(part in name for part in ("norm", ".ln1", ".ln2")) and name.endswith("weight")
        table = any(part in name for part in ("embedding", "embed_tokens"))
        fan_in = p[0].numel() if p.ndim > 1 else 1
        std = 0.3 if p.ndim == 1 or table else 1.2 / fan_in**0.5
        p.data = (torch.randn(p.shape) * std + (1.0 if is_gain else 0.0)).to(dtype).float()


class Transformers:
    """Idefics3 and SmolVLM."""

    def __init__(self, cls, config, seed: int, dtype: torch.dtype = torch.float32, shard: str | None = None, drop=()):
        self.model = cls._from_config(config, attn_implementation="eager")
        seed_weights(self.model, seed, dtype)
        self.model.tie_weights()
        self.dtype, self.shard, self.drop = dtype, shard, drop

    def save(self, folder: Path) -> None:
        limit = dict(max_shard_size=self.shard) if self.shard else {}
        # A copy: RoPE's frequencies, which no file has, would be rounded too.
        copy.deepcopy(self.model).to(self.dtype).save_pretrained(folder, **limit)
        (folder / "generation_config.json").unlink(missing_ok=True)
        path = folder / "config.json"
        config = json.loads(path.read_text())
        for part, field in self.drop:  # left out by older files: the defaults stand for them
            del config[part][field]
        path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")

    def logits(self, model, ids: list[int], tiles: torch.Tensor) -> torch.Tensor:
        return model(
            input_ids=torch.tensor([ids]), pixel_values=tiles.unsqueeze(0),
            attention_mask=torch.ones(1, len(ids), dtype=torch.long), use_cache=False,
        ).logits[0]

    def greedy(self, ids: list[int], tiles: torch.Tensor, max_new: int) -> list[int]:
        prompt = torch.tensor([ids])
        out = self.model.generate(
            input_ids=prompt, attention_mask=torch.ones_like(prompt), pixel_values=tiles.unsqueeze(0), do_sample=False,
            max_new_tokens=max_new, eos_token_id=EOS_ID, pad_token_id=PAD_ID, bos_token_id=BOS_ID,
        )
        return out[0, len(ids):].tolist()


class NanoVlm:
    """nanoVLM's own modules; the tokenizer, which would be downloaded, is two ids."""

    def __init__(self, clone: str, seed: int, **config):
        sys.path.insert(0, clone)
        stub = types.ModuleType("data.processors")
        stub.get_tokenizer = lambda *_: types.SimpleNamespace(image_token_id=IMAGE_ID, eos_token_id=EOS_ID)
        sys.modules["data.processors"] = stub
        from models.config import VLMConfig
        from models.vision_language_model import VisionLanguageModel

        self.model = VisionLanguageModel(VLMConfig(**config), load_backbone=False)
        seed_weights(self.model, seed)

    def save(self, folder: Path) -> None:
        self.model.save_pretrained(folder)

    def logits(self, model, ids: list[int], tiles: torch.Tensor) -> torch.Tensor:
        hidden, _ = model(torch.tensor([ids]), tiles)
        return self.model.decoder.head(hidden)[0]

    def greedy(self, ids: list[int], tiles: torch.Tensor, max_new: int) -> list[int]:
        return self.model.generate(torch.tensor([ids]), tiles, max_new_tokens=max_new, greedy=True)[0].tolist()


def make_ladders(image_tokens: int, generator: torch.Generator) -> list[dict]:
    """Ids of prompt and answers. Words stand before every tile, as rows and columns do in SmolVLM's prompts."""
    def words(n: int) -> list[int]:
        return torch.randint(4, VOCAB, (n,), generator=generator).tolist()

    ladders = []
    for tiles, lengths in zip(TILES, ANSWER_LENGTHS):
        image = sum((words(2) + [IMAGE_ID] * image_tokens for _ in range(tiles)), [])
        prompt = [BOS_ID] + image + words(1) + words(4)
        ladders.append(dict(tiles=tiles, prompt=prompt, answers=[words(n - 1) + [EOS_ID] for n in lengths]))
    return ladders


def answer_logps(logits: torch.Tensor, prompt: list[int], answer: list[int]) -> torch.Tensor:
    """[tokens of the answer]; logits [T, V] of the whole row."""
    logps = F.log_softmax(logits[len(prompt) - 1 : -1].double(), -1)
    return logps.gather(-1, torch.tensor(answer).unsqueeze(-1)).squeeze(-1)


def until_eos(answer: list[int]) -> list[int]:
    return answer[: answer.index(EOS_ID)] if EOS_ID in answer else answer


def mdpo(policy: list[list[torch.Tensor]], reference: list[list[torch.Tensor]], preset: str) -> torch.Tensor:
    """Eq. 7 on token log-probabilities [L][K][tokens]: `paper` sums pairs, else their mean; ladders are averaged."""
    ladders = []
    for new, old in zip(policy, reference):
        r = [n.sum() - o.sum() for n, o in zip(new, old)]
        terms = [
            -F.logsigmoid(BETA * (r[i] - r[j])) - (r[0] if i == 0 else 0.0)
            for i, j in itertools.combinations(range(len(r)), 2)
        ]
        ladders.append(sum(terms) / (1 if preset == "paper" else len(terms)))
    return sum(ladders) / len(ladders)


def write_case(
    folder: Path, program, ladders: list[dict], pixels: torch.Tensor, targets, preset: str, generator: torch.Generator,
    rank: int = 4, alpha: int = 8, max_new: int = 12,
) -> dict:
    """Writes the folder of a case; returns what golden.json has of it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    program.save(folder)
    program.model.double().eval()
    tiles = pixels.double().split([l["tiles"] for l in ladders])

    with torch.no_grad():
        logits = [program.logits(program.model, l["prompt"] + l["answers"][0], t) for l, t in zip(ladders, tiles)]
        greedy = [program.greedy(l["prompt"], t, max_new) for l, t in zip(ladders, tiles)]
        check_gaps(program, ladders, tiles, greedy)

    def logps(model) -> list[list[torch.Tensor]]:
        rows = [[(l["prompt"], a, t) for a in l["answers"]] for l, t in zip(ladders, tiles)]
        return [[answer_logps(program.logits(model, p + a, t), p, a) for p, a, t in row] for row in rows]

    with torch.no_grad():
        reference = logps(program.model)
    task = dict(task_type="CAUSAL_LM") if isinstance(program, Transformers) else {}
    adapted = get_peft_model(program.model, LoraConfig(r=rank, lora_alpha=alpha, target_modules=targets, **task))
    parameters = adapter_parameters(adapted)
    for _, p in sorted(parameters.items()):
        p.data = torch.randn(p.shape, generator=generator) / p.shape[1] ** 0.5 / (2 if p.shape[1] == rank else 1)
    adapted.float().save_pretrained(folder / "adapter")
    (folder / "adapter" / "README.md").unlink()
    path = folder / "adapter" / "adapter_config.json"
    config = json.loads(path.read_text())
    if isinstance(config["target_modules"], list):
        config["target_modules"].sort()
    config["base_model_name_or_path"] = folder.name
    config["auto_mapping"] = None  # the class in a clone's module: of no use elsewhere
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    adapted.double().eval()
    policy = logps(adapted)
    loss = mdpo(policy, reference, preset)
    gradients = torch.autograd.grad(loss, list(parameters.values()))

    save_file({n: g.float().contiguous() for n, g in zip(parameters, gradients)}, folder / "grads.safetensors")
    save_file(dict(pixels=pixels, logits=torch.cat(logits).float()), folder / "tensors.safetensors")
    return dict(
        name=folder.name, folder=folder.name, imageToken=IMAGE_ID, eos=EOS_ID, beta=BETA, preset=preset, maxNew=max_new,
        ladders=ladders, greedy=[until_eos(g) for g in greedy], loss=loss.item(), reference=reference, policy=policy,
    )


def check_gaps(program, ladders, tiles, greedy) -> None:
    """The likeliest token leads everywhere by more than rounding: the answer is the same in f32."""
    for ladder, images, answer in zip(ladders, tiles, greedy):
        answer = until_eos(answer)
        logits = program.logits(program.model, ladder["prompt"] + answer, images)[len(ladder["prompt"]) - 1 :]
        best = logits.topk(2).values
        gap = (best[:, 0] - best[:, 1]).min().item()
        assert gap > 1e-3, gap
        assert logits.argmax(-1)[: len(answer)].tolist() == answer


def make_case(name: str, program, side: int, image_tokens: int, targets, preset: str, seed: int) -> dict:
    generator = torch.Generator().manual_seed(seed)
    ladders = make_ladders(image_tokens, generator)
    pixels = torch.randn(sum(TILES), 3, side, side, generator=generator)
    return write_case(OUT / name, program, ladders, pixels, targets, preset, generator)


def main(clone: str) -> None:
    siglip = dict(hidden_size=16, intermediate_size=24, num_attention_heads=2, patch_size=4)
    rope = lambda theta: dict(rope_parameters=dict(rope_type="default", rope_theta=theta))
    special = dict(image_token_id=IMAGE_ID, pad_token_id=PAD_ID, bos_token_id=BOS_ID, eos_token_id=EOS_ID)
    # 26 pixels are six patches and two pixels that no patch holds.
    idefics3 = Transformers(
        Idefics3ForConditionalGeneration,
        Idefics3Config(
            vision_config=dict(**siglip, image_size=26, num_hidden_layers=2, hidden_act="gelu"),
            text_config=dict(**TEXT, **rope(10000.0)), scale_factor=3, tie_word_embeddings=False, **special,
        ),
        seed=11,
    )
    # As SmolVLM's own files: bfloat16 and without the tower's depth, which is 12; here in shards too.
    smolvlm = Transformers(
        SmolVLMForConditionalGeneration,
        SmolVLMConfig(
            vision_config=dict(**siglip, image_size=32),
            text_config=dict(**TEXT, **rope(100000.0), head_dim=8, tie_word_embeddings=True), scale_factor=4,
            tie_word_embeddings=True, **special,
        ),
        seed=12, dtype=torch.bfloat16, shard="40KB", drop=[("vision_config", "num_hidden_layers")],
    )
    nanovlm = NanoVlm(
        clone, seed=13, vit_hidden_dim=16, vit_inter_dim=24, vit_patch_size=4, vit_img_size=24, vit_n_heads=2,
        vit_n_blocks=2, lm_hidden_dim=32, lm_inter_dim=48, lm_n_heads=4, lm_n_kv_heads=2, lm_n_blocks=2,
        lm_max_position_embeddings=128, lm_base_vocab_size=VOCAB, extra_token_amount=0, lm_vocab_size=VOCAB,
        mp_pixel_shuffle_factor=2, mp_image_token_length=9, lm_chat_template="",
        vlm_extra_tokens={"image_token": "<|image|>"},
    )
    text_only = r"model\.text_model\.layers\.\d+\.(self_attn|mlp)\.\w+_proj"
    fused = ["attn.q_proj", "attn.k_proj", "attn.v_proj", "attn.out_proj", *ALL_LINEAR[4:7], "fc1", "fc2", "MP.proj"]
    cases = [
        make_case("idefics3", idefics3, 26, 4, ALL_LINEAR, "paper", seed=21),
        make_case("smolvlm", smolvlm, 32, 4, text_only, "published-code", seed=22),
        make_case("nanovlm", nanovlm, 24, 9, fused, "paper", seed=23),
    ]
    (OUT / "golden.json").write_text(json.dumps(digits(dict(kind="mllm", cases=cases)), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1])
