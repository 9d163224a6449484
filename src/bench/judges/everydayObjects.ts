// What the lexical judge looks for: words for things that stand in photographs, and the scenes' own nouns. Words for
// what a thing is (animal, food, toy) are left out: they name no object that could be absent.
import { NOUNS } from '../../data/scenes/nouns.ts';
import { wordForms } from '../metrics/objectWords.ts';

/** A line for each object: its name, then other words for it or for a kind of it. */
const LINES = `
person, man, woman, boy, girl, child, kid, baby, toddler, lady, guy, gentleman, adult, teenager, pedestrian, passenger, player, rider, cyclist, skier, snowboarder, skateboarder, surfer, chef, waiter, waitress, policeman, police officer, tourist
bicycle, bike
car, automobile, sedan, taxi, cab, suv, van, minivan, jeep
motorcycle, motorbike, moped, scooter
airplane, aeroplane, plane, jet, aircraft, airliner
bus, minibus, double decker
train, locomotive, tram, railway car
truck, lorry, pickup, pickup truck, fire truck, fire engine
boat, sailboat, canoe, kayak, ferry, yacht, rowboat
ship, cruise ship, cargo ship
traffic light, traffic signal, stoplight
street sign, stop sign, road sign
fire hydrant, hydrant
parking meter
bench, park bench
bird, pigeon, seagull, gull, parrot, eagle, sparrow, owl, swan, goose, hen, rooster, chicken
cat, kitten, kitty
dog, puppy, pup
horse, pony, foal, stallion
sheep, lamb
goat
pig, piglet, hog
cow, cattle, bull
elephant
bear, polar bear, grizzly
zebra
giraffe
monkey, ape, chimpanzee, gorilla
tiger
lion
rabbit, bunny
deer
snake
turtle, tortoise
shark
dolphin
crab
lobster
butterfly
backpack, rucksack, knapsack
umbrella, parasol
purse, handbag, pocketbook
tie, necktie, bow tie
suitcase, luggage
hat, cap, baseball cap
helmet
shoe, sneaker, sandal
boot
dress, gown
shirt, t-shirt, blouse, sweater
jacket, coat
trousers, pants, jeans
glasses, eyeglasses, sunglasses
crown, tiara
frisbee, flying disc
ski
snowboard
ball, soccer ball, tennis ball, volleyball
kite
baseball bat
baseball glove, mitt
skateboard
surfboard
tennis racket, tennis racquet, racket, racquet
bottle, flask
wine glass, wineglass, goblet
cup, mug
fork
knife
spoon
bowl
plate
pan, frying pan, skillet
teapot, kettle
bucket, pail
basket
banana
apple
orange
lemon
pear
grape
cherry
strawberry
tomato
potato
sandwich, burger, hamburger
broccoli
carrot
mushroom
eggplant, aubergine
cheese
hot dog
pizza
donut, doughnut
cake, cupcake
chair, armchair, stool
couch, sofa, settee, loveseat
bed
table, dining table, desk, coffee table
toilet
bathtub
sink, washbasin
potted plant, houseplant
television, tv, tv set
laptop, notebook computer
computer, desktop computer
computer mouse, mouse
remote control, tv remote
keyboard
phone, cell phone, cellphone, mobile phone, smartphone, telephone
camera
microwave, microwave oven
oven, stove
toaster
refrigerator, fridge
book, textbook
bookshelf, bookcase
clock, alarm clock, wall clock
vase
scissors
teddy bear, stuffed bear
hair dryer, hairdryer
toothbrush
lamp, table lamp, floor lamp
lantern
candle
pillow, cushion
blanket
rug, carpet
curtain
mirror
balloon
trophy
guitar
piano
violin, fiddle
trumpet
accordion
drum
bell
key
ladder
axe, hatchet
hammer
wrench, spanner
magnet
flag
tent
tree, palm tree, pine tree
flower, rose, daisy
tulip
sunflower
cactus
house, cottage
church
bridge
fence
statue
fountain
`;

/** Words in which an object's name stands for something else; they name none. */
const OTHER = [
  'train station',
  'train track',
  'bus stop',
  'bus station',
  'car park',
  'book cover',
  'key ring',
];

/** Every form of every word (lower case, singular and plural), with the object that it names; '' = none. */
export type ObjectForms = ReadonlyMap<string, string>;

/**
 * Forms of the words of these lines; where a word stands on two lines, the later one holds.
 * @param lines [objects][words], the object's name first
 */
export function objectForms(lines: readonly (readonly string[])[]): ObjectForms {
  const objects = new Map(
    lines.flatMap((words) => words.map((word) => [word.toLowerCase(), (words[0] as string).toLowerCase()])),
  );
  for (const words of OTHER) objects.set(words, '');
  const forms = [...wordForms(objects.keys())].map(
    ([form, word]) => [form, objects.get(word) ?? ''] as const,
  );
  return new Map(forms);
}

const everyday = LINES.trim()
  .split('\n')
  .map((line) => line.split(', '));
const known = new Set(everyday.flat());

/** The words above and the scenes' nouns. */
export const EVERYDAY: readonly (readonly string[])[] = [
  ...everyday,
  ...NOUNS.filter(({ word }) => !known.has(word)).map(({ word }) => [word]),
];
