/* On the page for a missing address: offers the addresses most like it, by the letter pairs they share. */
(async () => {
  "use strict";
  const box = document.getElementById("closest");
  const source = new URL(box.dataset.addresses, location.href);
  const wanted = decodeURI(location.href).slice(new URL(".", source).href.length).toLowerCase();

  const pairs = (text) => new Set(Array.from(text, (_, i) => text.slice(i, i + 2)));
  const likeness = (a, b) => {
    const [one, two] = [pairs(a), pairs(b)];
    const common = [...one].filter((pair) => two.has(pair)).length;
    return (2 * common) / (one.size + two.size);
  };

  const known = await (await fetch(source)).json();
  const closest = known
    .map((one) => ({ ...one, like: likeness(wanted, one.address) }))
    .sort((a, b) => b.like - a.like)
    .slice(0, 5)
    .filter((one) => one.like > 0.3);
  for (const { address, title } of closest) {
    const link = Object.assign(document.createElement("a"), { href: new URL(address, source).href, textContent: title });
    const item = document.createElement("li");
    item.append(link);
    box.querySelector("ul").append(item);
  }
  box.hidden = closest.length === 0;
})();
