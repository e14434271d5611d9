// Labelling by keyboard. Keys press the buttons that are there; without this script they are clicked.
"use strict";
let gone = false;
addEventListener("pageshow", () => { gone = false; });
addEventListener("keydown", (event) => {
  if (gone || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  // On a button or a link that has the focus, the space bar means that one.
  if (event.key === " " && event.target.closest("a, button, summary")) return;
  const key = event.key === " " ? null : event.key.toLowerCase();
  const wanted = key === null
    ? document.getElementById("skip")
    : document.querySelector(`[data-key="${CSS.escape(key)}"]:enabled`);
  if (!wanted || wanted.matches("fieldset:disabled *")) return;
  event.preventDefault();
  gone = true; // one key, one picture
  wanted.click();
});
