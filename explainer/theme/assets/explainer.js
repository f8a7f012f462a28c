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

  for (const control of document.querySelectorAll("[data-share], .take[data-text]")) {
    const { share, text, title } = control.dataset;
    if (control.matches(".take-link")) control.setAttribute("aria-label", `Copy link to ${title}`);
    else if (control.matches("a")) control.textContent = "Copy link";
    control.hidden = false;
    control.addEventListener("click", async (event) => {
      event.preventDefault();
      const address = share && new URL(share, location.href).href;
      const taken = [text, address].filter(Boolean).join(" ");
      const what = text ? (share ? "Sentence" : "Text") : "Link";
      if (await copy(taken)) say(`${what} copied`, address && { title, url: address, text: text || title });
      else say(`Copy this: ${taken}`);
    });
  }

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

  // Some browsers forget that a table is one when the style sheet stacks its rows.
  const roles = { table: "table", "thead, tbody": "rowgroup", tr: "row", td: "cell",
    "thead th": "columnheader", "tbody th": "rowheader" };
  for (const table of document.querySelectorAll("article table:not([class])")) {
    for (const [parts, role] of Object.entries(roles)) {
      for (const part of [table, ...table.querySelectorAll("*")].filter((one) => one.matches(parts))) part.role = role;
    }
  }
})();
