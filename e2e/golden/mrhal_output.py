"""What the published scripts of MRHal-Bench (takomc/amp, commit 06bbc08) make of a file that this lab wrote.

`mrhal_output/result.json` is a result of the lab, made up; `mrhal_output/evaluation.json` is the file that the lab makes
of it (`npx vitest run src/bench/publishedOutput.test.ts -u` writes it). Here eval/eval/eval_gpt_mrhal.py reads that file
and asks its judge, which is a stand-in that answers what the file says the judge answered: it must ask about our
questions and answers in their order, and save what our file says. Then eval/eval/summarize_gpt_mrhal.py runs on our
file; the figures that it prints are written to `mrhal_output/printed.json`.

    python mrhal_output.py CLONE        (Python 3.11, nothing to install)
"""

import contextlib
import io
import json
import re
import runpy
import subprocess
import sys
import tempfile
import time
import types
from pathlib import Path

OUT = Path(__file__).parent / "mrhal_output"
OURS = OUT / "evaluation.json"


def run(script, *arguments):
    """Runs a script as the command line would; what it prints."""
    sys.argv = [str(script), *map(str, arguments)]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(str(script), run_name="__main__")
    return printed.getvalue()


def judge(replies, asked):
    """Stands in for the package `openai`: answers with the replies in their order."""

    class ChatCompletion:
        @staticmethod
        def create(messages, **_):
            asked.append(messages[0]["content"])
            return {"choices": [{"message": {"content": replies[len(asked) - 1]}}]}

    return types.SimpleNamespace(ChatCompletion=ChatCompletion)


def main(clone):
    scripts = Path(clone) / "eval" / "eval"
    ours = json.loads(OURS.read_text())
    asked = []
    sys.modules["openai"] = judge([record["response"] for record in ours], asked)
    sys.modules["tqdm"] = types.SimpleNamespace(tqdm=lambda items: items)
    time.sleep = lambda _: None
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "evaluation.json"
        run(scripts / "eval_gpt_mrhal.py", "--response", OURS, "--evaluation", saved, "--api-key", "none")
        theirs = json.loads(saved.read_text())
    for our, their, content in zip(ours, theirs, asked, strict=True):
        assert their == {name: our[name] for name in their}, (our, their)
        at = content.rindex("Image Contents")  # behind the examples
        for texts in zip(our["question"], our["gt_answer"], our["model_answer"], strict=True):
            for text in texts:
                at = content.index(f"\n{text}\n", at)

    printed = run(scripts / "summarize_gpt_mrhal.py", "--evaluation", OURS)
    figures = dict(re.findall(r"^(\w+ (?:Average score|Hallucination rate)): (\d+\.\d\d)$", printed, re.M))
    assert len(figures) == 4, printed
    commit = subprocess.run(["git", "-C", clone, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    print(f"{len(ours)} dialogues, commit {commit.stdout.strip() or 'unknown'}: {figures}")
    (OUT / "printed.json").write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
