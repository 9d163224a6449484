"""Golden numbers of the benchmarks that a text judge scores, by the published scripts of takomc/amp (commit 06bbc08).

MMHal-Bench's and LLaVA-Bench's summarisers run on seeded judgements and are compared by what they print. The reading of
replies is that of the same repository's scripts: eval_gpt_mrhal.py is run as it is on one dialogue at a time, with a
stand-in for `openai` that says the reply; eval_gpt_llavab.py's parse_score is called. Replies are our own. Fields:
README.md.

    pip install numpy==2.4.6 tqdm==4.70.1 && python judges.py CHECKOUT
"""

import contextlib
import io
import json
import random
import re
import runpy
import sys
import tempfile
import time
import types
from pathlib import Path

HERE = Path(__file__).parent
EVAL = Path(sys.argv[1]) / "eval" / "eval"
CATEGORIES = ["llava_bench_conv", "llava_bench_detail", "llava_bench_complex"]

time.sleep = lambda _seconds: None


def completion(content):
    return {"choices": [{"message": {"content": content}}]}


def run(script, *args, reply=None):
    """A script's global names and what it prints; `openai` answers with the reply."""
    openai = types.ModuleType("openai")
    openai.ChatCompletion = types.SimpleNamespace(create=lambda **_: completion(reply))
    sys.modules["openai"] = openai
    printed, argv, sys.argv = io.StringIO(), sys.argv, [script, *map(str, args)]
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            names = runpy.run_path(str(EVAL / script), run_name="__main__" if args else "loaded")
    finally:
        sys.argv = argv
    return names, printed.getvalue()


def mmhal_printed(directory, replies):
    path = Path(directory) / "mmhal.json"
    path.write_text(json.dumps([completion(reply) for reply in replies]))
    return run("summarize_gpt_mmhal.py", "--evaluation", path)[1]


def mmhal(directory, ratings):
    printed = mmhal_printed(directory, [f"Some words.\nRating: {rating}" for rating in ratings])
    by_type = re.search(r"each question type: (.*)", printed)[1].split(",")
    return dict(
        of="mmhal",
        ratings=ratings,
        expected=dict(
            score=float(re.search(r"Average score: ([\d.]+)", printed)[1]),
            hallucination=float(re.search(r"Hallucination rate: ([\d.]+)", printed)[1]),
            byType=[float(one) for one in by_type],
        ),
    )


def llava_bench(directory, reviews):
    """reviews: [category, [reference, model]]."""
    path = Path(directory) / "reviews.jsonl"
    lines = [
        json.dumps(dict(question_id=i, category=category, tuple=pair)) for i, (category, pair) in enumerate(reviews)
    ]
    path.write_text("\n".join(lines) + "\n")
    printed = run("summarize_gpt_llavab.py", "-f", path)[1]
    found = re.findall(r"^(all|llava_bench_\w+) ([\d.]+) ([\d.]+) ([\d.]+)$", printed, re.M)
    expected = {
        name.removeprefix("llava_bench_"): dict(relative=float(a), reference=float(b), model=float(c))
        for name, a, b, c in found
    }
    return dict(
        of="llava-bench",
        types=[category.removeprefix("llava_bench_") for category, _ in reviews],
        pairs=[pair for _, pair in reviews],
        expected=expected,
    )


def mrhal_reply(directory, reply, rounds):
    """Ratings as the published code saves them; null where it fails."""
    response, evaluation = Path(directory) / "response.json", Path(directory) / "evaluation.json"
    evaluation.unlink(missing_ok=True)
    words = [""] * rounds
    record = dict(id=0, image="", label=[], image_content=[], question=words, gt_answer=words, model_answer=words)
    response.write_text(json.dumps([record]))
    try:
        run("eval_gpt_mrhal.py", "--response", response, "--evaluation", evaluation, "--api-key", "none", reply=reply)
        expected = json.loads(evaluation.read_text())[0]["rating"]
    except (AssertionError, NameError, ValueError):
        expected = None
    return dict(of="mrhal-reply", reply=reply, rounds=rounds, expected=expected)


