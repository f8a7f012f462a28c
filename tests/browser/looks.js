// What the tests look at in a page. Each function is run by itself: look(page, "small").

const every = (selector) => [...document.querySelectorAll(selector)];
const told = (one) => one.outerHTML.slice(0, 120);

/** What is shown, where and how large. */
function shown() {
  return [...document.body.querySelectorAll("*")].map((one) => {
    const seen = one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const { x, y, width, height } = one.getBoundingClientRect();
    return `<${one.localName} class=${one.getAttribute("class")}> ${[seen, x, y, width, height]}`;
  });
}

/** Leaves of each make of card, item, paragraph or row one: hundreds are alike but for their words. */
function thin() {
  const seen = new Set();
  for (const one of every("article :is(.note, li, dl > div, p, tr, .take-link)")) {
    if (one.closest(".chart, .timeline")) continue;
    const parts = [...new Set([one, ...one.querySelectorAll("*")].map((part) => part.tagName + part.className))];
    const make = one.parentElement.tagName + one.parentElement.className + parts.sort().join();
    if (seen.has(make)) one.remove();
    seen.add(make);
  }
}

/** What a finger may miss: smaller than 24 pixels, not in a sentence, and another target within 12 pixels. */
function small() {
  const inline = (one) => getComputedStyle(one).display.startsWith("inline");
  const inSentence = (one) => {
    let block = one;
    while (inline(block)) block = block.parentElement;
    return block !== one && block.textContent.trim().length > one.textContent.trim().length + 3;
  };
  const targets = every("a[href], button, summary, input, label[for]").filter((one) =>
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && one.getBoundingClientRect().width > 1 && !one.closest("[popover]:not(:popover-open)")
    && !one.matches(".skip, .note-shut"));
  const boxes = targets.map((one) => one.getBoundingClientRect());
  const wrong = [];
  for (const [i, one] of targets.entries()) {
    const box = boxes[i];
    if ((box.width >= 23.9 && box.height >= 23.9) || inSentence(one)) continue;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const near = targets.find((other, j) => i !== j && !other.contains(one) && !one.contains(other)
      && Math.hypot(Math.max(boxes[j].left - x, 0, x - boxes[j].right),
        Math.max(boxes[j].top - y, 0, y - boxes[j].bottom)) < 12);
    if (near) wrong.push([told(one), told(near)]);
  }
  return wrong;
}

/** Tables that are wider than the screen, or that scroll sideways. */
function wide() {
  return every("article table").filter((table) => table.getBoundingClientRect().right > innerWidth
    || table.parentElement.scrollWidth > table.parentElement.clientWidth + 1).map((table) => table.innerText.slice(0, 60));
}

/** What is cut off by its own box. */
function cut() {
  return every("article *, header *, footer *").filter((one) => one.checkVisibility()
    && !one.closest("[popover]:not(:popover-open):not(#menu), thead, .sr")
    && /hidden|clip/.test(getComputedStyle(one).overflow) && getComputedStyle(one).clipPath === "none"
    && one.innerText?.trim() && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 4)).map(told);
}

/** By how many pixels a page scrolls sideways. */
function over() {
  return Math.max(0, document.documentElement.scrollWidth - innerWidth);
}

/** What stands still while a page scrolls and takes a third of a small window. */
function still() {
  return every("header, nav").filter((one) => one.checkVisibility()
    && /fixed|sticky/.test(getComputedStyle(one).position) && one.offsetHeight > innerHeight / 3).map(told);
}

/** Twice the size of text that a reader has chosen. */
function larger() {
  const root = document.documentElement;
  root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
}

/** Text spaced out as WCAG has it; a constructed sheet is what a page's policy does not forbid. */
function spaced() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}

