/** Sorting: the categories are radio buttons beside each element. */
import { $, $$ } from "../dom";
import { registerPairing } from "../pairing";

const buttons = (row: HTMLElement): HTMLInputElement[] => $$("input", row);

registerPairing("sorting", {
  read: (row) => Number(buttons(row).find((each) => each.checked)?.value || 0),
  write(row, target) {
    for (const each of buttons(row)) each.checked = each.value === String(target);
  },
  control: (row) => $("input", row),
  source: (row) => $(".sort__element", row).innerHTML,
  target: (row, target) => $(`input[value="${target}"] + span`, row)?.innerHTML || "",
});
