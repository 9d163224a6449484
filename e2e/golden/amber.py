"""Golden numbers of AMBER, computed by the published inference.py (junyangwang0410/AMBER, commit 534babf).

The script is run as it is, with nltk's tokenizer, tagger and WordNet lemmatizer, but for one function: its
check_synonyms_word asks spaCy's en_core_web_lg whether two words are more than 0.8 alike; here it asks whether they are
the same word, as the lab does, which has no such vectors. Word lists, annotations and responses are our own. What it
prints is kept as printed. Fields: README.md.

    pip install nltk==3.10.4 tqdm==4.70.1
    python -m nltk.downloader punkt_tab averaged_perceptron_tagger_eng wordnet
    python amber.py CLONE
"""

import contextlib
import io
import json
import sys
import tempfile
import types
from pathlib import Path

HERE = Path(__file__).parent

ASSOCIATION = {
    "sky": [],
    "sea": ["water", "lake"],
    "beach": ["sand", "shore"],
    "person": ["people", "individual", "man", "woman", "boy", "girl"],
    "child": ["boy", "girl", "kid"],
    "tree": ["forest", "leave", "bush"],
    "grass": ["ground"],
    "road": ["street", "path"],
    "bus": ["vehicle", "window"],
    "bicycle": ["bike"],
    "bench": ["chair"],
    "table": ["desk"],
    "trough": ["can"],
    "knife": [],
    "glass": [],
    "vase": [],
    "bird": [],
    "dog": [],
    "cat": [],
    "umbrella": [],
    "ship": ["boat", "vessel"],
    "cloud": [],
    "sun": [],
    "orange": [],
    "lamp": ["light"],
    "watch": [],
    "sunglasses": [],
    "TV": ["screen"],
    "snowman": [],
    "sausage": ["hot"],
}
SAFE_WORDS = ["orange", "light", "individual"]

# [cases]: (truth, hallu, response) of a description; (type, truth, response) of a question.
CASES = [
    [
        (["sea", "beach", "person"], ["ship", "umbrella", "dog"],
         "The image shows a man standing on the sand near the water. A boat is far away, and two dogs run along the shore."),
        (["sky", "ship", "ship", "cloud"], ["bird", "sun"], "A ship and another boat float under a blue sky with clouds."),
        (["child", "grass", "tree"], ["sky", "bench", "dog"],
         "Children play on the ground. Trees stand behind them, and a cat sits near two trees and a bench."),
        (["table", "knife", "glass"], ["vase", "lamp"],
         "There are knives and glasses on the desk. Vases with an orange can be seen, and a light blue lamp."),
        (["road", "bus", "person"], ["bicycle", "tree"],
         "Several buses drive down the street, and people watch them. Men ride bikes. A can lies on the road."),
        (["cat"], ["dog"], "Nothing can be seen."),
    ],
    [
        (["bench", "person", "child"], ["dog", "bird"], "A woman and a girl sit on a chair."),
        (["person", "sea"], ["ship", "beach"], "He watches the lake; the woman's watch is on the table."),
        (["TV", "table"], ["vase", "person"], "A TV and two TVs with a screen stand on tables. The hot tea is in a glass."),
        (["snowman"], ["child", "sun"], "Two snowmen wear sunglasses. They like to watch the sun."),
        (["dog", "cat"], ["bird"], "A dog, a cat, a bird, and another dog."),
        ("discriminative-hallucination", "no", "No"),
        ("discriminative-hallucination", "no", "Yes"),
        ("discriminative-hallucination", "no", "No"),
        ("discriminative-hallucination", "no", "no"),
        ("discriminative-attribute-state", "yes", "Yes"),
        ("discriminative-attribute-state", "no", "No"),
        ("discriminative-attribute-state", "yes", "No"),
        ("discriminative-attribute-number", "no", "Yes"),
        ("discriminative-attribute-number", "yes", "Yes"),
        ("discriminative-attribute-number", "no", "No"),
        ("discriminative-attribute-action", "yes", "Yes."),
        ("discriminative-attribute-action", "no", "No, it does not."),
        ("discriminative-attribute-action", "no", "No"),
        ("discriminative-relation", "yes", "Yes"),
        ("discriminative-relation", "yes", "No"),
        ("relation", "no", "No"),
        ("relation", "no", ""),
    ],
    [
        ("discriminative-hallucination", "no", "Yes"),
        ("discriminative-hallucination", "no", "Yes"),
        ("discriminative-attribute-state", "yes", "Yes"),
        ("relation", "no", "Yes"),
    ],
]


def published(clone):
    """The module inference.py with word vectors left out."""
    spacy = types.ModuleType("spacy")
    spacy.load = lambda name: None
    sys.modules["spacy"] = spacy
    module = types.ModuleType("inference")
    exec(compile((Path(clone) / "inference.py").read_text(), "inference.py", "exec"), module.__dict__)
    module.check_synonyms_word = lambda word1, word2, similarity_score: word1 == word2
    return module


def printed(module, clone, annotations, responses):
    """What the script prints, as { section: { name: number } }."""
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        files = {"annotation": annotations, "inference_data": responses, "word_association": ASSOCIATION}
        for name, content in files.items():
            Path(folder, name).write_text(json.dumps(content))
        Path(folder, "safe_words").write_text("\n".join(SAFE_WORDS) + "\n")
        module.args = types.SimpleNamespace(
            **{name: f"{folder}/{name}" for name in [*files, "safe_words"]},
            metrics=f"{clone}/data/metrics.txt",
            similarity_score=0.8,
            evaluation_type="a",
        )
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            module.main(module.args)
    sections, section = {}, {}
    for line in filter(str.strip, out.getvalue().splitlines()):
        name, _, number = line.partition(":")
        if number.strip():
            section[name] = float(number)
        else:
            section = sections.setdefault(name, {})
    return sections


def case(module, clone, items):
    annotations, responses, descriptions, questions = [], [], [], []
    for i, (a, b, response) in enumerate(items):
        responses.append({"id": i + 1, "response": response})
        if isinstance(a, list):
            annotations.append({"id": i + 1, "type": "generative", "truth": a, "hallu": b})
            known = set(ASSOCIATION) | {word for words in ASSOCIATION.values() for word in words}
            nouns = [noun for noun in module.extract_nouns(response) if noun in known]
            descriptions.append({"truth": a, "hallu": b, "response": response, "nouns": nouns})
        else:
            annotations.append({"id": i + 1, "type": a, "truth": b})
            questions.append({"type": a, "truth": b, "response": response})
    return {
        "descriptions": descriptions,
        "questions": questions,
        "printed": printed(module, clone, annotations, responses),
    }


if __name__ == "__main__":
    clone = sys.argv[1]
    module = published(clone)
    golden = {
        "kind": "amber",
        "association": ASSOCIATION,
        "safeWords": SAFE_WORDS,
        "cases": [case(module, clone, items) for items in CASES],
    }
    (HERE / "amber.json").write_text(json.dumps(golden, indent=1) + "\n")
