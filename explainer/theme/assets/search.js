/* The search. The frame's script loads this at the first use of the field; it then loads search.json, which
   the build makes (publish/search.py), and answers every key from it. Three parts: words, ranking, the list. */

/* ---- Words: any form of a word is the same word, however it is spelled ---- */

const IRREGULAR = { women: "woman", men: "man", children: "child", died: "death", dead: "death", people: "person" };

const HYPHEN = /[-‑]/;

/** The words of a text, in small letters; "38,990" as 38990, "443%" with its sign, "cross-checks" with its hyphen. */
function split(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[’'](s\b)?/g, "").replace(/(\d),(?=\d{3})/g, "$1")
    .match(/\d+(?:\.\d+)*%?|[\p{L}\p{N}]+(?:[-‑][\p{L}\p{N}]+)*/gu) ?? [];
}

const known = new Map();

/** What the forms of a word have in common: report for reports and reported, organis for organization. */
function stem(word) {
  if (!known.has(word)) known.set(word, /\d/.test(word) ? word : reduced(IRREGULAR[word] ?? word));
  return known.get(word);
}

function reduced(word) {
  const cut = (ending, by = "") => {
    const shorter = word.replace(ending, by);
    if (shorter.length >= 3) word = shorter;
  };
  cut(/(...)i[sz](e[ds]?|ers?|ing|ations?)$/, "$1is"); // American spelling is made English
  cut(/(...)our(s?)$/, "$1or$2");
  cut(/tre(?=s?$)/, "ter");
  cut(/ence(?=s?$)/, "ense");
  cut(/mme(?=s?$)/, "m");
  cut(/ies$/, "y");
  cut(/(ch|sh|ss|x)es$/, "$1");
  cut(/([^su])s$/, "$1");
  cut(/(ing|ed|er|ment|ure|ly)$/);
  cut(/ation$/, "at");
  cut(/([cst])ion$/, "$1");
  cut(/([bdglmnprt])\1$/, "$1"); // planned, plan
  cut(/e$/);
  cut(/ck$/, "c"); // panicking, panic
  cut(/i$/, "y"); // studied, study
  return word;
}

/** All that a word of the index can be found by: 443% also by 443; cross-checks by crosschecks, cross and checks. */
function keys(word) {
  if (word.endsWith("%")) return [word, word.slice(0, -1)];
  const parts = word.split(HYPHEN);
  return (parts.length > 1 ? [parts.join(""), ...parts] : parts).map(stem);
}

/** Whether two words differ by one letter: left out, put in, taken for another, or swapped with the next. */
export function slip(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const rest = (word, by) => word.slice(i + by);
  return rest(a, 1) === rest(b, 1) || rest(a, 1) === rest(b, 0) || rest(a, 0) === rest(b, 1)
    || (a[i] === b[i + 1] && a[i + 1] === b[i] && rest(a, 2) === rest(b, 2));
}

/** Whether a number goes on behind the point where another ends: 61.4 for 61, 45.6% for 45%. */
function goesOn(other, number) {
  const digits = number.replace("%", "");
  return /^\d+$/.test(digits) && other.startsWith(`${digits}.`) && other.endsWith(number.slice(digits.length));
}

/* ---- Ranking ---- */

const LIMIT = 20;
const COLUMNS = ["kind", "address", "title", "below", "words", "above"]; // of the index, a row for each thing
// How much a word counts: in a title, in the line below it, among the other words; and by kind of thing.
const TITLE = 6, BELOW = 2, WORDS = 1, PARTS = 0.3;
const KIND = { page: 2, section: 1.2, number: 0.8, date: 0.6, term: 1, source: 0.3, claim: 0.3 };
// A page has a word in itself when it counts more there than in a section; a section, than among its other words.
const ASIDE = { page: PARTS, section: WORDS };
// How sure it is that a word of the index is meant by one of the query.
const SAME = 1, SYNONYM = 0.6, BEGUN = 0.5, SLIPPED = 0.4;

/** Make an index ready; what it returns finds the things that a query means, the best first. */
export function open(index) {
  const things = index.kind.map((_, row) => Object.fromEntries(COLUMNS.map((name) => [name, index[name][row]])));
  const ignored = new Set(index.ignored);
  const places = new Map(); // of each key: thing → how much the key counts there
  const spelled = new Map(); // each word as it is written → its key, for beginnings and slips
  const synonyms = new Map(); // of each key: the words that mean the same
  const put = (text, place, weight) => {
    for (const word of split(text)) {
      for (const key of keys(word)) {
        if (!places.has(key)) places.set(key, new Map());
        const found = places.get(key);
        found.set(place, Math.max(weight, found.get(place) ?? 0));
      }
      const parts = word.split(HYPHEN);
      for (const part of [parts.join(""), ...parts]) spelled.set(part, stem(part));
    }
  };
  const pages = new Map(things.map((thing) => [thing.address, thing]));
  things.forEach((thing, place) => {
    put(thing.title, place, TITLE);
    put(thing.below, place, BELOW);
    put(thing.words, place, thing.kind === "page" ? TITLE / 2 : WORDS);
    const [page, inside] = thing.address.split("#");
    if (inside) thing.where = page ? pages.get(page)?.title : "Overview"; // its title is a headline, too long to stand here
    const says = `${thing.title} ${thing.below} ${thing.words}`;
    for (const place of thing.above) {
      put(says, place, things[place].kind === "page" ? PARTS : WORDS);
      for (const page of things[place].above) put(says, page, PARTS);
    }
  });
  for (const group of index.synonyms) {
    for (const words of group) {
      const [key] = keys(split(asOne(words))[0]);
      synonyms.set(key, [...(synonyms.get(key) ?? []), ...group.filter((other) => other !== words)]);
    }
  }
  const phrases = index.synonyms.flat().filter((words) => words.includes(" ")).map((words) => words.toLowerCase());
  const whole = (query) => phrases.reduce(
    (text, phrase) => text.replace(new RegExp(`(?<!\\p{L})${phrase}`, "gu"), asOne(phrase)),
    query.toLowerCase().replace(/(\d)\s*(%|per\s?cent\b)/g, "$1%"),
  );
  return (query) => find(whole(query), { things, places, spelled, synonyms, ignored });
}

/** Some words as one, of which all are looked for. */
function asOne(words) {
  return words.replaceAll(" ", "-");
}

function find(query, index) {
  let wanted = split(query);
  const telling = wanted.filter((word) => !index.ignored.has(word));
  if (telling.length) wanted = telling;
  const marks = new Set(); // the keys that were found
  const found = new Map(); // thing → its score, how many words of the query it has, and has in itself
  const slipped = []; // [a word that stands nowhere, where another stands that it may be, that other]
  wanted.forEach((word, nth) => {
    const scores = meanings(word, nth === wanted.length - 1, index, marks, slipped);
    const rare = Math.log(1 + index.things.length / (1 + scores.size));
    for (const [place, score] of scores) {
      const of = found.get(place) ?? { score: 0, all: 0, own: 0 };
      const own = score > (ASIDE[index.things[place].kind] ?? 0);
      found.set(place, { score: of.score + score * rare, all: of.all + 1, own: of.own + own });
    }
  });
  const most = Math.max(0, ...[...found.values()].map((of) => of.all));
  const hits = [...found].filter(([, of]) => of.all === most).map(([place, of]) => {
    const thing = index.things[place];
    const own = of.own / of.all; // less than all when only its sections or other words have some of those wanted
    const mostly = (thing.kind === "page" ? own : 1) * (thing.kind === "number" ? often(thing) : 1);
    const score = of.score * KIND[thing.kind] * wholeness(thing.title, index.ignored, marks) * mostly;
    return { ...thing, place, score, inItself: own === 1, exact: most === wanted.length && exactness(thing, wanted) };
  });
  putInOrder(hits);
  const shown = hits.slice(0, LIMIT);
  const instead = slipped.filter(([, places]) => shown.some((hit) => places.has(hit.place)));
  return { hits: shown, marks, instead: instead.map(([word, , other]) => [word, other]) };
}

/** Where a word of the query stands, in any of its meanings: thing → score. */
function meanings(word, isLast, { places, spelled, synonyms }, marks, slipped) {
  const scores = new Map();
  const add = (all, sureness) => { // the things in which all these keys stand
    const [first, ...others] = all.map((key) => places.get(key));
    for (const [place, weight] of first ?? []) {
      if (!others.every((other) => other?.has(place))) continue;
      const least = Math.min(weight, ...others.map((other) => other.get(place)));
      scores.set(place, Math.max(scores.get(place) ?? 0, sureness * least));
      all.forEach((key) => marks.add(key));
    }
  };
  const [key] = keys(word);
  add([key], SAME);
  add(word.split(HYPHEN).map(stem), SAME);
  for (const other of synonyms.get(key) ?? []) add(split(other).map((one) => keys(one)[0]), SYNONYM);
  const mayGoOn = isLast || word.length > 3;
  for (const [other, its] of spelled) {
    if (its !== key && (goesOn(other, word) || (mayGoOn && other.startsWith(word)))) add([its], BEGUN);
  }
  if (!scores.size && word.length > 4 && !/\d/.test(word)) {
    for (const [other, its] of spelled) {
      if (!slip(other, word)) continue;
      add([its], SLIPPED);
      slipped.push([word, places.get(its), other]);
    }
  }
  return scores;
}

/** How exactly a number was asked for by its digits: 1 when its value is a word of the query, less up to the point. */
function exactness(thing, wanted) {
  if (thing.kind !== "number") return 0;
  const values = split(`${thing.title.split(": ")[0]} ${thing.words}`).filter((word) => /^\d/.test(word)).flatMap(keys);
  if (values.some((value) => wanted.includes(value))) return 1;
  return values.some((value) => wanted.some((word) => goesOn(value, word))) ? 0.5 : 0;
}

/** The more sections tell a number, the better: of thirty counts of a year, a reader wants the one that is used. */
function often(number) {
  return 1 + 0.1 * Math.log2(1 + number.above.length);
}

/** The more of a title was asked for, the better: 1 to 1.5. */
function wholeness(title, ignored, marks) {
  const words = split(title).filter((word) => !ignored.has(word));
  return 1 + 0.5 * words.filter((word) => keys(word).some((key) => marks.has(key))).length / (words.length || 1);
}

/** An exact number before all; a page before its sections, a section that opens with the words before its numbers. */
function putInOrder(hits) {
  const at = new Map(hits.map((hit) => [hit.place, hit]));
  for (const kind of ["number", "date", "section"]) {
    for (const hit of hits) {
      if (hit.kind !== kind || hit.exact) continue;
      for (const place of hit.above) {
        const above = at.get(place);
        if (above?.inItself) above.score = Math.max(above.score, hit.score * 1.01);
      }
    }
  }
  hits.sort((a, b) => b.exact - a.exact || b.score - a.score || a.place - b.place);
}

/* ---- The list ---- */

const ROOT = new URL("../", import.meta.url);

/** Answer what is typed into `field` with a list of links in `results`. */
export async function start(field, results) {
  const answer = await fetch(new URL("search.json", ROOT));
  const search = open(await answer.json());
  const status = element("p", { role: "status" });
  const list = element("ul", {});
  results.append(status, list);
  const links = () => [...list.querySelectorAll("a")];

  const show = () => {
    const query = field.value.trim();
    const { hits, marks, instead } = search(query);
    list.replaceChildren(...(query ? hits.map((hit) => line(hit, marks)) : []));
    status.textContent = query ? told(hits.length, query, instead) : "";
  };
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) links()[0]?.click();
    if (event.key === "ArrowDown") move(event, links()[0]);
  });
  list.addEventListener("keydown", (event) => {
    const all = links(), here = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown") move(event, all[here + 1]);
    if (event.key === "ArrowUp") move(event, all[here - 1] ?? field);
  });
  list.addEventListener("click", () => list.closest("[popover]")?.hidePopover?.());
  show(); // what was typed while this was loaded
}

