"""A compact Idefics3 (SmolVLM's architecture) for training on a CPU: transformers' names and numbers.

`python model.py` compares its logits with transformers' on random weights and input.
"""

import json
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

VISION = dict(
    model_type="idefics3_vision", image_size=96, patch_size=12, hidden_size=96, num_hidden_layers=2,
    num_attention_heads=3, intermediate_size=192, hidden_act="gelu_pytorch_tanh", layer_norm_eps=1e-6,
)
TEXT = dict(
    model_type="llama", hidden_size=128, num_hidden_layers=4, num_attention_heads=4,
    num_key_value_heads=2, head_dim=32, intermediate_size=256, hidden_act="silu", rms_norm_eps=1e-5,
    max_position_embeddings=512, rope_parameters=dict(rope_type="default", rope_theta=10000.0),
    tie_word_embeddings=True,
)


def _sized(vision: tuple[int, int, int, int], text: tuple[int, int, int, int, int]) -> tuple[dict, dict]:
    names = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size")
    return VISION | dict(zip(names, vision)), TEXT | dict(zip(names + ("num_key_value_heads",), text))


# The family of experts: one architecture, several sizes; what differs from L, width x layers x heads x inner width.
SIZES = {
    "XS": _sized((48, 1, 2, 96), (48, 2, 2, 96, 1)),
    "S": _sized((64, 1, 2, 128), (64, 3, 2, 128, 1)),
    "M": _sized((64, 2, 2, 128), (96, 3, 3, 192, 1)),
    "L": (VISION, TEXT),
}


def make_config(vocab: int, ids: dict[str, int], size: str = "L") -> dict:
    """A bundled model as a Hugging Face config.json. ids: image, bos, eos, pad."""
    vision, text = SIZES[size]
    special = dict(bos_token_id=ids["bos"], eos_token_id=ids["eos"], pad_token_id=ids["pad"])
    return dict(
        model_type="idefics3", architectures=["Idefics3ForConditionalGeneration"], dtype="float32",
        image_token_id=ids["image"], scale_factor=2, tie_word_embeddings=True, **special,
        vision_config=vision, text_config=text | dict(vocab_size=vocab) | special,
    )


class VisionAttention(nn.Module):
    def __init__(self, C: int, heads: int):
        super().__init__()
        self.heads = heads
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self, name, nn.Linear(C, C))

    def forward(self, x):  # [B, T, C]
        weight = torch.cat([self.q_proj.weight, self.k_proj.weight, self.v_proj.weight])
        bias = torch.cat([self.q_proj.bias, self.k_proj.bias, self.v_proj.bias])
        B, T, C = x.shape
        q, k, v = F.linear(x, weight, bias).view(B, T, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v)
        return self.out_proj(y.transpose(1, 2).reshape(B, T, C))


class VisionMLP(nn.Module):
    def __init__(self, C: int, inner: int):
        super().__init__()
        self.fc1 = nn.Linear(C, inner)
        self.fc2 = nn.Linear(inner, C)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x), approximate="tanh"))


class VisionLayer(nn.Module):
    def __init__(self, c: dict):
        super().__init__()
        self.self_attn = VisionAttention(c["hidden_size"], c["num_attention_heads"])
        self.layer_norm1 = nn.LayerNorm(c["hidden_size"], eps=c["layer_norm_eps"])
        self.mlp = VisionMLP(c["hidden_size"], c["intermediate_size"])
        self.layer_norm2 = nn.LayerNorm(c["hidden_size"], eps=c["layer_norm_eps"])

    def forward(self, x):
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))


class VisionModel(nn.Module):
    def __init__(self, c: dict):
        super().__init__()
        C, P = c["hidden_size"], c["patch_size"]
        self.side = c["image_size"] // P
        self.embeddings = nn.Module()
        self.embeddings.patch_embedding = nn.Conv2d(3, C, P, stride=P)
        self.embeddings.position_embedding = nn.Embedding(self.side**2, C)
        self.encoder = nn.Module()
        self.encoder.layers = nn.ModuleList(VisionLayer(c) for _ in range(c["num_hidden_layers"]))
        self.post_layernorm = nn.LayerNorm(C, eps=c["layer_norm_eps"])

    def forward(self, pixels):  # [B, 3, S, S] -> [B, patches, C]
        conv = self.embeddings.patch_embedding
        P = conv.kernel_size[0]
        patches = F.unfold(pixels, P, stride=P).transpose(1, 2)  # [B, patches, 3*P*P]
        x = F.linear(patches, conv.weight.flatten(1), conv.bias)
        x = x + self.embeddings.position_embedding.weight
        for layer in self.encoder.layers:
            x = layer(x)
        return self.post_layernorm(x)


