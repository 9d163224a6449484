"""Golden numbers of what happens before a hub model runs: pictures to pixel values, conversations to token ids, texts to
token ids. By transformers' Idefics3Processor and SmolVLMProcessor (their default image processor, the one that SmolVLM's
preprocessor_config.json names: Idefics3ImageProcessor, on torchvision), by nanoVLM's own code, and by `tokenizers`.

Pictures and texts are our own; the tokenizer is trained here, built as SmolLM2's (single digits, then GPT-2's byte level)
with SmolVLM's special tokens. Fields: README.md. It has its own versions, nothing of requirements.txt:

    pip install torch==2.13.0 torchvision==0.28.0 transformers==5.24.0 tokenizers==0.23.3 pillow==13.0.0 \
        num2words==0.5.14 einops==0.8.2 numpy==2.4.6
    python processor.py CLONE        (of huggingface/nanoVLM with its history, at commit 4e0c096)
"""

import base64
import contextlib
import io
import json
import subprocess
import sys
import tempfile
import types
import zlib
from pathlib import Path

HERE = Path(__file__).parent / "processor"
sys.path[0] = str(HERE)  # not this file's folder, whose statistics.py is not Python's

import numpy as np
import torch
from PIL import Image
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    Idefics3ImageProcessor, Idefics3Processor, PreTrainedTokenizerFast, SmolVLMImageProcessor, SmolVLMProcessor,
    SmolVLMVideoProcessor,
)

from texts import corpus, texts

SAMPLES = 300

# ---- pictures: src/host/goldenPictures.ts draws the same ones ----------------------------------------------------

U32 = np.uint32


def hashed(x, y, c, seed):
    h = (x * U32(374761393) + y * U32(668265263) + U32(c * 2246822519 & 0xFFFFFFFF) + U32(seed * 3266489917 & 0xFFFFFFFF)).astype(U32)
    h = ((h ^ (h >> U32(13))) * U32(1274126177)).astype(U32)
    return (h ^ (h >> U32(16))) & U32(255)


def noise(x, y, c, seed):
    return hashed(x, y, c, seed)


def zones(x, y, c, seed):
    """Rings that grow finer: every frequency, and aliases where a filter is narrow."""
    return ((x * x + U32(2) * y * y + U32(seed) * x * y) >> U32(5)) + U32(85 * c) & U32(255)


