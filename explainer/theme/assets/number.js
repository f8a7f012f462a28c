/* Taking a number along from its own page. Without this file all is there as text. */
(() => {
  "use strict";

  const controls = document.querySelector(".controls");
  const voice = controls.querySelector("[role=status]");
  const sharing = document.querySelector("[data-share]");

  // To the eye on the button itself, to a screen reader in the line beside the controls.
  function say(button, text) {
    const label = button.textContent;
    button.textContent = text;
    setTimeout(() => { button.textContent = label; }, 2500);
    voice.textContent = "";
    setTimeout(() => { voice.textContent = text; }, 50); // a change that is read aloud
  }

  async function copy(button, text, said) {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch { // an old browser, or a page served without HTTPS
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    if (done) say(button, said);
    else prompt("", text); // to be copied by hand
  }

  async function share() {
    const url = sharing.dataset.share;
    if (!navigator.share) return copy(sharing, url, "Link copied");
    try {
      await navigator.share({ title: document.title, url });
    } catch (error) {
      if (error.name !== "AbortError") await copy(sharing, url, "Link copied"); // else the reader thought better of it
    }
  }

  for (const part of document.querySelectorAll(".take p")) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
    const text = part.querySelector("code") ?? part;
    button.dataset.copy = text.id;
    part.after(button);
  }
  sharing.addEventListener("click", share);
  if (!navigator.share) sharing.textContent = "Copy link";
  for (const button of document.querySelectorAll("[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    // As it was written, even if a browser has translated the page.
    const written = text.textContent;
    button.addEventListener("click", () => copy(button, written, "Copied"));
  }
  controls.hidden = false;
})();
