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