function move(event, to) {
  event.preventDefault();
  to?.focus();
}

function told(count, query, instead) {
  if (!count) return `Nothing found for “${query}”. Try fewer words, another word for it, or a number in digits.`;
  if (instead.length) {
    const [words, others] = [0, 1].map((nth) => [...new Set(instead.map((pair) => `“${pair[nth]}”`))].join(", "));
    return `Nothing found for ${words}; shown instead: ${others}`;
  }
  return count === 1 ? "One place found" : `${count === LIMIT ? "The best " : ""}${count} places found`;
}

function line(hit, marks) {
  const link = element("a", { href: new URL(hit.address, ROOT).href });
  const title = ["source", "claim"].includes(hit.kind) ? around(hit.title, marks) : hit.title;
  link.append(element("b", {}, marked(title, marks)), " ",
    element("span", {}, marked([hit.where, around(hit.below, marks)].filter(Boolean).join(": "), marks)));
  return element("li", { class: `search-${hit.kind}` }, [link]);
}

const EARLY = 24; // letters: a word that was found further on would be cut off on a phone

/** A text from a few words before the first that was found. */
function around(text, marks) {
  const words = text.split(" ");
  const first = words.findIndex((word) => split(word).flatMap(keys).some((key) => marks.has(key)));
  if (words.slice(0, Math.max(first, 0)).join(" ").length < EARLY) return text;
  return `… ${words.slice(first - 2).join(" ")}`;
}

/** A text as nodes, the words that were found marked. */
function marked(text, marks) {
  return text.split(/([\p{L}\p{N}]+(?:[-‑.,’'][\p{L}\p{N}]+)*%?)/gu).map((piece) =>
    split(piece).flatMap(keys).some((key) => marks.has(key)) ? element("mark", {}, [piece]) : piece);
}

function element(name, attributes, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
