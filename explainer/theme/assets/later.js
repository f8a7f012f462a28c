/* Restrains the theme. It fetches its search worker, the whole index and a map of the site on every view;
   here the search begins when a reader turns to it, and the map, which is for translations, is not fetched. */
(() => {
  "use strict";
  // The whole sheet has come. The page is laid out here, in a task of its own: the theme's script would do it
  // in the midst of its own, and a reader's tap would wait for both.
  document.body.getBoundingClientRect();

  const toggle = document.getElementById("__search");
  const field = document.querySelector("[data-md-component=search-query]");
  let begin;
  const begun = new Promise((resolve) => { begin = resolve; });
  for (const sign of ["focusin", "pointerdown", "input"]) field.addEventListener(sign, begin, { once: true });
  toggle.addEventListener("change", begin, { once: true });
  if (toggle.checked || field === document.activeElement || new URL(location.href).searchParams.has("q")) begin();

  // The theme listens for keys only; pasting, dictating and filling in press none.
  field.addEventListener("input", () => field.dispatchEvent(new Event("keyup")));

  // What the theme sends to the worker before that is kept for it, in its order.
  const RealWorker = window.Worker;
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.real = begun.then(() => {
        const worker = new RealWorker(address);
        worker.addEventListener("message", ({ data }) => this.dispatchEvent(new MessageEvent("message", { data })));
        return worker;
      });
    }

    postMessage(message) {
      this.real.then((worker) => worker.postMessage(message));
    }
  };

  window.XMLHttpRequest = class extends XMLHttpRequest {
    open(method, address, ...rest) {
      this.address = String(address);
      super.open(method, address, ...rest);
    }

    send(...body) {
      if (this.address.endsWith("/sitemap.xml")) return;
      if (this.address.endsWith("/search_index.json")) begun.then(() => super.send(...body));
      else super.send(...body);
    }
  };
})();
