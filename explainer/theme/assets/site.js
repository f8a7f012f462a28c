/* What a page can do with scripts. Each part stands alone; without this file all is read as well.
   Nothing is looked up by the words that are shown, for a browser may have translated them. */
(() => {
  "use strict";

  const root = document.documentElement;
  const assets = document.currentScript.src;
  const site = new URL("../", assets);
  const words = (node) => node?.textContent.replace(/[ \n]+/g, " ").trim() ?? "";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const target = () => document.getElementById(decode(location.hash.slice(1)));

  function decode(text) {
    try { return decodeURIComponent(text); } catch { return text; } // a cut-off address
  }

  /* Says what was done, to the eye and to a screen reader. */

  const voice = make("p", { className: "sr", role: "status" }); // must stand in the page before it speaks
  const toast = make("div", { className: "toast", popover: "manual" });
  document.body.append(voice, toast);
  let timer;

  function say(text) {
    voice.textContent = "";
    toast.textContent = text;
    toast.hidePopover?.(); // shown anew, it lies above a card that has been opened since
    toast.showPopover?.();
    setTimeout(() => { voice.textContent = text; }, 50); // a change that screen readers notice
    clearTimeout(timer);
    timer = setTimeout(() => {
      toast.hidePopover?.();
      toast.textContent = "";
    }, 6000);
  }

  /* Taking along a link, or words. */

  async function copy(text, said) {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch { // an old browser, or a page served without HTTPS
      const area = make("textarea", { value: text });
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    say(done ? said : `Copy this: ${text}`);
  }

  async function share(address, title) {
    const url = new URL(address, site).href;
    if (!navigator.share) return copy(url, "Link copied");
    try {
      await navigator.share({ title, url });
    } catch (error) {
      if (error.name !== "AbortError") await copy(url, "Link copied"); // else the reader thought better of it
    }
  }

  const sharing = navigator.share ? "Share" : "Copy link";
  const shareOf = (link) => `s/${link.hash.slice(1)}/`;

  for (const link of all(".take-link")) {
    link.setAttribute("aria-label", `${sharing}: ${words(link.previousElementSibling)}`);
  }

  addEventListener("click", (event) => {
    const link = event.target.closest?.(".take-link, .chart .take");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    share(shareOf(link), words(link.matches(".take") ? link.closest(".chart").querySelector(".chart-caption")
      : link.previousElementSibling));
  });

  function equip(card) { // with what takes its number along; only a card that is opened needs it
    const about = card.querySelector(".note-about");
    if (!about || card.querySelector(".take")) return;
    const add = (textContent, act) => {
      const button = make("button", { type: "button", className: "take", textContent });
      button.addEventListener("click", act);
      card.querySelector(".note-close").before(button, " ");
    };
    add(sharing, () => share(about.href, words(card.querySelector(".note-what"))));
    if (card.dataset.sentence) add("Copy as a sentence", () => copy(card.dataset.sentence, "Sentence copied"));
  }

  /* A number or a term opens its card at its place. Without popovers, the style sheet shows the link's target. */

  function openCards() {
    root.classList.add("cards"); // the style sheet leaves :target alone
    let opener = null; // the link whose card is open
    let pressed = null; // the same, if it is what the pointer went down on: that press closes the card
    const linkOf = (event) => event.target.closest?.("a[data-note]");
    const cardOf = (link) => link && document.getElementById(link.hash.slice(1));

    function show(card, link) {
      equip(card);
      link.focus({ preventScroll: true }); // WebKit focuses no link by a click; Escape leads back here
      card.showPopover({ source: link });
      opener = link;
      link.setAttribute("aria-expanded", "true"); // and the card's anchor, by the style sheet
      card.role = "dialog"; // not in the HTML: reader views leave dialogs out
      card.focus({ preventScroll: true });
      // A sheet at the foot of a phone may lie over the number: the page moves up until it stands clear.
      const [words, edge] = [link.getBoundingClientRect(), card.getBoundingClientRect()];
      if (words.bottom > edge.top && words.top < edge.bottom && edge.left < words.right && edge.right > words.left) {
        scrollBy({ top: words.bottom - edge.top + 12, behavior: "instant" });
      }
    }

    addEventListener("pointerdown", (event) => {
      pressed = opener && linkOf(event) === opener ? opener : null;
    }, true);

    addEventListener("click", (event) => {
      const link = linkOf(event);
      const card = cardOf(link);
      if (!card || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (event.detail && link === pressed) return;
      if (link === opener) card.hidePopover();
      else show(card, link);
    });

    addEventListener("beforetoggle", (event) => {
      if (event.newState !== "closed" || event.target !== cardOf(opener)) return;
      opener.removeAttribute("aria-expanded");
      opener = null;
    }, true);

    function arrive() { // by a link to the card: at the first place that shows the number
      const card = target();
      const link = card?.popover && document.querySelector(`a[data-note][href="#${CSS.escape(card.id)}"]`);
      if (!link) return;
      link.scrollIntoView({ block: "center" });
      show(card, link);
    }
    addEventListener("hashchange", arrive);
    arrive();
  }
  if (HTMLElement.prototype.showPopover) openCards();

  /* The contents and the address bar follow the section that is read. */

  function follow() {
    const heads = all(".text h2[id], .text h3[id]");
    if (!heads.length) return;
    const entries = all(".contents a");
    let scrolled = false; // before that, a browser may still have to go to the place of the address
    addEventListener("scroll", () => { scrolled = true; }, { once: true, passive: true });

    const seen = (node) => {
      const box = node?.getBoundingClientRect();
      return box && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    };
    const read = () => heads.find((head) => head === target() && seen(head)) // still at the place of the address
      ?? heads.findLast((head) => head.getBoundingClientRect().top < innerHeight * 0.3);

    const mark = (head) => {
      const listed = heads.slice(0, heads.indexOf(head) + 1).map(({ id }) => `#${id}`);
      const at = listed.findLast((hash) => entries.some((entry) => entry.hash === hash));
      for (const entry of entries) {
        if (at && entry.hash === at) entry.setAttribute("aria-current", "true");
        else entry.removeAttribute("aria-current");
      }
    };

    const update = () => {
      const head = read();
      mark(head);
      const hash = head ? `#${head.id}` : "";
      if (!scrolled || hash === location.hash || seen(target())) return;
      try {
        history.replaceState(history.state, "", location.pathname + location.search + hash);
      } catch { /* WebKit allows only so many in a minute */ }
    };

    for (const rootMargin of ["99999px 0px -70%", "0px"]) { // when one has been reached, and when one leaves the screen
      const watch = new IntersectionObserver(update, { rootMargin });
      heads.forEach((head) => watch.observe(head));
    }
  }
  follow();

  /* Light or dark: as the system is, until a reader chooses. The script in the head draws the choice on other pages. */

  function colour() {
    const chooser = document.querySelector(".scheme-button");
    const system = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : system.matches);
    const show = () => {
      chooser.setAttribute("aria-pressed", isDark());
      if (!root.dataset.scheme) return; // the bar of a phone's browser follows the system by itself
      const [light, dark] = all("meta[name=theme-color]");
      light.media = isDark() ? "not all" : "all";
      dark.media = isDark() ? "all" : "not all";
    };
    system.addEventListener("change", show);
    chooser.addEventListener("click", () => {
      root.dataset.scheme = isDark() ? "light" : "dark";
      show();
      try { localStorage.setItem("colour-scheme", root.dataset.scheme); } catch { /* this browser keeps nothing */ }
    });
    show();
  }
  colour();

  /* The search comes when it is first turned to. */

  function search() {
    const box = document.getElementById("search-box");
    const field = document.getElementById("search");
    const results = document.getElementById("search-results");
    field.addEventListener("focus", async () => {
      const module = await import(new URL("search.js", assets));
      module.start(field, results);
    }, { once: true });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") box.hidePopover?.(); // at once; a browser would first empty the field
    });
    addEventListener("keydown", (event) => {
      const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      box.showPopover?.();
      field.focus();
    });
  }
  search();

  /* The menu shows where one is; a fold on a wide screen closes by Escape and by a press beside it. */

  function menu() {
    const nav = document.getElementById("menu");
    const folds = all("details", nav);
    const close = () => folds.forEach((fold) => { fold.open = false; });
    nav.addEventListener("beforetoggle", (event) => {
      const here = nav.querySelector(".here") ?? folds[0]; // on the front page the story
      if (here) here.open = event.newState === "open";
    });
    addEventListener("click", (event) => {
      if (!nav.matches(":popover-open") && !event.target.closest?.("#menu details")) close();
    });
    addEventListener("keydown", (event) => {
      const open = event.key === "Escape" && !nav.matches(":popover-open") && folds.find((fold) => fold.open);
      if (!open) return;
      if (open.contains(document.activeElement)) open.firstElementChild.focus();
      close();
    });
  }
  if (HTMLElement.prototype.showPopover) menu();

  /* Where a section stood, a line says where it went: who came for it is taken on. */

  function lead() {
    const left = target();
    if (left?.matches(".moved")) location.replace(left.querySelector("a").href);
  }
  addEventListener("hashchange", lead);
  lead();

  /* A long list of numbers, shortened to those that speak of something. */

  function filter() {
    const field = document.getElementById("filter");
    if (!field) return;
    const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f,]/g, "");
    const rows = all(".numbers-index > li").map((row) => [row, plain(words(row))]);
    const lists = all(".numbers-index").map((list) => {
      const head = list.previousElementSibling;
      return [list, head?.matches(".take-link") ? [head, head.previousElementSibling] : [head].filter(Boolean)];
    });
    const shorten = () => {
      const wanted = plain(field.value).split(/\s+/).filter(Boolean);
      let count = 0;
      for (const [row, text] of rows) {
        row.hidden = !wanted.every((word) => text.includes(word));
        count += !row.hidden;
      }
      for (const [list, heads] of lists) {
        list.hidden = !list.querySelector(":scope > li:not([hidden])");
        for (const head of heads) head.hidden = list.hidden;
      }
      field.parentElement.querySelector("output").textContent = wanted.length ? `${count} of ${rows.length}` : "";
    };
    field.addEventListener("input", shorten);
    shorten(); // a browser keeps what was typed when one comes back
  }
  filter();
})();
