// Conveniences only: every page does its work without a script.
"use strict";

// What was not chosen stays out of the address, so that it is short enough to be sent.
for (const form of document.querySelectorAll("form.filter")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
}

// A page that waits for work looks again; without a script, the browser is told to.
for (const waiting of document.querySelectorAll("[data-again]")) {
  setTimeout(() => location.reload(), 1000 * Number(waiting.dataset.again));
}

// Two averages over each other, with a slider between them. Side by side they stand anyway.
for (const both of document.querySelectorAll("[data-slider]")) {
  const averages = both.querySelectorAll("figure.average > img.of-faces");
  if (averages.length !== 2) continue;
  const [below, above] = [...averages].map((one) => {
    const copy = one.cloneNode();
    copy.alt = "";
    return copy;
  });
  const stack = document.createElement("div");
  stack.className = "stack";
  stack.append(below, above);
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: "0", max: "100", value: "50" });
  const label = document.createElement("label");
  label.append(both.dataset.slider, slider);
  const show = () => above.style.setProperty("clip-path", `inset(0 0 0 ${slider.value}%)`);
  slider.addEventListener("input", show);
  show();
  const over = document.createElement("div");
  over.className = "over";
  over.append(stack, label);
  both.prepend(over);
}

// The two sides of a comparison change places at once; the address follows.
const swap = document.querySelector("a.swap");
const sides = document.querySelector(".sides");
if (swap && sides) {
  let now = location.href;
  const change = (event) => {
    event.preventDefault();
    sides.append(sides.firstElementChild);
    for (const name of ["prompt", "run"]) {
      const left = document.querySelector(`[name="left.${name}"]`);
      const right = document.querySelector(`[name="right.${name}"]`);
      if (left && right) [left.value, right.value] = [right.value, left.value];
    }
    const before = now;
    now = swap.href;
    swap.href = before;
    history.replaceState(null, "", now);
  };
  swap.addEventListener("click", change);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "x" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) change(event);
  });
}
