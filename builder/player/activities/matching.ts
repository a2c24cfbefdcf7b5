/** Matching: a list of targets to choose from for each source. */
import { $, $$ } from "../dom";
import { registerPairing } from "../pairing";

const list = (row: HTMLElement): HTMLSelectElement => $("select", row);

registerPairing("matching", {
  read: (row) => Number(list(row).value),
  write(row, target) {
    list(row).value = target ? String(target) : "";
  },
  control: list,
  source: (row) => $(".pair__source", row).innerHTML,
  target: (row, target) => $$<HTMLOptionElement>("option", row).find(({ value }) => target && value === String(target))?.innerHTML || "",
});
