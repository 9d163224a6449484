"""Golden numbers of the multimodal model, computed by Hugging Face's transformers.

A tiny seeded Idefics3 (SmolVLM's architecture) reads B = 2 ladders of K = 3 answers, each answer as
a row of its own. Written per variant: weights and config as `save_pretrained` writes them,
golden.json (inputs and expected numbers) and one file of gradients per loss. Fields: README.md.

    pip install -r requirements.txt && python model.py
"""

import itertools
import json
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import Idefics3Config, Idefics3ForConditionalGeneration

HERE = Path(__file__).parent
B, K = 2, 3
BETA = 0.1
IMAGE, PATCH, SHUFFLE = 24, 6, 2
IMAGE_TOKENS = (IMAGE // PATCH // SHUFFLE) ** 2
PAD_ID, BOS_ID, EOS_ID, IMAGE_ID, VOCAB = 0, 1, 2, 3, 60
IGNORE = -100
QUESTION_LENGTHS = [5, 3]  # [B]
ANSWER_LENGTHS = [[7, 4], [3, 8], [1, 6]]  # [K][B], <eos> included
STEPS = 10
ADAMW = dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)
MAX_GRAD_NORM = 1.0


def make_config(tied: bool) -> Idefics3Config:
    return Idefics3Config(
        vision_config=dict(
            hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2,
            image_size=IMAGE, patch_size=PATCH,
        ),
        text_config=dict(
            model_type="llama", vocab_size=VOCAB, hidden_size=32, intermediate_size=48,
            num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, head_dim=8,
            rms_norm_eps=1e-5, max_position_embeddings=64, tie_word_embeddings=tied,
            rope_parameters=dict(rope_type="default", rope_theta=10000.0),
            pad_token_id=PAD_ID, bos_token_id=BOS_ID, eos_token_id=EOS_ID,
        ),
        scale_factor=SHUFFLE, image_token_id=IMAGE_ID, tie_word_embeddings=tied,
        pad_token_id=PAD_ID, bos_token_id=BOS_ID, eos_token_id=EOS_ID,
    )


def seeded_model(tied: bool) -> Idefics3ForConditionalGeneration:
    """Weights far from the initial ones, so that attention is sharp and no bias or gain is trivial.

    Rounded to float32, then held in float64 (transformers' RMSNorm, RoPE and softmax stay float32).
    """
    torch.manual_seed(7)
    model = Idefics3ForConditionalGeneration._from_config(make_config(tied), attn_implementation="eager")
    for name, p in model.named_parameters():
        is_gain = "norm" in name and name.endswith("weight")
        fan_in = p[0].numel() if p.ndim > 1 else 1
        std = 0.3 if p.ndim == 1 or "embedding" in name.rsplit(".", 2)[-2] else 1.5 / fan_in**0.5
        p.data = torch.randn(p.shape) * std + (1.0 if is_gain else 0.0)
    model.tie_weights()
    return model.double().eval()


def make_batch(generator: torch.Generator) -> dict[str, torch.Tensor]:
    """Row r = level * B + example: <bos>, image tokens, question, answer, right padding."""
    def words(n: int) -> list[int]:
        return torch.randint(4, VOCAB, (n,), generator=generator).tolist()

    pixels = torch.randn(B, 3, IMAGE, IMAGE, generator=generator)
    questions = [words(n) for n in QUESTION_LENGTHS]
    rows, labels = [], []
    for k, b in itertools.product(range(K), range(B)):
        prefix = [BOS_ID] + [IMAGE_ID] * IMAGE_TOKENS + questions[b]
        answer = words(ANSWER_LENGTHS[k][b] - 1) + [EOS_ID]
        rows.append(prefix + answer)
        labels.append([IGNORE] * len(prefix) + answer)
    T = max(map(len, rows))
    pad = lambda row, value: row + [value] * (T - len(row))
    return dict(
        pixel_values=pixels.repeat(K, 1, 1, 1).unsqueeze(1).double(),  # [K*B, 1, 3, S, S]
        input_ids=torch.tensor([pad(r, PAD_ID) for r in rows]),  # [K*B, T]
        attention_mask=torch.tensor([pad([1] * len(r), 0) for r in rows]),  # [K*B, T]
        labels=torch.tensor([pad(r, IGNORE) for r in labels]),  # [K*B, T]
    )


