"""Golden numbers of low-rank adapters, computed by Hugging Face's PEFT on the model of model/.

PEFT saves an adapter of its own (adapters/theirs) and loads the one that the lab wrote (adapters/ours);
adapters/golden.json has the log-probabilities of model/golden.json's rows under both. Fields: README.md.

    node scripts/host.mjs golden-adapter     # at the root; writes adapters/ours
    pip install -r requirements.txt && python adapters.py
"""

import json
import warnings
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import Idefics3ForConditionalGeneration

from model import digits, forward, sft_loss

HERE = Path(__file__).parent
MODEL, OUT = HERE / "model", HERE / "adapters"
# Attention and MLP of the decoder, attention (same names) and MLP of the vision tower, the projector.
TARGETS = ["q_proj", "v_proj", "gate_proj", "down_proj", "fc1", "modality_projection.proj"]


def load_base() -> Idefics3ForConditionalGeneration:
    model = Idefics3ForConditionalGeneration.from_pretrained(MODEL, attn_implementation="eager", dtype=torch.float32)
    model.name_or_path = "e2e/golden/model"  # what PEFT writes down: no path of a machine
    return model


def load_batch() -> dict[str, torch.Tensor]:
    """The rows of golden.json, as model.py made them."""
    golden = json.loads((MODEL / "golden.json").read_text())
    ids = torch.tensor(golden["inputIds"])  # [R, T]
    lengths = torch.tensor(golden["lengths"])  # [R]
    pixels = torch.tensor(golden["pixels"], dtype=torch.float64)  # [B, 3, S, S]
    return dict(
        pixel_values=pixels.repeat(golden["K"], 1, 1, 1).unsqueeze(1),  # [R, 1, 3, S, S]
        input_ids=ids,
        attention_mask=(torch.arange(ids.shape[1]) < lengths[:, None]).long(),
        labels=torch.tensor(golden["labels"]),
    )


def adapter_parameters(model: PeftModel) -> dict[str, torch.nn.Parameter]:
    """By the names that PEFT saves."""
    return {n.replace(".default.", "."): p for n, p in model.named_parameters() if "lora_" in n}


def save_theirs() -> PeftModel:
    model = get_peft_model(load_base(), LoraConfig(task_type="CAUSAL_LM", r=4, lora_alpha=6, target_modules=TARGETS))
    generator = torch.Generator().manual_seed(13)
    for _, p in sorted(adapter_parameters(model).items()):
        p.data = torch.randn(p.shape, generator=generator) / p.shape[1] ** 0.5
    model.save_pretrained(OUT / "theirs")
    (OUT / "theirs" / "README.md").unlink()
    # PEFT writes a set, in an order that differs from run to run.
    path = OUT / "theirs" / "adapter_config.json"
    config = json.loads(path.read_text())
    config["target_modules"].sort()
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    return model


def load_ours() -> PeftModel:
    """PEFT's loader on our files: no warning (of missing or unexpected keys), every number where it belongs."""
    base = load_base()
    with warnings.catch_warnings():
        warnings.filterwarnings("error", module="peft")
        warnings.filterwarnings("error", message=".*adapter.*")
        model = PeftModel.from_pretrained(base, OUT / "ours", is_trainable=True)
    saved = load_file(OUT / "ours" / "adapter_model.safetensors")
    loaded = adapter_parameters(model)
    assert saved.keys() == loaded.keys(), saved.keys() ^ loaded.keys()
    assert all(torch.equal(saved[n], loaded[n]) and saved[n].any() for n in saved)
    return model


def measure(model: PeftModel, batch: dict[str, torch.Tensor], grads: Path) -> dict[str, object]:
    """Log-probabilities and the SFT loss with the adapter on; the loss's gradient for A and B goes to `grads`."""
    model.double().eval()
    _, tokens = forward(model, batch)
    loss = sft_loss(tokens, batch["labels"])
    parameters = adapter_parameters(model)
    gradients = torch.autograd.grad(loss, list(parameters.values()))
    save_file({n: g.float().contiguous() for n, g in zip(parameters, gradients)}, grads)
    return dict(logps=tokens.sum(-1), loss=loss.item())


if __name__ == "__main__":
    torch.set_num_threads(2)
    batch = load_batch()
    golden = dict(
        theirs=measure(save_theirs(), batch, OUT / "grads.theirs.safetensors"),
        ours=measure(load_ours(), batch, OUT / "grads.ours.safetensors"),
    )
    (OUT / "golden.json").write_text(json.dumps(digits(golden), separators=(",", ":")) + "\n")