/** Where the focus is now, and whether it can be seen there. Remembers where it was. */
function stop() {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const last = window.last;
  window.last = at;
  const style = getComputedStyle(at);
  const box = at.getClientRects()[0] || at.getBoundingClientRect();
  const spots = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.15], [0.5, 0.85]].map(([x, y]) =>
    document.elementFromPoint(box.x + box.width * x, box.y + box.height * y));
  return {
    what: told(at),
    key: at.dataset.stop,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: spots.some((spot) => spot && (at.contains(spot) || spot.contains(at))),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    order: !last || last === at || Boolean(last.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
}

/** What the keyboard has to reach, each numbered for stop(). */
function focusable() {
  return every("a[href], button, summary, input, [tabindex='0']").filter((one) =>
    one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0 && one.getBoundingClientRect().width
    && !one.closest("[popover]:not(:popover-open):not(#menu)"))
    .map((one, i) => { one.dataset.stop = i; return [String(i), told(one)]; });
}

/** For each number with a mark behind it, "" or the number whose mark stands alone on the next line. */
function alone() {
  return every("article p a[data-note]").map((link) => {
    const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    walker.currentNode = link.lastChild;
    const text = walker.nextNode();
    if (!text || !/^[.,;:]/.test(text.data)) return null;
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(text, 1);
    return range.getBoundingClientRect().top >= [...link.getClientRects()].at(-1).bottom ? link.textContent : "";
  }).filter((one) => one !== null);
}

/** Letters to the line, in the widest paragraph of more than one line. */
function widest() {
  return Math.max(...every("article p:not(.chart p)").map((p) => {
    const style = getComputedStyle(p), canvas = document.createElement("canvas").getContext("2d");
    if (p.clientHeight < 1.8 * parseFloat(style.lineHeight)) return 0;
    canvas.font = `${style.fontSize} ${style.fontFamily}`;
    return p.clientWidth / (canvas.measureText("the quick brown fox jumps over it ").width / 34);
  }));
}

/** What moves by itself. */
function moving() {
  return every("*").flatMap((one) => [null, "::before", "::after"].map((part) => getComputedStyle(one, part)).filter((style) =>
    style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0)
    || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0)
    || style.scrollBehavior === "smooth").map(() => told(one)));
}

/** On paper: numbers without the numeral of their note, and notes that are not shown where they stand. */
function unprinted() {
  const notes = every(".note");
  const links = every("a[data-note]").filter((link) => link.checkVisibility()
    && (getComputedStyle(link, "::after").content !== `"${link.dataset.note}"`
    || notes[link.dataset.note - 1]?.id !== link.hash.slice(1)));
  return [...links, ...notes.filter((note) => note.offsetHeight < 5 || getComputedStyle(note).position !== "static")].map(told);
}

/** On paper: notes in which one part lies over another. */
function scrambled() {
  return every(".note").filter((note) => {
    const boxes = [...note.querySelectorAll("p, dt, dd")].flatMap((one) => [...one.getClientRects()])
      .filter((box) => box.width > 1 && box.height > 1);
    return boxes.some((a, i) => boxes.slice(i + 1).some((b) => a.left < b.right - 2 && b.left < a.right - 2
      && a.top < b.bottom - 4 && b.top < a.bottom - 4));
  }).map((note) => note.innerText);
}

/** Each bar of each chart: how far it reaches, for which number. */
function bars() {
  return every(".chart table").map((table) => [...table.querySelectorAll("td:has(svg.bar rect)")].map((cell) => {
    const [picture, bar] = ["svg.bar", "svg.bar rect"].map((one) => cell.querySelector(one).getBoundingClientRect());
    return {
      to: Math.max(...[...cell.querySelectorAll("data")].map((one) => Number(one.value))),
      length: (bar.right - picture.left) / picture.width,
      drawn: bar.height > 3 && getComputedStyle(cell.querySelector("svg.bar rect")).fill !== "none" && bar.right <= innerWidth,
    };
  }));
}

/** Every text wrapped and changed, as a translator does it. */
function translated() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts.filter((one) => one.data.trim() && !one.parentElement.closest("script, style"))) {
    const font = document.createElement("font");
    font.append(document.createElement("font"));
    font.firstChild.textContent = text.data.replace(/[a-z]+/gi, "mot");
    text.replaceWith(font);
  }
}
