"""Golden numbers of preference losses, computed by TRL's own DPOTrainer.

A DPOTrainer is made on a tiny random model (it wants one), then its `compute_loss` is given a stand-in model whose
per-token log-probabilities are the inputs below, so that the loss and its gradient are TRL's code and nothing else.
All in float64. Fields: README.md.

    pip install -r requirements.txt && python trl.py
"""

import json
import random
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).parent
# This file has the library's name: without this, `import trl` would find it.
sys.path = [p for p in sys.path if Path(p or ".").resolve() != HERE]

import torch
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl import DPOConfig, DPOTrainer

PROMPT = 2  # tokens before every answer, not scored

# [batches][pairs] answer lengths (chosen, rejected)
LENGTHS = [
    [(5, 3), (1, 4), (7, 7), (2, 1)],
    [(4, 6), (3, 3), (9, 2)],
    [(6, 5)],
]

# TRL's settings. `pairwise`: a batch is given pair by pair and averaged here (README.md says why).
SETTINGS = [
    dict(name="dpo", loss_type=["sigmoid"], beta=0.1),
    dict(name="dpo, sharper", loss_type=["sigmoid"], beta=0.7),
    dict(name="cdpo", loss_type=["aot_unpaired"], beta=0.3, label_smoothing=0.2, pairwise=True),
    dict(name="robust", loss_type=["robust"], beta=0.3, label_smoothing=0.2),
    dict(name="hinge", loss_type=["hinge"], beta=0.3),
    dict(name="ipo", loss_type=["ipo"], beta=0.1),
    dict(name="ipo, sharper", loss_type=["ipo"], beta=0.8),
    dict(name="dpo with sft", loss_type=["sigmoid", "sft"], loss_weights=[1.0, 0.4], beta=0.1),
    dict(name="ipo with sft", loss_type=["ipo", "sft"], loss_weights=[0.5, 1.0], beta=0.5),
]


class Given(torch.nn.Module):
    """Answers a call with the log-probabilities that it was made with, in place of a language model's."""

    def __init__(self, log_probs):
        super().__init__()
        self.log_probs = log_probs

    def forward(self, **kwargs):
        zeros = torch.zeros_like(self.log_probs)  # TRL's metrics ask for these; the loss does not
        return SimpleNamespace(
            log_probs=self.log_probs, entropy=zeros, mean_logits=zeros, is_top1=zeros.bool(), aux_loss=None,
        )


def make_trainer(folder, **settings):
    words = Tokenizer(models.WordLevel({w: i for i, w in enumerate(["<pad>", "<eos>", "a", "b", "c"])}, "<pad>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, pad_token="<pad>", eos_token="<eos>")
    config = LlamaConfig(
        vocab_size=5, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1,
    )
    model = LlamaForCausalLM(config)
    args = DPOConfig(
        output_dir=folder, report_to="none", use_cpu=True, bf16=False, gradient_checkpointing=False, **settings,
    )
    data = Dataset.from_list([dict(prompt="a b", chosen=" c", rejected=" b")])
    return DPOTrainer(
        model, ref_model=LlamaForCausalLM(config), args=args, train_dataset=data, processing_class=tokenizer,
    )


def draw_batch(lengths, rng):
    """Token log-probabilities of policy and reference, [pairs][2][length]; some policies far from the reference."""
    draw = lambda n, low: [rng.uniform(low, -0.05) for _ in range(n)]
    policy = [[draw(n, -3.0) for n in pair] for pair in lengths]
    reference = [[draw(n, -4.0) for n in pair] for pair in lengths]
    return policy, reference


def padded(batch):
    """[2 * pairs, tokens - 1], chosen answers first, as TRL lays out a batch; position t is token t + 1's."""
    rows = [pair[k] for k in (0, 1) for pair in batch]
    width = PROMPT + max(map(len, rows)) - 1
    out = torch.zeros(len(rows), width, dtype=torch.float64)
    for row, values in zip(out, rows):
        row[PROMPT - 1:PROMPT - 1 + len(values)] = torch.tensor(values, dtype=torch.float64)
    return out


def completion_mask(batch):
    scored = padded([[[1.0] * len(answer) for answer in pair] for pair in batch])
    return torch.cat([torch.zeros(len(scored), 1), scored], dim=1).long()


def trl_loss(trainer, policy, reference):
    """Loss, and its gradient on a token's log-probability, [pairs][2]: all tokens of an answer have the same."""
    log_probs = padded(policy).requires_grad_()
    trainer.ref_model = Given(padded(reference))
    mask = completion_mask(policy)
    inputs = dict(input_ids=torch.zeros_like(mask), attention_mask=torch.ones_like(mask), completion_mask=mask)
    loss = trainer.compute_loss(Given(log_probs), inputs)
    loss.backward()
    pairs = len(policy)
    gradient = [[0.0, 0.0] for _ in range(pairs)]
    for row, (values, scored) in enumerate(zip(log_probs.grad, mask[:, 1:].bool())):
        tokens = values[scored]
        assert torch.equal(tokens, tokens[:1].expand_as(tokens))
        gradient[row % pairs][row // pairs] = tokens[0].item()
    return loss.item(), gradient


def expected(trainer, policy, reference, pairwise):
    if not pairwise:
        return trl_loss(trainer, policy, reference)
    parts = [trl_loss(trainer, [p], [r]) for p, r in zip(policy, reference)]
    n = len(parts)
    return sum(loss for loss, _ in parts) / n, [[g / n for g in gradient[0]] for _, gradient in parts]


def main():
    torch.manual_seed(0)
    rng = random.Random(11)
    drawn = [draw_batch(lengths, rng) for lengths in LENGTHS]
    batches = [
        dict(
            lengths=[[len(answer) for answer in pair] for pair in policy],
            policy=[[sum(answer) for answer in pair] for pair in policy],
            reference=[[sum(answer) for answer in pair] for pair in reference],
            chosenTokens=[pair[0] for pair in policy],
        )
        for policy, reference in drawn
    ]
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        for given in SETTINGS:
            settings = {k: v for k, v in given.items() if k not in ("name", "pairwise")}
            trainer = make_trainer(folder, **settings)
            results = [expected(trainer, *batch, given.get("pairwise", False)) for batch in drawn]
            cases.append(dict(
                name=given["name"],
                lossType=settings["loss_type"],
                lossWeights=settings.get("loss_weights", [1.0]),
                beta=settings["beta"],
                labelSmoothing=settings.get("label_smoothing", 0.0),
                expected=[dict(loss=loss, gradient=gradient) for loss, gradient in results],
            ))
    (HERE / "trl.json").write_text(json.dumps(dict(batches=batches, cases=cases), indent=1) + "\n")


main()
