/* On the page for a missing address: offers the addresses most like it, by the letter pairs they share. */
(async () => {
  "use strict";
  const box = document.getElementById("closest");
  const source = new URL(box.dataset.addresses, location.href);

  function decode(text) { // an address may have lost a part of a letter: what can be read is read
    return text.replace(/(%[0-9a-f]{2})+/gi, (bytes) => {
      try { return decodeURIComponent(bytes); } catch { return ""; }
    });
  }

  const base = new URL(".", source).href;
  const wanted = decode(location.href.slice(base.length)).toLowerCase();
  const pairs = (text) => new Set(Array.from(text, (_, i) => text.slice(i, i + 2)));
  const sought = pairs(wanted);
  const likeness = (address) => {
    const other = pairs(address.toLowerCase());
    const common = [...sought].filter((pair) => other.has(pair)).length;
    return (2 * common) / (sought.size + other.size);
  };

  const known = await (await fetch(source)).json();
  const closest = known
    .map((one) => ({ ...one, like: Math.max(...[one.address, ...(one.also ?? [])].map(likeness)) }))
    .filter((one) => one.like > 0.3)
    .sort((a, b) => b.like - a.like)
    .slice(0, 5);
  for (const { address, title } of closest) {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href: new URL(address, source).href, textContent: title }));
    box.querySelector("ul").append(item);
  }
  box.hidden = closest.length === 0;
})();
