/** A reflection: room to write for oneself. Nothing is judged, required or reported. */
import { register } from "../activity";
import { mountWriting, type Writing } from "../writing";

register<Writing>("reflection", {
  isDone: () => true,
  isOptional: true,
  next: "reflection.next",
  mount: mountWriting,
});
