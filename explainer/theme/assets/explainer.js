/* Taking a link or a number along. Everything here is an extra: without it each control is a plain link
   or is not shown. */
(() => {
  "use strict";

  // A live region must stand in the page before it speaks.
  const voice = document.createElement("p");
  voice.setAttribute("role", "status");
  voice.className = "voice";
  // What is seen lies in the top layer, above an open note.
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.popover = "manual";
  document.body.append(voice, toast);

  let timer;
  function say(words, shared) {
    voice.textContent = "";
    toast.textContent = words;
    if (shared && navigator.share) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Share …";
      button.addEventListener("click", () => navigator.share(shared).catch(() => {}));
      toast.append(" ", button);
    }
    if (toast.showPopover && !toast.matches(":popover-open")) toast.showPopover();
    setTimeout(() => { voice.textContent = words; }, 50); // a change that screen readers notice
    clearTimeout(timer);
    timer = setTimeout(() => toast.hidePopover?.(), 6000);
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // an old browser, or a page served without HTTPS
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  const words = (node) => node.textContent.replace(/[ \n]+/g, " ").trim();
  const root = new URL("../", document.currentScript.src);

  // A number as one would pass it on, from what its card says.
  function sentence(card) {
    const said = (...labels) => words([...card.querySelectorAll(".provenance dt")]
      .find((label) => labels.includes(words(label))).nextElementSibling);
    const what = words(card.querySelector(".note-what, h3"));
    const value = words(card.querySelector(".note-value, .entry-value"));
    const read = card.querySelector(".note-source, .entry-source > span");
    const who = said("Who says so");
    const origin = read
      ? `Source: ${who.replace(/ \([^()]*\)$/, "")}. Read in ${words(read).replace(/^Source: /, "")}.`
      : `By: ${who}.`;
    return `${what}: ${value} (${said("As of", "Stated")}). ${origin}`;
  }

  async function take({ text, address, title }) {
    const taken = [text, address].filter(Boolean).join(" ");
    const what = text ? (address ? "Sentence" : "Text") : "Link";
    if (await copy(taken)) say(`${what} copied`, address && { title, url: address, text: text || title });
    else say(`Copy this: ${taken}`);
  }

  function button(label, after, what) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "take", textContent: label });
    made.addEventListener("click", () => take(what()));
    after.after(" ", made);
  }

  // On a card, the link to all about the number is one to pass on, too; a page with a hundred cards is spared another.
  for (const link of document.querySelectorAll(".note[id^=note-] .note-links > a:first-child")) {
    const control = link.cloneNode();
    control.className = "take";
    link.parentElement.lastElementChild.before(control, " ");
  }

  for (const control of document.querySelectorAll(".take-link, a.take")) {
    const address = new URL(`s/${decodeURIComponent(control.hash.slice(1))}/`, root).href;
    const card = control.closest(".note, .entry, .chart");
    const heading = control.matches(".take-link");
    const title = heading ? control.getAttribute("aria-label").replace("Link to ", "")
      : words(card.querySelector(".note-what, h3, .chart-caption"));
    if (heading) control.setAttribute("aria-label", `Copy link to ${title}`);
    else control.textContent = "Copy link";
    control.addEventListener("click", (event) => {
      event.preventDefault();
      take({ address, title });
    });
    const quote = (after) => button("Copy as a sentence", after, () => ({ text: sentence(card), address, title }));
    if (card?.matches(".note")) quote(control);
    // A long page of numbers is spared the buttons of what no reader has opened.
    const fold = card?.querySelector(".entry-cite");
    fold?.addEventListener("toggle", () => {
      const [citation, code] = ["p > span", "code"].map((part) => fold.querySelector(part));
      quote(fold.querySelector("summary"));
      button("Copy the citation", citation, () => ({ text: words(citation) }));
      button("Copy the embed code", code, () => ({ text: code.textContent }));
    }, { once: true });
  }

  // Light or dark as the system is, until a reader chooses. The choice is kept; palette.html draws it on other pages.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chooser = document.querySelector(".scheme-button");
  let chosen;
  try { chosen = __md_get("__palette").color.scheme; } catch { /* nothing kept, or the browser keeps nothing */ }
  const colour = () => {
    const dark = chosen ? chosen === "slate" : system.matches;
    document.body.setAttribute("data-md-color-scheme", dark ? "slate" : "default");
    chooser.setAttribute("aria-pressed", dark);
    if (!chosen) return; // the bar of a phone's browser follows the system by itself
    const [light, other] = document.querySelectorAll("meta[name=theme-color]");
    light.media = dark ? "not all" : "all";
    other.media = dark ? "all" : "not all";
  };
  system.addEventListener("change", colour);
  chooser.addEventListener("click", () => {
    chosen = chooser.getAttribute("aria-pressed") === "true" ? "default" : "slate";
    colour();
    try { __md_set("__palette", { color: { scheme: chosen } }); } catch { /* this browser keeps nothing */ }
  });
  colour();
  chooser.hidden = false; // not before: a browser may paint half of the header, and then it would move

  // On a small screen the search opens by a label, which no keyboard reaches: this button does.
  const search = document.getElementById("__search");
  const opener = document.querySelector(".search-button");
  opener?.addEventListener("click", () => opener.previousElementSibling.click());
  search?.addEventListener("change", () => setTimeout(() => {
    if (!search.checked && document.activeElement === document.body && opener.checkVisibility()) opener.focus();
  }));

  // A link to a place on the same page would leave the menu open over it.
  const menu = document.getElementById("menu");
  menu?.addEventListener("click", (event) => event.target.closest("a") && menu.hidePopover?.());

  // Where a section stood, a line says where it went: who came for it is taken on.
  const follow = () => { // by the id, for nothing is the target yet when this first runs
    const left = document.getElementById(location.hash.slice(1));
    if (left?.matches(".moved")) location.replace(left.querySelector("a").href);
  };
  addEventListener("hashchange", follow);
  follow();

  // Some browsers forget that a table is one when the style sheet stacks its rows.
  const roles = { table: "table", "thead, tbody": "rowgroup", tr: "row", td: "cell",
    "thead th": "columnheader", "tbody th": "rowheader" };
  for (const table of document.querySelectorAll("article table:not([class])")) {
    for (const [parts, role] of Object.entries(roles)) {
      for (const part of [table, ...table.querySelectorAll("*")].filter((one) => one.matches(parts))) part.role = role;
    }
  }
})();