def edges(x, y, c, seed):
    """Squares of full colours: what overshoots."""
    return ((x // U32(7 + seed) + y // U32(5 + seed) + U32(c) * (x // U32(14))) & U32(1)) * U32(255)


def photo(x, y, c, seed):
    """Soft shapes of three sizes, as value noise has them."""
    total = np.zeros_like(x)
    for cell, weight in ((64, 4), (16, 2), (4, 1)):
        n = U32(cell)
        X, Y, fx, fy = x // n, y // n, x % n, y % n
        at = lambda dx, dy: hashed(X + U32(dx), Y + U32(dy), c, seed + cell)
        top = at(0, 0) * (n - fx) + at(1, 0) * fx
        low = at(0, 1) * (n - fx) + at(1, 1) * fx
        total += (top * (n - fy) + low * fy) // (n * n) * U32(weight)
    return total // U32(7)


PATTERNS = dict(noise=noise, zones=zones, edges=edges, photo=photo)


def rgba(picture) -> np.ndarray:
    y, x = np.meshgrid(np.arange(picture["height"], dtype=U32), np.arange(picture["width"], dtype=U32), indexing="ij")
    pattern = PATTERNS[picture["pattern"]]
    planes = [pattern(x, y, 0 if picture["grey"] else c, picture["seed"]) for c in range(3)]
    alpha = (U32(5) * x + U32(3) * y) & U32(255) if picture["alpha"] else np.full_like(x, 255)
    return np.stack([*planes, alpha], -1).astype(np.uint8)


def opened(picture) -> Image.Image:
    """In the mode that a file of it would open in."""
    of = rgba(picture)
    if picture["alpha"]:
        return Image.fromarray(of, "RGBA")
    return Image.fromarray(of[..., 0], "L") if picture["grey"] else Image.fromarray(of[..., :3], "RGB")


def picture(pattern, width, height, seed=1, alpha=False, grey=False):
    return dict(pattern=pattern, width=width, height=height, seed=seed, alpha=alpha, grey=grey)


# ---- pixel values ------------------------------------------------------------------------------------------------

SMOLVLM = dict(
    image_processor_type="Idefics3ImageProcessor", do_convert_rgb=True, do_resize=True, size={"longest_edge": 2048},
    resample=1, do_image_splitting=True, max_image_size={"longest_edge": 512}, do_rescale=True,
    rescale_factor=0.00392156862745098, do_normalize=True, image_mean=[0.5, 0.5, 0.5], image_std=[0.5, 0.5, 0.5],
    do_pad=True,
)
TINY = {**SMOLVLM, "size": {"longest_edge": 96}, "max_image_size": {"longest_edge": 32}}
NANO = dict(vit_img_size=32, vit_patch_size=8, mp_pixel_shuffle_factor=2, mp_image_token_length=4)
CELLS = {f"r{r}c{c}": f"<row_{r}_col_{c}>" for r in range(1, 9) for c in range(1, 9)}
IMAGE = {"image_token": "<|image|>"}
NANO_TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
WHOLE = {**IMAGE, "global_image_token": "<|global_image|>", **CELLS}
NANO_FULL = {**NANO, "max_img_size": 128, "resize_to_max_side_len": True, "vlm_extra_tokens": WHOLE}

PROCESSORS = {
    "smolvlm": dict(architecture="idefics3", config=SMOLVLM),
    "tiny": dict(architecture="idefics3", config=TINY),
    "tiny, bilinear": dict(architecture="idefics3", config={**TINY, "resample": 2}),
    "tiny, bicubic": dict(architecture="idefics3", config={**TINY, "resample": 3}),
    "tiny, own size": dict(architecture="idefics3", config={**TINY, "do_resize": False}),
    "tiny, one tile": dict(architecture="idefics3", config={**TINY, "do_image_splitting": False}),
    "tiny, both sides": dict(architecture="idefics3", config={**TINY, "size": {"height": 50, "width": 70}}),
    "tiny, another mean": dict(architecture="idefics3", config={
        **TINY, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}),
    "tiny, no mean": dict(architecture="idefics3", config={**TINY, "do_normalize": False}),
    "tiny, bytes": dict(architecture="idefics3", config={**TINY, "do_normalize": False, "do_rescale": False}),
    "odd sizes": dict(architecture="idefics3", config={
        **TINY, "size": {"longest_edge": 101}, "max_image_size": {"longest_edge": 37}}),
    "nanovlm": dict(architecture="nanovlm", config={
        **NANO_FULL, "vit_img_size": 512, "max_img_size": 2048, "resize_to_max_side_len": False}),
    "nano": dict(architecture="nanovlm", config=NANO_FULL),
    "nano, not enlarged": dict(architecture="nanovlm", config={**NANO_FULL, "resize_to_max_side_len": False}),
    "nano, tiles only": dict(architecture="nanovlm", config={**NANO, "max_img_size": 128, "vlm_extra_tokens": {**IMAGE, **CELLS}}),
    "nano, one square": dict(architecture="nanovlm", config=NANO),
}
SIZES = [(61, 47), (47, 61), (1, 1), (200, 30), (30, 200), (96, 96), (33, 32), (3, 2), (150, 149)]
PICTURES = [
    ("smolvlm", picture("photo", 1536, 2048)), ("smolvlm", picture("zones", 2000, 300)), ("smolvlm", picture("edges", 1, 1)),
    ("smolvlm", picture("edges", 377, 611, alpha=True)), ("nanovlm", picture("photo", 1201, 901)),
    *[("tiny", picture(pattern, w, h)) for w, h in SIZES for pattern in ("photo", "edges")],
    *[("nano", picture(pattern, w, h)) for w, h in SIZES for pattern in ("photo", "edges")],
    ("tiny", picture("noise", 97, 41, alpha=True)), ("tiny", picture("photo", 80, 55, grey=True)),
    ("nano", picture("noise", 97, 41, alpha=True)), ("nano", picture("photo", 80, 55, grey=True)),
    *[(name, picture(pattern, w, h, seed=2))
      for name in ("tiny, bilinear", "tiny, bicubic", "tiny, own size", "tiny, one tile", "tiny, both sides",
                   "tiny, another mean", "tiny, no mean", "tiny, bytes", "odd sizes", "nano, not enlarged",
                   "nano, tiles only", "nano, one square")
      for pattern, w, h in (("zones", 71, 45), ("noise", 40, 90))],
    ("nano, one square", picture("edges", 20, 300)), ("odd sizes", picture("edges", 301, 20)),
]


class NanoVlm:
    """nanoVLM's code, out of its clone: of today, and of the day before pictures were split."""

    def __init__(self, clone: Path):
        self.clone = clone
        sys.path.insert(0, str(clone))
        from data import processors
        self.today = processors
        self.before = self.at("1bdd691^")
        self.first = self.at("92219eb")

    def at(self, commit: str) -> types.ModuleType:
        source = subprocess.run(["git", "-C", self.clone, "show", f"{commit}:data/processors.py"],
                                check=True, capture_output=True, text=True).stdout
        module = types.ModuleType(f"processors_{commit}")
        exec(source, module.__dict__)
        return module

    def image(self, config, image: Image.Image):
        """As generate.py calls it; rows and columns, and [tiles][3][S][S]."""
        image = image.convert("RGB")
        if "max_img_size" not in config:
            return (1, 1), self.first.get_image_processor(config["vit_img_size"])(image).unsqueeze(0)
        with contextlib.redirect_stdout(io.StringIO()):
            process = self.today.get_image_processor(
                config["max_img_size"], config["vit_img_size"], config.get("resize_to_max_side_len", False))
        tiles, ratio = process(image)
        if "global_image_token" not in config["vlm_extra_tokens"] and ratio[0] * ratio[1] == len(tiles) - 1:
            tiles = tiles[1:]
        return ratio, tiles


def prepared(processor, image: Image.Image, nano: NanoVlm):
    """Rows, columns, [tiles][3][S][S]."""
    config = processor["config"]
    if processor["architecture"] == "nanovlm":
        return nano.image(config, image)
    kwargs = {k: v for k, v in config.items() if k != "image_processor_type"}
    first, second = [make(**kwargs)(images=[[image]], return_tensors="pt", return_row_col_info=True)
                     for make in (Idefics3ImageProcessor, SmolVLMImageProcessor)]
    assert torch.equal(first["pixel_values"], second["pixel_values"])
    assert bool(first["pixel_attention_mask"].all())
    return (first["rows"][0][0], first["cols"][0][0]), first["pixel_values"][0]


def image_cases(nano: NanoVlm):
    cases = []
    for i, (name, of) in enumerate(PICTURES):
        (rows, cols), tiles = prepared(PROCESSORS[name], opened(of), nano)
        flat = tiles.double().numpy().ravel()
        at = (np.arange(SAMPLES) * 104729 + 12345) % flat.size
        if i % 20 == 7:  # as bytes, so that any picture can be checked
            data = zlib.compress(rgba(of).tobytes(), 9)
            of = dict(width=of["width"], height=of["height"], rgba=base64.b64encode(data).decode())
        cases.append(dict(of="picture", processor=name, picture=of, rows=int(rows), cols=int(cols), count=len(tiles),
                          samples=[round(v, 6) for v in flat[at].tolist()],
                          means=[round(v, 6) for v in tiles.double().mean((1, 2, 3)).tolist()]))
    return cases + [mask_case()]


def mask_case():
    images = [[opened(picture("photo", 61, 47)), opened(picture("photo", 20, 90))], [opened(picture("edges", 90, 9))]]
    kwargs = {k: v for k, v in TINY.items() if k != "image_processor_type"}
    out = Idefics3ImageProcessor(**kwargs)(images=images, return_tensors="pt", return_row_col_info=True)
    mask = out["pixel_attention_mask"]
    assert torch.equal(mask, mask[:, :, :1, :1].expand_as(mask))
    counts = [sum(r * c + 1 if r else 1 for r, c in zip(rows, cols)) for rows, cols in zip(out["rows"], out["cols"])]
    return dict(of="mask", counts=counts, mask=mask[:, :, 0, 0].flatten().tolist())


# ---- texts -------------------------------------------------------------------------------------------------------

FIRST = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>", "<reponame>", "<file_sep>", "<filename>", "<gh_stars>",
    "<issue_start>", "<issue_comment>", "<issue_closed>", "<jupyter_start>", "<jupyter_text>", "<jupyter_code>",
    "<jupyter_output>", "<jupyter_script>", "<empty_output>",
]
LAST = [
    "<global-img>", *[f"<row_{r}_col_{c}>" for r in range(1, 7) for c in range(1, 7)], "<fake_token_around_image>",
    "<image>", "<end_of_utterance>",
]
SPECIALS = dict(bos_token="<|im_start|>", eos_token="<end_of_utterance>", pad_token="<|im_end|>", unk_token="<|endoftext|>")
# SmolVLM's own.
TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}{% if message['content'][0]['type'] == "
    "'image' %}{{':'}}{% else %}{{': '}}{% endif %}{% for line in message['content'] %}{% if line['type'] == 'text' %}"
    "{{line['text']}}{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n"
    "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)


def trained() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(corpus(), trainers.BpeTrainer(
        vocab_size=2000, special_tokens=FIRST, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.add_special_tokens(LAST)
    return tokenizer


def token_cases(tokenizer: Tokenizer):
    cases = []
    for script, of in texts(FIRST + LAST).items():
        ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in of]
        spelt = [tokenizer.decode(i, skip_special_tokens=False) for i in ids]
        left_out = [tokenizer.decode(i, skip_special_tokens=True) for i in ids]
        same = lambda decoded: [None if d == text else d for d, text in zip(decoded, of)]
        cases.append(dict(script=script, texts=of, ids=ids, spelt=same(spelt), leftOut=same(left_out)))
    # What a model may well write: ids in any order, broken characters among them.
    rng = np.random.default_rng(0)
    ids = [rng.integers(0, tokenizer.get_vocab_size(), rng.integers(1, 12)).tolist() for _ in range(100)]
    decoded = [tokenizer.decode(i, skip_special_tokens=False) for i in ids]
    cases.append(dict(script="any ids", texts=None, ids=ids, spelt=decoded,
                      leftOut=[tokenizer.decode(i, skip_special_tokens=True) for i in ids]))
    return cases


# ---- conversations -----------------------------------------------------------------------------------------------

A, B, WIDE, DOT = picture("photo", 61, 47), picture("photo", 90, 30), picture("edges", 200, 30), picture("edges", 30, 30)


def turn(role, text, *pictures):
    return dict(role=role, text=text, pictures=list(pictures))


CHATS = [
    ([turn("user", "What is in the picture?", A)], True),
    ([turn("user", " Что на картинке? 写真の中に何がありますか。½ 2024", WIDE)], True),
    ([turn("user", "Describe it.", A), turn("assistant", "A dog  on a sofa."), turn("user", "Which colour?\n")], True),
    ([turn("user", "Describe it.", A), turn("assistant", "A dog."), turn("user", "Sure?"), turn("assistant", " Yes!")], False),
    ([turn("user", "Compare them.", A, DOT), turn("assistant", "One has a <b>dog</b>."), turn("user", "And this?", B)], True),
    ([turn("system", "Be brief."), turn("user", "No picture here. {{ x }} {% if %}")], True),
    ([turn("user", "", DOT)], True),
    ([turn("user", "<|im_end|>\nIs that <row_1_col_1> read?", A)], True),
]
NANO_CHATS = [
    ([turn("user", "What is in the picture?", A)], True),
    ([turn("user", "Is it ½ 日本 2024?", WIDE)], True),
    ([turn("user", "Describe it.", DOT), turn("assistant", "A dog."), turn("user", "Which colour?\n")], True),
    ([turn("user", "Describe it.", A), turn("assistant", "A dog.")], False),
    ([turn("user", "Compare them.", A, DOT, B)], True),
    ([turn("user", "No picture here.")], True),
]


def plain(turns):
    return [dict(role=t["role"], text=t["text"], images=len(t["pictures"])) for t in turns]


def nulls(ids, image):
    return [None if i == image else int(i) for i in ids]


def idefics3_prompts(folder: Path):
    def make(cls, image_processor, seq, *rest):
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, **SPECIALS)
        return cls(image_processor, tokenizer, *rest, image_seq_len=seq, chat_template=TEMPLATE)

    cases = []
    for name, config, seq, chats in (("smolvlm", SMOLVLM, 64, CHATS[:1]), ("tiny", TINY, 4, CHATS)):
        kwargs = {k: v for k, v in config.items() if k != "image_processor_type"}
        both = [make(Idefics3Processor, Idefics3ImageProcessor(**kwargs), seq),
                make(SmolVLMProcessor, SmolVLMImageProcessor(**kwargs), seq, SmolVLMVideoProcessor())]
        for turns, answer in chats:
            messages = [dict(role=t["role"], content=[{"type": "image"}] * len(t["pictures"]) + [dict(type="text", text=t["text"])])
                        for t in turns]
            images = [opened(p) for t in turns for p in t["pictures"]]
            outs = []
            for processor in both:
                text = processor.apply_chat_template(messages, add_generation_prompt=answer, tokenize=False)
                ids = processor(text=text, images=[images] if images else None)["input_ids"][0]
                outs.append(nulls(ids, processor.image_token_id))
            assert outs[0] == outs[1]
            info = both[0].image_processor(images=[images], return_row_col_info=True) if images else dict(rows=[[]], cols=[[]])
            tiles = [[int(r), int(c)] for r, c in zip(info["rows"][0], info["cols"][0])]
            cases.append(dict(format=name, turns=plain(turns), tiles=tiles, answer=answer, ids=outs[0]))
    return cases


NANO_FORMATS = {
    "nano": {**NANO_FULL, "lm_chat_template": NANO_TEMPLATE},
    "nano, tiles only": {**PROCESSORS["nano, tiles only"]["config"], "lm_chat_template": NANO_TEMPLATE},
    "nano, one square": {**NANO, "vlm_extra_tokens": IMAGE, "lm_chat_template": NANO_TEMPLATE},
    "nanovlm-222m": {k: v for k, v in NANO.items() if k != "mp_image_token_length"},
}


def nano_prompts(nano: NanoVlm, folder: Path):
    cases = []
    for name, config in NANO_FORMATS.items():
        nano.today.TOKENIZERS_CACHE.clear()
        extra = config.get("vlm_extra_tokens")
        for turns, answer in NANO_CHATS:
            images = [opened(p) for t in turns for p in t["pictures"]]
            tiles = [[int(n) for n in nano.image(config, image)[0]] for image in images]
            if extra is None:
                # generate.py of 92219eb: one question; the model puts the features before the tokens' embeddings.
                if len(turns) > 1 or len(images) != 1:
                    continue
                tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, **SPECIALS)
                ids = [None] * 4 + tokenizer(f"Question: {turns[0]['text']} Answer:").input_ids
            else:
                with loading(PreTrainedTokenizerFast, folder):
                    tokenizer = nano.today.get_tokenizer(str(folder), extra, config["lm_chat_template"])
                seq = config["mp_image_token_length"]
                string = (nano.today.get_image_string(tokenizer, tiles, seq) if "max_img_size" in config
                          else tokenizer.image_token * seq * len(images))
                messages = [dict(role=t["role"], content=t["text"]) for t in turns]
                messages[0]["content"] = string + messages[0]["content"]
                ids = tokenizer.apply_chat_template([messages], tokenize=True, add_generation_prompt=answer, return_dict=False)[0]
                ids = nulls(ids, tokenizer.convert_tokens_to_ids(tokenizer.image_token))
            cases.append(dict(format=name, turns=plain(turns), tiles=tiles, answer=answer, ids=ids))
    return cases


