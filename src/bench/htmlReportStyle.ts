// How the HTML report looks: light and dark by the system, and on paper.

export const REPORT_STYLE = `
:root { color-scheme: light dark; --text: #1c1b1f; --quiet: #5b5a63; --line: #d5d3dc; --back: #fff; --card: #f6f5f9;
  --bar: #4a6fc2; --track: #e4e2ea; --false: #ffd3cd; --falseLine: #b3261e; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e1e5; --quiet: #aaa8b3; --line: #45434b; --back: #17161a; --card: #211f26;
    --bar: #8fb0ff; --track: #35333b; --false: #6b2620; --falseLine: #f2b8b5; --bad: #f2b8b5; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; }
dt, .quiet { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: start; font-weight: 600; padding: .75rem 0 .25rem; }
th, td { text-align: start; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 500; }
td.number { white-space: nowrap; }
.group { table-layout: fixed; min-width: 34rem; }
.group th:first-child { width: 32%; overflow-wrap: anywhere; } .group th:last-child { width: 4rem; }
svg.bar { display: block; width: 10rem; height: .9rem; margin-top: .3rem; }
svg .track { fill: var(--track); } svg .value { fill: var(--bar); }
svg .interval { stroke: var(--text); stroke-width: 1.5; }
.image { display: grid; grid-template-columns: 12rem 1fr; gap: 1rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; margin: 0 0 1rem; }
.image > figure { margin: 0; }
.image img { width: 100%; border-radius: .5rem; }
figcaption { font-size: .8rem; color: var(--quiet); overflow-wrap: anywhere; }
article + article { border-top: 1px solid var(--line); margin-top: .75rem; padding-top: .75rem; }
ol { margin: 0; padding-inline-start: 1.5rem; }
li { margin-bottom: .75rem; }
li p { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.answer { font-weight: 600; }
mark { background: var(--false); color: inherit; text-decoration: underline wavy var(--falseLine); }
.bad { color: var(--bad); font-weight: 600; }
blockquote { margin: .5rem 0 0; padding-inline-start: .75rem; border-inline-start: 3px solid var(--line);
  font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 40rem) { .image { grid-template-columns: 1fr; } .image img { max-width: 16rem; } }
@media print {
  :root { --text: #000; --quiet: #444; --back: #fff; --card: #fff; --line: #bbb; --bar: #4a6fc2; --track: #e4e2ea;
    --false: #ffd3cd; --falseLine: #b3261e; --bad: #b3261e; color-scheme: light; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; }
  h2, h3, caption, figcaption { break-after: avoid; } article, li, tr, figure { break-inside: avoid; }
  .image { grid-template-columns: 8rem 1fr; } mark, svg { print-color-adjust: exact; }
}
`;
