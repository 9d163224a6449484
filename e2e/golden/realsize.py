"""One case of mllm.py's form at real size: SmolVLM-256M's configuration with seeded random weights, one image of 512
pixels, one ladder of K = 4 answers, LoRA of rank 64 on attention and MLP of the decoder. Nothing of it is committed:
it takes about 0.8 GB.

    pip install -r requirements.txt && python realsize.py FOLDER
    npm run verify -- FOLDER/golden.json      # at the root
"""

import functools
import json
import sys
import time
from pathlib import Path

sys.path.append(sys.path.pop(0))  # last, for statistics.py beside this file would stand in for Python's own

import torch
from transformers import Idefics3Config, Idefics3ForConditionalGeneration

from mllm import BOS_ID, EOS_ID, IMAGE_ID, PAD_ID, Transformers, digits, write_case

SIDE, IMAGE_TOKENS, VOCAB = 512, 64, 49280
ANSWER_LENGTHS = [64, 48, 56, 40]  # [K], <eos> included


def smolvlm_256m() -> Idefics3Config:
    """The numbers of HuggingFaceTB/SmolVLM-256M-Instruct's config.json; the special tokens' ids are mllm.py's."""
    return Idefics3Config(
        vision_config=dict(hidden_size=768, image_size=SIDE, num_attention_heads=12, patch_size=16),
        text_config=dict(
            model_type="llama", vocab_size=VOCAB, hidden_size=576, intermediate_size=1536, num_hidden_layers=30,
            num_attention_heads=9, num_key_value_heads=3, head_dim=64, rms_norm_eps=1e-5,
            max_position_embeddings=8192, rope_parameters=dict(rope_type="default", rope_theta=100000.0),
            pad_token_id=PAD_ID, bos_token_id=BOS_ID, eos_token_id=EOS_ID,
        ),
        scale_factor=4, image_token_id=IMAGE_ID, tie_word_embeddings=False,
        pad_token_id=PAD_ID, bos_token_id=BOS_ID, eos_token_id=EOS_ID,
    )


def look_once(model: Idefics3ForConditionalGeneration) -> None:
    """The adapter is in the decoder alone, so the image's features are always the same."""
    compute, kept = model.model.get_image_features, []

    @functools.wraps(compute)  # generate reads its signature
    def features(*args, **kwargs):
        if not kept:
            with torch.no_grad():
                kept.append(compute(*args, **kwargs))
        return kept[0]

    model.model.get_image_features = features


def main(out: Path) -> None:
    started = time.time()
    program = Transformers(Idefics3ForConditionalGeneration, smolvlm_256m(), seed=31, dtype=torch.bfloat16)
    look_once(program.model)
    generator = torch.Generator().manual_seed(32)
    words = lambda n: torch.randint(4, VOCAB, (n,), generator=generator).tolist()
    ladder = dict(
        tiles=1, prompt=[BOS_ID] + words(5) + [IMAGE_ID] * IMAGE_TOKENS + words(16),
        answers=[words(n - 1) + [EOS_ID] for n in ANSWER_LENGTHS],
    )
    pixels = torch.rand(1, 3, SIDE, SIDE, generator=generator) * 2 - 1
    targets = r"model\.text_model\.layers\.\d+\.(self_attn|mlp)\.\w+_proj"
    case = write_case(
        out / "smolvlm-256m", program, [ladder], pixels, targets, "published-code", generator,
        rank=64, alpha=64, max_new=4,
    )
    (out / "golden.json").write_text(json.dumps(digits(dict(kind="mllm", cases=[case])), separators=(",", ":")) + "\n")
    weights = sum(p.numel() for name, p in program.model.named_parameters() if "lora_" not in name)
    print(f"loss {case['loss']:.9g}; {weights / 1e6:.1f} M weights")
    print(f"written in {time.time() - started:.0f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