def token_logps(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """[R, T]: log p(labels[t] | tokens before t); 0 where nothing is scored (position 0 always)."""
    next_labels = labels[:, 1:]
    logps = F.log_softmax(logits[:, :-1].double(), -1)
    picked = logps.gather(-1, next_labels.clamp(min=0).unsqueeze(-1)).squeeze(-1)
    return F.pad(picked * (next_labels != IGNORE), (1, 0))


def forward(model, batch):
    inputs = {name: batch[name] for name in ("pixel_values", "input_ids", "attention_mask")}
    logits = model(**inputs, use_cache=False).logits  # [K*B, T, V]
    return logits, token_logps(logits, batch["labels"])


def sft_loss(tokens: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean negative log-likelihood over every scored token of the batch."""
    return -tokens.sum() / (labels != IGNORE).sum()


def mdpo_loss(logps: torch.Tensor, reference: torch.Tensor, semantics: str) -> torch.Tensor:
    """Eq. 7. `paper`: pairs summed, ladders averaged. `published-code`: mean over pairs and ladders."""
    r = (logps - reference).view(K, B)
    terms = []
    for i, j in itertools.combinations(range(K), 2):
        pair = -F.logsigmoid(BETA * (r[i] - r[j]))
        terms.append(pair - r[0] if i == 0 else pair)
    pairs = torch.stack(terms)  # [K*(K-1)/2, B]
    return pairs.sum(0).mean() if semantics == "paper" else pairs.mean()


def gradients(model, loss: torch.Tensor) -> dict[str, torch.Tensor]:
    params = dict(model.named_parameters())
    return dict(zip(params, torch.autograd.grad(loss, list(params.values()))))


def train(model, batch, loss_of) -> dict[str, list[float]]:
    """AdamW as PyTorch has it, decay on every parameter, the gradient clipped by global norm."""
    optimizer = torch.optim.AdamW(model.parameters(), **ADAMW)
    curve: dict[str, list[float]] = dict(losses=[], gradNorms=[])
    for _ in range(STEPS):
        loss = loss_of(forward(model, batch)[1])
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_GRAD_NORM)
        optimizer.step()
        curve["losses"].append(loss.item())
        curve["gradNorms"].append(norm.item())
    return curve


def digits(x):
    """Tensors to nested lists, floats to nine significant digits (float32 exactly)."""
    if isinstance(x, torch.Tensor):
        x = x.detach().tolist()
    if isinstance(x, dict):
        return {key: digits(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return [digits(value) for value in x]
    return float(f"{x:.9g}") if isinstance(x, float) else x


def write_variant(tied: bool, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    model = seeded_model(tied)
    model.float().save_pretrained(out)
    (out / "generation_config.json").unlink(missing_ok=True)
    model.double()
    generator = torch.Generator().manual_seed(11)
    batch = make_batch(generator)
    logits, tokens = forward(model, batch)
    logps = tokens.sum(-1)
    reference = (logps + 0.8 * torch.randn(K * B, generator=generator)).detach().float().double()
    losses = {
        "sft": lambda t: sft_loss(t, batch["labels"]),
        "published-code": lambda t: mdpo_loss(t.sum(-1), reference, "published-code"),
        "paper": lambda t: mdpo_loss(t.sum(-1), reference, "paper"),
    }
    expected = {}
    for name, loss_of in losses.items():
        loss = loss_of(forward(model, batch)[1])
        save_file({n: g.float().contiguous() for n, g in gradients(model, loss).items()}, out / f"grads.{name}.safetensors")
        expected[name] = dict(loss=loss.item(), adamw=train(seeded_model(tied), batch, loss_of))
    lengths = batch["attention_mask"].sum(-1)
    golden = dict(
        tied=tied, B=B, K=K, T=batch["input_ids"].shape[1], beta=BETA, imageTokens=IMAGE_TOKENS,
        padId=PAD_ID, bosId=BOS_ID, eosId=EOS_ID, imageId=IMAGE_ID,
        pixels=batch["pixel_values"][:B, 0], inputIds=batch["input_ids"], lengths=lengths, labels=batch["labels"],
        logitsRow0=logits[0, : lengths[0]], logitsLast=logits[torch.arange(K * B), lengths - 1],
        tokenLogps=tokens, logps=logps, referenceLogps=reference,
        adamw=ADAMW | dict(maxGradNorm=MAX_GRAD_NORM, steps=STEPS), expected=expected,
    )
    (out / "golden.json").write_text(json.dumps(digits(golden), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(2)
    write_variant(tied=True, out=HERE / "model")
    write_variant(tied=False, out=HERE / "model-untied")
