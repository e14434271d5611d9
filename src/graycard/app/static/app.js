// Conveniences only: every page does its work without a script.
"use strict";
