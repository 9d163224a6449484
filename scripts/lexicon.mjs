// Builds the table of auto-check's encoder from emojibase's English labels and tags and the scenes' nouns:
// `node scripts/lexicon.mjs` writes public/language/lexicon.json. The output is committed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));

/** Groups of emoji that show things, and of the group of people the subgroups that do. */
const GROUPS = ['animals & nature', 'food & drink', 'travel & places', 'activities', 'objects'];
const PEOPLE = ['people', 'roles & careers', 'family', 'body parts', 'fantasy'];

/** Words are kept in the singular: the plural of most English nouns is regular. */
const WORD = /^[a-z]{3,}$/;

async function loadNouns() {
  const server = await createServer({
    configFile: false,
    root,
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    appType: 'custom',
    optimizeDeps: { noDiscovery: true },
    logLevel: 'error',
  });
  const { NOUNS } = await server.ssrLoadModule('/src/data/scenes/nouns.ts');
  await server.close();
  return NOUNS;
}

/**
 * concepts: [label, category], one for each kept emoji.
 * words: word -> concepts it names (the last word of their label) and concepts it is a tag of, as indices.
 */
export function buildLexicon(emoji, messages, nouns) {
  const groups = messages.groups.filter((g) => GROUPS.includes(g.message)).map((g) => g.order);
  const people = messages.subgroups.filter((g) => PEOPLE.includes(g.message)).map((g) => g.order);
  const category = new Map(messages.subgroups.map((g) => [g.order, g.message]));
  const kept = emoji.filter((e) => groups.includes(e.group) || people.includes(e.subgroup));
  const concepts = kept.map((e) => [e.label, category.get(e.subgroup)]);
  const words = {};
  const add = (word, concept, kind) => {
    if (!WORD.test(word)) return;
    const entry = (words[word] ??= [[], []]);
    if (!entry.some((list) => list.includes(concept))) entry[kind].push(concept);
  };
  kept.forEach((e, concept) => {
    add(e.label.split(/[ -]/).at(-1), concept, 0);
  });
  for (const noun of nouns) {
    const concept = kept.findIndex((e) => e.label.replaceAll(' ', '-') === noun.icon);
    if (concept >= 0) add(noun.word, concept, 0);
  }
  kept.forEach((e, concept) => {
    for (const tag of e.tags ?? []) add(tag, concept, 1);
  });
  return { concepts, words };
}

async function main() {
  const data = (name) => JSON.parse(readFileSync(require.resolve(`emojibase-data/en/${name}.json`), 'utf8'));
  const { version, license } = require('emojibase-data/package.json');
  const lexicon = buildLexicon(data('data'), data('messages'), await loadNouns());
  const out = {
    version: 1,
    source: `emojibase-data@${version} (${license}) and the scenes' nouns`,
    ...lexicon,
  };
  mkdirSync(`${root}public/language`, { recursive: true });
  writeFileSync(`${root}public/language/lexicon.json`, `${JSON.stringify(out)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