class Connector(nn.Module):
    def __init__(self, c: dict):
        super().__init__()
        self.factor = c["scale_factor"]
        self.modality_projection = nn.Module()
        inner = c["vision_config"]["hidden_size"] * self.factor**2
        self.modality_projection.proj = nn.Linear(inner, c["text_config"]["hidden_size"], bias=False)

    def forward(self, x):  # [B, side*side, C] -> [B, (side/f)^2, hidden]
        B, N, C = x.shape
        f, side = self.factor, int(N**0.5)
        x = x.view(B, side // f, f, side // f, f, C).permute(0, 1, 3, 2, 4, 5)
        return self.modality_projection.proj(x.reshape(B, N // f**2, f * f * C))


def rotate(x, cos, sin):  # [B, H, T, D]
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class TextAttention(nn.Module):
    def __init__(self, c: dict):
        super().__init__()
        C, D = c["hidden_size"], c["head_dim"]
        self.H, self.Hkv, self.D = c["num_attention_heads"], c["num_key_value_heads"], D
        self.q_proj = nn.Linear(C, self.H * D, bias=False)
        self.k_proj = nn.Linear(C, self.Hkv * D, bias=False)
        self.v_proj = nn.Linear(C, self.Hkv * D, bias=False)
        self.o_proj = nn.Linear(self.H * D, C, bias=False)

    def forward(self, x, cos, sin, mask):
        B, T, _ = x.shape
        weight = torch.cat([self.q_proj.weight, self.k_proj.weight, self.v_proj.weight])
        qkv = F.linear(x, weight).view(B, T, -1, self.D).transpose(1, 2)
        q, k, v = qkv.split([self.H, self.Hkv, self.Hkv], 1)
        group = self.H // self.Hkv
        k = rotate(k, cos, sin).repeat_interleave(group, 1)
        y = F.scaled_dot_product_attention(rotate(q, cos, sin), k, v.repeat_interleave(group, 1), mask)
        return self.o_proj(y.transpose(1, 2).reshape(B, T, -1))


class TextMLP(nn.Module):
    def __init__(self, C: int, inner: int):
        super().__init__()
        self.gate_proj = nn.Linear(C, inner, bias=False)
        self.up_proj = nn.Linear(C, inner, bias=False)
        self.down_proj = nn.Linear(inner, C, bias=False)

    def forward(self, x):
        gate, up = F.linear(x, torch.cat([self.gate_proj.weight, self.up_proj.weight])).chunk(2, -1)
        return self.down_proj(F.silu(gate) * up)


class TextLayer(nn.Module):
    def __init__(self, c: dict):
        super().__init__()
        C = c["hidden_size"]
        self.self_attn = TextAttention(c)
        self.mlp = TextMLP(C, c["intermediate_size"])
        self.input_layernorm = nn.RMSNorm(C, eps=c["rms_norm_eps"])
        self.post_attention_layernorm = nn.RMSNorm(C, eps=c["rms_norm_eps"])

    def forward(self, x, cos, sin, mask):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, mask)
        return x + self.mlp(self.post_attention_layernorm(x))


class TextModel(nn.Module):
    def __init__(self, c: dict):
        super().__init__()
        C, D = c["hidden_size"], c["head_dim"]
        self.embed_tokens = nn.Embedding(c["vocab_size"], C)
        self.layers = nn.ModuleList(TextLayer(c) for _ in range(c["num_hidden_layers"]))
        self.norm = nn.RMSNorm(C, eps=c["rms_norm_eps"])
        theta = c["rope_parameters"]["rope_theta"]
        frequency = theta ** -(torch.arange(0, D, 2) / D)
        angle = torch.arange(c["max_position_embeddings"])[:, None] * frequency  # [positions, D/2]
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)

    def forward(self, x, positions, mask):  # [B, T, C], [B, T], [B, 1, T, T] with True = may attend
        cos, sin = self.cos[positions].unsqueeze(1), self.sin[positions].unsqueeze(1)  # [B, 1, T, D/2]
        for layer in self.layers:
            x = layer(x, cos, sin, mask)
        return self.norm(x)


class Model(nn.Module):
    """Rows of one image and tokens, with explicit positions and attention mask, so that rows can be packed."""

    def __init__(self, config: dict):
        super().__init__()
        self.config = config
        self.model = nn.Module()
        self.model.vision_model = VisionModel(config["vision_config"])
        self.model.connector = Connector(config)
        self.model.text_model = TextModel(config["text_config"])

    @property
    def table(self):
        """[V, C]: the token embeddings, which are the output head too."""
        return self.model.text_model.embed_tokens.weight

    def image_tokens(self, pixels):  # [B, 3, S, S] -> [B, image tokens, C]
        return self.model.connector(self.model.vision_model(pixels))

    def hidden(self, images, ids, positions, mask):
        """Final hidden states [B, T, C] of rows that hold one run of image tokens each."""
        x = F.embedding(ids, self.table)
        is_image = (ids == self.config["image_token_id"]).unsqueeze(-1)
        x = x.masked_scatter(is_image, images.to(x.dtype))
        return self.model.text_model(x, positions, mask)

    def forward(self, pixels, ids):
        """Logits [B, T, V] of unpacked rows."""
        B, T = ids.shape
        positions = torch.arange(T).expand(B, T)
        causal = torch.ones(1, 1, T, T, dtype=torch.bool).tril()
        return F.linear(self.hidden(self.image_tokens(pixels), ids, positions, causal), self.table)

    def initialise(self) -> None:
        """Normal weights, residual outputs scaled down by depth, and decoder queries that begin close to
        the keys of their group, so that a token attends to its like (mimetic initialisation,
        arXiv 2305.09828): image tokens lie in word space, so a noun begins by finding itself there."""
        deep = 2 * self.config["text_config"]["num_hidden_layers"]
        wide = 2 * self.config["vision_config"]["num_hidden_layers"]
        depths = {"o_proj": deep, "down_proj": deep, "out_proj": wide, "fc2": wide}
        for name, p in self.named_parameters():
            if p.ndim == 1:
                nn.init.ones_(p) if "norm" in name and name.endswith("weight") else nn.init.zeros_(p)
            elif "embed_tokens" in name or "position_embedding" in name:
                nn.init.normal_(p, std=0.05)
            else:
                depth = depths.get(name.split(".")[-2], 1)
                nn.init.normal_(p, std=(p[0].numel() * depth) ** -0.5)
        with torch.no_grad():
            for layer in self.model.text_model.layers:
                a = layer.self_attn
                k = a.k_proj.weight.view(a.Hkv, a.D, -1).repeat_interleave(a.H // a.Hkv, 0)
                a.q_proj.weight.mul_(0.3).add_(k.flatten(0, 1), alpha=0.95)


def save(model: Model, folder: Path) -> None:
    """model.safetensors and config.json, as `Idefics3ForConditionalGeneration.from_pretrained` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: p.detach().contiguous() for name, p in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(model.config, indent=2) + "\n")


def load(folder: Path) -> Model:
    model = Model(json.loads((folder / "config.json").read_text()))
    model.load_state_dict(load_file(folder / "model.safetensors"))
    return model


def check() -> float:
    """Largest difference between this model's logits and transformers' on one random batch of each size."""
    return max(check_size(size) for size in SIZES)


def check_size(size: str) -> float:
    import tempfile

    from transformers import Idefics3ForConditionalGeneration

    torch.manual_seed(0)
    model = Model(make_config(80, dict(pad=0, bos=1, eos=2, image=3), size))
    model.initialise()
    for p in model.parameters():
        p.data += 0.05 * torch.randn(p.shape)
    with tempfile.TemporaryDirectory() as folder:
        save(model, Path(folder))
        theirs = Idefics3ForConditionalGeneration.from_pretrained(folder).eval()
    pixels = torch.randn(2, 3, 96, 96)
    ids = torch.randint(4, 80, (2, 60))
    ids[:, 0], ids[:, 1:17] = 1, 3
    with torch.no_grad():
        return (model(pixels, ids) - theirs(pixel_values=pixels[:, None], input_ids=ids).logits).abs().max().item()


if __name__ == "__main__":
    error = check()
    print(f"largest logit difference from transformers: {error:.2e}")
    assert error < 1e-4