@contextlib.contextmanager
def loading(cls, folder):
    """AutoTokenizer would need a model's folder; tokenizer.json is enough for its class."""
    import transformers
    kept = transformers.AutoTokenizer.from_pretrained
    transformers.AutoTokenizer.from_pretrained = lambda _, use_fast=True, **kwargs: cls.from_pretrained(folder, **SPECIALS, **kwargs)
    try:
        yield
    finally:
        transformers.AutoTokenizer.from_pretrained = kept


def write(name: str, **content):
    lines = [json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in content.pop("cases")]
    head = json.dumps(content, ensure_ascii=False)[:-1]
    (HERE / name).write_text(head + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def main():
    nano = NanoVlm(Path(sys.argv[1]).resolve())
    HERE.mkdir(exist_ok=True)
    tokenizer = trained()
    tokenizer.save(str(HERE / "tokenizer.json"), pretty=False)
    write("images.json", kind="images", processors=PROCESSORS, cases=image_cases(nano))
    write("tokens.json", kind="tokens", tokenizer="tokenizer.json", cases=token_cases(tokenizer))
    with tempfile.TemporaryDirectory() as at:
        tokenizer.save(f"{at}/tokenizer.json")
        formats = {
            "smolvlm": dict(architecture="idefics3", processor=dict(image_seq_len=64), template=TEMPLATE, specials=SPECIALS),
            "tiny": dict(architecture="idefics3", processor=dict(image_seq_len=4), template=TEMPLATE, specials=SPECIALS),
            **{name: dict(architecture="nanovlm", config=config) for name, config in NANO_FORMATS.items()},
        }
        write("prompts.json", kind="prompts", tokenizer="tokenizer.json", formats=formats,
              cases=idefics3_prompts(Path(at)) + nano_prompts(nano, Path(at)))


if __name__ == "__main__":
    main()