def mmhal_reply(directory, reply):
    """The rating; null where the published code warns (and counts 0)."""
    printed = mmhal_printed(directory, [reply] * 96)
    score = float(re.search(r"Average score: ([\d.]+)", printed)[1])
    return dict(of="mmhal-reply", reply=reply, expected=None if "Warning" in printed else int(score))


def llava_reply(parse_score, reply):
    """Both scores; null where the published code gives -1 for both."""
    with contextlib.redirect_stdout(io.StringIO()):
        pair = parse_score(reply)
    return dict(of="llava-bench-reply", reply=reply, expected=None if pair == [-1, -1] else pair)


MRHAL_REPLIES = [
    ("Fine.\nRatings: [6, 3, 0, 1]", 4),
    ("Ratings: [6,3]", 2),
    ("Ratings: [ 5 ]", 1),
    ("Hallucination: [Yes, No]\nRatings: [2, 5]", 2),
    ("Ratings: [2, 5]\nHallucination: [Yes, No]", 2),
    ("Weights: [1, 1]\nRatings: [2, 5]", 2),
    ("Hallucination: [Yes, No]\nAgain: [No, Yes]", 2),
    ("Ratings: [N/A, 5]", 2),
    ("Ratings: [N/A (no question), 5]", 2),
    ("Ratings: [2, 5]", 3),
    ("Ratings: [2, ]", 2),
    ("Ratings: [2.0, 5]", 2),
    ("Ratings: [two, 5]", 2),
    ("Ratings: [+2, 5]", 2),
    ("Ratings: [0x2, 5]", 2),
    ("Ratings: [[2, 5]]", 2),
    ("Ratings: [2,\n5]", 2),
    ("An open [ bracket.\nRatings: [2, 5]", 2),
    ("One [a], two [b].\nRatings: [2, 5]", 2),
    ("Ratings: 2, 5", 2),
    ("", 1),
]

MMHAL_REPLIES = [
    "It is right.\nRating: 5",
    "RATING: 0, not informative",
    "Rating: 4\nTo repeat: rating: 4",
    "Rating: 4 or Rating: 3",
    "Rating:4",
    "**Rating:** 4",
    "Rating: 7",
    "I would give it a 4.",
    "",
]

LLAVA_REPLIES = [
    "8 9\nBoth are good.",
    "8,9",
    "8, 9",
    "8.5 9",
    "8. .5",
    "8 9 ",
    " 8 9",
    "8 ",
    "8",
    "8 9 10",
    "8/10 9/10",
    "eight nine",
    "0x8 9",
    "8\t9",
    "8 9\r\nBoth.",
    "\n8 9",
    "Assistant 1: 8",
    "",
]


def cases(directory):
    rng = random.Random(5)
    yield mmhal(directory, [rng.randrange(7) for _ in range(96)])
    yield mmhal(directory, [rng.choice([2, 2, 3, 5, 5, 6]) for _ in range(96)])
    # A mean of 2.125: Python prints the even neighbour.
    yield mmhal(directory, [2] * 84 + [3] * 12)
    yield mmhal(directory, [0] * 95 + [6])
    yield mmhal(directory, [6] * 96)
    for half in (False, True):
        pairs = [[rng.randint(6, 10), rng.randint(2, 9)] for _ in range(90)]
        pairs = [[x + 0.5 * (half and x < 9) for x in pair] for pair in pairs]
        yield llava_bench(directory, [[CATEGORIES[i // 3 % 3], pair] for i, pair in enumerate(pairs)])
    yield llava_bench(directory, [["llava_bench_conv", [8, 1 + i]] for i in range(7)])
    yield llava_bench(directory, [["llava_bench_detail", [8, 6]], ["llava_bench_detail", [8, 7]]] * 8)  # 81.25
    yield from (mrhal_reply(directory, reply, rounds) for reply, rounds in MRHAL_REPLIES)
    yield from (mmhal_reply(directory, reply) for reply in MMHAL_REPLIES)
    parse_score = run("eval_gpt_llavab.py")[0]["parse_score"]
    yield from (llava_reply(parse_score, reply) for reply in LLAVA_REPLIES)


with tempfile.TemporaryDirectory() as scratch:
    lines = ",\n".join(json.dumps(case) for case in cases(scratch))
(HERE / "judges.json").write_text(f'{{"kind": "judges", "cases": [\n{lines}\n]}}\n')
